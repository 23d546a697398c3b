"""Each rule of reading camt.053, on the smallest message that shows it."""

from datetime import date
from decimal import Decimal

import pytest
from camt_words import (
    ACCOUNT,
    balance,
    codes,
    entry,
    statement,
    transaction,
)

# ------------------------------------------------------------------ sign and status


def test_sign_comes_from_the_indicator_only():
    assert transaction("5.10", "DBIT").amount == Decimal("-5.10")
    tx = transaction("5.10", more="<RvslInd>true</RvslInd>")
    assert (tx.amount, tx.reversal) == (Decimal("5.10"), True)


@pytest.mark.parametrize("code", ["PDNG", "INFO", "FUTR"])
@pytest.mark.parametrize("form", ["<Sts>{}</Sts>", "<Sts><Cd>{}</Cd></Sts>"])
def test_only_booked_entries_are_transactions(code, form):
    found = statement(entry(), entry("7.00", status=form.format(code)))
    assert [tx.amount for tx in found.transactions] == [Decimal("100.00")]
    assert [tx.status for tx in found.not_booked] == [code]
    assert "not_booked" in codes(found, "info")


def test_entry_without_status_is_booked_and_told():
    found = statement(entry(status=""))
    assert len(found.transactions) == 1 and "no_status" in codes(found, "info")


def test_unknown_status_is_not_booked_and_warned():
    found = statement(entry(status="<Sts><Prtry>MAYBE</Prtry></Sts>"))
    assert not found.transactions and "unknown_status" in codes(found, "warn")


# ---------------------------------------------------------------------------- dates


def test_dates_as_date_and_as_date_time():
    tx = transaction(
        day="<BookgDt><DtTm>2026-03-10T23:30:00-05:00</DtTm></BookgDt>"
        "<ValDt><Dt>2026-03-12</Dt></ValDt>"
    )
    assert (tx.booking_date, tx.value_date) == (date(2026, 3, 10), date(2026, 3, 12))


def test_missing_booking_date_falls_back():
    closing = balance("CLBD", "100.00", day="2026-03-11")
    (by_value,) = statement(
        closing, entry(day="<ValDt><Dt>2026-03-09</Dt></ValDt>")
    ).transactions
    assert by_value.booking_date == date(2026, 3, 9)
    (late,) = statement(
        closing, entry(day="<ValDt><Dt>2026-03-20</Dt></ValDt>")
    ).transactions
    assert late.booking_date == date(2026, 3, 11)
    (by_balance,) = statement(closing, entry(day="")).transactions
    assert (by_balance.booking_date, by_balance.value_date) == (date(2026, 3, 11), None)


def test_no_date_at_all_is_warned():
    found = statement(entry(day=""))
    assert found.transactions[0].booking_date is None
    assert "no_date" in codes(found, "warn")


# ------------------------------------------------------------------------- balances


def test_balances_prove_the_entries():
    found = statement(balance("OPBD", "10.00"), balance("CLBD", "110.00"), entry())
    assert (found.opening, found.closing) == (Decimal("10.00"), Decimal("110.00"))
    assert not codes(found)


def test_tally_off_is_warned_with_the_difference():
    found = statement(balance("OPBD", "10.00"), balance("CLBD", "111.00"), entry())
    assert [m.message for m in found.messages if m.code == "tally"][0].endswith(
        "off by 1.00."
    )


def test_previous_closing_opens_and_interim_balances_do_not_count():
    found = statement(
        balance("ITBD", "1.00"),
        balance("PRCD", "2.00"),
        balance("CLAV", "3.00"),
        balance("OPAV", "4.00"),
    )
    assert (found.opening, found.closing) == (Decimal("2.00"), None)


def test_balance_without_sign_is_money_in():
    found = statement(balance("OPBD", "5.00", sign=""))
    assert found.opening == 5 and "balance_sign" in codes(found, "info")


def test_own_currency_wins_among_several_balances():
    found = statement(
        balance("CLBD", "7.00", currency="EUR"), balance("CLBD", "8.00", sign="DBIT")
    )
    assert found.closing == Decimal("-8.00")
    assert "balance_currency" not in codes(found)


def test_balance_in_another_currency_is_warned():
    found = statement(balance("CLBD", "7.00", currency="EUR"))
    assert "balance_currency" in codes(found, "warn")


def test_first_day_opens_and_last_day_closes():
    found = statement(
        balance("OPBD", "2.00", day="2026-03-02"),
        balance("OPBD", "1.00", day="2026-03-01"),
        balance("CLBD", "9.00", day="2026-03-31"),
        balance("CLBD", "8.00", day="2026-03-30"),
    )
    assert (found.opening, found.closing) == (Decimal("1.00"), Decimal("9.00"))
    assert "several_balances" in codes(found, "info")


def test_balances_after_the_entries_count():
    found = statement(entry(), balance("OPBD", "0.00"), balance("CLBD", "100.00"))
    assert (found.opening, found.closing) == (Decimal("0.00"), Decimal("100.00"))


# ---------------------------------------------------------------- account, currency


@pytest.mark.parametrize(
    ("xml", "number"),
    [
        ("<Id><IBAN>NO93 8601 1117 947</IBAN></Id>", "NO9386011117947"),
        ("<Id><Othr><Id>86011117947</Id></Othr></Id>", "86011117947"),
        ("", ""),
    ],
)
def test_account_number(xml, number):
    found = statement(account=f"<Acct>{xml}<Ccy>NOK</Ccy></Acct>")
    assert found.account == number
    assert ("no_account" in codes(found, "warn")) is (not number)


def test_owner_and_bank_of_the_account():
    more = (
        "<Ownr><Nm>Firma AS</Nm></Ownr>"
        "<Svcr><FinInstnId><BICFI>DNBANOKK</BICFI></FinInstnId></Svcr>"
    )
    found = statement(account=ACCOUNT.format(more=more))
    assert (found.owner, found.bank) == ("Firma AS", "DNBANOKK")


def test_currency_of_the_balance_then_of_the_entries():
    bare = "<Acct><Id><IBAN>NO9386011117947</IBAN></Id></Acct>"
    assert statement(balance("OPBD", "1", "SEK"), account=bare).currency == "SEK"
    assert statement(entry(currency="DKK"), account=bare).currency == "DKK"


def test_entry_in_another_currency_is_warned_unless_proven():
    assert "entry_currency" in codes(statement(entry(currency="EUR")), "warn")
    proven = statement(
        balance("OPBD", "0.00"), balance("CLBD", "100.00"), entry(currency="EUR")
    )
    assert "entry_currency" in codes(proven, "info")


def test_number_of_the_statement():
    head = "<ElctrncSeqNb>12</ElctrncSeqNb><LglSeqNb>7</LglSeqNb>"
    assert statement(head=head).number == "12"
    assert statement(head="<LglSeqNb>7</LglSeqNb>").number == "7"
    assert statement().number == "S1"
