"""A payment that comes back: what it undoes is open again (pass 80).

The original is a bank line that is settled, or one payment of a lump sum, of the
opposite amount and not later. The bank says that it is a return (tier 2 with a common
reference, tier 3 with the same other account), or returns our own unique reference
(tier 2). Several originals are a tie, and so are
several returns of one original on one day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .proposal import EntryLine, Evidence, Proposal

#: ways in which a return is known, the strongest first, with their tier
TIERS = {"upr": 2, "paid_document": 2, "document": 2, "reference": 2, "account": 3}
MAX_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Counterpart:
    """One item that the original settled: it is reconciled with the return instead.

    ``reversed_id`` is None for what cannot be reopened (a write-off): it is reversed.
    """

    account_id: int
    minor: int
    partner_id: int | None = None
    reversed_id: int | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """A settled bank line, or one payment of it, that a return may undo."""

    txn_id: int
    line_id: int
    minor: int
    how: str
    bank_value: str
    name: str
    flagged: bool
    counterparts: tuple[Counterpart, ...]
    day: date = date.min

    @property
    def is_told(self) -> bool:
        """Whether the bank says that it is a return."""
        return self.flagged or self.how == "upr"

    @property
    def strength(self) -> tuple[bool, int, date]:
        """Return how well it is proved; the lower, the better. Of returns that the bank
        calls so the first day's is the return, as if each day came alone."""
        day = self.day if self.is_told else date.min
        return not self.is_told, TIERS[self.how], day


def decide(originals: Iterable[Original], pass_code: str) -> list[Proposal]:
    """Return the returns: one proposal per original of each line.

    Args:
        originals: every settled line that may be meant.
        pass_code: stored on the proposals.
    """
    by_line: dict[int, list[Original]] = {}
    for original in originals:
        by_line.setdefault(original.txn_id, []).append(original)
    chosen = {txn_id: _choose(found) for txn_id, found in by_line.items()}
    wanted: dict[tuple, list[Original]] = {}
    for found in chosen.values():
        for original in found:
            wanted.setdefault(_key(original), []).append(original)
    proposals = []
    for found in chosen.values():
        for original in found[:MAX_SHOWN]:
            rivals = wanted[_key(original)]
            best = min(rival.strength for rival in rivals)
            if original.strength > best:
                continue
            equal = sum(rival.strength == best for rival in rivals)
            proposal = _proposal(original, pass_code).one_of(len(found))
            if equal > 1:
                fact = Evidence("other_line", str(equal), "1", False)
                proposal = proposal.as_tie(fact)
            proposals.append(proposal)
    return proposals


def _choose(found: list[Original]) -> list[Original]:
    """Return the best proved originals of a line, each once."""
    best = min(TIERS[original.how] for original in found)
    unique: dict[tuple, Original] = {}
    for original in found:
        if TIERS[original.how] == best:
            unique.setdefault(_key(original), original)
    return list(unique.values())


def _key(original: Original) -> tuple:
    return original.line_id, original.counterparts


def _proposal(original: Original, pass_code: str) -> Proposal:
    code = "returned_account" if original.how == "account" else "returned"
    amount = str(abs(original.minor))
    proposal = Proposal(
        txn_id=original.txn_id,
        kind="payment",
        pass_code=pass_code,
        tier=TIERS[original.how],
        items=(),
        evidence=(
            Evidence(code, original.bank_value, original.name),
            Evidence("amount_opposite", amount, amount),
        ),
        entries=tuple(
            EntryLine(
                counterpart.account_id,
                counterpart.minor,
                partner_id=counterpart.partner_id,
                role="reversal",
                item_id=counterpart.reversed_id,
                other_line_id=original.line_id,
            )
            for counterpart in original.counterparts
        ),
        difference=original.minor - sum(c.minor for c in original.counterparts),
        named=original.how != "account",
    )
    if original.is_told:
        return proposal
    fact = Evidence("not_flagged", original.bank_value, original.name, False)
    return proposal.against(fact, tier=5)
