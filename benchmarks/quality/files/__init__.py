"""Write a world's bank lines as the files of its bank."""

import importlib
from dataclasses import dataclass

from ..banks import Bank


@dataclass
class Statement:
    """What one file has to say.

    Args:
        key: journal.
        account: IBAN of the own account.
        number: of the statement.
        opening: balance before, in the smallest unit.
        lines: Lines of the world, in the order of the file.
        names: ``{key of document or payment: Name}``.
    """

    bank: Bank
    key: str
    account: str
    currency: str
    number: str
    opening: int
    lines: list
    names: dict

    @property
    def first(self):
        """The day of the first line."""
        return min(line.day for line in self.lines)

    @property
    def last(self):
        """The day of the last line."""
        return max(line.day for line in self.lines)

    @property
    def total(self):
        """What the lines are together."""
        return sum(line.amount for line in self.lines)

    def fill(self, template):
        """Return a text of a line, with the numbers in it."""
        return self.bank.say(template).format(**self.names)


def write(statement):
    """Return ``[(name of file, bytes)]``: the statement, and files of details."""
    bank = statement.bank
    data = _writer(bank.files).write(statement)
    found = [(f"{statement.key}-{statement.number}.{bank.files}", data)]
    lumps = [line for line in statement.lines if line.details]
    if bank.lumps and lumps and bank.files != "camt":
        writer = getattr(_writer("lumps"), bank.lumps)
        name = f"{statement.key}-{statement.number}.{bank.lumps}"
        found.append((name, writer(statement, lumps)))
    return found


def _writer(name):
    return importlib.import_module(f"{__name__}.{name}")
