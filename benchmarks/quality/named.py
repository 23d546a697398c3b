"""What a line names comes first; what contradicts it makes the line wait."""

from . import numbers
from .banks import BESIDE, END_TO_END
from .situations import situation
from .world import CHOOSE, OPEN, POST, PROPOSE

#: a word that a rule of the company posts by itself
WORD = "Bankavgift"


@situation(1)
def rule_word_alone(w):
    """Nothing is named: the rule posts."""
    w.rules.add(WORD)
    w.line(POST, -w.rng.randint(1000, 90000), f"{WORD} mars", name="")


@situation(1)
def rule_word_and_exact_bill(w):
    w.rules.add(WORD)
    bill = w.bill(w.company())
    w.pays(POST, [bill], f"Faktura {bill.ref} {WORD}", payer=bill.partner)


@situation(2)
def rule_word_and_more_than_the_bill(w):
    w.rules.add(WORD)
    bill = w.bill(w.company())
    paid = bill.amount - w.rng.randint(10, 90) * 100
    text = f"Faktura {bill.ref} inkl {WORD}"
    w.late(PROPOSE, bill, paid, text, [bill], payer=bill.partner)


@situation(2)
def rule_word_and_less_than_the_invoice(w):
    w.rules.add(WORD)
    invoice = w.invoice(w.anybody(), w.rng.randint(100000, 900000))
    paid = invoice.amount - w.rng.randint(10, 90) * 100
    text = f"Faktura {{{invoice.key}}} minus {WORD}"
    w.late(PROPOSE, invoice, paid, text, {invoice.key: paid}, payer=_maybe(w, invoice))


@situation(1)
def rule_word_and_a_payment_id(w):
    w.rules.add(WORD)
    invoice = w.invoice(w.anybody(), reference=w.reference())
    paid = invoice.amount + 7000
    text = f"KID {invoice.reference} inkl {WORD}"
    w.late(PROPOSE, invoice, paid, text, [invoice], payer=_maybe(w, invoice))


def _both_owe(w, **values):
    """Return the invoices of two customers who owe the same."""
    first = w.anybody(**values)
    amount = w.amount(first)
    return w.invoice(first, amount), w.invoice(w.anybody(**values), amount)


@situation(2)
def number_of_another_who_owes_the_same(w):
    mine, other = _both_owe(w)
    text = f"Faktura {{{other.key}}}"
    w.late(CHOOSE, mine, mine.amount, text, [other], payer=mine.partner)


@situation(2)
def tail_of_another_who_owes_the_same(w):
    mine, other = _both_owe(w)
    text = f"Faktura {{{other.key}:tail}}"
    w.late(CHOOSE, mine, mine.amount, text, [other], payer=mine.partner)


@situation(2)
def name_of_another_who_owes_the_same(w):
    """A club's fee: one pays, and tells for whom."""
    mine, other = _both_owe(w)
    word = w.rng.choice(("Kontingent", "Husleie okt for", "Betaling for"))
    text = f"{word} {other.partner.name}"
    w.late(CHOOSE, mine, mine.amount, text, [other], payer=mine.partner)


@situation(2)
def customer_number_of_another(w):
    mine, other = _both_owe(w, number=True)
    text = f"Kundenr {other.partner.number}"
    w.late(CHOOSE, mine, mine.amount, text, [other], payer=mine.partner)


@situation(2)
def payment_id_paid_by_another_customer(w):
    """The reference decides, not the payer."""
    invoice = w.invoice(w.anybody(), reference=w.reference())
    payer = w.anybody()
    w.invoice(payer)
    w.pays(POST, [invoice], structured=invoice.reference, payer=payer)


@situation(2)
def payment_id_in_text_paid_by_another(w):
    invoice = w.invoice(w.anybody(), reference=w.reference())
    payer = w.anybody()
    w.invoice(payer)
    w.pays(POST, [invoice], f"KID {invoice.reference}", payer=payer)


@situation(2)
def payment_id_with_another_amount(w):
    invoice = w.invoice(w.anybody(), reference=w.reference())
    paid = invoice.amount * w.rng.randint(30, 90) // 100
    values = {"structured": invoice.reference, "payer": _maybe(w, invoice)}
    w.late(PROPOSE, invoice, paid, "", {invoice.key: paid}, **values)


@situation(1, BESIDE)
def payment_id_and_number_contradict(w):
    """Two customers owe the same; the field names one and the text the other."""
    first, second = _both_owe(w)
    first.reference = w.reference()
    values = {"structured": first.reference, "account": w.account()}
    text = f"Faktura {{{second.key}}}"
    w.late(CHOOSE, first, first.amount, text, [first], **values)


@situation(2)
def payment_id_mistyped(w):
    """One digit is another: known payer and amount, but a person looks."""
    invoice = w.invoice(w.anybody(), reference=w.reference())
    places = [i for i, char in enumerate(invoice.reference) if char.isdigit()]
    place = places[-3]
    digit = (int(invoice.reference[place]) + 5) % 10
    wrong = f"{invoice.reference[:place]}{digit}{invoice.reference[place + 1 :]}"
    values = {"payer": invoice.partner}
    w.late(CHOOSE, invoice, invoice.amount, f"KID {wrong}", [invoice], **values)


@situation(1)
def number_of_last_year(w):
    """A number that the books do not have; an open item of the amount."""
    invoice = w.invoice(w.anybody())
    text = f"Faktura {{{invoice.key}:last_year}}"
    w.late(OPEN, invoice, invoice.amount, text, payer=invoice.partner)


@situation(1)
def longer_number_contains_a_shorter(w):
    """``EXP/2026/004211`` is one vendor's, ``2026/004211`` another's."""
    short = w.unique(lambda: f"2026/{numbers.digits(w.rng, 6)}")
    bill = w.bill(w.company(), ref=f"EXP/{short}")
    w.bill(w.company(), abs(bill.amount), ref=short)
    w.pays(POST, [bill], f"Faktura {bill.ref}", account=w.account())


@situation(1, END_TO_END)
def own_reference_with_another_amount(w):
    """Our payment reference comes back, the amount is another open bill's."""
    vendor = w.company()
    payment = w.pay(w.bill(vendor))
    other = w.bill(vendor, abs(payment.amount) + 500)
    values = {"payer": vendor, "end_to_end": f"{{{payment.key}:upr}}"}
    w.line(
        CHOOSE,
        other.amount,
        "Betaling",
        [payment],
        day=w.day(payment.day, 1, 3),
        **values,
    )


@situation(1)
def fee_for_a_document(w):
    """The bank's fee names our invoice: nothing is settled."""
    invoice = w.invoice(w.anybody())
    fee = -w.rng.randint(1000, 9000)
    w.late(OPEN, invoice, fee, f"Gebyr {{{invoice.key}}}", name="Banken")


@situation(2)
def reminder_fee_on_top(w):
    invoice = w.invoice(w.anybody())
    text = f"{{{invoice.key}}} med purregebyr"
    paid = invoice.amount + 7000
    w.late(PROPOSE, invoice, paid, text, [invoice], payer=_maybe(w, invoice))


def _maybe(w, invoice):
    return invoice.partner if w.rng.random() < 0.5 else None
