"""Payment references as a company knows them: patterns, check digits, inner numbers.

The shipped formats say which check digits count; a company's own may also take the
document's or the customer's number out of a reference.

>>> kid = Format("KID", "[0-9]{15}", "luhn", partner_start=1, partner_length=7,
...              document_start=8, document_length=7)
>>> read("000012310455" + "008", [kid])
[]
>>> found = read("000012301045500", [Format("Own", "[0-9]{15}", "none",
...                                         document_start=8, document_length=7)])
>>> found[0].document
'104550'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..text.patterns import compile_pattern
from . import check_digits

#: check digit algorithms of formats → the scheme that ``check_digits.schemes`` reports
SCHEMES = {
    "luhn": "luhn",
    "mod11": "kid11",
    "mod731": "fi",
    "mod97": "rf",
    "qr": "qr_ch",
    "ogm": "be",
}


@dataclass(frozen=True, slots=True)
class Format:
    """One format. Positions count from 1; a length of 0 means there is no such part."""

    name: str
    pattern: str
    check: str = "none"
    document_start: int = 0
    document_length: int = 0
    partner_start: int = 0
    partner_length: int = 0
    strip_zeros: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """What a format reads in a reference."""

    format: str
    document: str = ""
    partner: str = ""


def read(value: str, formats: Iterable[Format]) -> list[Reading]:
    """Return what each format that fits reads in a reference.

    Args:
        value: a reference; blanks do not count.
        formats: formats with valid patterns.
    """
    compact = "".join(value.upper().split())
    schemes = check_digits.schemes(compact)
    return [
        Reading(
            found.name,
            _part(compact, found.document_start, found.document_length, found),
            _part(compact, found.partner_start, found.partner_length, found),
        )
        for found in formats
        if _fits(compact, schemes, found)
    ]


def _fits(compact: str, schemes: tuple[str, ...], found: Format) -> bool:
    if found.check != "none" and SCHEMES[found.check] not in schemes:
        return False
    return bool(compile_pattern(f"^(?:{found.pattern})$").search(compact))


def _part(compact: str, start: int, length: int, found: Format) -> str:
    if not length:
        return ""
    part = compact[max(start, 1) - 1 :][:length]
    return part.lstrip("0") if found.strip_zeros else part
