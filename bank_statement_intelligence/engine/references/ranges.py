"""Ranges of numbers, as people write them: the first and the last.

>>> [found.numbers for found in find_ranges("INV/2026/00001-3, 101 - 103")]
[('INV/2026/00001', 'INV/2026/00002', 'INV/2026/00003'), ('101', '102', '103')]
>>> [found.numbers for found in find_ranges("2026-0815 01.03-31.03 10-12-2026")]
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: more numbers are no range
MAX_NUMBERS = 60
_RANGE = re.compile(
    r"(?<![\w.,/-])(?P<prefix>(?:[A-Z0-9]{1,6}[/.-]?){0,4}?)(?P<first>[0-9]{1,10})"
    r"\s?(?:-|–|\bTIL\b|\bTILL\b|\bBIS\b|\bTO\b|\bT/M\b)\s?"
    r"(?P<last>(?P=prefix)?(?P<tail>[0-9]{1,10}))(?![\w]|[/.,-][\w])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers of a range, and where its last one stands in the text."""

    numbers: tuple[str, ...]
    raw: str
    start: int
    end: int


def find_ranges(text: str) -> Iterator[Range]:
    """Yield the ranges in a text.

    The last number may be cut to its own digits (``00001-3``); it must be higher than
    the first, and not longer.
    """
    for match in _RANGE.finditer(text):
        first, tail = match["first"], match["tail"]
        if len(tail) > len(first):
            continue
        last = first[: len(first) - len(tail)] + tail
        count = int(last) - int(first)
        if 0 < count < MAX_NUMBERS:
            numbers = tuple(
                f"{match['prefix']}{number:0{len(first)}}"
                for number in range(int(first), int(last) + 1)
            )
            yield Range(numbers, match[0], *match.span("last"))
