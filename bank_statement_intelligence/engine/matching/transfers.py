"""Pair the two sides of a transfer between own bank accounts (pass 30).

A pair is money out of one journal and the same money into another. It is proved (tier
1) when a line names the other account and nothing else fits, tier 3 when the amounts
differ by the exchange; without a named account it is a hint (tier 7). An
account that is none of ours speaks against it (tier 5). Of several pairs
those of the nearest day are taken, if that is unique for both lines; else they are
ties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .proposal import EntryLine, Evidence, Proposal


@dataclass(frozen=True, slots=True)
class Side:
    """One line of a pair: amounts in minor units of its own currency.

    ``is_foreign``: the bank tells an account that is none of ours.
    """

    id: int
    minor: int
    currency_id: int
    journal: str
    account: str = ""
    is_foreign: bool = False


@dataclass(frozen=True, slots=True)
class TransferPair:
    """Two lines that may be one transfer.

    ``currency_id`` is the common one: the counterparts are booked in it. ``exact``:
    the bank tells the same amount on both sides. ``days`` lie between them.
    """

    out: Side
    into: Side
    named: bool
    exact: bool
    days: int
    currency_id: int
    minor: int
    account_id: int

    @property
    def foreign(self) -> Side | None:
        """The side of which the bank tells an account that is none of ours."""
        return next((side for side in (self.into, self.out) if side.is_foreign), None)


def decide(pairs: Iterable[TransferPair], pass_code: str) -> list[Proposal]:
    """Return two proposals per pair that stands, in one bundle.

    Args:
        pairs: every possible pair.
        pass_code: stored on the proposals.
    """
    pairs = list(pairs)
    own = [pair for pair in pairs if not pair.foreign]
    groups = (
        [pair for pair in own if pair.named],
        [pair for pair in own if not pair.named and pair.exact],
        [pair for pair in pairs if pair.foreign and pair.named],
    )
    proposals: list[Proposal] = []
    taken: set[int] = set()
    for group in groups:
        group = [p for p in group if not taken & {p.out.id, p.into.id}]
        taken |= {side.id for pair in group for side in (pair.out, pair.into)}
        for pair in (chosen := _nearest(group)):
            rivals = _rivals(pair, chosen)
            for proposal in _proposals(pair, pass_code):
                proposals.append(_as_tie(proposal, rivals) if rivals else proposal)
    return proposals


def _nearest(pairs: list[TransferPair]) -> list[TransferPair]:
    """Keep the pairs that are the nearest for both their lines."""
    best: dict[int, int] = {}
    for pair in pairs:
        for side in (pair.out, pair.into):
            best[side.id] = min(pair.days, best.get(side.id, pair.days))
    mutual = [
        p for p in pairs if p.days == best[p.out.id] and p.days == best[p.into.id]
    ]
    decided = {side.id for pair in mutual for side in (pair.out, pair.into)}
    return mutual + [
        p for p in pairs if p.out.id not in decided and p.into.id not in decided
    ]


def _rivals(pair: TransferPair, pairs: list[TransferPair]) -> int:
    count = Counter(side.id for other in pairs for side in (other.out, other.into))
    return max(count[pair.out.id], count[pair.into.id]) - 1


def _as_tie(proposal: Proposal, rivals: int) -> Proposal:
    fact = Evidence("other_line", str(rivals + 1), "1", False)
    return proposal.as_tie(fact)


def _proposals(pair: TransferPair, pass_code: str) -> list[Proposal]:
    tier = (1 if pair.exact else 3) if pair.named else 7
    bundle = f"transfer:{pair.out.id}:{pair.into.id}"
    proposals = [
        Proposal(
            txn_id=side.id,
            kind="transfer",
            pass_code=pass_code,
            tier=tier,
            items=(),
            evidence=_evidence(pair, side, other),
            entries=(
                EntryLine(
                    pair.account_id,
                    sign * pair.minor,
                    role="transfer",
                    currency_id=pair.currency_id,
                    line_minor=side.minor,
                    other_line_id=other.id,
                ),
            ),
            group_key=bundle,
        )
        for side, other, sign in (
            (pair.out, pair.into, -1),
            (pair.into, pair.out, 1),
        )
    ]
    if not pair.foreign:
        return proposals
    fact = Evidence("foreign_account", pair.foreign.account, "", False)
    return [proposal.against(fact, tier=5) for proposal in proposals]


def _evidence(pair: TransferPair, side: Side, other: Side) -> tuple[Evidence, ...]:
    facts = [Evidence("own_account", side.account or side.journal, other.journal)]
    if not pair.named:
        facts = [Evidence("other_journal", side.journal, other.journal)]
    if pair.exact:
        amount = str(abs(side.minor))
        facts.append(Evidence("amount_opposite", amount, amount))
    return (*facts, Evidence("days_apart", str(pair.days), ""))
