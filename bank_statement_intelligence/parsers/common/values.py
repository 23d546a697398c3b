"""Values as banks write them: amounts, dates, references, texts.

One strict reader for every format. A value that breaks its rule raises
:class:`BadValue`; the format adds the place and turns it into a ``ParseError``.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Context, Decimal
from functools import lru_cache

MAX_DIGITS = 18
MAX_DECIMALS = 5
YEARS = range(1900, 2200)
ROUNDED = Context(prec=12)
_RATE_TOLERANCE = Decimal("0.05")  # charges and rounding may be inside an amount

_AMOUNT = re.compile(r"\+?(?=\.?[0-9])([0-9]{0,40})(?:\.([0-9]{0,40}))?")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ].*|Z|[+-][0-9:]+)?")
#: What banks write where the standard demands an id and there is none.
_PLACEHOLDERS = frozenset(
    "N/A,NIL,NO REF,NON REF,NONE,NONREF,NOREF,NOT APPLICABLE,NOT AVAILABLE,NOT PROVIDED"
    ",NOT-PROVIDED,NOTAPPLICABLE,NOTAVAILABLE,NOTPROVIDED,NOT_PROVIDED,NULL,UNKNOWN"
    "".split(",")
)
_FILLER_STARTS = frozenset("NnUu")
_NOTHING = "0-./* "


class BadValue(ValueError):
    """A value that breaks its rule.

    Args:
        code: stable code of the later ``ParseError``: ``bad_amount``, ``bad_date`` …
        what: what happened, one English sentence.
        field: the field the value stands in, as the format calls it.
        why: the rule, with the offending value.
    """

    def __init__(self, code: str, what: str, field: str, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.what = what
        self.field = field
        self.why = why


def quoted(value: str, length: int = 60) -> str:
    """Return the value in quotes for an error text, shortened if it is long."""
    return f'"{value[:length]}…"' if len(value) > length else f'"{value}"'


def amount(value: str, field: str, decimals: int = MAX_DECIMALS) -> Decimal:
    """Read an unsigned amount in plain notation, keeping its decimals.

    Args:
        value: e.g. ``1234.50``; no sign, exponent, NaN, comma or blank inside.
        field: where it stands, for the error.
        decimals: how many decimals count at most; zeros at the end do not count.
    Raises:
        BadValue: it is anything else, or longer than 18 digits.
    """
    whole, _point, fraction = value.partition(".")
    if whole.isdigit() and whole.isascii() and len(value) <= MAX_DIGITS:
        if fraction.isdigit() and fraction.isascii() and len(fraction) <= decimals:
            return Decimal(value)  # nearly all
    match = _AMOUNT.fullmatch(value)
    if not match:
        raise bad_amount(value, field, "is not a plain unsigned number")
    if len(value) > decimals:  # a shorter one cannot break a limit
        whole, fraction = match[1].lstrip("0"), (match[2] or "").rstrip("0")
        if len(whole) + len(fraction) > MAX_DIGITS:
            raise bad_amount(value, field, f"has more than {MAX_DIGITS} digits")
        if len(fraction) > decimals:
            raise bad_amount(value, field, f"has more than {decimals} decimals")
    return Decimal(value)


def bad_amount(value: str, field: str, rule: str) -> BadValue:
    """Return the error of an amount that breaks a rule, e.g. ``is not a number``."""
    what = "An amount in the file cannot be read."
    return BadValue("bad_amount", what, field, f"{quoted(value)} {rule}.")


def bad_date(value: str, field: str, form: str = "") -> BadValue:
    """Return the error of a date; ``form`` says how it must be written."""
    what = "A date in the file is impossible."
    why = f"{quoted(value)} is not a day of the calendar {form}".rstrip()
    return BadValue("bad_date", what, field, f"{why}.")


def calendar_day(year: int, month: int, day: int) -> date | None:
    """Return a day, None if there is none like that or its year is out of reason."""
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:  # 30 February
        return None


def full_year(year: int, pivot: int) -> int:
    """Return a year of two digits in full: from the pivot on it is 19xx."""
    return year + (1900 if year >= pivot else 2000)


@lru_cache(maxsize=4096)
def iso_date(value: str, field: str) -> date:
    """Read the date of an ISO 8601 date or date-time, as the bank wrote it.

    The time and its zone are dropped, the day is never shifted.

    Raises:
        BadValue: not such a date, no day of the calendar, or a year out of reason.
    """
    match = _DATE.fullmatch(value)
    found = calendar_day(*map(int, match.groups())) if match else None
    if not found:
        raise bad_date(value, field, "written YYYY-MM-DD")
    return found


def clean(value: str | None) -> str:
    """Return a text on one line, without blanks at its ends or in rows."""
    if not value:
        return ""
    words = value.split()
    return words[0] if len(words) == 1 else " ".join(words)


def meaningful(value: str | None) -> str:
    """Return an id or name cleaned, or nothing if it is a filler like NOTPROVIDED."""
    words = value.split() if value else ()
    if not words:
        return ""
    text = words[0] if len(words) == 1 else " ".join(words)
    if text[0] in _FILLER_STARTS and text.upper() in _PLACEHOLDERS:
        return ""
    if text[-1] in _NOTHING and not text.strip(_NOTHING):
        return ""
    return text


def account_number(value: str | None) -> str:
    """Return an IBAN or national account number without the blanks of print."""
    return meaningful(value).replace(" ", "")


def same_account(one: str, other: str) -> bool:
    """Say whether two account numbers are one account, IBAN or national.

    A national number is the end of its IBAN; fewer than eight digits prove nothing.
    """
    if one[-4:].upper() != other[-4:].upper():
        return False
    one, other = sorted((one.upper(), other.upper()), key=len)
    return one == other or (
        len(one) >= 8 and other[:2].isalpha() and other.endswith(one)
    )


def fitting_rate(rate: Decimal, original: Decimal, booked: Decimal) -> Decimal | None:
    """Return what 1 unit of the original currency is worth, tried by multiplying.

    Args:
        rate: as the bank quotes it: either way round, some per 100 units.
        original: the amount in the original currency, unsigned.
        booked: what was booked for it, unsigned.
    Returns:
        None if the rate does not lead from one amount to the other.
    """
    if not (rate and original and booked):
        return None
    inverse = ROUNDED.divide(Decimal(1), rate)
    candidates = (rate, inverse, rate / 100, inverse * 100)
    best = min(candidates, key=lambda r: abs(r * original - booked))
    fits = abs(best * original - booked) <= booked * _RATE_TOLERANCE
    return best if fits else None
