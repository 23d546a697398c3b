"""Tables (CSV, XLSX) that attack, lie or break are refused, with place and reason."""

import io
import zipfile

import openpyxl
import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file
from limits import read_limited

GOOD = """Konto;8601 11 17947
Dato;Tekst;Beløb;Saldo
31.01.2026;Blåbær;-1.012,50;100,00
01.02.2026;Løn;2.000,00;2.100,00
"""
SHEET = "xl/worksheets/sheet1.xml"
ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def swap(old, new, encoding="utf-8"):
    assert old in GOOD
    return GOOD.replace(old, new).encode(encoding)


def spreadsheet(*rows):
    book = openpyxl.Workbook()
    for row in rows or (["Dato", "Tekst", "Beløb"], ["31.01.2026", "Blåbær", -5.5]):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rezip(data, changes, drop=()):
    """Return a ZIP file with other contents in some of its parts."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename not in drop:
                content = old.read(info)
                change = changes.get(info.filename, lambda same: same)
                new.writestr(info.filename, change(content))
    return buffer.getvalue()


def sheet(content):
    """Return a spreadsheet whose first sheet has these XML rows."""
    return rezip(
        spreadsheet(),
        {SHEET: lambda old: old.partition(b"<sheetData>")[0] + b"<sheetData>" + content
         + b"</sheetData></worksheet>"},
    )  # fmt: skip


CASES = {
    "quote without end": (swap("Blåbær", '"Blåbær'), "csv_quotes", "line"),
    "quote that swallows a row": (
        swap("Blåbær", '"Blåbær').replace(b"2.100,00", b'2.100,00"'), "csv_quotes", "3",
    ),
    "no date": (swap("01.02.2026", ""), "bad_date", "line 4, field date"),
    "zero bytes": (swap("Blåbær", "\0"), "unknown_format", ""),
    "formula": (swap("-1.012,50", "=2+3"), "formula", "line 3, field amount"),
    "formula among amounts": (
        GOOD.encode() + b"02.02.2026;A;5,00;2.105,00\n" * 30
        + b"02.02.2026;A;=1+1;2.107,00\n", "formula", "line 35, field amount",
    ),
    "long cell": (swap("Blåbær", "x" * 200_000), "csv_damaged", "line 3"),
    "titles only, two orders": (
        GOOD.encode() + b"02/28/2026;A;5,00;2.105,00\n", "mapping_needed", "file",
    ),
    "not a ZIP file": (b"PK\x03\x04" + b"x" * 100, "archive_damaged", ""),
    "spreadsheet cut off": (spreadsheet()[:-200], "xlsx_damaged", "file f"),
    "spreadsheet without sheets": (
        rezip(spreadsheet(), {}, drop=[SHEET]), "no_statement", "file f",
    ),
    "spreadsheet without book": (
        rezip(spreadsheet(), {}, drop=["xl/workbook.xml"]), "xlsx_damaged", "file f",
    ),
    "spreadsheet with an entity": (
        rezip(spreadsheet(), {SHEET: lambda old: ENTITY.encode() + old}),
        "xlsx_doctype", "file f",
    ),
    "spreadsheet with an entity in UTF-16": (
        rezip(spreadsheet(), {"xl/workbook.xml": lambda old: ENTITY.encode("utf-16")}),
        "xlsx_doctype", "file f",
    ),
    "spreadsheet with broken XML": (
        rezip(spreadsheet(), {SHEET: lambda old: old[:-30]}), "xlsx_damaged", "file f",
    ),
    "spreadsheet without cells": (spreadsheet([None]), "no_statement", "file f"),
    "formula in a spreadsheet": (
        spreadsheet(["Dato", "Tekst", "Beløb"], *[["31.01.2026", "A", -5.5]] * 20,
                    ["31.01.2026", "A", "=1+1"]), "formula", "row 22, field amount",
    ),
    "not a number": (
        sheet(b'<row><c t="str"><v>Dato</v></c><c t="str"><v>Amount</v></c></row>'
              + b'<row><c t="str"><v>31.01.2026</v></c><c><v>5</v></c></row>' * 12
              + b'<row><c t="str"><v>31.01.2026</v></c><c><v>nan</v></c></row>'),
        "xlsx_damaged", "file f",
    ),
    "huge number": (
        sheet(b'<row><c t="str"><v>Dato</v></c><c t="str"><v>Amount</v></c></row>'
              + b'<row><c t="str"><v>31.01.2026</v></c><c><v>5</v></c></row>' * 12
              + b'<row><c t="str"><v>31.01.2026</v></c><c><v>1e300</v></c></row>'),
        "bad_amount", "row 14",
    ),
}  # fmt: skip
_MORE = "02.02.2026;A;5,00;2.105,00\n" * 30
for _amount in (
    "NaN", "INF", "1E3", ",", "-", "0x1", "٣", "1" * 19, "9" * 5_000, "--5", "1 2",
    "12:30",
):  # fmt: skip
    CASES[f"amount {_amount[:20]}"] = (
        (GOOD + _MORE).replace("-1.012,50", _amount).encode(), "bad_amount", "line 3",
    )  # fmt: skip
for _day in ("30.02.2026", "32.01.2026", "1.1.26.1", "0.0.00", "x", "31.13.2026"):
    CASES[f"date {_day}"] = (
        (GOOD + _MORE).replace("31.01.2026", _day).encode(), "bad_date", "line 3",
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_the_good_file_is_good_in_every_encoding(encoding):
    first, _second = parse_file("f", GOOD.encode(encoding)).statements[0].transactions
    assert (str(first.amount), first.text) == ("-1012.50", "Blåbær")


def test_the_good_spreadsheet_is_good():
    (tx,) = parse_file("f", spreadsheet()).statements[0].transactions
    assert (str(tx.amount), tx.text) == ("-5.5", "Blåbær")


def test_hidden_sheet_is_left_out_and_told():
    """What nobody sees must not come into the books, nor go unsaid."""
    book = openpyxl.load_workbook(io.BytesIO(spreadsheet()))
    hidden = book.create_sheet("Draft")
    for cells in book.worksheets[0].iter_rows(values_only=True):
        hidden.append(cells)
    hidden.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    parsed = parse_file("f", buffer.getvalue())
    assert [len(one.transactions) for one in parsed.statements] == [1]
    (message,) = parsed.messages
    assert (message.code, message.level) == ("hidden_sheet", "warn")
    assert "Draft" in message.where


@pytest.mark.parametrize("name", CASES)
def test_refused(name):
    data, code, where = CASES[name]
    with pytest.raises(ParseError) as caught:
        parse_file("f", data)
    error = caught.value
    assert error.code == code, error
    assert where in error.where
    assert error.what.endswith(".") and error.why.endswith(".")
    assert error.hint.startswith("Nothing was imported.")
    assert "root:" not in str(error)


def row(number, cells):
    return b'<row r="%d">' % number + cells + b"</row>"


CELL = b'<c r="%s%d"><v>5</v></c>'
BOMBS = {
    "quotes": ("f.csv", b"Dato;Belob\n" + b'"' * 12_000_000),
    "open quotes": ("f.csv", b'Dato;Belob\n"x\n' * 1_000_000),
    "delimiters": ("f.csv", b"Dato;Belob\n" + b";" * 12_000_000),
    "rows of delimiters": ("f.csv", b"Dato;Belob\n" + b";;;;;;\n" * 2_000_000),
    "line ends": ("f.csv", b"Dato;Belob\n" + b"\n" * 12_000_000),
    "one line": ("f.csv", b"Dato;Belob\n" + b"x" * 12_000_000),
    "too many bytes": ("f.csv", b"Dato;Belob\n" + b"31.01.2026;5,00\n" * 2_000_000),
    "digits": ("f.csv", b"Dato;Belob\n" + b"1" * 5_000_000 + b";5,00\n"),
    "dots": ("f.csv", b"Dato;Belob\n31.01.2026;" + b"1." * 60_000 + b"\n"),
    "blanks": ("f.csv", b"Dato;Belob\n31.01.2026;1" + b" " * 120_000 + b"1\n"),
    "titles": ("f.csv", b";".join([b"Dato;Belob"] * 400_000) + b"\n31.01.2026;5\n"),
    "wide row": ("f.csv", b"Dato;Tekst;Belob\n01.01.2026;a;" + b";" * 400_000 + b"5"),
    "zeros in a sheet": (
        "f.xlsx", rezip(spreadsheet(), {SHEET: lambda old: old + b" " * 200_000_000}),
    ),
    "far row": ("f.xlsx", sheet(row(10**12, CELL % (b"A", 10**12)))),
    "far columns": (
        "f.xlsx",
        sheet(b"".join(row(n, CELL % (b"XFD", n)) for n in range(1, 30_000))),
    ),
    "many elements": ("f.xlsx", sheet(b"<row/>" * 3_000_000)),
    "deep": ("f.xlsx", sheet(b"<row>" * 1_000_000)),
    "many texts": (
        "f.xlsx",
        rezip(
            spreadsheet(),
            {"xl/sharedStrings.xml": lambda old: b'<sst xmlns="http://schemas.openxml'
             b'formats.org/spreadsheetml/2006/main">' + b"<si><t>x</t></si>" * 200_000
             + b"</sst>"},
        ),
    ),
}  # fmt: skip


HARMLESS = ("line ends", "many texts")


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_stay_in_bounds(name, tmp_path):
    file_name, data = BOMBS[name]
    path = tmp_path / file_name
    path.write_bytes(data)
    state, codes, entries = read_limited(path)
    assert codes and sum(entries) == (name == "many texts")
    assert state == ("ok" if name in HARMLESS else "refused")


def test_many_entries_in_bounds(tmp_path):
    path = tmp_path / "long.csv"
    path.write_bytes(GOOD.encode() + b"02.02.2026;Noget;5,00;\n" * 30_000)
    assert read_limited(path)[2] == [30_002]


def test_a_spreadsheet_in_a_zip_file():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.xlsx", spreadsheet())
        archive.writestr("b.csv", GOOD)
    parsed = parse_file("f.zip", buffer.getvalue())
    assert parsed.format == "csv+xlsx"
    assert [len(s.transactions) for s in parsed.statements] == [1, 2]
