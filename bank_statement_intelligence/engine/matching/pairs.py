"""Decide proposals from amounts that are equal on both sides (passes 40 and 70), or
nearly so where a run was asked for that.

A pair is proved only if it is unique both ways: the line has one such item and the item
one such line. Everything else is a tie: all are shown, none is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .proposal import Evidence, Proposal, ProposalItem


@dataclass(frozen=True, slots=True)
class Pair:
    """A line and an item of the same amount; the counts are over all such pairs.

    ``off``: so much more is the line's amount.
    """

    txn_id: int
    item_id: int
    minor: int
    item_name: str
    items_of_line: int
    lines_of_item: int
    tier: int
    evidence: tuple[Evidence, ...]
    contra: tuple[Evidence, ...] = ()
    off: int = 0


def decide(pairs: Iterable[Pair], pass_code: str, kind: str) -> list[Proposal]:
    """Return one proposal per pair: proved, or a tie with the reason."""
    return [_decide_pair(pair, pass_code, kind) for pair in pairs]


def _decide_pair(pair: Pair, pass_code: str, kind: str) -> Proposal:
    code, paid = "amount_differs" if pair.off else "amount_exact", pair.minor + pair.off
    amount = Evidence(code, str(paid), str(pair.minor), not pair.off)
    proposal = Proposal(
        txn_id=pair.txn_id,
        kind=kind,
        pass_code=pass_code,
        tier=pair.tier,
        items=(ProposalItem(pair.item_id, pair.minor),),
        evidence=(*pair.evidence, amount),
        difference=pair.off,
    )
    for fact in pair.contra:
        proposal = proposal.against(fact, tier=5)
    proposal = proposal.one_of(pair.items_of_line)
    if pair.lines_of_item > 1:
        count = str(pair.lines_of_item)
        proposal = proposal.as_tie(Evidence("other_line", count, "1", False))
    return proposal
