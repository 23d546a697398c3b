"""Find references in what the bank sent, on token boundaries.

A *key* is a reference without separators, upper-case, ASCII letters and digits only;
a key of digits loses its leading zeros. The database builds the keys of invoices and
payments the same way (:data:`KEY_SQL`), so both sides join by equality:
an invoice number inside a longer text is found, digits inside a longer number are not.

>>> "INV202600042" in [token.key for token in scan("Betaling INV/2026/00042, takk")]
True
>>> [token.key for token in scan("order 9912345678")]
['ORDER9912345678', '9912345678']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..text.normalise import MAX_TEXT
from . import check_digits
from .ranges import find_ranges
from .slips import find_slips

#: shorter keys match by accident and are never looked up
MIN_KEY = 4
MAX_KEY = 35
MAX_TOKENS = 400
#: tokens that are joined to one candidate: words and numbers, or groups of digits (QRR)
MAX_WORDS = 6
MAX_GROUPS = 8
_TOKEN = re.compile(r"[^\W_]+")
_LABELLED = re.compile(
    r"(?:KID|OCR|REF|VIITE|FIK|GIK|NR|NO|INVOICE|INV|FAKTURA|FAKT|FAK|RECHNUNG|RE)"
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
    stood: a reference kind of the parser, or ``text``; ``start`` and ``end`` are its
    place in the text that was scanned.
    """

    key: str
    shape: str
    raw: str
    source: str = "text"
    loose: bool = False
    checked: tuple[str, ...] = ()
    start: int = 0
    end: int = 0

    def moved(self, start: int) -> ReferenceToken:
        """Return this token as found at another place, where it stands whole."""
        return replace(self, start=start, end=start + len(self.raw))

    def inner(self, number: str) -> ReferenceToken:
        """Return the token of a number that stands inside this reference."""
        key = make_key(number)
        return replace(self, key=key, shape=key, source="format", loose=False)


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
    value = value[:MAX_TEXT]
    if any(find_slips(value)):
        return unique(_slips(value, source))
    compact = "".join(value.upper().split())
    key = make_key(compact)
    if not key:
        return []
    checked = check_digits.schemes(compact)
    raw, size = value.strip(), len(value)
    keys = dict.fromkeys([key, *_inside(compact, checked)])
    return [ReferenceToken(k, k, raw, source, False, checked, 0, size) for k in keys]


def _inside(compact: str, checked: tuple[str, ...]) -> list[str]:
    """Return the key of the national reference inside an RF reference."""
    inner = make_key(compact[4:]) if checked == ("rf",) else ""
    return [inner] if inner else []


def scan(text: str, source: str = "text") -> list[ReferenceToken]:
    """Return every possible reference in a free text, each key once.

    Joins neighbouring tokens, so that ``INV 2026 00042``, ``INV/2026/00042``
    and ``INV202600042`` give the same key. A candidate needs a digit. Of a range
    (``INV/2026/00001-3``) every number is one.

    Args:
        text: what the bank sent; only the first ``MAX_TEXT`` characters are read.
        source: stored on the tokens; those of slip lines are of the source ``slip``.
    """
    text = text[:MAX_TEXT]
    tokens = [*_slips(text, "slip")]
    for token in tokens:  # what a slip line says is told, its numbers mean nothing else
        blank = "\n" * (token.end - token.start)
        text = text[: token.start] + blank + text[token.end :]
    spans = [match.span() for match in _TOKEN.finditer(text)][:MAX_TOKENS]
    for start in range(len(spans)):
        tokens += _joined(text, spans[start : start + MAX_GROUPS], source)
    return unique([*tokens, *_in_ranges(text, source)])


def _in_ranges(text: str, source: str) -> Iterator[ReferenceToken]:
    """Yield the numbers of ranges, at the place of the last."""
    for found in find_ranges(text):
        for number in found.numbers:
            place = found.start, found.end
            yield ReferenceToken(
                make_key(number), shape(number), number, source, False, (), *place
            )


def unique(tokens: Iterable[ReferenceToken]) -> list[ReferenceToken]:
    """Keep one token per key: the first that is not loose, else the first."""
    found: dict[str, ReferenceToken] = {}
    for token in filter(lambda token: token.key, tokens):
        known = found.get(token.key)
        if known is None or (known.loose and not token.loose):
            found[token.key] = token
    return list(found.values())


def _slips(text: str, source: str) -> Iterator[ReferenceToken]:
    """Yield the payment IDs of Danish slip lines, alone and as the whole line.

    A slip line without payment ID gives a token without key: its place in the text.
    """
    for slip in find_slips(text):
        key, line = make_key(slip.number), make_key(slip.raw)
        checked = ("fik",) if check_digits.luhn_valid(slip.number) else ()
        place = slip.start, slip.end
        for value in dict.fromkeys((key, line if key else "")):
            yield ReferenceToken(value, value, slip.raw, source, False, checked, *place)


def _joined(
    text: str, spans: list[tuple[int, int]], source: str
) -> Iterator[ReferenceToken]:
    """Yield the candidates that begin at the first of ``spans``."""
    parts: list[str] = []
    begin = previous = spans[0][0]
    for first, last in spans:
        between = text[previous:first]
        if parts and not _near(between):
            return
        is_tight = not any(map(str.isspace, between))  # as in RG-DE-2026-0815
        if len(parts) == 1 and not is_tight and _are_words(*parts, text[first:last]):
            return
        parts.append(_NO_ASCII.sub("", text[first:last]).upper())
        previous = last
        if len(parts) > MAX_WORDS and not _may_be_long(parts):
            return
        if not _has_digit(parts[-1]) and not (is_tight and any(map(_has_digit, parts))):
            continue
        yield from _candidate(parts, text, (begin, last), source)


def _has_digit(part: str) -> bool:
    return any(map(str.isdigit, part))


def _may_be_long(parts: list[str]) -> bool:
    """Groups of digits, or of an RF reference, are joined whatever their number."""
    first, *rest = parts
    is_rf = first[:2] == "RF" and first[2:].isdigit()
    return (is_rf or first.isdigit()) and all(part.isdigit() for part in rest)


def _are_words(*parts: str) -> bool:
    return all(map(str.isalpha, parts))


def _near(separator: str) -> bool:
    return len(separator) <= 3 and "\n" not in separator


def _candidate(
    parts: list[str], text: str, span: tuple[int, int], source: str
) -> Iterator[ReferenceToken]:
    joined, raw = "".join(parts), text[slice(*span)]
    key = make_key(joined)
    if key:
        loose = len(parts) > 1 and joined.isdigit()
        checked = _schemes(joined, text[span[1] : span[1] + 2])
        yield ReferenceToken(key, shape(raw), raw, source, loose, checked, *span)
        for inner in _inside(joined, checked):
            yield ReferenceToken(inner, inner, raw, source, False, checked, *span)
    labelled = _LABELLED.match(parts[0]) if len(parts) == 1 else None
    inner = make_key(labelled[1]) if labelled else ""
    if inner:
        checked = check_digits.schemes(labelled[1])
        yield ReferenceToken(inner, inner, raw, source, False, checked, *span)


def _schemes(joined: str, after: str) -> tuple[str, ...]:
    """Return the check digit schemes of a candidate; a KID may end in ``-``."""
    if not (joined.isdigit() or joined.startswith("RF")):
        return ()
    found = check_digits.schemes(joined)
    if not found and after[:1] == "-" and not after[1:].strip():
        return check_digits.schemes(f"{joined}-")
    return found


def shape(raw: str) -> str:
    """Return the tokens of a reference with their borders, leading zeros kept.

    >>> shape("2026/00042")
    '2026 00042'
    """
    return " ".join(_TOKEN.findall(raw.upper()))


#: SQL twin of :func:`make_key` without its limits of length; ``{0}`` is the column. An
#: expression without sub-select, so that tables can be indexed by it.
KEY_SQL = (
    "regexp_replace(regexp_replace(upper({0}), '[^A-Z0-9]', '', 'g'), "
    "'^0+(?=[0-9]*$)', '')"
)
#: SQL twin of :func:`shape`
SHAPE_SQL = "btrim(regexp_replace(upper({0}), '[^[:alnum:]]+', ' ', 'g'))"
#: SQL: the payment ID inside a stored reference – of an RF reference, of a Danish slip
#: line – and the condition under which there is one; indexed as well
INNER_SQL = (
    (
        "ltrim(substring(upper(replace({0}, ' ', '')) "
        "FROM '^RF[0-9]{{2}}([0-9]+)$'), '0')",
        "{0} ILIKE 'RF%'",
    ),
    (
        "ltrim(substring(replace({0}, ' ', '') "
        "FROM '^[+]?(?:04|15|71|75)<([0-9]{{14,16}})([+]|$)'), '0')",
        "{0} LIKE '%<%'",
    ),
)
