"""Who paid: names as banks write them, families, shared accounts, branches."""

from .banks import ACCOUNT
from .situations import situation
from .world import CHOOSE, OPEN, POST, PROPOSE

MANGLED = str.maketrans("øåæöäØÅÆÖÄ", "??????????")


def _named(w, expect, invoice, name, text="Betaling", **values):
    values = {"account": w.account(), **values}
    w.late(expect, invoice, invoice.amount, text, [invoice], name=name, **values)


@situation(2)
def legal_form_decides(w):
    """``X AS`` and ``X ASA`` owe the same; the bank writes which."""
    first, second = (w.company(account=False) for _ in range(2))
    stem = first.name.rsplit(" ", 1)[0]
    first.name, second.name = f"{stem} AS", f"{stem} ASA"
    invoice = w.invoice(first)
    w.invoice(second, invoice.amount)
    _named(w, POST, invoice, w.rng.choice((first.name, first.name.upper())))


@situation(2)
def names_begin_alike(w):
    """``Hansen AS`` and ``Hansen & Sønn AS`` owe the same; the bank writes HANSEN."""
    first, second = (w.company(account=False) for _ in range(2))
    stem = first.name.rsplit(" ", 1)[0]
    first.name, second.name = f"{stem} AS", f"{stem} & Sønn AS"
    invoice = w.invoice(first)
    w.invoice(second, invoice.amount)
    _named(w, CHOOSE, invoice, stem.upper())


@situation(1)
def same_surname(w):
    """Two of one family owe the same; the bank writes the family's name."""
    people = [w.person(account=False) for _ in range(2)]
    surname = w.unique(lambda: f"{w.rng.choice('ABCDEFGH')}andersrud{len(w.partners)}")
    people[0].name, people[1].name = f"Ola {surname}", f"Kari {surname}"
    invoice = w.invoice(people[0])
    w.invoice(people[1], invoice.amount)
    w.late(OPEN, invoice, invoice.amount, "Betaling", name=surname)


@situation(2)
def name_cut(w):
    """35 characters (27 in Germany) of a long name, in the middle of a word."""
    partner = w.company(account=False)
    partner.name = (
        f"{partner.name.rsplit(' ', 1)[0]} Internasjonal Virksomhet Holding AS"
    )
    invoice = w.invoice(partner)
    width = w.rng.choice((27, 35))
    _named(w, PROPOSE, invoice, partner.name[:width].strip())


@situation(1)
def name_mangled(w):
    """Letters that the bank's code page does not have."""
    partner = w.person(account=False)
    partner.name = w.unique(
        lambda: f"Bjørn {partner.name.split()[0]} Sørgård{len(w.partners)}"
    )
    _named(w, PROPOSE, w.invoice(partner), partner.name.translate(MANGLED))


@situation(2)
def name_without_diacritics(w):
    partner = w.person(account=False)
    partner.name = w.unique(
        lambda: f"Åse {partner.name.split()[0]} Öberg{len(w.partners)}"
    )
    name = partner.name.replace("Å", "A").replace("Ö", "O").upper()
    _named(w, POST, w.invoice(partner), name)


@situation(2)
def surname_first(w):
    partner = w.person(account=False)
    words = partner.name.split()
    _named(w, POST, w.invoice(partner), " ".join([words[-1], *words[:-1]]))


@situation(1)
def name_in_the_text_only(w):
    invoice = w.invoice(w.company(account=False))
    text = f"Innbetaling fra {invoice.partner.name}"
    w.late(PROPOSE, invoice, invoice.amount, text, [invoice])


@situation(1, ACCOUNT)
def shared_account_and_exact_name(w):
    account = w.account()
    couple = [w.person(account=account) for _ in range(2)]
    invoice = w.invoice(couple[0])
    w.invoice(couple[1])
    _named(w, POST, invoice, couple[0].name, account=account)


@situation(1, ACCOUNT)
def shared_account_and_one_amount(w):
    account = w.account()
    couple = [w.person(account=account) for _ in range(2)]
    invoice = w.invoice(couple[0])
    w.invoice(couple[1])
    _named(w, PROPOSE, invoice, "", account=account)


@situation(2)
def standard_amount_of_a_known_payer(w):
    """Three members owe the same; one pays from his own account."""
    members = [w.person() for _ in range(3)]
    invoices = [w.invoice(member, 64000) for member in members]
    w.pays(POST, invoices[:1], "Kontingent 2026", payer=members[0])


@situation(2)
def standard_amount_of_a_stranger(w):
    members = [w.person() for _ in range(3)]
    invoices = [w.invoice(member, 64000) for member in members]
    w.late(OPEN, invoices[0], 64000, "Kontingent 2026", name="Bestefar Ukjent")


@situation(1)
def child_named_that_is_no_customer(w):
    invoice = w.invoice(w.person())
    w.pays(POST, [invoice], "Kontingent for Emma", payer=invoice.partner)


@situation(1, ACCOUNT)
def branch_pays_for_its_company(w):
    """The account belongs to a contact of the customer."""
    company = w.company(account=False)
    branch = w.person(parent=company)
    branch.name = f"{company.name} avd Bergen"
    w.pays(POST, [w.invoice(company)], "Betaling", payer=branch)


@situation(1)
def own_company_as_counterparty(w):
    w.line(OPEN, w.rng.randint(1000, 900000), "Overføring", name=w.company_name)


@situation(1)
def solicitor_pays_for_four_customers(w):
    """One account that is no customer's; every document is named."""
    invoices = [w.invoice(w.anybody()) for _ in range(4)]
    text = ", ".join(f"{{{one.key}}}" for one in invoices)
    w.pays(POST, invoices, text, name="Inkasso Nord", account=w.account())


@situation(1)
def card_purchase_at_a_vendor(w):
    """The text has the vendor's name, the amount is the bill's."""
    bill = w.bill(w.company())
    w.late(PROPOSE, bill, bill.amount, f"Varekjøp {bill.partner.name}", [bill])
