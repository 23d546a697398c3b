"""Alike, but not equal: names that banks cut or extend, numbers with a slip.

What is found here is a hint or supports another proof; it never proves by itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from ..references.scan import make_key
from .normalise import name_key

#: likeness (0–100) from which a name may be another's
MIN_NAME = 86
#: how much better the best must be than the next
MIN_MARGIN = 6


def name_likeness(left: str, right: str) -> float:
    """Return how alike two names are, 0–100; words may be missing on one side.

    >>> name_likeness("NORDVIK HANDEL OSLO", "Nordvik Handel AS")
    95.0
    >>> name_likeness("Nordvik Bygg", "Nordvik Handel") < MIN_NAME
    True
    """
    one, two = name_key(left), name_key(right)
    if not one or not two:
        return 0.0
    if one == two:
        return 100.0
    words, others = set(one.split()), set(two.split())
    if len(words & others) > 1 and (words <= others or others <= words):
        return 95.0
    return fuzz.token_sort_ratio(one, two)


def nearest(name: str, candidates: Iterable[tuple[int, str]]) -> int | None:
    """Return the id of the one candidate whose name is near, or None.

    >>> nearest("Nordvik Hande", [(1, "Nordvik Handel AS"), (2, "Fjord Fisk AS")])
    1
    >>> nearest("Nordvik", [(1, "Nordvik Nord AS"), (2, "Nordvik Sør AS")]) is None
    True
    """
    best: dict[int, float] = {}
    for candidate_id, other in candidates:
        score = name_likeness(name, other)
        best[candidate_id] = max(score, best.get(candidate_id, 0.0))
    ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
    if not ranked or ranked[0][1] < MIN_NAME:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < MIN_MARGIN:
        return None
    return ranked[0][0]


def near_number(bank_value: str, number: str) -> bool:
    """Tell whether a number is another one with a digit lost, doubled or two swapped.

    A changed digit is not near: the next invoice has a number like that.

    >>> near_number("INV/2026/0042", "INV/2026/00042")
    True
    >>> near_number("INV/2026/00024", "INV/2026/00042")
    True
    >>> near_number("INV/2026/00043", "INV/2026/00042")
    False
    """
    one, two = make_key(bank_value), make_key(number)
    if min(len(one), len(two)) < 6 or one == two:
        return False
    if OSA.distance(one, two) > 1:
        return False
    return len(one) != len(two) or sorted(one) == sorted(two)
