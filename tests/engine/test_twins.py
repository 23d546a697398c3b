"""Movements that came by another way: each is the twin of one, the nearest first."""

from datetime import date, timedelta
from decimal import Decimal

from bsi.engine.references.twins import Movement, pair

DAY = date(2026, 3, 31)


def line(number, away=0, format_=None, amount=100):
    return Movement(number, 1, Decimal(amount), DAY + timedelta(away), format_)


def test_nearest_day_goes_first():
    new = [line(11, 0, "camt"), line(12, 2, "camt")]
    assert pair(new, [line(1, 2), line(2, 1)], 3) == {12: 1, 11: 2}


def test_files_only_of_the_same_day_and_another_format():
    new = [line(11, 0, "camt")]
    assert pair(new, [line(1, 0, "camt"), line(2, 1, "mt940")], 3) == {}
    assert pair(new, [line(1, 0, "mt940")], 3) == {11: 1}


def test_too_far_and_other_amounts():
    new = [line(11, 0, "camt")]
    assert pair(new, [line(1, 4), line(2, -4), line(3, 0, None, 101)], 3) == {}


def test_thousands_of_equal_lines():
    """Comparing each with each would be 900 million comparisons."""
    new = [line(100_000 + n, 0, "camt") for n in range(30_000)]
    found = pair(new, [line(n, n % 2) for n in range(30_000)], 3)
    assert len(found) == 30_000
    assert found[100_000] == 0
