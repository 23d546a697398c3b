"""Tables made at random: money is right, or somebody is asked or told.

``ADVERSARY=500`` tries more of each kind.
"""

import os

import pytest
from bsi.parsers import ParseError, parse_file
from table_adversary import KINDS, make

#: kinds that are rightly asked about or told, as a rule
DOUBTFUL = (
    "two_currencies", "untitled", "types", "pages", "unsigned", "lost_cells",
    "daily_balances",
)  # fmt: skip
VARIANTS = int(os.environ.get("ADVERSARY", "20"))


def wrong(text, truth):
    """Return what was read wrong without a word, nothing if all is right or told."""
    try:
        parsed = parse_file("file.csv", text.encode())
    except ParseError:
        return "", False
    messages = [*parsed.messages, *(m for s in parsed.statements for m in s.messages)]
    told = any(m.level == "warn" for m in messages)
    found = sorted(
        sorted((t.booking_date, t.amount) for t in s.transactions)
        for s in parsed.statements
    )
    wanted = sorted(sorted(e) for e in (truth.accounts or [truth.entries]) if e)
    if found != wanted:
        return "" if told else f"{found} instead of {wanted}", False
    for name in ("opening", "closing"):
        stated = getattr(truth, name)
        read = getattr(parsed.statements[0], name)
        if stated is not None and read not in (stated, None) and not told:
            return f"{name} {read} instead of {stated}", False
    return "", not told


@pytest.mark.parametrize("kind", KINDS)
def test_no_wrong_money_without_a_word(kind):
    right = 0
    for seed in range(VARIANTS):
        text, truth = make(kind, seed)
        fault, sure = wrong(text, truth)
        assert not fault, f"{kind} {seed}: {fault}\n{text}"
        right += sure
    if kind not in DOUBTFUL:
        assert 2 * right > VARIANTS  # most are read, not only refused
