"""What the generator makes: partners, documents, payments and bank lines with truth.

Nothing here knows Odoo. Amounts are integers of the smallest unit (øre), signed as
the company's bank sees them: positive is money in. The same seed gives the same world.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from . import banks, numbers

FIRST, LAST = date(2026, 1, 5), date(2026, 3, 28)
#: a line that must be posted, may be posted but must at least be proposed first, must
#: not be posted though its truth must be shown, or must stay open
POST, PROPOSE, CHOOSE, OPEN = "post", "propose", "choose", "open"
SURNAMES = (
    "Hansen Olsen Nilsen Berg Haugen Dahl Lund Moen Solberg Jensen Møller Sørensen "
    "Kjær Nygaard Lindqvist Ekström Öberg Virtanen Korhonen Mäkinen Laine Aas Tveit"
).split()
GIVEN = (
    "Ola Kari Nils Åse Lars Ingrid Mette Søren Jens Birgit Erik Annika Sven Tuomas "
    "Aino Matti Liv Sigrid Håkon Bjørn Tone Maja Oskar Elin"
).split()
PLACES = (
    "Fjord Nord Sør Vest Øst Lille Store Gamle Nye Blå Grønn Hvit Elve Skog Hav Berg "
    "Dal Vik Nes Strand Bro Sol Måne Storm Granitt Furu Bjørk Lyng"
).split()
TRADES = (
    "Bygg Handel Transport Consult Fisk Regnskap Mekanik Elektro Maling Rør Data "
    "Reklame Catering Rengjøring Import Møbler Trykk Landskap"
).split()
FORMS = ("AS", "A/S", "ApS", "AB", "Oy", "ASA", "GmbH")


@dataclass
class Partner:
    key: str
    name: str
    accounts: list = field(default_factory=list)
    number: str = ""
    company: bool = True
    parent: "Partner | None" = None
    taken: set = field(default_factory=set)  # amounts of its documents


@dataclass
class Document:
    key: str
    kind: str  # move_type
    partner: Partner
    amount: int  # signed: what it brings to the bank
    day: date
    currency: str = ""  # "": the company's own
    reference: str = ""  # payment_reference
    ref: str = ""  # vendor's number, customer's reference
    origin: str = ""
    state: str = "posted"
    discount: bool = False
    terms: str = ""  # e.g. "30/70"


@dataclass
class Payment:
    key: str
    documents: list
    day: date
    amount: int
    partner: Partner


@dataclass
class Detail:
    amount: int
    text: str = ""
    name: str = ""
    account: str = ""
    structured: str = ""
    document: str = ""
    end_to_end: str = ""


@dataclass
class Line:
    """``text`` and references are templates: ``{d12}`` is the number of a document."""

    key: str
    situation: str
    expect: str
    amount: int
    day: date
    text: str = ""
    name: str = ""
    account: str = ""
    structured: str = ""
    end_to_end: str = ""
    payment_info: str = ""
    journal: str = "main"
    details: list = field(default_factory=list)
    charges: int = 0
    original: tuple = ()  # (amount, currency)
    reversal: bool = False
    applied: dict = field(default_factory=dict)  # key of document/payment/line → amount
    owners: set = field(default_factory=set)  # partners whose money it may be


class World:
    """Collects what the situations make; ``rng`` is the only source of chance."""

    def __init__(self, seed, bank=None):
        self.seed = seed
        self.bank = banks.BANKS[bank] if bank else banks.of_seed(seed)
        self.rng = random.Random(seed)
        self.partners, self.documents, self.payments, self.lines = [], [], [], []
        self.used, self.rules, self.statements = set(), set(), {}
        self.own_accounts = {
            "main": numbers.iban(self.rng, self.bank.country),
            "savings": numbers.iban(self.rng, self.bank.country),
            "foreign": numbers.iban(self.rng, self.bank.country),
        }
        self.situation = ""

    @property
    def company_name(self):
        """The name of the company that keeps the books."""
        return f"Quality {self.seed}"

    def tells(self, *facts):
        """Say whether the bank's files can tell all of these."""
        return set(facts) <= set(self.bank.tells)

    def currency_of(self, journal):
        """Return the currency of an own account."""
        return self.bank.foreign if journal == "foreign" else self.bank.home

    # -- who -------------------------------------------------------------------------

    def unique(self, make):
        """Return the first value of ``make()`` that this world has not used."""
        for _attempt in range(10000):
            value = make()
            if value not in self.used:
                self.used.add(value)
                return value
        raise RuntimeError("no unused value left")

    def company(self, account=True, number=False, **values):
        stem = self.unique(
            lambda: (
                f"{self.rng.choice(PLACES)}{self.rng.choice(PLACES).lower()} "
                f"{self.rng.choice(TRADES)}"
            )
        )
        name = f"{stem} {self.rng.choice(FORMS)}"
        return self._partner(name, account, number, True, **values)

    def person(self, account=True, number=False, **values):
        name = self.unique(
            lambda: (
                f"{self.rng.choice(GIVEN)} {self.rng.choice(GIVEN)} "
                f"{self.rng.choice(SURNAMES)}"
            )
        )
        return self._partner(name, account, number, False, **values)

    def anybody(self, **values):
        make = self.company if self.rng.random() < 0.6 else self.person
        return make(**values)

    def _partner(self, name, account, number, company, **values):
        partner = Partner(f"c{len(self.partners)}", name, company=company, **values)
        if account is True:
            partner.accounts = [self.account()]
        elif account:
            partner.accounts = [account]
        if number:
            partner.number = self.unique(lambda: numbers.digits(self.rng, 6))
        self.partners.append(partner)
        return partner

    def account(self):
        country = self.rng.choice(("NO", "NO", "NO", "DK", "SE", "FI", "DE"))
        return self.unique(lambda: numbers.iban(self.rng, country))

    def reference(self, scheme=None):
        """Return an unused payment ID of a scheme (or any of the country)."""
        schemes = self.bank.schemes or list(numbers.SCHEMES)
        maker = numbers.SCHEMES[scheme or self.rng.choice(schemes)]
        return self.unique(lambda: maker(self.rng))

    # -- how much, when --------------------------------------------------------------

    def amount(self, partner):
        """Return an amount that none of the partner's documents and sums of two has."""
        for _attempt in range(1000):
            value = self._draw()
            sums = {value + other for other in partner.taken}
            gaps = {abs(value - other) for other in partner.taken}
            if not ({value} | sums | gaps) & partner.taken:
                partner.taken |= {value} | sums
                return value
        raise RuntimeError("no amount left")

    def before(self, day):
        """Return the day before."""
        return day - timedelta(days=1)

    def round_amount(self):
        """Return an amount without øre."""
        return self.rng.randint(100, 9000) * 100

    def _draw(self):
        kind = self.rng.random()
        if kind < 0.6:
            return self.rng.randint(10000, 2500000)
        if kind < 0.85:
            return self.rng.randint(100, 20000) * 100
        return self.rng.choice((49900, 64000, 99900, 125000, 100000, 250000, 500000))

    def day(self, after=FIRST, low=0, high=40):
        """Return a day some days after another, inside the period."""
        day = after + timedelta(days=self.rng.randint(low, high))
        return min(day, LAST)

    # -- books -----------------------------------------------------------------------

    def document(self, kind, partner, amount=None, day=None, **values):
        """Add an invoice, bill or refund; ``amount`` unsigned."""
        sign = 1 if kind in ("out_invoice", "in_refund") else -1
        document = Document(
            f"d{len(self.documents)}",
            kind,
            partner,
            sign * (amount or self.amount(partner)),
            day or self.day(),
            **values,
        )
        self.documents.append(document)
        return document

    def invoice(self, partner, amount=None, **values):
        return self.document("out_invoice", partner, amount, **values)

    def bill(self, partner, amount=None, **values):
        values.setdefault("ref", self.bill_number())
        return self.document("in_invoice", partner, amount, **values)

    def bill_number(self):
        style = self.rng.choice(("F-2026-{}", "{}", "2026{}", "SI{}", "A/{}-1"))
        return self.unique(lambda: style.format(numbers.digits(self.rng, 6)))

    def pay(self, *documents, day=None, part=None):
        """Register a payment in the books; the bank has not said so yet."""
        first = max(document.day for document in documents)
        total = part or sum(document.amount for document in documents)
        return self._payment(
            list(documents), day or self.day(first, 1, 10), total, documents[0].partner
        )

    def prepay(self, partner, amount):
        """Register a customer's payment of no document."""
        return self._payment([], self.day(), amount, partner)

    def _payment(self, *values):
        payment = Payment(f"p{len(self.payments)}", *values)
        self.payments.append(payment)
        return payment

    def statement(self, partner):
        """Issue a customer statement of all that is open; return the key of its ID."""
        key = f"s{len(self.statements)}"
        self.statements[key] = partner
        return key

    # -- bank ------------------------------------------------------------------------

    def line(self, expect, amount, text="", applied=None, payer=None, **values):
        """Add a bank line.

        Args:
            expect: what must become of it.
            amount (int): signed.
            text (str): template of the bank's text.
            applied: documents, payments or lines it settles (whole), or a dict with
                the part of each.
            payer: Partner whose name and account the bank tells.
        """
        if payer is not None:
            values.setdefault("name", payer.name)
            values.setdefault("account", payer.accounts[0] if payer.accounts else "")
        if not isinstance(applied, dict):
            applied = {one.key: one.amount for one in applied or ()}
        values.setdefault("day", self.day(FIRST, 50, 75))
        owners = values.pop("owners", set()) | self._owners(payer, applied)
        line = Line(
            f"l{len(self.lines)}",
            self.situation,
            expect,
            amount,
            text=text,
            applied=applied,
            owners=owners,
            **values,
        )
        self.lines.append(line)
        return line

    def _owners(self, payer, applied):
        found = {one.key: one.partner.key for one in (*self.documents, *self.payments)}
        owners = {found[key] for key in applied if key in found}
        return owners | ({payer.key} if payer else set())

    def late(self, expect, document, amount, text, applied=None, **values):
        """Add a line of another amount than a document's, some days after it."""
        values.setdefault("day", self.day(document.day, 2, 20))
        return self.line(expect, amount, text, applied, **values)

    def pays(self, expect, documents, text="", **values):
        """Add a line that pays these documents in full."""
        total = sum(document.amount for document in documents)
        after = max(document.day for document in documents)
        values.setdefault("day", self.day(after, 2, 30))
        return self.line(expect, total, text, documents, **values)
