"""Entries and balances of a BAI2 account: type codes, amounts, funds types, texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ..common.checks import decimals
from ..common.records import ParsedTransaction
from ..common.reference_order import in_order
from ..common.remittance import Remittance
from ..common.values import MAX_DIGITS, BadValue, quoted
from .bai2_records import Record

_AMOUNT = re.compile(r"([+-]?)([0-9]{1,40})")
_CODE = re.compile("[0-9]{3}")
_NOTE = "890"  # information without money
_CHEQUES = frozenset(["472", "474", "475"])
#: Ranges of type codes that are money in or out (from, to, money in?).
_DIRECTIONS = (
    (100, 399, True),
    (400, 699, False),
    (700, 759, True),  # loans: payments
    (760, 799, False),  # loans: disbursements
    (827, 827, True),  # SEPA
    (828, 828, False),
    (829, 829, True),  # BACS
    (920, 959, True),  # own codes of the bank
    (960, 999, False),
)
#: Fields that a funds type adds; D says itself how many.
_FUNDS = {"S": 3, "V": 2}
_LABEL = re.compile(r"\s*([A-Z]{4}): ?(.*)")
_LABELLED = {
    "EREF": ("end_to_end", ""),
    "CREF": ("clearing", ""),
    "CHKN": ("cheque", ""),
    "IDNM": ("other", "IDNM"),
}
#: What a label says of the creditor (C…) or debtor (D…).
_PARTY = {
    "CRNM": "name",
    "CACT": "account",
    "CBIC": "bank",
    "CABA": "bank",
    "DBNM": "name",
    "DACT": "account",
    "DBIC": "bank",
    "DABA": "bank",
}


class Unit:
    """The currency of an account: how its amounts are written.

    >>> Unit("USD").signed("-1050", "010"), Unit("JPY").signed("1050", "010")
    (Decimal('-10.50'), Decimal('1050'))
    """

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.digits = decimals(currency)

    def signed(self, text: str, name: str) -> Decimal:
        """Return an amount in the smallest unit, as an amount of the currency.

        Raises:
            BadValue: it is not a whole number of at most 18 digits.
        """
        match = _AMOUNT.fullmatch(text)
        if match and len(match[2].lstrip("0")) <= MAX_DIGITS:
            return Decimal(text).scaleb(-self.digits)
        what = "An amount in the file cannot be read."
        why = f"{quoted(text)} is not a whole number of at most {MAX_DIGITS} digits."
        raise BadValue("bad_amount", what, name, why)


def read_summaries(fields: list[str]) -> Iterator[tuple[str, str]]:
    """Yield type code and amount of each balance or total of an account.

    Raises:
        BadValue: what should be a type code is none.
    """
    place = 0
    while place < len(fields):
        code, amount, _count, funds = (fields[place : place + 4] + [""] * 4)[:4]
        if code:
            yield _type_code(code), amount
        place += 4 + _extra(funds, fields[place + 4 : place + 5])


def read_entry(
    record: Record, unit: Unit, day: date | None, where: str
) -> tuple[ParsedTransaction | None, Decimal, str]:
    """Read a record 16.

    Args:
        record: with its continuations.
        unit: the account's currency.
        day: when the bank booked it: the day the report is of.
        where: place for messages.
    Returns:
        the transaction (None for mere information), the amount as written (for the
        control total), and the information.
    Raises:
        BadValue: a field is damaged.
    """
    fields = list(record.fields())
    code = _type_code(fields[0])
    written, funds = (fields[1:3] + ["", ""])[:2]
    extra = _extra(funds, fields[3:4])
    start = 3 + extra
    bank, customer = (fields[start : start + 2] + ["", ""])[:2]
    text = record.text_after(start + 2)
    if code == _NOTE:
        return None, unit.signed(written or "0", "amount"), text.strip()
    credit = _is_credit(code)
    value = unit.signed(written, "amount")
    found = Remittance(code=code)
    _read_text(text, found, credit)
    found.refer("servicer", bank)
    found.refer("cheque" if code in _CHEQUES else "other", customer)
    transaction = ParsedTransaction(
        amount=value if credit else -value,
        currency=unit.currency,
        booking_date=day,
        value_date=_value_date(funds, fields),
        text=found.text(),
        references=in_order(found.references),
        counterparty=found.counterparty(),
        code=code,
        proprietary_code=code,
        bank_id=bank,
        where=where,
    )
    return transaction, value, ""


def _type_code(text: str) -> str:
    if _CODE.fullmatch(text):
        return text
    what = "A type code in the file cannot be read."
    why = f"{quoted(text)} is not a number of three digits."
    raise BadValue("bad_type_code", what, "type code", why)


def _is_credit(code: str) -> bool:
    for first, last, credit in _DIRECTIONS:
        if first <= int(code) <= last:
            return credit
    what = "The file does not say whether an amount is money in or out."
    why = f"Type code {code} is neither a credit nor a debit."
    raise BadValue("bad_direction", what, "type code", why)


def _extra(funds: str, following: list[str]) -> int:
    """Return how many fields the funds type adds."""
    if funds.upper() != "D":
        return _FUNDS.get(funds.upper(), 0)
    count = following[0] if following else ""
    if re.fullmatch("[0-9]{1,3}", count):
        return 1 + 2 * int(count)
    what = "The availability of an amount cannot be read."
    why = f"After funds type D {quoted(count)} is not the number of its parts."
    raise BadValue("bad_funds", what, "funds type", why)


def _value_date(funds: str, fields: list[str]) -> date | None:
    if funds.upper() != "V" or not fields[3:4] or not fields[3]:
        return None
    return read_day(fields[3], "value date")


def read_day(text: str, name: str) -> date | None:
    """Read YYMMDD or YYYYMMDD.

    Raises:
        BadValue: it is no day of the calendar.
    """
    if not text:
        return None
    digits = text if len(text) == 8 else f"20{text}"
    try:
        if re.fullmatch("[0-9]{8}", digits):
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:  # 30 February  # pylint: disable=except-pass
        pass
    what = "A date in the file is impossible."
    why = f"{quoted(text)} is not a day of the calendar written YYMMDD."
    raise BadValue("bad_date", what, name, why)


def _read_text(text: str, found: Remittance, credit: bool) -> None:
    """Read the text; some banks go on with labelled lines like ``EREF: 4711``."""
    other = "D" if credit else "C"
    for line in text.split("\n"):
        match = _LABEL.fullmatch(line)
        label = match[1] if match else ""
        if label in _LABELLED:
            found.refer(_LABELLED[label][0], match[2], _LABELLED[label][1])
        elif label in _PARTY:
            if label[0] == other:
                found.set_once(_PARTY[label], match[2])
        elif label == "REMI":
            found.texts.append(match[2])
        else:
            found.texts.append(line)
