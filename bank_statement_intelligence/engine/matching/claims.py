"""Two lines can never take one item.

>>> from .proposal import Proposal, ProposalItem
>>> def p(line, item, tier=1):
...     return Proposal(line, "payment", "x", tier, (ProposalItem(item, 100),), ())
>>> [q.tie for q in settle([p(1, 7), p(2, 7)])]
[True, True]
>>> [(q.txn_id, q.tie) for q in settle([p(1, 7), p(2, 7, tier=4)])]
[(1, False)]
>>> from datetime import date
>>> days = {1: (date(2026, 3, 9), "x"), 2: (date(2026, 3, 2), "x")}
>>> [(q.txn_id, q.tie) for q in settle([p(1, 7), p(2, 7)], days=days)]
[(2, False)]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from .proposal import LAST_STRONG_TIER, Evidence, Proposal

#: booking day of a transaction, and all that the bank says of it
Day = tuple[date, str]

#: proposals kept per line
MAX_KEPT = 5
#: proofs up to this tier are as good for the first line as for a later one
LAST_PROVED_TIER = 3


def settle(
    proposals: Iterable[Proposal],
    line_of: Mapping[int, int] | None = None,
    days: Mapping[int, Day] | None = None,
) -> list[Proposal]:
    """Resolve the proposals of one pass that want the same item.

    The better-proved line keeps the item and the weaker proposals are dropped. Of lines
    that prove it equally well the first day's has it, as if each day were matched on
    its own; so has the first of lines that are alike in everything. Others of one day
    are a tie, each with the evidence ``other_line``.
    Proposals of one group share their items, and stand, fall and tie together.

    Args:
        proposals: all proposals of one pass.
        line_of: bank line of each batch detail; a line is no rival of its details, nor
            they of each other: ``batches`` shares what several of them want.
        days: of each transaction; without, lines of equal proof are a tie.
    Returns:
        the proposals that stand, in the given order.
    """
    proposals = list(proposals)
    wanted: dict[int, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        for item_id in proposal.item_ids:
            wanted[item_id].append(proposal)
    line_of, days = line_of or {}, days or {}
    decided = []
    for proposal in proposals:
        rivals = _rivals(proposal, wanted, line_of)
        decided.append((proposal, _stand(proposal, rivals, days)))
    return _whole_groups(decided)


def keep_together(
    proposals: Iterable[Proposal],
    together: Mapping[int, str],
    line_of: Mapping[int, int],
) -> list[Proposal]:
    """Leave out what answers a line alone that is matched as one with others.

    Args:
        proposals: of one pass.
        together: the pass that answers a line, by the line's id.
        line_of: bank line of each batch detail.
    """
    proposals = list(proposals)
    if not together:
        return proposals

    def is_alone(proposal: Proposal) -> bool:
        line = line_of.get(proposal.txn_id, proposal.txn_id)
        return together.get(line, proposal.pass_code) != proposal.pass_code

    broken = {p.group_key for p in proposals if is_alone(p)} - {""}
    return [p for p in proposals if not is_alone(p) and p.group_key not in broken]


def _whole_groups(
    decided: list[tuple[Proposal, Proposal | None]],
) -> list[Proposal]:
    """Lines that are matched as one stand, fall and tie together."""
    fallen = {before.group_key for before, after in decided if after is None} - {""}
    tied = {after.group_key for _before, after in decided if after and after.tie} - {""}
    standing = []
    for _before, proposal in decided:
        if proposal is None or proposal.group_key in fallen:
            continue
        if proposal.group_key in tied and not proposal.tie:
            proposal = proposal.as_tie(Evidence("other_line", "", "", False))
        standing.append(proposal)
    return standing


def _rivals(
    proposal: Proposal, wanted: dict[int, list[Proposal]], line_of: Mapping[int, int]
) -> list[Proposal]:
    line = line_of.get(proposal.txn_id, proposal.txn_id)
    return [
        other
        for item_id in proposal.item_ids
        for other in wanted[item_id]
        if line_of.get(other.txn_id, other.txn_id) != line
        and not (proposal.group_key and other.group_key == proposal.group_key)
    ]


def _stand(
    proposal: Proposal, rivals: list[Proposal], days: Mapping[int, Day]
) -> Proposal | None:
    own = _strength(proposal)
    if any(_strength(other) < own for other in rivals):
        return None
    equal = [other for other in rivals if _strength(other) == own]
    if not equal or proposal.tie:
        return proposal
    if _is_proved(proposal):
        proved = [other for other in equal if _is_proved(other)]
        if any(_is_before(other, proposal, days) for other in proved):
            return None
        equal = [o for o in equal if not _is_before(proposal, o, days)]
        if not equal:
            return proposal
    count = len({other.txn_id for other in equal}) + 1
    return proposal.as_tie(Evidence("other_line", str(count), "1", False))


def _is_proved(proposal: Proposal) -> bool:
    is_whole = not proposal.difference and not proposal.contra
    return proposal.tier <= LAST_PROVED_TIER and is_whole and not proposal.group_key


def _is_before(one: Proposal, other: Proposal, days: Mapping[int, Day]) -> bool:
    """Tell whether a line has what both want: it is of an earlier day, or the first of
    two that are alike. Details have negative numbers."""
    left, right = days.get(one.txn_id), days.get(other.txn_id)
    if not left or not right:
        return False
    if left[0] != right[0]:
        return left[0] < right[0]
    return left == right and abs(one.txn_id) < abs(other.txn_id)


def _strength(proposal: Proposal) -> tuple[int, bool, bool]:
    return proposal.tier, bool(proposal.difference), proposal.tie


def best(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Keep for each line what its strongest proof leaves standing, the best first.

    What the line names comes first, whatever its difference; a text rule then only
    explains the rest. A weak proposal (tier 7 or 8) goes when the line has a strong
    one: a validated reference beats an amount on a date, whatever order the passes ran
    in. One without difference and contra-evidence beats those with. A text rule does
    not remove the hint of a bank entry: a person chooses.
    """
    proposals = list(proposals)
    by_line: dict[int, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        by_line[proposal.txn_id].append(proposal)
    kept: dict[int, list[Proposal]] = {}
    for txn_id, candidates in by_line.items():
        candidates = _use_rules(candidates)
        strong = [p for p in candidates if p.tier <= LAST_STRONG_TIER]
        if strong and all(map(_is_rule, strong)):
            strong = _documents_first(strong, candidates)
        strong = strong or candidates
        whole = [p for p in strong if not p.difference and not p.contra] or strong
        unique = {(p.kind, p.items, p.entries): p for p in reversed(whole)}
        ranked = sorted(reversed(unique.values()), key=_place)
        kept[txn_id] = ranked[:MAX_KEPT]
    _pair_twins(kept)
    left = [p for candidates in kept.values() for p in candidates]
    before, after = _lines_of_groups(proposals), _lines_of_groups(left)
    # what is left of a group when a line of it got something better stands no more
    return [p for p in left if before[p.group_key] == after[p.group_key]]


def _is_rule(proposal: Proposal) -> bool:
    return bool(proposal.rule_id and not proposal.items)


def _use_rules(candidates: list[Proposal]) -> list[Proposal]:
    """Return what the usage of the line's rules leaves of them.

    Where the line names something, a rule explains no more than the rest of it: with
    one account, and behind the proposal that leaves the rest open. One of usage
    ``always`` is also shown as another possibility. One of usage ``with`` explains the
    rest of any document and never stands alone.
    """
    rules = [p for p in candidates if _is_rule(p)]
    documents = [p for p in candidates if not _is_rule(p)]
    named = [p for p in documents if p.named]
    alone = [p for p in rules if p.usage != "with"]
    if named:
        alone = [p.one_of(len(named) + 1) for p in alone if p.usage == "always"]
    explained = [
        _explain_rest(document, rule)
        for document in documents
        for rule in rules
        if document.named or (rule.usage == "with" and document.items)
        if document.difference and len(rule.entries) == 1
        if not (document.group_key or document.is_spread)
    ]
    return documents + alone + explained


def _explain_rest(document: Proposal, rule: Proposal) -> Proposal:
    entry = replace(rule.entries[0], minor=document.difference)
    return replace(
        document,
        entries=(*document.entries, entry),
        difference=0,
        evidence=(*document.evidence, *rule.evidence[:1]),
    )


def _lines_of_groups(proposals: Iterable[Proposal]) -> dict[str, set[int]]:
    lines: dict[str, set[int]] = defaultdict(set)
    for proposal in proposals:
        if proposal.group_key:
            lines[proposal.group_key].add(proposal.txn_id)
    return lines


def _documents_first(rules: list[Proposal], all_: list[Proposal]) -> list[Proposal]:
    """Even a weak hint of a bank entry is asked about before a text rule; a rule of own
    transfers and the hint of a transfer say the same."""
    agreed = {rule.kind for rule in rules} & {"transfer"}
    documents = [
        p
        for p in all_
        if p.item_ids and p.tier > LAST_STRONG_TIER and (p.named or not p.difference)
        if p.kind not in agreed
    ]
    if not documents:
        return rules
    return documents + [rule.one_of(len(documents) + 1) for rule in rules]


def _place(proposal: Proposal) -> tuple[bool, bool, bool, bool, int]:
    is_explained = proposal.named and any(e.role == "entry" for e in proposal.entries)
    return (
        not proposal.named,
        is_explained,
        proposal.tie,
        bool(proposal.difference),
        proposal.tier,
    )


def _pair_twins(kept: dict[int, list[Proposal]]) -> None:
    """Of lines with the same ties, show the first line the first item first, and so on.

    Nothing is proved by that; it is the order in which people would choose.
    """
    twins: dict[frozenset, list[int]] = defaultdict(list)
    for txn_id, candidates in kept.items():
        if len(candidates) > 1 and all(p.tie and p.items for p in candidates):
            twins[frozenset(p.item_ids for p in candidates)].append(txn_id)
    for lines in twins.values():
        for place, txn_id in enumerate(sorted(lines)):
            candidates = kept[txn_id]
            shift = place % len(candidates)
            kept[txn_id] = candidates[shift:] + candidates[:shift]
