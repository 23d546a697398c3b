"""Records read by the shape of others are the records that the XML parser reads."""

from xml.etree import ElementTree

import pytest
from bsi.parsers.common import xml_safe
from bsi.parsers.common.base import ParseError
from bsi.parsers.common.xml_node import Layout
from bsi.parsers.common.xml_read import read

st = pytest.importorskip("hypothesis.strategies")
from hypothesis import given, settings  # noqa: E402

PARTS, LISTS = ("p", "q"), ("l",)


def read_all(data, many):
    """Return all records or the error, with (many) or without shapes."""
    layout = Layout(["o", "o/r"], PARTS, LISTS, many=many)
    handle = lambda record: [(record.name, record.node, len(record.outer))]  # noqa: E731
    try:
        return list(read(data, layout, handle))
    except ParseError as error:
        return error.code, error.where


def same(text):
    data = text.encode()
    found = read_all(data, "r")
    assert found == read_all(data, "")
    return found


def shaped(record, count=8, before="<k>1</k>", after="<m>2</m>"):
    return f"<f><o>{before}{record * count}{after}</o></f>"


RECORDS = {
    "plain": "<r><a>1</a><b>2</b></r>",
    "lines": "\n <r>\n  <a> 1 </a>\n  <b>2\n3</b>\n </r>\n",
    "windows": "\r\n<r>\r\n<a>1\r\n2</a>\r\n</r>",
    "empty": "<r><a></a><b/><p/><p></p><c> </c></r>",
    "parts": "<r><p><a>1</a><q><l>2</l><l>3</l></q></p><p><a>4</a></p></r>",
    "twice": "<r><a></a><a>2</a><a>3</a><p><a>4</a></p></r>",
    "amounts": '<r><Amt Ccy="NOK">1</Amt><Amt Ccy="SEK">2</Amt><x Ccy="X">3</x></r>',
    "references": "<r><a>Hansen &amp; S&#248;n</a></r>",
    "brackets": "<r><a>[1]</a><b>a]b</b></r>",
    "prefix": '<n:r xmlns:n="urn:n"><n:a>1</n:a><n:p><n:a>2</n:a></n:p></n:r>',
    "mixed": "<r>x<a>1<b>2</b>3</a>y</r>",
    "quotes": "<r><a x='1'>2</a></r>",
    "odd": '<r ><a  b = "c">1</a ><b />\t</r\n>',
    "deep": "<r><a><b><c><p><d><e>1</e></d></p></c></b></a></r>",
    "nested": "<r><a>1</a><r><a>2</a></r></r>",
    "comment": "<r><a>1</a><!-- <r><a>2</a></r> --></r>",
    "comment like a record": "<!--<r><a>1</a></r>--><r><a>1</a></r>",
    "section": "<r><a><![CDATA[</r><r>]]></a></r>",
    "instruction": "<r><a>1</a><?x <r><a>1</a></r>?></r>",
    "text with >": "<r><a>1 > 0</a></r>",
    "long": f"<r><a>{'x' * 19_999}</a></r>",
    "too long": f"<r><a>{'x' * 20_001}</a></r>",
    "big": f"<r>{'<a>1</a>' * 9000}</r>",
    "control character": "<r><a>\x01</a></r>",
    "unknown reference": "<r><a>&nix;</a></r>",
    "end of section": "<r><a>]]></a></r>",
    "unbound prefix": "<r><z:a>1</z:a></r>",
}


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("size", [5, 64, 1 << 15])
def test_a_record_after_its_like(monkeypatch, name, size):
    if len(RECORDS[name]) > 1000 and size == 5:
        pytest.skip("takes minutes and shows nothing more")
    monkeypatch.setattr(xml_safe, "CHUNK", size)
    same(shaped(RECORDS[name]))


@pytest.mark.parametrize("name", RECORDS)
def test_any_record_between_plain_ones(name):
    plain = RECORDS["plain"] * 6
    same(shaped(plain + RECORDS[name] + plain, count=1))


def test_shapes_are_really_used(monkeypatch):
    """Else all other tests here compare the XML parser with itself."""
    fed = []
    feed = ElementTree.XMLParser.feed

    class Parser(ElementTree.XMLParser):
        def feed(self, text):
            fed.append(text)
            return feed(self, text)

    monkeypatch.setattr("bsi.parsers.common.xml_read.XMLParser", Parser)
    found = same(shaped(RECORDS["parts"], count=200))
    assert len(found) == 201
    assert sum("".join(fed).count(f"<{name}>") for name in "r") < 210  # of 400


def test_other_place_same_letters():
    """A record is one by where it is, not by how it looks."""
    record = RECORDS["plain"]
    text = f"<f><o>{record * 6}</o><x>{record * 6}</x><o>{record}</o></f>"
    assert [name for name, _node, _outer in same(text)] == ["r"] * 6 + ["o", "r", "o"]


def test_damage_behind_many_records_is_found_in_its_line():
    text = shaped("\n" + RECORDS["plain"], count=500, after="\n<m></x>")
    assert same(text) == ("xml_malformed", "line 502")


texts = st.text(st.sampled_from("ab1 \n\r\t.&<>\"']ÆØ\u20ac\x00\x85\u2028"), max_size=6)
escaped = texts.map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
)
leaves = st.builds(
    lambda name, text: f"<{name}>{text}</{name}>",
    st.sampled_from(["a", "b", "l", "Amt"]),
    st.one_of(escaped, st.sampled_from(["1", "2", "x y"])),
)


def element(inside):
    return st.builds(
        lambda name, items, blank: f"<{name}>{blank}{blank.join(items)}</{name}>",
        st.sampled_from(["c", "p", "q"]),
        st.lists(inside, max_size=3),
        st.sampled_from(["", "\n ", "x"]),
    )


record = st.lists(st.recursive(leaves, element, max_leaves=6), max_size=4).map(
    lambda items: f"<r>{''.join(items)}</r>"
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(record, min_size=1, max_size=3),
    st.lists(st.integers(0, 2), min_size=4, max_size=14),
    st.data(),
)
def test_any_records_in_any_order(records, order, data):
    """Some are damaged: letters are put into the text that shapes must not overlook."""
    text = "".join(records[i % len(records)] for i in order)
    piece = data.draw(
        st.sampled_from(["", "", "<!--", "]]>", "</r>", "<r>", "&", "\0"])
    )
    place = data.draw(st.integers(0, len(text)))
    same(f"<f><o>{text[:place]}{piece}{text[place:]}</o></f>")
