"""A damaged MT940, BAI2 or CODA file is refused or read whole, never in part silently.

Entries are counted by other means than the parsers': where their counts differ, there
is a warning. A file that is cut off is refused, or tells that something is missing.
"""

import re
from pathlib import Path

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file

st = pytest.importorskip("hypothesis.strategies")
from hypothesis import given, settings  # noqa: E402

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
#: folder → what an entry looks like in a file of it
ENTRY = {
    "mt940": rb"(?m)^\s*:61:",
    "mt942": rb"(?m)^\s*:61:",
    "bai2": rb"(?m)(?:^|/)\s*16\s*,\s*(?!890)",
    "coda": rb"(?m)^21....0000",
}
FILES = {
    folder: [
        path.read_bytes()
        for path in sorted(GOLDEN.glob(f"{folder}/*"))
        if path.suffix != ".json"
    ]
    for folder in ENTRY
}
BYTES = [b"\n", b":", b",", b"/", b"0", b"9", b"-", b"x", b"\x00", b"\xff", b" ", b""]
CASES = [(name, data) for name, found in FILES.items() for data in found]


def count(folder, data):
    return len(re.findall(ENTRY[folder], data.replace(b"\r", b"\n")))


def read(data):
    """Return the number of entries, whether there is a warning; None if refused."""
    try:
        file = parse_file("mutated", data)
    except ParseError as error:
        assert error.code and error.what and error.hint
        return None
    messages = [*file.messages, *(m for s in file.statements for m in s.messages)]
    entries = sum(len(s.transactions) + len(s.not_booked) for s in file.statements)
    return entries, any(message.level == "warn" for message in messages)


def check(folder, data):
    answer = read(data)
    if answer:
        entries, warned = answer
        assert warned or entries == count(folder, data)


@pytest.mark.parametrize(("folder", "data"), CASES)
def test_unchanged_files_agree_with_an_independent_count(folder, data):
    assert read(data)[0] == count(folder, data) > 0


@pytest.mark.parametrize("folder", ENTRY)
@settings(max_examples=100, deadline=None)
@given(
    pick=st.integers(0, 99),
    places=st.lists(st.floats(0, 1), min_size=1, max_size=4),
    pieces=st.lists(st.sampled_from(BYTES), min_size=4, max_size=4),
    length=st.integers(0, 40),
)
def test_overwritten(folder, pick, places, pieces, length):
    files = FILES[folder]
    changed = bytearray(files[pick % len(files)])
    for place, piece in zip(places, pieces, strict=False):
        start = int(place * len(changed))
        changed[start : start + length] = piece
    check(folder, bytes(changed))


@pytest.mark.parametrize("folder", ENTRY)
@settings(max_examples=50, deadline=None)
@given(pick=st.integers(0, 99), first=st.floats(0, 1), second=st.floats(0, 1))
def test_lines_lost_or_doubled(folder, pick, first, second):
    files = FILES[folder]
    lines = files[pick % len(files)].splitlines(keepends=True)
    start, end = sorted(int(place * len(lines)) for place in (first, second))
    check(folder, b"".join(lines[:start] + lines[end:]))
    check(folder, b"".join(lines[:end] + lines[start:]))


@pytest.mark.parametrize("folder", ENTRY)
@settings(max_examples=50, deadline=None)
@given(pick=st.integers(0, 99), place=st.floats(0, 1, exclude_max=True))
def test_cut_off(folder, pick, place):
    """What is read of a cut file is what stands before the cut, complete."""
    files = FILES[folder]
    data = files[pick % len(files)].rstrip()
    cut = data[: int(place * len(data))]
    answer = read(cut)
    if answer:
        assert answer[1] or answer[0] == count(folder, cut)


@pytest.mark.parametrize("folder", ["bai2", "coda"])
@settings(max_examples=50, deadline=None)
@given(pick=st.integers(0, 99), place=st.floats(0, 1, exclude_max=True))
def test_cut_before_the_totals_is_refused(folder, pick, place):
    files = FILES[folder]
    lines = files[pick % len(files)].rstrip().splitlines(keepends=True)
    cut = b"".join(lines[: int(place * len(lines))])
    with pytest.raises(ParseError):
        parse_file("cut", cut)
