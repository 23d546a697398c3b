"""Each rule of reading Swedish BgMax, on the smallest file that shows it."""

from datetime import date
from decimal import Decimal

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file
from nordic_files import (
    bg_deposit,
    bg_end,
    bg_file,
    bg_open,
    bg_payment,
    bg_start,
    bg_text,
    join,
    place,
)


def parsed(text, encoding="latin-1"):
    return parse_file("x.txt", text.encode(encoding))


def deposit(*records, cents, **options):
    (found,) = parsed(bg_file(*records, cents=cents, **options)).statements
    return found


def transaction(cents, *about, **fields):
    (found,) = deposit(bg_payment(cents, **fields), *about, cents=cents).transactions
    return found


def refused(text):
    with pytest.raises(ParseError) as caught:
        parsed(text)
    return caught.value


def references(found):
    return [(r.kind, r.value, r.scheme, r.amount) for r in found.references]


def codes(found, level=None):
    return {m.code for m in found.messages if level in (None, m.level)}


def test_deposit_and_payment():
    found = deposit(bg_payment(110000, "650861"), cents=110000)
    assert (found.kind, found.account, found.currency) == (
        "details",
        "5841000001009823",
        "SEK",
    )
    assert (found.number, found.text) == ("00074", "Bankgiro 9912346")
    assert (found.opening, found.closing, found.messages) == (None, None, ())
    (tx,) = found.transactions
    assert (tx.amount, tx.booking_date) == (Decimal(1100), date(2026, 3, 10))
    assert references(tx) == [("payment_id", "650861", "OCR", None)]
    assert (tx.batch, tx.bank_id) == ("00074", "000000000120")
    assert tx.counterparty.account == "3783511"


@pytest.mark.parametrize(
    ("reference", "code", "expected"),
    [
        ("650861", "2", ("payment_id", "650861", "OCR", None)),
        ("650861", "3", ("payment_id", "650861", "", None)),
        ("650861", "5", ("payment_id", "650861", "", None)),
        ("Faktnr 63600 kund 870", "4", ("other", "Faktnr 63600 kund 870", "", None)),
        ("65, 66", "3", ("other", "65, 66", "", None)),
    ],
)
def test_reference(reference, code, expected):
    """Only Bankgirot's code 2 says that the OCR number is right."""
    tx = transaction(100, reference=reference, code=code)
    assert references(tx) == [expected]
    assert tx.text == (reference if expected[0] == "other" else "")


@pytest.mark.parametrize("reference", ["", "0" * 25])
def test_no_reference(reference):
    assert references(transaction(100, reference=reference, code="0")) == []


def test_deduction_is_taken_off():
    """A deposit is Σ 20 − Σ 21."""
    found = deposit(
        bg_payment(5000, "1"),
        bg_payment(2000, "2", record="21", deduction="1"),
        cents=3000,
    )
    assert [tx.amount for tx in found.transactions] == [Decimal(50), Decimal(-20)]
    assert codes(found, "info") == {"deduction"}


def test_deposit_of_deductions_only():
    found = deposit(bg_payment(2000, record="21"), cents=2000)
    assert [tx.amount for tx in found.transactions] == [Decimal(-20)]


def test_several_references_with_their_parts():
    """22 adds, 23 takes off: a credit note set against the invoices."""
    found = deposit(
        bg_payment(140000, "", code="3"),
        bg_payment(100000, "7495575", record="22"),
        bg_payment(90000, "695668", record="22", code="5"),
        bg_payment(50000, "74450", record="23"),
        cents=140000,
    )
    (tx,) = found.transactions
    assert references(tx) == [
        ("payment_id", "7495575", "OCR", Decimal(1000)),
        ("payment_id", "695668", "", Decimal(900)),
        ("payment_id", "74450", "OCR", Decimal(-500)),
    ]
    assert [d.amount for d in tx.details] == [
        Decimal(1000),
        Decimal(900),
        Decimal(-500),
    ]
    assert tx.amount == Decimal(1400) and codes(found) == set()


def test_several_references_without_parts():
    found = deposit(
        bg_payment(1000, "1111 2222", code="3"),
        bg_payment(0, "1111", record="22"),
        bg_payment(0, "2222", record="22"),
        bg_text("25", "Faktura 3333"),
        cents=1000,
    )
    (tx,) = found.transactions
    assert [d.amount for d in tx.details] == [None, None]
    assert [ref[1] for ref in references(tx)] == ["1111 2222", "1111", "2222"]
    assert tx.text == "1111 2222\nFaktura 3333"


def test_parts_that_do_not_make_the_payment_are_told():
    found = deposit(bg_payment(1000), bg_payment(900, "1111", record="22"), cents=1000)
    assert codes(found, "info") == {"details_sum"}


def test_parts_of_a_deduction_are_taken_off():
    rows = bg_payment(900, record="21"), bg_payment(900, "1111", record="22")
    found = deposit(bg_payment(1000), *rows, cents=100)
    assert [d.amount for d in found.transactions[1].details] == [Decimal(-9)]
    assert "details_sum" not in codes(found)


def test_payer():
    tx = transaction(
        100,
        bg_text("25", "Tack"),
        place(80, (1, "26Kalles Plåt AB"), (38, "c/o Olle")),
        place(80, (1, "27Storgatan 2"), (38, "12345")),
        place(80, (1, "28Storåker"), (38, "Sverige"), (73, "SE")),
        bg_text("29", "005500001234"),
    )
    assert tx.counterparty.name == "Kalles Plåt AB"
    assert tx.counterparty.address == "c/o Olle, Storgatan 2, 12345 Storåker, Sverige"
    assert tx.counterparty.identifier == "5500001234"
    assert tx.text == "Tack"


def test_picture_of_the_slip():
    tx = transaction(100, image="1", serial="000000000777")
    assert references(tx) == [("servicer", "000000000777", "image", None)]


def test_unknown_sender():
    assert transaction(100, sender="0" * 10).counterparty.account == ""


def test_deposit_in_euro():
    found = deposit(bg_payment(300000, "801266"), cents=300000, currency="EUR")
    assert found.currency == found.transactions[0].currency == "EUR"


def test_account_is_else_the_giro_number():
    assert deposit(bg_payment(1), cents=1, account="0" * 35).account == "9912346"
    text = join(
        bg_start(),
        bg_open(giro="0" * 10, plusgiro="0000045678"),
        *(bg_payment(1), bg_deposit(1, 1, account="0"), bg_end(1, 0, 0, 1)),
    )
    (found,) = parsed(text).statements
    assert (found.account, found.text) == ("45678", "Plusgiro 45678")


def test_year_that_cannot_be_meant():
    found = deposit(bg_payment(1), cents=1, day="10100310")
    assert found.transactions[0].booking_date == date(2026, 3, 10)
    assert codes(found, "info") == {"bad_date"}


def test_test_file_and_empty_file_are_told():
    file = parsed(join(bg_start("T"), bg_end()))
    assert file.statements == ()
    assert [(m.code, m.level) for m in file.messages] == [
        ("test_file", "warn"),
        ("empty_statement", "info"),
    ]


def test_unknown_records_are_left_out_and_told():
    """ "Ignore records you do not know", says the manual; the counts prove the rest."""
    file = parsed(bg_file(bg_payment(1), bg_text("47", "new"), cents=1))
    assert [len(s.transactions) for s in file.statements] == [1]
    assert [(m.code, m.level) for m in file.messages] == [("unknown_record", "info")]


GOOD = bg_file(bg_payment(100), bg_payment(200), cents=300)
ROWS = GOOD.splitlines()


def swap(number, row):
    rows = list(ROWS)
    rows[number] = row
    return "\r\n".join(rows)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (swap(-2, bg_deposit(301, 2)), "check_total"),
        (swap(-2, bg_deposit(300, 3)), "check_total"),
        (swap(-1, bg_end(3, 0, 0, 1)), "check_total"),
        (swap(-1, bg_end(2, 1, 0, 1)), "check_total"),
        (swap(-1, bg_end(2, 0, 1, 1)), "check_total"),
        (swap(-1, bg_end(2, 0, 0, 2)), "check_total"),
        (swap(3, bg_text("92", "")), "check_total"),
        (swap(3, ROWS[3].replace("20000", "22000", 1)), "check_total"),
        (swap(-2, bg_deposit(300, 2, currency="EUR")), "bad_currency"),
        (swap(-2, bg_deposit(300, 2, day="20260230")), "bad_date"),
        (swap(-2, bg_deposit(300, 2, day="        ")), "bad_date"),
        ("\r\n".join(ROWS[:-1]), "truncated"),
        ("\r\n".join(ROWS[:-2]), "truncated"),
        ("\r\n".join(ROWS[:-2] + ROWS[-1:]), "unknown_record"),
        ("\r\n".join(ROWS[:1] + ROWS[2:]), "unknown_record"),
        ("\r\n".join([*ROWS, ROWS[2]]), "unknown_record"),
        (swap(1, ROWS[1] + "x"), "long_record"),
        (swap(2, ROWS[2][:50]), "bad_amount"),
    ],
)
def test_refused(text, code):
    error = refused(text)
    assert error.code == code, str(error)
    assert error.where and error.why and error.hint


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\n\n", ""])
def test_line_ends(end):
    text = bg_file(
        bg_payment(100), bg_text("26", "A"), bg_payment(200), cents=300, end=end
    )
    assert [len(s.transactions) for s in parsed(text * 2).statements] == [2, 2]


def test_trimmed_blanks_tabs_and_files_one_after_the_other():
    rows = [row.rstrip() for row in ROWS]
    one = "\n".join(rows).replace(" " * 22, "\t\t" + " " * 10)
    file = parsed(one + one)
    assert [len(s.transactions) for s in file.statements] == [2, 2]


@pytest.mark.parametrize("encoding", ["latin-1", "cp850", "utf-8", "utf-8-sig"])
def test_code_pages(encoding):
    text = bg_file(bg_payment(1), bg_text("26", "Åkes Färg & Plåt"), cents=1)
    (found,) = parsed(text, encoding).statements
    assert found.transactions[0].counterparty.name == "Åkes Färg & Plåt"


def test_seven_bit_letters_stand_beside_letters():
    tx = transaction(1, bg_text("26", "]kes F{rg"), bg_text("25", "ref [12]"))
    assert (tx.counterparty.name, tx.text) == ("Åkes Färg", "ref [12]")
