"""A damaged XLSX or ZIP file is refused or read whole, never in part without saying so.

Bytes of the archive itself are changed, and bytes of what is packed inside: the first
must be found by its check sums, the second like damage of the file alone.
"""

import io
import re
import zipfile
from pathlib import Path

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file

st = pytest.importorskip("hypothesis.strategies")
from hypothesis import given, settings  # noqa: E402

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
XLSX = next((GOLDEN / "xlsx").glob("*.xlsx")).read_bytes()
CAMT = next((GOLDEN / "camt053").glob("*.xml")).read_bytes()
CSV = (GOLDEN / "csv" / "akb_newest_first.csv").read_bytes()
BYTES = (b"<", b">", b"&", b"/", b"0", b"-", b"x", b'"', b"\x00", b"\xff", b" ", b"PK")


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def unzipped(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def counts(parsed):
    return [len(s.transactions) + len(s.not_booked) for s in parsed.statements]


def read(data):
    """Return the file, None if it is refused with a message."""
    try:
        return parse_file("mutated", data)
    except ParseError as error:
        assert error.code and error.what and error.hint
        return None


def said(parsed):
    """Say whether somebody is told to look, or that rows are left out."""
    messages = [*parsed.messages, *(m for s in parsed.statements for m in s.messages)]
    return any(m.level == "warn" or m.code == "no_amount" for m in messages)


def overwritten(data, places, pieces, length):
    changed = bytearray(data)
    for place, piece in zip(places, pieces, strict=False):
        start = int(place * len(changed))
        changed[start : start + length] = piece
    return bytes(changed)


ARCHIVES = {"zip": zipped({"a.xml": CAMT, "b.csv": CSV}), "xlsx": XLSX}
damage = {
    "places": st.lists(st.floats(0, 1), min_size=1, max_size=4),
    "pieces": st.lists(st.sampled_from(BYTES), min_size=4, max_size=4),
    "length": st.integers(0, 40),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_unchanged(name):
    found = counts(parse_file("f", ARCHIVES[name]))
    assert found and all(found)
    if name == "zip":
        assert found[:-1] == counts(parse_file("f", CAMT))
        assert found[-1:] == counts(parse_file("f", CSV))


@pytest.mark.parametrize("name", ARCHIVES)
@settings(max_examples=300, deadline=None)
@given(**damage)
def test_archive_overwritten(name, places, pieces, length):
    """What is read in spite of it is all that was packed."""
    parsed = read(overwritten(ARCHIVES[name], places, pieces, length))
    if parsed and not said(parsed):
        assert counts(parsed) == counts(parse_file("f", ARCHIVES[name]))


@pytest.mark.parametrize("name", ARCHIVES)
@settings(max_examples=100, deadline=None)
@given(place=st.floats(0, 0.999))
def test_archive_cut_off_is_refused(name, place):
    data = ARCHIVES[name]
    assert read(data[: int(place * len(data))]) is None


@settings(max_examples=300, deadline=None)
@given(**damage, part=st.integers(0, 20))
def test_sheet_overwritten(places, pieces, length, part):
    """Each row of the sheets that still has a number in it is counted or told."""
    files = unzipped(XLSX)
    sheets = sorted(name for name in files if name.startswith("xl/worksheets/"))
    name = sheets[part % len(sheets)]
    files[name] = overwritten(files[name], places, pieces, length)
    parsed = read(zipped(files))
    if not parsed or said(parsed):
        return
    rows = sum(len(re.findall(rb"<row[ >]", files[sheet])) for sheet in sheets)
    assert sum(counts(parsed)) <= rows
    whole = sum(counts(parse_file("f", XLSX)))
    lost = rows_of(unzipped(XLSX), sheets) - rows_of(files, sheets)
    assert sum(counts(parsed)) >= whole - max(lost, 0), parsed


def rows_of(files, sheets):
    """Return how many rows there are whose cells still have values."""
    return sum(
        len(re.findall(rb"<row[ >](?:(?!</row>).)*<v>", files[sheet], re.DOTALL))
        for sheet in sheets
    )


@settings(max_examples=300, deadline=None)
@given(**damage)
def test_one_bad_file_is_left_out_of_the_archive(places, pieces, length):
    """What can be read of a ZIP file is, and it is said what cannot."""
    changed = overwritten(CAMT, places, pieces, length)
    alone = read(changed)
    parsed = read(zipped({"a.xml": changed, "b.csv": CSV}))
    left_out = [m for m in parsed.messages if m.code == "archive_part"]
    assert bool(left_out) == (alone is None)
    assert counts(parsed)[:-1] == (counts(alone) if alone else [])
    assert counts(parsed)[-1:] == counts(parse_file("f", CSV))
