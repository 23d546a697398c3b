"""``:86:`` in the structure of German banks, and ``:NS:``, told by subfield codes.

``166?00GUTSCHRIFT?20EREF+4711?21SVWZ+Rechnung 12?30BANKDEFF?31DE12…?32NAME``: a code
of the kind of booking (GVC), then subfields behind a separator that the bank chooses
(``?``, in Poland ``~``, ``<`` or ``^``, at Triodos ``>``). 20–29 and 60–63 are one text
cut after 27 characters; SEPA keywords like ``EREF+`` may stand anywhere in it.
Source: Deutsche Kreditwirtschaft, DFÜ-Abkommen, Anlage 3, chapter MT940.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ..common.remittance import Remittance
from ..common.values import clean

_WIDTH = 27
SEAM = "\x1e"  # no character of a text: see text_safe
_START = re.compile(
    r"\s*(?:([0-9]{3})\s*([?~<>^§#@&|!])(?=[0-9]{2})|([?~<^])(?=[02][0-9]))"
)
_KEYS = (
    "EREF|KREF|MREF|BREF|RREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|TAN1?"
)
_KEYWORD = re.compile(rf"(?<![^\s+])({_KEYS})\+")
_CHUNK_KEYWORD = re.compile(rf"\s*(?:{_KEYS})\+")
_LABEL = re.compile(rf"(?<!\S)({_KEYS}|MTLG):")
_ID_SEAM = re.compile(rf"((?<!\S)(?:{_KEYS}):\s?[^\s{SEAM}]*){SEAM}")
_PURPOSE = frozenset([*(f"2{n}" for n in range(10)), "60", "61", "62", "63"])
_KNOWN = _PURPOSE | {"00", "10", "30", "31", "32", "33", "34", "38"}
_RETURNS = frozenset(["108", "109", "159", "181", "182", "183", "184"])
_IDS = {
    "EREF": ("end_to_end", ""),
    "KREF": ("other", "KREF"),
    "MREF": ("mandate", ""),
    "BREF": ("servicer", "BREF"),
    "RREF": ("other", "RREF"),
}
_FIELDS = {"IBAN": "account", "BIC": "bank"}
_WORDS = ("CRED", "DEBT", "IBAN", "BIC")  # one word; what follows is text


def is_structured(text: str) -> bool:
    """Say whether a ``:86:`` has subfields."""
    return bool(_START.match(text))


def separator(text: str) -> str:
    """Return the character that begins each subfield."""
    match = _START.match(text)
    return match[2] or match[3]


def read(text: str, found: Remittance, credit: bool) -> None:
    """Read a ``:86:`` with subfields.

    Args:
        text: the whole field, its wrapped lines joined.
        found: what is filled.
        credit: money in? A creditor's id is the other side's only on money out.
    """
    start = _START.match(text)
    parts = _subfield(start[2] or start[3]).split(text[start.end() - 1 :])
    subfields = list(zip(parts[1::2], parts[2::2], strict=True))
    present = {*parts[1::2]}
    found.code = start[1] or ""
    name = _words(joined(_of(subfields, "32", "33")))
    found.set_once("name", name.replace("\n", " "))
    iban = "".join(_of(subfields, "38")) if "38" in present else ""
    found.set_once("account", iban or _only(subfields, "31"))
    found.set_once("bank", _only(subfields, "30"))
    read_purpose(joined(_of(subfields, *_PURPOSE)), found, credit)
    reason = _only(subfields, "34") if "34" in present else ""
    if found.code in _RETURNS:  # the creditor of a returned debit is ourselves
        found.identifier = ""
    if found.code in _RETURNS and reason.strip("0"):
        found.return_reason = reason
    found.remarks += _of(subfields, "00")
    if not present <= _KNOWN:
        rest = [value for code, value in subfields if code not in _KNOWN]
        found.remarks.append(_words(joined(rest)))


@lru_cache(maxsize=16)
def _subfield(mark: str) -> re.Pattern[str]:
    """Return what begins a subfield: the separator and a code."""
    return re.compile(f"{re.escape(mark)}([0-9]{{2}})")


def _of(subfields: Iterable[tuple[str, str]], *codes: str) -> list[str]:
    return [value for code, value in subfields if code in codes]


def _only(subfields: Iterable[tuple[str, str]], code: str) -> str:
    return clean(next(iter(_of(subfields, code)), ""))


def joined(chunks: list[str]) -> str:
    """Return the pieces of a cut text as one.

    A full piece was cut within a word; a shorter one ended with a blank that the bank
    dropped. A piece that begins with a keyword begins a line. Where a full piece ends
    with a digit and a letter follows, both are possible: :data:`SEAM` stands there.

    >>> joined(["SVWZ+2019-02-15T20.10 Debit", "k.4 2019-12", "ABWA+Aral"])
    'SVWZ+2019-02-15T20.10 Debitk.4 2019-12\\nABWA+Aral'
    """
    if not chunks:
        return ""
    full = {_WIDTH, max(_WIDTH, *map(len, chunks))}
    parts = [chunks[0]]
    for before, chunk in zip(chunks, chunks[1:], strict=False):
        if _CHUNK_KEYWORD.match(chunk):
            parts.append("\n")
        elif len(before) not in full:
            parts.append(" ")
        elif before[-1:].isdigit() and chunk[:1].isalpha():
            parts.append(SEAM)
        parts.append(chunk)
    return "".join(parts)


def _words(text: str) -> str:
    """Return a joined text as words: at a seam a blank was lost, but not in an id."""
    if SEAM not in text:
        return text
    return _ID_SEAM.sub(r"\1", text).replace(SEAM, " ")


def _whole(text: str) -> str:
    """Return a joined id: it goes on over a seam."""
    return text.replace(SEAM, "")


def read_purpose(text: str, found: Remittance, credit: bool) -> None:
    """Read a text with SEPA keywords; what stands before the first is free text."""
    parts = _KEYWORD.split(text)
    found.texts.append(_words(parts[0]))
    for key, value in zip(parts[1::2], parts[2::2], strict=True):
        _keyword(key, value, found, credit)
    if ":" in text:
        _labels(text, found)


def has_keywords(text: str) -> bool:
    """Say whether a free text has SEPA keywords."""
    return bool(_KEYWORD.search(text))


def _keyword(key: str, value: str, found: Remittance, credit: bool) -> None:
    if key in _IDS:
        value, rest = _cut(value)
        found.refer(_IDS[key][0], _whole(value), _IDS[key][1])
        found.texts.append(_words(rest))
    elif key in ("ABWA", "ABWE"):
        found.set_once("ultimate", _words(value))
    elif key in _WORDS:
        word, _blank, rest = clean(_whole(value)).partition(" ")
        if key in _FIELDS or credit == (key == "DEBT"):
            found.set_once(_FIELDS.get(key, "identifier"), word)
        found.texts.append(rest)
    elif key == "OAMT":
        found.original(_whole(value))
    elif key == "COAM":
        found.charge(_whole(value), "COAM")
    elif key == "PURP":
        found.purpose = clean(_whole(value))
    elif key == "SVWZ":
        found.texts.append(_words(value))
    else:
        found.remarks.append(f"{key}+{_words(value)}")


def _cut(value: str) -> tuple[str, str]:
    """Return an id, and the labelled text that a bank wrote behind it."""
    label = _LABEL.search(value)
    return (value[: label.start()], value[label.start() :]) if label else (value, "")


def _labels(text: str, found: Remittance) -> None:
    """Take ids that stand as ``EREF: …`` in the text, if there is no better place."""
    parts = _LABEL.split(text)
    for key, value in zip(parts[1::2], parts[2::2], strict=True):
        value = _whole(_KEYWORD.split(value)[0])
        if key in _IDS and not found.has(_IDS[key][0]):
            found.refer(_IDS[key][0], value, _IDS[key][1])
        elif key in _FIELDS:
            found.set_once(_FIELDS[key], clean(value).partition(" ")[0])


# ------------------------------------------------------------------------------- :NS:


def read_notes(lines: Iterable[str], found: Remittance) -> None:
    """Read ``:NS:`` (Austria, Hungary): lines that begin with a code of two digits."""
    notes = [(line[:2], line[2:].strip()) for line in lines]
    found.texts += [text for code, text in notes if "01" <= code <= "14"]
    found.set_once("name", " ".join(_of(notes, "15", "16")))
    found.set_once("bank", _only(notes, "33"))
    found.set_once("account", _only(notes, "34"))
    found.remarks += _of(notes, "17")
