"""What is told of any statement, whatever its format: dates and check digits."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from bsi.parsers.common.checks import StatementEntries
from bsi.parsers.common.records import (
    ParsedStatement,
    ParsedTransaction,
    Party,
    Reference,
    TransactionDetail,
)

HEAD = ParsedStatement("DE1", "EUR", period_from=date(2026, 3, 1))
ENTRY = ParsedTransaction(Decimal(1), "EUR", date(2026, 3, 10))


def told(*entries, head=HEAD):
    kept = StatementEntries()
    for number, entry in enumerate(entries, start=1):
        kept.add(replace(entry, where=f"entry {number}"))
    return {m.code: (m.level, m.where) for m in kept.finished(head).messages}


def dated(year, month=3, day=10):
    return replace(ENTRY, booking_date=date(year, month, day))


@pytest.mark.parametrize("year", [1926, 2126])
def test_an_entry_a_century_off_is_warned_of(year):
    assert told(dated(2026), dated(year), dated(2026))["date_far"] == (
        "warn", "entry 2",
    )  # fmt: skip


def test_it_is_told_without_a_period_too():
    head = replace(HEAD, period_from=None)
    assert told(dated(2026), dated(2026), dated(1926), head=head)["date_far"] == (
        "warn", "entry 3",
    )  # fmt: skip
    assert "date_far" not in told(dated(2026), dated(2025), dated(2020), head=head)


@pytest.mark.parametrize(
    ("entry", "is_told"),
    [
        (dated(2026, 2, 20), False),  # booked late
        (dated(2026, 1, 20), True),
        (dated(2026, 4, 20), False),
        (dated(2026, 6, 1), True),
        (dated(2025), True),
    ],
)
def test_entries_outside_of_the_period_are_told(entry, is_told):
    head = replace(HEAD, closing_date=date(2026, 3, 31))
    found = told(dated(2026), entry, head=head)
    assert ("date_outside" in found) == is_told
    assert found.get("date_outside", ("info",))[0] == "info"


def test_a_value_date_a_century_off_is_warned_of():
    entry = replace(ENTRY, value_date=date(1926, 3, 10))
    assert told(entry)["date_far"] == ("warn", "entry 1")


def test_details_and_reports_are_only_told():
    head = replace(HEAD, kind="details")
    assert told(dated(2026), dated(1926), head=head)["date_far"][0] == "info"


@pytest.mark.parametrize(
    ("account", "is_told"),
    [
        ("DE02700202700010108669", False),
        ("DE03700202700010108669", True),
        ("NO9386011117947", False),
        ("NO9486011117947", True),
        ("86011117947", False),
        ("5319 10 226 62", False),
        ("", False),
    ],
)
def test_accounts_with_wrong_check_digits_are_told(account, is_told):
    entry = replace(ENTRY, counterparty=Party("X", account))
    assert ("bad_account" in told(entry)) == is_told
    details = (TransactionDetail(counterparty=Party("X", account)), TransactionDetail())
    assert ("bad_account" in told(replace(ENTRY, details=details))) == is_told


@pytest.mark.parametrize(
    ("scheme", "value", "is_told"),
    [
        ("SCOR", "RF18539007547034", False),
        ("SCOR", "RF19539007547034", True),
        ("", "RF19539007547034", True),
        ("QRR", "210000000003139471430009017", False),
        ("QRR", "210000000003139471430009018", True),
        ("KID", "1234567890", True),  # by neither of the two rules
        ("KID", "1234567897", False),
        ("KID", "12345704", False),  # modulus 11
        ("OCR", "1234567897", False),
        ("OCR", "1234567898", True),
        ("BBA", "090933755493", False),
        ("BBA", "090933755494", True),
        ("FIK", "1234567890", False),  # another rule for each kind of slip
        ("viite", "1232", False),
        ("viite", "1233", True),
    ],
)
def test_references_with_wrong_check_digits_are_told(scheme, value, is_told):
    references = (Reference("payment_id", value, scheme), Reference("servicer", "1"))
    found = told(replace(ENTRY, references=references))
    assert ("bad_reference" in found) == is_told
