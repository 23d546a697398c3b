"""Money in that can be proved: references, numbers, a certain payer."""

from . import numbers
from .banks import LUMPS, PARTS
from .situations import situation
from .world import OPEN, POST, PROPOSE, Detail

NUMBER_STYLES = (
    "{{{0}}}",
    "Faktura {{{0}}}",
    "Betaling for {{{0}}}, takk",
    "Inv {{{0}:glued}}",
    "{{{0}:spaced}}",
    "faktura:{{{0}:lower}}/Mars 2026",
    "Fak. {{{0}:dashes}} kundenr 12",
)
THANKS = ("Takk for hjelpen", "Betaling", "Overføring", "Maksu", "tack", "")


@situation(8)
def structured_reference(w):
    """Any payment ID in the bank's own field; the payer may be unknown."""
    partner = w.anybody(account=w.rng.random() < 0.5)
    reference = w.reference()
    invoice = w.invoice(partner, reference=reference)
    w.pays(POST, [invoice], "", structured=reference, payer=_maybe(w, partner))


@situation(6)
def reference_in_text(w):
    scheme = w.rng.choice(
        ("kid10", "kid10_zeros", "kid11", "ocr", "viite", "rf", "ogm")
    )
    invoice = w.invoice(w.anybody(), reference=w.reference(scheme))
    style = w.rng.choice(("KID {}", "Ref {} takk", "OCR: {}", "Viite {}", "{}"))
    w.pays(
        POST,
        [invoice],
        style.format(invoice.reference),
        payer=_maybe(w, invoice.partner),
    )


@situation(2)
def reference_spaced(w):
    """Groups of digits; RF in fours; QRR in fives."""
    scheme = w.rng.choice(("rf", "qrr", "kid10"))
    invoice = w.invoice(w.anybody(), reference=w.reference(scheme))
    size = {"rf": 4, "qrr": 5, "kid10": 4}[scheme]
    text = invoice.reference
    groups = " ".join(text[i : i + size] for i in range(0, len(text), size))
    w.pays(POST, [invoice], f"Ref. {groups}", payer=invoice.partner)


@situation(2, PARTS)
def finnish_forms(w):
    """The national reference padded with zeros, or wrapped as RF; and the reverse."""
    partner = w.anybody()
    plain = w.reference("viite")
    stored, sent = w.rng.choice(
        (
            (plain, plain.zfill(20)),
            (plain, numbers.rf_of(plain)),
            (numbers.rf_of(plain), plain),
        )
    )
    invoice = w.invoice(partner, reference=stored)
    w.pays(POST, [invoice], "", structured=sent, payer=partner)


@situation(3)
def fik_slip(w):
    scheme, code = w.rng.choice((("fik71", "71"), ("fik75", "75"), ("fik71", "04")))
    reference = w.reference(scheme)
    invoice = w.invoice(w.anybody(account=False), reference=reference)
    sent = reference.zfill(16) if code in ("75", "04") else reference
    slip = f"+{code}<{sent}+{numbers.digits(w.rng, 8)}<"
    w.pays(POST, [invoice], w.rng.choice((slip, f"FI-kort {slip}")))


@situation(1, PARTS)
def fik_without_zeros(w):
    """The bank drops the leading zeros of the slip's id."""
    reference = w.reference("fik71")
    invoice = w.invoice(w.anybody(account=False), reference=reference)
    w.pays(POST, [invoice], "", structured=reference.lstrip("0"))


@situation(10)
def number_in_text(w):
    invoice = w.invoice(w.anybody(account=w.rng.random() < 0.5))
    text = w.rng.choice(NUMBER_STYLES).format(invoice.key)
    w.pays(POST, [invoice], text, payer=_maybe(w, invoice.partner))


@situation(3)
def several_numbers(w):
    partner = w.anybody()
    invoices = [w.invoice(partner) for _ in range(w.rng.randint(2, 6))]
    w.invoice(partner)
    joint = w.rng.choice((" ", ", ", " og ", "; "))
    text = joint.join(f"{{{one.key}}}" for one in invoices)
    w.pays(POST, invoices, f"Faktura {text}", payer=partner)


@situation(2)
def credit_note_netted(w):
    partner = w.company()
    invoice = w.invoice(partner)
    credit = w.document("out_refund", partner, abs(invoice.amount) // 4)
    w.pays(
        POST, [invoice, credit], f"{{{invoice.key}}} - {{{credit.key}}}", payer=partner
    )


@situation(6)
def payer_and_amount(w):
    """Known account, no reference, one item of the amount among others."""
    partner = w.anybody()
    invoice = w.invoice(partner)
    for _ in range(w.rng.randint(0, 3)):
        w.invoice(partner)
    w.pays(POST, [invoice], w.rng.choice(THANKS), payer=partner)


@situation(3)
def name_and_amount(w):
    """The exact name (case and legal form aside), no account known."""
    partner = w.anybody(account=False)
    invoice = w.invoice(partner)
    name = w.rng.choice((partner.name, partner.name.upper()))
    w.pays(POST, [invoice], w.rng.choice(THANKS), name=name, account=w.account())


@situation(2)
def customer_number(w):
    partner = w.anybody(account=False, number=True)
    invoice = w.invoice(partner)
    w.pays(POST, [invoice], f"Kundenr {partner.number}", name="", account=w.account())


@situation(2)
def twins_with_numbers(w):
    """Equal amounts, told apart by their numbers only."""
    partner = w.company()
    amount = w.amount(partner)
    invoices = [w.invoice(partner, amount) for _ in range(3)]
    for invoice in invoices:
        w.pays(POST, [invoice], f"{{{invoice.key}}}", payer=partner)


@situation(2)
def twin_left_over(w):
    """Two equal invoices; one line names its own, so the other line is certain too."""
    partner = w.company()
    amount = w.amount(partner)
    named, other = (w.invoice(partner, amount) for _ in range(2))
    w.pays(POST, [named], f"Faktura {{{named.key}}}", payer=partner)
    w.pays(POST, [other], "Betaling", payer=partner, day=w.day(other.day, 20, 30))


@situation(2)
def unknown_payer_with_reference(w):
    """Somebody not in the books pays for the customer."""
    invoice = w.invoice(w.anybody(), reference=w.reference())
    stranger = f"Advokat {w.rng.randint(100, 999)} Klientkonto"
    w.pays(
        POST,
        [invoice],
        "",
        structured=invoice.reference,
        name=stranger,
        account=w.account(),
    )


@situation(3, LUMPS)
def batch_of_references(w):
    """OCR giro: one total, one detail per payer."""
    invoices = [
        w.invoice(w.anybody(account=False), reference=w.reference())
        for _ in range(w.rng.randint(2, 7))
    ]
    details = [Detail(i.amount, structured=i.reference) for i in invoices]
    w.pays(POST, invoices, "OCR GIRO", details=details)


@situation(1, LUMPS)
def batch_with_a_stranger(w):
    """One detail of the batch is nobody's: the whole must wait."""
    invoices = [
        w.invoice(w.anybody(account=False), reference=w.reference()) for _ in range(3)
    ]
    details = [Detail(i.amount, structured=i.reference) for i in invoices]
    details.append(Detail(w.rng.randint(10000, 90000), structured=w.reference()))
    total = sum(detail.amount for detail in details)
    w.line(
        OPEN, total, "OCR GIRO", details=details, day=w.day(invoices[-1].day, 30, 40)
    )


@situation(1, LUMPS)
def batch_of_twins(w):
    """Details of the same amount: each reference has its own."""
    amount = 64000
    invoices = [
        w.invoice(w.person(account=False), amount, reference=w.reference())
        for _ in range(4)
    ]
    details = [Detail(i.amount, structured=i.reference) for i in invoices]
    w.pays(POST, invoices, "Innbetalinger", details=details)


@situation(2, PARTS)
def advice_with_documents(w):
    """Structured advice names the documents and what is paid on each."""
    partner = w.company()
    invoices = [w.invoice(partner) for _ in range(3)]
    details = [
        Detail(
            sum(i.amount for i in invoices), document=",".join(i.key for i in invoices)
        )
    ]
    w.pays(POST, invoices, "Remittance", details=details, payer=partner)


@situation(1)
def instalment(w):
    partner = w.company()
    invoice = w.invoice(partner, w.rng.randint(100, 9000) * 1000, terms="30/70")
    first = invoice.amount * 3 // 10
    w.line(
        POST,
        first,
        f"Rate 1 {{{invoice.key}}}",
        {invoice.key: first},
        payer=partner,
        day=w.day(invoice.day, 2, 20),
    )


@situation(1)
def customers_reference(w):
    """The customer's own order number, which stands on one invoice only."""
    order = f"PO-{numbers.digits(w.rng, 6)}"
    invoice = w.invoice(w.company(), ref=order)
    w.pays(POST, [invoice], f"Order {order}", payer=_maybe(w, invoice.partner))


@situation(1)
def sale_order(w):
    order = w.unique(lambda: f"S{numbers.digits(w.rng, 5)}")
    invoice = w.invoice(w.person(), origin=order)
    w.pays(POST, [invoice], f"Ordre {order}", payer=invoice.partner)


@situation(1)
def two_customers_one_payer(w):
    """A parent pays for two subsidiaries and names both documents."""
    invoices = [w.invoice(w.company()) for _ in range(2)]
    text = " ".join(f"{{{one.key}}}" for one in invoices)
    w.pays(POST, invoices, text, name="Konsern Betaling", account=w.account())


@situation(2)
def near_name(w):
    """Truncated, with a place, or without its legal form."""
    partner = w.company(account=False)
    invoice = w.invoice(partner)
    words = partner.name.split()
    name = w.rng.choice(
        (" ".join(words[:-1]), f"{partner.name} OSLO", partner.name[:-1])
    )
    w.pays(PROPOSE, [invoice], "Betaling", name=name, account=w.account())


def _maybe(w, partner):
    """The payer is known to the bank half of the time."""
    return partner if w.rng.random() < 0.5 else None
