"""A damaged OFX or QIF file is refused or read whole, never in part."""

import re
from pathlib import Path

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file

st = pytest.importorskip("hypothesis.strategies")
from hypothesis import given, settings  # noqa: E402

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
FILES = {
    kind: [path.read_bytes() for path in sorted((GOLDEN / kind).glob(f"*.{kind}"))]
    for kind in ("ofx", "qif")
}
BYTES = (b"<", b">", b"&", b"/", b"0", b"-", b"x", b"^", b"\x00", b"\xff", b" ", b"\n",
         b"!", b"D", b"T", b".", b",")  # fmt: skip


def count_ofx(data):
    return len(re.findall(rb"<STMTTRNP?>", data, re.I))


def count_qif(data):
    """Count the entries of bank sections: runs of lines that end with ^."""
    count, lines, bank = 0, 0, False
    for line in data.replace(b"\r", b"\n").split(b"\n"):
        line = line.strip()
        if line.startswith(b"!"):
            bank = line.lower().replace(b" ", b"") in (b"!type:bank", b"!type:ccard")
            lines = 0
        elif line.startswith(b"^"):
            count += bank and lines > 0
            lines = 0
        elif line:
            lines += 1
    return count


COUNTS = {"ofx": count_ofx, "qif": count_qif}


def check(kind, data):
    try:
        parsed = parse_file("mutated", data)
    except ParseError as error:
        assert error.code and error.what and error.hint
        return
    messages = [m for s in parsed.statements for m in s.messages] + [*parsed.messages]
    if kind == "qif" and any(m.code in ("unclosed", "left_out") for m in messages):
        return  # said, not silent
    read = sum(len(s.transactions) + len(s.not_booked) for s in parsed.statements)
    assert read == COUNTS[kind](data)


@pytest.mark.parametrize("kind", FILES)
def test_unchanged_files_agree_with_an_independent_count(kind):
    for data in FILES[kind]:
        parsed = parse_file("f", data)
        read = sum(len(s.transactions) + len(s.not_booked) for s in parsed.statements)
        assert read == COUNTS[kind](data) > 0


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=300, deadline=None)
@given(
    number=st.integers(0, 20),
    places=st.lists(st.floats(0, 1), min_size=1, max_size=4),
    pieces=st.lists(st.sampled_from(BYTES), min_size=4, max_size=4),
    length=st.integers(0, 40),
)
def test_overwritten(kind, number, places, pieces, length):
    files = FILES[kind]
    changed = bytearray(files[number % len(files)])
    for place, piece in zip(places, pieces, strict=False):
        start = int(place * len(changed))
        changed[start : start + length] = piece
    check(kind, bytes(changed))


@settings(max_examples=150, deadline=None)
@given(data=st.sampled_from(FILES["ofx"]), place=st.floats(0, 1))
def test_cut_off_ofx_is_refused(data, place):
    with pytest.raises(ParseError):
        parse_file("cut", data[: int(place * (data.rstrip().rindex(b"<") - 1))])


@settings(max_examples=150, deadline=None)
@given(data=st.sampled_from(FILES["qif"]), place=st.floats(0, 1))
def test_cut_off_qif_never_loses_an_entry_that_has_begun(data, place):
    check("qif", data[: int(place * len(data))])
