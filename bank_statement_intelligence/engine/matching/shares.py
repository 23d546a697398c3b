"""Several lines that together pay one item: instalments that name it (many lines, one
item).

Each line alone is an under-payment; together they are exactly what is open. That is a
proof (tier 2), and they are posted together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from .proposal import Evidence, Proposal, ProposalItem


def combine(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Turn under-payments of one item that sum up to it into one bundle.

    Args:
        proposals: of one pass; only those whose one fault is the amount take part.
    """
    proposals = list(proposals)
    shares: dict[int, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        if _is_share(proposal):
            shares[proposal.items[0].item_id].append(proposal)
    bundles = {
        id(share): _bundled(share, group)
        for group in shares.values()
        if len(group) > 1
        and len({share.txn_id for share in group}) == len(group)
        and sum(_amount(share) for share in group) == group[0].items[0].minor
        for share in group
    }
    return [bundles.get(id(proposal), proposal) for proposal in proposals]


def _is_share(proposal: Proposal) -> bool:
    against = {fact.code for fact in proposal.evidence if not fact.agrees}
    if len(proposal.items) != 1 or proposal.tie or against != {"amount_differs"}:
        return False
    return 0 < abs(_amount(proposal)) < abs(proposal.items[0].minor) and (
        _amount(proposal) * proposal.items[0].minor > 0
    )


def _amount(proposal: Proposal) -> int:
    return proposal.items[0].minor + proposal.difference


def _bundled(proposal: Proposal, group: list[Proposal]) -> Proposal:
    item, amount = proposal.items[0], _amount(proposal)
    fact = Evidence("amount_shared", str(amount), str(item.minor))
    kept = [fact for fact in proposal.evidence if fact.code != "amount_differs"]
    return replace(
        proposal,
        tier=2,
        items=(ProposalItem(item.item_id, amount),),
        difference=0,
        evidence=(*kept, fact),
        group_key=f"item:{item.item_id}:{'-'.join(str(p.txn_id) for p in group)}",
    )
