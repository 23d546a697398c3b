"""What follows from the facts about a bank account."""

from datetime import date, datetime, timedelta

import pytest
from bsi.engine.control.health import SILENT, Facts, overall

TODAY = date(2026, 3, 17)


def facts(days=(), **values):
    """Return facts with a statement on each of these days of March."""
    statements = [(date(2026, 3, day), "") for day in days]
    last = max((day for day, _number in statements), default=None)
    return Facts(TODAY, statements=statements, last_statement=last, **values)


def test_without_any_word_nothing_is_late_or_silent():
    empty = facts()
    assert (empty.last_sign, empty.expected_by, empty.days_silent) == (None, None, 0)
    assert not empty.is_late and not empty.is_silent


def test_late_by_its_own_rhythm():
    assert not facts((2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16)).is_late
    late = facts((2, 3, 4, 5, 6, 9))
    assert late.is_late and not late.is_silent
    assert late.expected_by < TODAY


def test_silent_without_a_rhythm():
    old = facts()
    old.last_statement = TODAY - timedelta(days=SILENT + 20)
    assert old.is_silent and not old.is_late
    old.file_on = datetime(2026, 3, 18, 8)
    assert old.is_silent, "uploaded by hand: the file may be old"
    old.source_file_on = datetime(2026, 3, 16, 8)
    assert old.last_sign == date(2026, 3, 16)
    assert not old.is_silent


def test_lines_that_wait():
    states = {"unresolved": 3, "payment_pending": 2, "entry_pending": 1}
    some = facts(open=states)
    assert (some.open_count, some.to_approve) == (6, 3)


@pytest.mark.parametrize(
    ("levels", "state"),
    [
        ([], "ok"),
        (["info"], "ok"),
        (["info", "attention"], "attention"),
        (["attention", "problem", "info"], "problem"),
    ],
)
def test_the_worst_finding_counts(levels, state):
    assert overall(levels) == state
