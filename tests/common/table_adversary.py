"""Tables as no bank has written them yet: made at random, with what is right.

``make(kind, seed)`` gives a text and its truth. Each kind has one thing that tables get
wrong: signs, notations, balances among entries, reservations, several accounts …
"""
# ruff: noqa: E501 (lists of words)

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

#: language → titles: date, text, amount, money out, money in, balance, name, direction
TITLES = {
    "en": ("Booking date;Posting date;Date", "Description;Details;Narrative", "Amount",
           "Debit;Paid out;Withdrawals", "Credit;Paid in;Deposits",
           "Balance;Running balance", "Counterparty;Payee/Payer", "Debit/Credit;Direction"),
    "de": ("Buchungstag;Buchungsdatum;Datum", "Verwendungszweck;Buchungstext",
           "Betrag;Umsatz", "Soll;Belastung;Lastschrift", "Haben;Gutschrift",
           "Saldo;Kontostand", "Auftraggeber/Empfänger", "Soll/Haben;S/H"),
    "da": ("Bogføringsdato;Dato;Bogført", "Tekst;Beskrivelse", "Beløb", "Hævet;Ud;Debet",
           "Indsat;Ind;Kredit", "Saldo", "Afsender/modtager", "Debet/Kredit;Retning"),
    "nb": ("Bokføringsdato;Dato;Bokført dato", "Forklaring;Tekst;Beskrivelse", "Beløp",
           "Ut;Beløp ut;Ut fra konto", "Inn;Beløp inn;Inn på konto", "Saldo",
           "Avsender/mottaker", "Inn/ut;Retning"),
    "sv": ("Bokföringsdag;Bokföringsdatum;Datum", "Text;Beskrivning;Meddelande",
           "Belopp", "Uttag;Debet;Belopp ut", "Insättning;Kredit;Belopp in",
           "Saldo;Bokfört saldo", "Avsändare/mottagare", "Riktning;Debet/Kredit"),
    "fi": ("Kirjauspäivä;Pvm", "Selitys;Viesti", "Määrä;Summa", "Pano pois;Otot",
           "Panot;Tilille", "Saldo", "Saaja/Maksaja", "Suunta"),
    "nl": ("Boekdatum;Datum;Boekingsdatum", "Omschrijving;Mededelingen", "Bedrag",
           "Af;Debet", "Bij;Credit", "Saldo;Saldo na mutatie", "Naam tegenpartij",
           "Af Bij;Debet/Credit;Richting"),
    "fr": ("Date comptable;Date opération;Date", "Libellé;Communication", "Montant",
           "Débit;Débit euros", "Crédit;Crédit euros", "Solde", "Nom contrepartie",
           "Sens;Débit/Crédit"),
    "pl": ("Data operacji;Data księgowania;Data", "Tytuł;Opis operacji", "Kwota",
           "Obciążenia", "Uznania", "Saldo;Saldo po operacji", "Nadawca/Odbiorca",
           "Kierunek;Znak"),
    "es": ("Fecha;Fecha operación", "Concepto;Descripción", "Importe", "Cargo;Cargos",
           "Abono;Abonos", "Saldo", "Contraparte", "Signo"),
}  # fmt: skip
WORDS = {
    "en": (("Debit", "Credit"), ("DR", "CR"), ("D", "C"), ("OUT", "IN"), ("DBIT", "CRDT"),
           ("Money out", "Money in"), ("Outgoing", "Incoming"), ("-", "+")),
    "de": (("Soll", "Haben"), ("S", "H"), ("Lastschrift", "Gutschrift"),
           ("Ausgang", "Eingang"), ("Belastung", "Gutschrift")),
    "da": (("Debet", "Kredit"), ("Ud", "Ind"), ("Hævet", "Indsat"), ("D", "K"),
           ("Udbetaling", "Indbetaling")),
    "nb": (("Ut", "Inn"), ("Debet", "Kredit"), ("Uttak", "Innskudd"),
           ("Utbetaling", "Innbetaling")),
    "sv": (("Uttag", "Insättning"), ("Debet", "Kredit"), ("Ut", "In"),
           ("Utgående", "Ingående")),
    "fi": (("Otto", "Pano"), ("Tililtä", "Tilille"), ("Meno", "Tulo"),
           ("Lähtevä", "Saapuva")),
    "nl": (("Af", "Bij"), ("Debet", "Credit"), ("Afschrijving", "Bijschrijving"),
           ("D", "C"), ("Uitgaand", "Inkomend")),
    "fr": (("Débit", "Crédit"), ("D", "C"), ("Sortie", "Entrée"),
           ("Dépense", "Recette")),
    "pl": (("Obciążenie", "Uznanie"), ("Wypłata", "Wpłata"), ("Winien", "Ma"),
           ("Wydatek", "Przychód")),
    "es": (("Cargo", "Abono"), ("Debe", "Haber"), ("Salida", "Entrada"),
           ("Gasto", "Ingreso")),
}  # fmt: skip
OPENING = {"en": "Opening balance", "de": "Anfangssaldo", "da": "Primosaldo",
           "nb": "Inngående saldo", "sv": "Ingående saldo", "fi": "Alkusaldo",
           "nl": "Beginsaldo", "fr": "Solde initial", "pl": "Saldo początkowe",
           "es": "Saldo inicial"}  # fmt: skip
CLOSING = {"en": "Closing balance", "de": "Endsaldo", "da": "Ultimosaldo",
           "nb": "Utgående saldo", "sv": "Utgående saldo", "fi": "Loppusaldo",
           "nl": "Eindsaldo", "fr": "Solde final", "pl": "Saldo końcowe",
           "es": "Saldo final"}  # fmt: skip
TOTAL = {
    "en": "Total",
    "de": "Summe",
    "da": "I alt",
    "nb": "Sum",
    "sv": "Summa",
    "fi": "Yhteensä",
    "nl": "Totaal",
    "fr": "Total",
    "pl": "Suma",
    "es": "Total",
}
RESERVED = {"en": ("Pending",), "de": ("Vorgemerkt",), "da": ("Reserveret", "Venter"),
            "nb": ("Reservert",), "sv": ("Reserverat", "Reserverad"),
            "fi": ("Katevaraus", "Odottaa"), "nl": ("Gereserveerd", "Geweigerd"),
            "fr": ("En attente", "Refusé"), "pl": ("Blokada", "Odrzucona"),
            "es": ("Pendiente",)}  # fmt: skip
BOOKED = {"en": "Booked", "de": "Gebucht", "da": "Bogført", "nb": "Bokført",
          "sv": "Bokförd", "fi": "Kirjattu", "nl": "Geboekt", "fr": "Comptabilisé",
          "pl": "Zaksięgowane", "es": "Contabilizado"}  # fmt: skip
THINGS = "Alpha Beta Gamma Delta Kiosk Markt Strom Telia Orlen Ikea Posten".split()
KINDS = (
    "signed", "behind", "brackets", "columns", "negative_columns", "words",
    "words_untitled", "balances_as_rows", "labels_above", "labels_above_values",
    "total_inside", "reserved_status", "reserved_text", "two_accounts", "few_rows",
    "camel", "bilingual", "payer_payee", "shuffled", "continued", "three_digits",
    "two_currencies", "mixed", "untitled", "strange_titles", "more_numbers", "types",
    "flags", "pages", "daily_balances", "month_first", "one_column", "wide_total",
    "unsigned", "lost_cells",
)  # fmt: skip
#: kinds that may come together
MIXABLE = (
    "labels_above", "payer_payee", "reserved_status", "reserved_text", "camel",
    "shuffled",
)  # fmt: skip


@dataclass
class Truth:
    """What is right: entries in order of time (day, amount), balances if known."""

    entries: list
    opening: Decimal | None = None
    closing: Decimal | None = None
    accounts: list = field(default_factory=list)  # entries of each, if several


class Maker:
    """Makes one table."""

    def __init__(self, kind, seed):
        self.kind = kind
        self.dice = random.Random(f"{kind}{seed}")
        self.language = self.dice.choice(list(TITLES))
        self.mark = "." if self.language == "en" else ","
        self.groups = self.dice.choice(["", "", " ", "\u00a0", "'"])
        if self.dice.random() < 0.3:
            self.groups = {".": ",", ",": "."}[self.mark]
        self.shape = self.dice.choice(
            ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y%m%d", "%d.%m.%y",
             "%Y/%m/%d", "%d %b %Y"]
        )  # fmt: skip
        if self.kind == "month_first":
            self.language, self.mark, self.groups = "en", ".", ""
        if self.language == "en":
            self.shape = self.dice.choice(["%Y-%m-%d", "%d %b %Y", "%d.%m.%Y"])
        elif self.language != "nl" and self.shape == "%d %b %Y":
            self.shape = "%d.%m.%Y"
        self.delimiter = self.dice.choice(
            ";\t" if "," in self.mark + self.groups else ",;"
        )
        self.entries = self._entries()
        self.opening = Decimal(self.dice.randint(-500000, 5000000)) / 100

    def _entries(self):
        counts = {"few_rows": (1, 2), "unsigned": (5, 9)}  # of fewer nothing tells it
        count = self.dice.randint(*counts.get(self.kind, (3, 9)))
        day = date(2026, self.dice.randint(1, 9), self.dice.randint(1, 20))
        found = []
        for _number in range(count):
            cents = self.dice.choice([999, 99999, 1234567, 100])
            amount = Decimal(self.dice.randint(1, cents)) / 100
            if self.kind == "three_digits":
                amount = Decimal(self.dice.randint(1, 9)) * 1000 + self.dice.choice(
                    [0, 500, 230, 125]
                )
            found.append((day, amount * self.dice.choice([1, -1, -1])))
            day += timedelta(days=self.dice.randint(0, 3))
        if len(found) > 1 and all(a > 0 for _d, a in found):
            found[0] = (found[0][0], -found[0][1])
        return found

    def title(self, place):
        return self.dice.choice(TITLES[self.language][place].split(";"))

    def day(self, day):
        months = "jan feb mrt apr mei jun jul aug sep okt nov dec".split()
        if self.language == "nl" and "%b" in self.shape:
            return day.strftime(f"%d {months[day.month - 1]} %Y")
        return day.strftime(self.shape)

    def number(self, amount, sign=True):
        whole, _point, cents = f"{abs(amount):.2f}".partition(".")
        if self.groups and len(whole) > 3:
            whole = f"{int(whole):,}".replace(",", self.groups)
        text = f"{whole}{self.mark}{cents}"
        if self.kind == "three_digits":
            text = text.removesuffix(f"{self.mark}00")
        if not sign or amount >= 0:
            return text
        return {"behind": f"{text}-", "brackets": f"({text})"}.get(
            self.kind, f"-{text}"
        )

    def text(self):
        words = " ".join(self.dice.sample(THINGS, 2))
        return f"{words} {self.dice.randint(100, 99999)}"

    def balances(self):
        balance, found = self.opening, []
        for _day, amount in self.entries:
            balance += amount
            found.append(balance)
        return found

    # ------------------------------------------------------------------------ columns

    def money(self):
        """Return titles and cells of the columns of amounts."""
        if "columns" in self.kind:
            titles = [self.title(3), self.title(4)]
            negative = self.kind == "negative_columns"
            cells = [
                ["", self.number(a)] if a > 0 else [self.number(a, negative), ""]
                for _d, a in self.entries
            ]
            return titles, cells
        if self.kind.startswith("words") or (
            self.kind == "few_rows" and self.dice.random() < 0.5
        ):
            out, into = self.dice.choice(WORDS[self.language])
            title = "" if self.kind == "words_untitled" else self.title(7)
            cells = [
                [self.number(a, sign=False), into if a > 0 else out]
                for _d, a in self.entries
            ]
            return [self.title(2), title], cells
        return [self.title(2)], [[self.number(a)] for _d, a in self.entries]

    def table(self):
        """Return titles and rows, the entries in order of time."""
        titles, money = self.money()
        with_balance = self.dice.random() < 0.5 and self.kind != "few_rows"
        rows = []
        for (day, _a), cells, balance in zip(
            self.entries, money, self.balances(), strict=True
        ):
            row = [self.day(day), self.text(), *cells]
            rows.append(row + ([self.number(balance)] if with_balance else []))
        titles = [self.title(0), self.title(1), *titles]
        self.with_balance = with_balance
        return titles + ([self.title(5)] if with_balance else []), rows

    def make(self):
        """Return the text and its truth."""
        titles, rows = self.table()
        truth = Truth(list(self.entries))
        above, below = [], []
        kinds = [self.kind]
        if self.kind == "mixed":
            kinds = sorted(self.dice.sample(MIXABLE, 2), key=MIXABLE.index)
        for kind in kinds:
            if change := getattr(self, f"_{kind}", None):
                titles, rows = change(titles, rows, truth, above, below) or (
                    titles,
                    rows,
                )
        if self.dice.random() < 0.4 and self.kind not in (
            "continued", "total_inside", "balances_as_rows", "two_currencies", "pages",
            "daily_balances", "wide_total",
        ):  # fmt: skip
            rows.reverse()
        lines = [*above, titles, *rows, *below] if titles else rows
        return "\n".join(map(self.line, lines)) + "\n", truth

    def line(self, cells):
        shown = (
            f'"{c}"' if self.delimiter in c or self.dice.random() < 0.1 else c
            for c in cells
        )
        return self.delimiter.join(shown)

    # -------------------------------------------------------------------------- kinds

    def _blank(self, titles, day, text, amount):
        """Return a row with an amount in the place of amounts."""
        row = [""] * len(titles)
        row[0], row[1] = self.day(day), text
        row[2] = self.number(amount)
        return row

    def _balances_as_rows(self, titles, rows, truth, above, below):
        first, last = self.entries[0][0], self.entries[-1][0]
        truth.opening, truth.closing = self.opening, self.balances()[-1]
        begin = self._blank(titles, first, OPENING[self.language], self.opening)
        end = self._blank(titles, last, CLOSING[self.language], truth.closing)
        return titles, [begin, *rows, end]

    def _labels_above(self, titles, rows, truth, above, below):
        truth.opening, truth.closing = self.opening, self.balances()[-1]
        above += [
            [OPENING[self.language], self.number(self.opening)],
            [CLOSING[self.language] + ":", self.number(truth.closing)],
            [],
        ]

    def _labels_above_values(self, titles, rows, truth, above, below):
        truth.opening, truth.closing = self.opening, self.balances()[-1]
        above += [
            [OPENING[self.language], CLOSING[self.language]],
            [self.number(self.opening), self.number(truth.closing)],
            [],
        ]

    def _total_inside(self, titles, rows, truth, above, below):
        total = sum(a for _d, a in self.entries)
        row = self._blank(titles, self.entries[-1][0], TOTAL[self.language], total)
        if self.dice.random() < 0.5:
            row[0] = ""
        rows.append(row)

    def _reserved_status(self, titles, rows, truth, above, below):
        titles = [*titles, "Status"]
        rows = [[*row, BOOKED[self.language]] for row in rows]
        word = self.dice.choice(RESERVED[self.language])
        extra = self._blank(titles, self.entries[-1][0], self.text(), Decimal("-77.70"))
        rows.append([*extra[:-1], word])
        return titles, rows

    def _reserved_text(self, titles, rows, truth, above, below):
        word = RESERVED[self.language][0]
        text = f"{word} {self.dice.choice(['Visa', 'Kort', 'Card'])} Kiosk"
        row = self._blank(titles, self.entries[-1][0], text, Decimal("-77.70"))
        rows.append(row)

    def _two_accounts(self, titles, rows, truth, above, below):
        name = {
            "de": "Auftragskonto",
            "da": "Eget kontonummer",
            "nl": "Eigen rekening",
            "pl": "Numer rachunku/karty",
            "sv": "Eget konto",
        }
        numbers = ["12345678903", "98765432105"]
        picks = [self.dice.choice((0, 1)) for _ in rows]
        truth.accounts = [
            [e for e, p in zip(self.entries, picks, strict=True) if p == n]
            for n in (0, 1)
        ]
        if self.with_balance:
            rows = [row[:-1] for row in rows]
            titles = titles[:-1]
        title = name.get(self.language, "Own account")
        return [title, *titles], [
            [numbers[p], *row] for row, p in zip(rows, picks, strict=True)
        ]

    def _camel(self, titles, rows, truth, above, below):
        return ["".join(w.capitalize() for w in t.split()) for t in titles], rows

    def _bilingual(self, titles, rows, truth, above, below):
        other = self.dice.choice(["en", "fr", "de"])
        places = [0, 1, 2, *([5] if self.with_balance else [])]
        pairs = [
            f"{title} / {TITLES[other][place].split(';')[0]}"
            for title, place in zip(titles, places, strict=True)
        ]
        return pairs, rows

    def _payer_payee(self, titles, rows, truth, above, below):
        names = {
            "da": ("Afsender", "Modtager"),
            "de": ("Auftraggeber", "Empfänger"),
            "nb": ("Avsender", "Mottaker"),
            "sv": ("Avsändare", "Mottagare"),
            "fi": ("Maksaja", "Saaja"),
            "nl": ("Opdrachtgever", "Begunstigde"),
            "fr": ("Donneur d'ordre", "Bénéficiaire"),
            "en": ("Payer", "Payee"),
            "pl": ("Nadawca", "Odbiorca"),
            "es": ("Ordenante", "Beneficiario"),
        }
        sides = [
            ["Us", "Other"] if a < 0 else ["Other", "Us"] for _d, a in self.entries
        ]
        rows = [[*row, *pair] for row, pair in zip(rows, sides, strict=True)]
        return [*titles, *names[self.language]], rows

    def _shuffled(self, titles, rows, truth, above, below):
        order = list(range(len(titles)))
        self.dice.shuffle(order)
        return [titles[i] for i in order], [[row[i] for i in order] for row in rows]

    def _continued(self, titles, rows, truth, above, below):
        found = []
        for row in rows:
            found.append(row)
            if self.dice.random() < 0.4:
                found.append(["", self.text()])
        return titles, found

    def _two_currencies(self, titles, rows, truth, above, below):
        codes = [self.dice.choice(["EUR", "SEK"]) for _ in rows]
        codes[0], codes[-1] = "EUR", "SEK"
        return [*titles, "Currency"], [
            [*row, code] for row, code in zip(rows, codes, strict=True)
        ]

    def _untitled(self, titles, rows, truth, above, below):
        return [], rows

    def _strange_titles(self, titles, rows, truth, above, below):
        place = self.dice.randrange(1, len(titles))
        titles[place] = self.dice.choice(["Flow", "Xyz", "", "Kolonne", "Wert A"])

    def _more_numbers(self, titles, rows, truth, above, below):
        title = self.dice.choice(
            [
                "VAT amount",
                "Fee",
                "Original amount",
                "Rate",
                "Points",
                "Moms",
                "Net amount",
            ]
        )
        place = self.dice.randrange(1, len(titles) + 1)
        cells = [self.number(Decimal(self.dice.randint(1, 9999)) / 100) for _ in rows]
        titles = [*titles[:place], title, *titles[place:]]
        rows = [[*r[:place], c, *r[place:]] for r, c in zip(rows, cells, strict=True)]
        return titles, rows

    def _unsign(self, rows):
        for row, (_day, amount) in zip(rows, self.entries, strict=True):
            row[2] = self.number(amount, sign=False)

    def _types(self, titles, rows, truth, above, below):
        self._unsign(rows)
        out = ["Card purchase", "Fee", "Direct debit", "Payment", "Giro", "Transfer"]
        into = ["Deposit", "Salary", "Refund", "Transfer"]
        cells = [self.dice.choice(into if a > 0 else out) for _d, a in self.entries]
        title = self.dice.choice(["Type", "Transaction type", "Kind", "Category"])
        rows = [[*row, cell] for row, cell in zip(rows, cells, strict=True)]
        return [*titles, title], rows

    def _flags(self, titles, rows, truth, above, below):
        self._unsign(rows)
        out, into = self.dice.choice(
            [
                ("DR", "CR"),
                ("Dr", "Cr"),
                (" DR", " CR"),
                ("D", "C"),
                ("-", "+"),
                ("D", ""),
            ]
        )
        for row, (_day, amount) in zip(rows, self.entries, strict=True):
            row[2] += into if amount > 0 else out

    def _pages(self, titles, rows, truth, above, below):
        if len(rows) < 3:
            return titles, rows
        place = self.dice.randrange(1, len(rows))
        page = [["Page 2"], [], titles] if self.dice.random() < 0.5 else [titles]
        return titles, [*rows[:place], *page, *rows[place:]]

    def _daily_balances(self, titles, rows, truth, above, below):
        word = {"de": "Saldo", "fr": "Solde", "en": "Balance"}.get(
            self.language, "Saldo"
        )
        found = []
        for row, (day, _a), balance in zip(
            rows, self.entries, self.balances(), strict=True
        ):
            found.append(row)
            if self.dice.random() < 0.5:
                text = f"{word} {self.day(day)}"
                found.append(self._blank(titles, day, text, balance))
                if self.dice.random() < 0.5:
                    found[-1][0] = ""
        return titles, found

    def _month_first(self, titles, rows, truth, above, below):
        for row, (day, _a) in zip(rows, self.entries, strict=True):
            row[0] = day.strftime("%m/%d/%Y")

    def _one_column(self, titles, rows, truth, above, below):
        side = self.dice.choice([3, 4])
        self.entries = [(d, abs(a) * (-1 if side == 3 else 1)) for d, a in self.entries]
        truth.entries = list(self.entries)
        self._unsign(rows)
        titles[2] = self.title(side)
        if self.with_balance:
            for row, balance in zip(rows, self.balances(), strict=True):
                row[-1] = self.number(balance)

    def _wide_total(self, titles, rows, truth, above, below):
        for word, amount in ((TOTAL[self.language], sum(a for _d, a in self.entries)),):
            row = [word, "", self.number(amount)]
            rows.append(row)

    def _unsigned(self, titles, rows, truth, above, below):
        self._unsign(rows)

    def _lost_cells(self, titles, rows, truth, above, below):
        row = self.dice.choice(rows)
        row.pop(self.dice.randrange(len(row)))


def make(kind, seed):
    """Return a table of a kind and its truth."""
    return Maker(kind, seed).make()
