"""Field values of a bank line and its details, from a parsed transaction.

Nothing here reads the database: ``currencies`` maps ISO codes to record ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ...engine.text.normalise import account_key, clean_spaces
from ...parsers.common.records import ParsedTransaction, Reference, TransactionDetail

#: longest label; the whole text stays in the details
MAX_LABEL = 500


def line_values(
    tx: ParsedTransaction, day: date | None, journal: Any, currencies: Mapping[str, int]
) -> dict[str, Any]:
    """Return the values of the ``account.bank.statement.line`` of a transaction.

    Args:
        tx: amounts signed, in the statement's currency.
        day: booking date, or what stands for it.
        journal: the journal record.
        currencies: id of each active currency by ISO code.
    """
    values = {
        "journal_id": journal.id,
        "date": day,
        "amount": float(tx.amount),
        "payment_ref": make_label(tx),
        "partner_name": clean_spaces(tx.counterparty.name) or False,
        "account_number": account_key(tx.counterparty.account) or False,
        "transaction_type": tx.code or tx.proprietary_code or False,
        "value_date": tx.value_date,
        "sender_reference": _first(tx.references, "end_to_end"),
        "own_reference": _first(tx.references, "payment_info", "instruction"),
        "transaction_details": transaction_details(tx),
    }
    foreign = currencies.get(tx.original_currency)
    if foreign and tx.original_amount and tx.original_currency != tx.currency:
        sign = 1 if tx.amount > 0 else -1
        values["foreign_currency_id"] = foreign
        values["amount_currency"] = float(sign * tx.original_amount)
    return values


def make_label(tx: ParsedTransaction) -> str:
    """Return what stands in the worksheet: the text, else references, else the name."""
    label = clean_spaces(tx.text)
    payment_ids = [ref.value for ref in tx.references if ref.kind == "payment_id"]
    missing = [value for value in payment_ids if value not in label]
    parts = [part for part in (*missing, label) if part]
    fallback = clean_spaces(tx.counterparty.name) or tx.proprietary_code or tx.code
    return (" ".join(parts) or fallback or "/")[:MAX_LABEL]


def transaction_details(tx: ParsedTransaction) -> dict[str, Any]:
    """Return what the bank said, as JSON, for people and rules to read."""
    return {
        "bank_id": tx.bank_id,
        "code": tx.code,
        "proprietary_code": tx.proprietary_code,
        "text": tx.text,
        "counterparty": _party(tx.counterparty),
        "ultimate": _party(tx.ultimate),
        "references": [reference_values(ref) for ref in tx.references],
        "reversal": tx.reversal,
        "return_reason": tx.return_reason,
        "charges": [
            {"amount": str(fee.amount), "currency": fee.currency, "code": fee.code}
            for fee in tx.charges
        ],
        "original_amount": str(tx.original_amount or ""),
        "original_currency": tx.original_currency,
        "rate": str(tx.rate or ""),
        "batch_count": tx.batch_count,
    }


def _party(party: Any) -> dict[str, str]:
    return {
        "name": party.name,
        "account": party.account,
        "bank": party.bank,
        "identifier": party.identifier,
        "address": party.address,
    }


def reference_values(ref: Reference) -> dict[str, str]:
    """Return a reference as JSON."""
    return {
        "kind": ref.kind,
        "value": ref.value,
        "scheme": ref.scheme,
        "amount": str(ref.amount) if ref.amount is not None else "",
    }


def detail_values(
    tx: ParsedTransaction, currencies: Mapping[str, int], currency_id: int
) -> list[dict[str, Any]]:
    """Return the values of the ``bank.line.detail`` rows of a transaction.

    One row per underlying transaction of the bank; a transaction with neither amount
    nor text nor references gives none.
    """
    rows = [
        _detail(detail, position, currencies, currency_id)
        for position, detail in enumerate(tx.details, start=1)
    ]
    return [row for row in rows if any(row[name] for name in _TELLING)]


_TELLING = (
    "amount", "partner_name", "payment_reference", "document_number",
    "end_to_end", "text",
)  # fmt: skip


def _detail(
    detail: TransactionDetail,
    position: int,
    currencies: Mapping[str, int],
    currency_id: int,
) -> dict[str, Any]:
    values = {
        "sequence": position,
        "kind": "transaction",
        "currency_id": currencies.get(detail.currency, currency_id),
        "amount": float(detail.amount or 0),
        "partner_name": clean_spaces(detail.counterparty.name),
        "account_number": account_key(detail.counterparty.account),
        "payment_reference": _all(detail.references, "payment_id"),
        "document_number": _all(detail.references, "document"),
        "end_to_end": _first(detail.references, "end_to_end") or "",
        "text": clean_spaces(detail.text),
        "code": detail.purpose or detail.code or detail.return_reason,
    }
    original = {name: value for name, value in values.items() if name != "sequence"}
    original["references"] = [reference_values(ref) for ref in detail.references]
    original["amount"] = str(detail.amount) if detail.amount is not None else ""
    return values | {"original": original}


def _first(references: Iterable[Reference], *kinds: str) -> str | bool:
    for kind in kinds:
        for ref in references:
            if ref.kind == kind:
                return ref.value
    return False


def _all(references: Iterable[Reference], kind: str) -> str:
    return ", ".join(dict.fromkeys(ref.value for ref in references if ref.kind == kind))
