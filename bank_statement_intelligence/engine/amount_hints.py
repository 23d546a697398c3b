"""Find an open item of a payment's amount whose payer is not known (pass 75)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .likeness import MIN_NAME, name_likeness, near_number
from .proposal import Evidence, Proposal, ProposalItem
from .references import scan
from .sides import Item, Txn


@dataclass(frozen=True, slots=True)
class _Candidate:
    item: Item
    likeness: float
    near: str


def decide(pairs: Iterable[tuple[Txn, Item]], pass_code: str) -> list[Proposal]:
    """Return the one item of the amount that is alike, as a hint (tier 7).

    Args:
        pairs: every transaction with each open item of its amount.
        pass_code: stored on the proposals.
    """
    by_line: dict[int, tuple[Txn, list[Item]]] = {}
    for txn, item in pairs:
        by_line.setdefault(txn.id, (txn, []))[1].append(item)
    return [
        proposal
        for txn, items in by_line.values()
        for proposal in _decide(txn, items, pass_code)
    ]


def _decide(txn: Txn, items: list[Item], pass_code: str) -> list[Proposal]:
    """The amount alone says nothing: a number or name must be alike, of one item."""
    numbers = [token.raw for token in scan(txn.text)]
    candidates = [_candidate(txn, item, numbers) for item in items]
    alike = [c for c in candidates if c.near] or [
        c for c in candidates if c.likeness >= MIN_NAME
    ]
    return [_proposal(txn, alike[0], pass_code)] if len(alike) == 1 else []


def _candidate(txn: Txn, item: Item, numbers: list[str]) -> _Candidate:
    near = next((raw for raw in numbers if near_number(raw, item.name)), "")
    likeness = name_likeness(txn.partner_name, item.partner_name)
    return _Candidate(item, likeness, near)


def _proposal(txn: Txn, candidate: _Candidate, pass_code: str) -> Proposal:
    item, facts = candidate.item, []
    if candidate.near:
        facts.append(Evidence("near_document", candidate.near, item.name))
    if candidate.likeness >= MIN_NAME:
        facts.append(Evidence("name_partial", txn.partner_name, item.partner_name))
    minor = str(item.minor)
    return Proposal(
        txn_id=txn.id,
        kind="payment",
        pass_code=pass_code,
        tier=7,
        items=(ProposalItem(item.id, item.minor),),
        evidence=(*facts, Evidence("unique_amount", minor, minor)),
    )
