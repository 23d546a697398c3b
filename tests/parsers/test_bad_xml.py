"""XML that attacks, lies or breaks is refused whole, with code, place and reason."""

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file

GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<Document><BkToCstmrStmt><Stmt><Id>S1</Id>
<Acct><Id><IBAN>NO9386011117947</IBAN></Id><Ccy>NOK</Ccy></Acct>
<Ntry><Amt Ccy="NOK">12.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-03-10</Dt></BookgDt>
<AddtlNtryInf>Blåbær</AddtlNtryInf></Ntry></Stmt></BkToCstmrStmt></Document>"""
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/p"> %p;]>'
PLAIN = "<!DOCTYPE Document>"
ENTRY = "statement S1, entry 1 (line 4), field "


def with_doctype(doctype):
    used = GOOD.replace("Blåbær", "&e;" if "ENTITY e" in doctype else "x")
    return used.replace("<Document>", doctype + "<Document>")


def nested(depth):
    return GOOD.replace("Blåbær", "<a>" * depth + "x" + "</a>" * depth)


CASES = {
    "cut off": (GOOD[:-30].encode(), "xml_malformed", "line"),
    "cut inside an entry": (GOOD[:250].encode(), "xml_malformed", "line"),
    "more after the end": ((GOOD + "<x/>").encode(), "xml_malformed", "line"),
    "unknown entity": (GOOD.replace("å", "&nix;").encode(), "xml_malformed", "line"),
    "entity bomb": (with_doctype(BOMB).encode(), "xml_doctype", "line 2"),
    "external entity": (with_doctype(XXE).encode(), "xml_doctype", "line 2"),
    "parameter entity": (with_doctype(PARAMETER).encode(), "xml_doctype", "line 2"),
    "plain doctype": (with_doctype(PLAIN).encode(), "xml_doctype", "line 2"),
    "doctype after a comment": (
        with_doctype("<!-- <Document> --><?x?>" + XXE).encode(),
        "xml_doctype",
        "line 2",
    ),
    "latin bytes called UTF-8": (GOOD.encode("latin-1"), "bad_encoding", ""),
    "unknown encoding": (
        GOOD.replace("UTF-8", "x-secret").encode(),
        "unknown_encoding",
        "line 1",
    ),
    "encoding that hides": (
        GOOD.replace("UTF-8", "UTF-7").encode(),
        "unknown_encoding",
        "line 1",
    ),
    "deep": (nested(100).encode(), "xml_too_deep", "element a"),
    "deeper than the parser": (nested(5000).encode(), "xml_", ""),
    "long text": (GOOD.replace("Blåbær", "x" * 30_000).encode(), "xml_text", "Addtl"),
    "no amount": (
        GOOD.replace('<Amt Ccy="NOK">12.50</Amt>', "").encode(),
        "no_amount",
        ENTRY + "Amt",
    ),
    "no direction": (
        GOOD.replace("<CdtDbtInd>CRDT</CdtDbtInd>", "").encode(),
        "bad_direction",
        ENTRY + "CdtDbtInd",
    ),
    "wrong direction": (GOOD.replace("CRDT", "C").encode(), "bad_direction", ENTRY),
    "no statement": (b"<Document><BkToCstmrStmt/></Document>", "no_statement", ""),
    "two messages": (
        GOOD.replace("</Document>", "<BkToCstmrAcctRpt/></Document>").encode(),
        "mixed_messages",
        "BkToCstmrAcctRpt",
    ),
}
for _encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"):
    CASES[f"external entity in {_encoding}"] = (
        with_doctype(XXE).replace("UTF-8", _encoding[:6]).encode(_encoding),
        "xml_doctype",
        "line",
    )
for _amount in (
    "NaN", "INF", "-INF", "1E3", "1e-3", "-1.00", "1,00", "1 000", "1.0.0", ".", "0x1",
    "٣", "1.123456", "1" * 19, "9" * 50_000, "12.50 NOK",
):  # fmt: skip
    code = "xml_text_too_long" if len(_amount) > 20_000 else "bad_amount"
    data = GOOD.replace("12.50", _amount).encode()
    CASES[f"amount {_amount[:20]}"] = (data, code, "Amt")
for _day in ("2026-02-30", "2026-13-01", "0001-01-01", "10.03.2026", "2026-3-1", "x"):
    data = GOOD.replace("2026-03-10", _day).encode()
    CASES[f"date {_day}"] = (data, "bad_date", ENTRY + "BookgDt")


def test_the_good_file_is_good():
    (tx,) = parse_file("f", GOOD.encode()).statements[0].transactions
    assert tx.text == "Blåbær"


@pytest.mark.parametrize("name", CASES)
def test_refused(name):
    data, code, where = CASES[name]
    with pytest.raises(ParseError) as caught:
        parse_file("f", data)
    error = caught.value
    assert error.code.startswith(code)
    assert where in error.where
    assert error.what.endswith(".") and error.why.endswith(".")
    assert error.hint.startswith("Nothing was imported.")
    assert "root:" not in str(error)


def test_amounts_that_are_fine():
    for amount in ("0", "12", "12.", ".5", "+1.50", "000000000000000000001.00000000"):
        data = GOOD.replace("12.50", amount).encode()
        assert len(parse_file("f", data).statements[0].transactions) == 1


def test_prolog_without_end_is_refused():
    data = GOOD.replace("<Document>", f"<!--{'x' * 70_000}--><Document>").encode()
    with pytest.raises(ParseError) as caught:
        parse_file("f", data)
    assert caught.value.code == "unknown_format"


def test_too_many_kinds_of_elements_are_refused():
    """Each name costs memory for good, so an attack makes up many."""
    names = "".join(f"<x{i}/>" for i in range(10_000))
    data = GOOD.replace("Blåbær", names).encode()
    with pytest.raises(ParseError) as caught:
        parse_file("f", data)
    assert caught.value.code == "xml_too_deep"
