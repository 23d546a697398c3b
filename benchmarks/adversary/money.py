"""Money that goes other ways: returned, refunded, netted, moved, and rules."""

from datetime import timedelta

from quality.banks import RETURNS
from quality.world import CHOOSE, OPEN, POST, PROPOSE

from .people import both_owe, by_account, paid
from .register import situation

WORD = "Kostenpost"


@situation()
def return_in_the_words_of_the_country(w):
    """No mark; the text says so, account and amount are the same."""
    invoice = w.invoice(w.anybody())
    got = by_account(w, POST, invoice, f"{{{invoice.key}}}")
    text = f"{w.say('return')} {{{invoice.key}}}"
    applied, day = {got.key: -invoice.amount}, w.day(got.day, 2, 5)
    w.line(PROPOSE, -invoice.amount, text, applied, payer=invoice.partner, day=day)


@situation()
def refund_of_a_credit_note_after_a_payment(w):
    """The amount is that of the payment before; the credit note is what is paid."""
    invoice = w.invoice(w.anybody())
    got = by_account(w, POST, invoice, f"{{{invoice.key}}}")
    credit = w.document("out_refund", invoice.partner, invoice.amount, day=got.day)
    text = w.rng.choice((f"{w.say('refund')} {{{credit.key}}}", f"{{{credit.key}}}"))
    w.pays(POST, [credit], text, payer=invoice.partner, day=w.day(got.day, 2, 9))


@situation()
def refund_without_a_credit_note(w):
    invoice = w.invoice(w.anybody())
    got = by_account(w, POST, invoice, f"{{{invoice.key}}}")
    day = w.day(got.day, 2, 9)
    w.line(OPEN, -invoice.amount, w.say("refund"), payer=invoice.partner, day=day)


@situation(RETURNS)
def paid_returned_and_paid_again(w):
    invoice = w.invoice(w.anybody(), reference=w.reference())
    values = {"structured": invoice.reference}
    got = by_account(w, POST, invoice, "", day=w.day(invoice.day, 2, 5), **values)
    back = w.line(
        POST, -invoice.amount, w.say("return"), {got.key: -invoice.amount},
        payer=invoice.partner, reversal=True, day=w.day(got.day, 2, 4), **values,
    )  # fmt: skip
    got.applied = {back.key: invoice.amount}
    by_account(w, POST, invoice, "", day=w.day(back.day, 2, 6), **values)


@situation(RETURNS)
def return_with_a_fee(w):
    invoice = w.invoice(w.anybody(), reference=w.reference())
    values = {"structured": invoice.reference}
    got = by_account(w, POST, invoice, "", day=w.day(invoice.day, 2, 5), **values)
    w.line(
        OPEN, -invoice.amount - 450, w.say("return"), payer=invoice.partner,
        reversal=True, day=w.day(got.day, 2, 4), **values,
    )  # fmt: skip


@situation()
def paid_by_two_payers(w):
    """A week later somebody else pays the same invoice again."""
    invoice = w.invoice(w.anybody())
    text = f"{{{invoice.key}}}"
    got = by_account(w, POST, invoice, text, day=w.day(invoice.day, 1, 4))
    values = {"account": w.account(), "day": w.day(got.day, 5, 9)}
    w.line(OPEN, invoice.amount, text, name="Onno Vreemd", **values)


@situation()
def invoice_less_a_credit_note_not_named(w):
    partner = w.company()
    invoice = w.invoice(partner)
    credit = w.document("out_refund", partner, invoice.amount // 5, day=invoice.day)
    text = w.say("invoice", f"{{{invoice.key}}}")
    w.pays(PROPOSE, [invoice, credit], text, payer=partner)


@situation()
def twins_and_a_due_date(w):
    partner = w.anybody()
    amount = w.amount(partner)
    invoices = [w.invoice(partner, amount) for _ in range(2)]
    first = min(invoices, key=lambda i: (i.day, int(i.key[1:])))
    day = w.day(max(i.day for i in invoices), 2, 9)
    text = f"{w.say('pay')} 15.02.2026"
    w.line(CHOOSE, amount, text, [first], payer=partner, day=day)


@situation()
def rule_word_of_a_customer_who_owes_it(w):
    """A live rule has the word; the payer is certain and owes exactly that."""
    w.rules.add(WORD)
    invoice = w.invoice(w.anybody())
    by_account(w, POST, invoice, f"{WORD} {w.say('pay')}")


@situation()
def rule_word_and_an_unknown_number_of_ours(w):
    w.rules.add(WORD)
    invoice = w.invoice(w.anybody())
    text = f"{WORD} {w.say('invoice', f'{{{invoice.key}:future}}')}"
    w.late(OPEN, invoice, invoice.amount + 999, text, payer=invoice.partner)


@situation()
def rule_word_and_a_name_alike(w):
    """A name of another spelling owes just that: a person looks."""
    w.rules.add(WORD)
    partner = w.company(account=False)
    name = partner.name.rsplit(" ", 1)[0][:-1]
    paid(w, CHOOSE, w.invoice(partner), WORD, name=name)


@situation()
def rule_word_and_another_in_the_text(w):
    w.rules.add(WORD)
    invoice = w.invoice(w.anybody(account=False))
    text = f"{WORD} {w.say('fee', invoice.partner.name)}"
    paid(w, PROPOSE, invoice, text)


@situation()
def rule_word_inside_a_word(w):
    w.rules.add(WORD)
    w.line(OPEN, -w.rng.randint(1000, 90000), f"Extra{WORD.lower()}en 3")


@situation()
def two_payments_of_one_amount_and_day(w):
    """Two vendors were paid the same on one day; the bank tells no payee."""
    amount = w.rng.randint(100000, 900000)
    bills = [w.bill(w.company(), amount, day=w.day(high=5)) for _ in range(2)]
    day = max(b.day for b in bills) + timedelta(days=3)
    payments = [w.pay(bill, day=day) for bill in bills]
    w.line(CHOOSE, -amount, w.say("pay"), payments[:1], day=day)


@situation()
def bill_and_invoice_of_one_partner(w):
    """He owes us and we owe him the same: the sign decides."""
    partner = w.company()
    amount = w.amount(partner)
    invoice, bill = w.invoice(partner, amount), w.bill(partner, amount)
    by_account(w, POST, invoice, w.say("pay"))
    by_account(w, POST, bill, w.say("pay"))


@situation()
def bill_less_our_invoice(w):
    """A vendor who is a customer too: we pay what is left."""
    partner = w.company()
    bill = w.bill(partner, w.rng.randint(500000, 900000))
    invoice = w.invoice(partner, w.rng.randint(10000, 90000))
    text = f"{bill.ref} - {{{invoice.key}}}"
    w.pays(POST, [bill, invoice], text, payer=partner)


@situation()
def savings_get_a_customers_money(w):
    """A bill is paid and a customer pays as much into savings on the same day."""
    invoice = w.invoice(w.anybody(), w.rng.randint(1000, 90000) * 100)
    bill = w.bill(w.company(), invoice.amount)
    day = w.day(max(invoice.day, bill.day), 2, 9)
    by_account(w, POST, bill, w.say("invoice", bill.ref), day=day)
    by_account(w, POST, invoice, f"{{{invoice.key}}}", day=day, journal="savings")


@situation()
def own_transfers_of_one_amount(w):
    """Two equal transfers on one day, accounts told: either pair is right."""
    amount, day = w.rng.randint(1000, 90000) * 100, w.day(low=20, high=60)
    for _ in range(2):
        w.line(OPEN, -amount, w.say("pay"), account=w.own_accounts["savings"], day=day)
        w.line(
            OPEN, amount, w.say("pay"), account=w.own_accounts["main"],
            journal="savings", day=day,
        )  # fmt: skip


@situation()
def standard_fee_of_many_members(w):
    """Each of five pays from his account; a sixth pays and is nobody's."""
    members = [w.person() for _ in range(5)]
    invoices = [w.invoice(member, 45000, day=w.day(high=9)) for member in members]
    for invoice in invoices[:3]:
        by_account(w, POST, invoice, w.say("fee", "2026"))
    paid(w, OPEN, invoices[4], w.say("fee", "2026"), None, name="Gerrit Iemand")


@situation()
def own_amount_and_a_strangers_word(w):
    """The text has a word that is the name of another customer in part only."""
    mine, other = both_owe(w)
    word = other.partner.name.split()[0]
    by_account(w, POST, mine, f"{w.say('pay')} {word}"[:60])


@situation()
def more_than_all_that_is_open(w):
    partner = w.anybody()
    invoices = [w.invoice(partner) for _ in range(2)]
    total = sum(i.amount for i in invoices) + 12345
    day = w.day(max(i.day for i in invoices), 2, 9)
    w.line(CHOOSE, total, w.say("pay"), invoices, payer=partner, day=day)


@situation()
def rest_of_an_underpaid_invoice(w):
    """First too little with the number, weeks later the rest with the number."""
    invoice = w.invoice(w.anybody(), day=w.day(high=8))
    part = invoice.amount * 3 // 5
    text = w.say("invoice", f"{{{invoice.key}}}")
    values = {"payer": invoice.partner}
    for paid_now, low, high in ((part, 2, 6), (invoice.amount - part, 20, 30)):
        day, applied = w.day(invoice.day, low, high), {invoice.key: paid_now}
        w.line(PROPOSE, paid_now, text, applied, day=day, **values)


@situation()
def three_months_at_once(w):
    partner = w.anybody()
    amount = w.amount(partner)
    invoices = [w.invoice(partner, amount) for _ in range(3)]
    w.pays(PROPOSE, invoices, w.say("pay"), payer=partner)


@situation()
def two_of_three_equal_months(w):
    partner = w.anybody()
    amount = w.amount(partner)
    invoices = [w.invoice(partner, amount) for _ in range(3)]
    day = w.day(max(i.day for i in invoices), 2, 9)
    w.line(OPEN, 2 * amount, w.say("pay"), payer=partner, day=day)
