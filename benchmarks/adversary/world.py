"""A world with other names, and books with other numbers."""

import re

from quality import numbers
from quality.books import Books
from quality.names import Name, PaymentName
from quality.world import World

from . import countries

_LAST = re.compile(r"[0-9]+$")


class Town(World):
    """A world of one country; the seed says of which bank, and how it numbers."""

    def __init__(self, seed):
        super().__init__(seed, "camt")
        self.bank = countries.BANKS[seed % len(countries.BANKS)]
        self.country = self.bank.country
        self.sequence = countries.SEQUENCES[seed % len(countries.SEQUENCES)]
        for key in self.own_accounts:
            self.own_accounts[key] = numbers.iban(self.rng, self.country)

    @property
    def company_name(self):
        """The name of the company that keeps the books."""
        return f"Adversary {self.seed}"

    def _any(self, words):
        return self.rng.choice(words[self.country].split()).replace("|", " ")

    def say(self, kind, value=""):
        """Return words of the country, with a value in them."""
        words = countries.WORDS[kind][self.country].split("|")
        return self.rng.choice(words).format(value)

    def _any_given(self):
        return self._any(countries.GIVEN)

    def company(self, account=True, number=False, **values):
        def make():
            return (
                f"{self._any(countries.PLACES)} {self._any(countries.TRADES)}"
                f" {self._any(countries.FAMILY)}"
            )

        form = self.rng.choice(countries.FORMS[self.country].split("|"))
        name = f"{self.unique(make)} {form}"
        return self._partner(name, account, number, True, **values)

    def person(self, account=True, number=False, **values):
        def make():
            given, second = self._any(countries.GIVEN), self._any(countries.GIVEN)
            return f"{given} {second} {self._any(countries.FAMILY)}"

        return self._partner(self.unique(make), account, number, False, **values)

    def account(self):
        return self.unique(lambda: numbers.iban(self.rng, self.country))


class Number(Name):
    """A document's number of any form."""

    STYLES = Name.STYLES | {
        "tail": lambda name: _LAST.search(name)[0].lstrip("0"),
        "last_year": lambda name: re.sub(r"2026|(?<=F)26", _year_before, name, count=1),
        "future": lambda name: _LAST.sub(
            lambda found: str(int(found[0]) + 7000).zfill(len(found[0])), name
        ),
        "letter_o": lambda name: name[:-2].replace("0", "O", 1) + name[-2:],
    }


def _year_before(found):
    return str(int(found[0]) - 1)


class TownBooks(Books):
    """Books whose invoices have the numbers of the town's sequence."""

    def _make_documents(self, documents):
        # one after another in the order of their days, as they would be made
        super()._make_documents(sorted(documents, key=lambda d: d.day))

    def _values(self, document):
        values = super()._values(document)
        if document.kind == "out_invoice" and not self.env["account.move"].search_count(
            [("company_id", "=", self.company.id), ("move_type", "=", "out_invoice")]
        ):
            if not getattr(self, "_named", False) and document.state == "posted":
                values["name"], self._named = self.world.sequence, True
        return values

    def get_names(self):
        return {
            key: name if isinstance(name, PaymentName) else Number(name)
            for key, name in super().get_names().items()
        }
