"""The text of an entry in MT940: ``:86:``, ``:NS:`` and the further lines of ``:61:``.

Three ways of writing, told by content: German subfields (``german``), keys between
slashes (``slashes``) and free text. Banks wrap after 65 characters, in the middle of
words; some count the tag, some do not.
"""

from __future__ import annotations

import re
from itertools import chain

from ..common.remittance import Remittance, find_belgian, looks_like_iban
from ..common.values import clean, meaningful
from . import german as mt_german
from . import slashes as mt_slashes
from .fields import StatementLine

_WIDTH = 65
_TAG_WIDTH = 4
_LONG_ID = re.compile(r"[0-9]{20,34}")
_GIRO = re.compile(r"P?[0-9]{7,10}")
_REFERENCE_WIDTH = 16
_DIGIT = re.compile("[0-9]")
_ARCHIVE_ID = re.compile(r"[0-9A-Z]{16,35}")
#: Words before the other side's account and name in free texts (nl, pl, Danske Bank).
_ACCOUNT_LABEL = re.compile(
    r"\b(?:REK|IBAN|RACH|Bnf\.acc)\.?\s*:?\s*"
    r"([A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}|[0-9]{26})\b"
)
_NAME_LABEL = re.compile(
    r"(?:\b(?:NAAM|OD|DLA): ?|/Bnf\. )([^;\n/]{2,70}?)(?:  |;|/|\n|$)"
)
_DUTCH_ACCOUNT = re.compile(r"([0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{3}) ")
_DUTCH_REFERENCE = re.compile(r"\bBETALINGSKENM(?:ERK)?\.?:?\s+([0-9]{7,16})\b")


def read(line: StatementLine, own_account: str = "") -> Remittance:
    """Return all that is said about an entry.

    Args:
        line: the ``:61:`` with its texts.
        own_account: as the statement names it, never the other side.
    """
    found = Remittance()
    credit = (line.amount > 0) != line.reversal
    if line.texts:
        _read_text(line.texts, found, credit)
    if line.notes:
        mt_german.read_notes(line.notes, found)
    _read_extra(line, found)
    _read_references(line, found, own_account)
    for text in found.texts:
        if text:
            find_belgian(found, text)
    return found


def _read_text(blocks: list[list[str]], found: Remittance, credit: bool) -> None:
    lines = blocks[0] if len(blocks) == 1 else [*chain.from_iterable(blocks)]
    first = lines[0] if lines[0].strip() else _first_filled(lines)
    if mt_german.is_structured(first):
        text = unwrapped(lines, mt_german.separator(first))
        mt_german.read(text, found, credit)
        return
    start = next((n for n, line in enumerate(lines) if mt_slashes.starts(line)), None)
    if start is not None:
        _read_free(unwrapped(lines[:start]), found)
        mt_slashes.read(unwrapped(lines[start:], "/", start), found, credit)
        return
    text = "\n".join(unwrapped(block) for block in blocks)
    if mt_german.has_keywords(text):
        mt_german.read_purpose(text, found, credit)
    else:
        _read_free(text, found)


def _first_filled(lines: list[str]) -> str:
    return next((line for line in lines if line.strip()), "")


def unwrapped(lines: list[str], starter: str = "", offset: int = 0) -> str:
    """Return a wrapped text as one.

    Args:
        lines: as they stand in the file, blanks at their ends kept.
        starter: what begins a part of a structured text: there a line break means
            nothing. In a free text (no starter) the end of a short line is kept.
        offset: number of the first line within its field; 0 has the tag before it.
    """
    if len(lines) == 1:
        return lines[0]
    parts = []
    for number, line in enumerate(lines, start=offset):
        parts.append(line)
        full = len(line) >= _WIDTH or (number == 0 and len(line) == _WIDTH - _TAG_WIDTH)
        if full or number == offset + len(lines) - 1:
            continue
        after = lines[number - offset + 1]
        if not starter:
            goes_on = line.endswith(" ") and line.strip() and after.strip()
            parts.append("" if goes_on else "\n")
        elif not _within(line, after, starter):
            parts.append(" ")
    return "".join(parts)


def _within(line: str, after: str, starter: str) -> bool:
    """Say whether a line was broken beside a starter, or within a time."""
    return line.endswith(starter) or after.lstrip().startswith((starter, ":"))


def _read_free(text: str, found: Remittance) -> None:
    found.texts.append(text)
    account = _ACCOUNT_LABEL.search(text)
    if account:
        found.set_once("account", account[1])
        name = _NAME_LABEL.search(text)
        found.set_once("name", name[1] if name else "")
    elif dutch := _DUTCH_ACCOUNT.match(text.lstrip()):
        found.set_once("account", dutch[1].replace(".", ""))
    for number in _DUTCH_REFERENCE.findall(text) if "BETALINGSKENM" in text else ():
        found.refer("payment_id", number, "BETALINGSKENMERK")


def _read_extra(line: StatementLine, found: Remittance) -> None:
    """Read the further lines of a ``:61:``: amounts, an account, an id, or a text."""
    if not line.extra:
        return
    structured = bool(line.texts) and any(map(mt_slashes.starts, line.texts[0]))
    for text in line.extra:
        giro = _GIRO.fullmatch(text) and (structured or text[0] == "P")
        if mt_slashes.read_amounts(text, found):
            continue
        if looks_like_iban(text) or giro:
            found.set_once("account", text)
        elif _LONG_ID.fullmatch(text) and not meaningful(line.bank):
            line.bank = text
        else:
            found.remarks.append(text)


# -------------------------------------------------------------------------- references


def _read_references(line: StatementLine, found: Remittance, own_account: str) -> None:
    """Take the references of the ``:61:``, and what banks keep in their place."""
    customer, bank = line.customer.rstrip("+"), meaningful(line.bank)
    first = line.texts[0][0] if line.texts else ""
    if bank and customer and _is_cut_text(customer + bank, first):
        whole = "".join((customer + bank).split())
        is_id = " " not in customer + bank and _ARCHIVE_ID.fullmatch(whole)
        bank, customer = (whole if is_id else ""), ""
    elif bank and not _DIGIT.search(bank):  # a text cut in two, not an id
        blank = " " if len(customer) < _REFERENCE_WIDTH else ""
        bank, customer = "", f"{customer}{blank}{bank}"
    elif _takes_place_of_account(line, customer, first):
        _account_and_name(line, customer, found)
        customer = ""
    elif looks_like_iban(customer) and customer != own_account:
        found.set_once("account", customer)
    found.set_once("name", line.name)
    _customer_reference(customer, found)
    found.refer("servicer", bank)
    line.bank = bank


def _account_and_name(line: StatementLine, customer: str, found: Remittance) -> None:
    found.set_once("account", customer)
    if line.extra and not line.name:
        name = line.extra[0]
        found.set_once("name", name)
        _drop_first(f"{customer} {name}", found)
        found.remarks = [remark for remark in found.remarks if remark != name]


def _customer_reference(customer: str, found: Remittance) -> None:
    """Take a reference; one in words is a text, and so is it if there is no other."""
    if len(customer) < 2 or customer in ("EREF", "KREF", "MREF"):
        return
    if _DIGIT.search(customer):
        found.refer("other", customer, "61")
    in_words = " " in customer or customer != customer.upper()
    if (in_words or not found.has_text()) and meaningful(customer):
        found.remarks.append(customer)


def _is_cut_text(references: str, text: str) -> bool:
    """Say whether both references are the beginning of the text, cut in two (Danske).

    ``Overforing med//melding`` and ``Overforing med melding`` are not an id.
    """
    start = "".join(text.replace("//", "").split())
    return start.startswith("".join(references.split()))


def _takes_place_of_account(line: StatementLine, customer: str, text: str) -> bool:
    """Say whether the customer reference is an account (Rabobank; SNS and ASN)."""
    if line.name:
        return bool(_GIRO.fullmatch(customer))
    same = text.split()[:1] == [customer]
    return same and bool(_GIRO.fullmatch(customer) or looks_like_iban(customer))


def _drop_first(line: str, found: Remittance) -> None:
    """Drop the first line of the text if it only repeats account and name."""
    for place, text in enumerate(found.texts):
        first, _end, rest = text.lstrip().partition("\n")
        if clean(first) == clean(line):
            found.texts[place] = rest
        if clean(text):
            return
