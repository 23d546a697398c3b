"""Field values of a bank line and its details, from a parsed transaction.

``currencies`` maps ISO codes to record ids (:func:`currency_ids`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ...engine.text.normalise import account_key, clean_spaces
from ...parsers.common.records import (
    ParsedStatement,
    ParsedTransaction,
    Reference,
    TransactionDetail,
)

#: longest label; the whole text stays in the details
MAX_LABEL = 500


def booking_day(tx: ParsedTransaction, parsed: ParsedStatement) -> date | None:
    """Return the day on which a transaction of a statement is booked."""
    return tx.booking_date or tx.value_date or parsed.closing_date


def currency_ids(env: Any, transactions: Iterable[ParsedTransaction]) -> dict[str, int]:
    """Return the id of each active currency that transactions name, by ISO code."""
    codes = {
        code
        for tx in transactions
        for code in (
            tx.currency,
            tx.original_currency,
            *(detail.currency for detail in tx.details),
        )
    }
    found = env["res.currency"].search([("name", "in", list(codes - {""}))])
    return {currency.name: currency.id for currency in found}


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
    """Return all the bank's data, as JSON, for people and rules to read."""
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
            {
                "amount": str(fee.amount),
                "currency": fee.currency,
                "code": fee.code,
                "included": fee.included,
            }
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
    details: Iterable[TransactionDetail],
    currencies: Mapping[str, int],
    currency_id: int,
) -> list[dict[str, Any]]:
    """Return the values of the ``bank.line.detail`` rows of a transaction.

    Args:
        details: one per underlying transaction of the bank; those with neither amount
            nor name, text or references give no row.
        currencies: id of each active currency by ISO code.
        currency_id: currency of details that name none.
    """
    rows = []
    for position, detail in enumerate(details, start=1):
        facts = _detail_facts(detail)
        if not any(value for name, value in facts.items() if name not in _SILENT):
            continue
        values = {
            "kind": "transaction",
            "currency_id": currencies.get(detail.currency, currency_id),
            **facts,
        }
        original = values | {
            "references": [reference_values(ref) for ref in detail.references],
            "amount": str(detail.amount) if detail.amount is not None else "",
        }
        rows.append(values | {"sequence": position, "original": original})
    return rows


#: facts that alone say nothing of a payment
_SILENT = ("account_number", "code")


def _detail_facts(detail: TransactionDetail) -> dict[str, Any]:
    return {
        "amount": float(detail.amount or 0),
        "partner_name": clean_spaces(detail.counterparty.name),
        "account_number": account_key(detail.counterparty.account),
        "payment_reference": _all(detail.references, "payment_id"),
        "document_number": _all(detail.references, "document"),
        "end_to_end": _first(detail.references, "end_to_end") or "",
        "text": clean_spaces(detail.text),
        "code": detail.purpose or detail.code or detail.return_reason,
    }


def _first(references: Iterable[Reference], *kinds: str) -> str | bool:
    for kind in kinds:
        for ref in references:
            if ref.kind == kind:
                return ref.value
    return False


def _all(references: Iterable[Reference], kind: str) -> str:
    return ", ".join(dict.fromkeys(ref.value for ref in references if ref.kind == kind))
