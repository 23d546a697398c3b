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
#: equally good ways that are shown; one more is looked for, to say that there are more
MAX_WAYS = 5


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open item: what it is still worth for the bank line, and its due date."""

    id: int
    minor: int
    due: str


@dataclass(frozen=True, slots=True)
class Application:
    """What settles what, as pairs of item and amount. ``others`` are equally good ways:
    then it is a tie; ``more`` tells that not all of them are here.

    ``rest`` is what the items leave over; it stays on account.
    """

    parts: tuple[tuple[int, int], ...] = ()
    others: tuple[tuple[tuple[int, int], ...], ...] = ()
    rest: int = 0
    more: bool = False

    @property
    def tie(self) -> bool:
        """Return whether there are other ways."""
        return bool(self.others)

    @property
    def ways(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Return every way that is shown."""
        return (self.parts, *self.others)


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


def _one_of(ways: Sequence[Sequence[OpenItem]]) -> Application | None:
    """Return the first way with the others that are as good, None if there is none."""
    if not ways:
        return None
    first, *others = (_whole(way) for way in ways[:MAX_WAYS])
    return Application(first, tuple(others), more=len(ways) > MAX_WAYS)


def _exact_one(amount: int, items: Sequence[OpenItem]) -> Application | None:
    return _one_of([[item] for item in items if item.minor == amount])


def _exact_subset(amount: int, items: Sequence[OpenItem]) -> Application | None:
    """Find the combinations; several are a tie, and too many sums prove nothing."""
    sums: dict[int, list[tuple[int, ...]]] = {0: [()]}
    for position, item in enumerate(items):
        # as they were before this item: it may be used once
        for total, ways in [(total, tuple(ways)) for total, ways in sums.items()]:
            target = sums.setdefault(total + item.minor, [])
            room = MAX_WAYS + 2 - len(target)
            target += [(*way, position) for way in ways[: max(room, 0)]]
        if len(sums) > MAX_SUMS:
            return None
    found = sorted((way for way in sums.get(amount, ()) if way), key=_fewest)
    return _one_of([[items[position] for position in way] for way in found])


def _fewest(way: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    return len(way), way


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
