"""Danish payment slips (FIK, GIK) in any text: ``+71<000000012345674+81234567<``.

The line says the card type, the payment ID and who is paid. Types 71 and 75 (FIK) and
04 and 15 (giro) carry a payment ID of 15 or 16 digits, 73 and 01 none: what they pay
stands in the text. The payee's number is never a reference of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PAYEE = r"\+\s{0,3}[0-9](?:\s?[0-9]){6,7}(?![0-9])\s?<?"
_ID = r"<\s{0,3}[0-9](?:\s?[0-9]){%d}(?![0-9])"
_FRAME = re.compile(
    rf"(?<![0-9])\+?\s?(?:(71)\s?({_ID % 14})|(04|15|75)\s?({_ID % 15})"
    rf"|(01|73)\s?<(?=\s{{0,3}}\+))\s{{0,3}}({_PAYEE})?"
)


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip line as found: ``number`` is its payment ID, empty for 73 and 01."""

    kind: str
    number: str
    payee: str
    raw: str
    start: int
    end: int


def find_slips(text: str) -> Iterator[Slip]:
    """Yield the slip lines in a text; blanks and line breaks inside are no matter.

    >>> (found,) = find_slips("Paid by +71<000000012345674+81234567<, thanks")
    >>> found.kind, found.number, found.payee
    ('71', '000000012345674', '81234567')
    >>> (found,) = find_slips("+73< +81234567<")
    >>> found.kind, found.number, found.payee
    ('73', '', '81234567')
    >>> list(find_slips("71 000000012345674"))
    []
    """
    for match in _FRAME.finditer(text):
        kind = match[1] or match[3] or match[5]
        number, payee = _digits(match[2] or match[4]), _digits(match[6])
        if number or payee:
            raw = match[0].strip()
            yield Slip(kind, number, payee, raw, match.start(), match.end())


def without_slips(text: str) -> str:
    """Return the text with a line break in the place of each slip line.

    >>> without_slips("a +73< +81234567< b")
    'a \\n b'
    """
    parts, begin = [], 0
    for slip in find_slips(text):
        parts.append(text[begin : slip.start])
        begin = slip.end
    return "\n".join([*parts, text[begin:]]) if parts else text


def _digits(value: str | None) -> str:
    return "".join(char for char in value or "" if char.isdigit())
