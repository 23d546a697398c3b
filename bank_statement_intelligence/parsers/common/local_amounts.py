"""Amounts as people and countries write them: ``1.234,50``, ``1'234.50-``, ``(5.00)``.

Whether a point or a comma is the decimal mark is decided over all amounts of a file
(:func:`decimal_mark`), never for one amount alone, because ``1,525`` may be both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from .values import MAX_DIGITS, bad_amount

MAX_LENGTH = 60  # characters of a cell that may be an amount

_BLANKS = " \u00a0\u2007\u2009\u202f"
_APOSTROPHES = "'’´`"
#: U+FFFD: what is left of a thousands separator that was lost on the way
_LOST = "\ufffd"
_NUMBER = rf"(?:[0-9][0-9.,{_BLANKS}{_APOSTROPHES}{_LOST}]*|[.,][0-9]+)"
_CURRENCY = r"(?:[A-Z]{3}|[A-Z]{0,2}\$|[€£]|[Kk]r\.?|Fr\.|zł|Ft)"
_AMOUNT = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-+−–])?\s*(?P<before>{_CURRENCY})?\s*"
    rf"(?P<inner>[-+−–])?\s*(?P<number>{_NUMBER})\s*"
    rf"(?P<last>[-+−–])?\s*(?P<after>{_CURRENCY})?\s*(?P<flag>CR|DR|Cr|Dr)?\s*"
    r"(?P<close>\))?"
)
#: 100.- and 100,-- have no minus: they are round
_ROUND = re.compile(r"(?<=[0-9])[.,](?:--?|[–—])(?=\s*[A-Za-z]{0,3}\.?$)")
_SYMBOLS = {"€": "EUR", "£": "GBP", "zł": "PLN", "Fr.": "CHF", "Ft": "HUF"}
_CLEAR = re.compile(r"[-+]?[0-9]+([.,])[0-9]{1,2}")
_PLAIN = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?")
_SIMPLE = {
    mark: re.compile(rf"-?(?:0|[1-9][0-9]{{0,11}})(?:{re.escape(mark)}[0-9]{{1,6}})?")
    for mark in ".,"
}
_SHAPE = str.maketrans("12345678", "99999999")
_GUARD = re.compile(r'="(.*)"')


class Exact(str):
    """A cell that was a number or a date in a spreadsheet, in plain notation."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class AmountText:
    """An amount taken apart: its sign, its digits with separators, its currency."""

    negative: bool
    number: str
    currency: str = ""  # ISO code, as far as it is certain
    signed: bool = False  # a sign is written


def unguarded(text: str) -> str:
    """Return a cell without the ``="…"`` that keeps Excel from changing it.

    >>> unguarded('="0012"'), unguarded("5,00")
    ('0012', '5,00')
    """
    text = text.strip()
    if text[:1] != "=":  # nearly all
        return text
    match = _GUARD.fullmatch(text)
    return match[1].strip() if match else text


def is_amount(text: str) -> bool:
    """Say whether a text can be read as an amount at all."""
    return len(text) <= MAX_LENGTH and _of_shape(text.translate(_SHAPE)) is not None


def currency_of(text: str) -> str:
    """Return the currency that stands in an amount, nothing if there is none."""
    if len(text) > MAX_LENGTH or _PLAIN.fullmatch(text):
        return ""
    parts = _of_shape(text.translate(_SHAPE))
    return parts.currency if parts else ""


@lru_cache(maxsize=8192)
def _of_shape(shape: str) -> AmountText | None:
    """Take a text apart whose digits are all 0 or 9: so many texts are alike."""
    return take_apart(shape)


def take_apart(text: str) -> AmountText | None:
    """Return the parts of an amount, None if the text is none.

    >>> take_apart("-1 234,50 kr").number, take_apart("(5.00)").negative
    ('1 234,50', True)
    >>> take_apart("100.-").negative, take_apart("100.00-").negative
    (False, True)
    >>> take_apart("12 March") is None
    True
    """
    text = unguarded(text).removeprefix("'").strip(_BLANKS)
    if not text or len(text) > MAX_LENGTH:
        return None
    if _PLAIN.fullmatch(text):  # nearly all
        negative = text[0] == "-"
        return AmountText(negative, text.lstrip("-+"), signed=text[0] in "-+")
    text = _ROUND.sub("", text)
    match = _AMOUNT.fullmatch(text)
    if not match or not match["number"]:
        return None
    if bool(match["open"]) != bool(match["close"]):
        return None
    signs = [match[name] for name in ("sign", "inner", "last") if match[name]]
    if match["open"]:
        signs.append("-")
    if match["flag"]:
        signs.append("-" if match["flag"].upper() == "DR" else "+")
    currency = match["before"] or match["after"] or ""
    if len(signs) > 1 or (match["before"] and match["after"]):
        return None
    return AmountText(
        negative=bool(signs) and signs[0] != "+",
        number=match["number"].strip(_BLANKS),
        currency=_SYMBOLS.get(currency, currency if currency.isupper() else "")[:3],
        signed=bool(signs),
    )


def decimal_mark(texts: Iterable[str]) -> str:
    """Return the decimal mark of the amounts of one file.

    Args:
        texts: cells with amounts; what is none is passed over.
    Returns:
        ``.`` or ``,``; nothing if every amount can be read both ways and it matters;
        ``?`` if the amounts contradict each other.
    """
    marks, open_question = set(), False
    shapes: set[str] = set()
    for text in texts:
        if isinstance(text, Exact):
            continue
        if clear := _CLEAR.fullmatch(text):  # nearly all
            marks.add(clear[1])
        else:
            shapes.add(text.translate(_SHAPE))
    for shape in shapes:
        parts = _of_shape(shape)
        if parts is None:
            continue
        mark = _mark_of(parts.number)
        if mark == "?":
            open_question = True
        elif mark:
            marks.add(mark)
    if len(marks) > 1:
        return "?"
    return marks.pop() if marks else "" if open_question else "."


def _mark_of(number: str) -> str:
    """Return the decimal mark of one number; ``?`` if it may be a thousands mark."""
    points, commas = number.count("."), number.count(",")
    if points and commas:
        return "." if number.rindex(".") > number.rindex(",") else ","
    if not points and not commas:
        return ""
    mark = "." if points else ","
    if points + commas > 1:
        return "," if points else "."
    whole, _mark, fraction = number.partition(mark)
    grouped = any(char not in "0123456789" for char in whole)
    if len(fraction) != 3 or grouped or len(whole) > 3 or whole.startswith("0"):
        return mark
    return "?" if whole else mark


def are_thousands(texts: Iterable[str]) -> bool:
    """Say whether amounts that may all be read both ways have thousands, no decimals.

    Nobody writes three decimals of which the last one counts; and where there are
    whole numbers below a thousand, decimals are not written out.

    >>> are_thousands(["1.234", "2.000"]), are_thousands(["-30.000", "200.000"])
    (True, False)
    >>> are_thousands(["1.000", "48"]), are_thousands(["1.000", "2048"])
    (True, False)
    """
    numbers = [parts.number for parts in map(take_apart, texts) if parts]
    marked = [number for number in numbers if "." in number or "," in number]
    whole = [number for number in numbers if number.isdigit()]
    if any(len(number) > 3 for number in whole):
        return False
    return bool(whole) or any(number[-1] != "0" for number in marked)


def read_amount(text: str, mark: str, field: str) -> Decimal:
    """Return a signed amount.

    Args:
        text: the cell.
        mark: decimal mark of the file, ``.`` or ``,``.
        field: where it stands, for the error.
    Raises:
        BadValue: it is no amount in this notation, or longer than 18 digits.

    >>> read_amount("1.234,50-", ",", "T"), read_amount("1'000", ".", "T")
    (Decimal('-1234.50'), Decimal('1000'))
    """
    if isinstance(text, Exact):
        text, mark = str(text), "."
    if _SIMPLE[mark].fullmatch(text):  # nearly all
        return Decimal(text.replace(",", "."))
    parts = take_apart(text)
    if parts is None:
        raise bad_amount(text, field, "is not an amount")
    whole, found, fraction = parts.number.partition(mark)
    if found and not fraction and mark == parts.number:
        raise bad_amount(text, field, "is not an amount")
    if not fraction.isascii() or (fraction and not fraction.isdigit()):
        raise bad_amount(text, field, f'is no number with the decimal mark "{mark}"')
    digits = _ungrouped(whole)
    if digits is None or not digits + fraction:
        raise bad_amount(text, field, f'is no number with the decimal mark "{mark}"')
    return signed(parts.negative, digits, fraction, text, field)


def signed(negative: bool, whole: str, fraction: str, text: str, field: str) -> Decimal:
    """Return the amount of these digits.

    Raises:
        BadValue: they are more than 18.
    """
    if len(whole.lstrip("0")) + len(fraction.rstrip("0")) > MAX_DIGITS:
        raise bad_amount(text, field, f"has more than {MAX_DIGITS} digits")
    if len(fraction) > MAX_DIGITS:
        fraction = fraction.rstrip("0")
    number = Decimal(f"{whole or 0}.{fraction}" if fraction else whole or "0")
    return -number if negative else number


def _ungrouped(whole: str) -> str | None:
    """Return the digits before the decimal mark, None if they are grouped wrongly."""
    separators = {char for char in whole if char not in "0123456789"}
    if not separators:
        return whole
    separator = separators.pop()
    if separators:
        return None
    first, *groups = whole.split(separator)
    if not 1 <= len(first) <= 3 or len(groups[-1]) != 3:
        return None
    if any(len(group) not in (2, 3) for group in groups[:-1]):  # 2: Indian lakh
        return None
    return first + "".join(groups)
