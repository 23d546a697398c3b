"""Payments of one day that the bank booked as one sum (pass 45).

Nothing but the sum and the day tells it: tier 7, and only where one day's payments, or
one batch's, are the line's amount.

>>> from datetime import date
>>> days = [Total(1, (7, 8), (100, 50), "2026-03-10", 0)]
>>> [(p.tier, p.tie, sorted(p.item_ids)) for p in decide(days, "day_total")]
[(7, False, [7, 8])]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .proposal import Evidence, Proposal, ProposalItem


@dataclass(frozen=True, slots=True)
class Total:
    """Payments of one day whose sum is a line's amount: their items, with what is open
    of each, and the ``days`` from theirs to the bank's."""

    txn_id: int
    item_ids: tuple[int, ...]
    minors: tuple[int, ...]
    day: str
    days: int


def decide(totals: Iterable[Total], pass_code: str) -> list[Proposal]:
    """Return the proposals: the nearest day's, several as near are ties.

    Args:
        totals: every day whose payments sum up to a line.
        pass_code: stored on the proposals.
    """
    by_line: dict[int, list[Total]] = {}
    for total in totals:
        by_line.setdefault(total.txn_id, []).append(total)
    proposals = []
    for found in by_line.values():
        nearest = min(total.days for total in found)
        chosen = [total for total in found if total.days == nearest]
        proposals += [
            _proposal(total, pass_code).one_of(len(chosen)) for total in chosen
        ]
    return proposals


def _proposal(total: Total, pass_code: str) -> Proposal:
    amount = str(abs(sum(total.minors)))
    return Proposal(
        txn_id=total.txn_id,
        kind="bank",
        pass_code=pass_code,
        tier=7,
        items=tuple(map(ProposalItem, total.item_ids, total.minors)),
        evidence=(
            Evidence("day_total", str(len(total.item_ids)), total.day),
            Evidence("amount_sum", amount, amount),
            Evidence("days_apart", str(total.days), ""),
        ),
    )
