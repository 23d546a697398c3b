"""Text files from strangers: their encoding, lines and limits.

Every format in plain text reads its file through this module. What it guarantees: the
bytes become text by content (byte order mark, else UTF-8, else Windows-1252), control
characters are gone, and the lines come one by one, so that a file of nothing but line
ends takes no memory.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator

from .base import ParseError, damaged, too_big
from .values import BadValue

MAX_BYTES = 16 * 1024 * 1024  # real statements in text have less than a tenth
MAX_LINES = 1_000_000
MAX_ENTRIES = 100_000  # of a file whose statements are kept in memory
MAX_STATEMENTS = 20_000
MAX_TEXT = 20_000  # characters in one field

_FILLED = re.compile(r"[^\r\n]+")
_CONTROL_BYTES = bytes((*range(9), 11, 12, *range(14, 32), 127))
_CONTROLS = dict.fromkeys(_CONTROL_BYTES, " ")
_ASCII = bytes(range(128))
#: Letters of code pages 437, 850 and 865 in the place of marks of Windows-1252, where
#: those marks never stand: inside of words, or beside one for what is no quote or dash.
_DOS_INSIDE = re.compile(
    rb"(?<=[A-Za-z])[\x80-\x91\x93-\x95\x98-\x9b\x9d\xa0-\xa5](?=[A-Za-z])"
    rb"|(?<=[A-Z])\x92(?=[A-Z])|(?<=[a-z])[\x96\x97](?=[a-z])"
)
_DOS = rb"[\x80\x81\x86-\x90\x99-\x9b\x9d]"
_DOS_BESIDE = re.compile(
    rb"(?<=[A-Za-z])%b|%b(?=[A-Za-z])|(?<=[A-Za-z])\x82" % (_DOS, _DOS)
)
_DOS_CERTAIN = re.compile(
    rb"(?<=[A-Za-z])[\x80-\x91\x93-\x95\x98-\x9b]|[\x81\x8f\x90\x9d]"
)
_SHARP = re.compile(rb"(?<=[a-z])\xe1")  # ß of DOS, á of Windows
_DOS_QUOTES = re.compile(rb"[A-Za-z]\x94|\x84[a-z]")
_LATIN = re.compile(rb"(?<=[A-Za-z])[\xc0-\xff]|[\xc0-\xff](?=[A-Za-z])")
#: ISO-8859-15: the euro sign, and letters in the place of signs; no control characters
_LATIN_9 = re.compile(rb"\xa4|(?<=[A-Za-z])[\xa6\xa8\xb4\xb8\xbc-\xbe](?=[A-Za-z])")
#: bytes without one of which a text is in none of the sets that these are of
_DOS_BYTES = frozenset(range(0x80, 0xA6))
_LATIN_9_BYTES = frozenset(b"\xa4\xa6\xa8\xb4\xb8\xbc\xbd\xbe")
_C1_BYTES = frozenset(range(0x80, 0xA0))
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(name: str, data: bytes, dos: bool = False) -> str:
    """Return the text of a file, control characters replaced by blanks.

    Args:
        name: file name, for the error.
        data: all bytes of the file.
        dos: the format is old enough for letters in code page 850 (most of them the
            same in 437 and 865); believed if more of them than of Windows-1252 stand
            in words.
    Raises:
        ParseError: it is not text, or bigger than ``MAX_BYTES``.
    """
    if len(data) > MAX_BYTES:
        why = f"It has {len(data)} bytes, more than {MAX_BYTES} for a file in text."
        raise too_big(f"file {name}", why)
    try:
        text = _decoded(data, dos)
    except UnicodeDecodeError as error:
        why = f"At byte {error.start} it is no {error.encoding}, as its beginning says."
        raise _not_text(name, why) from None
    if "\0" in text:
        place = text.index("\0")
        raise _not_text(name, f"Character {place + 1} is a zero byte.")
    return text.translate(_CONTROLS) if _has_controls(data) else text


def _has_controls(data: bytes) -> bool:
    """Say whether a text may have control characters: in one of 16 bits any may be."""
    rest = data.translate(None, _CONTROL_BYTES)
    return len(rest) < len(data) or data.startswith(_UTF16)


def decode_head(head: bytes) -> str:
    """Return the beginning of a file as text, to tell its format; never raises."""
    if head.startswith(_UTF16):
        return head.decode("utf-16", "replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _decoded(data: bytes, dos: bool) -> str:
    if data.startswith(_UTF16):
        return data.decode("utf-16")
    data = data.rstrip(b"\0")  # a transfer filled up the last block
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        if data.startswith(codecs.BOM_UTF8):
            raise
    others = frozenset(data.translate(None, _ASCII))
    if dos and others & _DOS_BYTES and _is_dos(data):
        return data.decode("cp850")
    if others & _LATIN_9_BYTES and not others & _C1_BYTES and _LATIN_9.search(data):
        return data.decode("iso8859-15")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:  # five bytes mean nothing in Windows-1252
        return data.decode("latin-1")


def _is_dos(data: bytes) -> bool:
    """Say whether the letters beyond ASCII are rather those of DOS."""
    dos = 2 * len(_DOS_INSIDE.findall(data)) + len(_DOS_BESIDE.findall(data))
    if b"\x93" not in data and not dos:  # no opening quote: then these are letters
        dos = len(_DOS_QUOTES.findall(data))
    latin = len(_LATIN.findall(data))
    if _DOS_CERTAIN.search(data):
        latin -= len(_SHARP.findall(data))
    return dos > 2 * latin


def _not_text(name: str, why: str) -> ParseError:
    what = "The file is not a text file."
    return damaged("not_text", what, f"file {name}", why)


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield number (from 1) and content of each line; CR, LF and CR LF end one.

    >>> list(lines("a\\r\\nb\\rc"))
    [(1, 'a'), (2, 'b'), (3, 'c')]
    """
    for number, line in enumerate(io.StringIO(text, newline=None), start=1):
        if number > MAX_LINES:
            raise too_big(f"line {number}", f"It has more than {MAX_LINES} lines.")
        yield number, line.rstrip("\n")


def filled_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield number (from 1) and content of each line that is not empty, in no time.

    >>> list(filled_lines("a\\r\\n\\r\\nb\\n"))
    [(1, 'a'), (3, 'b')]
    """
    end = "\n" if "\n" in text else "\r"
    number, counted = 1, 0
    for match in _FILLED.finditer(text):
        number += text.count(end, counted, match.start())
        counted = match.start()
        yield number, match[0]


def check_entries(
    count: int, name: str, limit: int = MAX_ENTRIES, what: str = "entries"
) -> None:
    """Refuse a file with more entries than are read in reasonable memory and time.

    Args:
        count: how many there are so far.
        name: file name, for the error.
        limit: how many there may be.
        what: of which thing.
    """
    if count > limit:
        raise too_big(f"file {name}", f"It has more than {limit} {what}.")


def refusal(error: BadValue, where: str) -> ParseError:
    """Return the refusal of a file because of one value in it."""
    place = f"{where}, field {error.field}" if error.field else where
    return damaged(error.code, error.what, place, error.why)
