"""Money that comes back, is paid twice, or was prepaid."""

from datetime import timedelta

from . import numbers
from .banks import END_TO_END, RETURNS
from .situations import situation
from .world import CHOOSE, OPEN, POST, PROPOSE


@situation(2)
def return_not_marked(w):
    """The bank does not mark it; reference, account and amount are the same."""
    invoice = w.invoice(w.anybody(), reference=w.reference())
    values = {"structured": invoice.reference, "payer": invoice.partner}
    got = w.pays(POST, [invoice], "Avtalegiro", day=w.day(invoice.day, 2, 5), **values)
    applied = {got.key: -invoice.amount}
    day = w.day(got.day, 2, 5)
    w.line(PROPOSE, -invoice.amount, "Retur avtalegiro", applied, day=day, **values)


@situation(1, END_TO_END, RETURNS)
def return_with_the_same_end_to_end_id(w):
    invoice = w.invoice(w.anybody(account=False))
    values = {
        "end_to_end": f"E2E{numbers.digits(w.rng, 9)}",
        "name": invoice.partner.name,
    }
    text = f"Faktura {{{invoice.key}}}"
    got = w.pays(POST, [invoice], text, day=w.day(invoice.day, 2, 5), **values)
    applied, values["reversal"] = {got.key: -invoice.amount}, True
    back = w.line(
        POST, -invoice.amount, "Retur", applied, day=w.day(got.day, 2, 5), **values
    )
    got.applied = {back.key: invoice.amount}


@situation(2)
def bill_paid_twice(w):
    bill = w.bill(w.company())
    values = {"text": f"Faktura {bill.ref}", "payer": bill.partner}
    first = w.pays(POST, [bill], **values)
    first.day = min(first.day, bill.day + timedelta(days=5))
    w.line(OPEN, bill.amount, day=w.day(first.day, 5, 9), **values)


@situation(2)
def rest_after_a_registered_part(w):
    """A part is in the books as a payment; the bank tells of it, then of the rest."""
    invoice = w.invoice(w.anybody())
    payment = w.pay(invoice, part=invoice.amount // 3)
    text, payer = f"Rest {{{invoice.key}}}", invoice.partner
    day = w.day(payment.day, 0, 2)
    w.line(POST, payment.amount, "Betaling", [payment], payer=payer, day=day)
    rest = invoice.amount - payment.amount
    day = w.day(day, 5, 9)
    w.line(POST, rest, text, {invoice.key: rest}, payer=payer, day=day)


@situation(1)
def prepayment_refunded(w):
    """A payment without invoice, then paid back."""
    partner = w.anybody()
    payment = w.prepay(partner, w.amount(partner))
    day = w.day(payment.day, 0, 2)
    w.line(POST, payment.amount, "Forskudd", [payment], payer=partner, day=day)
    back = {payment.key: -payment.amount}
    day = w.day(day, 5, 9)
    w.line(PROPOSE, -payment.amount, "Tilbakebetaling", back, payer=partner, day=day)


@situation(1)
def credit_note_not_named(w):
    """All that is open, less a credit note."""
    partner = w.company()
    items = [w.invoice(partner), w.invoice(partner)]
    items.append(w.document("out_refund", partner, items[0].amount // 3))
    w.pays(PROPOSE, items, "Betaling", payer=partner)


@situation(1)
def vendors_credit_note_netted(w):
    vendor = w.company()
    bill = w.bill(vendor)
    refund = w.document("in_refund", vendor, -bill.amount // 4, ref=w.bill_number())
    w.pays(POST, [bill, refund], f"{bill.ref} - {refund.ref}", payer=vendor)


@situation(1)
def payments_booked_as_one_sum(w):
    """Three payments of a day, one line, no details."""
    bills = [w.bill(w.company()) for _ in range(3)]
    day = max(bill.day for bill in bills) + timedelta(days=2)
    payments = [w.pay(bill, day=day) for bill in bills]
    total = sum(payment.amount for payment in payments)
    w.line(CHOOSE, total, "Samleoverføring", payments, day=day)


@situation(2)
def customer_statement(w):
    """One payment ID for all that is open."""
    partner = w.company()
    invoices = [w.invoice(partner) for _ in range(3)]
    key = w.statement(partner)
    day = w.day(max(i.day for i in invoices), 2, 20)
    total = sum(i.amount for i in invoices)
    w.line(POST, total, "", invoices, structured=f"{{{key}}}", day=day)
