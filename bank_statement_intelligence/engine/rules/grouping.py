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
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    """Items a group settles; ``fee`` = items − group, what the payer kept.

    ``how`` its lines lead to them: they are ``named``, of the ``payer``, or only of the
    ``amount``. ``rest`` = group − items: what named items leave of the group's amount.
    """

    items: tuple[Candidate, ...]
    fee: int
    how: str = ""
    rest: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """Candidates of a group without a clearing account, by what leads to them."""

    named: Sequence[Candidate]
    of_payers: Sequence[Candidate]
    others: Sequence[Candidate]
    is_payer_known: bool


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


def find_owned(
    total: int, choice: Choice, band: FeeBand, many: bool
) -> list[Settlement]:
    """Return every equally good settlement by document and payer first.

    What the lines name is settled, whatever the difference; then items of a known
    payer. Only of lines that tell nobody one item of exactly the amount is a hint:
    strangers' items are never put together.
    """
    if choice.named:
        found = find_settlements(total, choice.named, band, many=True)
        found = found or _completed(total, choice)
        return [replace(one, how="named") for one in found] or [
            _with_rest(total, choice.named)
        ]
    if choice.is_payer_known:
        found = find_settlements(total, choice.of_payers, band, many)
        return [replace(one, how="payer") for one in found]
    found = find_settlements(total, choice.others, FeeBand(known=0), many=False)
    return [replace(one, how="amount") for one in found]


def _completed(total: int, choice: Choice) -> list[Settlement]:
    """The named items, and the only ones of the payer that complete the amount."""
    ids = {item.id for item in choice.named}
    rest = total - sum(item.minor for item in choice.named)
    others = [item for item in choice.of_payers if item.id not in ids]
    found = find_settlements(rest, others, FeeBand(known=0), many=True)
    return [Settlement((*choice.named, *one.items), 0) for one in found]


def _with_rest(total: int, named: Sequence[Candidate]) -> Settlement:
    """The named items as far as the amount goes: the last one in part."""
    gross = sum(item.minor for item in named)
    sign = 1 if total > 0 else -1
    if (gross - total) * sign <= 0:
        return Settlement(tuple(named), 0, "named", total - gross)
    left, items = total, []
    for item in sorted(named, key=lambda one: (one.minor * sign > 0, one.day, one.id)):
        is_credit = item.minor * sign < 0
        part = item.minor if is_credit or abs(item.minor) <= abs(left) else left
        left -= part
        items += [replace(item, minor=part)] if part else []
    return Settlement(tuple(items), 0, "named", left)


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

    Lines and items of one sign meet first, equal ones before others. What is left
    cancels out: items of both signs (a payout and its fee) go to the largest line; a
    line of the other sign takes from the largest item what another line gives it more.

    Args:
        lines: ``(line id, amount)``; their sum equals the items'.
        items: ``(item id, amount)``.
    Returns:
        per line its ``(item id, part)``.

    >>> distribute([(1, 300), (2, 700)], [(7, 1000)])
    {1: [(7, 300)], 2: [(7, 700)]}
    >>> distribute([(1, 980)], [(7, 1000), (8, -20)])
    {1: [(7, 1000), (8, -20)]}
    >>> distribute([(1, 500), (2, 310), (3, -10)], [(7, 500), (8, 300)])
    {1: [(7, 500)], 2: [(8, 300), (7, 10)], 3: [(7, -10)]}
    """
    spread: dict[int, Counter[int]] = {line_id: Counter() for line_id, _m in lines}
    left, waiting = dict(lines), dict(items)
    largest = max(lines, key=lambda pair: abs(pair[1]), default=None)
    biggest = max(items, key=lambda pair: abs(pair[1]), default=None)
    for meet in (lambda line, item: line == item, lambda line, item: line * item > 0):
        for line_id in spread:
            for item_id in waiting:
                line, item = left[line_id], waiting[item_id]
                if line and meet(line, item):
                    part = item if abs(item) <= abs(line) else line
                    _give(spread, left, waiting, (line_id, item_id, part))
    for item_id, minor in list(waiting.items()):
        if minor and largest:
            _give(spread, left, waiting, (largest[0], item_id, minor))
    for line_id, minor in list(left.items()):
        if minor and biggest:
            _give(spread, left, waiting, (line_id, biggest[0], minor))
    return {
        line_id: [(item_id, part) for item_id, part in parts.items() if part]
        for line_id, parts in spread.items()
    }


def _give(
    spread: dict[int, Counter[int]],
    left: dict[int, int],
    waiting: dict[int, int],
    move: tuple[int, int, int],
) -> None:
    """Move a part of an item to a line: ``(line id, item id, part)``."""
    line_id, item_id, part = move
    spread[line_id][item_id] += part
    left[line_id] -= part
    waiting[item_id] -= part


def window(day: date, days: int) -> tuple[date, date]:
    """Return the dates of the items that a group of ``day`` may settle."""
    return day - timedelta(days=days), day
