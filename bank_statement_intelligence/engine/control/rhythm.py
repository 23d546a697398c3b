"""How often a bank sends statements, and which of them are missing.

The rhythm is learnt from the days of past statements. Days are bank days: Monday to
Friday. Holidays are not known; the margin before something counts as late allows for
them.

>>> monday = date(2026, 3, 2)
>>> daily = learn(monday + timedelta(n) for n in (0, 1, 2, 3, 4, 7, 8))
>>> daily.kind, daily.typical, is_late(daily, date(2026, 3, 10), date(2026, 3, 11))
('daily', 1, False)
>>> is_late(daily, date(2026, 3, 10), date(2026, 3, 17))
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

#: statements before a rhythm is told
MIN_DAYS = 4
#: the latest intervals count; what was years ago does not
WINDOW = 40
#: share of steps by one that makes numbers a running number
RUNNING = 0.6
#: numbers told at most
MAX_MISSING = 50
#: a step further than this is a new series, not that many lost statements
MAX_JUMP = 40


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often statements come.

    ``typical``: bank days from one to the next; ``late_after``: bank days without one
    after which something is wrong. ``kind``: ``daily``, ``weekly``, ``monthly`` or
    ``other``.
    """

    kind: str
    typical: int
    late_after: int


def bank_days(start: date, end: date) -> int:
    """Return the number of weekdays after ``start`` up to and with ``end``.

    >>> bank_days(date(2026, 3, 6), date(2026, 3, 9))  # Friday to Monday
    1
    >>> bank_days(date(2026, 3, 9), date(2026, 3, 6))
    0
    """
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    count = weeks * 5
    for step in range(1, rest + 1):
        count += (start + timedelta(days=step)).weekday() < 5
    return count


def add_bank_days(start: date, count: int) -> date:
    """Return the weekday that lies ``count`` bank days after ``start``.

    >>> add_bank_days(date(2026, 3, 6), 1)
    datetime.date(2026, 3, 9)
    """
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def learn(days: Iterable[date]) -> Rhythm | None:
    """Return the rhythm of these days, or None where there are too few to tell.

    Args:
        days: dates of statements or files, in any order, twins allowed.
    """
    ordered = sorted(set(days))[-WINDOW:]
    if len(ordered) < MIN_DAYS:
        return None
    gaps = sorted(
        max(1, bank_days(one, other))
        for one, other in zip(ordered, ordered[1:], strict=False)
    )
    typical = gaps[len(gaps) // 2]
    usual = gaps[min(len(gaps) - 1, len(gaps) * 9 // 10)]
    return Rhythm(_kind(typical), typical, max(usual, typical) + 2 + typical // 4)


def _kind(typical: int) -> str:
    if typical <= 1:
        return "daily"
    if 4 <= typical <= 6:
        return "weekly"
    return "monthly" if 18 <= typical <= 24 else "other"


def is_late(rhythm: Rhythm, last: date, today: date) -> bool:
    """Tell whether a statement should have come by today."""
    return bank_days(last, today) > rhythm.late_after


def missing_numbers(statements: Iterable[tuple[date, str]]) -> list[str]:
    """Return the statement numbers that are left out, as the bank would write them.

    Numbers that do not run (ids, dates), a new start (each year) and a large jump (a
    new series) miss nothing.

    Args:
        statements: ``(date, number)`` of all statements, also those without entries.

    >>> day = date(2026, 3, 2)
    >>> missing_numbers((day + timedelta(n), f"{n:03d}") for n in (1, 2, 3, 6, 7))
    ['004', '005']
    >>> missing_numbers((day + timedelta(n), str(n)) for n in (3, 40, 900, 7000))
    []
    """
    series: dict[str, set[tuple[date, int, int]]] = {}
    for day, text in statements:
        prefix, digits = _split(text or "")
        if digits:
            series.setdefault(prefix, set()).add((day, int(digits), len(digits)))
    missing = []
    for prefix, rows in series.items():
        for run in _runs(sorted(rows)):
            missing += _missing_in(prefix, run)
    return missing[:MAX_MISSING]


def _split(text: str) -> tuple[str, str]:
    """Split a number in what stands before and the digits at its end."""
    found = re.search(r"(\d{1,9})$", text.strip())
    if not found:
        return text, ""
    return text.strip()[: found.start()], found.group(1)


def _runs(rows: list[tuple[date, int, int]]) -> list[list[tuple[int, int]]]:
    """Part numbers in order of their days into runs that go up in small steps.

    A number that comes later than the next ones fills its gap: banks deliver late.
    """
    runs: list[list[tuple[int, int]]] = []
    for _day, number, width in rows:
        run = runs[-1] if runs else []
        if run and run[0][0] <= number <= max(run)[0] + MAX_JUMP:
            run.append((number, width))
        else:
            runs.append([(number, width)])
    return [sorted(set(run)) for run in runs]


def _missing_in(prefix: str, run: list[tuple[int, int]]) -> list[str]:
    """Return what a run leaves out, if its numbers run."""
    steps = [b[0] - a[0] for a, b in zip(run, run[1:], strict=False)]
    if len(steps) < 2 or sum(step == 1 for step in steps) < RUNNING * len(steps):
        return []
    return [
        f"{prefix}{number:0{width if _is_padded(run) else 1}d}"
        for (before, width), (after, _width) in zip(run, run[1:], strict=False)
        for number in range(before + 1, after)
    ]


def _is_padded(run: list[tuple[int, int]]) -> bool:
    return any(len(str(number)) < width for number, width in run)
