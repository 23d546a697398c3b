"""A damaged real file is refused or read whole, never in part and never by accident."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file

st = pytest.importorskip("hypothesis.strategies")
from hypothesis import given, settings  # noqa: E402

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
FILES = [path.read_bytes() for path in sorted(GOLDEN.glob("camt05?/*.xml"))]
#: message → one statement in it
BLOCKS = {
    "BkToCstmrAcctRpt": "Rpt",
    "BkToCstmrStmt": "Stmt",
    "BkToCstmrDbtCdtNtfctn": "Ntfctn",
}
BYTES = (b"<", b">", b"&", b"/", b"0", b"-", b"x", b'"', b"\x00", b"\xff", b" ")


def local(element):
    return element.tag.rpartition("}")[2]


def child(element, name):
    return next((c for c in element if local(c) == name), None)


def is_booked(entry):
    status = child(entry, "Sts")
    if status is None:
        return True
    texts = [t.strip() for t in status.itertext() if t.strip()]
    return not texts or texts[0].upper() == "BOOK"


def counts(data):
    """Return the entries of each statement and how many are booked, independently."""
    root = ElementTree.fromstring(data.lstrip())  # blanks before it are forgiven
    found = []
    for message in root.iter():
        name = BLOCKS.get(local(message))
        for block in (c for c in message if name and local(c) == name):
            entries = [c for c in block if local(c) == "Ntry"]
            found.append((len(entries), sum(map(is_booked, entries))))
    return found


def check(data):
    try:
        parsed = parse_file("mutated.xml", data)
    except ParseError as error:
        assert error.code and error.what and error.hint
        return
    read = [
        (len(s.transactions) + len(s.not_booked), len(s.transactions))
        for s in parsed.statements
    ]
    assert read == counts(data)


@pytest.mark.parametrize("data", FILES)
def test_unchanged_files_agree_with_an_independent_count(data):
    assert sum(total for total, _booked in counts(data)) > 0
    check(data)


@settings(max_examples=300, deadline=None)
@given(
    data=st.sampled_from(FILES),
    places=st.lists(st.floats(0, 1), min_size=1, max_size=4),
    pieces=st.lists(st.sampled_from(BYTES), min_size=4, max_size=4),
    length=st.integers(0, 40),
)
def test_overwritten(data, places, pieces, length):
    changed = bytearray(data)
    for place, piece in zip(places, pieces, strict=False):
        start = int(place * len(changed))
        changed[start : start + length] = piece
    check(bytes(changed))


@settings(max_examples=150, deadline=None)
@given(data=st.sampled_from(FILES), place=st.floats(0, 1))
def test_cut_off(data, place):
    cut = data[: int(place * (len(data.rstrip()) - 1))]
    with pytest.raises(ParseError):
        parse_file("cut.xml", cut)
