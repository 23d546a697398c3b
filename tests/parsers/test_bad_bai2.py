"""Bad BAI2 input is refused whole, with a four-part message."""

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file

GOOD = """01,BANK,ME,260102,0200,1,,,2/
02,ME,BANK,1,260101,2359,USD,2/
03,4711,USD,010,10000,,,015,11250,,/
16,195,1250,V,260103,,BREF,CREF,TEXT/
49,22500,3/
98,22500,1,5/
99,22500,1,7/
"""

BAD = {
    "truncated": GOOD[: GOOD.index("99,")],
    "truncated in the group": GOOD[: GOOD.index("98,")],
    "truncated in the account": GOOD[: GOOD.index("49,")],
    "truncated in the entry": GOOD[: GOOD.index("250,V")],
    "entry without account": GOOD.replace("03,4711,USD,010,10000,,,015,11250,,/\n", ""),
    "account without group": GOOD.replace("02,ME,BANK,1,260101,2359,USD,2/\n", "")
    + "02,",
    "no account trailer": GOOD.replace("49,22500,3/\n", ""),
    "something after the end": GOOD + "16,195,1250,0,,,/\n",
    "nan": GOOD.replace("195,1250", "195,NaN"),
    "exponent": GOOD.replace("195,1250", "195,1E9"),
    "decimals": GOOD.replace("195,1250", "195,12.50"),
    "huge": GOOD.replace("195,1250", "195," + "9" * 40),
    "no amount": GOOD.replace("195,1250", "195,"),
    "other digits": GOOD.replace("195,1250", "195,١٢"),
    "huge balance": GOOD.replace("10000", "9" * 40),
    "balance in words": GOOD.replace("10000", "TEN"),
    "total in words": GOOD.replace("98,22500", "98,MANY"),
    "unknown type code": GOOD.replace("16,195", "16,850"),
    "type code of two digits": GOOD.replace("16,195", "16,95"),
    "impossible value date": GOOD.replace("V,260103", "V,260230"),
    "impossible day of the report": GOOD.replace("1,260101", "1,260132"),
    "impossible creation": GOOD.replace("ME,260102", "ME,261302"),
    "distribution without number": GOOD.replace("V,260103", "D,X"),
    "distribution without end": GOOD.replace("V,260103", "D,9999999999"),
    "stray line": GOOD.replace("49,", "hello\n49,"),
    "million characters of text": GOOD.replace("TEXT", "A" * 1_000_000),
    "million continuations": GOOD.replace("49,", "88,A\n" * 200_000 + "49,"),
    "million commas": GOOD.replace("TEXT", "," * 1_000_000),
    "deletion": GOOD.replace("BANK,1,", "BANK,2,"),
    "zero byte": GOOD.replace("TEXT", "TE\0XT"),
}


def test_the_good_file_is_read():
    file = parse_file("good.bai", GOOD.encode())
    (statement,) = file.statements
    assert [str(t.amount) for t in statement.transactions] == ["12.50"]
    assert not (file.messages or statement.messages)


@pytest.mark.parametrize("name", BAD)
def test_refused_with_reason(name):
    with pytest.raises(ParseError) as caught:
        parse_file("bad.bai", BAD[name].encode())
    error = caught.value
    assert error.code and error.what and error.where and error.why and error.hint
    assert error.code != "unknown_format"


def test_place_and_value_are_named():
    with pytest.raises(ParseError) as caught:
        parse_file("bad.bai", GOOD.replace("195,1250", "195,12.50").encode())
    assert caught.value.code == "bad_amount" and '"12.50"' in caught.value.why
    assert "line 4, record 16" in caught.value.where


@pytest.mark.parametrize("text", ["01,2,3", "01,a,b,260102,0200,1,,,2/", "02,a"])
def test_fragments_are_refused(text):
    with pytest.raises(ParseError):
        parse_file("fragment.bai", text.encode())


@pytest.mark.parametrize(
    "text", ["/ 16," * 3900, " " * 19_000 + "x", "/" * 19_000, "=1+1", "EREF: " * 3000]
)
def test_hostile_texts_are_only_texts(text):
    data = GOOD.replace("TEXT", text).encode()
    (statement,) = parse_file("f.bai", data).statements
    assert [str(t.amount) for t in statement.transactions] == ["12.50"]


@pytest.mark.parametrize(
    "head", [b"01,A,B,260102,0200," + b" " * 60_000, b"01," + b"a" * 60_000]
)
def test_hostile_heads_are_not_claimed(head):
    with pytest.raises(ParseError) as caught:
        parse_file("f.bai", head)
    assert caught.value.code == "unknown_format"
