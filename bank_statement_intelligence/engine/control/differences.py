"""Say why the bank's balance is not the ledger's.

The difference of a day is exactly the sum of *causes*: entries on the bank's account
that no bank line made, bank lines that stand on another account, statements whose lines
do not add up, gaps between statements, and an opening balance without opening entry.
Each cause becomes a *suspect*: what most likely happened, from what lies beside it.

Amounts are integers of the currency's smallest unit. The effect of a cause is what it
adds to ``bank − ledger``: an entry of 25.00 that the bank does not have has −2500.

>>> day = date(2026, 3, 10)
>>> entry = Cause("move:1", "item", -2500, day)
>>> line = BankLine(7, 2500, date(2026, 3, 12))
>>> [(s.code, s.beside) for s in explain([entry], [line], day)]
[('double_booking', ('line:7',))]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

#: days between an entry and the bank line that it repeats
WINDOW = 10


@dataclass(frozen=True, slots=True)
class Cause:
    """One exact part of the difference.

    ``kind``: ``opening``, ``gap``, ``incomplete``, ``item`` (an entry without bank
    line) or ``line`` (a bank line on another account). The first three have a
    ``statement``.
    """

    key: str
    kind: str
    effect: int
    day: date
    statement: int = 0


@dataclass(frozen=True, slots=True)
class BankLine:
    """A bank line to compare with. ``state``: ``posted``, ``draft`` or ``ignored``."""

    id: int
    amount: int
    day: date
    statement: int = 0
    text: str = ""
    state: str = "posted"
    own_account: bool = True

    @property
    def key(self) -> str:
        """Return what names the line beside a cause."""
        return f"line:{self.id}"


@dataclass(frozen=True, slots=True)
class Suspect:
    """What probably happened. The effects of all suspects add up to the difference.

    ``causes`` are the keys it stands for, ``beside`` the keys of what gave it away, and
    ``cancels_on`` the day on which the difference goes away by itself.
    """

    code: str
    effect: int
    day: date
    causes: tuple[str, ...]
    beside: tuple[str, ...] = ()
    cancels_on: date | None = None


def explain(
    causes: Iterable[Cause], lines: Iterable[BankLine], day: date
) -> list[Suspect]:
    """Return the suspects for the difference at the end of a day.

    Args:
        causes: all causes of the account, those after the day too: they tell what
            cancels out by itself.
        lines: bank lines near the causes, of this account and of others.
        day: the day whose difference is explained.
    Returns:
        suspects in order of their day; together they make the difference.
    """
    lines = list(lines)
    now, later = _split(causes, day)
    now = _drop_pairs(_drop_opening(now))
    suspects, left = _find_timing(now, later)
    used: set[int] = set()
    for cause in left:
        suspects.append(_judge(cause, lines, used))
    return sorted(suspects, key=lambda s: (s.day, s.causes))


def is_transposed(one: int, other: int) -> bool:
    """Tell whether two amounts differ by two neighbouring digits that changed places.

    >>> is_transposed(123450, 124350), is_transposed(-5400, -4500)
    (True, True)
    >>> is_transposed(123450, 123450), is_transposed(100, 2000), is_transposed(54, -45)
    (False, False, False)
    """
    if one == other or (one < 0) != (other < 0) or (one - other) % 9:
        return False
    left, right = str(abs(one)), str(abs(other))
    width = max(len(left), len(right))
    left, right = left.zfill(width), right.zfill(width)
    places = [n for n in range(width) if left[n] != right[n]]
    if len(places) != 2 or places[1] - places[0] != 1:
        return False
    first, second = places
    return left[first] == right[second] and left[second] == right[first]


def _split(causes: Iterable[Cause], day: date) -> tuple[list[Cause], list[Cause]]:
    ordered = sorted(causes, key=lambda cause: (cause.day, cause.key))
    now = [cause for cause in ordered if cause.day <= day]
    return now, ordered[len(now) :]


def _drop_opening(causes: list[Cause]) -> list[Cause]:
    """Leave out the opening balance if the entries up to it make the same amount.

    Otherwise what lies before counts as one cause: how the books came to their balance
    before the first statement is nothing that a bank file can tell. Where statements
    began anew, the last beginning counts.
    """
    openings = [cause for cause in causes if cause.kind == "opening"]
    if not openings:
        return causes
    opening = openings[-1]
    older = ("opening", "gap", "incomplete") if len(openings) > 1 else ()
    before = [
        c
        for c in causes
        if (c.kind == "item" and c.day <= opening.day)
        or (c.kind in older and c.day < opening.day)
    ]
    rest = opening.effect + sum(cause.effect for cause in before)
    exact = [c for c in before if c.effect == -opening.effect]
    if rest and len(exact) == 1:
        return [c for c in causes if c not in (opening, exact[0])]
    left = [cause for cause in causes if cause not in before and cause != opening]
    if not rest:
        return left
    whole = Cause(opening.key, "opening", rest, opening.day, opening.statement)
    return [whole, *left]


def _drop_pairs(causes: list[Cause]) -> list[Cause]:
    """Leave out what a later cause takes back: a reversal, a corrected balance."""
    left: list[Cause] = []
    for cause in causes:
        twin = next((c for c in reversed(left) if _cancels(c, cause)), None)
        if twin:
            left.remove(twin)
        else:
            left.append(cause)
    return left


def _cancels(one: Cause, other: Cause) -> bool:
    """Tell whether two causes are two sides of the same thing."""
    if one.effect != -other.effect or "opening" in (one.kind, other.kind):
        return False
    return (one.kind == "item") == (other.kind == "item")


def _find_timing(
    now: list[Cause], later: list[Cause]
) -> tuple[list[Suspect], list[Cause]]:
    """Return what goes away by itself later, and the causes that do not.

    One by one first; if all that is left comes to zero on a later day, all of it.
    """
    suspects, left, future = [], [], list(later)
    for cause in now:
        twin = next((c for c in future if _cancels(cause, c)), None)
        if twin:
            future.remove(twin)
            suspects.append(_timing([cause], [twin]))
        else:
            left.append(cause)
    total = sum(cause.effect for cause in left)
    taken: list[Cause] = []
    for position, cause in enumerate(future):
        total += cause.effect
        taken.append(cause)
        same_day = future[position + 1 : position + 2]
        if left and not total and not (same_day and same_day[0].day == cause.day):
            return [*suspects, _timing(left, taken)], []
    return suspects, left


def _timing(causes: list[Cause], later: list[Cause]) -> Suspect:
    return Suspect(
        "timing",
        sum(cause.effect for cause in causes),
        causes[0].day,
        tuple(cause.key for cause in causes),
        tuple(cause.key for cause in later),
        later[-1].day,
    )


def _judge(cause: Cause, lines: list[BankLine], used: set[int]) -> Suspect:
    """Return what one cause looks like; a bank line gives only one cause away."""
    if cause.kind == "item":
        code, line = _judge_item(cause, lines, used)
        used |= {line.id} if line else set()
        return _suspect(code, cause, [line] if line else [])
    if cause.kind == "incomplete":
        return _suspect(*_judge_total(cause, lines))
    codes = {"opening": "opening_balance", "gap": "statement_gap"}
    return _suspect(codes.get(cause.kind, "wrong_account"), cause)


def _suspect(code: str, cause: Cause, beside: Iterable[BankLine] = ()) -> Suspect:
    keys = tuple(line.key for line in beside)
    return Suspect(code, cause.effect, cause.day, (cause.key,), keys)


def _judge_item(
    cause: Cause, lines: list[BankLine], used: set[int]
) -> tuple[str, BankLine | None]:
    """Compare an entry with the bank lines around its day, the nearest first."""
    amount = -cause.effect
    near = [
        line
        for line in lines
        if line.id not in used
        and line.state == "posted"
        and abs((line.day - cause.day).days) <= WINDOW
    ]
    near.sort(key=lambda line: (abs((line.day - cause.day).days), line.id))
    own = [line for line in near if line.own_account]
    tests = (
        ("double_booking", own, lambda line: line.amount == amount),
        ("wrong_sign", own, lambda line: line.amount == -amount),
        ("transposed_digits", own, lambda line: is_transposed(line.amount, amount)),
        (
            "wrong_account",
            near,
            lambda line: line.amount == amount and not line.own_account,
        ),
    )
    for code, group, fits in tests:
        line = next(filter(fits, group), None)
        if line:
            return code, line
    return "entries_without_bank_line", None


def _judge_total(
    cause: Cause, lines: list[BankLine]
) -> tuple[str, Cause, list[BankLine]]:
    """Find the line that makes a statement's lines not add up to its balance."""
    mine = [line for line in lines if line.own_account and line.id]
    mine = [line for line in mine if line.statement == cause.statement]
    missing = cause.effect
    for code, state in (("ignored_line", "ignored"), ("draft_line", "draft")):
        group = [line for line in mine if line.state == state]
        exact = [line for line in group if line.amount == missing]
        if exact:
            return code, cause, exact[:1]
        if group and sum(line.amount for line in group) == missing:
            return code, cause, group
    posted = [line for line in mine if line.state == "posted"]
    for code, fits in (
        ("double_line", lambda line: _is_double(line, missing, posted)),
        ("wrong_sign", lambda line: line.amount * -2 == missing),
        (
            "transposed_digits",
            lambda line: is_transposed(line.amount, line.amount + missing),
        ),
    ):
        found = [line for line in posted if fits(line)]
        if found:
            return code, cause, found
    again = _find_repeated(posted)
    if again and sum(line.amount for line in again) == -missing:
        return "double_line", cause, again
    return "missing_line", cause, []


def _find_repeated(lines: list[BankLine]) -> list[BankLine]:
    """Return the lines that repeat an earlier one: a page that came twice."""
    seen = set()
    again = []
    for line in sorted(lines, key=lambda line: line.id):
        what = (line.amount, line.day, line.text)
        if what in seen:
            again.append(line)
        seen.add(what)
    return again


def _is_double(line: BankLine, missing: int, lines: list[BankLine]) -> bool:
    """Tell whether a line is there twice and once too often."""
    return line.amount == -missing and any(
        other.id != line.id
        and (other.amount, other.day, other.text) == (line.amount, line.day, line.text)
        for other in lines
    )
