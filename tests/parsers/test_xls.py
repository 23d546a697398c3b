"""Workbooks of the old kind (.xls)."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file

xlwt = pytest.importorskip("xlwt")
TITLES = ("Bokføringsdato", "Tekst", "Beløp", "Saldo")
ROWS = (
    ("Kontonummer", "1234.56.78903"),
    TITLES,
    (date(2026, 3, 13), "Rema", -10.5, 89.5),
    (datetime(2026, 3, 14, 9, 30), "Lønn", 20, 109.5),
    (date(2026, 3, 15), "Strøm", -0.1, 109.4),
)


def workbook(*sheets):
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for number, rows in enumerate(sheets):
        sheet = book.add_sheet(f"Sheet {number}")
        for y, cells in enumerate(rows):
            for x, cell in enumerate(cells):
                style = [day] if isinstance(cell, date) else []
                sheet.write(y, x, cell, *style)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_numbers_and_dates_are_exact():
    parsed = parse_file("f.xls", workbook(ROWS))
    (statement,) = parsed.statements
    assert (parsed.format, statement.account) == ("xls", "1234.56.78903")
    assert [t.amount for t in statement.transactions] == [
        Decimal("-10.5"), Decimal(20), Decimal("-0.1"),
    ]  # fmt: skip
    assert [t.booking_date.day for t in statement.transactions] == [13, 14, 15]
    assert (statement.opening, statement.closing) == (100, Decimal("109.4"))


def test_sheets_without_entries_are_passed_over():
    parsed = parse_file("f.xls", workbook((("Notes",),), ROWS))
    assert [len(s.transactions) for s in parsed.statements] == [3]


def test_a_large_workbook():
    rows = [
        TITLES[:3],
        *((date(2026, 3, 13), f"T {n}", n + 0.25) for n in range(9_000)),
    ]
    (statement,) = parse_file("f.xls", workbook(rows)).statements
    assert len(statement.transactions) == 9_000


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_one_that_is_cut_off_is_refused(place):
    data = workbook(ROWS)
    with pytest.raises(ParseError):
        parse_file("f.xls", data[: int(len(data) * place)])


def test_another_document_in_such_a_container_is_named():
    data = workbook(ROWS).replace(
        "Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le")
    )
    with pytest.raises(ParseError) as caught:
        parse_file("f.doc", data)
    assert caught.value.code == "unknown_format"


st = pytest.importorskip("hypothesis.strategies")
from hypothesis import given, settings  # noqa: E402

DATA = workbook(ROWS)


@settings(max_examples=300, deadline=None)
@given(
    places=st.lists(st.floats(0, 1), min_size=1, max_size=4),
    piece=st.binary(min_size=1, max_size=20),
)
def test_overwritten(places, piece):
    """It is refused, or read; nothing else is raised."""
    changed = bytearray(DATA)
    for place in places:
        start = int(place * len(changed))
        changed[start : start + len(piece)] = piece
    try:
        parse_file("f.xls", bytes(changed))
    except ParseError as error:
        assert error.code and error.what and error.hint
