"""Documents that a bank line names, in a currency of which the bank tells no amount.

The rate of the day says what the payment is worth; the bank's own rate is another one,
so that nothing is proved: a person decides (tier 4, the rate speaks against it).

1. near the rate: the documents are settled in full, the difference of the rates is an
   exchange difference;
   (of a document in the company's own currency the bank's books tell what came in: what
   is left of it goes to the exchange account);
2. less: the part that the payment is worth at the rate; of several documents nothing;
3. more: the document in full, and the rest stays on the payer's account.

Worked example: 1,080.00 NOK name an invoice of 100.00 EUR, the rate of the day is 11:
98.18 EUR. That is near: the invoice is settled in full with 1,080.00 NOK.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .documents import reduce
from .proposal import EntryLine, Evidence, Proposal, ProposalItem
from .sides import Hit

#: how far a bank's rate is from that of the day, at most
NEAR = 0.05


@dataclass(frozen=True, slots=True)
class AtRate:
    """A reference on both sides, and the bank line's amount in minor units of the
    item's currency at the rate of the day. ``is_home``: that is the company's own."""

    hit: Hit
    minor: int
    is_home: bool = False


def decide(found: Iterable[AtRate], pass_code: str) -> list[Proposal]:
    """Return what is proposed for lines that name documents in another currency.

    Args:
        found: references of lines whose amount in the item's currency is not told.
        pass_code: stored on the proposals.
    """
    by_line: dict[tuple[int, int], list[AtRate]] = defaultdict(list)
    for one in found:
        by_line[one.hit.txn.id, one.hit.item.currency_id].append(one)
    proposals = []
    for _key, named in sorted(by_line.items()):
        hits = reduce(one.hit for one in named)
        if proposal := _decide(hits, named[0], pass_code):
            proposals.append(proposal)
    return proposals


def _decide(hits: Sequence[Hit], at: AtRate, pass_code: str) -> Proposal | None:
    txn, items, worth = hits[0].txn, [hit.item for hit in hits], at.minor
    open_ = sum(item.minor for item in items)
    if open_ * worth <= 0 or any(item.minor * worth <= 0 for item in items):
        return None
    is_near = abs(worth - open_) <= NEAR * abs(open_)
    if len(items) > 1 and not is_near:
        return None
    entries: tuple[EntryLine, ...] = ()
    if is_near and at.is_home and worth != open_:
        own = round(txn.minor * open_ / worth)
        parts = _share(own, items)
        entries = (_exchange(hits[0], worth - open_, txn.minor - own),)
    elif is_near:
        parts = _share(txn.minor, items)
    elif abs(worth) < abs(open_):
        parts = (ProposalItem(items[0].id, worth, txn.minor),)
    else:
        own = round(txn.minor * open_ / worth)
        parts = (ProposalItem(items[0].id, open_, own),)
        entries = (_on_account(hits[0], txn.minor - own),)
    facts = {
        (hit.code, hit.bank_value): Evidence(
            hit.code, hit.bank_value, hit.item_value, True, hit.span
        )
        for hit in hits
    }
    fact = Evidence("amount_at_rate", str(worth), str(open_), False)
    proposal = Proposal(
        txn_id=txn.id,
        kind="payment",
        pass_code=pass_code,
        tier=4,
        items=parts,
        evidence=(*facts.values(), fact),
        entries=entries,
        is_spread=True,
    )
    if any(hit.agrees is False for hit in hits):
        other = Evidence(
            "partner_conflict", txn.partner_name, items[0].partner_name, False
        )
        proposal = proposal.against(other, tier=4)
    return proposal


def _share(minor: int, items: Sequence) -> tuple[ProposalItem, ...]:
    """Share the bank line's amount among items that it settles in full."""
    open_, left, parts = sum(item.minor for item in items), minor, []
    for item in items[:-1]:
        own = round(minor * item.minor / open_)
        parts.append(ProposalItem(item.id, item.minor, own))
        left -= own
    return (*parts, ProposalItem(items[-1].id, items[-1].minor, left))


def _exchange(hit: Hit, minor: int, line_minor: int) -> EntryLine:
    return EntryLine(
        0,
        minor,
        currency_id=hit.item.currency_id,
        line_minor=line_minor,
        role="exchange",
    )


def _on_account(hit: Hit, rest: int) -> EntryLine:
    return EntryLine(
        0,
        rest,
        partner_id=hit.item.partner_id,
        currency_id=hit.txn.currency_id,
        line_minor=rest,
        on_account=True,
    )
