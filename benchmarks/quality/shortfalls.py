"""Money in whose amount or reference is not quite right: a person must look."""

from .banks import CHARGES, ORIGINAL
from .situations import situation
from .world import CHOOSE, OPEN, POST, PROPOSE


@situation(3)
def partial_payment(w):
    invoice = w.invoice(w.anybody())
    paid = invoice.amount * w.rng.randint(20, 80) // 100
    w.line(
        PROPOSE,
        paid,
        f"A conto {{{invoice.key}}}",
        {invoice.key: paid},
        payer=invoice.partner,
        day=w.day(invoice.day, 2, 30),
    )


@situation(2)
def over_payment(w):
    invoice = w.invoice(w.anybody())
    paid = invoice.amount + w.rng.randint(500, 90000)
    w.line(
        PROPOSE,
        paid,
        f"Faktura {{{invoice.key}}}",
        [invoice],
        payer=invoice.partner,
        day=w.day(invoice.day, 2, 30),
    )


@situation(2)
def few_cents_short(w):
    """Within the company's tolerance: proposed with the write-off, not posted."""
    invoice = w.invoice(w.anybody(), w.rng.randint(50000, 900000))
    paid = invoice.amount - w.rng.randint(1, 100)
    w.line(
        PROPOSE,
        paid,
        f"Faktura {{{invoice.key}}}",
        [invoice],
        payer=invoice.partner,
        day=w.day(invoice.day, 2, 30),
    )


@situation(2)
def discount_in_time(w):
    """Two per cent within ten days, as the terms say."""
    invoice = w.invoice(w.company(), w.rng.randint(500, 9000) * 100, discount=True)
    paid = invoice.amount * 98 // 100
    w.line(
        PROPOSE,
        paid,
        f"{{{invoice.key}}}",
        [invoice],
        payer=invoice.partner,
        day=w.day(invoice.day, 1, 9),
    )


@situation(1)
def discount_in_grace(w):
    """Two days too late: the company grants three."""
    invoice = w.invoice(w.company(), w.rng.randint(500, 9000) * 100, discount=True)
    paid = invoice.amount * 98 // 100
    w.line(
        PROPOSE,
        paid,
        f"{{{invoice.key}}}",
        [invoice],
        payer=invoice.partner,
        day=w.day(invoice.day, 12, 12),
    )


@situation(1)
def discount_too_late(w):
    """A month too late: the discount is not granted; the rest stays open."""
    invoice = w.invoice(w.company(), w.rng.randint(500, 9000) * 100, discount=True)
    paid = invoice.amount * 98 // 100
    w.line(
        PROPOSE,
        paid,
        f"{{{invoice.key}}}",
        {invoice.key: paid},
        payer=invoice.partner,
        day=w.day(invoice.day, 30, 35),
    )


@situation(2)
def full_balance(w):
    partner = w.company()
    invoices = [w.invoice(partner) for _ in range(w.rng.randint(3, 6))]
    w.pays(PROPOSE, invoices, "Saldo", payer=partner)


@situation(2)
def unique_subset(w):
    partner = w.company()
    amounts = [1234511, 2002303, 307117, 4110071, 515129]
    w.rng.shuffle(amounts)
    invoices = [w.invoice(partner, amount) for amount in amounts]
    w.pays(
        PROPOSE,
        invoices[:2],
        "Betaling",
        payer=partner,
        day=w.day(invoices[0].day, 41, 42),
    )


@situation(1)
def ambiguous_subset(w):
    """200 + 300 or 100 + 400: shown, never posted."""
    partner = w.company()
    invoices = [w.invoice(partner, amount) for amount in (10000, 20000, 30000, 40000)]
    after = max(invoice.day for invoice in invoices)
    w.line(OPEN, 50000, "Betaling", payer=partner, day=w.day(after, 2, 10))


@situation(1)
def one_or_two(w):
    """One item fits, and so do two others together."""
    partner = w.company()
    invoices = [w.invoice(partner, amount) for amount in (30000, 10000, 20000)]
    w.line(
        CHOOSE,
        30000,
        "Betaling",
        [invoices[0]],
        payer=partner,
        day=w.day(max(i.day for i in invoices), 2, 10),
    )


@situation(2)
def twins_without_numbers(w):
    """Two equal invoices, one payment: nobody can know which."""
    partner = w.anybody()
    amount = w.amount(partner)
    invoices = [w.invoice(partner, amount) for _ in range(2)]
    w.line(
        CHOOSE,
        amount,
        "Abonnement",
        [invoices[0]],
        payer=partner,
        day=w.day(max(i.day for i in invoices), 2, 20),
    )


@situation(1)
def two_lines_one_item(w):
    """The customer paid twice without telling what for: the first settles it."""
    invoice = w.invoice(w.anybody())
    values = {"payer": invoice.partner}
    first = w.line(
        POST,
        invoice.amount,
        "Betaling",
        [invoice],
        day=w.day(invoice.day, 2, 20),
        **values,
    )
    w.line(OPEN, invoice.amount, "Betaling", day=w.day(first.day, 1, 9), **values)


@situation(1)
def two_halves_with_number(w):
    """Two payments with the number that together are the invoice."""
    invoice = w.invoice(w.anybody(), w.rng.randint(100, 9000) * 200)
    half = invoice.amount // 2
    for _ in range(2):
        w.line(
            PROPOSE,
            half,
            f"Del av {{{invoice.key}}}",
            {invoice.key: half},
            payer=invoice.partner,
            day=w.day(invoice.day, 2, 20),
        )


@situation(2)
def number_with_a_lost_digit(w):
    invoice = w.invoice(w.anybody())
    w.pays(PROPOSE, [invoice], f"Faktura {{{invoice.key}:lost}}", payer=invoice.partner)


@situation(2)
def wrong_number_own_amount(w):
    """The payer names another customer's document, but pays an own one's amount."""
    other = w.invoice(w.anybody())
    mine = w.invoice(w.anybody())
    w.pays(PROPOSE, [mine], f"Faktura {{{other.key}}}", payer=mine.partner)


@situation(2)
def known_partner_pays_for_another(w):
    """Number and amount are one customer's, the account is another's."""
    invoice = w.invoice(w.anybody())
    payer = w.company()
    w.invoice(payer)
    w.pays(PROPOSE, [invoice], f"{{{invoice.key}}}", payer=payer)


@situation(1)
def one_of_two_named(w):
    partner = w.anybody()
    first, second = w.invoice(partner), w.invoice(partner)
    w.pays(
        PROPOSE,
        [first],
        f"{{{first.key}}} og {{{second.key}}}",
        payer=partner,
        day=w.day(max(first.day, second.day), 2, 9),
    )


@situation(1)
def abbreviated_numbers(w):
    """Known payer, full balance, and numbers cut to their tails."""
    partner = w.company()
    invoices = [w.invoice(partner) for _ in range(3)]
    text = ", ".join(f"{{{one.key}:tail}}" for one in invoices)
    w.pays(PROPOSE, invoices, f"Faktura {text}", payer=partner)


@situation(1, CHARGES)
def net_of_charges(w):
    """The bank kept a charge and says so."""
    invoice = w.invoice(w.company())
    fee = w.rng.randint(15, 95) * 100
    w.line(
        PROPOSE,
        invoice.amount - fee,
        f"{{{invoice.key}}}",
        [invoice],
        charges=fee,
        payer=invoice.partner,
        day=w.day(invoice.day, 2, 30),
    )


@situation(1, ORIGINAL)
def foreign_invoice_in_own_currency(w):
    """A euro invoice paid to the krone account; the bank tells the euros."""
    invoice = w.invoice(w.company(), w.round_amount(), currency=w.bank.foreign)
    booked = round(invoice.amount * w.bank.rate * w.rng.uniform(0.975, 1.03))
    w.line(
        POST,
        booked,
        f"{{{invoice.key}}}",
        [invoice],
        payer=invoice.partner,
        original=(invoice.amount, w.bank.foreign),
        day=w.day(invoice.day, 2, 30),
    )


@situation(1)
def foreign_invoice_on_foreign_account(w):
    invoice = w.invoice(w.company(), w.round_amount(), currency=w.bank.foreign)
    w.pays(
        POST, [invoice], f"{{{invoice.key}}}", payer=invoice.partner, journal="foreign"
    )
