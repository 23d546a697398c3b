"""Two currencies, and money between own accounts that is none."""

from .banks import ORIGINAL
from .situations import situation
from .world import OPEN, POST, PROPOSE


def _abroad(w, make):
    return make(w.company(), w.round_amount(), currency=w.bank.foreign)


@situation(2)
def foreign_invoice_amount_not_told(w):
    """A number on the own account; the bank does not say how much in its currency."""
    invoice = _abroad(w, w.invoice)
    booked = round(invoice.amount * w.bank.rate * w.rng.uniform(0.98, 1.02))
    text = f"Faktura {{{invoice.key}}}"
    w.late(PROPOSE, invoice, booked, text, [invoice], payer=invoice.partner)


@situation(1, ORIGINAL)
def foreign_bill(w):
    bill = _abroad(w, w.bill)
    booked = round(bill.amount * w.bank.rate * w.rng.uniform(0.98, 1.02))
    original = (-bill.amount, w.bank.foreign)
    values = {"payer": bill.partner, "original": original}
    w.late(POST, bill, booked, f"Faktura {bill.ref}", [bill], **values)


@situation(1)
def foreign_payer_and_amount(w):
    invoice = _abroad(w, w.invoice)
    w.pays(POST, [invoice], "Payment", payer=invoice.partner, journal="foreign")


@situation(1)
def own_invoice_on_the_foreign_account(w):
    """An invoice in the company's currency, paid in another that nobody compares."""
    invoice = w.invoice(w.company(), w.rng.randint(1000, 9000) * 100)
    booked = round(invoice.amount / w.bank.rate * w.rng.uniform(0.98, 1.02))
    values = {"payer": invoice.partner, "journal": "foreign"}
    w.late(PROPOSE, invoice, booked, f"Faktura {{{invoice.key}}}", [invoice], **values)


@situation(2)
def customers_payment_beside_a_transfer(w):
    """We move a sum to savings (its other side comes later); a customer pays as much
    into savings on that day."""
    invoice = w.invoice(w.anybody(), w.rng.randint(1000, 90000) * 100)
    day = w.day(invoice.day, 3, 20)
    savings = w.own_accounts["savings"]
    w.line(OPEN, -invoice.amount, "Overføring", account=savings, day=day)
    text, values = f"Faktura {{{invoice.key}}}", {"journal": "savings", "day": day}
    w.pays(POST, [invoice], text, payer=invoice.partner, **values)


@situation(1)
def transfer_whose_other_side_is_to_come(w):
    amount = w.rng.randint(1000, 90000) * 100
    w.line(OPEN, -amount, "Overføring", account=w.own_accounts["savings"])
