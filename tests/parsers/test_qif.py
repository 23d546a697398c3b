"""What QIF files say: dates of every dialect, splits, sections, several accounts."""

from datetime import date
from decimal import Decimal

import pytest
from bsi.parsers.identify import parse_file


def qif(days, amounts=None, kind="Bank", more="PX\n"):
    amounts = amounts or ["1.00"] * len(days)
    pairs = zip(days, amounts, strict=True)
    return f"!Type:{kind}\n" + "".join(f"D{d}\nT{a}\n{more}^\n" for d, a in pairs)


def read(text):
    (statement,) = parse_file("f", text.encode()).statements
    return statement


def message(statement, code):
    return next((m.level for m in statement.messages if m.code == code), None)


@pytest.mark.parametrize(
    ("days", "first", "level"),
    [
        (["29/12/10", "01/06/10"], date(2010, 12, 29), None),
        (["12/29/10", "06/01/10"], date(2010, 12, 29), None),
        (["1/ 1/10", "12/29/10"], date(2010, 1, 1), None),
        (["1/ 2'10", "12/29'10"], date(2010, 1, 2), None),
        (["1/ 2' 5", "12/29' 5"], date(2005, 1, 2), None),
        (["31.1.94", "1.2.94"], date(1994, 1, 31), None),
        (["5.6.26"], date(2026, 6, 5), None),  # points: the day is first
        (["2010-12-29", "2010-06-01"], date(2010, 12, 29), None),
        (["20101229"], date(2010, 12, 29), None),
        (["5/5/26"], date(2026, 5, 5), None),
        (["6/1/94", "6/2/94", "6/3/94"], date(1994, 6, 1), "info"),
        (["1/6/94", "2/6/94", "3/6/94"], date(1994, 6, 1), "warn"),
        (["5/6/26"], date(2026, 5, 6), "warn"),
    ],
)
def test_order_of_dates_is_decided_over_the_whole_file(days, first, level):
    statement = read(qif(days))
    assert statement.transactions[0].booking_date == first
    assert message(statement, "date_order") == level


@pytest.mark.parametrize(
    ("amounts", "total"),
    [
        (["-1,010.00", "5"], "-1005.00"), (["-1.010,00", "5"], "-1005.00"),
        (["1 234,50"], "1234.50"), (["-1'234.50"], "-1234.50"), (["1000"], "1000"),
        (["12,5", "1.000"], "1012.5"),
    ],
)  # fmt: skip
def test_decimal_mark_is_decided_over_the_whole_file(amounts, total):
    statement = read(qif(["31.1.26"] * len(amounts), amounts))
    assert sum(tx.amount for tx in statement.transactions) == Decimal(total)
    assert message(statement, "decimal_mark") is None


def test_amounts_that_may_be_thousands_warn():
    assert message(read(qif(["31.1.26"], ["1,234"])), "decimal_mark") == "warn"


def test_splits_are_details_and_change_nothing():
    more = "PShop\nSFood\nEMilk\n$-3.00\nSOther\n$=x\nSRest\n%25\n"
    (tx,) = read(qif(["31.1.26"], ["-9.00"], more=more)).transactions
    assert [d.amount for d in tx.details] == [Decimal("-3.00"), None, None]
    assert tx.details[0].text == "Food\nMilk" and tx.amount == Decimal("-9.00")


def test_a_section_of_its_own_for_each_account():
    text = "!Account\nNOne\n^\n" + qif(["31.1.26"]) + "!Account\nNTwo\n^\n"
    text += qif(["31.1.26", "1.2.26"], kind="CCard") + "!Type:Cat\nNFood\n^\n"
    parsed = parse_file("f", text.encode())
    found = [(s.account, len(s.transactions)) for s in parsed.statements]
    assert found == [("One", 1), ("Two", 2)]
    assert [m.level for m in parsed.messages] == ["info"]


def test_one_account_has_no_number_so_that_a_person_may_choose_the_journal():
    statement = read("!Account\nNOne\n^\n" + qif(["31.1.26"]))
    assert (statement.account, statement.statement_id) == ("", "One")


def test_a_section_that_is_not_known_is_said():
    parsed = parse_file("f", (qif(["31.1.26"]) + qif(["1.2.26"], kind="Bxnk")).encode())
    assert [m.level for m in parsed.messages] == ["warn"]


def test_opening_balance_and_missing_end_warn():
    text = qif(["31.1.26"], more="POpening Balance\n") + "D1.2.26\nT2.00\nPX\n"
    statement = read(text)
    assert message(statement, "opening_entry") == "warn"
    assert message(statement, "unclosed") == "warn"
    assert len(statement.transactions) == 2
