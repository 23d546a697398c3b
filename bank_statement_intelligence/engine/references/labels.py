"""What a text calls a number: a document's, or a payment ID.

>>> [found.number for found in find_labelled("Faktura 42, fak.nr 2026/0007")]
['42', '20260007']
>>> [found.number for found in find_labelled("Rechnungsnr. 42, RNr 43")]
['42', '43']
>>> is_payment_id("KID: 1234567897", 5), is_payment_id("order 1234567897", 6)
(True, False)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER_WORD = r"(?:NUMMERO|NUMMER|NUMERO|NUMBER|NRO|NR|NO)?"
_DOCUMENT = re.compile(
    r"(?<![^\W_])(?:FAKTURA|FAKTUR|FAKT|FAK|INVOICE|INV|RECHNUNGS?|RECHN|RG|RE|"
    r"R(?=[.-]?NR)|LASKUN?|FACTUUR|FACTURA|FACTURE|FACT|FATTURA|REGNING|NOTA|ARVE|"
    r"SASKAITA)"
    rf"[\s.:#-]{{0,2}}{_NUMBER_WORD}[\s.:#]{{0,3}}"
    r"(?P<raw>(?:[0-9]{1,8}[/-]){0,3}[0-9]{1,10})(?![^\W_]|[/,.-][^\W_])",
    re.IGNORECASE,
)
_PAYMENT_ID = re.compile(
    r"(?<![^\W_])(?:KID|OCR|(?:MAKSU|TASU)?VIITE|FIK|GIK|BETALINGS-?ID|QRR|SCOR|"
    r"BETAL(?:INGS|NINGS)REFER[AE]NS[E]?|BETALINGSKENMERK|ZAHLUNGSREFERENZ|"
    r"PAYMENT REFERENCE|QR-?REF|"
    r"RF-?REF)"
    rf"[\s.:-]?{_NUMBER_WORD}[\s.:#-]{{0,3}}$",
    re.IGNORECASE,
)
#: how far before a number its label may begin
REACH = 30


@dataclass(frozen=True, slots=True)
class Labelled:
    """A number that a text calls a document's, digits only, and its place."""

    number: str
    raw: str
    start: int
    end: int


def find_labelled(text: str) -> Iterator[Labelled]:
    """Yield the numbers that a text calls numbers of documents, leading zeros off."""
    for match in _DOCUMENT.finditer(text):
        number = re.sub(r"\D", "", match["raw"]).lstrip("0")
        if number:
            yield Labelled(number, match["raw"], *match.span("raw"))


def is_payment_id(text: str, start: int) -> bool:
    """Tell whether the words before a place call what follows a payment ID."""
    return bool(_PAYMENT_ID.search(text[max(0, start - REACH) : start]))
