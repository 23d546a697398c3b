"""One entry (``Ntry``) of a camt message → one transaction with its details."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ..common.records import (
    ParsedTransaction,
    Party,
    Reference,
    TransactionDetail,
    in_order,
)
from ..common.values import BadValue, meaningful, same_account
from ..common.xml_node import Node, part
from . import fields as fields
from .references import references, remittance_references

BOOKED = "BOOK"
_NO_DETAIL = TransactionDetail()
_NOBODY = Party()
_COUNT = re.compile("[0-9]{1,15}")
#: Swiss banks: how many payments of a batch were rejected; tells nothing of this one
_REJECTS = re.compile(r"\?REJECT\?[0-9]+")


@dataclass(frozen=True, slots=True)
class EntryContext:
    """What an entry needs to know of its statement."""

    account: str = ""
    owner: str = ""
    currency: str = ""
    fallback_date: date | None = None  # for an entry without any date
    last_date: date | None = None  # no booking can be later than this


def read_entry(entry: Node, context: EntryContext, where: str) -> ParsedTransaction:
    """Read one entry.

    Raises:
        BadValue: a value of it is missing or breaks its rule.
    """
    code, proprietary = fields.bank_code(entry)
    own = _own_side(entry, context, fields.is_return(code, proprietary))
    details = _details(entry, own)
    detail = details[0] if len(details) == 1 else _NO_DETAIL
    value_date = fields.day(entry, "ValDt")
    original = _AS_BOOKED
    if "AmtDtls" in entry:
        original = _original(part(entry, "AmtDtls"), own.amount, own.currency)
    if original.original_amount is None:
        original = detail  # it has the same three fields
    bank_id = meaningful(entry.get("AcctSvcrRef"))
    number = meaningful(entry.get("NtryRef"))
    return ParsedTransaction(
        amount=own.amount,
        currency=own.currency,
        booking_date=_booking_date(entry, value_date, context),
        value_date=value_date,
        text=_entry_text(entry, details),
        references=_entry_references(entry, detail, bank_id, number),
        counterparty=detail.counterparty,
        ultimate=detail.ultimate,
        code=code or detail.code,
        proprietary_code=proprietary,
        reversal=own.reversal,
        bank_id=bank_id or _servicer_id(detail) or number,
        details=details,
        charges=fields.charges(entry) or detail.charges,
        original_amount=original.original_amount,
        original_currency=original.original_currency,
        rate=original.rate,
        return_reason=detail.return_reason,
        batch_count=_batch_count(entry),
        where=where,
        # A plain code to .06, a choice from .07.
        status=(entry.get("Sts") or fields.choice(entry, "Sts")).upper(),
    )


# ------------------------------------------------------------------------- the entry


class _Side(NamedTuple):
    """The account holder's side of an entry: what its details are measured against."""

    context: EntryContext
    amount: Decimal  # signed
    currency: str
    credit: bool
    reversal: bool
    returned: bool  # a reversal, or what the bank's code calls a return


def _own_side(entry: Node, context: EntryContext, returned: bool) -> _Side:
    """Return amount and direction. A reversal does not turn the direction round."""
    value, currency = fields.money(entry, "Amt")
    if value is None:
        what = "An entry has no amount."
        raise BadValue("no_amount", what, "Amt", "Every entry must have an amount.")
    credit = fields.is_credit(entry)
    if credit is None:
        what = "The file does not say whether an amount is money in or out."
        why = "Every entry must have a CdtDbtInd, CRDT or DBIT."
        raise BadValue("bad_direction", what, "CdtDbtInd", why)
    reversal = entry.get("RvslInd") in ("true", "1")
    return _Side(
        context,
        value if credit else -value,
        currency or context.currency,
        credit,
        reversal,
        reversal or returned,
    )


def _booking_date(
    entry: Node, value_date: date | None, context: EntryContext
) -> date | None:
    """Return when it was booked, else its value date, else the statement's day."""
    booked = fields.day(entry, "BookgDt")
    if booked:
        return booked
    if value_date and context.last_date:
        return min(value_date, context.last_date)
    return value_date or context.fallback_date


def _entry_text(entry: Node, details: tuple[TransactionDetail, ...]) -> str:
    """Return the text of the details, if they all have the same, and of the entry."""
    lines = fields.texts(entry, "AddtlNtryInf")
    if details:
        shared = details[0].text
        if len(details) == 1 or all(detail.text == shared for detail in details):
            if not lines:
                return shared
            lines = [*shared.split("\n"), *lines]
    return _joined(lines)


def _joined(lines: list[str]) -> str:
    """Return the texts one a line, without repetitions."""
    if len(lines) < 2:
        return "".join(lines)
    return "\n".join(dict.fromkeys(filter(None, lines)))


def _entry_references(
    entry: Node, detail: TransactionDetail, bank_id: str, number: str
) -> tuple[Reference, ...]:
    found = [*detail.references]
    for block in entry.get("NtryDtls", ()):
        if "Btch" in block:
            found += references(part(block, "Btch"))
    if "AddtlInfInd" in entry:
        found += references(part(entry, "AddtlInfInd"))
    if bank_id:
        found.append(Reference("servicer", bank_id))
    if number:
        found.append(Reference("entry", number))
    return in_order(found)


def _servicer_id(detail: TransactionDetail) -> str:
    """Return the bank's id of the only detail: as good as one of the entry."""
    return next((r.value for r in detail.references if r.kind == "servicer"), "")


def _batch_count(entry: Node) -> int | None:
    """Return how many transactions the bank says the entry has."""
    total = 0
    for block in entry.get("NtryDtls", ()):
        count = part(block, "Btch").get("NbOfTxs", "") if "Btch" in block else ""
        if _COUNT.fullmatch(count):
            total += int(count)
    return total or None


# ----------------------------------------------------------------------- the original


class _Original(NamedTuple):
    """What was paid in another currency, or in another amount before charges."""

    original_amount: Decimal | None = None
    original_currency: str = ""
    rate: Decimal | None = None


_AS_BOOKED = _Original()


def _original(amounts: Node, booked: Decimal | None, currency: str) -> _Original:
    """Return the first amount in another currency, else the instructed if it differs.

    Args:
        amounts: the ``AmtDtls`` of an entry or detail.
        booked: what was booked for it in the account's currency, None if unknown.
        currency: of the account.
    """
    size = abs(booked) if booked is not None else Decimal(0)
    for name in ("InstdAmt", "TxAmt", "CntrValAmt"):
        value, unit = fields.money(amounts, name + "/Amt")
        if value is not None and unit not in ("", currency):
            bare = _without_charges(amounts, currency) or size
            rate = fields.unit_rate(amounts, value, unit, bare, currency)
            return _Original(value, unit, rate)
    value, unit = fields.money(amounts, "InstdAmt/Amt")
    if value is not None and booked is not None and value != size:
        return _Original(value, unit or currency)
    return _AS_BOOKED


def _without_charges(amounts: Node, currency: str) -> Decimal | None:
    """Return the amount in the account's currency before charges, if it is told."""
    for name in ("TxAmt", "CntrValAmt"):
        value, unit = fields.money(amounts, name + "/Amt")
        if value is not None and unit == currency:
            return abs(value)
    return None


# ------------------------------------------------------------------------ the details


def _details(entry: Node, own: _Side) -> tuple[TransactionDetail, ...]:
    blocks = entry.get("NtryDtls")
    if not blocks:
        return ()
    nodes = [node for block in blocks for node in block.get("TxDtls", ())]
    return tuple([_read_detail(node, own) if node else _NO_DETAIL for node in nodes])


def _read_detail(node: Node, own: _Side) -> TransactionDetail:
    credit = fields.is_credit(node)
    if credit is None:
        credit = own.credit
    original = _AS_BOOKED
    if "AmtDtls" in node:
        amounts = part(node, "AmtDtls")
        value, currency = _detail_amount(node, amounts, own.currency)
        comparable = value if currency == own.currency else None
        original = _original(amounts, comparable, own.currency)
    else:
        value, currency = fields.money(node, "Amt")
    codes, reason = fields.bank_code(node), fields.choice(node, "RtrInf/Rsn")
    returned = (
        own.returned
        or bool(reason)
        or "RtrInf/AddtlInf" in node
        or (any(codes) and fields.is_return(*codes))
    )
    counterparty, ultimate = _other_side(node, own.context, credit, returned)
    return TransactionDetail(
        amount=value if value is None or credit else -value,
        currency=currency,
        counterparty=counterparty,
        ultimate=ultimate,
        references=_detail_references(node, currency or own.currency),
        text=_detail_text(node),
        purpose=fields.choice(node, "Purp"),
        code=codes[0],
        return_reason=reason,
        original_amount=original.original_amount,
        original_currency=original.original_currency,
        rate=original.rate,
        charges=fields.charges(node),
    )


def _detail_references(node: Node, currency: str) -> tuple[Reference, ...]:
    found: list[Reference] = []
    if "RmtInf/Strd" in node:
        found += remittance_references(node, currency)
    if "Refs" in node:
        found += references(part(node, "Refs"))
    return in_order(found)


def _detail_amount(
    node: Node, amounts: Node, account_currency: str
) -> tuple[Decimal | None, str]:
    """Return the amount of a detail, in the account's currency if it has one there.

    ``TxDtls/Amt`` exists from .03 and is optional from .07; .02 has ``AmtDtls`` only.
    """
    first = fields.money(node, "Amt")
    if first[1] == account_currency and first[0] is not None:
        return first
    found = [first]
    for name in ("TxAmt", "CntrValAmt", "InstdAmt"):
        found.append(fields.money(amounts, name + "/Amt"))
    found = [(v, unit or account_currency) for v, unit in found if v is not None]
    own = (pair for pair in found if pair[1] == account_currency)
    return next(own, found[0] if found else (None, ""))


def _other_side(
    node: Node, context: EntryContext, credit: bool, returned: bool
) -> tuple[Party, Party]:
    """Return the counterparty and the ultimate party behind it.

    Money in comes from the debtor, money out goes to the creditor. In a reversal or
    return most banks keep the roles of the original payment, some swap them, and others
    name one party only: so the other role is looked at if the first holds nobody but
    us. It is believed by its account; by its name alone in a return, or if we are known
    by ours or by our account.
    """
    roles = ("Dbtr", "Cdtr") if credit != returned else ("Cdtr", "Dbtr")
    expected = fields.party(node, roles[0])
    known = _is_stranger(expected, context)
    if known and (expected.account or not returned):
        return expected, fields.ultimate_party(node, roles[0])
    other = fields.party(node, roles[1])
    by_name = returned or context.owner or expected.account
    if _is_stranger(other, context) and (other.account or (by_name and not known)):
        return other, fields.ultimate_party(node, roles[1])
    if known:
        return expected, fields.ultimate_party(node, roles[0])
    bank_only = _NOBODY if _is_known(expected) else expected
    return bank_only, fields.ultimate_party(node, roles[0])


def _is_known(party: Party) -> bool:
    return bool(party.name or party.account or party.identifier)


def _is_stranger(party: Party, context: EntryContext) -> bool:
    """Say whether a party is known, and not the holder of the statement's account."""
    if party.account:
        return not (context.account and same_account(party.account, context.account))
    if party.name:
        return party.name.casefold() != context.owner.casefold()
    return bool(party.identifier)


def _detail_text(node: Node) -> str:
    lines = fields.texts(node, "RmtInf/Ustrd")
    for block in node.get("RmtInf/Strd", ()):
        if "AddtlRmtInf" in block:
            added = fields.texts(block, "AddtlRmtInf")
            lines += [text for text in added if not _REJECTS.fullmatch(text)]
    for path in ("RtrInf/AddtlInf", "AddtlTxInf"):
        if path in node:
            lines += fields.texts(node, path)
    return lines[0] if len(lines) == 1 else _joined(lines)
