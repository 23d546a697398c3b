"""Put together what was found for the payments of a batch entry.

Every payer's money stays on his own account: a payment settles what was found for it,
in full or in part; what it is too much stays on account of its payer, and so does the
payment of a known payer for which nothing was found. What is nobody's gets a part
without account: a person says whose it is.

The entry is proved when every payment is, to the last cent; its tier and pass are those
of the weakest. Otherwise something speaks against it. A proof of the whole entry (its
total) goes before that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from .claims import best
from .proposal import LAST_STRONG_TIER, EntryLine, Evidence, Proposal, ProposalItem

#: facts of the payments that are kept on the entry's proposal
MAX_FACTS = 60
#: possibilities of an entry that are shown
MAX_WAYS = 5
#: tier of an entry of which not everything is proved
PARTLY = 4
#: payments of nobody known whose names are kept as facts
MAX_UNKNOWN = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One payment of a batch entry; ``id`` is that of its transaction.

    ``partner_id`` is who certainly paid, ``name`` what the bank calls the payer.
    ``owner_id``: the bank tells no payer, but the payment ID of his document.
    """

    id: int
    minor: int
    partner_id: int | None = None
    name: str = ""
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What a batch must know of an item: what is open of it, and whose it is."""

    minor: int
    due: str
    partner_id: int | None
    account_id: int


def compose(
    proposals: Iterable[Proposal],
    parts: Mapping[int, Sequence[Part]],
    items: Mapping[int, OpenItem],
) -> list[Proposal]:
    """Replace the proposals of payments by proposals of their bank lines.

    Args:
        proposals: of lines and of payments, of all passes.
        parts: the payments per batch line.
        items: the items that the proposals of payments settle.
    """
    line_of = {part.id: line for line, found in parts.items() for part in found}
    own: list[Proposal] = []
    by_part: dict[int, list[Proposal]] = {}
    for proposal in proposals:
        if proposal.txn_id in line_of:
            by_part.setdefault(proposal.txn_id, []).append(proposal)
        else:
            own.append(proposal)
    whole = {p.txn_id for p in own if p.closes}
    for line_id, of_line in parts.items():
        combined = _Batch(line_id, of_line, by_part, items).combine()
        if any(_is_proved(proposal) for proposal in combined):
            own = [p for p in own if p.txn_id != line_id]
        elif line_id in whole:
            continue
        own += combined
    return own


def _is_proved(proposal: Proposal) -> bool:
    return not proposal.contra and not proposal.tie


class _Batch:
    """The decision about one batch entry."""

    def __init__(
        self,
        line_id: int,
        parts: Sequence[Part],
        by_part: Mapping[int, list[Proposal]],
        items: Mapping[int, OpenItem],
    ) -> None:
        self.line_id, self.items = line_id, items
        found = {p.id: _choose(p, by_part.get(p.id, ()), items) for p in parts}
        self.parts = sorted(parts, key=lambda part: _place(part, found[part.id]))
        self.ways = [found[part.id] or [None] for part in self.parts]
        self.shared = self._sum_up_shares()

    def combine(self) -> list[Proposal]:
        """Return the proposals of the entry; several are a tie."""
        if all(way == [None] for way in self.ways):
            return []
        found = list(islice(product(*self.ways), MAX_WAYS))
        combined = list(dict.fromkeys(self._combine(chosen) for chosen in found))
        if len(combined) == 1:
            is_tie = any(p and p.tie for p in found[0])  # with another line
            return [replace(combined[0], tie=is_tie)]
        return [proposal.one_of(len(combined)) for proposal in combined]

    def _sum_up_shares(self) -> Counter[str]:
        """Return what the payments of this entry bring of items paid by several."""
        shares: Counter[str] = Counter()
        for part, way in zip(self.parts, self.ways, strict=True):
            if way[0] and way[0].group_key:
                shares[way[0].group_key] += part.minor
        return shares

    def _combine(self, chosen: Sequence[Proposal | None]) -> Proposal:
        left = {item_id: item.minor for item_id, item in self.items.items()}
        applied: Counter[int] = Counter()
        entries: list[EntryLine] = []
        proved = 0
        for part, proposal in zip(self.parts, chosen, strict=True):
            taken = _apply(part, proposal, left, self.items)
            for item_id, minor in taken.items:
                applied[item_id] += minor
            entries += taken.entries
            proved += taken.proved and self._is_whole(proposal)
        return self._proposal(chosen, applied, entries, proved)

    def _is_whole(self, proposal: Proposal | None) -> bool:
        """Tell whether no payment outside of this entry belongs to the proof."""
        if not proposal or not proposal.group_key:
            return True
        opened = sum(self.items[i].minor for i in proposal.item_ids if i in self.items)
        return self.shared[proposal.group_key] == opened

    def _proposal(
        self,
        chosen: Sequence[Proposal | None],
        applied: Mapping[int, int],
        entries: Sequence[EntryLine],
        proved: int,
    ) -> Proposal:
        found = [proposal for proposal in chosen if proposal]
        facts = dict.fromkeys(fact for p in found for fact in p.evidence)
        count = len(self.parts)
        tally = Evidence("details", str(count), str(proved), proved == count)
        unknown = dict.fromkeys(e.label for e in entries if e.role == "unknown")
        against = [Evidence("payer_unknown", name, "", False) for name in unknown]
        against = against[:MAX_UNKNOWN]
        against += [fact for fact in facts if not fact.agrees]
        every = (tally, *against, *(fact for fact in facts if fact.agrees))
        weakest = max(found, key=lambda p: (p.tier, p.pass_code))
        kinds, tier = {p.kind for p in found}, weakest.tier
        if proved < count:
            tier = min(max(tier, PARTLY), LAST_STRONG_TIER - 1)
        return Proposal(
            txn_id=self.line_id,
            kind=weakest.kind if len(kinds) == 1 else "payment",
            pass_code=weakest.pass_code,
            tier=tier,
            items=tuple(ProposalItem(*item) for item in sorted(applied.items())),
            evidence=every[:MAX_FACTS],
            entries=tuple(entries),
            difference=sum(e.minor for e in entries if e.role == "unknown"),
            auto_allowed=all(p.auto_allowed or not p.entries for p in found),
            named=any(p.named for p in found),
            is_spread=True,
        )


# -- one payment -----------------------------------------------------------------------


def _choose(
    part: Part, candidates: Iterable[Proposal], items: Mapping[int, OpenItem]
) -> list[Proposal]:
    """Return what a payment may settle: the best, or all that are as good."""
    ranked = [p for p in best(candidates) if _counts(part, p, items)]
    if not ranked:
        return []
    first = _rank(ranked[0])
    return [proposal for proposal in ranked if _rank(proposal) == first]


def _rank(proposal: Proposal) -> tuple[bool, bool, bool, int]:
    is_open = bool(proposal.difference)
    return not proposal.named, proposal.tie, is_open, proposal.tier


def _counts(part: Part, proposal: Proposal, items: Mapping[int, OpenItem]) -> bool:
    """Tell whether a proposal is more than a hint, or one of the payer's own items."""
    if proposal.tier <= LAST_STRONG_TIER:
        return True
    owners = {items[i].partner_id for i in proposal.item_ids if i in items}
    return part.partner_id is not None and owners == {part.partner_id}


def _place(part: Part, ways: Sequence[Proposal]) -> tuple:
    """Order in which payments take items that several want: the best proved first."""
    rank = (*_rank(ways[0]), ways[0].contra) if ways else (True, True, True, 9, True)
    return (*rank, -abs(part.minor), part.name, part.id)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What one payment settles; the parts add up to it. ``proved``: to the cent."""

    items: tuple[tuple[int, int], ...]
    entries: tuple[EntryLine, ...]
    proved: bool = False


def _apply(
    part: Part,
    proposal: Proposal | None,
    left: dict[int, int],
    items: Mapping[int, OpenItem],
) -> _Taken:
    """Take what a payment settles out of what is ``left`` of the items."""
    if not proposal:
        return _Taken((), (_keep(part, part.minor, None),))
    wanted = {item.item_id: item.minor for item in proposal.items}
    whole = all(abs(left.get(i, m)) >= abs(m) for i, m in wanted.items())
    entries = proposal.entries if whole else ()  # no discount on what is paid already
    rest = part.minor - sum(entry.minor for entry in entries)
    taken: list[tuple[int, int]] = []
    for item_id in sorted(wanted, key=lambda i: _turn(i, wanted[i] * rest, items)):
        minor = _within(wanted[item_id], left.get(item_id, wanted[item_id]))
        if minor * rest > 0:
            minor = _within(minor, rest)
        elif wanted[item_id] * part.minor > 0:
            continue  # nothing is left of the payment, or of the item
        taken.append((item_id, minor))
        rest -= minor
        left[item_id] = left.get(item_id, wanted[item_id]) - minor
    if rest:
        owner = items.get(taken[0][0]) if taken else None
        entries += (_keep(part, rest, owner),)
    is_exact = dict(taken) == wanted and not rest
    return _Taken(
        tuple((item_id, minor) for item_id, minor in taken if minor),
        entries,
        is_exact and not proposal.difference and proposal.tier <= LAST_STRONG_TIER,
    )


def _turn(
    item_id: int, signed: int, items: Mapping[int, OpenItem]
) -> tuple[bool, str, int]:
    """Credit notes first, then the oldest due item."""
    return signed > 0, items[item_id].due if item_id in items else "", item_id


def _within(minor: int, most: int) -> int:
    """Return the amount, cut to another of the same sign; nothing across zero."""
    if minor * most <= 0:
        return 0
    return minor if abs(minor) <= abs(most) else most


def _keep(part: Part, minor: int, settled: OpenItem | None) -> EntryLine:
    """Return where money goes that settles nothing: on account of its own payer.

    A payer who is not known is the one whose item the rest of his payment settled, or
    to whom the payment ID was given, as of what is paid twice; else he stays unknown.
    """
    of_item = settled.partner_id if settled else None
    partner_id = part.partner_id or of_item or part.owner_id
    if not partner_id:
        return EntryLine(0, minor, label=part.name, role="unknown")
    is_own = settled is not None and settled.partner_id == partner_id
    account_id = settled.account_id if settled and is_own else 0
    return EntryLine(account_id, minor, partner_id=partner_id, on_account=True)
