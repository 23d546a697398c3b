"""How often statements come, and which are missing."""

from datetime import date, timedelta

import pytest
from bsi.engine.control import rhythm

MONDAY = date(2026, 3, 2)


def days(*offsets):
    return [MONDAY + timedelta(days=n) for n in offsets]


def numbered(numbers, start=MONDAY):
    return [(start + timedelta(days=n), text) for n, text in enumerate(numbers)]


@pytest.mark.parametrize(
    ("offsets", "kind", "typical"),
    [
        ((0, 1, 2, 3, 4, 7, 8, 9), "daily", 1),
        ((0, 7, 14, 21, 28), "weekly", 5),
        ((0, 28, 59, 89, 120), "monthly", 22),
        ((0, 2, 4, 7, 9, 11), "other", 2),
    ],
)
def test_rhythm_is_learnt_from_the_past(offsets, kind, typical):
    found = rhythm.learn(days(*offsets))
    assert (found.kind, found.typical) == (kind, typical)


def test_too_few_days_tell_nothing():
    assert rhythm.learn(days(0, 1, 1, 2)) is None
    assert rhythm.learn([]) is None


def test_a_pause_that_happens_often_is_not_late():
    """Every fourth gap is a long one: only what is longer than that is late."""
    usual = rhythm.learn(days(0, 1, 2, 8, 9, 10, 16, 17, 18, 24, 25, 26))
    strict = rhythm.learn(days(*(n for n in range(30) if n % 7 < 5)))
    last = MONDAY + timedelta(days=28)
    later = last + timedelta(days=6)
    assert not rhythm.is_late(usual, last, later)
    assert rhythm.is_late(strict, last, later)


def test_weekends_do_not_count():
    friday = date(2026, 3, 6)
    assert rhythm.bank_days(friday, date(2026, 3, 8)) == 0
    assert rhythm.bank_days(friday, date(2026, 3, 16)) == 6
    for count in range(1, 12):
        day = rhythm.add_bank_days(friday, count)
        assert rhythm.bank_days(friday, day) == count


def test_gaps_keep_the_way_the_bank_writes():
    found = rhythm.missing_numbers(numbered(["M-08", "M-09", "M-10", "M-12", "M-13"]))
    assert found == ["M-11"]


def test_a_new_year_begins_anew():
    old = numbered([str(n) for n in range(240, 251)])
    new = numbered(["1", "2", "4", "5", "6"], date(2027, 1, 4))
    assert rhythm.missing_numbers(old + new) == ["3"]


def test_a_large_jump_is_a_new_series():
    """Another system of the bank goes on at 5001: not 4,000 lost statements."""
    rows = numbered(["997", "998", "999", "1000", "5001", "5002", "5003", "5005"])
    assert rhythm.missing_numbers(rows) == ["5004"]


def test_what_comes_late_fills_its_gap():
    rows = numbered(["1", "2", "4", "5", "3", "6"])
    assert rhythm.missing_numbers(rows) == []


def test_numbers_that_do_not_run():
    assert rhythm.missing_numbers(numbered(["1", "5", "9", "13", "20"])) == []
    assert rhythm.missing_numbers(numbered(["a", "", None, "b"])) == []
    dates = [f"2026030{n}" for n in (2, 3, 6, 9)]
    assert rhythm.missing_numbers(numbered(dates)) == []


def test_not_more_than_can_be_read():
    numbers = [str(n) for n in range(1, 400) if n % 4]
    found = rhythm.missing_numbers(numbered(numbers))
    assert len(found) == rhythm.MAX_MISSING
