"""Decide proposals from references found on both sides (passes 10, 20, 50, 60).

A :class:`Hit` says: this bank line holds a reference that this item carries. What
follows per line, strongest first:

1. one item whose open amount is the line's amount → tier 1;
2. several items named, and their sum is the line's amount → tier 2;
3. several items, each alone of that amount → a tie;
4. one item of that amount but other documents named too → tier 4, with contra-evidence;
5. anything else → the named items with a difference, tier 4: never posted unseen;
   nothing at all if every named item is of the other sign.

Worked example: the line is 1,250.00 with text "INV/2026/00007 INV/2026/00009". Items
are 1,000.00 and 250.00: rule 2. Were the second one 300.00, rule 5 would propose both
with a difference of −50.00.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .proposal import Evidence, Proposal, ProposalItem

#: digits-only numbers shorter than this need the right payer too
SHORT_NUMBER = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """One reference found on a line and on an item; amounts in minor units.

    ``partner_agrees`` is None when the payer is unknown. ``document_id`` groups the
    items of one invoice (instalments).
    """

    txn_id: int
    item_id: int
    document_id: int
    txn_minor: int
    minor: int
    code: str
    key: str
    bank_value: str
    item_value: str
    partner_agrees: bool | None = None
    bank_partner: str = ""
    item_partner: str = ""


def decide(hits: Iterable[Hit], pass_code: str, kind: str) -> list[Proposal]:
    """Return the proposals that the hits of one pass prove, line by line.

    Args:
        hits: all hits of the pass; several per line and item are fine.
        pass_code: stored on the proposals.
        kind: ``payment`` (open items) or ``bank`` (entries already posted).
    """
    by_line: dict[int, dict[int, Hit]] = defaultdict(dict)
    for hit in sorted(hits, key=lambda h: (-len(h.key), h.code, h.bank_value)):
        by_line[hit.txn_id].setdefault(hit.item_id, hit)
    proposals: list[Proposal] = []
    for txn_id in sorted(by_line):
        named = sorted(by_line[txn_id].values(), key=lambda h: h.item_id)
        proposals += _decide_line(named, pass_code, kind)
    return proposals


def _decide_line(named: list[Hit], pass_code: str, kind: str) -> list[Proposal]:
    amount = named[0].txn_minor
    exact = [hit for hit in named if hit.minor == amount]
    if len(exact) > 1:
        return [_tie(hit, exact, pass_code, kind) for hit in exact]
    if len(named) > 1 and sum(hit.minor for hit in named) == amount:
        return [_proposal(named, pass_code, kind, tier=2)]
    if exact:
        return [_one_exact(exact[0], named, pass_code, kind)]
    if any(hit.minor * amount > 0 for hit in named):
        return [_with_difference(named, pass_code, kind)]
    return []  # money in cannot settle what we owe, nor money out what others owe us


def _tie(hit: Hit, exact: list[Hit], pass_code: str, kind: str) -> Proposal:
    others = ", ".join(other.item_value for other in exact if other is not hit)
    proposal = _proposal([hit], pass_code, kind, tier=1)
    return proposal.as_tie(Evidence("other_candidate", hit.bank_value, others, False))


def _one_exact(exact: Hit, named: list[Hit], pass_code: str, kind: str) -> Proposal:
    proposal = _proposal([exact], pass_code, kind, tier=1)
    others = [hit for hit in named if hit.document_id != exact.document_id]
    for other in others[:3]:
        fact = Evidence("other_document", other.bank_value, other.item_value, False)
        proposal = proposal.against(fact, tier=4)
    return proposal


def _with_difference(named: list[Hit], pass_code: str, kind: str) -> Proposal:
    """Propose the named items; an item never gets more than it is open for."""
    amount = named[0].txn_minor
    total = sum(hit.minor for hit in named)
    return _proposal(named, pass_code, kind, tier=4, difference=amount - total)


def _proposal(
    hits: list[Hit], pass_code: str, kind: str, tier: int, difference: int = 0
) -> Proposal:
    evidence = [Evidence(h.code, h.bank_value, h.item_value) for h in hits]
    evidence += _amount_evidence(hits, difference)
    proposal = Proposal(
        txn_id=hits[0].txn_id,
        kind=kind,
        pass_code=pass_code,
        tier=tier,
        items=tuple(ProposalItem(hit.item_id, hit.minor) for hit in hits),
        evidence=tuple(evidence),
        difference=difference,
    )
    return _weigh_payer(_weigh_numbers(proposal, hits), hits)


def _amount_evidence(hits: list[Hit], difference: int) -> list[Evidence]:
    amount, total = str(hits[0].txn_minor), str(sum(hit.minor for hit in hits))
    if difference:
        return [Evidence("amount_differs", amount, total, False)]
    code = "amount_exact" if len(hits) == 1 else "amount_sum"
    return [Evidence(code, amount, total)]


def _weigh_numbers(proposal: Proposal, hits: list[Hit]) -> Proposal:
    for hit in hits:
        short = hit.key.isdigit() and len(hit.key) < SHORT_NUMBER
        if short and not hit.partner_agrees:
            fact = Evidence("too_short", hit.bank_value, hit.item_value, False)
            return proposal.against(fact, tier=4)
    return proposal


def _weigh_payer(proposal: Proposal, hits: list[Hit]) -> Proposal:
    for hit in hits:
        if hit.partner_agrees is False:
            fact = Evidence(
                "partner_conflict", hit.bank_partner, hit.item_partner, False
            )
            return proposal.against(fact, tier=4)
    known = next((hit for hit in hits if hit.partner_agrees), None)
    if not known:
        return proposal
    fact = Evidence("partner", known.bank_partner, known.item_partner)
    return Proposal(
        **{name: getattr(proposal, name) for name in proposal.__slots__}
        | {"evidence": (*proposal.evidence, fact)}
    )
