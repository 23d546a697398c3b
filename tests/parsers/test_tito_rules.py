"""Each rule of reading Finnish TITO, on the smallest file that shows it."""

from datetime import date
from decimal import Decimal

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file
from bsi.parsers.nordic.tito import TitoParser
from nordic_files import join, t00, t10, t11, t11_sepa, t40, t50


def statements(*records, encoding="latin-1", end="\r\n"):
    return parse_file("x.to", join(*records, end=end).encode(encoding)).statements


def statement(*records, opening=0, closing=None, **options):
    """Return the statement of entries, with the closing balance they make."""
    cents = sum(int(r[87:106]) for r in records if r[:3] == "T10" and r[187] in " 0")
    closing = opening + cents if closing is None else closing
    (found,) = statements(t00(opening), *records, t40(closing), **options)
    return found


def transaction(*arguments, more=(), **fields):
    (found,) = statement(t10(*arguments, **fields), *more).transactions
    return found


def codes(found, level=None):
    return {m.code for m in found.messages if level in (None, m.level)}


def references(found):
    return {(ref.kind, ref.value, ref.scheme) for ref in found.references}


# ---------------------------------------------------------------------- the statement


def test_head_and_balances():
    found = statement(t10(10000), opening=-5000)
    assert (found.kind, found.account, found.currency) == (
        "statement",
        "FI2112345600000785",
        "EUR",
    )
    assert (found.number, found.bank, found.owner) == ("001", "NDEAFIHH", "MALLI OY")
    assert (found.opening, found.closing) == (Decimal("-50.00"), Decimal("50.00"))
    assert found.opening_date == date(2026, 2, 28)
    assert (found.period_from, found.period_to) == (date(2026, 3, 1), date(2026, 3, 31))
    assert found.messages == ()


def test_account_without_iban_is_the_national_one():
    (found,) = statements(t00(iban=""), t10(1), t40(1))
    assert found.account == "12345600000785"


def test_last_balance_is_the_closing_one():
    """A statement of several days has a T40 for each of them."""
    first, second = t10(100, day="260310"), t10(50, number=2, day="260311")
    (found,) = statements(t00(), first, t40(100), second, t40(150, day="260311"))
    assert (found.closing, found.closing_date) == (Decimal("1.50"), date(2026, 3, 11))
    assert codes(found) == set()
    (found,) = statements(t00(), first, t40(99), second, t40(150, day="260311"))
    assert codes(found, "info") == {"summary"}, "the closing balance proves the entries"


def test_balance_that_does_not_follow_is_told():
    assert codes(statement(t10(100), closing=101), "warn") == {"tally"}


def test_several_accounts_and_currencies():
    found = statements(
        *(t00(), t10(100), t40(100)),
        *(t00(iban="FI5550001510000023", currency="USD"), t10(-7), t40(-7)),
    )
    assert [(s.account, s.currency, s.closing) for s in found] == [
        ("FI2112345600000785", "EUR", Decimal("1.00")),
        ("FI5550001510000023", "USD", Decimal("-0.07")),
    ]
    assert found[1].transactions[0].currency == "USD"


def test_empty_statement():
    (found,) = statements(t00(700, number="000"), t40(700))
    assert found.transactions == () and found.closing == Decimal("7.00")


def test_notices_are_the_statement_s_text():
    found = statement(t10(1), "T60030588Bank data here", "T70040588New fees from May")
    assert found.text == "Bank data here\nNew fees from May"


@pytest.mark.parametrize(
    ("total", "level"),
    [
        (t50(1, 100, 1, -30), None),
        (t50(1, 100, 0, 0), "info"),
        (t50(2, 70, 1, -30), "info"),
    ],
)
def test_totals_of_the_day(total, level):
    found = statement(t10(100), t10(-30, number=2), total)
    assert codes(found) == ({"summary"} if level else set())
    found = statement(t10(100), t10(-30, number=2), total, closing=0)
    assert codes(found, "warn") == ({"summary", "tally"} if level else {"tally"})


def test_totals_of_the_period_but_not_of_month_and_year():
    ok, wrong = t50(1, 100, 0, 0, period="2"), t50(5, 100, 0, 0, period="2")
    assert codes(statement(t10(100), ok)) == set()
    assert codes(statement(t10(100), wrong)) == {"summary"}
    for period in "34":
        assert codes(statement(t10(100), t50(9, 9, 9, 9, period=period))) == set()


@pytest.mark.parametrize(
    ("stated", "level"), [(0, None), (3, None), (2, None), (1, "info"), (40, "warn")]
)
def test_number_of_records(stated, level):
    """More records stated than there are: the file may be cut."""
    (found,) = statements(t00(records=stated), t10(100), t40(100))
    assert codes(found, level) == ({"summary"} if level else set())


# ------------------------------------------------------------------------ the entries


def test_entry():
    tx = transaction(
        -12345,
        name="OY AB",
        account="50001510000023",
        reference="1232",
        code="720",
        text="ITSEPALVELU",
        value="260309",
        archive="2603102588WW000001",
    )
    assert tx.amount == Decimal("-123.45") and tx.currency == "EUR"
    assert (tx.booking_date, tx.value_date) == (date(2026, 3, 10), date(2026, 3, 9))
    assert (tx.counterparty.name, tx.counterparty.account) == (
        "OY AB",
        "50001510000023",
    )
    assert references(tx) == {("payment_id", "1232", "viite")}
    assert (tx.bank_id, tx.proprietary_code) == ("2603102588WW000001", "720")
    assert tx.text == "ITSEPALVELU"


@pytest.mark.parametrize(("kind", "cents"), [("3", -500), ("4", 500)])
def test_corrections_keep_their_sign(kind, cents):
    tx = transaction(cents, kind=kind, more=[t11("04", "2603062588AA020101")])
    assert (tx.amount, tx.reversal) == (Decimal(cents).scaleb(-2), True)
    assert ("other", "2603062588AA020101", "corrected") in references(tx)


def test_the_account_of_money_in_is_our_own_and_no_counterparty():
    sepa = t11_sepa(iban="FI2112345600000785", bic="NDEAFIHH", payer="Behind Oy")
    tx = transaction(500, name="PAYER", account="12345600000785", more=[sepa])
    assert (tx.counterparty.account, tx.counterparty.bank) == ("", "")
    assert (tx.counterparty.name, tx.ultimate.name) == ("PAYER", "Behind Oy")


def test_sepa_data():
    sepa = t11_sepa(
        "E2E-1",
        "FI5550001510000023",
        "OKOYFIHH",
        "Ultimate",
        "",
        "0112038-9",
        "20260310X1",
    )
    tx = transaction(-500, account="50001510000023", more=[sepa])
    assert tx.counterparty.account == "FI5550001510000023"
    assert (tx.counterparty.bank, tx.ultimate.name) == ("OKOYFIHH", "Ultimate")
    assert references(tx) == {
        ("end_to_end", "E2E-1", ""),
        ("servicer", "20260310X1", ""),
    }


@pytest.mark.parametrize(
    ("given", "kind", "value", "scheme"),
    [
        ("00000000000000102623", "payment_id", "102623", "viite"),
        ("102623", "payment_id", "102623", "viite"),
        ("RF18539007547034", "payment_id", "RF18539007547034", "RF"),
        ("TILI A/12", "other", "TILI A/12", ""),
    ],
)
def test_reference(given, kind, value, scheme):
    record = t10(100)
    record = record[:159] + given.ljust(20) + record[179:]
    (tx,) = statement(record).transactions
    assert references(tx) == {(kind, value, scheme)}


def test_messages():
    """A line that is full goes on in the next one; others are lines of their own."""
    full = "LASKUN NUMERO JOKA JATKUU 123456789"
    assert len(full) == 35
    body = full + "0123".ljust(35) + "TOINEN RIVI".ljust(35)
    tx = transaction(100, text="PANO", more=[t11("00", body), t11("07", "Pankilta")])
    assert tx.text == f"PANO\n{full}0123\nTOINEN RIVI\nPankilta"


def test_other_data():
    more = [
        t11("01", "00000017"),
        t11("02", "ASIAKAS123 LASKU-2026/0042 260301"),
        t11("03", "4920210012344405    06039875421   "),
        t11("06", "OMA VIITE 7"),
        t11("08", "123 PALKKA"),
        t11("09", "Nimi Tarkenne"),
        t11("44", "kind to come"),
    ]
    tx = transaction(-100, more=more)
    assert tx.batch_count == 17
    assert references(tx) == {
        ("other", "ASIAKAS123", "customer"),
        ("document", "LASKU-2026/0042", "CINV"),
        ("other", "06039875421", "merchant"),
        ("instruction", "OMA VIITE 7", ""),
    }
    assert tx.ultimate.name == "Nimi Tarkenne"
    assert tx.text.splitlines()[1:] == [
        "************4405",
        "123 PALKKA",
        "kind to come",
    ]


def test_original_currency_and_rate():
    """The rate is quoted either way round: the amounts tell."""
    usd = t11("05", "-000000000000011898 USD 00011898000      ")
    tx = transaction(-10000, more=[usd])
    assert (tx.original_amount, tx.original_currency) == (Decimal("118.98"), "USD")
    assert tx.rate == Decimal(1) / Decimal("1.1898") or abs(
        tx.rate * tx.original_amount - 100
    ) < Decimal("0.01")
    same = t11("05", "-000000000000010000 EUR 00010000000      ")
    tx = transaction(-10000, more=[same])
    assert (tx.original_amount, tx.original_currency, tx.rate) == (None, "", None)


# ------------------------------------------------------------------------- breakdowns


def test_breakdown_is_never_an_entry():
    """Levels 1–9 are parts of the entry before them."""
    found = statement(
        t10(-300, code="702"),
        t11("00", "all"),
        t10(-100, day="000000", level="1", name="A", reference="1232"),
        t11("00", "first"),
        t10(-200, day="000000", level="1", name="B"),
    )
    (tx,) = found.transactions
    assert codes(found) == set()
    assert tx.amount == Decimal(-3) and tx.text == "PANO\nall"
    assert [(d.amount, d.counterparty.name) for d in tx.details] == [
        (Decimal(-1), "A"),
        (Decimal(-2), "B"),
    ]
    assert tx.details[0].text == "PANO\nfirst"
    assert tx.details[0].references[0].value == "1232"


def test_breakdown_of_a_breakdown_is_counted_once():
    rows = [
        t10(-300),
        *(t10(-100, level="1"), t10(-60, level="2"), t10(-40, level="2")),
        t10(-200, level="1"),
    ]
    (tx,) = statement(*rows).transactions
    assert [d.amount for d in tx.details] == [
        Decimal(x).scaleb(-2) for x in (-60, -40, -200)
    ]


def test_breakdown_that_does_not_make_the_sum_is_told():
    found = statement(t10(-300), t10(-100, level="1"))
    assert codes(found, "info") == {"details_sum"}


def test_breakdown_with_another_number_is_told():
    found = statement(t10(-300), t10(-300, number=2, level="1"))
    assert codes(found, "info") == {"other_number"}


def test_level_zero_is_an_entry():
    found = statement(t10(-300, level="0"), t10(-100, number=2, level="0"))
    assert len(found.transactions) == 2


# ------------------------------------------------------------------------- not booked


def test_notifications_and_rejected_are_not_booked():
    found = statement(
        t10(100),
        t10(900, record="T80", number=2),
        t11("00", "later", record="T81"),
        closing=100,
    )
    assert [tx.amount for tx in found.transactions] == [Decimal(1)]
    (tx,) = found.not_booked
    assert (tx.amount, tx.status, tx.text) == (Decimal(9), "T80", "PANO\nlater")
    found = statement(t10(100), t10(500, number=2, kind="9"), closing=100)
    assert [tx.status for tx in found.not_booked] == ["rejected"]
    assert codes(found) == {"not_booked"}


# ------------------------------------------------------------- how the file comes here


@pytest.mark.parametrize(
    "encoding", ["latin-1", "cp850", "cp865", "utf-8", "utf-8-sig", "utf-16"]
)
def test_code_pages(encoding):
    found = statement(t10(100, name="MÄKINEN ÅKE"), encoding=encoding)
    assert found.transactions[0].counterparty.name == "MÄKINEN ÅKE"


def test_seven_bit_letters_only_if_there_are_no_others():
    (tx,) = statement(
        t10(100, name="M[KINEN ]KE", text="Maksum{{r{ys \\|")
    ).transactions
    assert (tx.counterparty.name, tx.text) == ("MÄKINEN ÅKE", "Maksumääräys Öö")
    (tx,) = statement(t10(100, name="MÄKINEN", text="PANO [A]")).transactions
    assert tx.text == "PANO [A]"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\r\r\n", "\n\n", " \t \r\n", ""])
def test_line_ends(end):
    rows = [
        t10(100, reference="1232"),
        t11("00", "VIESTI".ljust(35)),
        t10(-30, number=2),
    ]
    found = statement(*rows, end=end)
    assert [tx.amount for tx in found.transactions] == [Decimal(1), Decimal("-0.3")]
    assert found.transactions[0].text == "PANO\nVIESTI"
    assert codes(found) == set()


def test_trimmed_blanks_and_missing_last_line_end():
    rows = [t00(), t10(100), t10(50, number=2, reference="1232"), t40(150)]
    data = "\n".join(row.rstrip() for row in rows).encode()
    (found,) = parse_file("x", data).statements
    assert [tx.amount for tx in found.transactions] == [Decimal(1), Decimal("0.5")]


def test_longer_records_of_newer_versions():
    row = t10(100, reference="1232") + "NEW"
    (tx,) = statement(row.replace("T10188", "T10191")).transactions
    assert tx.amount == Decimal(1)


def test_record_longer_than_it_says_is_told():
    found = statement(t10(100) + "x", closing=100)
    assert codes(found, "warn") == {"long_record"}


def test_files_one_after_the_other():
    one = join(t00(), t10(100), t40(100)).rstrip()
    two = join(t00(100, number="002"), t10(1), t40(101))
    found = parse_file("x", f"{one}{two}".encode()).statements
    assert [s.number for s in found] == ["001", "002"]
    assert [len(s.transactions) for s in found] == [1, 1]


def test_group_records_are_no_entries():
    found = statement(t10(100), "T05100abc", "T45100abc", "T51067x")
    assert len(found.transactions) == 1


def test_blanks_before_the_file_are_no_matter():
    (found,) = parse_file(
        "x", (" \n " + join(t00(), t10(1), t40(1))).encode()
    ).statements
    assert len(found.transactions) == 1


def test_record_before_the_first_statement_is_refused():
    with pytest.raises(ParseError) as caught:
        TitoParser().parse("x", join(t10(100), t00(), t40(100)).encode())
    assert caught.value.code == "no_statement"
