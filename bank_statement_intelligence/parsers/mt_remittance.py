"""The text of an entry in MT940: ``:86:``, ``:NS:`` and the further lines of ``:61:``.

Three ways of writing, told by content: German subfields (``mt_german``), keys between
slashes (Dutch banks and others: ``/TRTP/…/IBAN/…/NAME/…/REMI/…/EREF/…``) and free text.
Banks wrap after 65 characters, in the middle of words; some count the tag, some do not.
"""

from __future__ import annotations

import re

from . import mt_german
from .mt_fields import StatementLine
from .remittance import Remittance, find_belgian, looks_like_iban, money
from .values import clean, meaningful

_WIDTH = 65
_TAG_WIDTH = 4
_SLASH_KEYS = (
    "ACCW|ADDR|BENM|BIC|BUSP|CHGS|CNTP|CREF|CSID|EREF|EXCH|IBAN|ID|INIT|IREF|ISDT|KREF|"
    "MARF|MREF|NAME|OCMT|ORDP|PREF|PURP|REMI|RTRN|SVCL|TRCD|TRTP|ULTB|ULTC|ULTD"
)
_SLASH = re.compile(rf"/({_SLASH_KEYS})(?=/)")
_SLASH_IDS = {
    "EREF": ("end_to_end", ""),
    "PREF": ("payment_info", ""),
    "KREF": ("other", "KREF"),
    "CREF": ("other", "CREF"),
    "IREF": ("instruction", ""),
    "MARF": ("mandate", ""),
    "MREF": ("mandate", ""),
}
_SLASH_FIELDS = {"IBAN": "account", "BIC": "bank", "ADDR": "address"}
_DULL = ("ISDT", "SVCL")  # a day that is the value date, a kind of direct debit
_PLAIN = {"RTRN": "return_reason", "PURP": "purpose", "TRCD": "code"}
_PARTIES = ("BENM", "ORDP", "BUSP", "INIT", "ULTB", "ULTC", "ULTD")
_EXTRA = re.compile(r"/(OCMT|CHGS|EXCH|TRCD)/+([A-Z0-9.,]{1,30})")
_LONG_ID = re.compile(r"[0-9]{20,34}")
_GIRO = re.compile(r"P?[0-9]{7,10}")
#: Words before the other side's account and name in free texts (nl, pl).
_ACCOUNT_LABEL = re.compile(
    r"\b(?:REK|IBAN|RACH)\.?\s*:\s*([A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}|[0-9]{26})\b"
)
_NAME_LABEL = re.compile(r"\b(?:NAAM|OD|DLA): ?([^;\n/]{2,70}?)(?:  |;|/|\n|$)")
_DUTCH_ACCOUNT = re.compile(r"([0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{3}) ")
_DUTCH_REFERENCE = re.compile(r"\bBETALINGSKENM(?:ERK)?\.?:?\s+([0-9]{7,16})\b")


def read(line: StatementLine) -> Remittance:
    """Return all that is said about an entry."""
    found = Remittance()
    credit = (line.amount > 0) != line.reversal
    if line.texts:
        _read_text(line.texts, found, credit)
    if line.notes:
        mt_german.read_notes(line.notes, found)
    _read_extra(line, found)
    _read_references(line, found)
    return found


def _read_text(blocks: list[list[str]], found: Remittance, credit: bool) -> None:
    first = next((text for block in blocks for text in block if text.strip()), "")
    if mt_german.is_structured(first):
        lines = [line for block in blocks for line in block]
        text = unwrapped(lines, mt_german.separator(first))
        mt_german.read(text, found, credit)
    elif _SLASH.match(first.lstrip()):
        lines = [line for block in blocks for line in block]
        _read_slashes(unwrapped(lines, "/"), found, credit)
    else:
        text = "\n".join(unwrapped(block) for block in blocks)
        if mt_german.has_keywords(text):
            mt_german.read_purpose(text, found, credit)
        else:
            _read_free(text, found)
    for text in found.texts:
        find_belgian(found, text)


def unwrapped(lines: list[str], starter: str = "") -> str:
    """Return a wrapped text as one.

    Args:
        lines: as they stand in the file, blanks at their ends kept.
        starter: what begins a part of a structured text: there a line break means
            nothing. In a free text (no starter) the end of a short line is kept.
    """
    parts = []
    for number, line in enumerate(lines):
        parts.append(line)
        full = len(line) >= _WIDTH or (number == 0 and len(line) == _WIDTH - _TAG_WIDTH)
        if full or number == len(lines) - 1:
            continue
        if not starter:
            parts.append("" if line.endswith(" ") else "\n")
        elif not _within(line, lines[number + 1], starter):
            parts.append(" ")
    return "".join(parts)


def _within(line: str, after: str, starter: str) -> bool:
    """Say whether a line was broken beside a starter, or within a time."""
    return line.endswith(starter) or after.lstrip().startswith((starter, ":"))


# ----------------------------------------------------------------------------- slashes


def _read_slashes(text: str, found: Remittance, credit: bool) -> None:
    parts = _SLASH.split(text.strip())
    party = ""
    for key, value in zip(parts[1::2], parts[2::2], strict=True):
        value = value.strip(" /")
        if key in _PARTIES:
            party = key
            key = "NAME" if value else key
        if key in _SLASH_IDS:
            found.refer(_SLASH_IDS[key][0], value, _SLASH_IDS[key][1])
        elif key in _SLASH_FIELDS:
            found.set_once(_SLASH_FIELDS[key], value)
        elif key == "NAME":
            _name(party, value, found)
        elif key not in _PARTIES:
            _slash(key, value, found, credit)


def _name(party: str, value: str, found: Remittance) -> None:
    """Take a name: of the other side, or of the ultimate party behind it."""
    name = value.partition("//")[0]
    if party.startswith("ULT"):
        found.set_once("ultimate", name)
    elif party != "INIT":
        found.set_once("name", name)


def _slash(key: str, value: str, found: Remittance, credit: bool) -> None:
    if key == "REMI":
        _advice(value, found)
    elif key in ("CNTP", "ACCW"):
        names = ("account", "bank", "name", "address")
        for name, part in zip(names, re.split("[/,]", value), strict=False):
            found.set_once(name, part)
    elif key == "CSID":
        if not credit:
            found.set_once("identifier", value)
    elif key in _PLAIN:
        setattr(found, _PLAIN[key], clean(value))
    elif key in ("OCMT", "CHGS"):
        _amount(key, value, found)
    elif value and key not in _DULL:  # ID, EXCH are kept as the bank says them
        found.remarks.append(value if key == "TRTP" else f"/{key}/{value}")


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


# --------------------------------------------------------------------------- free text


def _read_free(text: str, found: Remittance) -> None:
    found.texts.append(text)
    account = _ACCOUNT_LABEL.search(text)
    if account:
        found.set_once("account", account[1])
        name = _NAME_LABEL.search(text)
        found.set_once("name", name[1] if name else "")
    elif dutch := _DUTCH_ACCOUNT.match(text.lstrip()):
        found.set_once("account", dutch[1].replace(".", ""))
    for number in _DUTCH_REFERENCE.findall(text):
        found.refer("payment_id", number, "BETALINGSKENMERK")


def _read_extra(line: StatementLine, found: Remittance) -> None:
    """Read the further lines of a ``:61:``: amounts, an account, an id, or a text."""
    for text in line.extra:
        amounts = _EXTRA.findall(text)
        for key, value in amounts:
            _amount(key, value, found)
        if looks_like_iban(text) or (_GIRO.fullmatch(text) and text[0] == "P"):
            found.set_once("account", text)
        elif _LONG_ID.fullmatch(text) and not meaningful(line.bank):
            line.bank = text
        elif not amounts:
            found.remarks.append(text)


def _is_account(text: str) -> bool:
    return bool(_GIRO.fullmatch(text)) or looks_like_iban(text)


def _amount(key: str, value: str, found: Remittance) -> None:
    if key == "OCMT":
        found.original(value)
    elif key == "CHGS":
        found.charge(value)
    elif key == "TRCD":
        found.code = value
    elif rate := money(value):
        found.rate = rate[1]


def _read_references(line: StatementLine, found: Remittance) -> None:
    """Take the references of the ``:61:``, and what Dutch banks keep in their place."""
    customer = line.customer.rstrip("+")
    first = line.texts[0][0].split() if line.texts else []
    if line.name and _GIRO.fullmatch(customer):  # Rabobank: account and name
        found.set_once("account", customer)
        customer = ""
    elif first[:1] == [customer] and _is_account(customer):  # SNS, ASN: the same twice
        found.set_once("account", customer)
        found.set_once("name", line.extra[0] if line.extra else "")
        customer = ""
    found.set_once("name", line.name)
    if len(customer) > 1 and customer not in ("EREF", "KREF", "MREF"):
        found.refer("other", customer, "61")
    found.refer("servicer", line.bank)
