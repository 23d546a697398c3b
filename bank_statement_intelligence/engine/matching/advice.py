"""Which bank line do details explain?

A file of details (KTL, OCR giro, BgMax, camt.054) explains lump sums of a statement.
Here is decided which line belongs to which lump sum: by the bank's reference, else by
what only one line and one lump sum have in common. What fits twice is a tie and waits.
A bank books several sums of a day as one line, too, and splits a batch over two files:
sums that only together are a line belong to it, if no others are.

>>> day = date(2026, 3, 31)
>>> line = Line(7, 500, (day,), "OCR 2630900011")
>>> assign([Lump(1, 500, day, "2630900011", 3)], [line])
[Decision(lump_id=1, line_ids=(7,))]
>>> assign([Lump(1, 500, day, "", 3), Lump(2, 500, day, "", 4)], [line])
[Decision(lump_id=1, line_ids=(7, 7)), Decision(lump_id=2, line_ids=(7, 7))]
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .advice_merge import Row, merge
from .subsets import search

#: how many days after the day of the details a bank may book the sum
DAYS = 3
#: a shorter batch id proves nothing
MIN_REFERENCE = 5
_NOT_WORD = re.compile(r"[^0-9A-Z]+")


@dataclass(frozen=True, slots=True)
class Lump:
    """A sum that details explain; ``minor`` signed, in minor units of its currency.

    ``ids`` are the bank's ids of the booking: a line that has others is another one.
    """

    id: int
    minor: int
    day: date | None
    reference: str
    count: int
    ids: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()  # other references, of a batch or a message
    code: str = ""  # what the bank calls it: PMNT/RCDT/VCOM, 705 …
    rows: tuple[Row, ...] = ()
    refused: frozenset[int] = frozenset()  # lines that a person has taken it off


@dataclass(frozen=True, slots=True)
class Line:
    """A bank line; ``texts`` is all in which a reference may stand."""

    id: int
    minor: int
    days: tuple[date, ...]  # booking and value day
    texts: str
    count: int | None = None  # how many payments the bank says are in it
    is_lump: bool = False  # the bank's code says that it is a sum of payments
    is_named: bool = False  # it names one payer: hardly a sum
    ids: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    code: str = ""
    rows: tuple[Row, ...] = ()  # details that the statement brought


@dataclass(frozen=True, slots=True)
class Decision:
    """What came of one lump sum: its line, or the lines it could be."""

    lump_id: int
    line_ids: tuple[int, ...]

    @property
    def tie(self) -> bool:
        """Say whether more than one line is possible."""
        return len(self.line_ids) != 1


def assign(lumps: Iterable[Lump], lines: Iterable[Line]) -> list[Decision]:
    """Decide for every lump sum that fits at least one line.

    The strongest way to tell lines apart comes first; a pair counts only if neither
    side has another partner of the same strength. A lump sum with several equal lines,
    or equal to another lump sum, is a tie: never chosen by order.

    Returns:
        decisions: with one line, or with all lines of a tie. Lump sums without any line
        have none.
    """
    by_amount: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_amount[line.minor].append(line)
    waiting = {lump.id: lump for lump in lumps}
    taken: set[int] = set()
    decisions: list[Decision] = []
    for fits in _WAYS:
        found = {
            lump.id: [
                line
                for line in by_amount[lump.minor]
                if line.id not in taken and fits(lump, line) and is_possible(lump, line)
            ]
            for lump in waiting.values()
        }
        rivals: dict[int, int] = defaultdict(int)
        for options in found.values():
            for line in options:
                rivals[line.id] += 1
        for lump_id, options in found.items():
            if not options:
                continue
            alone = len(options) == 1 and rivals[options[0].id] == 1
            chosen = options[:1] if alone else options
            ids = tuple(sorted(line.id for line in chosen))
            if not alone and len(ids) == 1:
                ids = (ids[0], ids[0])  # one line, several lump sums: a tie as well
            decisions.append(Decision(lump_id, ids))
            del waiting[lump_id]
            if alone:
                taken.add(options[0].id)
    free = [ln for found in by_amount.values() for ln in found if ln.id not in taken]
    return decisions + _assign_together([*waiting.values()], free)


def _assign_together(lumps: list[Lump], lines: list[Line]) -> list[Decision]:
    """Decide about lump sums that only together are the amount of a line.

    Nothing else may be possible for the line, nor for one of the lump sums.
    """
    found = [(line, _together(line, lumps)) for line in lines if not line.is_named]
    uses = Counter(lump.id for _line, chosen in found for lump in chosen)
    return [
        Decision(lump.id, (line.id,))
        for line, chosen in found
        if all(uses[lump.id] == 1 for lump in chosen)
        for lump in chosen
    ]


def _together(line: Line, lumps: list[Lump]) -> tuple[Lump, ...]:
    """Return the lump sums of the line's day that are its amount, if only these are."""
    near = [ll for ll in lumps if _same_day(ll, line) and _may_be(ll, line)]
    result = search([lump.minor for lump in near], line.minor)
    chosen = tuple(near[position] for position in result.unique or ())
    if not chosen or not _is_one_sum(chosen, near, line):
        return ()
    rows = [row for lump in chosen for row in lump.rows]
    return chosen if merge(line.minor, [*line.rows], rows) is not None else ()


def _is_one_sum(chosen: tuple[Lump, ...], near: list[Lump], line: Line) -> bool:
    """Tell whether more than the amount says it: the bank's count, all of the day, or
    one batch."""
    if line.count:
        return line.count in (len(chosen), sum(lump.count for lump in chosen))
    batches = {lump.reference.partition("#")[0] for lump in chosen}
    return len(chosen) == len(near) or len(batches) == 1 and "" not in batches


def is_possible(lump: Lump, line: Line) -> bool:
    """Tell whether nothing speaks against it: ids, day, details, a person."""
    return _may_be(lump, line) and (
        merge(line.minor, [*line.rows], [*lump.rows]) is not None
    )


def _may_be(lump: Lump, line: Line) -> bool:
    """Tell whether neither ids, days nor a person speak against it: no bank books a
    sum before it settles."""
    if line.id in lump.refused:
        return False
    if lump.ids and line.ids:
        return bool(lump.ids & line.ids)
    return lump.day is None or max(line.days, default=lump.day) >= lump.day


def _words(text: str) -> list[str]:
    return _NOT_WORD.sub(" ", text.upper()).split()


def _by_reference(lump: Lump, line: Line) -> bool:
    """One of the bank's ids is the same, or the batch stands in the line's texts."""
    if lump.ids & line.ids:
        return True
    key = "".join(_words(lump.reference))
    return len(key) >= MIN_REFERENCE and key in _words(line.texts)


def _by_reference_and_day(lump: Lump, line: Line) -> bool:
    return _same_day(lump, line) and _by_reference(lump, line)


def _by_mark(lump: Lump, line: Line) -> bool:
    return _is_near(lump, line) and bool(lump.marks & line.marks)


def _is_near(lump: Lump, line: Line) -> bool:
    if lump.day is None:
        return True
    return any(0 <= (day - lump.day).days <= DAYS for day in line.days)


def _same_day(lump: Lump, line: Line) -> bool:
    return lump.day in line.days


def _by_count(lump: Lump, line: Line) -> bool:
    return _same_day(lump, line) and line.count == lump.count


def _by_kind(lump: Lump, line: Line) -> bool:
    is_same = bool(lump.code) and lump.code == line.code
    return _same_day(lump, line) and (line.is_lump or is_same)


def _by_day(lump: Lump, line: Line) -> bool:
    return _same_day(lump, line) and not line.is_named


def _by_window(lump: Lump, line: Line) -> bool:
    return _is_near(lump, line) and not line.is_named


#: the strongest first
_WAYS = (
    _by_reference_and_day, _by_reference, _by_mark, _by_count, _by_kind, _by_day,
    _by_window,
)  # fmt: skip
