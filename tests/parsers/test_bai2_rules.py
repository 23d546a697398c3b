"""Rules of BAI2, one small file each."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.common.records import Reference
from bsi.parsers.identify import parse_file

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "bai2"


def file(
    *records, currency="USD", opening="10000", closing="", status="1", modifier="2"
):
    """Return a file of one account whose totals are right."""
    balance = f"010,{opening},,"
    if closing:
        balance += f",015,{closing},,"
    body = [f"03,4711,,{balance}/", *records]
    amounts = [int(opening), int(closing or 0)]
    amounts += [int(r.split(",")[2] or 0) for r in records if r.startswith("16,")]
    total, count = sum(amounts), len(body) + 1
    return "\n".join(
        [
            "01,BANK,ME,260102,0200,1,,,2/",
            f"02,ME,BANK,{status},260101,2359,{currency},{modifier}/",
            *body,
            f"49,{total},{count}/",
            f"98,{total},1,{count + 2}/",
            f"99,{total},1,{count + 4}/",
        ]
    )


def parsed(text):
    return parse_file("f.bai", text.encode())


def one(*records, **values):
    (statement,) = parsed(file(*records, **values)).statements
    assert not [m for m in statement.messages if m.level == "warn"]
    (transaction,) = statement.transactions
    return transaction


@pytest.mark.parametrize(
    ("code", "sign"),
    [("100", 1), ("195", 1), ("399", 1), ("400", -1), ("475", -1), ("699", -1)]
    + [("721", 1), ("760", -1), ("827", 1), ("828", -1), ("920", 1), ("960", -1)],
)
def test_type_code_gives_the_sign(code, sign):
    assert one(f"16,{code},1250,Z,,,/").amount == Decimal("12.50") * sign


def test_currency_in_small_letters():
    """Else it would not be the currency of its journal."""
    transaction = one("16,195,1000,0,,,x/", currency="cad")
    assert transaction.currency == "CAD"


@pytest.mark.parametrize("code", ["010", "850", "905", "1", "ABC", ""])
def test_other_type_codes_are_refused(code):
    with pytest.raises(ParseError) as caught:
        parsed(file(f"16,{code},1250,Z,,,/"))
    assert caught.value.code in ("bad_type_code", "bad_direction")


@pytest.mark.parametrize(
    ("currency", "amount"),
    [("USD", "12.50"), ("JPY", "1250"), ("KWD", "1.250"), ("", "12.50")],
)
def test_implied_decimals_of_the_currency(currency, amount):
    transaction = one("16,195,1250,0,,,/", currency=currency)
    assert transaction.amount == Decimal(amount)
    assert transaction.currency == (currency or "USD")  # as the standard says


@pytest.mark.parametrize(
    ("funds", "value_date"),
    [
        ("Z", None),
        ("", None),
        ("0", None),
        ("1", None),
        ("2", None),
        ("S,100,900,250", None),
        ("V,260103,", date(2026, 1, 3)),
        ("V,260103,1200", date(2026, 1, 3)),
        ("D,2,0,500,1,750", None),
    ],
)
def test_funds_types_add_fields(funds, value_date):
    transaction = one(f"16,195,1250,{funds},BREF,CREF,PAID, WITH THANKS/")
    assert transaction.text == "PAID, WITH THANKS"
    assert transaction.value_date == value_date
    assert transaction.booking_date == date(2026, 1, 1)
    assert transaction.references == (
        Reference("servicer", "BREF"),
        Reference("other", "CREF"),
    )


def test_continuation_goes_on_at_a_field_and_in_the_text():
    transaction = one(
        "16,115,10000000,S,5000000,4000000,1000000/",
        "88,AX13612,B096132,AMALGAMATED CORP. LOCKBOX",
        "88,DEPOSIT-MISC. RECEIVABLES",
    )
    assert transaction.bank_id == "AX13612"
    assert transaction.text == "AMALGAMATED CORP. LOCKBOX\nDEPOSIT-MISC. RECEIVABLES"


def test_continuation_of_balances():
    text = file("16,195,2500,0,,,/").replace("03,4711,,010,10000,,/", "03,4711,,010/")
    text = text.replace("010/\n", "010/\n88,10000,,,015,12500,,/\n")
    (statement,) = parsed(text).statements
    assert (statement.opening, statement.closing) == (100, 125)


def test_text_with_slashes_and_a_line_without_code():
    transaction = one("16,475,100,0,,,AB/GS 08/18/23 INVOICE", "GOES ON/")
    assert transaction.text == "AB/GS 08/18/23 INVOICE\nGOES ON"
    text = one("16,475,100,0,,,PAID 5/ 16,200 FOR/").text
    assert text == "PAID 5/ 16,200 FOR"  # no record: the counts say so


def test_records_in_one_line_are_read_if_the_counts_prove_it():
    file_ = parse_file("s", (GOLDEN / "moov_sample3.txt").read_bytes())
    assert len(file_.statements) == 15 and not file_.messages
    assert sum(len(s.transactions) for s in file_.statements) == 26
    for statement in file_.statements:
        total = sum(t.amount for t in statement.transactions)
        assert statement.opening + total == statement.closing


def test_blocked_file_without_line_ends():
    records = file("16,195,1250,0,,,TEXT").replace("1,,,2/", "1,80,,2/").split("\n")
    text = "".join(record.ljust(80) for record in records)
    assert [t.text for t in parsed(text).statements[0].transactions] == ["TEXT"]


def test_blanks_around_fields():
    text = file("16, 195 , 1250 , 0 , B , C , TEXT /").replace(
        "02,ME,BANK,", "02, ME , BANK , "
    )
    assert parsed(text).statements[0].transactions[0].bank_id == "B"


def test_non_monetary_information_is_no_entry():
    (statement,) = parsed(file("16,890,,,,,Reports are late/")).statements
    assert (statement.transactions, statement.text) == ((), "Reports are late")


@pytest.mark.parametrize("status", ["2", "4"])
def test_deletion_and_test_are_refused(status):
    with pytest.raises(ParseError) as caught:
        parsed(file(status=status))
    assert caught.value.code == "not_a_statement"


def test_intraday_is_a_report():
    assert parsed(file(modifier="3")).statements[0].kind == "report"
    assert parsed(file(modifier="4")).statements[0].kind == "statement"


def test_balances_that_do_not_tally_are_told():
    (statement,) = parsed(file("16,195,1250,0,,,/", closing="11250")).statements
    assert not [m for m in statement.messages if m.level == "warn"]
    (statement,) = parsed(file("16,195,1250,0,,,/", closing="11251")).statements
    assert [m.code for m in statement.messages if m.level == "warn"] == ["tally"]


@pytest.mark.parametrize("record", ["49", "98", "99"])
def test_wrong_control_totals_are_told(record):
    lines = file("16,195,1250,0,,,/").split("\n")
    wrong = [
        line.replace("11250", "11251") if line.startswith(record) else line
        for line in lines
    ]
    found = parsed("\n".join(wrong))
    messages = [*found.messages, *found.statements[0].messages]
    assert "control_total" in [m.code for m in messages if m.level == "warn"]


def test_lost_account_is_told():
    text = file().replace("98,10000,1,", "98,10000,2,")
    assert "control_count" in [m.code for m in parsed(text).messages]


def test_two_reports_of_a_day_have_different_numbers():
    account = "\n".join(file().split("\n")[2:4])
    text = file().replace(account, f"{account}\n{account}")
    assert [s.number for s in parsed(text).statements] == ["2026-01-01", "2026-01-01/2"]


def test_labelled_lines_of_some_banks():
    transaction = one(
        "16,195,1125,,GI22,GS0D,Incoming Wire,-",
        "88,EREF: E2E-1",
        "88,REMI: Invoice 12",
        "88,CRNM: OURSELVES",
        "88,DBNM: PAYER INC",
        "88,DACT: 8348572423",
        "88,DBIC: CITIUS30XXX",
    )
    party = transaction.counterparty
    assert (party.name, party.account, party.bank) == (
        "PAYER INC",
        "8348572423",
        "CITIUS30XXX",
    )
    assert Reference("end_to_end", "E2E-1") in transaction.references
    assert "Invoice 12" in transaction.text


@pytest.mark.parametrize(
    "lines",
    [
        ["03,4711,,010,10000,,,015,20000,,,/", "88,040,500,,,/"],
        ["03,4711,,010,10000,,,,/", "88,015,20000,,,,/", "88,040,500,,/"],
        ["03,4711,,010,10000,,,/", "88,015,20000,,,040,500,,,/"],
        ["03,4711,,010,10000/", "88,,,015,20000,,/", "88,040,500/"],
    ],
)
def test_spare_commas_before_the_end_of_a_line(lines):
    text = file(closing="20000").replace("03,4711,,010,10000,,,015,20000,,/", "{}")
    text = text.format("\n".join(lines)).replace("30000", "30500")
    (statement,) = parsed(text).statements
    assert (statement.opening, statement.closing) == (100, 200)
    assert "control_total" not in {m.code for m in statement.messages}
