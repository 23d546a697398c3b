"""Each rule of reading Norwegian OCR giro, on the smallest file that shows it."""

from datetime import date
from decimal import Decimal

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file
from nordic_files import (
    join,
    ocr_assignment,
    ocr_assignment_end,
    ocr_end,
    ocr_file,
    ocr_payment,
    ocr_start,
)


def parsed(text, encoding="latin-1"):
    return parse_file("x.txt", text.encode(encoding))


def statement(*payments, cents, **options):
    (found,) = parsed(ocr_file(*payments, cents=cents, **options)).statements
    return found


def transaction(cents, **fields):
    (found,) = statement(ocr_payment(cents, **fields), cents=abs(cents)).transactions
    return found


def refused(text):
    with pytest.raises(ParseError) as caught:
        parsed(text)
    return caught.value


def codes(found, level=None):
    return {m.code for m in found.messages if level in (None, m.level)}


def test_payment():
    found = statement(ocr_payment(102000), cents=102000)
    assert (found.kind, found.account, found.currency, found.number) == (
        "details",
        "99991042764",
        "NOK",
        "0000002",
    )
    assert (found.opening, found.closing, found.messages) == (None, None, ())
    (tx,) = found.transactions
    assert (tx.amount, tx.booking_date) == (Decimal(1020), date(2026, 3, 10))
    assert [(r.kind, r.value, r.scheme) for r in tx.references] == [
        ("payment_id", "1234567897", "KID")
    ]
    assert tx.counterparty.account == "99990512341"
    assert (tx.bank_id, tx.proprietary_code, tx.reversal) == ("096368271", "10", False)
    assert tx.where == "line 3, transaction 1"


def test_batch_is_the_settlement():
    """One sum for each data centre, day, part and serial number (positions 22–31)."""
    found = statement(
        ocr_payment(100, 1, batch="1310101464"),
        ocr_payment(200, 2, batch="1310101570"),
        ocr_payment(300, 3, batch="1310101464", day="110326"),
        cents=600,
    )
    assert [(tx.batch, tx.booking_date.day) for tx in found.transactions] == [
        ("1310101464", 10),
        ("1310101570", 10),
        ("1310101464", 11),
    ]
    assert transaction(1, batch="0000000000").batch == "0000002", "else the assignment"


@pytest.mark.parametrize(
    ("kid", "value"), [("1234567890-", "1234567890-"), ("", None), ("0" * 25, None)]
)
def test_kid(kid, value):
    assert [r.value for r in transaction(100, kid=kid).references] == (
        [value] if value else []
    )


def test_minus_is_money_out():
    found = statement(
        ocr_payment(1000, 1), ocr_payment(400, 2, kind="13", sign="-"), cents=600
    )
    assert [tx.amount for tx in found.transactions] == [Decimal(10), Decimal(-4)]
    assert found.transactions[1].reversal and codes(found, "info") == {"reversal"}


@pytest.mark.parametrize("kind", ["18", "20"])
def test_reversals_of_cards(kind):
    """Their sum is added, the document says; without minus their sign is unsure."""
    payments = ocr_payment(1000, 1), ocr_payment(400, 2, kind=kind, sign="-", text="x")
    for cents in (600, 1400):
        found = statement(*payments, cents=cents)
        assert sum(tx.amount for tx in found.transactions) == Decimal(6)
    plain = ocr_payment(400, 2, kind=kind, text="x")
    found = statement(ocr_payment(1000, 1), plain, cents=1400)
    assert found.transactions[1].reversal and codes(found, "warn") == {"reversal_sign"}


def test_free_text():
    assert transaction(100, kind="21", text="Foo bar baz").text == "Foo bar baz"


def test_unknown_payer():
    assert transaction(100, payer="0" * 11).counterparty.account == ""
    assert transaction(100, archive="0" * 9).bank_id == ""


def test_years_of_last_century():
    assert transaction(100, day="200192").booking_date == date(1992, 1, 20)


def test_several_assignments():
    one, two = ocr_payment(100), ocr_payment(200)
    text = join(
        ocr_start(),
        *(ocr_assignment(), *one, ocr_assignment_end(1, 4, 100)),
        *(ocr_assignment(account="11112233334"), *two, ocr_assignment_end(1, 4, 200)),
        ocr_end(2, 10, 300),
        end="\r\n",
    )
    found = parsed(text).statements
    assert [s.account for s in found] == ["99991042764", "11112233334"]


AVTALEGIRO = (
    ocr_assignment(service="21"),
    "NY21947000000011          000112000507155J".ljust(80, "0"),
    ocr_assignment_end(1, 3, 0, service="21"),
)


def test_avtalegiro_is_refused():
    """Service 21 has agreements and requests in it, no payments."""
    error = refused(join(ocr_start(), *AVTALEGIRO, ocr_end(1, 5, 0)))
    assert error.code == "not_a_statement" and "AvtaleGiro" in error.what


def test_avtalegiro_beside_payments_is_left_out():
    own = ocr_assignment(), *ocr_payment(100), ocr_assignment_end(1, 4, 100)
    file = parsed(join(ocr_start(), *own, *AVTALEGIRO, ocr_end(2, 9, 100)))
    assert [len(s.transactions) for s in file.statements] == [1]
    assert [(m.code, m.level) for m in file.messages] == [("other_service", "info")]


GOOD = ocr_file(ocr_payment(100), ocr_payment(200, 2), cents=300)
ROWS = GOOD.splitlines()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GOOD.replace("00000000000000300", "00000000000000301"), "check_total"),
        (
            GOOD.replace("NY0900880000000200000006", "NY0900880000000300000006"),
            "check_total",
        ),
        (
            GOOD.replace("NY0900880000000200000006", "NY0900880000000200000007"),
            "check_total",
        ),
        (
            GOOD.replace("NY0000890000000200000008", "NY0000890000000200000009"),
            "check_total",
        ),
        ("\n".join(ROWS[:4] + ROWS[6:]), "check_total"),
        ("\n".join(ROWS[:-1]), "truncated"),
        ("\n".join(ROWS[:-2]), "truncated"),
        ("\n".join(ROWS[:-2] + ROWS[-1:]), "unknown_record"),
        ("\n".join(ROWS + ROWS[2:3]), "unknown_record"),
        ("\n".join([*ROWS[:3], "hello", *ROWS[3:]]), "bad_record"),
        ("\n".join([*ROWS[:3], ROWS[3] + "7", *ROWS[4:]]), "bad_record"),
        ("\n".join([*ROWS[:3], ROWS[5], *ROWS[4:]]), "lost_record"),
        ("\n".join([*ROWS[:2], ROWS[3], *ROWS[3:]]), "unknown_record"),
        (GOOD.replace("NY0910310000002", "NY2110310000002"), "unknown_record"),
        (GOOD.replace("131010146400000", "1310101464x0000"), "bad_sign"),
        (GOOD.replace("100326131", "310226131"), "bad_date"),
        (GOOD.replace("100326131", "000000131"), "bad_date"),
    ],
)
def test_refused(text, code):
    assert text != GOOD
    error = refused(text)
    assert error.code == code, str(error)
    assert error.where and error.why and error.hint


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\n\n", ""])
def test_line_ends(end):
    text = ocr_file(ocr_payment(100), ocr_payment(200, 2), cents=300, end=end) * 2
    assert [len(s.transactions) for s in parsed(text).statements] == [2, 2]


@pytest.mark.parametrize(
    "encoding", ["latin-1", "cp850", "cp865", "utf-8", "utf-8-sig"]
)
def test_code_pages(encoding):
    text = ocr_file(ocr_payment(100, kind="21", text="Blåbærgrøt"), cents=100)
    (found,) = parsed(text, encoding).statements
    assert found.transactions[0].text == "Blåbærgrøt"


def test_seven_bit_letters_stand_beside_letters():
    text = "Bl}b{rgr|t [12]"
    assert transaction(100, kind="21", text=text).text == "Blåbærgrøt [12]"
