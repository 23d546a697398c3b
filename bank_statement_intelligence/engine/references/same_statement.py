"""Are equal entries of two statements one movement or two?

A bank often gives its entries no id of their own. Then an equal entry in another file
is either the same movement once more (a statement downloaded again, files that
overlap) or another one (two coffees on one day). The statements decide: a statement is
a piece of its account's history, from an opening to a closing balance, and two pieces
follow each other, overlap, or are the same.

>>> from datetime import date
>>> from decimal import Decimal
>>> day = date(2026, 3, 10)
>>> def piece(number, opening, closing):
...     return Piece(number, Decimal(opening), Decimal(closing), day, day, 1)
>>> first = piece("1", 100, 95)
>>> judge(piece("", 100, 95), first)  # the same in other bytes
'known'
>>> judge(piece("2", 95, 90), first), judge(piece("3", 60, 55), first)
('other', 'other')
>>> judge(piece("", 60, 55), first)  # no numbers, and nothing in between
'ask'
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

#: it is the same movement
KNOWN = "known"
#: it is another movement
OTHER = "other"
#: a person must say
ASK = "ask"


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement as a piece of an account's history; what the bank did not tell is
    empty or None.

    ``count`` is the number of its entries, ``first`` and ``last`` their first and last
    booking day, ``balances`` the balance before each entry that is remembered.
    """

    number: str
    opening: Decimal | None
    closing: Decimal | None
    first: date | None
    last: date | None
    count: int
    balances: frozenset[Decimal] = frozenset()

    def is_same(self, other: Piece) -> bool:
        """Tell whether period, balances and number of entries are those of another."""
        return self._facts() == other._facts()

    def _facts(self) -> tuple:
        return (self.opening, self.closing, self.first, self.last, self.count)

    def is_apart(self, other: Piece) -> bool:
        """Tell whether the bank has counted the two as different statements."""
        both = self.number.isdecimal() and other.number.isdecimal()
        return both and int(self.number) != int(other.number)

    def follows(self, other: Piece) -> bool:
        """Tell whether this begins where another ended, and is not earlier."""
        if None in (self.opening, self.first, other.last):
            return False
        if self.number and self.number == other.number:
            return False
        return self.opening == other.closing and self.first >= other.last


def judge(
    new: Piece,
    old: Piece,
    block: tuple[Decimal, Decimal] | None = None,
    is_next: bool = False,
) -> str:
    """Return what equal entries of two statements are: known, other, or to be asked.

    Args:
        new: the statement that has come.
        old: one that is remembered.
        block: in the new one, the balance before the first and after the last of the
            entries that equal one of the old; by default that of the whole statement.
        is_next: the new one begins where the account's last statement ended.
    """
    apart = new.is_apart(old)
    if new.is_same(old):
        return ASK if apart and is_next else KNOWN
    if None in (new.opening, old.opening):
        return OTHER if is_next else ASK if apart else KNOWN
    start, end = block or (new.opening, new.closing)
    places = old.balances | {old.closing}
    overlaps = start == old.opening or end == old.closing or {start, end} <= places
    joined = new.follows(old) or old.follows(new)
    if overlaps:
        return ASK if joined or (is_next and apart) else KNOWN
    return OTHER if joined or apart else ASK
