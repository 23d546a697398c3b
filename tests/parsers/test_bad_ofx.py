"""OFX that attacks, lies or breaks is refused whole, with code, place and reason."""

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file
from limits import read_limited

ENTRY = """<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260310<TRNAMT>-12.50<FITID>F1
<NAME>Blåbær<MEMO>Faktura 7</STMTTRN>"""
GOOD = f"""OFXHEADER:100
DATA:OFXSGML
VERSION:102
ENCODING:USASCII
CHARSET:1252

<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS>
<STMTRS><CURDEF>NOK<BANKACCTFROM><BANKID>8601<ACCTID>86011117947</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301<DTEND>20260331
{ENTRY}
</BANKTRANLIST><LEDGERBAL><BALAMT>100.00<DTASOF>20260331</LEDGERBAL></STMTRS>
</STMTTRNRS></BANKMSGSRSV1></OFX>
"""
BOMB = '<!DOCTYPE OFX [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
XXE = '<!DOCTYPE OFX [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
PLACE = "statement 1 (86011117947), entry 1 (line "


def swap(old, new, encoding="cp1252"):
    assert old in GOOD
    return GOOD.replace(old, new).encode(encoding)


CASES = {
    "cut off at the end": (GOOD[:-8].encode(), "ofx_truncated", "line"),
    "cut off inside an entry": (GOOD[:330].encode(), "ofx_truncated", "line"),
    "entity bomb": (swap("<OFX>", BOMB + "<OFX>"), "ofx_doctype", "line 7"),
    "external entity": (swap("<OFX>", XXE + "<OFX>"), "ofx_doctype", "line 7"),
    "external entity in UTF-16": (
        swap("<OFX>", XXE + "<OFX>", "utf-16"), "ofx_doctype", "line 7",
    ),
    "entity after the end": (swap("</OFX>", "</OFX>" + XXE), "ofx_doctype", "line"),
    "CDATA without end": (swap("Faktura", "<![CDATA[x"), "ofx_truncated", ""),
    "entry not closed": (swap("</STMTTRN>", ""), "ofx_structure", "line"),
    "entry not opened": (swap("<STMTTRN>", ""), "ofx_structure", "line"),
    "entry without frame": (
        swap("<STMTTRN>", "").replace(b"</STMTTRN>", b""), "ofx_structure", "BANKTR",
    ),
    "two entries in one": (
        swap("<MEMO>", "<TRNAMT>-3.00<MEMO>"), "ofx_repeated", "line",
    ),
    "entry in an entry": (swap("<MEMO>", ENTRY + "<MEMO>"), "ofx_structure", "line"),
    "list without statement": (
        swap("<STMTRS>", "").replace(b"</STMTRS>", b""), "ofx_structure", "line",
    ),
    "no statement": (b"OFXHEADER:100\n<OFX></OFX>", "no_statement", "file f"),
    "error of the bank": (
        b"<OFX><S><STATUS><CODE>2000</STATUS></S></OFX>", "no_statement", "file f",
    ),
    "no amount": (swap("<TRNAMT>-12.50", ""), "bad_amount", PLACE),
    "long text": (swap("Faktura", "x" * 30_000), "ofx_text_too_long", "line"),
    "deep": (swap("<STMTTRN>", "<A>" * 100 + "<STMTTRN>"), "ofx_too_deep", "line"),
    "zero bytes": (swap("Faktura", "\0"), "not_text", "file f"),
}  # fmt: skip
for _amount in (
    "NaN", "INF", "1E3", "-1.00 NOK", "$120", "1 000", "1.0.0", ".", "-", "0x1", "٣",
    "12.50-", "1" * 19, "9" * 5_000, "--5", "=1+1",
):  # fmt: skip
    CASES[f"amount {_amount[:20]}"] = (
        swap("-12.50", _amount, "utf-8"), "bad_amount", "field TRNAMT",
    )  # fmt: skip
CASES["balance"] = (swap("100.00", "many"), "bad_amount", "LEDGERBAL, field BALAMT")
for _day in (
    "20261310", "20260332", "201120000000", "10.03.2026", "2026", "x", "1026031",
):  # fmt: skip
    CASES[f"date {_day}"] = (
        swap("20260310", _day), "bad_date", "field DTPOSTED",
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_the_good_file_is_good_in_every_encoding(encoding):
    (tx,) = parse_file("f", GOOD.encode(encoding)).statements[0].transactions
    assert (str(tx.amount), tx.text) == ("-12.50", "Blåbær\nFaktura 7")


@pytest.mark.parametrize("name", CASES)
def test_refused(name):
    data, code, where = CASES[name]
    with pytest.raises(ParseError) as caught:
        parse_file("f", data)
    error = caught.value
    assert error.code == code, error
    assert where in error.where
    assert error.what.endswith(".") and error.why.endswith(".")
    assert error.hint.startswith("Nothing was imported.")
    assert "root:" not in str(error)


def test_unknown_entities_stay_text():
    tx = parse_file("f", swap("Faktura 7", "A & B &e; &#65;"))
    assert tx.statements[0].transactions[0].text.endswith("A & B &e; A")


@pytest.mark.parametrize(
    "data",
    [
        swap("Faktura 7", "<" * 5_000_000),
        swap("Faktura 7", "<![CDATA[" * 1_000_000),
        swap("Faktura 7", "<a" * 2_000_000),
        swap("Faktura 7", '<a x="' * 1_000_000),
        swap("Faktura 7", "<!--" * 2_000_000),
        swap("Faktura 7", "</x>" * 1_000_000),
        swap("Faktura 7", "<x>" * 1_000_000),
        swap("-12.50", "1," * 500_000),
        swap("20260310", "2" * 1_000_000),
        b"<OFX>" * 1_000_000,
    ],
    ids=["<", "CDATA", "tag", "attribute", "comment", "end tag", "begin tag", "amount",
         "date", "root"],
)  # fmt: skip
def test_bombs_are_refused_in_bounds(data, tmp_path):
    path = tmp_path / "bomb.ofx"
    path.write_bytes(data)
    state, codes, _entries = read_limited(path)
    assert state == "refused" and codes


def test_many_entries_in_bounds(tmp_path):
    path = tmp_path / "long.ofx"
    path.write_bytes(swap(ENTRY, ENTRY * 20_000))
    assert read_limited(path)[2] == [20_000]
