"""Reports of payment providers: payments with gross amounts, fees as one detail."""
# ruff: noqa: E501 (rows of reports)

from datetime import date
from decimal import Decimal

import pytest
from bsi.parsers import ParseError, parse_file

STRIPE = """\
automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,created,\
available_on,currency,gross,fee,net,reporting_category,description,customer_name
po_1A,2026-03-05 00:00:00,txn_1,2026-03-01 10:00:00,2026-03-04 00:00:00,eur,119.00,3.00,\
116.00,charge,Invoice 4711,Meier GmbH
po_1A,2026-03-05 00:00:00,txn_2,2026-03-01 11:00:00,2026-03-04 00:00:00,eur,50.00,1.50,\
48.50,charge,Invoice 4712,Anna Lind
po_1A,2026-03-05 00:00:00,txn_3,2026-03-02 11:00:00,2026-03-04 00:00:00,eur,-20.00,0.00,\
-20.00,refund,Refund 4700,Bo Berg
,,txn_4,2026-03-05 11:00:00,2026-03-08 00:00:00,eur,10.00,0.30,9.70,charge,Later,X
"""
SHOPIFY = """\
Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,Payout ID,\
Available On,Amount,Fee,Net,Checkout,Payment Method Name,Currency
2026-03-01 12:07:45 +0100,charge,#3703,master,online,paid,2026-03-05,140769,2026-03-04,\
37.90,1.10,36.80,#5125,card,EUR
2026-03-02 12:07:45 +0100,refund,#3690,visa,online,paid,2026-03-05,140769,2026-03-04,\
-10.00,0.00,-10.00,#5111,card,EUR
2026-03-04 12:07:45 +0100,charge,#3710,visa,online,pending,2026-03-09,,2026-03-08,5.00,\
0.40,4.60,#5130,card,EUR
"""
VIPPS = """\
OrganizationNumber,MerchantName
918713867,Butikk AS
SettlementInfo,SalesUnitName,SaleUnitNumber,SettlementDate,SettlementID,\
SettlementAccount,Gross,Currency,Fee,Refund,Net,NumberOfTransactions
SettlementInfo,Butikk,513428,12.03.2026,2000001,15032080119,300.00,NOK,-5.25,0.00,294.75,2
SettlementInfo,Butikk,513428,13.03.2026,2000002,15032080119,99.00,NOK,-1.73,0.00,97.27,1
FeeInfo,SettlementDate,SaleUnitName,SaleUnitNumber,FeeAccount,Fee,Currency
TransactionInfo,SalesDate,SaleUnitName,SaleUnitNumber,TransactionId,SettlementId,OrderID,\
SettlementDate,Gross,Currency,Fee,Refund,Net
TransactionInfo,11.03.2026,Butikk,513428,5554795401,2000001,1911652,12.03.2026,100.00,NOK,\
-1.75,0.00,98.25
TransactionInfo,11.03.2026,Butikk,513428,5554795402,2000001,1911653,12.03.2026,200.00,NOK,\
-3.50,0.00,196.50
TransactionInfo,12.03.2026,Butikk,513428,5555094801,2000002,1923885,13.03.2026,99.00,NOK,\
-1.73,0.00,97.27
"""
ADYEN = """\
Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,\
Creation Date,TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),\
Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),\
Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Batch Number
Co,Shop,8836123456789012,ORDER-7701,mc,2026-03-02 14:22:00,CET,Settled,1,EUR,,150.00,1,EUR,\
,147.15,,0.55,0.80,1.50,25
Co,Shop,8836123456789013,ORDER-7702,visa,2026-03-02 15:10:00,CET,Refunded,2,EUR,50.00,,1,\
EUR,50.35,,,0.35,0.00,0.00,25
Co,Shop,,Terminal,,2026-03-04 01:00:00,CET,Fee,3,EUR,,,,EUR,5.00,,,,,,25
Co,Shop,,,,2026-03-05 01:00:00,CET,MerchantPayout,"TX1, batch 25",,,,,EUR,91.80,,,,,,25
"""


def read(text):
    parsed = parse_file("payout.csv", text.encode())
    assert parsed.format == "payout"
    return parsed.statements


def rows_of(statement):
    return [(str(t.amount), t.batch) for t in statement.transactions]


def test_stripe():
    (statement,) = read(STRIPE)
    assert (statement.kind, statement.currency) == ("details", "EUR")
    assert rows_of(statement) == [
        ("119.00", "po_1A"), ("50.00", "po_1A"), ("-20.00", "po_1A"), ("-4.50", "po_1A"),
    ]  # fmt: skip
    first, *_others, fees = statement.transactions
    assert {t.booking_date for t in statement.transactions} == {date(2026, 3, 5)}
    assert sum(t.amount for t in statement.transactions) == Decimal("144.50")
    assert (first.counterparty.name, first.text.splitlines()[0]) == (
        "Meier GmbH", "Invoice 4711",
    )  # fmt: skip
    assert fees.text == "Fees Stripe po_1A"
    assert [str(t.amount) for t in statement.not_booked] == ["10.00"]


def test_shopify():
    (statement,) = read(SHOPIFY)
    assert rows_of(statement) == [
        ("37.90", "140769"), ("-10.00", "140769"), ("-1.10", "140769"),
    ]  # fmt: skip
    assert statement.transactions[0].references[0].value == "#3703"
    assert len(statement.not_booked) == 1


@pytest.mark.parametrize("times", [1, 2])
def test_vipps_names_the_account_and_may_repeat_itself(times):
    (statement,) = read(VIPPS * times)
    assert statement.account == "15032080119"
    assert rows_of(statement) == [
        ("100.00", "2000001"), ("200.00", "2000001"), ("-5.25", "2000001"),
        ("99.00", "2000002"), ("-1.73", "2000002"),
    ]  # fmt: skip
    assert statement.transactions[0].booking_date == date(2026, 3, 12)
    assert statement.transactions[1].references[0].value == "1911653"


def test_adyen_takes_the_day_of_the_payout():
    (statement,) = read(ADYEN)
    assert rows_of(statement) == [("150.00", "25"), ("-50.00", "25"), ("-8.20", "25")]
    assert statement.transactions[0].booking_date == date(2026, 3, 5)


def test_payments_in_another_currency_count_as_they_are_paid_out():
    text = ADYEN.replace("Settled,1,EUR,,150.00", "Settled,1,USD,,165.00")
    (statement,) = read(text)
    assert rows_of(statement)[0] == ("147.15", "25")
    assert sum(t.amount for t in statement.transactions) == Decimal("91.80")


@pytest.mark.parametrize(
    ("report", "old", "new", "code"),
    [
        (ADYEN, "EUR,91.80", "EUR,92.80", "control_total"),
        (VIPPS, "0.00,294.75,2", "0.00,295.75,2", "control_total"),
        (STRIPE, "119.00,3.00,", "119.00,2.00,", "bad_amount"),
        (STRIPE, "50.00,1.50", "5o.00,1.50", "bad_amount"),
    ],
)
def test_reports_that_disprove_themselves_are_refused(report, old, new, code):
    assert old in report
    with pytest.raises(ParseError) as error:
        read(report.replace(old, new))
    assert error.value.code == code and error.value.where


def test_a_table_of_a_bank_is_no_payout():
    text = "Date,Text,Gross,Fee,Net\n2026-03-05,A,10.00,1.00,9.00\n"
    assert parse_file("bank.csv", text.encode()).format == "csv"
