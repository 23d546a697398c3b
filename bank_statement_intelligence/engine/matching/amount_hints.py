"""Find an open item by its amount and a number with a slip (pass 75).

The payer is not known, so the amount alone says nothing: the text must have the number
of just one item of that amount, with a digit lost, doubled or two swapped.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..references.scan import scan
from ..text.likeness import near_number
from .proposal import Evidence, Proposal, ProposalItem
from .sides import Item, Txn


def decide(pairs: Iterable[tuple[Txn, Item]], pass_code: str) -> list[Proposal]:
    """Return the one item of the amount whose number is near, as a hint (tier 7).

    Args:
        pairs: every transaction with each open item of its amount.
        pass_code: stored on the proposals.
    """
    by_line: dict[int, tuple[Txn, list[Item]]] = {}
    for txn, item in pairs:
        by_line.setdefault(txn.id, (txn, []))[1].append(item)
    return [
        proposal
        for txn, items in by_line.values()
        for proposal in _decide(txn, items, pass_code)
    ]


def _decide(txn: Txn, items: list[Item], pass_code: str) -> list[Proposal]:
    numbers = [token.raw for token in scan(txn.text)]
    near = [
        (item, raw) for item in items if (raw := _find_near(numbers, item.name)) != ""
    ]
    return [_proposal(txn, *near[0], pass_code)] if len(near) == 1 else []


def _find_near(numbers: list[str], name: str) -> str:
    return next((raw for raw in numbers if near_number(raw, name)), "")


def _proposal(txn: Txn, item: Item, raw: str, pass_code: str) -> Proposal:
    minor = str(item.minor)
    return Proposal(
        txn_id=txn.id,
        kind="payment",
        pass_code=pass_code,
        tier=7,
        items=(ProposalItem(item.id, item.minor),),
        evidence=(
            Evidence("near_document", raw, item.name),
            Evidence("unique_amount", minor, minor),
        ),
    )
