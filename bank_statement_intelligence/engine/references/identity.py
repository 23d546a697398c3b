"""Import identity of bank transactions.

The same transaction must be known again in an overlapping file; two genuine twins must
stay two. So a key is a fingerprint plus an occurrence number within the statement.

>>> from decimal import Decimal
>>> from datetime import date
>>> from ...parsers.common.records import ParsedTransaction
>>> tx = ParsedTransaction(Decimal("5.00"), "EUR", date(2026, 1, 2), text="Coffee")
>>> keys = number_keys([fingerprint(tx), fingerprint(tx)])
>>> keys[0] != keys[1], keys == number_keys([fingerprint(tx), fingerprint(tx)])
(True, True)
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ...parsers.common.records import ParsedTransaction, Reference
from ..text.normalise import account_key, clean_spaces


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """``strong``: the bank's own id of the booking is part of it."""

    value: str
    strong: bool


def fingerprint(tx: ParsedTransaction) -> Fingerprint:
    """Return what identifies a transaction within its account.

    With the bank's id: id, amount and booking date, because banks repeat ids. Without:
    everything the bank said about it.
    """
    common = (str(tx.amount.normalize()), tx.currency, str(tx.booking_date))
    if tx.bank_id:
        return Fingerprint(_digest("id", tx.bank_id.strip(), *common), True)
    references = sorted(
        f"{ref.kind}={ref.value}" for ref in (*tx.references, *_detail_references(tx))
    )
    facts = (
        *common,
        str(tx.value_date),
        account_key(tx.counterparty.account),
        clean_spaces(tx.counterparty.name).upper(),
        clean_spaces(tx.text).upper(),
        *references,
    )
    return Fingerprint(_digest("facts", *facts), False)


def _detail_references(tx: ParsedTransaction) -> Iterator[Reference]:
    return (ref for detail in tx.details for ref in detail.references)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]


def number_keys(
    prints: Iterable[Fingerprint], taken: Mapping[str, int] | None = None
) -> list[str]:
    """Return one key per fingerprint: ``<fingerprint>:<occurrence>``, from 1.

    Args:
        prints: fingerprints in the order of the file.
        taken: how many occurrences are known already and must not be meant again;
            given only when the statement follows on the last one, so that an equal
            transaction in it is a genuine twin.
    """
    counts = Counter(taken or {})
    keys = []
    for item in prints:
        counts[item.value] += 1
        keys.append(f"{item.value}:{counts[item.value]}")
    return keys
