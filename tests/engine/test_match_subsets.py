"""The search for sets of items: exact, bounded, counts up to two."""

from itertools import combinations

from bsi.engine.matching import subsets
from hypothesis import given
from hypothesis import strategies as st

AMOUNTS = st.lists(st.integers(-40, 40).filter(bool), min_size=2, max_size=9)


@given(AMOUNTS, st.integers(1, 80))
def test_agrees_with_trying_everything(amounts, target):
    every = {
        chosen
        for size in range(2, len(amounts) + 1)
        for chosen in combinations(range(len(amounts)), size)
        if sum(amounts[i] for i in chosen) == target
    }
    found = subsets.search(amounts, target)
    assert found.complete
    assert len(found.solutions) == min(2, len(every))
    assert set(found.solutions) <= every
    if every:
        assert len(found.solutions[0]) == min(map(len, every))


def test_many_items_are_bounded():
    amounts = [1000 + 17 * n for n in range(60)]
    found = subsets.search(amounts, amounts[3] + amounts[40])
    assert not found.complete and found.solutions
    assert subsets.search(amounts * 2, amounts[3]).solutions == ()


def test_unique_only_if_complete():
    assert subsets.search([100, 200, 400], 300).unique == (0, 1)
    assert subsets.search([100, 200, 300, 400], 500).unique is None
