"""Pairs of own accounts and payments that come back (passes 30 and 80)."""

from dataclasses import replace

import pytest
from bsi.engine.matching import returns, transfers
from bsi.engine.matching.returns import Counterpart, Original
from bsi.engine.matching.transfers import Side, TransferPair


def pair(out, into, named=True, exact=True, days=0):
    return TransferPair(
        out=Side(out, -500, 1, "BNK"),
        into=Side(into, 500, 1, "SAV"),
        named=named,
        exact=exact,
        days=days,
        currency_id=1,
        minor=500,
        account_id=77,
    )


def decide(*pairs):
    found = transfers.decide(pairs, "transfer")
    return [(p.txn_id, p.tier, p.tie) for p in found]


def test_named_pair_is_proved_on_both_sides():
    proposals = transfers.decide([pair(1, 2)], "transfer")
    assert [(p.txn_id, p.tier, p.tie) for p in proposals] == [
        (1, 1, False),
        (2, 1, False),
    ]
    assert len({p.group_key for p in proposals}) == 1
    assert [p.entries[0].minor for p in proposals] == [-500, 500]
    assert [p.entries[0].other_line_id for p in proposals] == [2, 1]


def test_account_that_is_none_of_ours_speaks_against_a_transfer():
    """Money to savings today, and a customer pays the same sum there: no transfer."""
    customers = Side(2, 500, 1, "SAV", account="NO97", is_foreign=True)
    foreign = replace(pair(1, 2), into=customers)
    for proposal in transfers.decide([foreign], "transfer"):
        assert proposal.tier == 5
        assert [fact.code for fact in proposal.evidence if not fact.agrees] == [
            "foreign_account"
        ]
    assert transfers.decide([replace(foreign, named=False)], "transfer") == []
    assert decide(foreign, pair(1, 3, days=5)) == [(1, 1, False), (3, 1, False)]
    ours = replace(pair(1, 2), into=replace(customers, is_foreign=False))
    assert decide(ours) == [(1, 1, False), (2, 1, False)]


@pytest.mark.parametrize(
    ("named", "exact", "tier"), [(True, False, 3), (False, True, 7)]
)
def test_weaker_pairs(named, exact, tier):
    assert {row[1] for row in decide(pair(1, 2, named, exact))} == {tier}


def test_unnamed_and_not_exact_is_nothing():
    assert decide(pair(1, 2, named=False, exact=False)) == []


def test_nearest_day_decides():
    """The same amount every week: each with its own."""
    found = decide(pair(1, 2), pair(1, 4, days=7), pair(3, 2, days=7), pair(3, 4))
    assert found == [(1, 1, False), (2, 1, False), (3, 1, False), (4, 1, False)]


def test_two_on_the_same_day_are_a_tie():
    assert all(row[2] for row in decide(pair(1, 2), pair(1, 4)))


def test_named_pair_goes_before_an_unnamed_one():
    assert {row[0] for row in decide(pair(1, 2), pair(3, 2, named=False))} == {1, 2}


def original(line, how="document", flagged=True, minor=-1000):
    return Original(
        1,
        line,
        minor,
        how,
        "REF",
        "x",
        flagged,
        (Counterpart(40, minor, 7, 900 + line),),
    )


def test_return_reopens_what_the_original_settled():
    (proposal,) = returns.decide([original(5)], "returned")
    assert (proposal.tier, proposal.tie, proposal.difference) == (2, False, 0)
    assert [(e.role, e.item_id, e.minor) for e in proposal.entries] == [
        ("reversal", 905, -1000)
    ]


def test_reference_goes_before_account():
    found = returns.decide([original(5, "account"), original(6)], "returned")
    assert [p.entries[0].other_line_id for p in found] == [6]


def test_two_originals_are_a_tie():
    found = returns.decide([original(5), original(6)], "returned")
    assert [p.tie for p in found] == [True, True]


def test_without_the_banks_word_it_waits():
    (proposal,) = returns.decide([original(5, flagged=False)], "returned")
    assert proposal.tier == 5 and proposal.contra


def test_own_reference_needs_no_word():
    (proposal,) = returns.decide([original(5, "upr", flagged=False)], "returned")
    assert proposal.tier == 2 and not proposal.contra
