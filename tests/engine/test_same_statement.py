"""Equal entries of two statements: one movement, two, or a question."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from bsi.engine.references.same_statement import Piece, judge

DAY = date(2026, 3, 10)


def piece(number, opening, closing, day=DAY, count=1, balances=()):
    amounts = [None if a is None else Decimal(a) for a in (opening, closing)]
    return Piece(number, *amounts, day, day, count, frozenset(map(Decimal, balances)))


OLD = piece("1", 100, 95, balances=[100])


@pytest.mark.parametrize(
    ("new", "is_next", "answer"),
    [
        (piece("1", 100, 95), False, "known"),
        (piece("", 100, 95), True, "known"),
        (piece("1b", 100, 95), False, "known"),
        (piece("7", 100, 95), False, "known"),
        (piece("3", 100, 95), True, "ask"),
        (piece("2", 95, 90), True, "other"),
        (piece("", 95, 90), True, "other"),
        (piece("0", 105, 100), False, "other"),
        (piece("", 105, 100), False, "other"),
        (piece("3", 60, 55), False, "other"),
        (piece("", 60, 55), False, "ask"),
        (piece("", None, None), False, "known"),
        (piece("", 95, 90, DAY - timedelta(days=1)), False, "ask"),
        (piece("2", 100, 90, count=2), False, "known"),
    ],
)
def test_one_entry(new, is_next, answer):
    block = None
    if new.count == 2:  # its first entry is the one of the old statement
        block = (Decimal(100), Decimal(95))
    assert judge(new, OLD, block, is_next) == answer


def test_overlap_in_another_order():
    old = piece("1", 0, 30, count=2, balances=[0, 10])
    new = piece("2", 0, 35, count=3)
    assert judge(new, old, (Decimal(0), Decimal(30))) == "known"
    # begins within the old one, whatever stood first there
    assert (
        judge(piece("2", 10, 37, count=2), old, (Decimal(10), Decimal(30))) == "known"
    )
