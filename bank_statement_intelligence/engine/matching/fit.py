"""Does a payment fit some items: exactly, with discount, charges, within tolerance?

Always in integers of one currency. The first that holds wins:

1. ``exact``: the sum of the items;
2. ``discount``: the terms' early payment discount, in time;
3. ``charges``: the bank kept a charge and says how much (camt ``Chrgs``); a large one
   is ``charges_large``, which proves nothing until a person says so;
4. ``discount_late``: the discount, within the days of grace;
5. ``tolerance``: a difference the company accepts, also beside a discount, or more
   than it accepts where the run was asked for it;
6. ``differs``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from .proposal import EntryLine, Evidence
from .sides import Item, Txn
from .tolerance import NONE, Tolerance

EXACT, DISCOUNT, CHARGES = "exact", "discount", "charges"
LATE, TOLERANCE, DIFFERS = "discount_late", "tolerance", "differs"
CHARGES_LARGE = "charges_large"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the company allows for one payment; accounts are record ids.

    ``ask_payer``: a payment ID from somebody else than its customer is for a person.
    ``run_difference``: the difference, in minor units of the company's currency, that
    whoever started the run wants to see as well.
    """

    tolerance: Tolerance = NONE
    charge_account_id: int | None = None
    discount_loss_account_id: int | None = None
    discount_gain_account_id: int | None = None
    ask_payer: bool = False
    run_difference: int = 0


@dataclass(frozen=True, slots=True)
class Fit:
    """How an amount fits; ``left`` is what nothing explains (amount − items −
    entries)."""

    kind: str
    amount: int
    total: int
    entries: tuple[EntryLine, ...] = ()
    left: int = 0
    facts: tuple[Evidence, ...] = field(default=())
    auto_allowed: bool = False

    @property
    def fits(self) -> bool:
        """Say whether the amount fits in one way or another."""
        return self.kind != DIFFERS

    @property
    def proved(self) -> bool:
        """The amount is what the documents, or documents and bank, say it must be."""
        return self.kind in (EXACT, DISCOUNT, CHARGES)


def fit(txn: Txn, items: Sequence[Item], policy: Policy) -> Fit:
    """Return how the transaction's amount fits the sum of the items.

    Args:
        txn: its amount must be known in the currency of the items.
        items: all of one currency.
        policy: tolerance, discount and charge accounts of this payment.
    """
    amount = txn.amount_in(items[0].currency_id) or 0
    total = sum(item.minor for item in items)
    if amount == total:
        code = "amount_exact" if len(items) == 1 else "amount_sum"
        return _result(EXACT, amount, total, code)
    attempts = (
        _discount,
        _charges,
        _late_discount,
        _about_discount,
        _tolerance,
        _run_difference,
    )
    for attempt in attempts:
        found = attempt(txn, items, policy, amount, total)
        if found:
            return found
    fact = Evidence("amount_differs", str(amount), str(total), False)
    return Fit(DIFFERS, amount, total, left=amount - total, facts=(fact,))


def _result(
    kind: str,
    amount: int,
    total: int,
    code: str,
    entries: Sequence[EntryLine] = (),
    auto_allowed: bool = False,
) -> Fit:
    """Return a fit; without an account for the rest, the rest is left."""
    facts = (Evidence(code, str(amount), str(total)),)
    if any(not entry.account_id for entry in entries):
        entries = ()
    left = amount - total - sum(entry.minor for entry in entries)
    return Fit(kind, amount, total, tuple(entries), left, facts, auto_allowed)


def _grants(item: Item, txn: Txn, grace: int) -> bool:
    return (
        item.discount_minor is not None
        and item.discount_day is not None
        and txn.day <= item.discount_day + timedelta(days=grace)
    )


def _discount(
    txn: Txn,
    items: Sequence[Item],
    policy: Policy,
    amount: int,
    total: int,
    grace: int = 0,
) -> Fit | None:
    """The sum with the discounts that the day of payment grants."""
    granted = _get_granted(txn, items, grace)
    if not granted or total + sum(granted.values()) != amount or amount * total <= 0:
        return None
    entries = _discount_entries(policy, granted)
    kind, code = (LATE, "discount_late") if grace else (DISCOUNT, "discount")
    return _result(kind, amount, total, code, entries, policy.tolerance.auto_allowed)


def _get_granted(txn: Txn, items: Sequence[Item], grace: int) -> dict[int, int]:
    """Return by item the discount that it has, negative of a receivable."""
    return {
        item.id: (item.discount_minor or 0) - item.minor
        for item in items
        if _grants(item, txn, grace)
    }


def _discount_entries(policy: Policy, granted: dict[int, int]) -> list[EntryLine]:
    return [
        EntryLine(_discount_account(policy, off), off, role="discount", item_id=item_id)
        for item_id, off in granted.items()
    ]


def _discount_account(policy: Policy, off: int) -> int:
    if off < 0:
        return policy.discount_loss_account_id or 0
    return policy.discount_gain_account_id or 0


def _late_discount(
    txn: Txn, items: Sequence[Item], policy: Policy, amount: int, total: int
) -> Fit | None:
    grace = policy.tolerance.grace_days
    if not grace or policy.tolerance.blocked:
        return None
    return _discount(txn, items, policy, amount, total, grace)


def _charges(
    txn: Txn, items: Sequence[Item], policy: Policy, amount: int, total: int
) -> Fit | None:
    charge = -abs(txn.charges)
    if (
        not charge
        or items[0].currency_id != txn.currency_id
        or amount != total + charge
    ):
        return None
    entry = EntryLine(policy.charge_account_id or 0, charge, role="charge")
    most = abs(total) * policy.tolerance.charge_percent_max / 100
    usual = abs(charge) <= most or policy.tolerance.accepts(
        *_in_company_currency(items, amount, total)
    )
    kind = CHARGES if usual else CHARGES_LARGE
    return _result(kind, amount, total, kind, (entry,))


def _tolerance(
    txn: Txn, items: Sequence[Item], policy: Policy, amount: int, total: int
) -> Fit | None:
    tolerance = policy.tolerance
    if not _is_accepted(txn, items, tolerance, amount, total):
        return None
    return _result(
        TOLERANCE,
        amount,
        total,
        "amount_tolerance",
        (_write_off(tolerance, amount, total),),
        tolerance.auto_allowed,
    )


def _is_accepted(
    txn: Txn, items: Sequence[Item], tolerance: Tolerance, amount: int, total: int
) -> bool:
    paid, booked = _in_company_currency(items, amount, total)
    if tolerance.accepts(paid, booked):
        return True
    abroad = items[0].currency_id != txn.currency_id and paid * booked > 0
    is_rounding = abs(paid - booked) <= tolerance.rounding_max
    return abroad and is_rounding and not tolerance.blocked


def _write_off(tolerance: Tolerance, amount: int, total: int) -> EntryLine:
    """Return the counterpart of a difference, without account if a person says where
    it goes."""
    off, asks = amount - total, tolerance.asks(amount, total)
    return EntryLine(
        0 if asks else tolerance.account_for(off) or 0,
        off,
        tax_ids=tolerance.tax_ids,
        analytic=tolerance.analytic,
        role="write_off",
        needs_reason=tolerance.reason_required,
    )


def _run_difference(
    txn: Txn, items: Sequence[Item], policy: Policy, amount: int, total: int
) -> Fit | None:
    """More than the company accepts, as who started the run wants to see it."""
    if not policy.run_difference or policy.tolerance.blocked:
        return None
    wide = policy.tolerance.widened(policy.run_difference)
    return _tolerance(txn, items, replace(policy, tolerance=wide), amount, total)


def _about_discount(
    txn: Txn, items: Sequence[Item], policy: Policy, amount: int, total: int
) -> Fit | None:
    """The discount, with a payment that differs a little from what is then due."""
    tolerance = policy.tolerance
    granted = _get_granted(txn, items, tolerance.grace_days)
    due = total + sum(granted.values())
    if not tolerance.discount_max or not granted or tolerance.blocked:
        return None
    paid, booked = _in_company_currency(items, amount, due)
    if paid * booked <= 0 or abs(paid - booked) > tolerance.discount_max:
        return None
    rest = _write_off(replace(tolerance, ask_under=False, ask_over=False), amount, due)
    entries = [*_discount_entries(policy, granted), rest]
    return _result(
        TOLERANCE, amount, total, "discount_about", entries, tolerance.auto_allowed
    )


def _in_company_currency(
    items: Sequence[Item], amount: int, total: int
) -> tuple[int, int]:
    """Return amount and total as the books value the items."""
    booked = sum(item.company_minor for item in items)
    if not total or not booked:
        return amount, total
    return round(amount * booked / total), booked
