"""Which older lines are perhaps the same movements as new ones.

>>> from datetime import date
>>> day = date(2026, 3, 31)
>>> new = [Movement(7, 1, 100, day, "camt"), Movement(8, 1, 100, day, "camt")]
>>> pair(new, [Movement(3, 1, 100, day, None), Movement(4, 1, 100, day, "camt")], 3)
{7: 3}
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Movement:
    """A bank line; ``format`` is that of its file, None if somebody typed it."""

    id: int
    journal_id: int
    amount: Decimal
    day: date
    format: str | None


def pair(new: Iterable[Movement], old: Iterable[Movement], days: int) -> dict[int, int]:
    """Return ids of new lines with their older twins, each of one at most.

    Twins have account and amount in common. A typed line may lie some days apart; one
    of a file is of the same day and of another format. The nearest day goes first,
    then the older lines in their order. Takes as long as there are lines, however many
    are equal.

    Args:
        new: lines of files.
        old: lines that were there before.
        days: how far a typed line may lie apart.
    """
    waiting: dict[tuple, dict[str | None, deque[int]]] = defaultdict(dict)
    for line in sorted(new, key=lambda line: line.id):
        formats = waiting[line.journal_id, line.amount, line.day]
        formats.setdefault(line.format, deque()).append(line.id)
    twins: dict[int, int] = {}
    left = sorted(old, key=lambda line: line.id)
    for away in range(days + 1):
        left = [line for line in left if not _take(line, away, waiting, twins)]
    return twins


def _take(line: Movement, away: int, waiting: dict, twins: dict[int, int]) -> bool:
    """Give an older line the first new one that lies so many days away."""
    if away and line.format is not None:
        return True
    queues = [
        queue
        for day in {line.day - timedelta(away), line.day + timedelta(away)}
        for format_, queue in waiting.get(
            (line.journal_id, line.amount, day), {}
        ).items()
        if queue and (line.format is None or format_ != line.format)
    ]
    if not queues:
        return False
    first = min(queues, key=lambda queue: queue[0])
    twins[first.popleft()] = line.id
    return True
