"""Lines that look like something and are not: all of them must stay open."""

from datetime import timedelta

from . import numbers
from .situations import situation
from .world import OPEN, POST

NOISE = (
    "Gebyr {n}",
    "Renter 1. kvartal 2026",
    "Lønn mars",
    "KORTKØB {n} REMA 1000 BERGEN",
    "VEGAS TRAVEL BUREAU {n}",
    "Minibank {n}",
    "Forsikring polise {n}",
    "SKAT {n}",
    "INV",
    "/",
    "Faktura",
    "Kontingent {n}",
    "DKFLCS 4015711 {n}",
    "Avtalegiro {n}",
)


@situation(8)
def noise(w):
    text = w.rng.choice(NOISE).format(n=numbers.digits(w.rng, w.rng.randint(4, 9)))
    sign = w.rng.choice((1, -1, -1))
    name = w.rng.choice(("", "Rema 1000", "Skatteetaten", "Ukjent Person"))
    w.line(
        OPEN, sign * w.rng.randint(500, 900000), text, name=name, account=w.account()
    )


@situation(4)
def amount_of_a_stranger(w):
    """The amount of an open invoice, from somebody else."""
    invoice = w.invoice(w.anybody())
    w.line(
        OPEN,
        invoice.amount,
        "Betaling",
        name="Helt Ukjent",
        account=w.account(),
        day=w.day(invoice.day, 2, 20),
    )


@situation(2)
def digits_inside_a_number(w):
    reference = w.reference()
    invoice = w.invoice(w.anybody(), reference=reference)
    w.line(
        OPEN,
        invoice.amount,
        f"Terminal 99{reference.strip('+-').replace('/', '')}1",
        account=w.account(),
        day=w.day(invoice.day, 2, 20),
    )


@situation(1)
def digits_over_blanks(w):
    bill = w.bill(w.company(), ref=w.unique(lambda: numbers.digits(w.rng, 8)))
    w.line(
        OPEN,
        bill.amount,
        f"Ordre {bill.ref[:3]} {bill.ref[3:]} stk",
        account=w.account(),
        day=w.day(bill.day, 2, 20),
    )


@situation(2)
def valid_reference_of_nobody(w):
    w.invoice(w.anybody(), reference=w.reference())
    w.line(OPEN, w.rng.randint(10000, 90000), f"KID {w.reference('kid10')}")


@situation(2)
def unknown_reference_of_a_customer(w):
    """A payment ID that is not in the books, with the amount of an open item."""
    invoice = w.invoice(w.anybody(), reference=w.reference())
    w.line(
        OPEN,
        invoice.amount,
        "",
        structured=w.reference(),
        payer=invoice.partner,
        day=w.day(invoice.day, 2, 20),
    )


@situation(2)
def paid_twice(w):
    """The first payment settles the invoice, the second with its number waits."""
    invoice = w.invoice(w.anybody())
    first = w.pays(POST, [invoice], f"{{{invoice.key}}}", payer=invoice.partner)
    first.day = min(first.day, invoice.day + timedelta(days=5))
    w.line(
        OPEN,
        invoice.amount,
        f"{{{invoice.key}}}",
        payer=invoice.partner,
        day=w.day(first.day, 5, 9),
    )


@situation(2)
def old_number_next_month(w):
    """A subscriber names January twice: February of the same amount must stay open."""
    partner = w.anybody()
    amount = w.amount(partner)
    january = w.invoice(partner, amount)
    february = w.invoice(partner, amount, day=w.day(january.day, 28, 31))
    payment = w.pay(january)
    w.line(
        POST,
        amount,
        f"{{{january.key}}}",
        {payment.key: amount},
        payer=partner,
        day=w.day(payment.day, 0, 3),
    )
    w.line(
        OPEN, amount, f"{{{january.key}}}", payer=partner, day=w.day(february.day, 3, 9)
    )


@situation(2)
def invoice_of_the_future(w):
    partner = w.anybody()
    invoice = w.invoice(partner, day=w.day(high=5) + timedelta(days=50))
    w.line(
        OPEN,
        invoice.amount,
        "Betaling",
        payer=partner,
        day=invoice.day - timedelta(days=20),
    )


@situation(1)
def draft(w):
    partner = w.anybody()
    invoice = w.invoice(partner, state="draft")
    w.line(
        OPEN, invoice.amount, "Betaling", payer=partner, day=w.day(invoice.day, 2, 9)
    )


@situation(1)
def cancelled(w):
    partner = w.anybody()
    invoice = w.invoice(partner, state="cancel")
    w.line(
        OPEN,
        invoice.amount,
        f"{{{invoice.key}}}",
        payer=partner,
        day=w.day(invoice.day, 2, 9),
    )


@situation(1)
def namesakes(w):
    name = w.unique(
        lambda: f"{w.rng.choice(('Ola', 'Kari'))} Nordmann {len(w.partners)}"
    )
    twins = [w.person(account=False) for _ in range(2)]
    amount = w.amount(twins[0])
    for twin in twins:
        twin.name = name
    w.invoice(twins[0], amount)
    w.line(
        OPEN,
        amount,
        "Betaling",
        name=name,
        account=w.account(),
        day=w.day(high=9, low=5) + timedelta(days=50),
    )


@situation(1)
def shared_account(w):
    """A couple's account: who of them pays is not known."""
    account = w.account()
    couple = [w.person(account=account) for _ in range(2)]
    invoice = w.invoice(couple[0])
    w.invoice(couple[1], invoice.amount)
    w.line(
        OPEN,
        invoice.amount,
        "Betaling",
        account=account,
        day=w.day(invoice.day, 41, 42),
    )


@situation(1)
def wrong_direction(w):
    """Money out with the number of an invoice: we pay back, nothing is settled."""
    invoice = w.invoice(w.anybody())
    w.line(
        OPEN,
        -invoice.amount,
        f"Retur {{{invoice.key}}}",
        payer=invoice.partner,
        day=w.day(invoice.day, 2, 20),
    )


@situation(1)
def date_and_amount_as_numbers(w):
    """A bill whose number is a date; the text holds that date."""
    day = w.unique(lambda: f"2026{w.rng.randint(1, 12):02}{w.rng.randint(1, 28):02}")
    bill = w.bill(w.company(), ref=day)
    w.line(
        OPEN,
        -w.rng.randint(10000, 90000),
        f"Varekjøp {day} kl 12.30",
        account=w.account(),
        day=w.day(bill.day, 2, 20),
    )


@situation(1)
def same_number_two_vendors(w):
    number = w.unique(lambda: numbers.digits(w.rng, 6))
    bills = [w.bill(w.company(), 125000, ref=number) for _ in range(2)]
    w.line(
        OPEN,
        -125000,
        f"Faktura {number}",
        account=w.account(),
        day=w.day(max(b.day for b in bills), 2, 9),
    )


@situation(1)
def next_number_not_in_the_books(w):
    """A payment for an invoice that is not posted yet, amount of an open one."""
    partner = w.company()
    invoice = w.invoice(partner)
    w.line(
        OPEN,
        invoice.amount,
        f"Faktura {{{invoice.key}:future}}",
        payer=partner,
        day=w.day(invoice.day, 2, 9),
    )
