"""Decide which of a certain partner's open items a payment settles (pass 70).

No document of his is named by a number that is in the books; that was pass 60.
Strongest first:

1. exactly one item of the amount → tier 3. Speaks against it (tier 5): the text names
   another document or one that is not in the books, or another partner; the item is
   dated after the payment, the bank account is not the partner's. Two other items, or
   all others, that sum up to the amount as well make it a tie;
2. several items of the amount → a tie, the oldest first, unless the text has the tail
   of just one number;
3. one item less its discount or the charge that the bank tells → tier 4;
4. items whose number tails stand in the text and sum up to the amount → tier 4;
5. all that is open → tier 5; the only set of items of that sum → tier 5, two sets → a
   tie;
6. one item within tolerance → tier 5;
7. the oldest items first, with a difference → tier 7, a hint.

A partner who is only likely (near name) gives two tiers less, never better than 5.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ..text.likeness import near_number
from . import subsets
from .fit import CHARGES, DISCOUNT, Fit, Policy, fit
from .names import Named
from .proposal import Evidence, Proposal, ProposalItem
from .sides import Item, Txn

MAX_SHOWN = 5
_TAIL = re.compile(r"(?<![\w,.])0*([1-9][0-9]{0,5})(?![\w]|[,.][0-9])")
_LAST_NUMBER = re.compile(r"0*([1-9][0-9]*)\D*$")


@dataclass(frozen=True, slots=True)
class Case:
    """A payment of a partner, his open items of one currency, and what else is
    named. ``other`` is another partner that the bank's text tells; ``is_rival``: who is
    no less likely."""

    txn: Txn
    items: tuple[Item, ...]
    named: tuple[Named, ...] = ()
    other: str = ""
    is_rival: bool = False


def decide(
    cases: Iterable[Case],
    pass_code: str,
    policy_of: Callable[[Txn, Item], Policy],
) -> list[Proposal]:
    """Return what each case proves.

    Args:
        cases: one per payment; items dated after it may be among them.
        pass_code: stored on the proposals.
        policy_of: what is allowed for a payment of an item.
    """
    return [
        proposal
        for case in cases
        for proposal in _Decision(case, pass_code, policy_of).decide()
    ]


class _Decision:
    """Decides one case."""

    def __init__(
        self, case: Case, pass_code: str, policy_of: Callable[[Txn, Item], Policy]
    ) -> None:
        self.case, self.txn = case, case.txn
        self.pass_code, self.policy_of = pass_code, policy_of
        self.amount = self.txn.amount_in(case.items[0].currency_id) or 0
        items = sorted(case.items, key=lambda item: (item.due, item.id))
        past = [item for item in items if item.day <= self.txn.day]
        self.items = past or items
        self.likely = self.txn.partner_id is None

    def decide(self) -> list[Proposal]:
        """Return the proposals for the payment."""
        if not self.amount:
            return []
        exact = self._by_document(i for i in self.items if i.minor == self.amount)
        if not exact and self.likely:
            return self._sums()
        if not exact:
            return (
                self._single(lambda found: found.kind in (DISCOUNT, CHARGES), 4)
                or self._by_tails()
                or self._sums()
                or self._single(lambda found: found.fits, 5)
                or self._oldest_first()
            )
        return self._one(exact[0]) if len(exact) == 1 else self._several(exact)

    def _by_document(self, items: Iterable[Item]) -> list[Item]:
        """Keep the first due item of each document: its instalments are alike."""
        found: dict[int, Item] = {}
        for item in items:
            found.setdefault(item.document_id, item)
        return list(found.values())

    # -- an item of the amount ---------------------------------------------------------

    def _one(self, item: Item) -> list[Proposal]:
        proposal = self._weigh(self._proposal([item], 3), item)
        combined = self._combination(item)
        if not combined:
            return [proposal]
        names = " + ".join(other.name for other in combined)
        other = self._proposal(combined, 3).as_tie(
            Evidence("other_candidate", "", item.name, False)
        )
        fact = Evidence("other_combination", "", names, False)
        return [proposal.as_tie(fact), other]

    def _combination(self, item: Item) -> list[Item]:
        """Return other items that are the amount too: two of them, or all."""
        others = [other for other in self.items if other is not item]
        found = subsets.pair([other.minor for other in others], self.amount)
        if found:
            return [others[position] for position in found]
        whole = sum(other.minor for other in others)
        return others if len(others) > 1 and whole == self.amount else []

    def _several(self, exact: list[Item]) -> list[Proposal]:
        tails = self._tails()
        named = [item for item in exact if _tail(item.name) in tails]
        if len(named) == 1:
            return [self._weigh(self._with_tails(named, 3), named[0])]
        return [
            self._weigh(self._proposal([item], 3), item).one_of(len(exact))
            for item in exact[:MAX_SHOWN]
        ]

    def _weigh(self, proposal: Proposal, item: Item) -> Proposal:
        """Add what speaks against this one item."""
        for named in self.case.named:
            if not named.is_known and near_number(named.bank_value, item.name):
                fact = Evidence(
                    "near_document", named.bank_value, item.name, True, named.span
                )
                proposal = proposal.with_facts(fact)
        if item.day > self.txn.day:
            fact = Evidence("date_after", str(self.txn.day), str(item.day), False)
            proposal = proposal.against(fact, tier=5)
        return proposal

    # -- several items -----------------------------------------------------------------

    def _single(self, accepted: Callable[[Fit], bool], tier: int) -> list[Proposal]:
        """One item whose amount fits in another way; several are a tie."""
        fitting = [i for i in self.items if accepted(self._fit([i]))]
        if len(fitting) == 1:
            return [self._weigh(self._proposal(fitting, tier), fitting[0])]
        shown = fitting[:MAX_SHOWN]
        return [self._proposal([i], tier).one_of(len(fitting)) for i in shown]

    def _by_tails(self) -> list[Proposal]:
        tails = self._tails()
        named = [item for item in self.items if _tail(item.name) in tails]
        if len(named) < 2 or sum(item.minor for item in named) != self.amount:
            return []
        return [self._with_tails(named, 4)]

    def _sums(self) -> list[Proposal]:
        if len(self.items) < 2:
            return []
        whole = sum(item.minor for item in self.items)
        if whole == self.amount:
            fact = Evidence("full_balance", str(self.amount), str(whole))
            return [self._proposal(self.items, 5).with_facts(fact)]
        found = subsets.search([item.minor for item in self.items], self.amount)
        sets = [[self.items[i] for i in solution] for solution in found.solutions]
        if len(sets) == 1:
            tier = 5 if found.complete else 7
            return [self._proposal(sets[0], tier).with_facts(self._subset(sets[0]))]
        fact = Evidence("other_combination", "1", "2", False)
        return [
            self._proposal(chosen, 5).with_facts(self._subset(chosen)).as_tie(fact)
            for chosen in sets
        ]

    def _subset(self, chosen: Sequence[Item]) -> Evidence:
        return Evidence("amount_subset", str(len(chosen)), str(len(self.items)))

    def _oldest_first(self) -> list[Proposal]:
        """A hint where nothing fits: the oldest items of the right sign."""
        right = [item for item in self.items if item.minor * self.amount > 0]
        if not right:
            return []
        named = [n.bank_value for n in self.case.named if not n.is_known]
        near = [i for i in right if any(near_number(value, i.name) for value in named)]
        chosen, left = [], self.amount
        for item in near[:1] or right:
            if left * self.amount <= 0:
                break
            chosen.append(item)
            left -= item.minor
        return [self._weigh(self._proposal(chosen, 7), chosen[0])]

    # -- proposals ---------------------------------------------------------------------

    def _tails(self) -> set[str]:
        return set(_TAIL.findall(self.txn.text))

    def _with_tails(self, items: Sequence[Item], tier: int) -> Proposal:
        facts = [Evidence("short_number", _tail(i.name) or "", i.name) for i in items]
        return self._proposal(items, tier).with_facts(*facts)

    def _fit(self, items: Sequence[Item]) -> Fit:
        return fit(self.txn, items, self.policy_of(self.txn, items[0]))

    def _proposal(self, items: Sequence[Item], tier: int) -> Proposal:
        fitted = self._fit(items)
        how = self.txn.partner_how or "partner_set"
        payer = Evidence(how, self.txn.partner_name, items[0].partner_name)
        proposal = Proposal(
            txn_id=self.txn.id,
            kind="payment",
            pass_code=self.pass_code,
            tier=min(7, tier + 2) if self.likely else tier,
            items=tuple(ProposalItem(item.id, item.minor) for item in items),
            evidence=(payer, *fitted.facts),
            entries=tuple(
                replace(e, partner_id=items[0].partner_id) for e in fitted.entries
            ),
            difference=fitted.left,
            auto_allowed=fitted.auto_allowed,
        )
        if self.case.other:
            fact = Evidence("other_partner", self.case.other, payer.item_value, False)
            proposal = (
                proposal.as_tie(fact)
                if self.case.is_rival
                else proposal.against(fact, tier=5)
            )
        if not self.txn.account_differs:
            return proposal
        fact = Evidence("account_differs", self.txn.partner_name, "", False)
        return proposal.against(fact, tier=5)


def _tail(name: str) -> str | None:
    """Return the last number of a document's name without zeros.

    >>> _tail("INV/2026/00042")
    '42'
    """
    match = _LAST_NUMBER.search(name)
    return match[1] if match else None
