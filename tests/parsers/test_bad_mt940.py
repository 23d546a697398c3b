"""Bad MT940 input is refused whole, with a four-part message."""

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file

GOOD = """:20:REF
:25:50050060/123456789
:28C:7/1
:60F:C260101EUR100,00
:61:2601020102C12,50NTRFNONREF//B1
:86:166?00GUTSCHRIFT?20Rechnung 1
:62F:C260102EUR112,50
-
"""
LONG = "A" * 1_000_000

BAD = {
    "truncated in the closing balance": GOOD[: GOOD.index("EUR112")],
    "truncated before the closing balance": GOOD[: GOOD.index(":62F:")],
    "truncated in the entry": GOOD[: GOOD.index(",50NTRF") - 1],
    "no opening balance": GOOD.replace(":60F:C260101EUR100,00\n", ""),
    "nan": GOOD.replace("C12,50", "CNaN"),
    "infinity": GOOD.replace("C12,50", "CINF"),
    "exponent": GOOD.replace("C12,50N", "C1E9"),
    "negative": GOOD.replace("C12,50", "C-12,50"),
    "two commas": GOOD.replace("12,50N", "12,50,1N"),
    "thousands": GOOD.replace("12,50N", "1.012,50N"),
    "blank within": GOOD.replace("EUR112,50", "EUR1 12,50"),
    "huge": GOOD.replace("12,50N", "9" * 40 + "N"),
    "huge balance": GOOD.replace("EUR112,50", "EUR" + "9" * 40),
    "too many decimals": GOOD.replace("12,50N", "12,123456N"),
    "other digits": GOOD.replace("12,50N", "١٢,50N"),
    "no mark": GOOD.replace("0102C12", "010212"),
    "unknown mark": GOOD.replace("0102C12", "0102X12"),
    "month 13": GOOD.replace(":61:260102", ":61:261302"),
    "day 32": GOOD.replace(":61:260102", ":61:260132"),
    "day 0": GOOD.replace(":61:260102", ":61:260100"),
    "entry date of month 13": GOOD.replace("2601020102C", "2601021301C"),
    "balance of month 13": GOOD.replace("C260102EUR", "C261302EUR"),
    "balance without currency": GOOD.replace("C260102EUR", "C260102"),
    "two closing balances": GOOD.replace("-\n", ":62F:C260102EUR113,50\n-\n"),
    "million characters of text": GOOD.replace("Rechnung 1", LONG),
    "million subfields": GOOD.replace("Rechnung 1", "?20" * 300_000),
    "million lines of text": GOOD.replace("Rechnung 1", "x\n" * 500_000),
    "million digits": GOOD.replace("12,50N", "1" * 1_000_000),
    "zero byte": GOOD.replace("Rechnung", "Rech\0nung"),
    "zero bytes": GOOD.replace("\n", "\0\n\0"),
}
BAD_BYTES = {
    "wrong BOM": b"\xef\xbb\xbf" + GOOD.encode().replace(b"Rechnung", b"\xff\xfe"),
    "odd UTF-16": GOOD.encode("utf-16")[:-1],
}


def test_the_good_file_is_read():
    (statement,) = parse_file("good.sta", GOOD.encode()).statements
    assert [str(t.amount) for t in statement.transactions] == ["12.50"]
    assert not statement.messages


@pytest.mark.parametrize("name", [*BAD, *BAD_BYTES])
def test_refused_with_reason(name):
    data = BAD[name].encode() if name in BAD else BAD_BYTES[name]
    with pytest.raises(ParseError) as caught:
        parse_file("bad.sta", data)
    error = caught.value
    assert error.code and error.what and error.where and error.why and error.hint
    assert error.code != "unknown_format"


def test_place_and_value_are_named():
    with pytest.raises(ParseError) as caught:
        parse_file("bad.sta", GOOD.replace("2601020102C", "2613020102C").encode())
    error = caught.value
    assert error.code == "bad_date" and '"261302"' in error.why
    assert "message 1 REF" in error.where and "line 5" in error.where


@pytest.mark.parametrize(
    "text",
    [
        ":86:nothing but a text\n",
        ":20:TELEREPORTING\n",
        ":61:1811261126CR\n30,00N062NONREF\n:86:166?00GUTSCHR\n",
        ":25:1\n:61:110701CN50,00NZ10NONREF\n-\n",
        ":20:A\n:25:1\n\n:20:B\n:25:2\n",
        "Dear bank,\n:60 is what I would call a round number\n",
    ],
)
def test_fragments_are_refused(text):
    with pytest.raises(ParseError):
        parse_file("fragment.sta", text.encode())


#: Texts that make careless regular expressions slow. All of them are read.
HOSTILE = {
    "keywords": "166?20" + "EREF+ " * 3000,
    "labels": "166?20" + "EREF: " * 3000,
    "keys": "/NAME/" * 3000,
    "slashes": "/NAME/" + "/" * 19_000,
    "blanks": " " * 19_000 + "x",
    "names": "REK: NL91ABNA0417164300 " + "OD: " * 4500,
    "belgian": "+++123/" * 2800,
    "formulas": '=HYPERLINK("x")',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_only_texts(name):
    text = GOOD.replace("166?00GUTSCHRIFT?20Rechnung 1", HOSTILE[name])
    (statement,) = parse_file("f.sta", text.encode()).statements
    assert len(statement.transactions) == 1 and not statement.messages


def test_white_space_before_the_first_field():
    data = b"\r\n \t" * 15_000 + GOOD.encode()
    assert len(parse_file("f.sta", data).statements) == 1
