"""Bad input is refused whole, with a four-part message."""

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file

GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<Stmt><Id>1</Id><Acct><Id><IBAN>NO9386011117947</IBAN></Id><Ccy>NOK</Ccy></Acct>
<Ntry><Amt Ccy="NOK">12.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-03-10</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>"""
ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'

#: a batch is one entry, however many kilobytes its details take
DETAIL = (
    '<TxDtls><Refs><EndToEndId>E{0}</EndToEndId></Refs><Amt Ccy="NOK">0.01</Amt>'
    "<RmtInf><Ustrd>Salary</Ustrd></RmtInf></TxDtls>"
)

BAD = {
    "empty": b"",
    "text": b"hello, bank",
    "truncated": GOOD[:-60].encode(),
    "nan": GOOD.replace("12.50", "NaN").encode(),
    "exponent": GOOD.replace("12.50", "1E9").encode(),
    "negative": GOOD.replace("12.50", "-12.50").encode(),
    "huge": GOOD.replace("12.50", "9" * 40).encode(),
    "impossible date": GOOD.replace("2026-03-10", "2026-02-30").encode(),
    "impossible day of its making": GOOD.replace(
        "<Acct>", "<CreDtTm>2007-10-+01:00</CreDtTm><Acct>"
    ).encode(),
    "external entity": GOOD.replace("<Document", ENTITY + "<Document").encode(),
    "external entity, UTF-16": GOOD.replace("UTF-8", "UTF-16")
    .replace("<Document", ENTITY + "<Document")
    .encode("utf-16"),
    "no sign": GOOD.replace("<CdtDbtInd>CRDT</CdtDbtInd>", "").encode(),
}


def test_the_good_file_is_read():
    parsed = parse_file("good.xml", GOOD.encode())
    assert [str(tx.amount) for tx in parsed.statements[0].transactions] == ["12.50"]


@pytest.mark.parametrize("before", [0, 5])
@pytest.mark.parametrize("details", [700, 5000])
def test_a_batch_longer_than_any_buffer(before, details):
    """Entries of 100 kB and more, behind some of their like or first in the file."""
    small = GOOD[GOOD.index("<Ntry>") : GOOD.index("</Ntry>")] + "</Ntry>"
    rows = "".join(map(DETAIL.format, range(details)))
    batch = small.replace("</Ntry>", f"<NtryDtls>{rows}</NtryDtls></Ntry>")
    data = GOOD.replace(small, small * before + batch + small).encode()
    (statement,) = parse_file("batch.xml", data).statements
    found = [len(entry.details) for entry in statement.transactions]
    assert found == [0] * before + [details, 0]
    last = statement.transactions[before].details[-1]
    assert last.references[0].value == f"E{details - 1}"


@pytest.mark.parametrize("name", BAD)
def test_refused_with_reason(name):
    with pytest.raises(ParseError) as caught:
        parse_file("bad.xml", BAD[name])
    error = caught.value
    assert error.code and error.what and error.hint
