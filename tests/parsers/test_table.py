"""Tables (CSV, XLSX): layouts of banks, mappings proposed and given."""

from dataclasses import replace
from decimal import Decimal

import pytest
from bsi.parsers.common.base import ParseError
from bsi.parsers.identify import parse_file
from bsi.parsers.registry import default_parsers
from bsi.parsers.table.csv_reader import read_csv
from bsi.parsers.table.mapping import Mapping, signature
from bsi.parsers.table.parser import CsvParser
from bsi.parsers.table.proposal import propose
from table_dialects import DIALECTS


def read(text, encoding="utf-8"):
    (statement,) = parse_file("f.csv", text.encode(encoding)).statements
    return statement


def mapped(text, mapping):
    parsed = CsvParser().parse_mapped("f.csv", text.encode(), lambda table: mapping)
    return parsed.statements[0]


def refused(text, certain_only=False):
    with pytest.raises(ParseError) as caught:
        CsvParser().parse_mapped("f.csv", text.encode(), lambda t: None, certain_only)
    error = caught.value
    assert error.what and error.where and error.why and error.hint
    return error


def amounts(statement):
    return [tx.amount for tx in statement.transactions]


def codes(statement, level="warn"):
    return {m.code for m in statement.messages if m.level == level}


@pytest.mark.parametrize("name", DIALECTS)
def test_layouts_of_banks(name):
    text, encoding, expected = DIALECTS[name]
    account, currency, opening, closing, values, words = expected
    statement = read(text, encoding)
    assert (statement.account, statement.currency) == (account, currency)
    balances = [b and Decimal(b) for b in (opening, closing)]
    assert [statement.opening, statement.closing] == balances
    assert amounts(statement) == [Decimal(value) for value in values]
    assert words in statement.transactions[0].text
    days = [tx.booking_date for tx in statement.transactions]
    assert days == sorted(days)


@pytest.mark.parametrize("name", DIALECTS)
def test_a_mapping_survives_storage_and_reads_the_same(name):
    text, encoding, _expected = DIALECTS[name]
    data = text.encode(encoding)
    mapping = propose(read_csv("f", data)).mapping
    again = Mapping.from_json(mapping.to_json())
    assert again == mapping
    parsed = CsvParser().parse_mapped("f.csv", data, lambda table: again)
    assert amounts(parsed.statements[0]) == amounts(read(text, encoding))


# ------------------------------------------------------------------ what is not certain


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Date,Text,Amount\n01/02/2026,A,-1.00\n", "day/month or month/day"),
        ("Date,Text,Amount\n01/02/2026,A,-1.50\n03/04/2026,B,2.50\n", "day/month"),
        ("Date,Text,Amount\n2026-01-31,A,1.00\n31/01/2026,B,1.00\n01/31/2026,C,1.0\n",
         "one order"),
        ("Date,Text,Amount\n31/01/2026,A,1.50\n30/01/2026,B,\"2,50\"\n", "a comma"),
        ("Date,Text,Amount\n31/01/2026,A,\"1,500\"\n", "thousands"),
        ("Date,Text,Amount,Amount\n31/01/2026,A,1.50,2.50\n", "More than one"),
        ("Date,Text,Debit,Credit\n31/01/2026,A,-1.50,\n30/01/2026,B,2.50,\n",
         "positive and negative"),
        ("x;y;z\n31.01.2026;A;-1,50\n", "no titles"),
        ("Title;Day;Sum\nA;31.01.2026;B\nC;30.01.2026;D\n", "holds the amount"),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_asked_for(text, why):
    error = refused(text)
    assert error.code == "mapping_needed" and why in error.why


@pytest.mark.parametrize(
    "text",
    [
        "From;01.01.2026\nDate;Text;Amount\n01/02/2026;A;-1.50\n13/02/2026;B;2\n",
        "Dato;Tekst;Amount\n01/02/2026;A;-1.50\n",  # language of titles
        "Date;Text;Amount\n01/02/2026;A;-1,50\n",  # decimal comma
        "Date;Text;Amount (GBP)\n01/02/2026;A;-1.50\n",  # currency
        "Until: 13/02/2026\nDate;Text;Amount\n01/02/2026;A;-1.50\n",  # date around
    ],
)
def test_the_order_of_dates_follows_from_other_evidence(text):
    day = read(text).transactions[0].booking_date
    assert (day.month, day.day) == (2, 1)


def test_month_first_is_proved_by_one_date():
    text = "Date,Text,Amount\n01/02/2026,A,-1.00\n01/31/2026,B,2.00\n"
    assert read(text).transactions[0].booking_date.isoformat() == "2026-01-02"


def test_many_amounts_of_one_sign_warn_and_are_not_certain():
    rows = "".join(f"0{i}.01.2026;A;1,50\n" for i in range(1, 7))
    text = "Dato;Tekst;Belob\n" + rows
    assert "one_direction" in codes(read(text))
    assert refused(text, certain_only=True).code == "mapping_needed"


# ----------------------------------------------------------------------------- balances


def test_balances_prove_signs_and_a_missing_row_warns():
    rows = [f"{day:02}.01.2026;A;-1,00;{100 - day},00\n" for day in range(1, 29)]
    text = "Dato;Tekst;Belob;Saldo\n" + "".join(rows)
    statement = read(text)
    assert (statement.opening, statement.closing) == (100, 72)
    gap = read("Dato;Tekst;Belob;Saldo\n" + "".join(rows[:9] + rows[10:]))
    assert "balance_gap" in codes(gap)
    assert (gap.opening, gap.closing) == (None, None)


def test_debit_sign_is_proved_by_the_balance():
    text = (
        "Dato;Tekst;Debet;Kredit;Saldo\n01.01.2026;A;10,00;;90,00\n"
        "02.01.2026;Storno;-10,00;;100,00\n"
    )
    assert amounts(read(text)) == [-10, 10]


def test_equal_days_and_opposite_amounts_prove_no_order():
    text = "Dato;Tekst;Belob;Saldo\n01.01.2026;A;5,00;15,00\n01.01.2026;B;-5,00;10,00\n"
    statement = read(text)
    assert (statement.opening, statement.closing) == (None, None)


def test_one_row_has_opening_and_closing():
    statement = read("Dato;Tekst;Belob;Saldo\n01.01.2026;A;5,00;15,00\n")
    assert (statement.opening, statement.closing) == (10, 15)


def test_labels_beside_the_table_win_and_are_checked():
    text = (
        "Konto;DE02120300000000202051\nAnfangssaldo;100,00 EUR\nEndsaldo;90,00 EUR\n"
        "Datum;Text;Betrag;Saldo\n01.01.2026;A;-5,00;95,00\n02.01.2026;B;-4,00;91,00\n"
    )
    statement = read(text)
    assert (statement.opening, statement.closing) == (100, 90)
    assert statement.account == "DE02120300000000202051"
    assert "tally" in codes(statement)


# ------------------------------------------------------------------------------- rows


def test_details_and_continuations_belong_to_the_entry_before():
    text = (
        "Datum;Buchungstext;Betrag Detail;Betrag\n01.01.2026;Sammel;;-30,00\n"
        ";Lohn A;10,00;\n;Lohn B;20,00;\n02.01.2026;Miete;;-5,00\n;Januar;;\n"
    )
    first, second = read(text).transactions
    assert [d.amount for d in first.details] == [-10, -20]
    assert second.text == "Miete\nJanuar"


def test_row_without_amount_is_said():
    statement = read("Dato;Tekst;Belob\n01.01.2026;A;5,00\n02.01.2026;B;\n")
    assert len(statement.transactions) == 1
    assert "no_amount" in codes(statement, "info")


@pytest.mark.parametrize("word", ["Reserverat", "Reservert", "Pending", "Katevaraus"])
def test_rows_reserved_instead_of_dated_are_left_out_and_told(word):
    """Nordea writes a word where the date of a booked row stands."""
    statement = read(
        "Bokföringsdag;Rubrik;Belopp;Saldo\n2026/01/03;A;-10,00;90,00\n"
        f"2026/01/02;B;100,00;100,00\n{word};C;-5,00;\n"
    )
    assert [t.amount for t in statement.transactions] == [100, -10]
    assert statement.closing == 90
    assert "not_booked" in codes(statement, "info")


@pytest.mark.parametrize("end", ["02.01.2026;B", "02.01.2026"])
def test_last_row_that_is_cut_off_is_refused(end):
    error = refused(f"Dato;Tekst;Belob\n01.01.2026;A;5,00\n{end}")
    assert error.code == "bad_row"
    assert "cut off" in error.what


def test_balance_of_a_day_below_the_table():
    """Label, day, amount in cells side by side: a balance, not a damaged entry."""
    statement = read(
        "Buchungstag;Text;Soll;Haben;Währung\n15.01.2026;A;-5,00;;EUR\n"
        "16.01.2026;B;;7,00;EUR\nKontostand;16.01.2026;;102,00;EUR\n"
    )
    assert [t.amount for t in statement.transactions] == [-5, 7]
    assert statement.closing == 102


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("x1.01.2026;B;5,00", "bad_date"), (";B;5,00", "bad_date"),
        ("02.01.2026;B;5x00", "bad_amount"), ("02.01.2026;B;=1+1", "formula"),
        ("32.01.2026;B;5,00", "bad_date"), ("garbage;B;garbage", "bad_row"),
    ],
)  # fmt: skip
def test_no_row_is_lost_in_silence(row, code):
    good = "Dato;Tekst;Belob\n01.01.2026;A;5,00\n03.01.2026;A;6,00\n"
    mapping = propose(read_csv("f", good.encode())).mapping
    for text in (good + row + "\n", good.replace("03.", row + "\n03.")):
        with pytest.raises(ParseError) as caught:
            mapped(text, mapping)
        assert caught.value.code == code and "line" in caught.value.where


def test_notes_between_entries_warn():
    text = "Dato;Tekst;Belob\n01.01.2026;A;5,00\nSide 2\n02.01.2026;B;6,00\nSlut\n"
    statement = read(text)
    assert "notes" in codes(statement) and len(statement.transactions) == 2


def test_entries_of_several_accounts_are_several_statements():
    rows = "".join(
        f'"NL{a}RABO0123456789","EUR","2026-01-0{d}","-1,00","+{9 - d},00","x"\n'
        for a in (10, 11)
        for d in (1, 2, 3)
    )
    titles = '"IBAN/BBAN","Munt","Datum","Bedrag","Saldo na trn","Omschrijving-1"\n'
    text = titles + rows
    found = parse_file("f", text.encode()).statements
    assert [(s.account[:4], s.opening, s.closing) for s in found] == [
        ("NL10", 9, 6), ("NL11", 9, 6),
    ]  # fmt: skip


def test_several_currencies_are_no_statement():
    text = "Dato;Tekst;Belob;Valuta\n01.01.2026;A;5,00;EUR\n02.01.2026;B;6,00;USD\n"
    statement = read(text)
    assert statement.currency == "EUR;USD" and "several_currencies" in codes(statement)


def test_original_amount_and_rate_are_checked_by_multiplying():
    text = (
        "Dato;Tekst;Belob (EUR);Original amount;Original currency;Kurs\n"
        "01.01.2026;A;-100,00;-108,00;USD;1,08\n02.01.2026;B;-100,00;-108,00;USD;0,9259\n"
        "03.01.2026;C;-100,00;-108,00;USD;7,00\n"
    )
    rates = [tx.rate for tx in read(text).transactions]
    assert rates == [Decimal("0.92592593"), Decimal("0.9259"), None]
    first = read(text).transactions[0]
    assert (first.original_amount, first.original_currency) == (108, "USD")


# ---------------------------------------------------------------------------- mappings


def test_a_given_mapping_decides_what_the_file_cannot():
    text = "Date,Text,Amount\n01/02/2026,A,-1.00\n"
    mapping = replace(propose(read_csv("f", text.encode())).mapping, date_order="mdy")
    assert mapped(text, mapping).transactions[0].booking_date.month == 1


def test_a_mapping_finds_its_titles_wherever_they_stand():
    text = "Dato;Tekst;Belob\n01.02.2026;A;-1,00\n"
    mapping = propose(read_csv("f", text.encode())).mapping
    moved = mapped("Kontoudtog\n\nKonto;1234 5678\n" + text, mapping)
    assert amounts(moved) == [-1] and moved.account == "1234 5678"
    assert signature(("Dato", "Tekst", "Belob")) == "dato|tekst|belob"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, "date"), ({"date": [0]}, "amount"),
        ({"date": [0], "amount": -1}, "number"),
        ({"date": [0], "amount": True}, "number"), ({"date": 0, "amount": 1}, "list"),
        ({"date": [0], "amount": 1, "nonsense": 2}, "nonsense"),
        ({"date": [0], "amount": 1, "date_order": "dym"}, "date_order"),
        ({"date": [0], "amount": 1, "decimal_mark": ";"}, "decimal_mark"),
        ({"date": [0], "amount": 1, "indicator": 2}, "money out"),
    ],
)  # fmt: skip
def test_a_bad_mapping_is_refused(values, why):
    with pytest.raises(ParseError) as caught:
        Mapping.from_json(values)
    assert caught.value.code == "bad_mapping" and why in caught.value.why


# -------------------------------------------------------------------------- last resort


@pytest.mark.parametrize(
    "head",
    [
        b"hello, bank", b"Dear Sir,\nthank you, and good bye,\nyours\n", b"{\"a\": 1}",
        b"<a;b;c>\n", b"name;street\nA;B\nC;D\n",
        b"01,122099999,123456789,040621,0200,1,65,,2/\n02,031001234,122099999,1,040620,2359"
        b",,2/\n", b":20:STARTUMSE\n:25:10020030/1234567\n",
    ],
)  # fmt: skip
def test_what_is_no_table_of_a_bank_is_not_claimed(head):
    assert "csv" not in [p.code for p in default_parsers() if p.identify("f.csv", head)]


def test_another_format_comes_first():
    class Mine(CsvParser):
        code = "mine"
        last_resort = False

        def identify(self, name, head):
            return head.startswith(b"Dato")

    text = b"Dato;Tekst;Belob\n01.01.2026;A;5,00\n"
    assert parse_file("f", text, [*default_parsers(), Mine()]).format == "mine"
