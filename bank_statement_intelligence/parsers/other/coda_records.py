"""Records of a CODA file: lines of 128 characters, their positions and values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..common.base import ParseError
from ..common.text_safe import HINT_BROKEN, lines
from ..common.values import BadValue, clean, quoted

WIDTH = 128
MAX_INFORMATION = 100  # records 3.1 of one movement
_DIGITS = re.compile("[0-9]{15}")


@dataclass(frozen=True, slots=True)
class Line:
    """One record; ``text`` has at least 128 characters."""

    number: int
    text: str

    @property
    def kind(self) -> str:
        """Return ``0``, ``1``, ``21`` … ``33``, ``4``, ``8`` or ``9``."""
        return self.text[:2] if self.text[0] in "23" else self.text[0]

    def part(self, first: int, last: int) -> str:
        """Return positions as the standard counts them, from 1, blanks kept."""
        return self.text[first - 1 : last]

    def amount(self, sign: int, first: int, name: str) -> Decimal:
        """Return a signed amount: 12 digits and 3 decimals, sign 0 money in, 1 out."""
        mark, digits = self.part(sign, sign), self.part(first, first + 14)
        if mark not in ("0", "1") or not _DIGITS.fullmatch(digits):
            what = "An amount in the file cannot be read."
            why = f"{quoted(mark + digits)} is not 0 or 1 and 15 digits."
            raise BadValue("bad_amount", what, name, why)
        value = _shortened(Decimal(digits).scaleb(-3))
        return -value if mark == "1" else value

    def day(self, first: int, name: str) -> date | None:
        """Return a date written DDMMYY; zeros or blanks are none."""
        text = self.part(first, first + 5)
        if not text.strip(" 0"):
            return None
        try:
            if re.fullmatch("[0-9]{6}", text):
                century = 1900 if text[4:] >= "80" else 2000
                return date(century + int(text[4:]), int(text[2:4]), int(text[:2]))
        except ValueError:  # 30 February  # pylint: disable=except-pass
            pass
        what = "A date in the file is impossible."
        why = f"{quoted(text)} is not a day of the calendar written DDMMYY."
        raise BadValue("bad_date", what, name, why)


def _shortened(value: Decimal) -> Decimal:
    """Return an amount with two decimals if the third is zero."""
    return round(value, 2) if value == round(value, 2) else value


def records(text: str) -> Iterator[Line]:
    """Yield the records of a file; cut-off blanks at their ends are restored.

    Raises:
        ParseError: a line is no record, or longer than one.
    """
    for number, line in _lines(text):
        line = line.rstrip()
        if not line:
            continue
        if line[0] not in "0123489" or (line[0] in "23" and line[1:2] not in "123"):
            raise bad_record(number, line, "It begins with no code of a record.")
        if len(line) > WIDTH:
            why = f"It has {len(line)} characters instead of {WIDTH}."
            raise bad_record(number, line, why)
        yield Line(number, line.ljust(WIDTH))


def bad_record(number: int, line: str, why: str) -> ParseError:
    """Return the refusal of a file because of one line."""
    what = "A record of the file cannot be read."
    place = f"line {number}, record {line[:2].strip()}"
    return ParseError("bad_record", what, place, why, HINT_BROKEN)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    body = text.strip("\r\n")
    if len(body) > WIDTH and "\n" not in body and "\r" not in body:
        for number, start in enumerate(range(0, len(body), WIDTH), start=1):
            yield number, body[start : start + WIDTH]
    else:
        yield from lines(text)


@dataclass(slots=True)
class Movement:
    """Records 2.1 to 2.3 with the information records 3 that follow them."""

    first: Line
    second: Line | None = None
    third: Line | None = None
    information: list[str] = field(default_factory=list)

    @property
    def sequence(self) -> str:
        """Return the number that an entry and its details share."""
        return self.first.part(3, 6)

    @property
    def is_detail(self) -> bool:
        """Say whether it is part of another amount, not an amount of its own."""
        return self.first.part(7, 10) != "0000"

    @property
    def level(self) -> str:
        """Return the type: 0–3 an amount, 5–8 its details, 9 details of a 7."""
        return self.first.part(54, 54)

    @property
    def structured(self) -> str:
        """Return the type of the structured communication, nothing if it is free."""
        return self.first.part(63, 65) if self.first.part(62, 62) == "1" else ""

    @property
    def communication(self) -> str:
        """Return the communication of all its records, blanks kept."""
        text = self.first.part(63, 115)
        if self.second:
            text += self.second.part(11, 63)
        if self.third:
            text += self.third.part(83, 125)
        return text

    def amount(self) -> Decimal:
        """Return the signed amount."""
        return self.first.amount(32, 33, "amount")

    def second_part(self, first: int, last: int) -> str:
        """Return positions of record 2.2, nothing if there is none."""
        return clean(self.second.part(first, last)) if self.second else ""

    def third_part(self, first: int, last: int) -> str:
        """Return positions of record 2.3, nothing if there is none."""
        return clean(self.third.part(first, last)) if self.third else ""

    def add(self, line: Line) -> bool:
        """Take a record 2.2, 2.3 or 3; return False if it does not belong here."""
        if line.part(3, 6) != self.sequence or len(self.information) > MAX_INFORMATION:
            return False
        if line.kind == "22" and not self.second:
            self.second = line
        elif line.kind == "23" and not self.third:
            self.third = line
        elif line.kind == "31":
            self.information.append(line.part(40, 113))
        elif line.kind in ("32", "33") and self._may_go_on():
            last = 115 if line.kind == "32" else 100
            self.information[-1] += line.part(11, last)
        else:
            return False
        return True

    def _may_go_on(self) -> bool:
        """Say whether the last information may have another record 3.2 or 3.3."""
        return bool(self.information) and len(self.information[-1]) <= 400
