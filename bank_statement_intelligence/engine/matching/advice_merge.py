"""What becomes of the details of a lump sum on a bank line.

Nothing that the statement brought is replaced: its rows get what they lack, a row for
the whole amount steps back for its breakdown, and what is not there yet is added. A
breakdown that does not add up with the rows of the line is refused, else an amount
would stand there twice.

>>> whole = Row(1, 300, {"text": "Lump sum"})
>>> parts = [Row(2, 100, {"partner_name": "A"}), Row(3, 200, {"partner_name": "B"})]
>>> merge(300, [whole], parts)
Merge(added=(2, 3), filled=(), summaries=(1,))
>>> merge(300, [Row(1, 100, {}), Row(4, 200, {})], parts).filled
(Fill(row=2, into=1, values={'partner_name': 'A'}), Fill(row=3, into=4, values={'partner_name': 'B'}))
>>> merge(300, [Row(1, 250, {}), Row(4, 50, {})], parts) is None
True
"""  # noqa: E501

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

#: facts of a row that one row can take from another
FACTS = (
    "partner_name",
    "account_number",
    "payment_reference",
    "document_number",
    "end_to_end",
    "text",
    "code",
)
#: facts that tell payments apart
_IDENTITY = ("end_to_end", "payment_reference", "account_number")


@dataclass(frozen=True, slots=True)
class Row:
    """One detail; ``minor`` signed, in minor units of the line's currency, if it is in
    that currency at all; ``facts`` by name, empty ones may be left out."""

    id: int
    minor: int | None
    facts: Mapping[str, str]

    def get(self, name: str) -> str:
        """Return a fact, nothing if it is not known."""
        return self.facts.get(name) or ""


@dataclass(frozen=True, slots=True)
class Fill:
    """A row of the line that lacks facts which a row of the advice has."""

    row: int
    into: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Merge:
    """Rows of the advice that are added or fill others; rows that step back."""

    added: tuple[int, ...] = ()
    filled: tuple[Fill, ...] = ()
    summaries: tuple[int, ...] = ()


def merge(line_minor: int, own: list[Row], advice: list[Row]) -> Merge | None:
    """Decide how the details of an advice go to a line; None if they do not fit.

    Args:
        line_minor: amount of the line.
        own: its rows so far.
        advice: the rows of the advice, which sum up to the line.
    """
    if not own:
        return Merge(added=tuple(row.id for row in advice))
    pairs = _pair(own, advice)
    filled = tuple(_fill(new, old) for new, old in pairs)
    paired = {new.id for new, _old in pairs}
    rest = [row for row in advice if row.id not in paired]
    if not rest:
        return Merge(filled=filled)
    if _is_summary(own, line_minor, rest):
        return Merge(tuple(row.id for row in advice), (), (own[0].id,))
    minors = [row.minor for row in (*own, *rest)]
    if None not in minors and sum(minors) == line_minor:
        return Merge(tuple(row.id for row in rest), filled)
    return None


def _is_summary(own: list[Row], line_minor: int, rest: list[Row]) -> bool:
    """Tell whether the only row of a line says no more than the line itself."""
    if len(own) > 1:
        return False
    return not own[0].minor or (own[0].minor == line_minor and len(rest) > 1)


def _fill(new: Row, old: Row) -> Fill:
    values = {name: new.get(name) for name in FACTS if new.get(name)}
    lacking = {name: value for name, value in values.items() if not old.get(name)}
    return Fill(new.id, old.id, lacking)


# ------------------------------------------------------------------------------ pairs


def _pair(own: Iterable[Row], advice: Iterable[Row]) -> list[tuple[Row, Row]]:
    """Return rows that tell of one payment, as far as that is certain."""
    groups: dict[int | None, tuple[list[Row], list[Row]]] = defaultdict(
        lambda: ([], [])
    )
    for row in own:
        groups[row.minor][0].append(row)
    for row in advice:
        groups[row.minor][1].append(row)
    return [
        pair
        for minor, (olds, news) in groups.items()
        if minor is not None
        for pair in _pair_equal(olds, news)
    ]


def _pair_equal(olds: list[Row], news: list[Row]) -> list[tuple[Row, Row]]:
    """Pair rows of one amount: by what they share, else if nothing else is possible."""
    pairs: list[tuple[Row, Row]] = []
    for fits in (_share, _agree):
        for new, old in _unique(olds, news, fits):
            pairs.append((new, old))
            olds = [row for row in olds if row is not old]
            news = [row for row in news if row is not new]
    if len({_key(row) for row in olds}) == 1 and all(
        _agree(new, olds[0]) for new in news
    ):
        pairs += zip(news, olds, strict=False)  # the rows of the line are all alike
    return pairs


def _unique(
    olds: list[Row], news: list[Row], fits: Callable[[Row, Row], bool]
) -> list[tuple[Row, Row]]:
    """Return the pairs that fit where neither side fits anything else."""
    options = [(new, old) for new in news for old in olds if fits(new, old)]
    uses: dict[int, int] = defaultdict(int)
    for new, old in options:
        uses[id(new)] += 1
        uses[id(old)] += 1
    return [(n, o) for n, o in options if uses[id(n)] == 1 and uses[id(o)] == 1]


def _share(new: Row, old: Row) -> bool:
    same = any(new.get(name) and new.get(name) == old.get(name) for name in _IDENTITY)
    return same and _agree(new, old)


def _agree(new: Row, old: Row) -> bool:
    """Tell whether nothing speaks against one payment. Names may be cut off."""
    for name in _IDENTITY:
        if new.get(name) and old.get(name) and new.get(name) != old.get(name):
            return False
    one, other = new.get("partner_name").casefold(), old.get("partner_name").casefold()
    return not one or not other or one.startswith(other) or other.startswith(one)


def _key(row: Row) -> tuple[str, ...]:
    return tuple(row.get(name) for name in FACTS)
