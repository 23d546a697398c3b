"""Documents named in a currency of which the bank tells no amount."""

from bsi.engine.matching.foreign import NEAR, AtRate, decide
from hypothesis import given
from hypothesis import strategies as st
from match_sides import EUR, hit, item, shown, txn


def propose(line, worth, *items, is_home=False):
    found = [AtRate(hit(line, one), worth, is_home) for one in items]
    return decide(found, "document")


def euros(number, minor):
    return item(number, minor, currency_id=EUR)


def test_near_the_rate_it_is_settled_in_full():
    (found,) = propose(txn(108000), 9818, euros(1, 10000))
    assert shown([found]) == [((1,), 4, False, ("amount_at_rate",))]
    assert [(i.minor, i.line_minor) for i in found.items] == [(10000, 108000)]
    assert not found.entries


def test_less_is_a_part():
    (found,) = propose(txn(44000), 4000, euros(1, 10000))
    assert [(i.minor, i.line_minor) for i in found.items] == [(4000, 44000)]


def test_more_stays_on_the_payers_account():
    (found,) = propose(txn(132000), 12000, euros(1, 10000))
    assert [(i.minor, i.line_minor) for i in found.items] == [(10000, 110000)]
    assert [(e.minor, e.on_account) for e in found.entries] == [(22000, True)]


def test_in_the_companys_currency_the_rest_is_an_exchange_difference():
    (found,) = propose(txn(396000), 99000, euros(1, 100000), is_home=True)
    assert [(e.role, e.minor) for e in found.entries] == [("exchange", -1000)]


def test_money_of_the_other_sign_and_several_far_off_are_nothing():
    assert not propose(txn(-108000), -9818, euros(1, 10000))
    assert not propose(txn(44000), 4000, euros(1, 6000), euros(2, 4000))


@given(
    st.lists(st.integers(1, 10**7), min_size=1, max_size=4),
    st.integers(1, 10**9),
    st.floats(0.2, 5),
    st.booleans(),
)
def test_the_bank_line_is_shared_out_to_the_last_cent(opens, minor, ratio, is_home):
    worth = max(1, round(sum(opens) * ratio))
    items = [euros(number, open_) for number, open_ in enumerate(opens, 1)]
    for found in propose(txn(minor), worth, *items, is_home=is_home):
        parts = [i.line_minor for i in found.items]
        parts += [e.line_minor for e in found.entries]
        assert sum(parts) == minor
        assert found.contra, "a person decides"
        if len(items) > 1:
            assert abs(worth - sum(opens)) <= NEAR * sum(opens)
