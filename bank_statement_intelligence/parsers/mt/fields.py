"""Fields of SWIFT MT940 and MT942 messages: how they are found and read.

A field begins with a tag at the beginning of a line and ends at the next one. Banks
wrap texts after 65 characters, so that a line of a text may look like a tag: only tags
of these two messages count, and a time like ``T19`` / ``:20:15`` is none. Some wrap
whole messages: then ``:61:`` and ``:86:`` may be broken by a line end.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ..common.base import damaged
from ..common.text_safe import MAX_TEXT, lines
from ..common.values import BadValue, amount, quoted

END, ENVELOPE = "-", "{"
TEXT_TAGS = ("86", "NS")

_TAG = re.compile(
    r"\s*:(20|21|25P?|28C?|60[FM]?|61|62[FM]?|6[45][FM]?|86|13D?|34F|90[CD]|NS):(.*)",
    re.DOTALL,
)
#: A tag of an entry or its text with a line end in it; no other tag may follow.
_BROKEN = re.compile(
    r"(\r?\n)?:(?:\r?\n61:|6\r?\n1:|61\r?\n:)(?=\s*[0-9]{6})"
    r"|(\r?\n)?:(?:\r?\n86:|8\r?\n6:|86\r?\n:(?![0-9N][0-9S][A-Z]?:))"
)
#: what must stand in a text for one to be broken
_BREAKS = tuple(
    piece.replace("|", end)
    for piece in (":|61:", ":6|1:", ":61|:", ":|86:", ":8|6:", ":86|:")
    for end in ("\n", "\r\n")
)
_ENVELOPES = ("{1:", "{2:", "{4:")
_TIME = re.compile(r"[0-5][0-9](?![0-9])")
_AMOUNT = r"[0-9]{1,40}(?:[.,][0-9]{0,40})?|[.,][0-9]{1,40}"
_NO_MORE = r"(?![0-9.,]|[eE][0-9+-])"  # thousands, or an exponent
_BALANCE = re.compile(rf"([CD])\s*([0-9]{{6}})\s*([A-Z]{{3}})\s*({_AMOUNT})")
_LINE = re.compile(
    r"([0-9]{6})\s*([0-9]{4})?\s*(R?[CD]|E[CD])\s*([A-Z])?\s*"
    rf"({_AMOUNT}){_NO_MORE}\s*(.*)",
    re.DOTALL,
)
_HALF_YEAR = 180  # days
_MAX_LINE = 1_000  # characters of a :61: that are looked at


@dataclass(slots=True)
class Field:
    """One field: tag without colons, its lines, number of its first line."""

    tag: str
    lines: list[str]
    line: int
    size: int = 0

    @property
    def first(self) -> str:
        """Return the first line without blanks at its ends."""
        return self.lines[0].strip()

    def add(self, text: str) -> None:
        """Add a line of a longer text."""
        self.size += len(text) + 1
        if self.size > MAX_TEXT:
            raise damaged(
                "text_too_long",
                "A text in the file is too long.",
                f"line {self.line}, field :{self.tag}:",
                f"It has more than {MAX_TEXT} characters.",
            )
        self.lines.append(text)


def split(text: str) -> Iterator[Field]:
    """Yield the fields of a file in order, with ``END`` and ``ENVELOPE`` marks."""
    current: Field | None = None
    closed = False
    if any(piece in text for piece in _BREAKS):
        text = _BROKEN.sub(lambda m: f"\n:{'61' if '1' in m[0] else '86'}:", text)
    wrapped = any(mark in text for mark in _ENVELOPES)
    for number, line in lines(text):
        line, envelope = _without_envelope(line) if wrapped else (line, "")
        if envelope:
            yield from filter(None, (current, Field(ENVELOPE, [envelope], number)))
            current = None
        match = _TAG.match(line)
        if match and not (current and _is_time(current, match, closed)):
            if current:
                yield current
            current = Field(match[1], [], number)
            current.add(match[2])
            closed = match[1][:2] == "62" or (closed and match[1] != "20")
        elif _is_end(line, closed):
            yield from filter(None, (current, Field(END, [""], number)))
            current = None
        elif current:
            current.add(line)
    yield from filter(None, (current,))


def _without_envelope(line: str) -> tuple[str, str]:
    """Return what of a line is text, and the blocks ``{1:…}{2:…}`` before it."""
    places = [place for mark in _ENVELOPES[:2] if (place := line.find(mark)) >= 0]
    start = min(places, default=-1)
    if start < 0 or line[:start].strip()[:2] not in ("", "-}", "{4", "{5"):
        return (line[3:], "") if line.startswith("{4:") else (line, "")
    blocks, mark, rest = line[start:].partition("{4:")
    return (rest if mark else ""), blocks[:_MAX_LINE]


def _is_time(current: Field, match: re.Match[str], closed: bool) -> bool:
    """Say whether a tag is really the second half of a time in a wrapped text."""
    return (
        current.tag == "86"
        and not closed
        and match[1].isdigit()
        and match[1] < "60"
        and current.lines[-1].rstrip()[-2:].isdigit()
        and bool(_TIME.match(match[2]))
    )


def _is_end(line: str, closed: bool) -> bool:
    """Say whether a line ends the message; a text may begin with ``-`` as well."""
    line = line.strip()
    return line.startswith("-") and (line in ("-", "-}") or line[1] == "}" or closed)


# ------------------------------------------------------------------------------ values


class Day(NamedTuple):
    """A day, and whether the bank wrote one that is not in the calendar."""

    day: date
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """``:60a:`` or ``:62a:``: signed amount; ``final`` is False on a page (``M``)."""

    amount: Decimal
    currency: str
    day: Day | None
    final: bool


@dataclass(slots=True)
class StatementLine:
    """A ``:61:`` with its texts; ``booked`` is False if it is only expected."""

    amount: Decimal
    value_date: Day
    entry_date: Day | None
    reversal: bool
    booked: bool
    code: str
    customer: str
    bank: str
    name: str  # behind a customer reference of 16 characters (Rabobank)
    extra: list[str]  # its further lines
    line: int
    texts: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def balance(found: Field) -> Balance:
    """Read a balance.

    Raises:
        BadValue: it is not sign, date, currency and amount.
    """
    match = _BALANCE.fullmatch(found.first[:_MAX_LINE])
    if not match:
        what = "A balance in the file cannot be read."
        why = f"{quoted(found.first)} is not sign, YYMMDD, currency and amount."
        raise BadValue("bad_balance", what, f":{found.tag}:", why)
    value = _amount(match[4], found.tag)
    day = None if match[2] == "000000" else _day(match[2], found.tag)
    return Balance(
        value if match[1] == "C" else -value, match[3], day, found.tag[2:] != "M"
    )


def statement_line(found: Field) -> StatementLine:
    """Read a ``:61:``: dates, sign, amount, code, references and further lines.

    Raises:
        BadValue: it is not as SWIFT says, or a date or amount is impossible.
    """
    match, extra = _matched(found)
    mark = match[3]
    value = _amount(match[5], "61")
    value_date = _day(match[1], "61")
    code, customer, bank, name = _references(match[6])
    return StatementLine(
        amount=value if mark in ("C", "RD", "EC") else -value,
        value_date=value_date,
        entry_date=_entry_day(match[2], value_date.day),
        reversal=mark[0] == "R",
        booked=mark[0] != "E",
        code=code,
        customer=customer,
        bank=bank,
        name=name,
        extra=[text for line in extra if (text := line.strip())] if extra else [],
        line=found.line,
    )


def _matched(found: Field) -> tuple[re.Match[str], list[str]]:
    first = found.first[:_MAX_LINE]
    match = _LINE.match(first)
    if match:
        return match, found.lines[1:]
    if len(found.lines) > 1:  # wrapped before the amount
        match = _LINE.match((first + found.lines[1].strip())[:_MAX_LINE])
        if match:
            return match, found.lines[2:]
    what = "An entry in the file cannot be read."
    why = f"{quoted(first)} is not date, sign, amount and code as in a :61: of SWIFT."
    raise BadValue("bad_entry", what, ":61:", why)


def _references(text: str) -> tuple[str, str, str, str]:
    """Return code, customer reference, bank reference and the name behind them."""
    if text[:1].isalpha() and text[:6] != "NONREF":
        code, text = text[:4].strip(), text[4:]
    else:
        code = ""
    customer, _mark, bank = text.partition("//")
    name = ""
    if len(customer) > 16 and customer[14:16].isspace():
        customer, name = customer[:16], customer[16:]
    return code, customer.strip(), bank.strip(), name.strip()


def _amount(text: str, tag: str) -> Decimal:
    return amount(text.replace(",", "."), f":{tag}:")


def _day(text: str, tag: str) -> Day:
    """Read YYMMDD. A month of 30 days is a habit of banks: 30 February is its end."""
    year = int(text[:2]) + (1900 if text[:2] >= "80" else 2000)
    found = _calendar(year, int(text[2:4]), int(text[4:]))
    if found:
        return found
    what = "A date in the file is impossible."
    why = f"{quoted(text)} is not a day of the calendar written YYMMDD."
    raise BadValue("bad_date", what, f":{tag}:", why)


@lru_cache(maxsize=4096)
def _calendar(year: int, month: int, day: int) -> Day | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    last = calendar.monthrange(year, month)[1]
    return Day(date(year, month, min(day, last)), day > last)


def _entry_day(text: str | None, value_date: date) -> Day | None:
    """Read MMDD: its year is the one that brings it nearest to the value date."""
    if not text or text == "0000":
        return None
    month, day = int(text[:2]), int(text[2:])
    same = _calendar(value_date.year, month, day)
    if same and abs((same.day - value_date).days) < _HALF_YEAR:
        return same
    found = [
        near
        for year in (value_date.year - 1, value_date.year, value_date.year + 1)
        if (near := _calendar(year, month, day))
    ]
    if not found:
        what = "A date in the file is impossible."
        why = f"The entry date {quoted(text)} is not a day written MMDD."
        raise BadValue("bad_date", what, ":61:", why)
    return min(found, key=lambda near: (abs(near.day - value_date), near.moved))
