"""What OFX files say: references, texts, dates, currencies, accounts left out."""

from datetime import date
from decimal import Decimal

import pytest
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
