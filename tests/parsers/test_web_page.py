"""Web pages called ``.xls``: their tables are read, others are refused."""

import pytest
from bsi.parsers import ParseError, parse_file

PAGE = (
    "<html><head><meta charset=utf-8></head><body><table><tr><td>Konto<td>12345678901"
    "</table><table><tr><th>Datum</th><th>Text</th><th>Belopp</th><th>Saldo</th></tr>\n"
    "<tr><td>2026-01-02</td><td>Hyra &amp; el<br>mars</td><td>-12,50</td><td>87,50</td>"
    "</tr><tr><td>2026-01-03<td>B<td>20,00<td>107,50</table></body></html>"
)


@pytest.mark.parametrize("start", ["", "\ufeff", "\n", "<!DOCTYPE html>"])
def test_table_of_a_web_page_is_read(start):
    (statement,) = parse_file("kontoutdrag.xls", (start + PAGE).encode()).statements
    entries = [(str(t.amount), t.text) for t in statement.transactions]
    assert entries == [("-12.50", "Hyra & el mars"), ("20.00", "B")]
    assert [str(statement.opening), str(statement.closing)] == ["100.00", "107.50"]


def test_other_encodings_are_read():
    page = PAGE.replace("Hyra", "Löner").replace("charset=utf-8", "charset=latin1")
    (statement,) = parse_file("x.xls", page.encode("latin-1")).statements
    assert statement.transactions[0].text == "Löner & el mars"


def test_a_damaged_amount_is_refused_or_told():
    with pytest.raises(ParseError):
        parse_file("x.xls", PAGE.replace("2026-01-03", "2026-13-03").encode())
    changed = parse_file("x.xls", PAGE.replace("20,00", "21,00").encode())
    assert "warn" in [m.level for s in changed.statements for m in s.messages]


def test_what_is_commented_out_is_not_read():
    row = "<tr><td>2026-01-03<td>B<td>20,00<td>107,50"
    changed = parse_file("x.xls", PAGE.replace(row, f"<!-- {row} -->").encode())
    assert [str(t.amount) for t in changed.statements[0].transactions] == ["-12.50"]


@pytest.mark.parametrize(
    "page",
    ["<html><body><p>Log in</p></body></html>",
     "<html><table><tr><td>User<td><input></table></html>"],
)  # fmt: skip
def test_web_pages_without_entries_are_refused(page):
    with pytest.raises(ParseError) as error:
        parse_file("x.xls", page.encode())
    assert error.value.code == "unknown_format" and "web page" in error.value.why


def test_old_office_files_that_are_no_workbook_are_named():
    document = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40) + b"\1" + bytes(463)
    document += bytes(512) + "WordDocument".encode("utf-16-le").ljust(512, b"\0")
    with pytest.raises(ParseError) as error:
        parse_file("x.doc", document)
    assert "no workbook" in error.value.why
