"""What statements over the relations share: words of SQL, and named records.

In the statements ``t`` is a transaction (``match_txn``), ``i`` an item
(``match_item``), ``r`` a reference of the bank (``match_reference``), ``k`` a key of an
item (``match_item_key``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache

from odoo.tools import SQL

from ....engine.matching.proposal import Span
from ....engine.matching.sides import Item, Txn
from ....engine.references.scan import KEY_SQL

#: SQL: the transaction's amount in the currency of the item, or NULL
AMOUNT = SQL(
    """CASE WHEN i.currency_id = t.currency_id THEN t.minor
            WHEN i.currency_id = t.foreign_currency_id THEN t.foreign_minor END"""
)
#: SQL: nobody has the transaction or the item yet, and they may belong together
FREE = SQL(
    """t.is_open AND t.minor <> 0 AND NOT i.claimed
       AND i.company_id = ANY(t.company_ids)
       AND (i.journal_id IS NULL OR i.journal_id = t.journal_id)"""
)
#: SQL: reference is key for certain, not digits glued over a blank by accident
CERTAIN = SQL(
    """(NOT r.loose OR r.shape = k.shape
        OR (k.kind = 'payment_id' AND r.checked AND length(r.key) >= 8))"""
)
_TYPES = {
    "int": "int[]",
    "int | None": "int[]",
    "str": "text[]",
    "bool": "boolean[]",
}


def key_of(column: str) -> SQL:
    """SQL: the normalised key of a column, as ``engine.references.scan`` makes it."""
    return SQL(KEY_SQL.format(column))


def columns(record: type, alias: str) -> SQL:
    """SQL: the columns of a relation that a dataclass has, named ``alias_field``."""
    return SQL(", ").join(
        SQL("%s AS %s", SQL.identifier(alias, name), SQL.identifier(f"{alias}_{name}"))
        for name in (field.name for field in fields(record))
    )


def make(record: type, alias: str, row: dict):
    """Return the dataclass from a row that has :func:`columns` of it."""
    values = (row[name] for name in _names(record, alias))
    return record(*(tuple(v) if isinstance(v, list) else v for v in values))


@cache
def _names(record: type, alias: str) -> tuple[str, ...]:
    return tuple(f"{alias}_{field.name}" for field in fields(record))


def unnest(record: type, rows: Iterable) -> SQL:
    """SQL: dataclass records as the relation ``new``, a column per field."""
    rows, names = list(rows), [field.name for field in fields(record)]
    return SQL(
        "unnest(%s) AS new (%s)",
        SQL(", ").join(
            SQL(f"%s::{_TYPES[field.type]}", [getattr(row, field.name) for row in rows])
            for field in fields(record)
        ),
        SQL(", ").join(map(SQL.identifier, names)),
    )


def read_span(row: dict) -> Span | None:
    """Return the place of a reference ``r`` in the bank's text as evidence has it."""
    if not row["field"]:
        return None
    return Span(row["field"], row["first"], row["last"], row["detail_id"])


def read_pairs(env, statement: SQL) -> Iterator[tuple[Txn, Item, dict]]:
    """Yield transaction, item and the whole row; the same record is one object.

    Args:
        env: the environment.
        statement: selects ``columns(Txn, "t")``, ``columns(Item, "i")`` and more.
    """
    transactions: dict[int, Txn] = {}
    items: dict[int, Item] = {}
    for row in env.execute_query_dict(statement):
        txn_id, item_id = row["t_id"], row["i_id"]
        if txn_id not in transactions:
            transactions[txn_id] = make(Txn, "t", row)
        if item_id not in items:
            items[item_id] = make(Item, "i", row)
        yield transactions[txn_id], items[item_id], row
