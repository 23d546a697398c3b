"""A damaged TITO, KTL, OCR giro or BgMax file is refused, or read whole, or doubted.

The entries are counted independently of the parsers: a file that is read without a
warning has each of them exactly once, with its amount. Where the file has totals
(KTL, OCR giro, BgMax) a missing, doubled or changed payment is always refused.
"""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file

st = pytest.importorskip("hypothesis.strategies")
from hypothesis import given, settings  # noqa: E402

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
BYTES = (b"0", b"1", b"9", b"-", b"+", b"T10", b"T11", b"NY", b"20", b"\r\n", b" ")
BYTES += (b"x", b"\t", b"\x00", b"\xff", b"\xc3\x84", b"\x1a", b"\r", b"\n", b"[")


def rows(data):
    """Return the records of a file as this test sees them."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    found = (row.replace("\x1a", " ") for row in re.split(r"[\r\n]+", text))
    return [row.expandtabs(8) for row in found if row.strip()]


def cents(row, first, last):
    return Decimal(int(row[first - 1 : last])).scaleb(-2)


def tito(data):
    """Return the amounts of all entries: T10 and T80 of level blank or 0."""
    for row in rows(data):
        if row[:3] in ("T10", "T80") and row[187:188].strip() in ("", "0"):
            yield cents(row, 89, 106) * (-1 if row[87] == "-" else 1)


def ktl(data):
    for row in rows(data):
        if row[0] in "357":
            yield cents(row, 78, 87) * (-1 if row[87] == "1" else 1)


def ocr_giro(data):
    for row in rows(data):
        if row[:4] == "NY09" and row[6:8] == "30":
            yield cents(row, 33, 49) * (-1 if row[31] == "-" else 1)


def bgmax(data):
    for row in rows(data):
        if row[:2] in ("20", "21"):
            yield cents(row, 38, 55) * (-1 if row[:2] == "21" else 1)


COUNTERS = {"tito": tito, "ktl": ktl, "ocr_giro": ocr_giro, "bgmax": bgmax}
FILES = [
    (name, path.read_bytes())
    for name in COUNTERS
    for path in sorted((GOLDEN / name).glob("*"))
    if not path.name.endswith(".expected.json")
]
WITH_TOTALS = [(name, data) for name, data in FILES if name != "tito"]
sampled = st.sampled_from(FILES)


def amounts(parsed):
    found = [
        tx.amount for s in parsed.statements for tx in s.transactions + s.not_booked
    ]
    return sorted(found)


def is_doubted(parsed):
    messages = [*parsed.messages, *(m for s in parsed.statements for m in s.messages)]
    return any(message.level == "warn" for message in messages)


def read(data):
    """Return the file, None if it is refused with a message in four parts."""
    try:
        return parse_file("mutated.txt", data)
    except ParseError as error:
        assert error.code and error.what and error.where and error.why and error.hint
        return None


def check(name, data, glued=False):
    """The entries are those of the file, or somebody is told to look."""
    parsed = read(data)
    if parsed is None or is_doubted(parsed):
        return
    assert parsed.format == name
    if not glued:  # this test cannot take records without line end apart
        assert amounts(parsed) == sorted(COUNTERS[name](data))


@pytest.mark.parametrize(("name", "data"), FILES)
def test_unchanged_files_agree_with_an_independent_count(name, data):
    wanted = sorted(COUNTERS[name](data))
    assert wanted and amounts(parse_file("x", data)) == wanted


@settings(max_examples=500, deadline=None)
@given(
    file=sampled,
    places=st.lists(st.floats(0, 1), min_size=1, max_size=4),
    pieces=st.lists(st.sampled_from(BYTES), min_size=4, max_size=4),
    length=st.integers(0, 40),
)
def test_overwritten(file, places, pieces, length):
    name, data = file
    changed = bytearray(data)
    for place, piece in zip(places, pieces, strict=False):
        start = int(place * len(changed))
        changed[start : start + length] = piece
    lost = changed.count(b"\n") + changed.count(b"\r") < data.count(b"\n") + data.count(
        b"\r"
    )
    check(name, bytes(changed), glued=lost)


@settings(max_examples=200, deadline=None)
@given(file=sampled, place=st.floats(0, 1))
def test_cut_off(file, place):
    name, data = file
    check(name, data[: int(place * len(data))])


@settings(max_examples=200, deadline=None)
@given(file=sampled, places=st.lists(st.floats(0, 0.999), min_size=2, max_size=2))
def test_records_lost_doubled_and_moved(file, places):
    name, data = file
    lines = data.splitlines(keepends=True)
    first, second = (int(place * len(lines)) for place in places)
    check(name, b"".join(lines[:first] + lines[first + 1 :]))
    check(name, b"".join(lines[:first] + lines[first:][:1] + lines[first:]))
    moved = list(lines)
    moved.insert(second, moved.pop(first))
    check(name, b"".join(moved))


PAYMENTS = {
    "ktl": re.compile(rb"[357]"),
    "ocr_giro": re.compile(rb"NY09..30"),
    "bgmax": re.compile(rb"2[01]"),
}


@settings(max_examples=200, deadline=None)
@given(
    file=st.sampled_from(WITH_TOTALS),
    choice=st.floats(0, 0.999),
    doubled=st.booleans(),
)
def test_payment_lost_or_doubled_is_always_refused(file, choice, doubled):
    """The totals of the file are believed, not its payments."""
    name, data = file
    lines = data.splitlines(keepends=True)
    payments = [n for n, line in enumerate(lines) if PAYMENTS[name].match(line)]
    number = payments[int(choice * len(payments))]
    lines[number : number + 1] = [lines[number]] * 2 if doubled else []
    with pytest.raises(ParseError):
        parse_file("x", b"".join(lines))


@settings(max_examples=200, deadline=None)
@given(file=st.sampled_from(WITH_TOTALS), place=st.floats(0, 1))
def test_cut_off_before_the_end_is_always_refused(file, place):
    """Nothing after the last total counts, everything before it does."""
    name, data = file
    ends = {
        "ktl": rb"\n9[^\r\n]{51}",
        "ocr_giro": rb"\nNY000089",
        "bgmax": rb"\n70[0-9]{31}",
    }
    last = [match.start() for match in re.finditer(ends[name], data)][-1]
    starts = [m.start() for m in re.finditer(rb"(?m)^0[0-9]{6}[0-9 ]", data)]
    cut = data[: int(place * last)]
    if name == "ktl" and any(len(cut.rstrip()) <= start for start in starts[1:]):
        return  # between two batches the file is a whole one
    with pytest.raises(ParseError):
        parse_file("x", cut)


@settings(max_examples=100, deadline=None)
@given(one=sampled, two=sampled)
def test_files_written_one_after_the_other(one, two):
    """Two files of one kind are read as two; of two kinds they are refused."""
    if one[0] == two[0]:
        wanted = sorted([*COUNTERS[one[0]](one[1]), *COUNTERS[two[0]](two[1])])
        for between in (b"", b"\n", b"\x1a\r\n"):
            assert amounts(parse_file("x", one[1] + between + two[1])) == wanted
    else:
        assert read(one[1] + b"\n" + two[1]) is None
