"""Dates as people and countries write them, and which order their parts have.

``5/6/26`` is 5 June here and 6 May there. The order is decided over all dates of a
file (:func:`date_orders`); where that does not prove it, the caller says so.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from .values import bad_date, calendar_day, full_year

ORDERS = ("dmy", "mdy", "ymd")
MAX_LENGTH = 60
PIVOT = 80  # two-digit years: 80–99 are 19xx, the others 20xx

_TIME = r"(?:[T\s,]\s*[0-9]{1,2}[:.][0-9]{2}.{0,30}|\s+)?"
_MARK = r"\s?([./\-' ])\s?"
_THREE = re.compile(
    rf"([0-9]{{1,4}}){_MARK}([0-9]{{1,2}}){_MARK}([0-9]{{1,4}})\.?{_TIME}"
)
_DIGITS = re.compile(rf"([0-9]{{8}}|[0-9]{{6}}){_TIME}|[0-9]{{14}}")
_NAMED = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?[.\s/-]{0,2}([^\W\d_]{3,12})[.,\s/-]{0,2}"
    rf"([0-9]{{4}}|[0-9]{{2}}){_TIME}"
)
_NAME_FIRST = re.compile(
    rf"([^\W\d_]{{3,12}})[.\s-]{{1,2}}([0-9]{{1,2}})(?:st|nd|rd|th)?,?\s([0-9]{{4}}){_TIME}"
)
#: beginnings of the names of months in en da nb sv de nl fr fi it es pt
_MONTHS = (
    "jan ene gen tam sty jaa", "feb fev fév hel lut vee", "mar maa mär mrt mrz",
    "apr avr abr huh kwi", "maj may mai mei mag tou", "jun jui giu kes cze jūn",
    "jul juil lug hei lip jūl", "aug aoû ago elo sie", "sep set syy wrz",
    "okt oct ott out lok paź paz", "nov marr lis", "dec dez des dic déc jou gru det",
)  # fmt: skip
_MONTH = {
    name: number
    for number, names in enumerate(_MONTHS, start=1)
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class DateOrders:
    """What the dates of a file allow: order → (first, last) day in that order."""

    spans: dict[str, tuple[date, date]]
    separators: frozenset[str] = frozenset()
    same: bool = False  # every allowed order gives the same days

    @property
    def proved(self) -> str:
        """The order, if only one is possible or it does not matter, else nothing."""
        if len(self.spans) == 1 or (self.spans and self.same):
            return next(iter(self.spans))
        if "." in self.separators and "dmy" in self.spans:
            return "dmy"  # nobody writes month.day.year
        return ""

    def days(self, order: str) -> int:
        """Return how many days the file covers in this order."""
        first, last = self.spans[order]
        return (last - first).days


def date_orders(texts: Iterable[str]) -> DateOrders:
    """Return which orders of day, month and year fit all dates of a file.

    Args:
        texts: cells with dates; empty ones and those that are none are passed over.

    >>> date_orders(["5/6/26", "29/6/26"]).proved
    'dmy'
    """
    spans: dict[str, tuple[date, date]] = {}
    alive, separators, same = set(ORDERS), set(), True
    for text in set(texts):
        readings = readings_of(text)
        if not readings:
            continue
        alive &= readings.keys()
        same = same and len({readings[order] for order in alive}) <= 1
        match = _THREE.fullmatch(text.strip()) if len(text) <= MAX_LENGTH else None
        if match:
            separators.add(match[2])
        for order, day in readings.items():
            first, last = spans.get(order, (day, day))
            spans[order] = (min(first, day), max(last, day))
    if same and len(alive) > 1:  # one order stands for all
        alive &= {"ymd"} if "ymd" in alive else {"dmy"}
    spans = {order: spans[order] for order in ORDERS if order in alive & spans.keys()}
    return DateOrders(_without_short_years(spans), frozenset(separators), same)


def _without_short_years(
    spans: dict[str, tuple[date, date]],
) -> dict[str, tuple[date, date]]:
    """Decide between 24-01-31 and 31-01-24: the wrong one spreads over decades."""
    if "ymd" not in spans or len(spans) == 1:
        return spans
    days = {order: (last - first).days for order, (first, last) in spans.items()}
    others = {order: span for order, span in spans.items() if order != "ymd"}
    if 10 * days["ymd"] < min(days[order] for order in others):
        return {"ymd": spans["ymd"]}
    return others if days["ymd"] else spans


@lru_cache(maxsize=8192)
def readings_of(text: str) -> dict[str, date]:
    """Return what a text means as a date, for each order that allows it.

    The answer is shared: do not change it.

    >>> sorted(readings_of("31/12/25"))
    ['dmy']
    >>> readings_of("2 Jan 2026")["mdy"].isoformat()
    '2026-01-02'
    """
    text = text.strip()
    if not 5 <= len(text) <= MAX_LENGTH:
        return {}
    for reader in (_three, _plain_digits, _named):
        readings = reader(text)
        if readings:
            return readings
    return {}


def read_date(text: str, order: str, field: str) -> date:
    """Return the day a text means.

    Raises:
        BadValue: it is no date in this order.
    """
    day = readings_of(text).get(order)
    if day is None:
        raise bad_date(text, field, f"in the order {order}")
    return day


def is_date(text: str) -> bool:
    """Say whether a text can be read as a date at all."""
    return bool(readings_of(text))


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _three(text: str) -> dict[str, date]:
    """Read three numbers with separators."""
    match = _THREE.fullmatch(text)
    if not match:
        return {}
    one, first, two, second, three = match.groups()
    if first != second and second != "'":
        return {}
    if len(one) > 2:
        return _every(_day(one, two, three)) if len(one) == 4 else {}
    if len(three) == 3:
        return {}
    year = f"20{three:>02}" if second == "'" and len(three) <= 2 else three
    found = {"dmy": _day(year, two, one), "mdy": _day(year, one, two)}
    if len(one) == 2 and len(three) == 2 and second == "-":
        found["ymd"] = _day(one, two, three)
    return _only(found)


def _plain_digits(text: str) -> dict[str, date]:
    """Read eight digits (or six, or fourteen with a time) without separators."""
    if not _DIGITS.fullmatch(text):
        return {}
    digits = re.match("[0-9]+", text)[0]
    if len(digits) == 6:
        one, two, three = digits[:2], digits[2:4], digits[4:6]
        return _only({"ymd": _day(one, two, three), "dmy": _day(three, two, one)})
    found = _day(digits[:4], digits[4:6], digits[6:8])
    if found:
        return _every(found)
    return _only(
        {
            "dmy": _day(digits[4:8], digits[2:4], digits[:2]),
            "mdy": _day(digits[4:8], digits[:2], digits[2:4]),
        }
    )


def _named(text: str) -> dict[str, date]:
    """Read a date with the name of its month."""
    match = _NAMED.fullmatch(text)
    if match:
        return _every(_day(match[3], _month(match[2]), match[1]))
    match = _NAME_FIRST.fullmatch(text)
    return _every(_day(match[3], _month(match[1]), match[2])) if match else {}


def _month(name: str) -> str:
    """Return the number of a month: four letters decide before three."""
    name = name.lower()
    return str(_MONTH.get(name[:4], _MONTH.get(name[:3], 0)))


def _day(year: str, month: str, day: str) -> date | None:
    number = full_year(int(year), PIVOT) if len(year) <= 2 else int(year)
    return calendar_day(number, int(month), int(day))


def _every(day: date | None) -> dict[str, date]:
    return dict.fromkeys(ORDERS, day) if day else {}


def _only(days: dict[str, date | None]) -> dict[str, date]:
    return {order: day for order, day in days.items() if day}
