"""Grouping and applying without a database."""

from datetime import date, timedelta

import pytest
from bsi.engine.rules.application import MAX_WAYS, OpenItem, apply
from bsi.engine.rules.grouping import (
    Candidate,
    Choice,
    FeeBand,
    GroupLine,
    GroupSpec,
    date_in_text,
    distribute,
    find_owned,
    find_settlements,
    group_lines,
)
from bsi.engine.rules.mining import Example, distinguishing_text, mine
from bsi.engine.rules.statistics import wilson_lower
from hypothesis import given, settings
from hypothesis import strategies as st

DAY = date(2026, 3, 10)


def line(number, minor=100, day=DAY, text="", **values):
    return GroupLine(number, minor, day, values.pop("value", None), (text,), **values)


def groups(lines, **spec):
    return [group.line_ids for group in group_lines(lines, GroupSpec(**spec))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dankort 07.03.26", "2026-03-07"),
        ("Dankort 7/3/2026", "2026-03-07"),
        ("den 2026-03-07 kl 12", "2026-03-07"),
        ("20260307 K", "2026-03-07"),
        ("Dankort 31.12.", "2025-12-31"),
        ("Dankort 31.02.2026", None),
        ("beløb 100.50,00", None),
        ("no date 12345678", None),
    ],
)
def test_date_in_text(text, expected):
    found = date_in_text([text], DAY)
    assert (str(found) if found else None) == expected


def test_scopes_never_meet():
    lines = [line(1, scope=(1, 1)), line(2, scope=(2, 1)), line(3, scope=(1, 1))]
    assert groups(lines) == [(1, 3)]


def test_slices_by_named_groups_need_a_hit():
    lines = [line(n, text=f"T {t}") for n, t in enumerate(("11", "22", "11", "x"))]
    assert groups(lines, key_regex=r"T (?P<t>\d\d)") == [(0, 2)]


def test_partner_code_sign():
    lines = [line(1, partner="a"), line(2, partner="b"), line(3, -5, partner="a")]
    assert groups(lines, key_partner=True) == [(1, 3)]
    assert groups(lines, key_sign=True) == [(1, 2)]
    assert groups(lines, key_partner=True, key_sign=True) == []


def test_windows_gaps_and_limits():
    lines = [
        line(n, day=DAY + timedelta(days=d)) for n, d in enumerate((0, 1, 2, 6, 7))
    ]
    assert groups(lines, key_date="none", window_days=1) == [(0, 1), (3, 4)]
    assert groups(lines, key_date="none", max_gap_days=2) == [(0, 1, 2), (3, 4)]
    assert groups(lines, key_date="none", max_gap_days=2, max_lines=2) == [(3, 4)]
    assert groups(lines, key_date="none", min_lines=6) == []


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(1, 500), min_size=1, max_size=8),
    st.lists(st.integers(1, 500), min_size=1, max_size=8),
)
def test_distribute_uses_up_lines_and_items(lines, items):
    """Every line gets parts of its amount, every item is settled exactly."""
    items[-1] += max(0, sum(lines) - sum(items))
    lines[-1] += max(0, sum(items) - sum(lines))
    spread = distribute(list(enumerate(lines)), list(enumerate(items)))
    for number, minor in enumerate(lines):
        assert sum(part for _item, part in spread[number]) == minor
    settled = dict.fromkeys(range(len(items)), 0)
    for parts in spread.values():
        for item, part in parts:
            settled[item] += part
    assert settled == dict(enumerate(items))


def test_exact_beats_fee_and_twins_are_several():
    band = FeeBand(1, 5)
    exact, gross = Candidate(1, 1000, DAY), Candidate(2, 1020, DAY)
    assert find_settlements(1000, [exact, gross], band, False)[0].items == (exact,)
    (found,) = find_settlements(1000, [gross], band, False)
    assert found.fee == 20
    assert (
        len(find_settlements(1000, [exact, Candidate(3, 1000, DAY)], band, False)) == 2
    )
    assert find_settlements(900, [exact], band, False) == []


def test_known_fee_must_be_exact():
    item = Candidate(1, 1000, DAY)
    assert find_settlements(980, [item], FeeBand(known=20), False)
    assert not find_settlements(980, [item], FeeBand(known=19), False)


def test_many_items_whole_or_the_only_combination():
    items = [Candidate(n, minor, DAY) for n, minor in enumerate((100, 250, 475))]
    band = FeeBand(known=0)
    assert len(find_settlements(825, items, band, True)[0].items) == 3
    assert {i.id for i in find_settlements(575, items, band, True)[0].items} == {0, 2}
    twins = [*items, Candidate(9, 100, DAY)]
    assert find_settlements(575, twins, band, True) == []


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(-300, 300).filter(bool), min_size=1, max_size=8),
    st.integers(1, 900),
)
def test_subset_is_exact_and_a_tie_if_there_are_two(minors, amount):
    """Checked against every combination."""
    items = [OpenItem(n, minor, "") for n, minor in enumerate(minors)]
    found = apply("exact_subset", amount, items)
    ways = [
        mask
        for mask in range(1, 1 << len(minors))
        if sum(m for n, m in enumerate(minors) if mask >> n & 1) == amount
    ]
    assert bool(found) == bool(ways)
    if found:
        assert sum(minor for _item, minor in found.parts) == amount
        assert found.tie == (len(ways) > 1)
        shown = {frozenset(item for item, _minor in way) for way in found.ways}
        assert len(shown) == len(found.ways) == min(len(ways), MAX_WAYS)
        assert found.more == (len(ways) > MAX_WAYS)


def test_in_order_with_credit_notes():
    items = [OpenItem(1, 1000, "a"), OpenItem(2, -200, "b"), OpenItem(3, 500, "c")]
    found = apply("oldest_first", 900, items, partial=True)
    assert found.parts == ((2, -200), (1, 1000), (3, 100))
    assert apply("oldest_first", 900, items) is None
    assert apply("oldest_first", 1400, items).rest == 100
    assert apply("due_first", -300, [OpenItem(4, -300, "a")]).parts == ((4, -300),)
    assert apply("oldest_first", 100, []) is None


def test_wilson_lower():
    assert wilson_lower(0, 10) == 0
    assert 0.72 < wilson_lower(10, 10) < 0.73
    assert wilson_lower(99, 100) < 0.99


def test_mining_wants_support_and_precision():
    rows = [Example(n, (f"Kontogebyr {n}",), -1, "fees") for n in range(6)]
    rows += [Example(n, ("Blandet",), -1, n % 2) for n in range(20, 40)]
    rows += [Example(50 + n, ("Sjelden",), -1, "x") for n in range(3)]
    rows += [Example(60 + n, ("Kontogebyr",), 1, "refund") for n in range(5)]
    found = {(c.text, c.sign, c.outcome): c for c in mine(rows)}
    assert set(found) == {("KONTOGEBYR", -1, "fees"), ("KONTOGEBYR", 1, "refund")}
    assert found["KONTOGEBYR", -1, "fees"].precision == wilson_lower(6, 6)


def test_one_rule_per_habit():
    rows = [Example(n, ("Husleje aftale Bryggen",), -1, "rent") for n in range(9)]
    assert len(mine(rows)) == 1


def test_shortest_distinguishing_text():
    others = [("Bank overførsel marts",), ("Bank gebyr kort",)]
    assert distinguishing_text(("Bank gebyr marts aftale",), others) == "AFTALE"
    assert distinguishing_text(("12 34",), others) is None


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.integers(-500, 500).filter(bool), min_size=1, max_size=7),
    st.lists(st.integers(-500, 500).filter(bool), min_size=1, max_size=7),
    st.integers(1, 500),
)
def test_distribute_of_both_signs(lines, items, last):
    """Payouts with fees, credit notes: lines and items are used up to the cent."""
    gap = sum(lines) - sum(items)
    items += [gap - last, last] if gap != last else [gap]
    spread = distribute(list(enumerate(lines)), list(enumerate(items)))
    for number, minor in enumerate(lines):
        assert sum(part for _item, part in spread[number]) == minor
    settled = dict.fromkeys(range(len(items)), 0)
    for parts in spread.values():
        for item, part in parts:
            settled[item] += part
    assert settled == dict(enumerate(items))


def owned(total, named=(), of_payers=(), others=(), known=True):
    def candidates(start, minors):
        return [Candidate(start + n, minor, DAY) for n, minor in enumerate(minors)]

    choice = Choice(
        candidates(0, named), candidates(10, of_payers), candidates(20, others), known
    )
    found = find_owned(total, choice, FeeBand(known=0), True)
    return [([(i.id, i.minor) for i in one.items], one.how, one.rest) for one in found]


def test_documents_and_payers_before_amounts():
    assert owned(300, [290], [], [300, 180, 120]) == [([(0, 290)], "named", 10)]
    assert owned(300, [400], [300]) == [([(0, 300)], "named", 0)]
    assert owned(300, [180], [120, 50]) == [([(0, 180), (10, 120)], "named", 0)]
    assert owned(300, [], [180, 120], [300]) == [([(10, 180), (11, 120)], "payer", 0)]
    assert owned(300, [], [200], [300]) == []
    assert owned(300, [], [], [180, 120], known=False) == []
    assert owned(300, [], [], [300, 120], known=False) == [([(20, 300)], "amount", 0)]


def test_named_credit_notes_go_before_what_is_paid_in_part():
    assert owned(300, [400, -50]) == [([(1, -50), (0, 350)], "named", 0)]
