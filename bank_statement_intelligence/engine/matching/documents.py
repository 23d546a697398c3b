"""Decide proposals from references that were found on both sides (passes 10, 20, 50,
60).

A :class:`Hit` says: this bank line holds a reference that this item carries. What
follows per line, strongest first:

1. the line names one document and pays exactly what it, or one instalment of it, is
   open for → tier 1; with the terms' discount or a charge the bank tells → tier 2;
   a payment ID with check digits that the bank sent as such decides, whoever paid;
2. it names several documents and their sum is the amount → tier 2;
3. a reference that several documents share (an order, a payment ID per customer) names
   all of them: one of the amount → tier 2, all together → tier 2, some → tier 5,
   another possibility as good → a tie;
4. the amount is that of some of the documents named → tier 4, with contra-evidence;
5. within tolerance or discount in grace → tier 4, with the write-off;
6. under-payments of several lines that are together what one item is open for → tier 2,
   posted together (``engine/shares.py``);
7. anything else → the named items with a difference, tier 4; nothing at all if every
   named item is of the other sign.

Worked example: the line is 1,250.00 with text "INV/2026/00007 INV/2026/00009". The
items are 1,000.00 and 250.00: rule 2. Were the second one 300.00, rule 6 would propose
both with a difference of −50.00.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from . import shares, subsets
from .fit import DISCOUNT, EXACT, Fit, Policy, fit
from .proposal import Evidence, Proposal, ProposalItem
from .sides import Hit, Item, Txn

#: other documents shown as contra-evidence
MAX_OTHERS = 3
#: candidates of a tie that are shown
MAX_SHOWN = 5

PolicyOf = Callable[[Txn, Item], Policy]


def no_policy(_txn: Txn, _item: Item) -> Policy:
    """Policy of payments in the books: nothing but the exact amount."""
    return Policy()


def decide(
    hits: Iterable[Hit], pass_code: str, kind: str, policy_of: PolicyOf = no_policy
) -> list[Proposal]:
    """Return the proposals that the hits of one pass prove, line by line.

    Args:
        hits: all hits of the pass; several per line and item are fine.
        pass_code: stored on the proposals.
        kind: ``payment`` (open items) or ``bank`` (entries already posted).
        policy_of: what is allowed for a payment of an item.
    """
    by_line: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_line[hit.txn.id].append(hit)
    proposals: list[Proposal] = []
    for txn_id in sorted(by_line):
        line = _Line(by_line[txn_id], pass_code, kind, policy_of)
        proposals += line.decide()
    return shares.combine(proposals)


def reduce(hits: Iterable[Hit]) -> list[Hit]:
    """Keep the hits that count: one per item, the longest; none inside another's text;
    where a number names items of several partners, those of the payer if known.
    """
    hits = sorted(hits, key=lambda h: (-len(h.key), h.code, h.bank_value, h.item.id))
    spans = {hit.span for hit in hits if hit.span}
    hits = [
        hit
        for hit in hits
        if not (hit.span and any(span.contains(hit.span) for span in spans))
    ]
    sides: dict[str, set[bool | None]] = defaultdict(set)
    for hit in hits:
        sides[hit.key].add(hit.agrees)
    kept: dict[int, Hit] = {}
    for hit in hits:
        if hit.agrees is False and True in sides[hit.key]:
            continue
        kept.setdefault(hit.item.id, hit)
    return sorted(kept.values(), key=lambda h: h.item.id)


class _Line:
    """The decision about one line (or batch detail) in one currency."""

    def __init__(
        self, hits: list[Hit], pass_code: str, kind: str, policy_of: PolicyOf
    ) -> None:
        self.hits = reduce(_of_one_currency(hits))
        self.txn = self.hits[0].txn
        self.amount = self.txn.amount_in(self.hits[0].item.currency_id) or 0
        self.pass_code, self.kind, self.policy_of = pass_code, kind, policy_of

    def decide(self) -> list[Proposal]:
        """Return the proposals for the line."""
        if not self.amount:
            return []
        documents = defaultdict(set)
        for hit in self.hits:
            documents[hit.key].add(hit.item.document_id)
        shared = any(len(found) > 1 for found in documents.values())
        groups = defaultdict(list)
        for hit in self.hits:
            groups[hit.item.document_id].append(hit)
        if len(groups) == 1:
            return self._one_document(self.hits)
        if shared:
            return self._shared(list(groups.values()))
        return self._several(list(groups.values()))

    # -- one document ------------------------------------------------------------------

    def _one_document(self, hits: list[Hit]) -> list[Proposal]:
        """The amount of the whole document, or of one instalment, the first due."""
        whole = self._fit(hits)
        if whole.kind == EXACT:
            return [self._proposal(hits, whole, 1)]
        single = self._exact(hits)
        if single:
            return [self._proposal([single[0]], self._fit([single[0]]), 1)]
        if whole.fits:
            return [self._proposal(hits, whole, 2 if whole.proved else 4)]
        for hit in sorted(hits, key=_due):
            part = self._fit([hit])
            if part.proved:
                return [self._proposal([hit], part, 2)]
        return self._difference(hits, whole)

    def _exact(self, hits: Sequence[Hit]) -> list[Hit]:
        return sorted((h for h in hits if h.item.minor == self.amount), key=_due)

    # -- several documents -------------------------------------------------------------

    def _several(self, groups: list[list[Hit]]) -> list[Proposal]:
        """Every document is named by a reference of its own."""
        every = [hit for group in groups for hit in group]
        whole = self._fit(every)
        if whole.proved:
            return [self._proposal(every, whole, 2)]
        fitting = [group for group in groups if self._sum(group) == self.amount]
        if len(fitting) > 1:
            return self._ties(fitting)
        if not fitting:
            fitting = self._subsets(groups)
        if fitting:
            return [self._partly(chosen, every) for chosen in fitting]
        if whole.fits:
            return [self._proposal(every, whole, 4)]
        return self._difference(every, whole)

    def _shared(self, groups: list[list[Hit]]) -> list[Proposal]:
        """A reference that several documents have: any of them may be meant."""
        every = [hit for group in groups for hit in group]
        single = [g for g in groups if self._sum(g) == self.amount]
        exact = single or [[h] for h in self._exact(every)]
        whole = self._fit(every)
        combined = self._subsets(groups) if len(groups) > 2 else []
        if whole.proved:
            combined = [every]
        possible = exact[:MAX_SHOWN] + combined
        if len(possible) > 1:
            return self._ties(possible)
        if exact or whole.proved:
            return [self._proposal(possible[0], self._fit(possible[0]), 2)]
        if combined:
            return [self._proposal(combined[0], self._fit(combined[0]), 5)]
        if whole.fits:
            return [self._proposal(every, whole, 4)]
        return self._difference(every, whole)

    def _subsets(self, groups: list[list[Hit]]) -> list[list[Hit]]:
        found = subsets.search([self._sum(group) for group in groups], self.amount)
        return [
            [hit for position in solution for hit in groups[position]]
            for solution in found.solutions
            if len(solution) < len(groups)
        ]

    def _sum(self, hits: Iterable[Hit]) -> int:
        return sum(hit.item.minor for hit in hits)

    def _ties(self, possible: list[list[Hit]]) -> list[Proposal]:
        ties = []
        for chosen in possible:
            rest = [c for c in possible if c is not chosen]
            others = ", ".join(_names(c) for c in rest)
            fact = Evidence("other_candidate", chosen[0].bank_value, others, False)
            tier = 1 if len(chosen) == 1 else 2
            ties.append(self._proposal(chosen, self._fit(chosen), tier).as_tie(fact))
        return ties

    def _partly(self, chosen: list[Hit], every: list[Hit]) -> Proposal:
        """Some of the documents named: the others speak against it."""
        proposal = self._proposal(chosen, self._fit(chosen), 2)
        ids = {hit.item.document_id for hit in chosen}
        others = {h.item.document_id: h for h in every if h.item.document_id not in ids}
        for other in list(others.values())[:MAX_OTHERS]:
            fact = Evidence(
                "other_document", other.bank_value, other.item_value, False, other.span
            )
            proposal = proposal.against(fact, tier=4)
        return proposal

    # -- proposals ---------------------------------------------------------------------

    def _fit(self, hits: Sequence[Hit]) -> Fit:
        items = [hit.item for hit in hits]
        return fit(self.txn, items, self.policy_of(self.txn, items[0]))

    def _difference(self, hits: list[Hit], whole: Fit) -> list[Proposal]:
        """Propose the named items; an item never gets more than it is open for.

        With another payer the reference is probably wrong: a hint only (tier 7).
        """
        if not any(hit.item.minor * self.amount > 0 for hit in hits):
            return []  # money in cannot settle what we owe, nor money out the reverse
        is_other_payer = any(hit.agrees is False for hit in hits)
        return [self._proposal(hits, whole, 7 if is_other_payer else 4)]

    def _proposal(self, hits: Sequence[Hit], fitted: Fit, tier: int) -> Proposal:
        facts = {
            (h.code, h.bank_value, h.item_value): Evidence(
                h.code, h.bank_value, h.item_value, True, h.span
            )
            for h in hits
        }
        if fitted.kind == DISCOUNT and tier == 1:
            tier = 2
        proposal = Proposal(
            txn_id=self.txn.id,
            kind=self.kind,
            pass_code=self.pass_code,
            tier=tier,
            items=tuple(ProposalItem(h.item.id, h.item.minor) for h in hits),
            evidence=(*facts.values(), *fitted.facts),
            entries=tuple(
                replace(e, partner_id=hits[0].item.partner_id) for e in fitted.entries
            ),
            difference=fitted.left,
            auto_allowed=fitted.auto_allowed,
        )
        policy = self.policy_of(self.txn, hits[0].item)
        return _weigh_payer(_weigh_numbers(proposal, hits), hits, policy)


def _of_one_currency(hits: list[Hit]) -> list[Hit]:
    """Keep the currency in which the line's amount fits best: first an exact one."""
    currencies = {hit.item.currency_id for hit in hits}
    if len(currencies) == 1:
        return hits

    def rank(hit: Hit) -> tuple[bool, bool, int]:
        exact = hit.txn.amount_in(hit.item.currency_id) == hit.item.minor
        own = hit.item.currency_id == hit.txn.currency_id
        return not exact, not own, hit.item.currency_id

    best = min(hits, key=rank).item.currency_id
    return [hit for hit in hits if hit.item.currency_id == best]


def _due(hit: Hit) -> tuple:
    return hit.item.due, hit.item.id


def _names(hits: Iterable[Hit]) -> str:
    return " + ".join(dict.fromkeys(hit.item_value for hit in hits))


def _weigh_numbers(proposal: Proposal, hits: Sequence[Hit]) -> Proposal:
    for hit in hits:
        if hit.short and not hit.agrees:
            fact = Evidence(
                "too_short", hit.bank_value, hit.item_value, False, hit.span
            )
            return proposal.against(fact, tier=4)
    return proposal


def _weigh_payer(proposal: Proposal, hits: Sequence[Hit], policy: Policy) -> Proposal:
    """Note who paid. A payment ID with its exact amount decides, whoever it was."""
    payer = hits[0].txn.partner_name
    decides = proposal.tier == 1 and all(h.is_decisive for h in hits)
    for hit in hits:
        if hit.agrees is False:
            if decides and not policy.ask_payer:
                fact = Evidence("paid_by_other", payer, hit.item.partner_name)
                return proposal.with_facts(fact)
            fact = Evidence("partner_conflict", payer, hit.item.partner_name, False)
            return proposal.against(fact, tier=4)
    known = next((hit for hit in hits if hit.agrees), None)
    if not known:
        return proposal
    return proposal.with_facts(Evidence("partner", payer, known.item.partner_name))
