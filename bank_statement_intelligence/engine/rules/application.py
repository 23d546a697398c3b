"""How a payment of a known partner settles its items.

Amounts are integers of the smallest unit, signed as on the bank line.

>>> items = [OpenItem(1, 1000, "2026-01-01"), OpenItem(2, 500, "2026-02-01")]
>>> apply("exact_one", 500, items).parts
((2, 500),)
>>> apply("oldest_first", 1200, items, partial=True).parts
((1, 1000), (2, 200))
>>> apply("full_balance", 1500, items).parts
((1, 1000), (2, 500))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: partial sums that a search for a combination may hold
MAX_SUMS = 100_000


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open item: what it is still worth for the bank line, and its due date."""

    id: int
    minor: int
    due: str


@dataclass(frozen=True, slots=True)
class Application:
    """What settles what. ``others`` are equally good items: then it is a tie.

    ``rest`` is what the items leave over; it stays on account.
    """

    parts: tuple[tuple[int, int], ...] = ()
    others: tuple[int, ...] = ()
    rest: int = 0
    tie: bool = False


def apply(
    method: str, amount: int, items: Sequence[OpenItem], partial: bool = False
) -> Application | None:
    """Return how ``amount`` is applied, or None if the method finds nothing.

    Args:
        method: ``exact_one``, ``exact_subset``, ``full_balance``, ``oldest_first``,
            ``due_first`` (items come in that order) or ``on_account``.
        amount: the bank line's amount, not 0.
        items: open items of the partner.
        partial: the last item of ``oldest_first`` may stay partly open.
    """
    if method == "on_account":
        return Application(rest=amount)
    if method == "exact_one":
        return _exact_one(amount, items)
    if method == "full_balance":
        whole = sum(item.minor for item in items) == amount
        return Application(_whole(items)) if items and whole else None
    if method == "exact_subset":
        return _exact_subset(amount, items)
    return _in_order(amount, items, partial)


def _whole(items: Iterable[OpenItem]) -> tuple[tuple[int, int], ...]:
    return tuple((item.id, item.minor) for item in items)


def _exact_one(amount: int, items: Sequence[OpenItem]) -> Application | None:
    found = [item for item in items if item.minor == amount]
    if not found:
        return None
    others = tuple(item.id for item in found[1:])
    return Application(_whole(found[:1]), others, tie=bool(others))


def _exact_subset(amount: int, items: Sequence[OpenItem]) -> Application | None:
    """Find the only combination; a second one is a tie, too many prove nothing."""
    sums: dict[int, list[frozenset[int]]] = {0: [frozenset()]}
    for position in range(len(items)):
        # as they were before this item: it may be used once
        for total, ways in [(total, tuple(ways)) for total, ways in sums.items()]:
            target = sums.setdefault(total + items[position].minor, [])
            for way in ways:
                if len(target) < 2:
                    target.append(way | {position})
        if len(sums) > MAX_SUMS:
            return None
    ways = [way for way in sums.get(amount, []) if way]
    if not ways:
        return None
    chosen = [items[position] for position in sorted(ways[0])]
    return Application(_whole(chosen), tie=len(ways) > 1)


def _in_order(
    amount: int, items: Sequence[OpenItem], partial: bool
) -> Application | None:
    """Settle one after the other; credits (items of the other sign) add to it."""
    sign = 1 if amount > 0 else -1
    credits = [item for item in items if item.minor * sign < 0]
    left = amount - sum(item.minor for item in credits)
    parts = []
    for item in items:
        if item.minor * sign <= 0 or not left * sign > 0:
            continue
        part = item.minor if abs(item.minor) <= abs(left) else left
        parts.append((item.id, part))
        left -= part
        if part != item.minor and not partial:
            return None
    if not parts:
        return None
    return Application((*_whole(credits), *parts), rest=left)
