"""Who pays: names as banks and people write them, and others who owe the same."""

from quality.banks import ACCOUNT, PARTS
from quality.world import CHOOSE, OPEN, POST, PROPOSE, Detail

from .register import situation

_LETTERS = {
    "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae",
}  # fmt: skip
#: legal forms in the books, and as a bank writes them
FORMS = (
    ("B.V.", "BV"), ("BV", "B.V."), ("V.O.F.", "VOF"), ("GmbH", "mbH"),
    ("GmbH & Co. KG", "GMBH U CO KG"), ("GmbH & Co. KG", "GmbH + Co.KG"),
    ("e.K.", "E.K."), ("ApS", "APS"), ("A/S", "AS"), ("AB", "Aktiebolag"),
)  # fmt: skip


def transcribed(name):
    """Return a name in the letters that every bank has."""
    for letter, other in _LETTERS.items():
        name = name.replace(letter, other).replace(letter.upper(), other.capitalize())
    return name


def paid(w, expect, invoice, text=None, applied=True, **values):
    """Add a line of an invoice's amount, some days after it."""
    text = w.say("pay") if text is None else text
    values.setdefault("account", w.account())
    applied = [invoice] if applied is True else applied
    return w.late(expect, invoice, invoice.amount, text, applied, **values)


def by_account(w, expect, invoice, text, applied=True, **values):
    """Add a line of the amount from the customer's own account."""
    partner = values.pop("payer", invoice.partner)
    values["account"] = partner.accounts[0] if partner.accounts else ""
    return paid(w, expect, invoice, text, applied, payer=partner, **values)


def both_owe(w, make=None, **values):
    """Return the invoices of two customers who owe the same."""
    make = make or w.anybody
    first = make(**values)
    amount = w.amount(first)
    return w.invoice(first, amount), w.invoice(make(**values), amount)


@situation()
def legal_form_with_points(w):
    """``X B.V.`` is written ``X BV``, and the reverse; ``GmbH & Co. KG``, ``e.K.``."""
    partner = w.company(account=False)
    stem = partner.name
    for form in ("B.V.", "BV", "V.O.F.", "N.V.", "GmbH & Co. KG", "e.K.", "OHG", "A/S"):
        stem = stem.removesuffix(f" {form}")
    stored, written = w.rng.choice(FORMS)
    partner.name = f"{stem} {stored}"
    paid(w, POST, w.invoice(partner), name=f"{stem} {written}".upper())


@situation()
def letters_written_out(w):
    """``Müller`` is MUELLER, ``Sørensen`` SOERENSEN, ``Åkesson`` AAKESSON."""
    partner = w.anybody(account=False)
    paid(w, POST, w.invoice(partner), name=transcribed(partner.name).upper())


@situation()
def other_surname_with_the_same_letters(w):
    """Bauer is not Baur, though ``ü`` is written ``ue``."""
    partner, other = w.person(account=False), w.rng.choice(("Baur", "Bauer"))
    given = partner.name.split()[0]
    tag = w.unique(lambda: "".join(w.rng.choice("bdfgklmnprst") for _ in "1234"))
    partner.name = f"{given} {tag.title()}{other.lower()}"
    wrong = f"{given} {tag.title()}{'bauer' if other == 'Baur' else 'baur'}"
    paid(w, CHOOSE, w.invoice(partner), name=wrong.upper())


@situation()
def initial_that_fits_two(w):
    """``J. de Vries``: Jan and Joop owe the same."""
    invoices = both_owe(w, w.person, account=False)
    family = w.unique(lambda: f"{w.rng.choice('ABCDEFG')}ovenkamp{len(w.partners)}")
    for invoice, given in zip(invoices, ("Jan", "Joop"), strict=True):
        invoice.partner.name = f"{given} {family}"
    paid(w, OPEN, invoices[0], name=f"J. {family}".upper())


@situation()
def initial_of_one(w):
    partner = w.person(account=False)
    family = w.unique(lambda: f"{w.rng.choice('ABCDEFG')}elderman{len(w.partners)}")
    partner.name = f"Marijke {family}"
    paid(w, PROPOSE, w.invoice(partner), name=f"M. {family}")


@situation()
def title_before_the_name(w):
    partner = w.person(account=False)
    name = w.say("title", partner.name)
    paid(w, PROPOSE, w.invoice(partner), name=name)


@situation()
def couple_of_whom_one_owes(w):
    partner = w.person(account=False)
    words = partner.name.split()
    name = f"{words[0]} {w.say('and')} {w._any_given()} {' '.join(words[1:])}"
    paid(w, PROPOSE, w.invoice(partner), name=name)


@situation()
def couple_of_whom_both_owe(w):
    invoices = both_owe(w, w.person, account=False)
    family = w.unique(lambda: f"{w.rng.choice('ABCDEFG')}hrendahl{len(w.partners)}")
    for invoice, given in zip(invoices, ("Bodil", "Torsten"), strict=True):
        invoice.partner.name = f"{given} {family}"
    paid(w, OPEN, invoices[0], name=f"Bodil {w.say('and')} Torsten {family}")


@situation()
def address_behind_the_name(w):
    partner = w.person(account=False)
    name = f"{partner.name} {w._any(STREETS)}straat {w.rng.randint(1, 99)}"
    paid(w, PROPOSE, w.invoice(partner), name=name.upper())


STREETS = {c: "Lange Korte Hoge Nieuwe" for c in ("NL", "DE", "DK", "FI", "SE", "NO")}


@situation(ACCOUNT)
def account_of_one_name_of_another(w):
    """Both owe the amount."""
    mine, other = both_owe(w)
    account = mine.partner.accounts[0]
    line = paid(w, OPEN, mine, account=account, name=other.partner.name)
    line.owners |= {mine.partner.key, other.partner.key}


@situation(ACCOUNT)
def account_known_name_unknown(w):
    """The account is the customer's; the bank writes a spouse's name."""
    invoice = w.invoice(w.person())
    account = invoice.partner.accounts[0]
    paid(w, POST, invoice, account=account, name="Erkki Xylander")


@situation()
def other_named_in_the_text_family_first(w):
    mine, other = both_owe(w, w.person)
    words = other.partner.name.split()
    text = w.say("fee", f"{words[-1]}, {' '.join(words[:-1])}")
    by_account(w, CHOOSE, mine, text, [other])


@situation()
def other_named_in_the_text_in_plain_letters(w):
    mine, other = both_owe(w)
    text = w.say("fee", transcribed(other.partner.name).upper())
    by_account(w, CHOOSE, mine, text, [other])


@situation()
def other_named_without_legal_form(w):
    mine, other = both_owe(w)
    stem = other.partner.name.rsplit(" ", 1)[0]
    text = w.say("fee", stem if other.partner.company else other.partner.name)
    by_account(w, CHOOSE, mine, text, [other])


@situation()
def customer_number_of_another(w):
    mine, other = both_owe(w, number=True)
    text = w.say("customer", other.partner.number)
    by_account(w, CHOOSE, mine, text, [other])


@situation()
def customer_number_in_the_words_of_the_country(w):
    partner = w.anybody(account=False, number=True)
    text = w.say("customer", partner.number)
    paid(w, POST, w.invoice(partner), text)


@situation()
def own_customer_number_on_own_account(w):
    invoice = w.invoice(w.anybody(number=True))
    text = w.say("customer", invoice.partner.number)
    by_account(w, POST, invoice, text)


@situation()
def form_left_out_one_owes(w):
    """Two companies of one name; the bank writes no form; only one owes it."""
    first, second = (w.company(account=False) for _ in range(2))
    stem = first.name.rsplit(" ", 1)[0]
    first.name, second.name = f"{stem} AS", f"{stem} AB"
    invoice = w.invoice(first)
    w.invoice(second)
    paid(w, PROPOSE, invoice, name=stem.upper())


@situation()
def same_words_in_another_order_in_the_text(w):
    """The text tells ``Liv Sven X``; ``Sven Liv X`` owes the same."""
    invoices = both_owe(w, w.person, account=False)
    family = w.unique(lambda: f"{w.rng.choice('ABCDEFG')}ngebakken{len(w.partners)}")
    invoices[0].partner.name = f"Liv Sven {family}"
    invoices[1].partner.name = f"Sven Liv {family}"
    text = w.say("fee", f"Liv Sven {family}")
    paid(w, PROPOSE, invoices[0], text, account="")


@situation()
def child_of_an_unknown_payer(w):
    """A parent who is no customer pays a member's fee and tells the name."""
    invoice = w.invoice(w.person(account=False))
    w.invoice(w.person(account=False), invoice.amount)
    text = w.say("fee", invoice.partner.name)
    paid(w, PROPOSE, invoice, text, name="Qirin Zwartveld")


@situation()
def payer_and_exact_name_of_a_longer_one(w):
    """``Holm`` and ``Holm Invest``: the bank writes Holm Invest."""
    first, second = (w.company(account=False) for _ in range(2))
    stem = first.name.rsplit(" ", 1)[0]
    first.name, second.name = f"{stem} AS", f"{stem} Invest AS"
    invoice = w.invoice(second)
    w.invoice(first, invoice.amount)
    paid(w, POST, invoice, name=f"{stem} Invest".upper())


@situation()
def cut_name_that_fits_two(w):
    first, second = (w.company(account=False) for _ in range(2))
    stem = first.name.rsplit(" ", 1)[0]
    first.name, second.name = (
        f"{stem} Verwaltungsgesellschaft Nord AS",
        f"{stem} Verwaltungsgesellschaft Sued AS",
    )
    invoice = w.invoice(first)
    w.invoice(second, invoice.amount)
    name = f"{stem} Verwaltungsgesellschaft"[: max(27, len(stem) + 8)]
    paid(w, OPEN, invoice, name=name)


@situation()
def three_letters_lost(w):
    partner = w.company(account=False)
    name = partner.name
    for _ in range(3):
        place = w.rng.randrange(1, len(name) - 4)
        name = name[:place] + name[place + 1 :]
    paid(w, PROPOSE, w.invoice(partner), name=name.upper())


@situation()
def archived_twin(w):
    """Names typed twice in the books: one has the invoice, the other none."""
    first, second = (w.person(account=False) for _ in range(2))
    second.name = first.name
    paid(w, PROPOSE, w.invoice(first), name=first.name)


@situation(PARTS)
def lump_of_names_of_whom_two_owe_the_same(w):
    """Payers told by name only, each pays what both owe."""
    mine, other = both_owe(w, account=False)
    third = w.invoice(w.anybody(account=False))
    invoices = [mine, other, third]
    details = [Detail(i.amount, w.say("pay"), i.partner.name) for i in invoices]
    w.pays(POST, invoices, w.say("pay"), details=details)


@situation()
def payer_named_in_the_text_of_his_own_company(w):
    """The owner pays; the text tells the company, which owes it; he owes the same."""
    mine, other = both_owe(w)
    text = w.say("fee", other.partner.name)
    paid(w, CHOOSE, mine, text, [other], name=mine.partner.name)
