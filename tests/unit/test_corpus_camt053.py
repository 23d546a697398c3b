"""Every camt.053 file of the corpus agrees with its independently computed truth."""

import json
from decimal import Decimal
from pathlib import Path

import parse
import pytest

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
TRUTH = CORPUS / "TRUTH.json"


def cases():
    """Return the camt.053 files of the corpus, none where it is not present."""
    if not TRUTH.is_file():
        return []
    truth = json.loads(TRUTH.read_text())
    return [(n, t) for n, t in sorted(truth.items()) if n.startswith("camt053/")]


def total(transactions, sign):
    amounts = [Decimal(tx["amount"]) for tx in transactions]
    return sum((abs(a) for a in amounts if a * sign > 0), Decimal(0))


@pytest.mark.parametrize(("name", "truth"), cases())
def test_file_agrees_with_truth(name, truth):
    answer = parse.read(str(CORPUS / name))
    expected = {"refuse": "refused"}.get(truth["expect"], truth["expect"])
    assert answer["state"] == expected, answer["messages"]
    assert len(answer["statements"]) == len(truth.get("statements") or [])
    for got, want in zip(answer["statements"], truth.get("statements") or [], strict=True):
        assert (got["account"], got["currency"]) == (want["account"], want["currency"])
        for balance in ("opening", "closing"):
            left, right = got[balance], want[balance]
            assert (left and Decimal(left)) == (right and Decimal(right))
        transactions = got["transactions"]
        assert len(transactions) == want["n"]
        assert got["not_booked"] == want["n_not_booked"]
        assert sum(len(tx["details"]) for tx in transactions) == want["n_txdtls"]
        assert total(transactions, 1) == Decimal(want["credits"])
        assert total(transactions, -1) == Decimal(want["debits"])
