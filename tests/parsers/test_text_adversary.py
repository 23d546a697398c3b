"""Files of text formats made at random: money is right, or the file is refused or told.

``ADVERSARY=500`` tries more of each kind.
"""

import os

import pytest
from bsi.parsers import ParseError, parse_file
from text_adversary import KINDS, NAMES, make

VARIANTS = int(os.environ.get("ADVERSARY", "20"))


def read(kind, seed):
    """Return what is wrong without a word, and whether all was read."""
    name, data, books = make(kind, seed)
    try:
        parsed = parse_file(name, data)
    except ParseError as error:
        return "", False, f"refused: {error}"
    messages = [*parsed.messages, *(m for s in parsed.statements for m in s.messages)]
    told = [m for m in messages if m.level == "warn"]
    found = sorted(
        sorted((t.booking_date, t.amount) for t in s.transactions)
        for s in parsed.statements
    )
    if found != sorted(map(sorted, books)):
        return "" if told else f"{found} instead of {books}", False, told
    names = {t.counterparty.name for s in parsed.statements for t in s.transactions}
    if "pages" in kind and not names <= {*NAMES, ""}:
        return "", False, names
    return "", not told, told


@pytest.mark.parametrize("kind", KINDS)
def test_no_wrong_money_without_a_word(kind):
    right = 0
    for seed in range(VARIANTS):
        fault, sure, _why = read(kind, seed)
        assert not fault, f"{kind} {seed}: {fault}\n{make(kind, seed)[1]!r}"
        right += sure
    if kind != "ofx_comments":  # what stands in comments is always told
        assert 2 * right > VARIANTS  # most are read, not only refused
