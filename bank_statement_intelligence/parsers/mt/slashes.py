"""``:86:`` with keys between slashes: Dutch banks and others.

``/TRTP/SEPA OVERBOEKING/IBAN/NL…/BIC/…/NAME/…/REMI/…/EREF/…``. Values may hold slashes
themselves, so only keys of this list end one; what is not understood stays text.
Sources: format descriptions of ABN AMRO, ING, Rabobank, ASN and SNS, bunq, KNAB.
"""

from __future__ import annotations

import re

from ..common.remittance import Remittance
from ..common.values import clean

_KEYS = (
    "ACCW|ADDR|BBAN|BENM|BIC|BUSP|CHGS|CNTP|CREF|CSID|EREF|EXCH|IBAN|ID|INIT|IREF|ISDT|"
    "KREF|MARF|MREF|NAME|OCMT|ORDP|PREF|PURP|REMI|RTRN|SVCL|TRCD|TRTP|ULTB|ULTC|ULTD"
)
_KEY = re.compile(rf"/({_KEYS})(?=/)")
_IDS = {
    "EREF": ("end_to_end", ""),
    "PREF": ("payment_info", ""),
    "KREF": ("other", "KREF"),
    "CREF": ("other", "CREF"),
    "IREF": ("instruction", ""),
    "MARF": ("mandate", ""),
    "MREF": ("mandate", ""),
}
#: Keys whose value is one word; what follows it is text.
_WORDS = {
    "IBAN": "account",
    "BBAN": "account",
    "BIC": "bank",
    "RTRN": "return_reason",
    "PURP": "purpose",
    "TRCD": "code",
}
_PARTIES = ("BENM", "ORDP", "BUSP", "INIT", "ULTB", "ULTC", "ULTD")
_DULL = ("ISDT", "SVCL")  # a day that is the value date, a kind of direct debit
_EXTRA = re.compile(r"/(OCMT|CHGS|EXCH|TRCD)/+([A-Z0-9.,]{1,30})")
_ACCOUNT = re.compile(r"[A-Z]{0,2}[0-9][A-Z0-9]{7,33}")


def starts(line: str) -> bool:
    """Say whether a line begins with a key."""
    line = line.lstrip()
    return line.startswith("/") and bool(_KEY.match(line))


def read(text: str, found: Remittance, credit: bool) -> None:
    """Read a text that begins with a key.

    Args:
        text: its wrapped lines joined.
        found: what is filled.
        credit: money in? A creditor's id is the other side's only on money out.
    """
    parts = _KEY.split(text.strip())
    party = ""
    for key, value in zip(parts[1::2], parts[2::2], strict=True):
        value = value.strip(" /")
        if key in _PARTIES:
            party = key
            _party(party, value, found)
        elif key == "NAME":
            _name(party, value.partition("//")[0], found)
        elif key in _IDS:
            found.refer(_IDS[key][0], value, _IDS[key][1])
        elif value:
            _value(key, value, found, credit)


def _party(party: str, value: str, found: Remittance) -> None:
    """Take what follows a party: ``account/name/…`` or ``name//id`` or nothing."""
    parts = [part.strip() for part in value.split("/") if part.strip()]
    if parts and _ACCOUNT.fullmatch(parts[0]) and not party.startswith("ULT"):
        found.set_once("account", parts.pop(0))
    if parts:
        _name(party, parts.pop(0), found)
    if not party.startswith("ULT"):
        found.texts += parts


def _name(party: str, name: str, found: Remittance) -> None:
    """Take a name: of the other side, or of the ultimate party behind it."""
    if party.startswith("ULT"):
        found.set_once("ultimate", name)
    elif party != "INIT":
        found.set_once("name", name)


def _value(key: str, value: str, found: Remittance, credit: bool) -> None:
    if key == "REMI":
        _advice(value, found)
    elif key == "CNTP":
        names = ("account", "bank", "name", "address")
        for name, part in zip(names, value.split("/"), strict=False):
            found.set_once(name, part)
    elif key == "ACCW":
        account, _comma, bank = value.partition(",")
        found.set_once("account", account)
        found.set_once("bank", bank)
    elif key == "ADDR":
        found.set_once("address", value)
    elif key == "TRTP":
        found.remarks.append(value)
    elif key not in _DULL:
        _word(key, value, found, credit)


def _word(key: str, value: str, found: Remittance, credit: bool) -> None:
    word, *rest = re.split(r"[\s/]", value, maxsplit=1)
    if key in _WORDS:
        found.set_once(_WORDS[key], word)
    elif key == "CSID":
        if not credit:
            found.set_once("identifier", word)
    elif key in ("OCMT", "CHGS", "EXCH"):
        _amount(key, word, found)
    else:  # ID: kept as the bank says it
        found.remarks.append(f"/{key}/{word}")
    found.texts += rest


def _advice(value: str, found: Remittance) -> None:
    """Read REMI: free, or ``USTD//text``, or ``STRD/CUR/payment id`` (ING)."""
    kind, _mark, rest = value.partition("/")
    if kind == "USTD":
        found.texts.append(rest.strip("/"))
    elif kind == "STRD":
        scheme, _mark, number = rest.strip("/").rpartition("/")
        found.refer("payment_id", number, scheme.strip("/"))
    else:
        found.texts.append(value)


def read_amounts(text: str, found: Remittance) -> bool:
    """Read amounts and codes in a further line of a ``:61:``; say if there are any."""
    amounts = _EXTRA.findall(text) if "/" in text else []
    for key, value in amounts:
        if key == "TRCD":
            found.code = value
        else:
            _amount(key, value, found)
    return bool(amounts)


def _amount(key: str, value: str, found: Remittance) -> None:
    if key == "OCMT":
        found.original(value)
    elif key == "CHGS":
        found.charge(value)
    else:
        found.exchange(clean(value))
