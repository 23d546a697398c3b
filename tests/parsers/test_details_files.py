"""The pairs in tests/integration/files/details are what their README says."""

import json
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from bsi.parsers.common.values import same_account
from bsi.parsers.identify import parse_file

FOLDER = Path(__file__).resolve().parents[1] / "intake" / "details_files"
CASES = sorted(path.parent for path in FOLDER.glob("*/expected.json"))


def read(case, name):
    parsed = parse_file(name, (case / name).read_bytes())
    messages = [*parsed.messages, *(m for s in parsed.statements for m in s.messages)]
    assert all(message.level == "info" for message in messages)
    return parsed.statements


def lump_sums(case, names, accounts):
    """Return sum and number of the payments of each batch on our accounts.

    An entry of a camt.054 has its payments as its details; elsewhere details are the
    references of one payment.
    """
    sums, counts = defaultdict(Decimal), Counter()
    for name in names:
        for statement in read(case, name):
            assert statement.kind == "details"
            if not any(same_account(statement.account, own) for own in accounts):
                continue
            for tx in statement.transactions:
                key = name, tx.batch
                sums[key] += tx.amount
                counts[key] += len(tx.details) if name.endswith(".xml") else 1
    return sums, counts


def test_there_are_pairs_of_every_format():
    assert len(CASES) == 7


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_pair(case):
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    statements = read(case, expected["statement"])
    assert {s.account: s.currency for s in statements} == expected["accounts"]
    assert {s.kind for s in statements} == {"statement"}
    lines = [tx for s in statements for tx in s.transactions]
    assert [(str(tx.booking_date), str(tx.amount)) for tx in lines] == [
        (line["date"], line["amount"]) for line in expected["lines"]
    ]
    sums, counts = lump_sums(case, expected["details"], expected["accounts"])
    used = Counter()
    for line in expected["lines"]:
        if details := line["details"]:
            key = details["file"], details["batch"]
            assert sums[key] == Decimal(line["amount"])
            assert counts[key] == details["count"]
            used[key] += 1
    assert all(count == 1 for count in used.values()), "no batch explains two lines"
    unused = {batch for _name, batch in set(sums) - set(used)}
    assert unused == set(expected["unexplaining_batches"])
