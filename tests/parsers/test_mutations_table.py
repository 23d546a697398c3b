"""A damaged CSV file is refused or read whole, never in part without saying so."""

import csv
import io
import re
from pathlib import Path

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file

st = pytest.importorskip("hypothesis.strategies")
from hypothesis import given, settings  # noqa: E402

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "csv"
#: file → delimiter, columns of the date, columns of the amount
LAYOUTS = {
    "akb_newest_first": (";", (0,), (2, 3)),
    "tkb_collective_order": (";", (0,), (5, 6)),
    "ubs_balances_above": (";", (2, 0), (5, 6)),
    "efg_line_breaks": (",", (0,), (4,)),
    "raiffeisen_continued": (";", (1,), (3,)),
    "neon_original_currency": (";", (0,), (1,)),
}
FILES = {name: (GOLDEN / f"{name}.csv").read_bytes() for name in LAYOUTS}
BYTES = (b";", b",", b'"', b"0", b"-", b"x", b"\x00", b"\xff", b" ", b"\n", b".", b"'",
         b"=", b"9")  # fmt: skip
SAID = ("no_amount", "value_date")


def counts(name, data):
    """Count the rows with a date and an amount, independently: as CSV, and as lines
    if quotes mean nothing."""
    delimiter, days, amounts = LAYOUTS[name]
    text = data.decode("utf-8", "replace")
    lines = [line.split(delimiter) for line in text.splitlines()]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [_count(found, days, amounts) for found in (rows, lines)]


def _count(rows, days, amounts):
    def filled(row, columns):
        cells = [row[c].strip() for c in columns if c < len(row)]
        return next((cell for cell in cells if cell), "")

    return sum(
        bool(re.match(r"\d{1,4}\s?[-./]\s?\d", filled(row, days)))
        and bool(filled(row, amounts))
        for row in rows
    )


def check(name, data):
    try:
        parsed = parse_file("mutated", data)
    except ParseError as error:
        assert error.code and error.what and error.hint
        return
    read = sum(len(s.transactions) + len(s.not_booked) for s in parsed.statements)
    messages = [m for s in parsed.statements for m in s.messages]
    said = any(m.level == "warn" or m.code in SAID for m in messages)
    as_csv, as_lines = counts(name, data)
    least = as_lines if data.count(b'"') % 2 else as_csv
    assert read >= least or said, messages
    assert read <= max(as_csv, data.count(b"\n"))


@pytest.mark.parametrize("name", LAYOUTS)
def test_unchanged_files_agree_with_an_independent_count(name):
    data = FILES[name]
    (statement,) = parse_file("f", data).statements
    assert len(statement.transactions) == counts(name, data)[0] > 0


@settings(max_examples=600, deadline=None)
@given(
    name=st.sampled_from(sorted(LAYOUTS)),
    places=st.lists(st.floats(0, 1), min_size=1, max_size=4),
    pieces=st.lists(st.sampled_from(BYTES), min_size=4, max_size=4),
    length=st.integers(0, 40),
)
def test_overwritten(name, places, pieces, length):
    changed = bytearray(FILES[name])
    for place, piece in zip(places, pieces, strict=False):
        start = int(place * len(changed))
        changed[start : start + length] = piece
    check(name, bytes(changed))


@settings(max_examples=200, deadline=None)
@given(name=st.sampled_from(sorted(LAYOUTS)), place=st.floats(0, 1))
def test_cut_off(name, place):
    check(name, FILES[name][: int(place * len(FILES[name]))])
