"""In which order references are kept, whatever the format."""

from __future__ import annotations

from .records import Reference

#: Kinds of references, the most telling first. References are kept in this order.
KINDS = (
    "payment_id",
    "document",
    "end_to_end",
    "instruction",
    "uetr",
    "transaction",
    "mandate",
    "payment_info",
    "message",
    "cheque",
    "clearing",
    "servicer",
    "entry",
    "other",
)
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


def in_order(found: list[Reference]) -> tuple[Reference, ...]:
    """Return the references without repetitions, the most telling first."""
    if len(found) < 2:
        return tuple(found)
    return tuple(sorted(dict.fromkeys(found), key=_rank))


def _rank(reference: Reference) -> int:
    return _RANK[reference.kind]
