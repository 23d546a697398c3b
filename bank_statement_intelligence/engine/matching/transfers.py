"""Pair the two sides of a transfer between own bank accounts (pass 30).

A pair is money out of one journal and the same money into another. It is proved (tier
1) when a line names the other account and nothing else fits, tier 3 when the amounts
differ by the exchange; without a named account it is a hint (tier 7). An
account that is none of ours speaks against it (tier 5). Of several pairs
those of the nearest day are taken, if that is unique for both lines; else they are
ties.

A side that comes alone is proposed to the transfer account (tier 7, of our own name
only: 8). Where it was booked there, the other side settles its item when it comes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .proposal import EntryLine, Evidence, Proposal, ProposalItem


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


@dataclass(frozen=True, slots=True)
class Alone:
    """A line whose other side is not there: the ``journal`` whose account it names, or
    only our own ``name``; ``account_id`` is the company's transfer account."""

    side: Side
    account_id: int
    journal: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """A line and the open item of a side that was booked alone, in another journal.

    ``named``: one of the two told the other's account. ``minor`` is of the item.
    """

    side: Side
    item_id: int
    minor: int
    journal: str
    named: bool
    days: int


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


def decide_booked(found: Iterable[Booked], pass_code: str) -> list[Proposal]:
    """Return for each line the booked side that it settles; several are ties.

    Args:
        found: every possible pair of line and item.
        pass_code: stored on the proposals.
    """
    by_line: dict[int, list[Booked]] = {}
    for one in found:
        if one.named or not one.side.is_foreign:
            by_line.setdefault(one.side.id, []).append(one)
    proposals = []
    for every in by_line.values():
        best = min((not one.named, one.days) for one in every)
        chosen = [one for one in every if (not one.named, one.days) == best]
        proposals += [
            _settle_booked(one, pass_code).one_of(len(chosen)) for one in chosen
        ]
    return proposals


def _settle_booked(one: Booked, pass_code: str) -> Proposal:
    side, amount = one.side, str(abs(one.side.minor))
    code = "own_account" if one.named else "other_journal"
    proposal = Proposal(
        txn_id=side.id,
        kind="transfer",
        pass_code=pass_code,
        tier=1 if one.named else 7,
        items=(ProposalItem(one.item_id, one.minor),),
        evidence=(
            Evidence(code, side.account or side.journal, one.journal),
            Evidence("amount_opposite", amount, amount),
            Evidence("days_apart", str(one.days), ""),
        ),
    )
    if not side.is_foreign:
        return proposal
    return proposal.against(Evidence("foreign_account", side.account, "", False), 5)


def decide_alone(lines: Iterable[Alone], pass_code: str) -> list[Proposal]:
    """Return proposals to the transfer account, where the other side comes later.

    Args:
        lines: lines that name an account or the name of ours, and have no other side.
        pass_code: stored on the proposals.
    """
    return [
        Proposal(
            txn_id=line.side.id,
            kind="transfer",
            pass_code=pass_code,
            tier=7 if line.journal else 8,
            items=(),
            evidence=(
                Evidence("own_account", line.side.account, line.journal)
                if line.journal
                else Evidence("own_name", line.name, ""),
                Evidence("side_to_come", line.journal, ""),
            ),
            entries=(EntryLine(line.account_id, line.side.minor),),
        )
        for line in lines
    ]


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
