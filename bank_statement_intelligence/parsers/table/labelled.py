"""Who is named behind labels within a text: ``Auftraggeber: Meier Buchungstext: …``.

Polish, German and Dutch banks write so where their tables have no column of names.
"""

from __future__ import annotations

import re

#: label → what follows it: name or account of payer, payee or either; else other text
_LABELS = {
    "nazwa nadawcy": "payer", "nazwa odbiorcy": "payee",
    "nazwa i adres nadawcy": "payer", "nazwa i adres odbiorcy": "payee",
    "rachunek nadawcy": "payer_account",
    "rachunek odbiorcy": "payee_account", "auftraggeber": "name", "empfänger": "name",
    "zahlungsempfänger": "name", "kto/iban": "account", "naam": "name",
    "afzender": "payer", "begunstigde": "payee", "iban": "account",
    "tytuł": "", "tytułem": "", "lokalizacja": "", "adres nadawcy": "",
    "adres odbiorcy": "", "numer karty": "", "data": "", "data i czas operacji": "",
    "oryginalna kwota operacji": "", "numer telefonu": "", "referencje własne": "",
    "buchungstext": "", "blz/bic": "", "bic": "", "verwendungszweck": "", "ref.": "",
    "omschrijving": "", "kenmerk": "", "machtiging": "", "machtiging id": "",
    "incassant": "", "incassant id": "", "datum/tijd": "", "valutadatum": "",
    "pasvolgnr": "", "transactie": "", "term": "", "doorlopende incasso": "",
}  # fmt: skip
_LABEL = re.compile(
    rf"({'|'.join(sorted(map(re.escape, _LABELS), key=len, reverse=True))})\s*:\s*"
    r"|\bRef\.\s",
    re.I,
)


def party_in(text: str, money_in: bool) -> tuple[str, str]:
    """Return name and account of the other side that labels in a text tell.

    Args:
        text: of the entry.
        money_in: then the payer is the other side, else the payee.

    >>> party_in("Auftraggeber: Meier GmbH Buchungstext: RE 4711 Ref. A1/0", True)
    ('Meier GmbH', '')
    >>> party_in("Rachunek odbiorcy: 12 3456 Nazwa odbiorcy: ORLEN Tytuł: 7", False)
    ('ORLEN', '12 3456')
    """
    side = "payer" if money_in else "payee"
    found: dict[str, str] = {}
    parts = _LABEL.split(text)
    for label, value in zip(parts[1::2], parts[2::2], strict=True):
        kind = _LABELS.get((label or "").lower(), "")
        kind = kind.replace(side, "name", 1).replace("name_account", "account")
        if kind in ("name", "account") and (value := value.strip(" ,;|")):
            found.setdefault(kind, value)
    return found.get("name", ""), found.get("account", "")
