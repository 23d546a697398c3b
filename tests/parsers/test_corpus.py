"""Every file of the corpus agrees with its independently computed truth.

Add the folder of a format to ``FORMATS`` when its parser is complete, one line each.
"""

import json
import re
from decimal import Decimal
from pathlib import Path

import parse
import pytest
from bsi.parsers.identify import HEAD_BYTES
from bsi.parsers.registry import default_parsers

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
TRUTH = CORPUS / "TRUTH.json"

#: folder of the corpus → are the details counted too?
FORMATS = {
    "bai2": False,
    "bgmax": True,
    "camt052": True,
    "camt053": True,
    "camt054": True,
    "coda": True,
    "csv": False,
    "ktl": True,
    "mt940": False,
    "mt942": False,
    "ocrgiro": True,
    "ofx": True,
    "qif": True,
    "tito": True,
}

#: Files that truth read line by line, where other evidence in the file proves more.
DISPUTED = {
    "bai2/moov-io_bai2__sample3.txt": "Records behind others in one line were not seen;"
    " the trailers of the file count 15 accounts and 74 records (test_bai2_rules).",
    "csv/oca_bank-statement-import__debit_credit_amount.csv": "Truth itself says that"
    " the signs cannot be known: the mapping is asked for, nothing is imported.",
}


def all_truth():
    """Return what is true of each file, nothing where the corpus is not present."""
    return json.loads(TRUTH.read_text()) if TRUTH.is_file() else {}


def cases():
    """Return the files of the formats that are complete."""
    found = sorted(all_truth().items())
    return [
        (name, truth)
        for name, truth in found
        if name.partition("/")[0] in FORMATS and name not in DISPUTED
    ]


def total(transactions, sign):
    amounts = [Decimal(tx["amount"]) for tx in transactions]
    return sum((abs(a) for a in amounts if a * sign > 0), Decimal(0))


def stated(text):
    """Return what the file itself says: truth adds (remarks) and guesses with a ?"""
    text = re.sub(r" \(.*\)$", "", text or "")
    return None if text.endswith("?") else text or None


def check_statement(got, want, with_details):
    for name in ("account", "currency"):
        assert (got[name] or None) == stated(want[name])
    for balance in ("opening", "closing"):
        left, right = got[balance], want[balance]
        assert (left and Decimal(left)) == (right and Decimal(right))
    transactions = got["transactions"]
    assert len(transactions) == want["n"]
    assert got["not_booked"] == want.get("n_not_booked", want.get("n_failed", 0))
    assert total(transactions, 1) == Decimal(want["credits"])
    assert total(transactions, -1) == Decimal(want["debits"])
    if with_details and not got["not_booked"]:  # the truth counts those details too
        assert sum(len(tx["details"]) for tx in transactions) == want["n_txdtls"]


@pytest.mark.parametrize(("name", "truth"), cases())
def test_file_agrees_with_truth(name, truth):
    answer = parse.read(str(CORPUS / name))
    expected = {"refuse": "refused"}.get(truth["expect"], truth["expect"])
    assert answer["state"] == expected, answer["messages"]
    if expected != "ok":
        assert answer["messages"]
    wanted = [] if expected == "refused" else truth.get("statements") or []
    assert len(answer["statements"]) == len(wanted)
    for got, want in zip(answer["statements"], wanted, strict=True):
        check_statement(got, want, FORMATS[name.partition("/")[0]])


@pytest.mark.parametrize("name", sorted(all_truth()))
def test_no_file_is_claimed_twice(name):
    head = (CORPUS / name).read_bytes()[:HEAD_BYTES]
    claims = [p.code for p in default_parsers() if p.identify(name, head)]
    assert len(claims) <= 1, claims
