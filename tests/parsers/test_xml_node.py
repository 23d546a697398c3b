"""One pass over XML: the same answer wherever chunks end, and constant memory."""

import tracemalloc
from pathlib import Path

import pytest
from bsi.parsers.camt.parser import Camt053Parser
from bsi.parsers.common import xml_safe
from bsi.parsers.common.base import ParseError
from bsi.parsers.common.xml_node import Layout, part
from bsi.parsers.common.xml_read import find_line, read
from bsi.parsers.identify import parse_file

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
FILES = sorted(GOLDEN.glob("camt05?/*.xml"))
ENTRY = (
    '<Ntry><Amt Ccy="NOK">12.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
    "<BookgDt><Dt>2026-03-10</Dt></BookgDt><NtryDtls>{details}</NtryDtls></Ntry>\n"
)
DETAIL = "<TxDtls><RmtInf><Ustrd>Invoice {number}</Ustrd></RmtInf></TxDtls>\n"
FRAME = (
    "<Document><BkToCstmrStmt><Stmt><Id>S1</Id><Acct><Id><IBAN>NO9386011117947</IBAN>"
    "</Id><Ccy>NOK</Ccy></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"
)


def records(text, **layout):
    found = []
    layout.setdefault("records", ["r"])
    read_all = read(text.encode(), Layout(**layout), lambda r: [(r.name, r.node)])
    found.extend(read_all)
    return found


def outcome(data):
    """Return all that a file says, or how it is refused."""
    try:
        return parse_file("f", data)
    except ParseError as error:
        return error.code, error.where


@pytest.mark.parametrize(
    "path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
@pytest.mark.parametrize("size", [61, 1009])
def test_chunks_do_not_matter(monkeypatch, path, size):
    data = path.read_bytes()
    damaged = (
        data[: len(data) // 2],
        data.replace(b"CRDT", b"XX", 7),
        data[:-20] + b"<x>",
    )
    expected = [outcome(data), *map(outcome, damaged)]
    monkeypatch.setattr(xml_safe, "CHUNK", size)
    assert [outcome(data), *map(outcome, damaged)] == expected


def test_parts_lists_and_texts():
    text = (
        "<f><r><a> x </a><a>y</a><l>1</l><l>2</l><p><b>3</b></p><p><b>4</b></p></r></f>"
    )
    (found,) = records(text, parts=["p"], lists=["l"])
    assert found == ("r", {"a": "x", "l": ["1", "2"], "p": [{"b": "3"}, {"b": "4"}]})


def test_paths_begin_anew_in_parts():
    (found,) = records("<r><x><p><y><z>1</z></y></p></x></r>", parts=["p"])
    assert found[1] == {"x/p": [{"y/z": "1"}]}
    assert part(found[1], "x/p") == {"y/z": "1"}
    assert part(found[1], "nowhere") == {}


def test_a_name_may_count_inside_one_parent_only():
    text = "<f><one><r><v>1</v></r></one><two><r><v>2</v></r></two></f>"
    assert records(text, records=["two/r"]) == [("r", {"v": "2"})]


def test_inner_records_come_first_and_are_not_kept():
    text = "<o><k>1</k><r><v>2</v></r><r><v>3</v></r><m>4</m></o>"
    names = records(text, records=["o", "r"])
    assert names == [("r", {"v": "2"}), ("r", {"v": "3"}), ("o", {"k": "1", "m": "4"})]


def test_records_know_what_is_around_them():
    seen = []
    layout = Layout(records=["o", "r"])
    text = b"<o><k>1</k><x><r/></x></o>"
    list(read(text, layout, lambda r: seen.append((r.name, [*r.outer])) or ()))
    assert seen == [("r", [{}, {"k": "1"}]), ("o", [{}])]


def test_currency_of_amounts():
    (found,) = records('<r><TxAmt Ccy=" NOK ">1</TxAmt><n Ccy="SEK">2</n></r>')
    assert found[1] == {"TxAmt": "1", "TxAmt@Ccy": "NOK", "n": "2"}


def test_comments_and_cdata_are_text_or_nothing():
    (found,) = records("<r><a>x<!-- <b>no</b> -->y</a><b><![CDATA[<&]]></b></r>")
    assert found[1] == {"a": "xy", "b": "<&"}


def test_lines_are_found_again():
    data = FRAME.format(entries=ENTRY.format(details="") * 3).encode()
    assert [find_line(data, "Ntry", n) for n in (1, 2, 3, 4)] == [1, 2, 3, 0]


def test_error_names_the_line_of_the_entry():
    """Also of an entry in the second of two statements."""
    entries = ENTRY.format(details="") * 2
    bad = ENTRY.format(details="").replace("12.50", "NaN")
    two = FRAME.format(entries=entries + "</Stmt><Stmt><Id>S2</Id>" + bad)
    with pytest.raises(ParseError) as caught:
        parse_file("f", two.encode())
    assert caught.value.where == "statement S2, entry 1 (line 3), field Amt"


def peak(data):
    tracemalloc.start()
    for _event in Camt053Parser().events("f", data):
        pass
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_memory_does_not_grow_with_the_number_of_entries():
    entry = ENTRY.format(details=DETAIL.format(number=1))
    small, big = (FRAME.format(entries=entry * n).encode() for n in (1_000, 10_000))
    assert peak(big) < 1.5 * peak(small)


def test_an_open_element_does_not_keep_what_was_skipped(monkeypatch):
    """One entry around a million elements that nobody reads."""
    monkeypatch.setattr(xml_safe, "CHUNK", 1 << 12)
    inside = "<x/>" * 100_000
    data = FRAME.format(entries=ENTRY.format(details=inside)).encode()
    assert peak(data) < 2_000_000
