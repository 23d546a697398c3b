"""Which line details explain, and what becomes of them there."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from bsi.engine.matching.advice import Line, Lump, assign
from bsi.engine.matching.advice_merge import FACTS, Row, merge

st = pytest.importorskip("hypothesis.strategies")
from hypothesis import given  # noqa: E402

DAY = date(2026, 3, 10)


def lump(number, minor=500, day=DAY, reference="", count=2, **facts):
    return Lump(number, minor, day, reference, count, **facts)


def line(number, minor=500, day=DAY, texts="", **facts):
    return Line(number, minor, (day,) if day else (), texts, **facts)


def result(lumps, lines):
    """Return line by lump sum; ties as sets."""
    return {
        d.lump_id: set(d.line_ids) if d.tie else d.line_ids[0]
        for d in assign(lumps, lines)
    }


def ids(*values):
    return frozenset(values)


def test_same_id_of_the_bank_wins_over_everything():
    lines = [line(1), line(2, day=DAY + timedelta(90), ids=ids("A"))]
    assert result([lump(7, ids=ids("A"))], lines) == {7: 2}


def test_another_id_is_another_booking():
    """Same sum and same day, but the bank says that it is something else."""
    assert result([lump(7, ids=ids("A"))], [line(1, ids=ids("B"))]) == {}


def test_repeated_ids_are_told_apart_by_sum_or_day():
    """PostFinance gives 1537.00 and 1692.22 one AcctSvcrRef."""
    lines = [line(1, 153700, ids=ids("A")), line(2, 169222, ids=ids("A"))]
    lumps = [lump(7, 169222, ids=ids("A")), lump(8, 153700, ids=ids("A"))]
    assert result(lumps, lines) == {7: 2, 8: 1}
    lines = [line(1, ids=ids("A")), line(2, day=DAY + timedelta(1), ids=ids("A"))]
    assert result([lump(7, ids=ids("A"))], lines) == {7: 1}


def test_mark_of_batch_or_message_counts_near_its_day_only():
    marks = ids("MSG1")
    far = line(1, day=DAY + timedelta(9), marks=marks)
    near = line(2, day=DAY + timedelta(2), marks=marks)
    assert result([lump(7, marks=marks)], [far, near, line(3)]) == {7: 2}


def test_code_of_the_notification_counts():
    lines = [line(1, code="PMNT/RCDT/VCOM"), line(2, code="PMNT/RCDT/ESCT")]
    assert result([lump(7, code="PMNT/RCDT/ESCT")], lines) == {7: 2}


def test_what_fits_twice_is_a_tie():
    assert result([lump(7)], [line(1), line(2)]) == {7: {1, 2}}
    found = assign([lump(7), lump(8)], [line(1)])
    assert [d.tie for d in found] == [True, True]


def test_line_that_a_person_refused_is_not_taken_again():
    lumps = [lump(7, refused=frozenset({1}))]
    assert result(lumps, [line(1)]) == {}
    assert result(lumps, [line(1), line(2)]) == {7: 2}


def test_line_with_other_details_is_another_one():
    rows = (Row(1, 200, {}), Row(2, 300, {}))
    other = (Row(3, 450, {}), Row(4, 50, {}))
    assert result([lump(7, rows=rows)], [line(1, rows=other), line(2)]) == {7: 2}


def test_other_sum_far_day_or_named_payer():
    lines = [
        line(1, 501),
        line(2, -500),
        line(3, day=DAY + timedelta(4)),
        line(4, is_named=True),
    ]
    assert result([lump(7)], lines) == {}


@pytest.mark.parametrize("days", [1, 2, 3])
def test_no_bank_books_a_sum_before_it_settles(days):
    """Yesterday's sum is another one, even if it is equal; tomorrow's may be ours."""
    for facts in ({}, {"texts": "OCR 2630900011"}, {"marks": ids("M")}):
        early = line(1, day=DAY - timedelta(days), **facts)
        late = line(2, day=DAY + timedelta(days))
        details = lump(7, reference="2630900011", marks=ids("M"))
        assert result([details], [early]) == {}
        assert result([details], [early, late]) == {7: 2}


def test_sums_that_the_bank_books_as_one_line():
    both = [lump(7, 300), lump(8, 200)]
    assert result(both, [line(1, 500)]) == {7: 1, 8: 1}
    assert result(both, [line(1, 500, count=4)]) == {7: 1, 8: 1}
    assert result(both, [line(1, 500, count=2)]) == {7: 1, 8: 1}
    assert result(both, [line(1, 500, count=3)]) == {}
    assert result(both, [line(1, 500, is_named=True)]) == {}
    assert result(both, [line(1, 500), line(2, 500)]) == {}  # which?
    assert result([*both, lump(9, 250), lump(10, 250)], [line(1, 500)]) == {}
    assert result([lump(7, 300, DAY - timedelta(1)), both[1]], [line(1, 500)]) == {}


def test_batch_that_comes_in_two_files():
    halves = [lump(7, 300, reference="B1#1"), lump(8, 200, reference="B1#2")]
    others = [lump(9, 70, reference="B2")]
    assert result(halves + others, [line(1, 500)]) == {7: 1, 8: 1}


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 4)), max_size=6),
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 4)), max_size=6),
)
def test_no_line_is_given_twice_whatever_comes(lumps, lines):
    found = assign(
        [lump(n, minor, DAY + timedelta(d)) for n, (minor, d) in enumerate(lumps)],
        [line(n, minor, DAY + timedelta(d)) for n, (minor, d) in enumerate(lines)],
    )
    assert len({d.lump_id for d in found}) == len(found)
    given_to = defaultdict(list)
    for decision in found:
        if decision.tie:
            amounts = {lines[number][0] for number in decision.line_ids}
            assert amounts == {lumps[decision.lump_id][0]}
        else:
            given_to[decision.line_ids[0]].append(decision.lump_id)
    for number, chosen in given_to.items():
        assert sum(lumps[lump_id][0] for lump_id in chosen) == lines[number][0]
        assert all(lumps[lump_id][1] <= lines[number][1] for lump_id in chosen)


# ------------------------------------------------------------------------------ merge


def row(number, minor, **facts):
    return Row(number, minor, facts)


def test_line_without_details_gets_all():
    found = merge(300, [], [row(1, 100), row(2, 200)])
    assert (found.added, found.filled, found.summaries) == ((1, 2), (), ())


def test_row_of_the_whole_sum_steps_back_for_its_breakdown():
    found = merge(300, [row(9, 300, text="Sum")], [row(1, 100), row(2, 200)])
    assert (found.added, found.summaries) == ((1, 2), (9,))


def test_row_without_amount_steps_back():
    found = merge(300, [row(9, 0, text="Sum")], [row(1, 300)])
    assert (found.added, found.summaries) == ((1,), (9,))


def test_known_payments_get_what_they_lack():
    own = [row(8, 100, partner_name="NORDVIK HAND"), row(9, 200)]
    new = [
        row(1, 200, end_to_end="E2"),
        row(2, 100, partner_name="Nordvik Handel AS", payment_reference="123"),
    ]
    fills = {f.into: (f.row, dict(f.values)) for f in merge(300, own, new).filled}
    assert fills == {9: (1, {"end_to_end": "E2"}), 8: (2, {"payment_reference": "123"})}


def test_payments_that_are_missing_are_added():
    found = merge(300, [row(9, 100)], [row(1, 100, text="x"), row(2, 200)])
    assert found.added == (2,) and [f.into for f in found.filled] == [9]


def test_payments_of_equal_sums_are_told_by_their_references():
    own = [row(8, 100, end_to_end="A"), row(9, 100, end_to_end="B")]
    new = [
        row(1, 100, end_to_end="B", text="b"),
        row(2, 100, end_to_end="A", text="a"),
    ]
    fills = {f.into: f.row for f in merge(200, own, new).filled}
    assert fills == {8: 2, 9: 1}


def test_facts_of_two_payers_are_never_mixed():
    own = [row(8, 100, partner_name="Nordvik"), row(9, 100, partner_name="Fjord")]
    new = [row(1, 100, end_to_end="A"), row(2, 100, end_to_end="B")]
    assert merge(200, own, new) is None  # which is whose?


@pytest.mark.parametrize(
    "facts",
    [
        {"end_to_end": "B"},
        {"payment_reference": "B"},
        {"account_number": "B"},
        {"partner_name": "Fjord"},
    ],
)
def test_contradiction_is_no_fit(facts):
    own = dict.fromkeys(facts, "A")
    assert merge(100, [Row(9, 100, own)], [Row(1, 100, facts)]) is None


def test_breakdown_that_does_not_add_up_is_no_fit():
    assert merge(300, [row(8, 250), row(9, 50)], [row(1, 100), row(2, 200)]) is None


facts = st.dictionaries(st.sampled_from(FACTS), st.sampled_from(["", "A", "B"]))
rows = st.lists(st.tuples(st.sampled_from([None, 0, 100, 200]), facts), max_size=5)


@given(rows, rows)
def test_nothing_is_lost_doubled_or_replaced(own, new):
    olds = [Row(n, minor, given) for n, (minor, given) in enumerate(own)]
    news = [Row(100 + n, minor, given) for n, (minor, given) in enumerate(new)]
    total = sum(r.minor or 0 for r in news)
    found = merge(total, olds, news)
    if found is None:
        return
    used = [*found.added, *(fill.row for fill in found.filled)]
    assert sorted(used) == [r.id for r in news]
    targets = [fill.into for fill in found.filled]
    assert len(targets) == len(set(targets))
    for fill in found.filled:
        assert not any(olds[fill.into].get(name) for name in fill.values)
    left = [r for r in olds if r.id not in found.summaries]
    added = [r for r in news if r.id in found.added]
    if olds and added and not found.summaries:
        assert sum(r.minor or 0 for r in (*left, *added)) == total
