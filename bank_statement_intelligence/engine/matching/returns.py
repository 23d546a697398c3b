"""A payment that comes back: what it undoes is open again (pass 80).

The original is a bank line that is settled, of the opposite amount and not later. The
bank says that it is a return (tier 2 with a common reference, tier 3 with the same
other account), or returns our own unique reference (tier 2). Several originals are a
tie.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .proposal import EntryLine, Evidence, Proposal

#: ways in which a return is known, the strongest first, with their tier
TIERS = {"upr": 2, "paid_document": 2, "document": 2, "account": 3}
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
    """A settled bank line that a return may undo."""

    txn_id: int
    line_id: int
    minor: int
    how: str
    bank_value: str
    name: str
    flagged: bool
    counterparts: tuple[Counterpart, ...]


def decide(originals: Iterable[Original], pass_code: str) -> list[Proposal]:
    """Return the returns: one proposal per original of each line.

    Args:
        originals: every settled line that may be meant.
        pass_code: stored on the proposals.
    """
    by_line: dict[int, list[Original]] = {}
    for original in originals:
        by_line.setdefault(original.txn_id, []).append(original)
    proposals = []
    for found in by_line.values():
        best = min(TIERS[original.how] for original in found)
        ranked = [o for o in found if TIERS[o.how] == best]
        unique = list({o.line_id: o for o in reversed(ranked)}.values())[::-1]
        for original in unique[:MAX_SHOWN]:
            proposal = _proposal(original, pass_code)
            if len(unique) > 1:
                fact = Evidence("other_candidate", "1", str(len(unique)), False)
                proposal = proposal.as_tie(fact)
            proposals.append(proposal)
    return proposals


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
    )
    if original.flagged or original.how == "upr":
        return proposal
    fact = Evidence("not_flagged", original.bank_value, original.name, False)
    return proposal.against(fact, tier=5)
