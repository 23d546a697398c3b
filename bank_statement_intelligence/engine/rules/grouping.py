"""Which bank lines are matched as one, and with what.

>>> from datetime import date
>>> def line(n, day, text):
...     return GroupLine(n, 100, date(2026, 3, day), None, (text,))
>>> lines = [line(1, 1, "T 4015711"), line(2, 1, "T 4015711"), line(3, 1, "T 99")]
>>> spec = GroupSpec("booking", key_regex=r"T (?P<terminal>\\d+)")
>>> [group.line_ids for group in group_lines(lines, spec)]
[(1, 2)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from ..text.patterns import find_groups
from .application import OpenItem, apply

_ISO = re.compile(r"(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?!\d)")
_FULL = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](20\d\d|\d\d)(?!\d)")
_SHORT = re.compile(r"(?<![\d.,])(\d{1,2})[./](\d{1,2})(?![\d,/-])")


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A bank line that may be combined; the amount is in minor units."""

    id: int
    minor: int
    booking: date
    value: date | None
    texts: tuple[str, ...] = ()
    partner: str = ""
    code: str = ""
    scope: tuple[int, ...] = ()
    #: texts by where the bank tells them
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slice:
    """Characters ``first`` to ``last`` of a text, counted from 1 as people do.

    >>> Slice("label", 3, 6).cut("T 4015711")
    '4015'
    """

    source: str
    first: int
    last: int

    def cut(self, text: str) -> str:
        """Return the part of a text, "" if the text ends before."""
        part = text[self.first - 1 : self.last]
        is_whole = len(part) == self.last - self.first + 1
        return " ".join(part.split()).casefold() if is_whole else ""


@dataclass(frozen=True, slots=True)
class GroupSpec:
    """What lines of one group have in common, and how many they are."""

    key_date: str = "booking"
    key_regex: str = ""
    key_slices: tuple[Slice, ...] = ()
    key_partner: bool = False
    key_code: bool = False
    key_sign: bool = False
    window_days: int = 0
    max_gap_days: int = 0
    min_lines: int = 2
    max_lines: int = 0


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Lines that belong together; ``key`` says why, in words of the bank."""

    key: str
    line_ids: tuple[int, ...]
    day: date


def date_in_text(texts: Sequence[str], near: date) -> date | None:
    """Return the first date in the texts; one without year is the nearest to ``near``.

    >>> date_in_text(["Dankort 27.12."], date(2026, 1, 2))
    datetime.date(2025, 12, 27)
    """
    for text in texts:
        for pattern, order in ((_ISO, "ymd"), (_FULL, "dmy"), (_SHORT, "dm")):
            for match in pattern.finditer(text):
                found = _as_date(dict(zip(order, match.groups(), strict=True)), near)
                if found:
                    return found
    return None


def _as_date(parts: dict[str, str], near: date) -> date | None:
    years = (
        [int(parts["y"])] if "y" in parts else [near.year, near.year - 1, near.year + 1]
    )
    days = []
    for year in years:
        try:
            full = year + 2000 if year < 100 else year
            days.append(date(full, int(parts["m"]), int(parts["d"])))
        except ValueError:
            continue
    return min(days, key=lambda day: abs((day - near).days), default=None)


def group_lines(lines: Sequence[GroupLine], spec: GroupSpec) -> list[LineGroup]:
    """Return the groups of lines; lines that stay alone are in none.

    Args:
        lines: candidates; lines of different ``scope`` (company, journal, currency)
            never meet.
        spec: the keys and limits.
    """
    buckets: dict[tuple, list[tuple[date, GroupLine]]] = {}
    for line in lines:
        key = _key(line, spec)
        if key is not None:
            day = key[0] or line.booking
            buckets.setdefault((line.scope, *key), []).append((day, line))
    groups = []
    for (_scope, _day, *parts), members in buckets.items():
        for chunk in _windows(sorted(members, key=lambda m: (m[0], m[1].id)), spec):
            if len(chunk) < spec.min_lines:
                continue
            if spec.max_lines and len(chunk) > spec.max_lines:
                continue
            day = chunk[0][0]
            words = [str(day), *(part for part in parts if part)]
            ids = tuple(line.id for _day, line in chunk)
            groups.append(LineGroup(" · ".join(words), ids, day))
    return groups


def _key(line: GroupLine, spec: GroupSpec) -> tuple | None:
    """Return what must be equal, None if the line lacks a part of it."""
    day = None
    if spec.key_date != "none":
        day = {
            "booking": line.booking,
            "value": line.value or line.booking,
            "text": None,
        }[spec.key_date] or date_in_text(line.texts, line.booking)
        if day is None:
            return None
    found = ""
    if spec.key_regex:
        hits = (find_groups(text, spec.key_regex) for text in line.texts)
        groups = next(filter(None, hits), None)
        if groups is None:
            return None
        found = " ".join(groups.values())
    for part in spec.key_slices:
        cuts = map(part.cut, line.sources.get(part.source, ()))
        same = next(filter(None, cuts), "")
        if not same:
            return None
        found = f"{found} {same}".strip()
    return (
        day,
        found,
        line.partner if spec.key_partner else "",
        line.code if spec.key_code else "",
        ("+" if line.minor > 0 else "−") if spec.key_sign else "",
    )


def _windows(
    members: list[tuple[date, GroupLine]], spec: GroupSpec
) -> Iterator[list[tuple[date, GroupLine]]]:
    """Yield runs of members: none longer than the window, none with a longer gap."""
    run: list[tuple[date, GroupLine]] = []
    for member in members:
        if run and _breaks(run, member[0], spec):
            yield run
            run = []
        run.append(member)
    if run:
        yield run


def _breaks(run: list[tuple[date, GroupLine]], day: date, spec: GroupSpec) -> bool:
    too_long = spec.window_days and (day - run[0][0]).days > spec.window_days
    too_far = spec.max_gap_days and (day - run[-1][0]).days > spec.max_gap_days
    return bool(too_long or too_far)


# -- what a group settles --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that a group may settle; ``minor`` as on the bank line."""

    id: int
    minor: int
    day: date


@dataclass(frozen=True, slots=True)
class FeeBand:
    """The fee as a share of the gross amount, in per cent; or known exactly."""

    low: float = 0.0
    high: float = 0.0
    known: int | None = None

    def allows(self, gross: int, net: int) -> bool:
        """Tell whether the payer may have kept ``gross − net``."""
        fee = (gross - net) * (1 if gross > 0 else -1)
        if self.known is not None:
            return fee == self.known
        return self.low * abs(gross) <= fee * 100 <= self.high * abs(gross)


@dataclass(frozen=True, slots=True)
class Settlement:
    """Items a group settles; ``fee`` = items − group, what the payer kept."""

    items: tuple[Candidate, ...]
    fee: int


def find_settlements(
    total: int, items: Sequence[Candidate], band: FeeBand, many: bool
) -> list[Settlement]:
    """Return every equally good settlement of a group; more than one is a tie.

    An exact amount beats one with a fee. Several items are tried as a whole, then as
    the only combination of exactly this amount.
    """
    for fits in (lambda gross: gross == total, lambda gross: band.allows(gross, total)):
        found = [
            Settlement((item,), item.minor - total)
            for item in items
            if fits(item.minor)
        ]
        if found:
            return found
        gross = sum(item.minor for item in items)
        if many and len(items) > 1 and fits(gross):
            return [Settlement(tuple(items), gross - total)]
    return _combination(total, items) if many else []


def _combination(total: int, items: Sequence[Candidate]) -> list[Settlement]:
    by_id = {item.id: item for item in items}
    openings = [OpenItem(item.id, item.minor, str(item.day)) for item in items]
    found = apply("exact_subset", total, openings)
    if not found or found.tie:
        return []
    return [Settlement(tuple(by_id[item_id] for item_id, _m in found.parts), 0)]


def distribute(
    lines: Sequence[tuple[int, int]], items: Sequence[tuple[int, int]]
) -> dict[int, list[tuple[int, int]]]:
    """Spread items over the lines of a group: each line gets parts of its amount.

    Args:
        lines: ``(line id, amount)``, all of one sign; their sum equals the items'.
        items: ``(item id, amount)``.
    Returns:
        per line its ``(item id, part)``.

    >>> distribute([(1, 300), (2, 700)], [(7, 1000)])
    {1: [(7, 300)], 2: [(7, 700)]}
    """
    spread: dict[int, list[tuple[int, int]]] = {line_id: [] for line_id, _m in lines}
    waiting = [list(item) for item in items]
    for line_id, minor in lines:
        left = minor
        while left and waiting:
            item_id, rest = waiting[0]
            part = rest if abs(rest) <= abs(left) else left
            spread[line_id].append((item_id, part))
            left -= part
            waiting[0][1] -= part
            if not waiting[0][1]:
                waiting.pop(0)
    return spread


def window(day: date, days: int) -> tuple[date, date]:
    """Return the dates of the items that a group of ``day`` may settle."""
    return day - timedelta(days=days), day
