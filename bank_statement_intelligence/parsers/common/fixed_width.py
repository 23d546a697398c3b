"""Text files of fixed-width records: one record a line, each field at its position.

Positions are those of the banks' documents: from 1, last one included. What the files
go through on their way is undone here: code pages of DOS and Windows, seven-bit
letters, a byte order mark, tabs, trimmed blanks, any line end, files written one after
the other. What a field says is read strictly: :class:`Record` raises ``ParseError``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from .base import ParseError
from .text_safe import HINT_BROKEN, decode, decode_head, filled_lines
from .values import YEARS, clean, quoted

#: National letters of 7-bit character sets, in the place of brackets.
FINNISH_7BIT = str.maketrans("[\\]{|}^~", "ÄÖÅäöåÜü")
SWEDISH_7BIT = str.maketrans("[\\]{|}", "ÄÖÅäöå")
NORWEGIAN_7BIT = str.maketrans("[\\]{|}", "ÆØÅæøå")

_CURRENCY = re.compile(r"[A-Z]{3}")
#: Two-digit years from here on are those of the last century.
_PIVOT = 70
_MAX_TABS = 2000  # characters of a line in which tabs are expanded
_PREFIX = 100  # characters that tell how long a record is


def read(
    name: str, data: bytes, table: dict[int, int], everywhere: bool = False
) -> str:
    """Return the text of a file: its code page and its 7-bit letters undone.

    Args:
        name: file name, for the error.
        data: all bytes of the file.
        table: what brackets stand for if there are no other national letters, e.g.
            ``FINNISH_7BIT``.
        everywhere: else only brackets beside a letter are taken for letters.
    Raises:
        ParseError: it is not text, or too big.
    """
    return letters_7bit(decode(name, data, dos=True), table, everywhere)


def beginning(head: bytes, size: int = 1000) -> str:
    """Return the first characters of a file, for ``identify``; never raises."""
    return decode_head(head[: 4 * size]).lstrip()[:size]


def letters_7bit(text: str, table: dict[int, int], everywhere: bool) -> str:
    """Return the text with its 7-bit national letters as letters.

    A text with a letter beyond ASCII stays as it is: its brackets are brackets.
    """
    if not text.isascii():
        return text
    if everywhere:
        return text.translate(table)
    marks = "[" + re.escape("".join(map(chr, table))) + "]"
    inside = re.compile(f"(?<=[A-Za-z]){marks}+|{marks}+(?=[A-Za-z])")
    return inside.sub(lambda match: match[0].translate(table), text)


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the file. ``name`` is the record type in the words of the bank."""

    line: int
    text: str
    name: str = ""

    # Refusing -------------------------------------------------------------------

    def error(self, code: str, what: str, why: str, field: str = "") -> ParseError:
        """Return the refusal of the file because of this record."""
        place = f"line {self.line}"
        if self.name:
            place += f", record {self.name}"
        if field:
            place += f", field {field}"
        return ParseError(code, what, place, why, HINT_BROKEN)

    # Reading --------------------------------------------------------------------

    def raw(self, first: int, last: int) -> str:
        """Return a field as it is, with blanks where the line is too short."""
        return self.text[first - 1 : last].ljust(last - first + 1)

    def get(self, first: int, last: int | None = None) -> str:
        """Return a field as text, blanks at its ends and in rows removed."""
        return clean(self.text[first - 1 : last or first])

    def code(self, first: int, last: int) -> str:
        """Return a number that is a name: without zeros in front, empty if all zero."""
        return self.get(first, last).lstrip("0")

    def number(self, first: int, last: int, field: str) -> int:
        """Return a field of digits.

        Raises:
            ParseError: there is anything else in it.
        """
        value = self.raw(first, last)
        if not (value.isascii() and value.isdigit()):
            why = f"{quoted(value)} is not {last - first + 1} digits."
            what = "A number in the file cannot be read."
            raise self.error("bad_number", what, why, field=field)
        return int(value)

    def cents(self, first: int, last: int, field: str) -> Decimal:
        """Return an unsigned amount in hundredths, as digits without a point."""
        value = self.raw(first, last)
        if not (value.isascii() and value.isdigit()):
            why = f"{quoted(value)} is not {last - first + 1} digits."
            what = "An amount in the file cannot be read."
            raise self.error("bad_amount", what, why, field=field)
        return Decimal(int(value)).scaleb(-2)

    def sign(self, position: int, field: str) -> int:
        """Return 1 for ``+`` and -1 for ``-``."""
        value = self.raw(position, position)
        if value not in "+-":
            why = f"{quoted(value)} is neither + nor -."
            what = "The sign of an amount cannot be read."
            raise self.error("bad_sign", what, why, field=field)
        return 1 if value == "+" else -1

    def signed(self, position: int, first: int, last: int, field: str) -> Decimal:
        """Return an amount whose sign stands at ``position``."""
        return self.sign(position, field) * self.cents(first, last, field)

    def currency(self, first: int, last: int, default: str = "") -> str:
        """Return a currency code of three letters, the default for blanks."""
        value = self.get(first, last)
        if value and not _CURRENCY.fullmatch(value):
            why = f"{quoted(value)} is not three capital letters."
            what = "A currency in the file cannot be read."
            raise self.error("bad_currency", what, why, field=f"{first}-{last}")
        return value or default

    def day(
        self, first: int, last: int, field: str, order: str = "YMD", need: bool = False
    ) -> date | None:
        """Return a date of six or eight digits; zeros or blanks are none.

        Args:
            order: ``YMD`` or ``DMY``.
            need: refuse the file if there is no date.
        Raises:
            ParseError: not a day of the calendar.
        """
        value = self.raw(first, last)
        if not value.strip(" 0") and not need:
            return None
        digits = value if order == "YMD" else value[4:] + value[2:4] + value[:2]
        if found := _calendar_day(digits):
            return found
        why = f"{quoted(value)} is not a day of the calendar."
        what = "A date in the file is impossible."
        raise self.error("bad_date", what, why, field=field)


@lru_cache(maxsize=4096)
def _calendar_day(digits: str) -> date | None:
    """Return the day of YYMMDD or YYYYMMDD, None if there is no such day."""
    if not (digits.isascii() and digits.isdigit()):
        return None
    year = int(digits[:-4])
    if len(digits) == 6:
        year += 1900 if year >= _PIVOT else 2000
    try:
        return (
            date(year, int(digits[-4:-2]), int(digits[-2:])) if year in YEARS else None
        )
    except ValueError:  # 30 February
        return None


def check_total(
    record: Record, field: str, stated: Decimal | int, found: Decimal | int
) -> None:
    """Compare a total that the file states with what was read.

    Raises:
        ParseError: they differ: a part of the file is missing, doubled or changed.
    """
    if stated != found:
        raise record.error(
            "check_total",
            "A total in the file does not agree with its records.",
            f"The file states {stated}, the records make {found}.",
            field=field,
        )


def lines(
    text: str, head: re.Pattern, start: re.Pattern, width: Callable[[str], int]
) -> Iterator[tuple[int, str]]:
    """Yield number and text of each line that is not empty, trailing blanks removed.

    Files that follow each other without a line end are taken apart at ``head``, and
    records without line ends after ``width`` characters where a ``start`` follows.

    Args:
        head: what the first record of a file begins with.
        start: what any record begins with.
        width: how long a record that begins with this text is.
    """
    for number, line in filled_lines(text):
        if len(line) < _MAX_TABS:  # in a longer one they would take the memory
            line = line.expandtabs(8)
        for part in _files(line.rstrip(), head):
            for record in _records(part.rstrip(), start, width):
                yield number, record


def _records(
    line: str, start: re.Pattern, width: Callable[[str], int]
) -> Iterator[str]:
    """Take apart a line of several records."""
    begin = 0
    while begin < len(line):
        end = begin + width(line[begin : begin + _PREFIX])
        if end >= len(line) or not start.match(line, end):
            end = len(line)
        if record := line[begin:end].rstrip():
            yield record
        begin = end


def _files(line: str, head: re.Pattern) -> Iterator[str]:
    """Take apart a line on which another file begins."""
    begin = 0
    while found := head.search(line, begin + 1):
        yield line[begin : found.start()]
        begin = found.start()
    yield line[begin:]
