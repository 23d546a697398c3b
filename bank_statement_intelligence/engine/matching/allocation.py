"""Spread an amount over items that together are not that amount.

This is a proposal for a person, never a reason to post: the oldest due item first.

>>> allocate(900, [(1, 1000, "2026-01-31")])
[(1, 900)]
>>> allocate(-150, [(1, -100, "2026-02-01"), (2, -100, "2026-01-01")])
[(2, -100), (1, -50)]
>>> allocate(250, [(1, 100, "2026-01-01")])
[(1, 100)]
"""

from __future__ import annotations

from collections.abc import Iterable


def allocate(
    amount: int, items: Iterable[tuple[int, int, str]]
) -> list[tuple[int, int]]:
    """Return ``(item id, applied)`` for the items that get a part of ``amount``.

    Args:
        amount: what there is, in minor units, signed as on the bank line.
        items: ``(item id, open amount, due date)`` in the same unit and sign. Items of
            the other sign (credit notes) add to what there is and are applied whole.
    Returns:
        applied amounts in order of due date; items that get nothing are left out. What
        the items leave over is not in the result.
    """
    sign = 1 if amount >= 0 else -1
    items = list(items)
    credits = [(item_id, minor) for item_id, minor, _due in items if minor * sign < 0]
    left = amount - sum(minor for _item_id, minor in credits)
    applied = list(credits)
    for item_id, minor, _due in sorted(items, key=lambda item: (item[2], item[0])):
        if minor * sign <= 0 or left * sign <= 0:
            continue
        part = minor if abs(minor) <= abs(left) else left
        applied.append((item_id, part))
        left -= part
    return applied
