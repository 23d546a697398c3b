"""Find the items that together are an amount: exact, bounded, up to two solutions.

>>> search([100, 200, 300, 400], 700).solutions
((2, 3), (0, 1, 3))
>>> search([1234511, 2002303, 307117], 1541628)
Result(solutions=((0, 2),), complete=True)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

#: up to so many items every set of them is tried
MAX_EXACT = 22
#: up to so many items sets of two and three are tried; more give no answer
MAX_ITEMS = 80
#: solutions that are collected before the two with the fewest items are taken
MAX_FOUND = 200


@dataclass(frozen=True, slots=True)
class Result:
    """``solutions``: positions of the items, at most two, the smaller set first.

    ``complete``: every set was tried, so that one solution is the only one.
    """

    solutions: tuple[tuple[int, ...], ...] = ()
    complete: bool = True

    @property
    def unique(self) -> tuple[int, ...] | None:
        """The only solution, or None."""
        return self.solutions[0] if self.complete and len(self.solutions) == 1 else None


def search(amounts: Sequence[int], target: int) -> Result:
    """Return up to two sets of at least two amounts that sum up to ``target``.

    Args:
        amounts: signed amounts; those of the other sign (credit notes) count too.
        target: what they must be together.
    """
    if len(amounts) < 2 or not target or len(amounts) > MAX_ITEMS:
        return Result(complete=len(amounts) <= MAX_ITEMS)
    complete = len(amounts) <= MAX_EXACT
    every = _all_sets(amounts, target) if complete else _small_sets(amounts, target)
    found = set()
    for solution in every:
        found.add(solution)
        if len(found) == MAX_FOUND:
            break
    ranked = sorted(found, key=lambda positions: (len(positions), positions))
    return Result(tuple(ranked[:2]), complete)


def pair(amounts: Sequence[int], target: int) -> tuple[int, int] | None:
    """Return the first two positions whose amounts sum up to ``target``, or None.

    >>> pair([10000, 20000, 30000], 30000)
    (0, 1)
    """
    seen: dict[int, int] = {}
    for position, amount in enumerate(amounts):
        if target - amount in seen:
            return seen[target - amount], position
        seen.setdefault(amount, position)
    return None


def _all_sets(amounts: Sequence[int], target: int) -> Iterator[tuple[int, ...]]:
    """Yield every solution: the sums of one half meet those of the other half."""
    middle = len(amounts) // 2
    left = _sums(amounts, 0, middle)
    for total, sets in _sums(amounts, middle, len(amounts)).items():
        for first in left.get(target - total, ()):
            for second in sets:
                if len(first) + len(second) > 1:
                    yield first + second


def _sums(
    amounts: Sequence[int], start: int, stop: int
) -> dict[int, list[tuple[int, ...]]]:
    """Return the sets of the positions from ``start`` to ``stop`` by their sum."""
    sums: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    for position in range(start, stop):
        value = amounts[position]
        sums += [(total + value, (*chosen, position)) for total, chosen in sums]
    by_sum: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for total, chosen in sums:
        if len(by_sum[total]) < 2:
            by_sum[total].append(chosen)
    return by_sum


def _small_sets(amounts: Sequence[int], target: int) -> Iterator[tuple[int, ...]]:
    """Yield the solutions of two and three items."""
    places: dict[int, list[int]] = defaultdict(list)
    for position, amount in enumerate(amounts):
        places[amount].append(position)
    for size in (1, 2):
        for chosen in combinations(range(len(amounts)), size):
            rest = target - sum(amounts[position] for position in chosen)
            for last in places.get(rest, ()):
                if last > chosen[-1]:
                    yield (*chosen, last)
