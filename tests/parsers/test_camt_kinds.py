"""camt.052 and camt.054: read like camt.053, but never booked."""

from datetime import date
from decimal import Decimal

import pytest
from bsi.parsers.camt.parser import Camt054Parser
from bsi.parsers.common.base import ParseError
from bsi.parsers.common.events import StatementEnd, StatementStart
from bsi.parsers.identify import parse_file

ACCOUNT = "<Acct><Id><Othr><Id>86011117947</Id></Othr></Id></Acct>"
KINDS = {
    "camt.052": ("BkToCstmrAcctRpt", "Rpt", "report"),
    "camt.053": ("BkToCstmrStmt", "Stmt", "statement"),
    "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn", "details"),
}


def entry(amount="100.00", more="", details="", status="BOOK"):
    return (
        f'<Ntry><Amt Ccy="NOK">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<Sts>{status}</Sts><BookgDt><Dt>2026-03-10</Dt></BookgDt>{more}"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def reference(value):
    return f"<AcctSvcrRef>{value}</AcctSvcrRef>"


def message(code, *parts, account=ACCOUNT):
    root, block, _kind = KINDS[code]
    body = f"<{block}><Id>S1</Id>{account}{''.join(parts)}</{block}>"
    head = "<GrpHdr><MsgId>M</MsgId><CreDtTm>2026-03-11T06:00:00</CreDtTm></GrpHdr>"
    return f'<Document xmlns="urn:x"><{root}>{head}{body}</{root}></Document>'


def read(code, *parts, **options):
    parsed = parse_file("test.xml", message(code, *parts, **options).encode())
    assert parsed.format == code
    (statement,) = parsed.statements
    return statement


def codes(statement, level):
    return {m.code for m in statement.messages if m.level == level}


@pytest.mark.parametrize("code", KINDS)
def test_each_message_says_what_becomes_of_it(code):
    found = read(code, entry(), entry(status="PDNG"))
    assert found.kind == KINDS[code][2]
    assert (len(found.transactions), len(found.not_booked)) == (1, 1)
    assert found.account == "86011117947"


@pytest.mark.parametrize("code", KINDS)
def test_a_message_without_statement_is_refused(code):
    root = KINDS[code][0]
    with pytest.raises(ParseError) as caught:
        parse_file(
            "f", f'<Document xmlns="urn:x"><{root}></{root}></Document>'.encode()
        )
    assert caught.value.code == "no_statement" and KINDS[code][1] in caught.value.why


def test_a_statement_inside_the_wrong_message_is_not_read():
    text = message("camt.054", entry()).replace("Ntfctn>", "Stmt>")
    text = text.replace("DbtCdtStmt>", "DbtCdtNtfctn>")
    with pytest.raises(ParseError) as caught:
        parse_file("f", text.encode())
    assert caught.value.code == "no_statement"


def test_report_and_statement_in_one_file_are_refused():
    text = message("camt.053", entry()) + message("camt.054", entry())
    text = text.replace('<Document xmlns="urn:x">', "").replace("</Document>", "")
    with pytest.raises(ParseError) as caught:
        parse_file("f", f"<All>{text}</All>".encode())
    assert caught.value.code == "mixed_messages"


# ------------------------------------------------------------------------- details


def batches(*parts):
    return [tx.batch for tx in read("camt.054", *parts).transactions]


def test_each_entry_is_a_lump_sum_of_its_own():
    """Equal (batch, booking date) is one line, so entries never share one."""
    assert batches(entry(more=reference("A1")), entry(more=reference("A2"))) == [
        "A1",
        "A2",
    ]
    assert batches(entry(more=reference("A")), entry(more=reference("A"))) == [
        "A",
        "A#2",
    ]
    assert batches(entry(), entry()) == ["#1", "#2"]


def test_batches_are_counted_for_each_notification():
    text = message("camt.054", entry(more=reference("A")))
    block = text[text.index("<Ntfctn>") : text.index("</Ntfctn>") + len("</Ntfctn>")]
    parsed = parse_file("f", text.replace(block, block + block).encode())
    assert [s.transactions[0].batch for s in parsed.statements] == ["A", "A"]


@pytest.mark.parametrize("code", ["camt.052", "camt.053"])
def test_other_messages_have_no_batches(code):
    assert read(code, entry(more=reference("A"))).transactions[0].batch == ""


def test_references_of_the_entry_and_its_batch_are_kept():
    details = (
        "<Btch><MsgId>M7</MsgId><PmtInfId>P7</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>"
        "<TxDtls><Refs><AcctSvcrRef>D1</AcctSvcrRef></Refs></TxDtls>"
        "<TxDtls><Refs><AcctSvcrRef>D2</AcctSvcrRef></Refs></TxDtls>"
    )
    more = "<NtryRef>N7</NtryRef>" + reference("A7")
    (tx,) = read("camt.054", entry(more=more, details=details)).transactions
    assert [(ref.kind, ref.value) for ref in tx.references] == [
        ("payment_info", "P7"),
        ("message", "M7"),
        ("servicer", "A7"),
        ("entry", "N7"),
    ]
    assert [detail.references[0].value for detail in tx.details] == ["D1", "D2"]
    assert (tx.bank_id, tx.batch, tx.batch_count) == ("A7", "A7", 2)


def test_failed_direct_debit_is_no_money():
    """Sts INFO in a notification: shown, never part of a sum."""
    reason = "<TxDtls><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls>"
    found = read("camt.054", entry(status="INFO", details=reason))
    assert found.transactions == ()
    (failed,) = found.not_booked
    assert (failed.status, failed.return_reason) == ("INFO", "AM04")
    assert "not_booked" in codes(found, "info")


def test_dated_by_the_message_where_the_entry_is_not():
    text = entry().replace("<BookgDt><Dt>2026-03-10</Dt></BookgDt>", "")
    (tx,) = read("camt.054", text).transactions
    assert tx.booking_date == date(2026, 3, 11)


# ---------------------------------------------------------------- what they are told


@pytest.mark.parametrize("code", ["camt.052", "camt.054"])
def test_currency_is_only_what_the_message_says(code):
    found = read(code, entry())
    assert found.currency == "" and found.transactions[0].currency == "NOK"
    assert not codes(found, "warn")


@pytest.mark.parametrize(
    ("code", "level"), [("camt.053", "warn"), ("camt.054", "info")]
)
def test_doubts_about_what_is_not_booked_are_information(code, level):
    details = '<TxDtls><Amt Ccy="NOK">1.00</Amt></TxDtls>' * 2
    account = ACCOUNT.replace("</Acct>", "<Ccy>NOK</Ccy></Acct>")
    found = read(code, entry(details=details), account=account)
    assert "details_sum" in codes(found, level)


def test_report_that_does_not_tally_is_warned():
    def balance(code, amount):
        return (
            f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
            f'<Amt Ccy="NOK">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>'
        )

    ends = balance("OPBD", "1.00"), balance("CLBD", "1.00")
    assert "tally" in codes(read("camt.052", *ends, entry()), "warn")
    assert not read("camt.052", entry()).messages  # no balances: nothing to say


def test_text_about_the_whole_notification():
    found = read("camt.054", entry(), "<AddtlNtfctnInf>Note</AddtlNtfctnInf>")
    assert found.text == "Note"
    assert read("camt.052", "<AddtlRptInf>Note</AddtlRptInf>").text == "Note"


@pytest.mark.parametrize(
    "account",
    [
        "<PrtryAcct><Id>12345678901</Id></PrtryAcct>",
        "<BBAN>12345678901</BBAN>",
        "<UPIC>12345678901</UPIC>",
    ],
)
def test_account_numbers_of_the_first_version(account):
    found = read("camt.052", account=f"<Acct><Id>{account}</Id></Acct>")
    assert found.account == "12345678901"


def test_notifications_can_be_read_as_a_stream():
    data = message("camt.054", entry(), entry(amount="7.00")).encode()
    start, *read_entries, end = Camt054Parser().events("f", data)
    assert isinstance(start, StatementStart) and isinstance(end, StatementEnd)
    amounts = [event.transaction.amount for event in read_entries]
    assert amounts == [Decimal("100.00"), Decimal("7.00")]
