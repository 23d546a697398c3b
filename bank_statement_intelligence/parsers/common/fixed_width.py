"""Text files of fixed-width records: one record a line, each field at its position.

Positions are those of the banks' documents: from 1, last one included. What the files
go through on their way is undone here: code pages of DOS and Windows, seven-bit
letters, a byte order mark, tabs, trimmed blanks, any line end, files written one after
the other. What a field says is read strictly: :class:`Record` raises ``ParseError``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Protocol, TypeVar

from .base import ParseError, StatementParser, damaged
from .text_safe import decode, decode_head, filled_lines
from .values import BadValue, bad_date, calendar_day, clean, full_year, quoted

#: National letters of 7-bit character sets, in the place of brackets.
FINNISH_7BIT = str.maketrans("[\\]{|}^~", "ÄÖÅäöåÜü")
SWEDISH_7BIT = str.maketrans("[\\]{|}", "ÄÖÅäöå")
NORWEGIAN_7BIT = str.maketrans("[\\]{|}", "ÆØÅæøå")

_CURRENCY = re.compile(r"[A-Z]{3}")
#: Two-digit years from here on are those of the last century.
_PIVOT = 70
_MAX_TABS = 2000  # characters of a line in which tabs are expanded
_PREFIX = 100  # characters that tell how long a record is
_HEAD_CHARACTERS = 1000  # that tell the format


class RecordParser(StatementParser):
    """A format of fixed-width records, known by how its first one begins."""

    #: what the first record of a file begins with
    head: re.Pattern[str]
    #: what brackets stand for if the file has no other national letters
    letters: dict[int, int]
    #: else only brackets beside a letter are taken for letters
    letters_everywhere = False

    def identify(self, name: str, head: bytes) -> bool:
        """Say whether the file begins with such a record."""
        text = decode_head(head[: 4 * _HEAD_CHARACTERS]).lstrip()
        return bool(self.head.match(text[:_HEAD_CHARACTERS]))

    def read(  # pylint: disable=method-required-super
        self, name: str, data: bytes
    ) -> str:
        """Return the text of a file: its code page and its 7-bit letters undone.

        A text with a letter beyond ASCII keeps its brackets: they are brackets.

        Raises:
            ParseError: it is not text, or too big.
        """
        text = decode(name, data, dos=True)
        if not text.isascii():
            return text
        if self.letters_everywhere:
            return text.translate(self.letters)
        marks = "[" + re.escape("".join(map(chr, self.letters))) + "]"
        inside = re.compile(f"(?<=[A-Za-z]){marks}+|{marks}+(?=[A-Za-z])")
        return inside.sub(lambda match: match[0].translate(self.letters), text)


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
        return damaged(code, what, place, why)

    def refused(self, error: BadValue) -> ParseError:
        """Return the refusal of the file because of one value in this record."""
        return self.error(error.code, error.what, error.why, error.field)

    def misplaced(self, why: str = "") -> ParseError:
        """Return the refusal of the file because the record cannot stand here."""
        why = why or f'"{self.name}" cannot stand here.'
        return self.error("unknown_record", "A record is out of place.", why)

    def truncated(self, thing: str, why: str) -> ParseError:
        """Return the refusal of a file that lacks the end of what begins here."""
        return self.error("truncated", f"The end of {thing} is missing.", why)

    def check_width(self, width: int) -> None:
        """Refuse a record that is longer than the format allows.

        Raises:
            ParseError: so it is.
        """
        if len(self.text) > width:
            why = f"It has {len(self.text)} characters, more than {width}."
            raise self.error("long_record", "A record is too long.", why)

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
        return self._digits(first, last, field, "number")

    def cents(self, first: int, last: int, field: str) -> Decimal:
        """Return an unsigned amount in hundredths, as digits without a point."""
        return Decimal(self._digits(first, last, field, "amount")).scaleb(-2)

    def _digits(self, first: int, last: int, field: str, kind: str) -> int:
        value = self.raw(first, last)
        if value.isascii() and value.isdigit():
            return int(value)
        why = f"{quoted(value)} is not {last - first + 1} digits."
        what = f"{'An' if kind == 'amount' else 'A'} {kind} in the file cannot be read."
        raise self.error(f"bad_{kind}", what, why, field=field)

    def sign(self, position: int, field: str) -> int:
        """Return 1 for ``+`` and -1 for ``-``."""
        value = self.raw(position, position)
        if value not in "+-":
            raise self.bad_sign(f"{quoted(value)} is neither + nor -.", field)
        return 1 if value == "+" else -1

    def bad_sign(self, why: str, field: str) -> ParseError:
        """Return the refusal of the file because of the sign of an amount."""
        what = "The sign of an amount cannot be read."
        return self.error("bad_sign", what, why, field)

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
        raise self.refused(bad_date(value, field))


@lru_cache(maxsize=4096)
def _calendar_day(digits: str) -> date | None:
    """Return the day of YYMMDD or YYYYMMDD, None if there is no such day."""
    if not (digits.isascii() and digits.isdigit()):
        return None
    year = int(digits[:-4])
    year = full_year(year, _PIVOT) if len(digits) == 6 else year
    return calendar_day(year, int(digits[-4:-2]), int(digits[-2:]))


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


# ------------------------------------------------------------------ lines and parts


def lines(
    text: str,
    head: re.Pattern[str],
    start: re.Pattern[str],
    width: Callable[[str], int],
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
    line: str, start: re.Pattern[str], width: Callable[[str], int]
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


def _files(line: str, head: re.Pattern[str]) -> Iterator[str]:
    """Take apart a line on which another file begins."""
    begin = 0
    while found := head.search(line, begin + 1):
        yield line[begin : found.start()]
        begin = found.start()
    yield line[begin:]


class Part(Protocol):
    """What stands between a first record and its end: a file, a batch."""

    head: Record
    end: Record | None

    def take(self, record: Record) -> None:
        """Take the next record after the first one; refuse what cannot stand here."""


_Part = TypeVar("_Part", bound=Part)


def parts(
    records: Iterable[Record], new: type[_Part], is_head: Callable[[Record], bool]
) -> Iterator[_Part]:
    """Yield what was written one after the other, complete or not.

    Args:
        records: of the whole file.
        new: makes a part of its first record.
        is_head: says whether a record begins a part.
    Raises:
        ParseError: a record stands in no part, or cannot stand where it is.
    """
    current: _Part | None = None
    for record in records:
        if current and not current.end:
            current.take(record)
        elif is_head(record):
            if current:
                yield current
            current = new(record)
        else:
            raise record.misplaced()
    if current:
        yield current
