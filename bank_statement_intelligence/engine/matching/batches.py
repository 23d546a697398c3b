"""Put together what was found for the details of a batch entry.

The entry is proved when every detail is: its proposal settles all their items, and its
tier is that of the weakest. Otherwise what was found is proposed with a difference; a
proof of the whole entry (its total) goes before that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from .claims import best
from .proposal import LAST_STRONG_TIER, Evidence, Proposal

#: facts of the details that are kept on the entry's proposal
MAX_FACTS = 60


def compose(
    proposals: Iterable[Proposal], parts: Mapping[int, Sequence[tuple[int, int]]]
) -> list[Proposal]:
    """Replace the proposals of details by proposals of their bank lines.

    Args:
        proposals: of lines and of details, of all passes.
        parts: per batch line its details: ``(transaction id, minor)``.
    """
    line_of = {txn_id: line for line, txns in parts.items() for txn_id, _minor in txns}
    own, by_txn = [], {}
    for proposal in proposals:
        if proposal.txn_id in line_of:
            by_txn.setdefault(proposal.txn_id, []).append(proposal)
        else:
            own.append(proposal)
    whole = {p.txn_id for p in own if p.closes}
    for line_id, txns in parts.items():
        found = {txn_id: _chosen(by_txn.get(txn_id, ())) for txn_id, _minor in txns}
        combined = _combine(line_id, txns, found)
        if combined and not combined.difference:
            own = [p for p in own if p.txn_id != line_id]
        elif line_id in whole:
            continue
        if combined:
            own.append(combined)
    return own


def _chosen(candidates: Iterable[Proposal]) -> Proposal | None:
    """Return the one strong proposal of a detail, None if there is a choice."""
    ranked = best(candidates)
    if not ranked or ranked[0].tie or ranked[0].tier > LAST_STRONG_TIER:
        return None
    return None if len(ranked) > 1 or ranked[0].difference else ranked[0]


def _combine(
    line_id: int,
    txns: Sequence[tuple[int, int]],
    found: Mapping[int, Proposal | None],
) -> Proposal | None:
    chosen = [proposal for txn_id, _minor in txns if (proposal := found[txn_id])]
    if not chosen:
        return None
    left = sum(minor for txn_id, minor in txns if not found[txn_id])
    items = [item for proposal in chosen for item in proposal.items]
    if len({item.item_id for item in items}) < len(items):
        return None
    facts = list(dict.fromkeys(f for proposal in chosen for f in proposal.evidence))
    tally = Evidence("details", str(len(txns)), str(len(chosen)), not left)
    combined = Proposal(
        txn_id=line_id,
        kind=Counter(p.kind for p in chosen).most_common(1)[0][0],
        pass_code=Counter(p.pass_code for p in chosen).most_common(1)[0][0],
        tier=max(proposal.tier for proposal in chosen),
        items=tuple(items),
        evidence=(tally, *[f for f in facts if not f.agrees], *facts)[:MAX_FACTS],
        entries=tuple(entry for proposal in chosen for entry in proposal.entries),
        difference=left,
        auto_allowed=all(p.auto_allowed or not p.entries for p in chosen),
    )
    return combined if not left else combined.against(tally, tier=4)
