"""References of camt messages: ids of every party and structured advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from ..common.records import Reference
from ..common.values import clean, meaningful
from ..common.xml_node import Node
from .fields import choice, money

#: Element of an id → its kind, and its own name as scheme where the kind is vague.
_IDS = {
    "EndToEndId": ("end_to_end", ""),
    "InstrId": ("instruction", ""),
    "UETR": ("uetr", ""),
    "TxId": ("transaction", ""),
    "MndtId": ("mandate", ""),
    "PmtInfId": ("payment_info", ""),
    "MsgId": ("message", ""),
    "ChqNb": ("cheque", ""),
    "ClrSysRef": ("clearing", ""),
    "AcctSvcrRef": ("servicer", ""),
    "AcctSvcrTxId": ("servicer", "AcctSvcrTxId"),
    "AcctOwnrTxId": ("other", "AcctOwnrTxId"),
    "MktInfrstrctrTxId": ("other", "MktInfrstrctrTxId"),
    "PrcgId": ("other", "PrcgId"),
    "RtrId": ("other", "RtrId"),
}


def references(ids: Node) -> Iterator[Reference]:
    """Yield the ids of ``Refs`` or ``Btch``, without fillers like NOTPROVIDED."""
    for name, given in ids.items():
        if name in _IDS:
            if value := meaningful(given):
                kind, scheme = _IDS[name]
                yield Reference(kind, value, scheme)
        elif name == "Prtry":
            for own in given:
                if value := meaningful(own.get("Ref")):
                    yield Reference("other", value, clean(own.get("Tp")))


def remittance_references(node: Node, currency: str) -> Iterator[Reference]:
    """Yield payment IDs and documents of structured advice, with their amounts.

    An amount belongs to the document if there is exactly one, else to the payment ID
    if there is exactly one; it counts in the currency of the payment only.
    """
    for block in node.get("RmtInf/Strd", ()):
        paid = _advised(block.get("CdtrRefInf", ()), "payment_id", "Ref")
        documents = _advised(block.get("RfrdDocInf", ()), "document", "Nb")
        bearers = documents or paid
        if len(bearers) == 1:
            bearers[0] = replace(
                bearers[0], amount=_remitted(block, documents, currency)
            )
        yield from paid
        yield from documents


def _advised(blocks: Iterable[Node], kind: str, path: str) -> list[Reference]:
    return [
        Reference(kind, value, choice(block, "Tp/CdOrPrtry"))
        for block in blocks
        if (value := meaningful(block.get(path)))
    ]


def _remitted(block: Node, documents: list[Reference], currency: str) -> Decimal | None:
    """Return what the advice pays of the document; a credit note is negative."""
    is_note = any(document.scheme == "CREN" for document in documents)
    found = [
        (is_note, *money(block, "RfrdDocAmt/RmtdAmt")),
        (True, *money(block, "RfrdDocAmt/CdtNoteAmt")),
    ]
    for typed in block.get("RfrdDocAmt/RmtAmtAndTp", ()):  # from .12
        kind = choice(typed, "Tp")
        if kind in ("REMI", "CREN"):
            found.append((is_note or kind == "CREN", *money(typed, "Amt")))
    for negative, value, unit in found:
        if value is not None and unit in ("", currency):
            return -value if negative else value
    return None
