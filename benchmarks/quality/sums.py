"""Lump sums: everybody's money on his own account."""

from .banks import LUMPS, PARTS
from .situations import situation
from .world import OPEN, POST, PROPOSE, Detail


def _owed(w, count):
    """Return invoices of as many customers, each with a payment ID."""
    people = [w.anybody(account=False) for _ in range(count)]
    return [w.invoice(one, reference=w.reference()) for one in people]


def _detail(invoice, amount=None):
    name = invoice.partner.name
    return Detail(amount or invoice.amount, structured=invoice.reference, name=name)


def _lump(w, expect, details, applied, invoices, **values):
    total = sum(detail.amount for detail in details)
    values.setdefault("day", w.day(max(i.day for i in invoices), 2, 20))
    owners = {invoice.partner.key for invoice in invoices}
    return w.line(
        expect, total, "OCR GIRO", applied, details=details, owners=owners, **values
    )


@situation(2, LUMPS)
def lump_with_a_part_payment(w):
    invoices = _owed(w, 3)
    paid = invoices[0].amount * 6 // 10
    applied = {one.key: one.amount for one in invoices} | {invoices[0].key: paid}
    details = [_detail(invoices[0], paid), *map(_detail, invoices[1:])]
    _lump(w, PROPOSE, details, applied, invoices)


@situation(2, LUMPS)
def lump_with_too_much(w):
    invoices = _owed(w, 3)
    details = [_detail(invoices[0], invoices[0].amount + 5000)]
    details += map(_detail, invoices[1:])
    _lump(w, PROPOSE, details, invoices, invoices)


@situation(2, LUMPS)
def lump_with_one_paid_twice(w):
    invoices = _owed(w, 3)
    _lump(w, PROPOSE, list(map(_detail, [*invoices, invoices[0]])), invoices, invoices)


@situation(2, LUMPS)
def lump_with_a_named_stranger(w):
    """One payer is nobody we know; another customer owes exactly that."""
    invoices, other = _owed(w, 2), w.invoice(w.anybody())
    stranger = Detail(other.amount, structured=w.reference(), name="Helt Ukjent")
    details = [*map(_detail, invoices), stranger]
    _lump(w, OPEN, details, None, invoices)


@situation(1, LUMPS)
def two_lumps_of_a_day(w):
    day = w.day(low=50, high=70)
    for _ in range(2):
        invoices = _owed(w, 3)
        _lump(w, POST, list(map(_detail, invoices)), invoices, invoices, day=day)


@situation(1, LUMPS)
def same_sum_the_day_before(w):
    """The details are of the later line; the earlier one is somebody's."""
    invoices = _owed(w, 2)
    details = list(map(_detail, invoices))
    lump = _lump(w, POST, details, invoices, invoices, day=w.day(low=50, high=70))
    w.line(OPEN, lump.amount, "OCR GIRO", day=w.before(lump.day))


@situation(1, LUMPS)
def lump_of_one(w):
    invoices = _owed(w, 1)
    _lump(w, POST, list(map(_detail, invoices)), invoices, invoices)


@situation(2, PARTS)
def parts_with_names_and_numbers(w):
    invoices = [w.invoice(w.anybody(account=False)) for _ in range(3)]
    details = [
        Detail(i.amount, f"Faktura {{{i.key}}}", name=i.partner.name) for i in invoices
    ]
    _lump(w, POST, details, invoices, invoices)


@situation(2, PARTS)
def part_of_a_customer_who_owes_nothing(w):
    invoices, other = _owed(w, 2), w.company(account=False)
    details = [*map(_detail, invoices), Detail(70000, "Forskudd", name=other.name)]
    lump = _lump(w, PROPOSE, details, invoices, invoices)
    lump.owners.add(other.key)
