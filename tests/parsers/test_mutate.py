"""Damaged files are refused, warned of, or read as they were: the tool, in short.

``tools/mutate.py`` does the same at length, and for files of anybody.
"""

from collections import Counter
from pathlib import Path

import mutate
import pytest

TESTS = Path(__file__).resolve().parents[1]
SEEDS = list(mutate.files([TESTS / "golden", TESTS / "parsers" / "cases"]))
TITLES = "Booking date;Text;Amount;Balance\n"


def verdict(whole, damaged):
    before = mutate.read(whole.encode())
    assert mutate.proof(before) and not mutate.is_warned(before)
    return mutate.judge(before, damaged.encode())[0]


def test_no_damage_changes_money_without_a_word():
    assert len(SEEDS) > 60
    verdicts, silent = Counter(), []
    for path, damage, found, data, _after in mutate.run(SEEDS, 3000, seed=7):
        verdicts[found] += 1
        if found in ("silent", "slow"):
            silent.append((path.name, damage, data))
    assert not silent
    assert verdicts["refused"] > 500 and verdicts["warned"] > 300


ROWS = (
    "Date;Text;Debit;Credit;Balance\n01.03.2026;A;10,00;;90,00\n"
    "02.03.2026;B;;20,00;110,00\n03.03.2026;C;5,00;;105,00\n04.03.2026;D;1,00;;104,00\n"
)
LABELS = (
    "Letzter Kontostand;;;1.000,00\nBuchungstag;Wert;Text;Betrag\n"
    "06.03.2026;06.03.2026;Miete;-500,00\n07.03.2026;07.03.2026;RG 5;120,50\n"
    "Kontostand;07.03.2026;;620,50\n"
)
PLAIN = TITLES + "01.03.2026;A;-10,00;90,00\n02.03.2026;B;20,00;110,00\n"


@pytest.mark.parametrize(
    ("whole", "old", "new"),
    [
        (ROWS, "02.03.2026;B;;20,00;110,00\n", ""),
        (ROWS, ";20,00;", ";21,00;"),
        (ROWS, "105,00", "150,00"),
        (LABELS, "06.03.2026;06", "0603.2026;06"),
        (LABELS, "Kontostand;07.03.2026;;620,50\n", ""),
        (PLAIN, "02.03.2026;B;20,00;110,00\n", "02.03.2026;B\n"),
        (PLAIN, "02.03.2026;B;20,00;110,00\n", "02.03.2026;B;20,00\n"),
        (PLAIN, "02.03.2026;B;20,00;110,00\n", "0\n"),
        (PLAIN, ";90,00\n02", ";90,0002"),
    ],
    ids=["row lost", "digit changed", "balance changed", "date broken", "balance lost",
         "row cut off", "balance cut off", "stump", "two rows in one"],
)  # fmt: skip
def test_damage_that_the_table_itself_disproves(whole, old, new):
    assert old in whole
    assert verdict(whole, whole.replace(old, new, 1)) in ("refused", "warned")


def test_entry_above_the_titles_is_told():
    row = "01.03.2026;A;-10,00;90,00\n"
    assert verdict(PLAIN, row + PLAIN.replace(row, "")) == "warned"
