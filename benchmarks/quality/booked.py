"""Lines whose other side is in the books already: payments, transfers, returns."""

from datetime import timedelta

from .banks import END_TO_END, ORIGINAL, PARTS, RETURNS
from .situations import situation
from .world import CHOOSE, OPEN, POST, PROPOSE, Detail


@situation(4, END_TO_END)
def payment_with_upr(w):
    bill = w.bill(w.company())
    payment = w.pay(bill)
    w.line(
        POST,
        bill.amount,
        "Overførsel",
        {payment.key: bill.amount},
        end_to_end=f"{{{payment.key}:upr}}",
        payer=bill.partner,
        day=w.day(payment.day, 0, 3),
    )


@situation(2, PARTS)
def batch_of_payments(w):
    """One total for three payments of the same day; the details carry the UPR."""
    bills = [w.bill(w.company()) for _ in range(3)]
    day = max(bill.day for bill in bills) + timedelta(days=2)
    payments = [w.pay(bill, day=day) for bill in bills]
    details = [Detail(p.amount, end_to_end=f"{{{p.key}:upr}}") for p in payments]
    w.line(
        POST,
        sum(p.amount for p in payments),
        "Samleoverføring",
        payments,
        details=details,
        day=day,
    )


@situation(3)
def paid_invoice_by_number(w):
    invoice = w.invoice(w.anybody())
    payment = w.pay(invoice)
    w.line(
        POST,
        invoice.amount,
        f"Takk {{{invoice.key}}}",
        {payment.key: invoice.amount},
        payer=invoice.partner,
        day=w.day(payment.day, 0, 8),
    )


@situation(2)
def payment_by_payee_and_amount(w):
    bill = w.bill(w.company())
    payment = w.pay(bill)
    w.line(
        POST,
        bill.amount,
        "Overførsel",
        {payment.key: bill.amount},
        payer=bill.partner,
        day=w.day(payment.day, 0, 4),
    )


@situation(1)
def payment_by_amount_and_day(w):
    bill = w.bill(w.company(), w.unique(lambda: w.rng.randint(3000000, 9000000)))
    payment = w.pay(bill)
    w.line(
        PROPOSE, bill.amount, "Overførsel", {payment.key: bill.amount}, day=payment.day
    )


@situation(1)
def payment_or_open_item(w):
    """A registered payment and an open invoice of one amount: which is it?"""
    partner = w.anybody()
    amount = w.amount(partner)
    payment = w.pay(w.invoice(partner, amount))
    w.invoice(partner, amount, day=payment.day - timedelta(days=1))
    w.line(
        CHOOSE,
        amount,
        "Betaling",
        {payment.key: amount},
        payer=partner,
        day=w.day(payment.day, 8, 12),
    )


@situation(2)
def internal_transfer(w):
    amount = w.rng.randint(10000, 900000) * 100 + w.rng.randint(0, 99)
    day = w.day(low=20, high=70)
    text = w.rng.choice(("Overføring mellom egne konti", "Intern overføring"))
    away = w.line(POST, -amount, text, account=w.own_accounts["savings"], day=day)
    back = w.line(
        POST,
        amount,
        text,
        account=w.own_accounts["main"],
        journal="savings",
        day=w.day(day, 0, 2),
    )
    away.applied, back.applied = {back.key: -amount}, {away.key: amount}


@situation(1)
def transfer_without_accounts(w):
    """Equal and opposite on two own accounts, nothing else said: a hint, no proof."""
    amount = w.unique(lambda: w.rng.randint(1000000, 9000000))
    day = w.day(low=20, high=70)
    away = w.line(PROPOSE, -amount, "Overføring", day=day)
    back = w.line(PROPOSE, amount, "Overføring", journal="savings", day=day)
    away.applied, back.applied = {back.key: -amount}, {away.key: amount}


@situation(1)
def transfer_to_the_foreign_account(w):
    euros = w.rng.randint(1000, 90000) * 100
    krone = round(euros * w.bank.rate * w.rng.uniform(0.98, 1.02))
    day = w.day(low=20, high=70)
    away = w.line(
        POST,
        -krone,
        "Valuta",
        account=w.own_accounts["foreign"],
        day=day,
        original=(euros, w.bank.foreign) if w.tells(ORIGINAL) else (),
    )
    back = w.line(
        POST,
        euros,
        "Valuta",
        account=w.own_accounts["main"],
        journal="foreign",
        day=day,
    )
    away.applied, back.applied = {back.key: -euros}, {away.key: euros}


@situation(2, END_TO_END, RETURNS)
def returned_payment(w):
    """Our payment comes back: the bill is open again."""
    bill = w.bill(w.company())
    payment = w.pay(bill)
    out = w.line(
        POST,
        bill.amount,
        "Overførsel",
        {payment.key: bill.amount},
        end_to_end=f"{{{payment.key}:upr}}",
        payer=bill.partner,
        day=w.day(payment.day, 0, 2),
    )
    w.line(
        POST,
        -bill.amount,
        "Retur: konto avsluttet",
        {payment.key: -bill.amount},
        end_to_end=f"{{{payment.key}:upr}}",
        reversal=True,
        payer=bill.partner,
        day=w.day(out.day, 2, 5),
    )


@situation(2, RETURNS)
def returned_direct_debit(w):
    """The customer's payment is taken back by the bank: the invoice is open again."""
    invoice = w.invoice(w.anybody(), reference=w.reference())
    got = w.pays(
        POST,
        [invoice],
        "Avtalegiro",
        structured=invoice.reference,
        payer=invoice.partner,
        day=w.day(invoice.day, 2, 5),
    )
    back = w.line(
        POST,
        -invoice.amount,
        "Retur avtalegiro",
        {got.key: -invoice.amount},
        structured=invoice.reference,
        reversal=True,
        payer=invoice.partner,
        day=w.day(got.day, 2, 5),
    )
    got.applied = {back.key: invoice.amount}


@situation(1, RETURNS)
def return_of_nothing(w):
    w.line(
        OPEN, -w.rng.randint(10000, 90000), "Retur", reversal=True, account=w.account()
    )
