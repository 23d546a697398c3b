"""Each rule of reading Finnish KTL, on the smallest file that shows it."""

from datetime import date
from decimal import Decimal

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file
from nordic_files import join, ktl_head, ktl_payment, ktl_sum, t00, t10, t40


def parsed(*records, encoding="latin-1", end="\r\n"):
    return parse_file("x.ktl", join(*records, end=end).encode(encoding))


def batch(*payments, **sums):
    (found,) = parsed(ktl_head(), *payments, ktl_sum(**sums)).statements
    return found


def refused(*records):
    with pytest.raises(ParseError) as caught:
        parsed(*records)
    return caught.value


def lump_sums(statement):
    """Return the sum of each batch and day: what stands on the account statement."""
    sums = {}
    for tx in statement.transactions:
        key = tx.batch, tx.booking_date
        sums[key] = sums.get(key, Decimal(0)) + tx.amount
    return sums


def test_payment():
    found = batch(ktl_payment(12345, archive="2603102588WWRV02"), payments=(1, 12345))
    assert (found.kind, found.account, found.currency) == (
        "details",
        "12345600000785",
        "EUR",
    )
    assert found.statement_id == "2603102210"
    assert (found.opening, found.closing, found.messages) == (None, None, ())
    (tx,) = found.transactions
    assert (tx.amount, tx.booking_date) == (Decimal("123.45"), date(2026, 3, 10))
    assert (tx.bank_id, tx.batch) == ("2603102588WWRV02", "2603102210")
    assert (tx.counterparty.name, tx.counterparty.account) == ("MALLI MAIJA", "")
    assert [(r.kind, r.value, r.scheme) for r in tx.references] == [
        ("payment_id", "1232", "viite")
    ]
    assert tx.where == "line 2"


def test_correction_is_a_lump_sum_of_its_own():
    """The bank books corrections apart from payments (code 705, entry type 3)."""
    found = batch(
        ktl_payment(500),
        ktl_payment(300),
        ktl_payment(500, correction="1"),
        payments=(2, 800),
        corrections=(1, 500),
    )
    day = date(2026, 3, 10)
    assert lump_sums(found) == {
        ("2603102210", day): Decimal(8),
        ("2603102210-corrections", day): Decimal(-5),
    }
    assert [tx.reversal for tx in found.transactions] == [False, False, True]
    assert [m.code for m in found.messages] == ["reversal"]


def test_failed_direct_debit_is_no_money():
    """Type 5 with a return code was never paid: it must not close an invoice."""
    found = batch(
        ktl_payment(500),
        ktl_payment(300, kind="5", code="0"),
        ktl_payment(200, kind="5", code=" "),
        ktl_payment(7300, kind="5", code="4"),
        payments=(3, 1000),
        failed=(1, 7300),
    )
    assert lump_sums(found) == {("2603102210", date(2026, 3, 10)): Decimal(10)}
    (failed,) = found.not_booked
    assert (failed.amount, failed.return_reason) == (Decimal(73), "4")
    assert (failed.status, failed.references[0].value) == ("failed", "1232")
    assert [m.code for m in found.messages] == ["not_booked"]


def test_batch_of_failed_ones_only():
    found = batch(ktl_payment(100, kind="5", code="2"), failed=(1, 100))
    assert found.transactions == () and len(found.not_booked) == 1


def test_code_in_another_type_is_not_a_failure():
    assert len(batch(ktl_payment(100, code="1"), payments=(1, 100)).transactions) == 1


def test_one_lump_sum_for_each_day():
    found = batch(ktl_payment(100, day="260309"), ktl_payment(200), payments=(2, 300))
    assert sorted(lump_sums(found).values()) == [Decimal(1), Decimal(2)]
    assert (found.period_from, found.period_to) == (date(2026, 3, 9), date(2026, 3, 10))


def test_batches_with_one_name_stay_apart():
    records = ktl_head(), ktl_payment(100), ktl_sum((1, 100))
    found = parsed(*records, *records).statements
    assert [s.transactions[0].batch for s in found] == ["2603102210", "2603102210-2"]


def test_batch_of_two_accounts():
    found = parsed(
        ktl_head(),
        ktl_payment(100),
        ktl_payment(200, account="50001510000023"),
        ktl_payment(300),
        ktl_sum((3, 600)),
    ).statements
    assert [(s.account, len(s.transactions)) for s in found] == [
        ("12345600000785", 2),
        ("50001510000023", 1),
    ]


def test_empty_batch_is_told():
    file = parsed(ktl_head(), ktl_sum(), ktl_head(), ktl_payment(1), ktl_sum((1, 1)))
    assert len(file.statements) == 1
    assert [(m.code, m.level) for m in file.messages] == [("empty_statement", "info")]


@pytest.mark.parametrize(
    "sums",
    [
        {"payments": (1, 101)},
        {"payments": (2, 100)},
        {"payments": (0, 0)},
        {"payments": (1, 100), "corrections": (1, 100)},
        {"payments": (1, 100), "failed": (1, 0)},
    ],
)
def test_wrong_sums_are_refused(sums):
    error = refused(ktl_head(), ktl_payment(100), ktl_sum(**sums))
    assert error.code == "check_total" and "line 3" in error.where


def test_older_sums_without_failed_ones():
    row = ktl_sum((1, 100))[:35]
    (found,) = parsed(ktl_head(), ktl_payment(100), row).statements
    assert len(found.transactions) == 1


@pytest.mark.parametrize(
    ("records", "code"),
    [
        ([ktl_head(), ktl_payment(100)], "truncated"),
        ([ktl_head(), ktl_payment(1), ktl_head(), ktl_payment(1)], "unknown_record"),
        (
            [ktl_head(), ktl_payment(1), ktl_sum((1, 1)), ktl_payment(1)],
            "unknown_record",
        ),
        ([ktl_head(), ktl_payment(1), "4" * 90, ktl_sum((1, 1))], "unknown_record"),
        ([ktl_head(), ktl_payment(1), ktl_sum((1, 1)) + "x"], "long_record"),
        ([ktl_head(), ktl_payment(1, currency="0"), ktl_sum((1, 1))], "bad_currency"),
        ([ktl_head(), ktl_payment(1, correction="7"), ktl_sum((1, 1))], "bad_code"),
    ],
)
def test_refused(records, code):
    assert refused(*records).code == code


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\n\r\n", ""])
def test_line_ends(end):
    records = (ktl_head(), ktl_payment(100), ktl_sum((1, 100))) * 2
    found = parsed(*records, end=end).statements
    assert [len(s.transactions) for s in found] == [1, 1]


def test_trimmed_blanks_and_files_one_after_the_other():
    rows = [ktl_head().rstrip(), ktl_payment(100), ktl_sum((1, 100)).rstrip()]
    one = "\r\n".join(rows)
    found = parse_file("x", f"{one}{one}\r\n".encode()).statements
    assert [len(s.transactions) for s in found] == [1, 1]


@pytest.mark.parametrize("encoding", ["latin-1", "cp850", "utf-8", "utf-8-sig"])
def test_code_pages(encoding):
    payment = ktl_payment(100, name="MÄKINEN ÅKE")
    (found,) = parsed(
        ktl_head(), payment, ktl_sum((1, 100)), encoding=encoding
    ).statements
    assert found.transactions[0].counterparty.name == "MÄKINEN ÅKE"


def test_seven_bit_letters():
    found = batch(ktl_payment(100, name="M[KINEN ]KE"), payments=(1, 100))
    assert found.transactions[0].counterparty.name == "MÄKINEN ÅKE"


def test_it_explains_the_lump_sum_of_the_statement():
    """The payments make the entry 705 of the day, with receipt code E."""
    found = batch(ktl_payment(100), ktl_payment(200), payments=(2, 300))
    entry = t10(300, code="705", receipt="E")
    (statement,) = parse_file("x", join(t00(), entry, t40(300)).encode()).statements
    (line,) = statement.transactions
    assert lump_sums(found) == {("2603102210", line.booking_date): line.amount}
    assert statement.account.endswith(found.account)


@pytest.mark.parametrize("fill", ["", "0", " "])
@pytest.mark.parametrize("end", ["\r\n", ""])
def test_sums_filled_up_with_zeros(fill, end):
    """As Nordea does, where others leave blanks or nothing."""
    rows = [ktl_head(), ktl_payment(500), ktl_payment(70, correction="1")]
    total = ktl_sum((1, 500), (1, 70)).rstrip()[:52]
    rows.append(total.ljust(90, fill) if fill else total)
    found = parsed(*(rows * 2), end=end).statements
    assert [sum(t.amount for t in s.transactions) for s in found] == [
        Decimal("4.30")
    ] * 2
