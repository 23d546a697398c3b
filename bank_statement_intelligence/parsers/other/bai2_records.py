"""Records of a BAI2 file: how they are found, counted and cut into fields.

A record is a line that begins with its code; ``88`` goes on with the one before, and so
does a line without any code after a text that is not closed by ``/``. Blocked files
have records of one length and no line ends at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..common.base import ParseError
from ..common.text_safe import HINT_BROKEN, MAX_TEXT, lines

_CODES = "01|02|03|16|49|88|98|99"
_RECORD = re.compile(rf"\s*({_CODES})\s*,(.*)|\s*(88):(.*)", re.DOTALL)
_INLINE = re.compile(rf"/[ \t]+(?=(?:{_CODES})\s*,)")
_LENGTH = re.compile(r"\s*01,(?:[^,/]*,){5}\s*([0-9]{2,4})\s*,")


@dataclass(slots=True)
class Record:
    """A record with its continuations; ``physical`` counts them all."""

    code: str
    parts: list[str]
    line: int
    closed: bool
    physical: int = 1
    size: int = 0

    def add(self, text: str) -> None:
        """Go on with the record in another line."""
        self.size += len(text) + 1
        if self.size > MAX_TEXT:
            why = f"It has more than {MAX_TEXT} characters."
            raise bad_record("text_too_long", self.line, self.code, why)
        body = text.rstrip()
        self.closed = body.endswith("/")
        self.parts.append(body[:-1] if self.closed else body)

    def fields(self) -> Iterator[str]:
        """Yield the fields in order, blanks at their ends removed."""
        for part in self.parts:
            for text in part.split(","):
                yield text.strip()

    def text_after(self, count: int) -> str:
        """Return what follows after the first fields: a text with its own commas."""
        rest = []
        for part in self.parts:
            found = part.split(",", count)
            if count and len(found) <= count:
                count -= len(found)
                continue
            rest.append(found[-1] if count else part)
            count = 0
        return "\n".join(rest)


def bad_record(code: str, line: int, record: str, why: str) -> ParseError:
    """Return the refusal of a file because of one record."""
    what = "A record of the file cannot be read."
    return ParseError(code, what, f"line {line}, record {record}", why, HINT_BROKEN)


def records(text: str) -> Iterator[Record]:
    """Return the records of a file, one after the other.

    Several records in one line are against the standard, and a text may look like it
    (``PAID 5/ 16,200``): they are believed only if the counts that the file gives of
    its records prove it.
    """
    if _INLINE.search(text) and not _proven(_physical(text)):
        if _proven(_split(_physical(text))):
            return _collected(_split(_physical(text)))
    return _collected(_physical(text))


def _proven(found: Iterator[tuple[int, str]]) -> bool:
    counts = Counts()
    try:
        for record in _collected(found):
            counts.add(record)
    except ParseError:
        return False
    return counts.agree


def _physical(text: str) -> Iterator[tuple[int, str]]:
    body = text.strip()
    length = _LENGTH.match(body[:200])
    if length and "\n" not in body and "\r" not in body:
        size = int(length[1])
        for number, start in enumerate(range(0, len(text), size), start=1):
            yield number, text[start : start + size]
    else:
        yield from lines(text)


def _split(found: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for number, line in found:
        pieces = _INLINE.split(line)
        for piece in pieces[:-1]:
            yield number, f"{piece}/"
        yield number, pieces[-1]


def _collected(found: Iterable[tuple[int, str]]) -> Iterator[Record]:
    current: Record | None = None
    for number, line in found:
        match = _RECORD.match(line)
        code = (match[1] or match[3]) if match else ""
        if code == "88" and current:
            current.physical += 1
            current.add(match[2] or match[4] or "")
        elif code:
            if current:
                yield current
            current = Record(code, [], number, False)
            current.add(match[2] or "")
        elif not line.strip():
            continue
        elif current and current.code == "16" and not current.closed:
            current.add(line)
        else:
            why = "It begins with none of the codes 01, 02, 03, 16, 49, 88, 98, 99."
            raise bad_record("bad_record", number, line[:20].strip(), why)
    if current:
        yield current


class Counts:
    """Counts records, and compares with what the trailers of the file say."""

    _STARTS = {"03": "49", "02": "98", "01": "99"}
    _PLACES = {"49": 1, "98": 2, "99": 2}

    def __init__(self) -> None:
        self.agree = True
        self._since = dict.fromkeys(self._PLACES, 0)

    def add(self, record: Record) -> None:
        """Take the next record into account."""
        if record.code in self._STARTS:
            self._since[self._STARTS[record.code]] = 0
        for trailer in self._since:
            self._since[trailer] += record.physical
        if record.code in self._PLACES:
            given = stated(record, self._PLACES[record.code])
            self.agree &= given in (None, self._since[record.code])


def stated(record: Record, position: int) -> int | None:
    """Return a count that a trailer gives, None if it gives none."""
    fields = list(record.fields())
    text = fields[position] if position < len(fields) else ""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else None
