"""The tables of single banks: a file each, made up in its layout, with the truth.

``banks/TRUTH.json``: file → what is right. ``entries``: day, amount, name and account
of the other side, a part of the texts and references. What is absent must be empty.
``refused``: nothing in the file tells what it means, so that a person is asked.
"""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from bsi.parsers import ParseError, parse_file
from bsi.parsers.table.columns import find_titles
from bsi.parsers.table.csv_reader import read_csv
from bsi.parsers.table.profiles import PROFILES, UNTITLED, profile_of, untitled_profile

HERE = Path(__file__).resolve().parent / "banks"
TRUTH = json.loads((HERE / "TRUTH.json").read_text(encoding="utf-8"))


def data_of(name):
    return (HERE / "files" / name).read_bytes()


def plain(account):
    return "".join(filter(str.isalnum, account)).upper()


def decimal(text):
    return None if text is None else Decimal(text)


def left_out(statement):
    rows = [m.message for m in statement.messages if m.code == "not_booked"]
    return sum(int(text.split()[0]) for text in rows if "rows are" in text)


def check_entry(transaction, entry):
    day, amount, name, account, part = entry
    assert str(transaction.booking_date) == day
    assert transaction.amount == Decimal(amount)
    assert transaction.counterparty.name == name
    assert plain(transaction.counterparty.account) == plain(account)
    texts = [transaction.text, *(r.value for r in transaction.references), name]
    assert any(part in text for text in texts)


@pytest.mark.parametrize("name", TRUTH)
def test_bank(name):
    truth = TRUTH[name]
    if truth.get("refused"):
        with pytest.raises(ParseError):
            parse_file(name, data_of(name))
        return
    parsed = parse_file(name, data_of(name))
    (statement,) = parsed.statements
    assert plain(statement.account) == plain(truth.get("account", ""))
    assert statement.currency == truth.get("currency", "")
    assert statement.opening == decimal(truth.get("opening"))
    assert statement.closing == decimal(truth.get("closing"))
    assert len(statement.transactions) == len(truth["entries"])
    for transaction, entry in zip(
        statement.transactions, truth["entries"], strict=True
    ):
        check_entry(transaction, entry)
    waiting = len(statement.not_booked) + left_out(statement)
    assert waiting == truth.get("not_booked", 0)
    told = (*parsed.messages, *statement.messages)
    assert not [m for m in told if m.level == "warn"]


def test_every_bank_has_a_file():
    found = set()
    for name in TRUTH:
        table = read_csv(name, data_of(name))
        titles = find_titles(table)
        found.add(profile_of(titles.cells).bank)
        if titles.position < 0:
            untitled = untitled_profile([row.cells for row in table.rows])
            found.add(untitled[0].bank if untitled else "")
    banks = {profile.bank for profile in (*PROFILES, *(p for p, _kinds in UNTITLED))}
    assert len(banks) > 80
    assert banks <= found


def test_every_file_has_a_truth():
    assert {path.name for path in (HERE / "files").iterdir()} == set(TRUTH)


def test_what_the_cells_contradict_does_not_count():
    text = (
        "Bokföringsdatum;Valutadatum;Verifikationsnummer;Text;Belopp;Saldo\n"
        "05/03/2026;05/03/2026;1;A;-1.253,50;8.746,50\n"
        "31/03/2026;31/03/2026;2;B;75,00;8.821,50\n"
    )
    (statement,) = parse_file("seb.csv", text.encode()).statements
    assert [str(t.amount) for t in statement.transactions] == ["-1253.50", "75.00"]
    assert [t.booking_date.day for t in statement.transactions] == [5, 31]


def test_what_a_provider_kept_is_a_charge_inside_of_the_amount():
    (statement,) = parse_file("x.csv", data_of("xx_paypal.csv")).statements
    (charge,) = statement.transactions[0].charges
    assert (charge.amount, charge.included) == (Decimal("3.00"), True)
