"""What OFX files say: references, texts, dates, currencies, accounts left out."""

from datetime import date
from decimal import Decimal

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file
from bsi.parsers.registry import default_parsers

HEAD = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n"


def entry(inner, amount="-5.00", day="20260310"):
    return f"<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>{day}<TRNAMT>{amount}{inner}</STMTTRN>"


BALANCE = "<LEDGERBAL><BALAMT>1.00<DTASOF>20260331</LEDGERBAL>"


def ofx(entries, more=""):
    return (
        f"{HEAD}<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM>"
        f"<BANKID>1<ACCTID>42-7</BANKACCTFROM><BANKTRANLIST><DTSTART>20260301"
        f"<DTEND>20260330{entries}</BANKTRANLIST>{BALANCE}</STMTRS></STMTTRNRS>"
        f"</BANKMSGSRSV1>{more}</OFX>"
    )


def read(text):
    (statement,) = parse_file("f", text.encode()).statements
    return statement


def codes(statement, level=None):
    return {m.code for m in statement.messages if level in (None, m.level)}


def test_bank_id_cheque_texts_and_account():
    inner = "<FITID>77<CHECKNUM>0012<REFNUM>0<NAME>ACME<MEMO>ACME invoice 5"
    statement = read(ofx(entry(inner)))
    (tx,) = statement.transactions
    assert (tx.bank_id, tx.text) == ("77", "ACME invoice 5")
    assert tx.counterparty.name == "ACME"
    assert [(r.kind, r.value) for r in tx.references] == [("cheque", "0012")]
    assert (statement.account, statement.closing) == ("42-7", Decimal("1.00"))
    assert statement.opening is None and "no_balance" in codes(statement)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("-5", "-5"), ("+5.10", "5.10"), ("-530,86", "-530.86"), ("  -2,23 ", "-2.23"),
        ("1.234,56", "1234.56"), ("-1,234.56", "-1234.56"), ("00001500.0000", "1500"),
        (".5", "0.5"), ("-1.234.567,8", "-1234567.8"),
    ],
)  # fmt: skip
def test_amounts(text, amount):
    (tx,) = read(ofx(entry("<FITID>1", text))).transactions
    assert tx.amount == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "day", "code"),
    [
        ("20260309235959.000[-8:PST]", date(2026, 3, 9), ""),  # the day is never moved
        ("20260310", date(2026, 3, 10), ""),
        ("2026-03-10T12:00:00", date(2026, 3, 10), ""),
        ("20260230", date(2026, 2, 28), "beyond_month"),  # months of 30 days
        ("", date(2026, 3, 30), "no_booking_date"),
        ("00000000", date(2026, 3, 30), "no_booking_date"),
    ],
)
def test_dates(text, day, code):
    statement = read(ofx(entry("<FITID>1", day=text)))
    assert statement.transactions[0].booking_date == day
    assert not code or code in codes(statement, "info")


def test_empty_values_without_end_tag():
    statement = read(ofx(entry("<FITID>\n<CHECKNUM>\n<NAME>\n<MEMO>Fee\n")))
    (tx,) = statement.transactions
    assert (tx.bank_id, tx.references, tx.text) == ("", (), "Fee")


def test_entry_in_another_currency_warns():
    inner = "<FITID>1<CURRENCY><CURRATE>1.1<CURSYM>USD</CURRENCY>"
    statement = read(ofx(entry(inner)))
    assert statement.transactions[0].currency == "USD"
    assert "entry_currency" in codes(statement, "warn")


def test_corrections_and_signs_against_their_type_are_told():
    inner = "<FITID>1<CORRECTFITID>0815<CORRECTACTION>DELETE"
    statement = read(ofx(entry(inner, "5.00")))
    assert "correction" in codes(statement, "warn")
    assert "type_sign" in codes(statement, "info")


def test_no_account_warns():
    statement = read(ofx(entry("<FITID>1")).replace("<ACCTID>42-7", ""))
    assert "no_account" in codes(statement, "warn")


def test_investments_beside_a_bank_account_are_left_out():
    more = (
        "<INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><INVTRANLIST><INVBANKTRAN>"
        f"{entry('<FITID>9')}<SUBACCTFUND>CASH</INVBANKTRAN></INVTRANLIST></INVSTMTRS>"
        "</INVSTMTTRNRS></INVSTMTMSGSRSV1>"
    )
    parsed = parse_file("f", ofx(entry("<FITID>1"), more=more).encode())
    assert [len(s.transactions) for s in parsed.statements] == [1]
    assert [m.code for m in parsed.messages] == ["investments"]


def test_windows_1250_is_read_as_declared():
    text = ofx(entry("<FITID>1<NAME>Dvořák")).replace("VERSION:102", "CHARSET:1250")
    (tx,) = parse_file("f", text.encode("cp1250")).statements[0].transactions
    assert tx.text == "Dvořák"


@pytest.mark.parametrize(
    "head",
    [
        b"OFXHEADER:100\nDATA:OFXSGML\n", b"\r\n\r\nOFXHEADER:100\r\n",
        b'<?xml version="1.0"?>\n<?OFX OFXHEADER="200" VERSION="211"?><OFX>', b"<OFX>",
        "OFXHEADER:100\n<OFX>".encode("utf-16"), b"\xef\xbb\xbf<ofx>",
    ],
)  # fmt: skip
def test_claimed_by_content(head):
    assert [p.code for p in default_parsers() if p.identify("x", head)] == ["ofx"]


@pytest.mark.parametrize("head", [b"About <OFX>", b"<OFXX>", b"<x/>", b"!Type:Bank"])
def test_not_claimed(head):
    assert "ofx" not in [p.code for p in default_parsers() if p.identify("x", head)]


# ------------------------------------------------------ several statements, open ends


def answer(kind, *statements, close=""):
    inner = "".join(
        f"<{kind}STMTRS><CURDEF>EUR<{'CC' if kind else 'BANK'}ACCTFROM><ACCTID>{number}"
        f"</{'CC' if kind else 'BANK'}ACCTFROM><BANKTRANLIST>{entries}"
        f"</BANKTRANLIST>{BALANCE}</{close or kind + 'STMTRS'}>"
        for number, entries in statements
    )
    name = f"{kind}STMTTRNRS"
    return f"{HEAD}<OFX><{name}>{inner}</{name}></OFX>"


@pytest.mark.parametrize("kind", ["", "CC"])
def test_several_statements_in_one_answer(kind):
    text = answer(kind, ("1", entry("<FITID>1")), ("2", entry("<FITID>2", "7.00") * 2))
    found = parse_file("f", text.encode()).statements
    assert [(s.account, len(s.transactions)) for s in found] == [("1", 1), ("2", 2)]
    assert [s.closing for s in found] == [1, 1]


@pytest.mark.parametrize(
    ("kind", "close"), [("CC", "STMTRS"), ("", "CCSTMTRS"), ("", "INVSTMTRS")]
)
def test_a_statement_closed_as_another_kind(kind, close):
    text = answer(kind, ("1", entry("<FITID>1")), ("2", entry("<FITID>2")), close=close)
    found = parse_file("f", text.encode()).statements
    assert [(s.account, len(s.transactions)) for s in found] == [("1", 1), ("2", 1)]


@pytest.mark.parametrize(
    "lost",
    [
        ("</BANKTRANLIST>",),
        ("</STMTRS>",),
        ("</BANKTRANLIST>", "</STMTRS>"),
        ("</BANKTRANLIST>", "</STMTRS>", "</STMTTRNRS>"),
    ],
)
@pytest.mark.parametrize("several", [1, 2])
def test_containers_that_are_not_closed(lost, several):
    text = ofx(entry("<FITID>1") + entry("<FITID>2", "7.00"))
    head, _mark, body = text.partition("<BANKMSGSRSV1>")
    body, _mark, end = body.partition("</BANKMSGSRSV1>")
    for tag in lost:
        body = body.replace(tag, "")
    text = f"{head}<BANKMSGSRSV1>{body * several}</BANKMSGSRSV1>{end}"
    parsed = parse_file("f", text.encode())
    assert [len(s.transactions) for s in parsed.statements] == [2] * several
    assert [str(s.closing) for s in parsed.statements] == ["1.00"] * several
    assert {(m.code, m.level) for m in parsed.messages} == {("unclosed", "info")}


def test_an_entry_that_is_not_closed_is_damage():
    text = ofx(entry("<FITID>1").replace("</STMTTRN>", ""))
    with pytest.raises(ParseError):
        parse_file("f", text.replace("</BANKTRANLIST>", "").encode())


def test_comments_are_left_out_with_what_is_in_them():
    text = ofx(
        "<!-- the first -->" + entry("<FITID>1<!-- 2 --><NAME>A <!-- <MEMO>B --> C")
    )
    text = text.replace("<CURDEF>EUR", "<CURDEF>EUR <!-- currency -->")
    text = text.replace("<TRNAMT>-5.00", "<TRNAMT>-5.00 <!-- $5.00 -->")
    parsed = parse_file("f", text.encode())
    (tx,) = parsed.statements[0].transactions
    assert (tx.bank_id, tx.text, tx.currency, str(tx.amount)) == (
        "1", "A C", "EUR", "-5.00",
    )  # fmt: skip
    assert [(m.code, m.level) for m in parsed.messages] == [("comments", "info")]


def test_an_entry_in_a_comment_is_no_entry():
    text = ofx(entry("<FITID>1") + f"<!-- {entry('<FITID>2')}\n{entry('<FITID>3')} -->")
    parsed = parse_file("f", text.encode())
    assert len(parsed.statements[0].transactions) == 1
    assert [(m.code, m.level) for m in parsed.messages] == [("comments", "warn")]


def test_a_comment_without_end_is_damage():
    with pytest.raises(ParseError) as caught:
        parse_file("f", ofx(f"<!-- {entry('<FITID>1')}").encode())
    assert caught.value.code == "ofx_truncated"
