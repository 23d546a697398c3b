"""Small files that showed a fault of some program: each is read right, or refused.

``cases/MANIFEST.csv`` says what is right and where the fault was told (``source``).
``expect``: the states that are right; ``n``, ``sum``, ``opening``, ``closing``,
``currency``, ``account`` where they are known (``;`` between statements); ``quality``:
pairs of a path like ``0.cp.name`` (first transaction) and its value. A path that ends
in ``~`` asks for a part, in ``!~`` that it is absent.
"""

import csv
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from bsi.parsers import ParseError, parse_file

HERE = Path(__file__).resolve().parent / "cases"
with (HERE / "MANIFEST.csv").open(newline="", encoding="utf-8") as manifest:
    ROWS = list(csv.DictReader(manifest))


def references(transaction, kind):
    """Return the values of a kind, one alone without its list."""
    parts = (transaction, *transaction.details)
    found = [r.value for part in parts for r in part.references if r.kind == kind]
    found = list(dict.fromkeys(found))
    return found[0] if len(found) == 1 else found


def advised(transaction):
    """Return how much the advice gives to each document."""
    parts = (transaction, *transaction.details)
    every = [reference for part in parts for reference in part.references]
    return {r.value: str(r.amount) for r in every if r.amount is not None}


def charges(transaction):
    """Return the fees, those of the details if the entry has none."""
    of_details = [c for detail in transaction.details for c in detail.charges]
    found = list(transaction.charges) or of_details
    return ";".join(f"{charge.amount} {charge.currency}" for charge in found)


VALUES = {
    "refamt": advised,
    "charges": charges,
    "cp.name": lambda t: t.counterparty.name,
    "cp.account": lambda t: t.counterparty.account,
    "text": lambda t: t.text,
    "booking": lambda t: str(t.booking_date),
    "value": lambda t: str(t.value_date),
    "reversal": lambda t: t.reversal,
    "ultimate": lambda t: t.ultimate.name,
    "ret": lambda t: t.return_reason,
    "code": lambda t: t.code or t.proprietary_code,
    "amount": lambda t: str(t.amount),
    "rate": lambda t: str(t.rate),
    "original": lambda t: f"{t.original_amount} {t.original_currency}",
}


def value(transactions, path):
    """Return what stands at a path like ``0.detail1.amount``."""
    number, rest = path.split(".", 1)
    found = transactions[int(number)]
    if match := re.match(r"detail(\d+)\.", rest):
        found, rest = found.details[int(match[1])], rest[match.end() :]
    if rest.startswith("ref."):
        return references(found, rest[4:])
    return VALUES[rest](found)


def state_of(parsed):
    every = (*parsed.messages, *(m for s in parsed.statements for m in s.messages))
    warned = any(message.level == "warn" for message in every)
    return "warn" if warned else "ok", {message.code for message in every}


def plain(account):
    return re.sub("[^0-9A-Z]", "", account.upper())


def check_statements(row, statements):
    transactions = [t for s in statements for t in s.transactions]
    if row["n"]:
        assert len(transactions) == int(row["n"])
    if row["sum"]:
        assert sum(t.amount for t in transactions) == Decimal(row["sum"])
    for name, position in (("opening", 0), ("closing", -1)):
        wanted = [Decimal(v) if v else None for v in row[name].split(";")]
        found = [getattr(statement, name) for statement in statements]
        if len(wanted) == 1:
            found = [found[position]]
        pairs = zip(found, wanted, strict=True)
        assert all(want in (None, one) for one, want in pairs), (name, found)
    if row["currency"]:
        assert {s.currency for s in statements} == set(row["currency"].split(";"))
    if row["account"]:
        wanted = {plain(account) for account in row["account"].split(";")}
        assert {plain(s.account) for s in statements} == wanted
    return transactions


def check_quality(path, wanted, statements, transactions):
    if path == "notbooked":
        assert sum(len(s.not_booked) for s in statements) == wanted
    elif path == "nst":
        assert len(statements) == wanted
    elif path.endswith("!~"):
        assert wanted not in value(transactions, path[:-2])
    elif path.endswith("~"):
        found = value(transactions, path[:-1])
        assert any(wanted in f for f in (found if isinstance(found, list) else [found]))
    else:
        assert value(transactions, path) == wanted


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_case(row):
    expected = row["expect"].split("|")
    try:
        parsed = parse_file(row["file"], (HERE / "files" / row["file"]).read_bytes())
    except ParseError as error:
        assert "refuse" in expected, str(error)
        return
    state, codes = state_of(parsed)
    assert state in expected, codes
    assert not row["code"] or row["code"] in codes
    transactions = check_statements(row, parsed.statements)
    for path, wanted in json.loads(row["quality"] or "[]"):
        check_quality(path, wanted, parsed.statements, transactions)


def test_every_file_is_listed():
    assert {p.name for p in (HERE / "files").iterdir()} == {r["file"] for r in ROWS}
