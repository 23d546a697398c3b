"""Movements of a CODA statement: amounts, communications, the other side."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from ..common.records import ParsedTransaction, Party, TransactionDetail
from ..common.reference_order import in_order
from ..common.remittance import Remittance, belgian_reference, find_belgian
from ..common.values import clean
from .coda_records import Movement

_AMOUNT = re.compile("[0-9]{15}")
_RATE = re.compile("[0-9]{12}")
_REASON = re.compile("[A-Z]{2}[A-Z0-9]{2}")
_CANCELLED = ("49", "99")  # operations of every family
_RETURNS = ("1", "2", "3", "4", "5")


def read_entry(
    movement: Movement, details: list[Movement], currency: str, where: str
) -> ParsedTransaction:
    """Return the transaction of a movement and its details.

    Args:
        movement: with detail number 0000.
        details: those with the same sequence number and another detail number.
        currency: of the account.
        where: place for messages.
    """
    found = _read(movement, currency)
    first = movement.first
    code = clean(first.part(54, 61))
    return ParsedTransaction(
        amount=movement.amount(),
        currency=currency,
        booking_date=first.day(116, "entry date"),
        value_date=first.day(48, "value date"),
        text=found.text(),
        references=in_order(found.references),
        counterparty=found.counterparty(),
        ultimate=Party(found.ultimate) if found.ultimate else Party(),
        code=code,
        proprietary_code=code,
        reversal=first.part(57, 58) in _CANCELLED,
        bank_id=clean(first.part(11, 31)),
        details=tuple(_detail(d, currency) for d in _leaves(details)),
        original_amount=found.original_amount,
        original_currency=found.original_currency,
        rate=found.rate,
        return_reason=found.return_reason,
        where=where,
    )


def _leaves(details: list[Movement]) -> list[Movement]:
    """Return the details that are no totals of others (a 7 before its 9s)."""
    following = [*details[1:], None]
    return [
        detail
        for detail, after in zip(details, following, strict=False)
        if not (detail.level == "7" and after and after.level == "9")
    ]


def _detail(movement: Movement, currency: str) -> TransactionDetail:
    found = _read(movement, currency)
    return TransactionDetail(
        amount=movement.amount(),
        currency=currency,
        counterparty=found.counterparty(),
        ultimate=Party(found.ultimate) if found.ultimate else Party(),
        references=in_order(found.references),
        text=found.text(),
        purpose=found.purpose,
        code=clean(movement.first.part(54, 61)),
        return_reason=found.return_reason,
        original_amount=found.original_amount,
        original_currency=found.original_currency,
        rate=found.rate,
    )


def _read(movement: Movement, currency: str) -> Remittance:
    """Return what a movement says beside its amount."""
    found = Remittance()
    kind, text = movement.structured, movement.communication
    if not kind:
        found.texts.append(text)
    elif kind in _STRUCTURED:
        _STRUCTURED[kind](text, found)
        if movement.amount() > 0:  # then the creditor of a direct debit is ourselves
            found.identifier = ""
    found.refer("end_to_end", movement.second_part(64, 98))
    found.set_once("bank", movement.second_part(99, 109))
    found.purpose = movement.second_part(122, 125)
    reason = movement.second_part(114, 117)  # to version 2.2 something else
    if movement.second_part(113, 113) in _RETURNS and _REASON.fullmatch(reason):
        found.return_reason = reason
    account = movement.third_part(11, 44)
    found.set_once("account", account.partition(" ")[0])
    found.set_once("name", movement.third_part(48, 82))
    for information in movement.information:
        _information(information, found)
    for line in found.texts:
        find_belgian(found, line)
    found.refer("servicer", movement.first.part(11, 31))
    if found.original_currency == currency:
        found.original_amount, found.original_currency, found.rate = None, "", None
    return found


def _information(text: str, found: Remittance) -> None:
    """Read a record 3: the other side, the parties behind it, or free text."""
    kind = text[1:4] if text[0] == "1" else ""
    if not kind:
        found.texts.append(text[1:])
    elif kind == "001":
        found.set_once("name", text[4:74])
        lines = (clean(text[74:109]), clean(text[109:144]))
        found.set_once("address", ", ".join(filter(None, lines)))
        found.set_once("identifier", text[144:179])
    elif kind in ("008", "009"):
        found.set_once("ultimate", text[4:74])
    elif kind == "002":
        found.remarks.append(text[4:])


# --------------------------------------------------------- structured communications


def _creditor_reference(text: str, found: Remittance) -> None:
    """100: a reference by ISO 11649."""
    found.refer("payment_id", clean(text[3:28]), "SCOR")


def _belgian(text: str, found: Remittance) -> None:
    """101, 102: twelve digits, the last two are the check."""
    digits = text[3:15].strip()
    value = belgian_reference(digits)
    found.refer("payment_id", value or digits, "BBA" if value else "")


def _number(text: str, found: Remittance) -> None:
    """103: a number, e.g. of a cheque."""
    found.refer("other", text[3:15], "103")


def _original(text: str, found: Remittance) -> None:
    """105: the amount before fees, or in its original currency, and a reference."""
    amount, rate, currency = text[18:33], text[33:45], text[45:48]
    if _AMOUNT.fullmatch(amount) and currency.isalpha():
        found.original_amount = Decimal(amount).scaleb(-3)
        found.original_currency = currency
    if _RATE.fullmatch(rate) and int(rate):
        found.rate = Decimal(rate).scaleb(-8)
    if text[48:60].strip("0 "):
        _belgian(text[45:60], found)


def _domiciliation(text: str, found: Remittance) -> None:
    """107: a direct debit of the old Belgian kind: its number and two texts."""
    found.refer("mandate", text[3:15])
    found.texts.append(f"{text[21:36]} {text[36:51]}")


def _terminal(name: int) -> Callable[[str, Remittance], None]:
    """111, 113, 114: card payments; the text is name and town of the terminal."""

    def read(text: str, found: Remittance) -> None:
        found.texts.append(f"{text[name : name + 16]} {text[name + 16 : name + 26]}")

    return read


def _card_payment(text: str, found: Remittance) -> None:
    """114: one card payment, with the reference of the transaction."""
    _terminal(30)(text, found)
    found.refer("transaction", text[56:72])


def _direct_debit(text: str, found: Remittance) -> None:
    """127: a SEPA direct debit: creditor, mandate, text, and why it came back."""
    found.set_once("identifier", text[12:47])
    found.refer("mandate", text[47:82])
    found.texts.append(text[82:144])
    if text[144:145] in _RETURNS:
        found.return_reason = clean(text[145:149])


_STRUCTURED: dict[str, Callable[[str, Remittance], None]] = {
    "100": _creditor_reference,
    "101": _belgian,
    "102": _belgian,
    "103": _number,
    "105": _original,
    "107": _domiciliation,
    "111": _terminal(38),
    "113": _terminal(43),
    "114": _card_payment,
    "127": _direct_debit,
}
