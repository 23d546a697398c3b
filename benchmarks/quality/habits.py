"""How payers write numbers, and how vendors make them."""

from . import numbers
from .names import money
from .situations import situation
from .world import CHOOSE, OPEN, POST, PROPOSE

ODD_NUMBERS = (
    "RG-DE-2026-{}", "2026/{}/MAG", "FA-A 00003-{}", "US-INV-{}", "{}-EX", "K{}/26/B",
)  # fmt: skip


@situation(3)
def odd_vendor_number(w):
    """Letter groups, ends in letters, blanks inside."""
    style = w.rng.choice(ODD_NUMBERS)
    ref = w.unique(lambda: style.format(numbers.digits(w.rng, 5)))
    bill = w.bill(w.company(), ref=ref)
    text = w.rng.choice(("Faktura {}", "{}", "Bet. {} takk")).format(ref)
    w.pays(POST, [bill], text, payer=bill.partner)


@situation(2)
def odd_vendor_number_unknown_payee(w):
    style = w.rng.choice(ODD_NUMBERS)
    ref = w.unique(lambda: style.format(numbers.digits(w.rng, 6)))
    w.pays(POST, [w.bill(w.company(), ref=ref)], f"Faktura {ref}", account=w.account())


@situation(2)
def range_of_numbers(w):
    """``INV/2026/00101 - INV/2026/00104``, or only the last digits of the end."""
    partner, day = w.company(), w.day()
    invoices = [w.invoice(partner, day=day) for _ in range(w.rng.randint(3, 5))]
    first, last = invoices[0].key, invoices[-1].key
    style = w.rng.choice(("{{{}}} - {{{}}}", "{{{}}}-{{{}:padded}}"))
    w.pays(POST, invoices, f"Faktura {style.format(first, last)}", payer=partner)


@situation(3)
def number_among_other_numbers(w):
    """A date, an amount, a phone number and an order stand beside it."""
    invoice = w.invoice(w.anybody())
    text = w.rng.choice(
        (
            f"Fakturanr {{{invoice.key}}} forfall 15.03.2026",
            f"{{{invoice.key}}} kr {money(invoice.amount, ',')} tlf 22 33 44 55",
            f"Ordre 8871 faktura {{{invoice.key}}} ref Kari 2026",
        )
    )
    w.pays(POST, [invoice], text, payer=invoice.partner)


@situation(2)
def numbers_with_amounts(w):
    """Each number with what is paid of it."""
    partner = w.company()
    invoices = [w.invoice(partner) for _ in range(3)]
    text = ", ".join(f"{{{i.key}}} {money(i.amount, ',')}" for i in invoices)
    w.pays(POST, invoices, text, payer=partner)


@situation(2)
def padded_tail(w):
    """``Faktura 00042`` from the customer."""
    invoice = w.invoice(w.anybody())
    w.pays(POST, [invoice], f"Faktura {{{invoice.key}:padded}}", payer=invoice.partner)


@situation(1)
def first_number_whole_others_tails(w):
    partner = w.company()
    invoices = [w.invoice(partner) for _ in range(3)]
    w.invoice(partner)
    first, *others = (one.key for one in invoices)
    tails = " og ".join(f"{{{key}:tail}}" for key in others)
    w.pays(PROPOSE, invoices, f"Faktura {{{first}}}, {tails}", payer=partner)


@situation(1)
def number_split_by_the_bank(w):
    invoice = w.invoice(w.anybody())
    w.pays(POST, [invoice], f"Faktura {{{invoice.key}:split}}", payer=invoice.partner)


@situation(1)
def number_with_a_doubled_digit(w):
    invoice = w.invoice(w.anybody())
    text = f"Faktura {{{invoice.key}:doubled}}"
    w.pays(PROPOSE, [invoice], text, payer=invoice.partner)


@situation(2)
def number_and_customer_number(w):
    partner = w.anybody(number=True)
    invoice = w.invoice(partner)
    text = f"{{{invoice.key}}} Kundenr {partner.number}"
    w.pays(POST, [invoice], text, payer=w.rng.choice((partner, None)))


@situation(1)
def month_of_a_subscription(w):
    """Two months of one amount; the text names the older one's."""
    partner = w.anybody()
    amount = w.amount(partner)
    january = w.invoice(partner, amount, day=w.day(high=10))
    w.invoice(partner, amount, day=w.day(january.day, 31, 33))
    text = "Abonnement januar 2026"
    w.line(
        CHOOSE, amount, text, [january], payer=partner, day=w.day(january.day, 40, 50)
    )


@situation(1)
def order_of_two_invoices(w):
    """The order was invoiced in two parts and is paid at once."""
    partner, order = w.company(), w.unique(lambda: f"S{numbers.digits(w.rng, 5)}")
    invoices = [w.invoice(partner, origin=order) for _ in range(2)]
    w.pays(POST, invoices, f"Ordre {order}", payer=partner)


@situation(1)
def part_of_an_order(w):
    partner, order = w.company(), w.unique(lambda: f"S{numbers.digits(w.rng, 5)}")
    invoices = [w.invoice(partner, origin=order) for _ in range(2)]
    w.pays(POST, invoices[:1], f"Ordre {order}", payer=partner)


@situation(1)
def customers_reference_on_two_invoices(w):
    """Two customers use one order number and owe the same."""
    order = w.unique(lambda: f"PO-{numbers.digits(w.rng, 4)}")
    invoices = [w.invoice(w.company(), 125000, ref=order) for _ in range(2)]
    w.late(OPEN, invoices[0], 125000, f"Order {order}", account=w.account())


@situation(1)
def rounded_up(w):
    """Paid to the whole krone above: within the company's tolerance."""
    amount = w.rng.randint(1000, 9000) * 100 - w.rng.randint(1, 60)
    invoice = w.invoice(w.anybody(), amount)
    text = f"Faktura {{{invoice.key}}}"
    w.late(
        PROPOSE,
        invoice,
        -(-amount // 100) * 100,
        text,
        [invoice],
        payer=invoice.partner,
    )


@situation(1)
def tax_with_a_payment_id(w):
    """Money out with a payment ID that is nobody's here."""
    reference = w.reference()
    w.line(
        OPEN,
        -w.rng.randint(10000, 900000),
        f"Skatt KID {reference}",
        name="Skatteetaten",
    )
