"""Find references in what the bank sent, on token boundaries (DESIGN.md 5).

A *key* is a reference without separators, upper-case, ASCII letters and digits only;
a key of digits loses its leading zeros. The database builds the keys of invoices and
payments the same way (``matchers/relations.py``), so both sides join by equality:
an invoice number inside a longer text is found, digits inside a longer number are not.

>>> "INV202600042" in [token.key for token in scan("Betaling INV/2026/00042, takk")]
True
>>> [token.key for token in scan("order 9912345678")]
['ORDER9912345678', '9912345678']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import check_digits
from .slips import find_slips, without_slips
from .text import MAX_TEXT

#: shorter keys match by accident and are never looked up
MIN_KEY = 4
MAX_KEY = 35
MAX_TOKENS = 400
#: tokens that are joined to one candidate: words and numbers, or groups of digits (QRR)
MAX_WORDS = 5
MAX_GROUPS = 8
_TOKEN = re.compile(r"[^\W_]+")
_LABELLED = re.compile(
    r"(?:KID|OCR|REF|VIITE|FIK|NR|NO|INVOICE|INV|FAKTURA|FAKT|FAK|RECHNUNG|RE)"
    r"([0-9]{4,})$"
)
_NO_KEY = re.compile(r"[^A-Za-z0-9]")
_NO_ASCII = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class ReferenceToken:
    """A reference as found: ``raw`` is the bank's text, ``key`` what is looked up.

    ``shape`` keeps the token borders (``"2026 00042"``). ``loose`` tells that groups
    of digits were joined over a separator: then the other side must have the same
    shape, or ``checked`` must name a check digit scheme. ``source`` is where it
    stood: a reference kind of the parser, or ``text``.
    """

    key: str
    shape: str
    raw: str
    source: str = "text"
    loose: bool = False
    checked: tuple[str, ...] = ()


def make_key(value: str) -> str:
    """Return the key of a reference, ``""`` if it has too few characters.

    >>> make_key("INV/2026/00042"), make_key("0012 3456"), make_key("00001")
    ('INV202600042', '123456', '')
    """
    key = _NO_KEY.sub("", value).upper()
    if key.isdigit():
        key = key.lstrip("0")
    return key if MIN_KEY <= len(key) <= MAX_KEY else ""


def structured(value: str, source: str) -> list[ReferenceToken]:
    """Return the tokens of a reference that the bank sent in a field of its own.

    The whole value is one reference, however it is grouped; an RF reference is also
    known by the national reference inside it (Finland pads and wraps them), a Danish
    slip line by its payment ID.
    """
    if any(find_slips(value[:MAX_TEXT])):
        return list(_slips(value[:MAX_TEXT], source))
    compact = "".join(value.upper().split())
    key = make_key(compact)
    if not key:
        return []
    checked = check_digits.schemes(compact)
    tokens = [ReferenceToken(key, key, value.strip(), source, checked=checked)]
    inner = make_key(compact[4:]) if checked == ("rf",) else ""
    if inner:
        tokens.append(
            ReferenceToken(inner, inner, value.strip(), source, checked=checked)
        )
    return tokens


def scan(text: str, source: str = "text") -> list[ReferenceToken]:
    """Return every possible reference in a free text, each key once.

    Joins neighbouring tokens, so that ``INV 2026 00042``, ``INV/2026/00042``
    and ``INV202600042`` give the same key. A candidate needs a digit.

    Args:
        text: what the bank sent; only the first ``MAX_TEXT`` characters are read.
        source: stored on the tokens.
    """
    text = text[:MAX_TEXT]
    found: dict[str, ReferenceToken] = {}
    for token in _slips(text, source):
        found.setdefault(token.key, token)
    text = without_slips(text)
    spans = [match.span() for match in _TOKEN.finditer(text)][:MAX_TOKENS]
    for start in range(len(spans)):
        for token in _joined(text, spans[start : start + MAX_GROUPS], source):
            known = found.get(token.key)
            if known is None or (known.loose and not token.loose):
                found[token.key] = token
    return list(found.values())


def _slips(text: str, source: str) -> Iterator[ReferenceToken]:
    """Yield the payment IDs of Danish slip lines, alone and as the whole line."""
    for slip in find_slips(text):
        key, line = make_key(slip.number), make_key(slip.raw)
        checked = ("fik",) if check_digits.luhn_valid(slip.number) else ()
        for value in (key, line) if key else ():
            if value:
                yield ReferenceToken(value, value, slip.raw, source, checked=checked)


def _joined(
    text: str, spans: list[tuple[int, int]], source: str
) -> Iterator[ReferenceToken]:
    """Yield the candidates that begin at the first of ``spans``."""
    parts: list[str] = []
    begin = previous = spans[0][0]
    for first, last in spans:
        if parts and not _near(text[previous:first]):
            return
        parts.append(_NO_ASCII.sub("", text[first:last]).upper())
        previous = last
        if len(parts) > 2 and parts[1].isalpha() and parts[0].isalpha():
            return
        if len(parts) > MAX_WORDS and not all(part.isdigit() for part in parts):
            return
        if not any(char.isdigit() for char in parts[-1]):
            continue
        yield from _candidate(parts, text[begin:last], source)


def _near(separator: str) -> bool:
    return len(separator) <= 3 and "\n" not in separator


def _candidate(parts: list[str], raw: str, source: str) -> Iterator[ReferenceToken]:
    joined = "".join(parts)
    key = make_key(joined)
    if key:
        loose = len(parts) > 1 and joined.isdigit()
        checked = check_digits.schemes(joined) if _may_be_id(joined) else ()
        yield ReferenceToken(key, shape(raw), raw, source, loose, checked)
        if checked == ("rf",):
            inner = make_key(joined[4:])
            yield ReferenceToken(inner, inner, raw, source, checked=checked)
    labelled = _LABELLED.match(parts[0]) if len(parts) == 1 else None
    if labelled and make_key(labelled[1]):
        number = labelled[1]
        inner = make_key(number)
        yield ReferenceToken(
            inner, inner, raw, source, checked=check_digits.schemes(number)
        )


def _may_be_id(joined: str) -> bool:
    return joined.isdigit() or joined.startswith("RF")


def shape(raw: str) -> str:
    """Return the tokens of a reference with their borders, leading zeros kept.

    >>> shape("2026/00042")
    '2026 00042'
    """
    return " ".join(_TOKEN.findall(raw.upper()))
