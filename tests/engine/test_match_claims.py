"""Who gets an item that several lines want: the same in any order and any batch."""

from datetime import date, timedelta

from bsi.engine.matching.claims import settle
from bsi.engine.matching.proposal import (
    Evidence,
    Proposal,
    ProposalItem,
)
from hypothesis import given
from hypothesis import strategies as st

MONDAY = date(2026, 3, 2)


def want(txn_id, item_id, tier=1, **values):
    items = (ProposalItem(item_id, 100),)
    return Proposal(txn_id, "payment", "document", tier, items, (), **values)


def who(proposals, days):
    return sorted((p.txn_id, p.tie) for p in settle(proposals, days=days))


def day(number, words="same"):
    return MONDAY + timedelta(number), words


def test_first_day_has_it_whatever_the_number_of_the_line():
    wants = [want(1, 7), want(2, 7)]
    assert who(wants, {1: day(5), 2: day(0)}) == [(2, False)]
    assert who(wants, {1: day(0), 2: day(5, "other")}) == [(1, False)]


def test_lines_of_one_day_are_a_tie_unless_they_are_alike():
    wants = [want(1, 7), want(2, 7)]
    assert who(wants, {1: day(0, "a"), 2: day(0, "b")}) == [(1, True), (2, True)]
    assert who(wants, {1: day(0), 2: day(0)}) == [(1, False)]


def test_better_proof_goes_before_the_day():
    wants = [want(1, 7, tier=3), want(2, 7, tier=1)]
    assert who(wants, {1: day(0), 2: day(5)}) == [(2, False)]


def test_what_is_not_proved_has_nothing_first():
    fact = Evidence("partner_conflict", "A", "B", False)
    days = {1: day(0), 2: day(5)}
    for values in ({"tier": 4}, {"difference": 5}, {"evidence": (fact,)}):
        wants = [want(1, 7), want(2, 7)]
        wants = [
            Proposal(
                p.txn_id,
                p.kind,
                p.pass_code,
                values.get("tier", 1),
                p.items,
                values.get("evidence", ()),
                difference=values.get("difference", 0),
            )
            for p in wants
        ]
        assert who(wants, days) == [(1, True), (2, True)]


WANTS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 3), st.sampled_from("ab")),
    min_size=1,
    max_size=8,
)


@given(WANTS, st.randoms(use_true_random=False))
def test_any_order_and_any_batch_gives_the_same(rows, random):
    """Lines are (item, day, words). What stands without tie is the same for the items
    whether all come at once, shuffled, or one day after the other."""
    wants = [want(n + 1, 10 + item) for n, (item, _day, _words) in enumerate(rows)]
    days = {n + 1: day(d, words) for n, (_item, d, words) in enumerate(rows)}
    at_once = who(wants, days)
    random.shuffle(wants)
    assert who(wants, days) == at_once
    one_by_one, gone, waiting = [], set(), []
    for number in range(4):
        waiting += [w for w in wants if days[w.txn_id] == day(number, "a")]
        waiting += [w for w in wants if days[w.txn_id] == day(number, "b")]
        free = [w for w in waiting if not w.item_ids & gone]
        won = [p for p in settle(free, days=days) if not p.tie]
        gone |= {item for p in won for item in p.item_ids}
        one_by_one += [(p.txn_id, False) for p in won]
    assert sorted(one_by_one) == [pair for pair in at_once if not pair[1]]
