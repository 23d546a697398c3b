"""What a bank line names comes first: a document, a payment of ours, a payment ID.

A proposal that settles nothing of what the line names has that against it, whatever
pass it comes from: a text rule as well as an amount on a date.

>>> from .proposal import Proposal, ProposalItem
>>> def p(*items, rule=None):
...     parts = tuple(ProposalItem(item, 100) for item in items)
...     return Proposal(1, "payment", "x", 3, parts, (), rule_id=rule)
>>> names = {1: [Named("INV/2026/00007", "INV/2026/00007", item_ids=frozenset({7}))]}
>>> [(q.named, q.contra) for q in weigh([p(7), p(8), p(rule=1)], names)]
[(True, False), (False, True), (False, True)]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .proposal import Evidence, Proposal, Span

#: evidence of a proposal that the bank's own words ask for, whatever else they name
_OWN_WORDS = {"upr", "payment_batch", "returned"}
#: tier of what leaves a name unanswered, at best
_TIER = 5


@dataclass(frozen=True, slots=True)
class Named:
    """Something that the bank names.

    ``item_value`` is the name in the books, empty if there is none. ``item_ids`` are
    the journal items that answer the name: of the document, and of what paid it.
    ``is_ours``: a number of the form of our own documents. ``is_open``: something of it
    is still to be settled. ``is_beside``: it is of the other sign and another amount,
    so that the money cannot be its payment, nor that payment coming back.
    """

    bank_value: str
    item_value: str = ""
    span: Span | None = None
    item_ids: frozenset[int] = frozenset()
    is_ours: bool = False
    is_open: bool = True
    is_beside: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the books have something of that name."""
        return bool(self.item_value)


def reduce(named: Iterable[Named]) -> list[Named]:
    """Keep the names that count: what is not in the books only where nothing that is
    stands at the same place; of several readings one of our own form, else the
    shortest.

    >>> number = Named("2026-17011", span=Span("payment_ref", 3, 13))
    >>> ours = Named("RE-2026-17011", span=Span("payment_ref", 0, 13), is_ours=True)
    >>> [one.bank_value for one in reduce([number, ours])]
    ['RE-2026-17011']
    """
    named = list(named)
    kept = [one for one in named if one.is_known]
    unknown = [one for one in named if not one.is_known]
    unknown.sort(key=lambda o: (not o.is_ours, len(o.bank_value), o.bank_value))
    for one in unknown:
        if not any(_same_place(one, other) for other in kept):
            kept.append(one)
    return kept


def _same_place(one: Named, other: Named) -> bool:
    if one.bank_value == other.bank_value:
        return True
    left, right = one.span, other.span
    if not left or not right or left.field != right.field:
        return False
    return (
        left.detail_id == right.detail_id
        and left.start < right.end
        and right.start < left.end
    )


def weigh(
    proposals: Iterable[Proposal], named: Mapping[int, Sequence[Named]]
) -> list[Proposal]:
    """Return the proposals of a pass with the names that they leave unanswered.

    Proposals of one group answer together, and what is against one is against all.

    Args:
        proposals: all proposals of one pass.
        named: what each transaction names.
    """
    proposals = list(proposals)
    settled: dict[str, frozenset[int]] = defaultdict(frozenset)
    for proposal in proposals:
        if proposal.group_key:
            settled[proposal.group_key] |= proposal.item_ids
    weighed, against = [], defaultdict(list)
    for proposal in proposals:
        items = proposal.item_ids | settled.get(proposal.group_key, frozenset())
        names = named.get(proposal.txn_id, ())
        is_named = proposal.named or any(items & name.item_ids for name in names)
        proposal = replace(proposal, named=is_named)
        facts = _unanswered(proposal, items, names)
        if proposal.group_key:
            against[proposal.group_key] += facts
        weighed.append((proposal, facts))
    return [
        _against(proposal, against.get(proposal.group_key, facts))
        for proposal, facts in weighed
    ]


def _against(proposal: Proposal, facts: Iterable[Evidence]) -> Proposal:
    told = {(fact.code, fact.bank_value) for fact in proposal.evidence}
    for fact in dict.fromkeys(facts):
        if (fact.code, fact.bank_value) not in told:
            proposal = proposal.against(fact, _TIER)
    return proposal


def _unanswered(
    proposal: Proposal, items: frozenset[int], names: Sequence[Named]
) -> list[Evidence]:
    codes = {fact.code for fact in proposal.evidence if fact.agrees}
    if codes & _OWN_WORDS:
        return []
    forgiven = {f.bank_value for f in proposal.evidence if f.code == "near_document"}
    return [
        Evidence(
            "other_document" if name.is_known else "unknown_document",
            name.bank_value,
            name.item_value,
            False,
            name.span,
        )
        for name in names
        if not items & name.item_ids
        and name.bank_value not in forgiven
        and _counts(name, proposal)
    ]


def _counts(name: Named, proposal: Proposal) -> bool:
    """Tell whether a name that a proposal does not answer is against it.

    What is paid, or not in the books, says nothing against what the line names as well;
    a payment ID of others nothing against a rule or a payment in the books; a document
    that money of this sign cannot pay nothing against a rule: the fee for it.
    """
    if proposal.named:
        return name.is_open and name.is_known
    if name.is_beside and proposal.rule_id and not proposal.items:
        return False
    if name.is_known or name.is_ours:
        return True
    return proposal.kind == "payment" and bool(proposal.items)
