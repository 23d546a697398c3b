"""What is named: numbers, payment IDs, in the words and habits of six countries."""

from quality import numbers
from quality.banks import BESIDE, LUMPS
from quality.world import CHOOSE, OPEN, POST, PROPOSE, Detail

from .people import both_owe, by_account, paid
from .register import situation


@situation()
def number_in_the_words_of_the_country(w):
    invoice = w.invoice(w.anybody())
    paid(
        w, POST, invoice, w.say("invoice", f"{{{invoice.key}}}"), payer=invoice.partner
    )


@situation()
def number_and_nobody_known(w):
    invoice = w.invoice(w.anybody(account=False))
    paid(w, POST, invoice, w.say("invoice", f"{{{invoice.key}}}"), name="Zonderling Qx")


@situation()
def tail_from_its_customer(w):
    invoice = w.invoice(w.anybody())
    w.invoice(invoice.partner)
    by_account(w, POST, invoice, w.say("invoice", f"{{{invoice.key}:tail}}"))


@situation()
def tail_of_another(w):
    mine, other = both_owe(w)
    text = w.say("invoice", f"{{{other.key}:tail}}")
    by_account(w, CHOOSE, mine, text, [other])


@situation()
def number_of_another(w):
    mine, other = both_owe(w)
    text = w.say("invoice", f"{{{other.key}}}")
    by_account(w, CHOOSE, mine, text, [other])


@situation()
def number_without_label_of_another(w):
    mine, other = both_owe(w)
    by_account(w, CHOOSE, mine, f"{{{other.key}}} {w.say('pay')}", [other])


@situation()
def numbers_among_orders_and_dates(w):
    invoice = w.invoice(w.anybody())
    number = f"{{{invoice.key}}}"
    text = w.rng.choice(
        (
            f"{number} d.d. 12-02-2026 KvK 34112233",
            f"{w.say('invoice', number)} vom 03.02.2026 Kunde dankt",
            f"order 77120 / {number} / 2026-02-11",
            f"{number}/{numbers.digits(w.rng, 5)}",
            f"NL12 {number} betaalautomaat 9912",
        )
    )
    by_account(w, POST, invoice, text)


@situation()
def list_of_tails(w):
    partner = w.company()
    invoices = [w.invoice(partner) for _ in range(3)]
    w.invoice(partner)
    tails = [f"{{{i.key}:tail}}" for i in invoices]
    text = f"{w.say('invoice', ', '.join(tails[:2]))} {w.say('and')} {tails[2]}"
    w.pays(PROPOSE, invoices, text, payer=partner)


@situation()
def list_of_numbers(w):
    partner = w.company()
    invoices = [w.invoice(partner) for _ in range(w.rng.randint(2, 5))]
    w.invoice(partner)
    joint = w.rng.choice((" + ", ",", " / ", " & ", f" {w.say('and')} "))
    text = w.say("invoice", joint.join(f"{{{i.key}}}" for i in invoices))
    w.pays(POST, invoices, text, payer=partner)


@situation()
def letter_for_a_zero(w):
    invoice = w.invoice(w.anybody())
    w.invoice(invoice.partner)
    by_account(w, PROPOSE, invoice, w.say("invoice", f"{{{invoice.key}:letter_o}}"))


@situation()
def number_of_last_year(w):
    invoice = w.invoice(w.anybody())
    if "26" in w.sequence:
        text = w.say("invoice", f"{{{invoice.key}:last_year}}")
        by_account(w, OPEN, invoice, text)


@situation()
def number_not_in_the_books(w):
    invoice = w.invoice(w.anybody())
    text = w.say("invoice", f"{{{invoice.key}:future}}")
    by_account(w, OPEN, invoice, text)


@situation()
def paid_one_beside_the_open(w):
    """The text repeats last month's number, which is paid."""
    partner = w.anybody()
    old, new = w.invoice(partner), w.invoice(partner)
    payment = w.pay(old)
    by_account(w, POST, old, f"{{{old.key}}}", [payment], day=payment.day)
    values = {"day": w.day(max(payment.day, new.day), 4, 12), "payer": partner}
    w.pays(POST, [new], f"{{{old.key}}} {{{new.key}}}", **values)


@situation()
def number_of_mine_and_of_another(w):
    mine, other = w.invoice(w.anybody()), w.invoice(w.anybody())
    text = f"{{{mine.key}}} {w.say('and')} {{{other.key}}}"
    w.pays(PROPOSE, [mine, other], text, payer=mine.partner)


@situation()
def two_digit_number_of_a_vendor(w):
    bill = w.bill(w.company(), ref=str(w.rng.randint(10, 999)))
    w.bill(bill.partner)
    by_account(w, POST, bill, w.say("invoice", bill.ref))


@situation()
def vendor_number_of_year_and_turn(w):
    bill = w.bill(w.company(), ref=f"2026-{w.rng.randint(1, 99)}")
    by_account(w, POST, bill, w.say("invoice", bill.ref))


@situation()
def vendor_number_of_another_vendor(w):
    """Both bills are of one amount; the text has the other vendor's number."""
    mine = w.bill(w.company())
    other = w.bill(w.company(), abs(mine.amount))
    by_account(w, CHOOSE, mine, w.say("invoice", other.ref), [other])


@situation()
def contract_number_on_every_bill(w):
    vendor, contract = w.company(), w.unique(lambda: f"K-{numbers.digits(w.rng, 6)}")
    bills = [w.bill(vendor, ref=contract) for _ in range(3)]
    day = w.day(max(b.day for b in bills), 2, 9)
    by_account(w, POST, bills[1], f"Contract {contract}", day=day)


@situation()
def contract_number_and_no_bill_yet(w):
    """The bill of this month is not in the books; another amount is open."""
    vendor, contract = w.company(), w.unique(lambda: f"K-{numbers.digits(w.rng, 6)}")
    bill = w.bill(vendor, ref=contract)
    text = f"Contract {contract}"
    w.late(CHOOSE, bill, bill.amount - 1717, text, [bill], payer=vendor)


@situation()
def number_of_one_and_name_of_another(w):
    """The payer is unknown; the text has a number of one and the name of another."""
    mine, other = both_owe(w, account=False)
    text = f"{{{mine.key}}} {w.say('fee', other.partner.name)}"
    paid(w, CHOOSE, mine, text)


@situation()
def number_of_another_who_paid_in_the_books(w):
    """A's account and amount; the text has B's number, whose payment is registered."""
    mine, other = both_owe(w)
    payment = w.pay(other)
    text, day = f"{{{other.key}}}", w.day(payment.day, 1, 3)
    by_account(w, CHOOSE, mine, text, [payment], day=day)


@situation()
def number_of_the_amount_in_another_currency(w):
    """1,000 are owed in one currency and paid in the other, by number."""
    invoice = w.invoice(w.company(), w.round_amount(), currency=w.bank.foreign)
    by_account(w, OPEN, invoice, w.say("invoice", f"{{{invoice.key}}}"))


@situation()
def amount_in_another_currency(w):
    invoice = w.invoice(w.company(), w.round_amount(), currency=w.bank.foreign)
    by_account(w, OPEN, invoice, w.say("pay"))


# -- payment IDs -----------------------------------------------------------------------


@situation()
def payment_id_in_the_words_of_the_country(w):
    """Whoever paid, typed in groups or whole."""
    invoice = w.invoice(w.anybody(), reference=w.reference())
    reference = invoice.reference
    if w.rng.random() < 0.3 and reference.isalnum():
        reference = " ".join(reference[i : i + 4] for i in range(0, len(reference), 4))
    payer = w.anybody()
    w.invoice(payer)
    w.pays(POST, [invoice], w.say("payment_id", reference), payer=payer)


@situation()
def payment_id_used_again(w):
    """January's payment ID pays February of the same amount: a person looks."""
    partner = w.anybody()
    amount = w.amount(partner)
    january = w.invoice(partner, amount, reference=w.reference())
    day = w.day(january.day, 28, 31)
    february = w.invoice(partner, amount, day=day, reference=w.reference())
    payment = w.pay(january)
    where = w.rng.choice(("text", "field"))
    text = w.say("payment_id", january.reference) if where == "text" else ""
    values = {"structured": january.reference} if where == "field" else {}
    by_account(w, POST, january, text, [payment], day=payment.day, **values)
    by_account(w, OPEN, february, text, None, day=w.day(february.day, 3, 9), **values)


@situation()
def payment_id_of_a_customer(w):
    """One ID for all invoices of a customer; the amount decides."""
    partner, reference = w.anybody(account=False), w.reference()
    invoices = [w.invoice(partner, reference=reference) for _ in range(3)]
    day = w.day(max(i.day for i in invoices), 2, 9)
    w.pays(POST, invoices[1:2], "", structured=reference, day=day)


@situation()
def payment_id_of_a_customer_who_owes_twice_the_same(w):
    partner, reference = w.anybody(account=False), w.reference()
    amount = w.amount(partner)
    invoices = [w.invoice(partner, amount, reference=reference) for _ in range(2)]
    first = min(invoices, key=lambda i: i.day)
    day = w.day(max(i.day for i in invoices), 2, 9)
    w.line(CHOOSE, amount, "", [first], structured=reference, day=day)


@situation()
def payment_id_of_every_bill_and_no_bill_yet(w):
    vendor, reference = w.company(), w.reference()
    bill = w.bill(vendor, reference=reference)
    other = w.bill(vendor, day=bill.day)
    by_account(w, OPEN, other, "", None, structured=reference)


@situation()
def two_payment_ids_in_the_text(w):
    first, second = both_owe(w)
    first.reference, second.reference = w.reference(), w.reference()
    text = " ".join(w.say("payment_id", one.reference) for one in (first, second))
    paid(w, OPEN, first, text, name="Wim Onbekend")


@situation(BESIDE)
def payment_id_in_the_field_and_another_in_the_text(w):
    first, second = both_owe(w)
    first.reference, second.reference = w.reference(), w.reference()
    text = w.say("payment_id", second.reference)
    paid(w, CHOOSE, first, text, structured=first.reference, name="Wim Onbekend")


@situation(BESIDE)
def payment_id_paid_by_another_customer_number(w):
    first, second = both_owe(w, number=True)
    first.reference = w.reference()
    text = w.say("customer", second.partner.number)
    paid(w, POST, first, text, structured=first.reference)


@situation()
def payment_id_without_its_zeros(w):
    invoice = w.invoice(w.anybody(), reference=w.reference())
    sent = invoice.reference.lstrip("0")
    payer = w.rng.choice((invoice.partner, None))
    w.pays(POST, [invoice], w.say("payment_id", sent), payer=payer)


@situation()
def payment_id_of_a_smaller_amount_owed_elsewhere(w):
    """The ID is one invoice's, the amount that of another of the same customer."""
    partner = w.anybody()
    named, other = w.invoice(partner, reference=w.reference()), w.invoice(partner)
    text = w.say("payment_id", named.reference)
    day = w.day(max(named.day, other.day), 2, 9)
    by_account(w, OPEN, other, text, [named], day=day)


@situation()
def payment_id_with_two_digits_swapped(w):
    invoice = w.invoice(w.anybody(), reference=w.reference())
    clean = invoice.reference.strip("+").replace("/", "")
    for place in range(len(clean) - 2, 3, -1):
        if clean[place] != clean[place - 1] and clean[place - 1 : place + 1].isdigit():
            break
    wrong = clean[: place - 1] + clean[place] + clean[place - 1] + clean[place + 1 :]
    by_account(w, PROPOSE, invoice, w.say("payment_id", wrong))


def _owed(w, count):
    """Return invoices of as many customers, each with a payment ID."""
    people = [w.anybody(account=False) for _ in range(count)]
    return [w.invoice(one, reference=w.reference()) for one in people]


def _details(invoices):
    return [
        Detail(one.amount, structured=one.reference, name=one.partner.name)
        for one in invoices
    ]


@situation(LUMPS)
def lump_with_a_used_payment_id(w):
    """One detail has the ID of an invoice that is paid; nothing of it is posted."""
    *invoices, old = _owed(w, 4)
    payment = w.pay(old)
    w.pays(
        POST, [old], "", {payment.key: old.amount} and None, structured=old.reference
    ) if 0 else None
    w.line(POST, old.amount, "", [payment], structured=old.reference, day=payment.day)
    details = _details([*invoices, old])
    total = sum(d.amount for d in details)
    owners = {i.partner.key for i in [*invoices, old]}
    day = w.day(max(i.day for i in [*invoices, old]), 15, 30)
    w.line(PROPOSE, total, "", invoices, details=details, day=day, owners=owners)


@situation(LUMPS)
def lump_of_a_customers_id_twice(w):
    """Two payments with the one ID of a customer, each of another invoice's amount."""
    partner, reference = w.anybody(account=False), w.reference()
    invoices = [w.invoice(partner, reference=reference) for _ in range(2)]
    invoices += _owed(w, 1)
    details = _details(invoices)
    w.pays(POST, invoices, "", details=details)


@situation(LUMPS)
def lump_whose_payer_pays_two_at_once(w):
    """One detail is the sum of two invoices with the ID of the first."""
    partner = w.anybody(account=False)
    two = [w.invoice(partner, reference=w.reference()) for _ in range(2)]
    (other,) = _owed(w, 1)
    details = _details([two[0], other])
    details[0].amount += two[1].amount
    day = w.day(max(i.day for i in [*two, other]), 2, 9)
    total = sum(d.amount for d in details)
    owners = {partner.key, other.partner.key}
    w.line(OPEN, total, "", None, details=details, day=day, owners=owners)
