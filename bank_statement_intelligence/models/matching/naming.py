"""What a bank text names: documents, payments of ours, payment IDs. It comes first, and
speaks against all else (``engine/matching/names.py``)."""

from odoo import api, models
from odoo.tools import SQL

from ...engine.matching import names
from ...engine.matching.names import Named
from .relations.rows import CERTAIN, read_span

#: kinds of references that make a text name a document, open or paid
NAMING = ("number", "payment_id", "vendor_ref")
#: kinds that name it while it is open: many documents may have the same
NAMING_OPEN = ("customer_ref", "origin", "tail")
#: kinds that name a payment of ours
NAMING_PAYMENTS = ("upr", "payment_name", "batch")
#: keys of items, and payments of ours that have none to settle any more
_KEYS = SQL(
    """
    SELECT key, kind, shape, raw, item_id, is_open FROM match_item_key
     UNION ALL
    SELECT doc.key, doc.kind, doc.key, doc.raw, NULL, FALSE
      FROM match_document doc
     WHERE doc.kind = ANY(%s)
       AND NOT EXISTS (SELECT FROM match_item_key k WHERE k.key = doc.key)
    """,
    list(NAMING_PAYMENTS),
)
_STATEMENT = """
    WITH k AS (%(keys)s), known AS (
        SELECT r.txn_id, r.key, r.raw, min(k.raw) AS books,
               array_remove(array_agg(DISTINCT k.item_id), NULL) AS item_ids,
               bool_or(k.is_open) AS is_open,
               bool_and(coalesce(
                   sign(item.amount_currency) = -sign(t.minor)
                   AND abs(round(item.amount_currency * 10 ^ currency.decimal_places))
                       <> abs(t.minor), FALSE)) AS is_beside,
               r.field, r.detail_id, r.first, r.last
          FROM match_reference r
          JOIN match_txn t ON t.id = r.txn_id AND t.is_open
          JOIN k ON k.key = r.key
     LEFT JOIN account_move_line item ON item.id = k.item_id
     LEFT JOIN res_currency currency ON currency.id = item.currency_id
         WHERE %(certain)s
           AND (r.source = 'label' OR NOT r.key ~ '^[0-9]{1,5}$')
         GROUP BY r.txn_id, r.key, r.raw, r.field, r.detail_id, r.first, r.last
        HAVING bool_or(k.kind = ANY(%(naming)s)
                       OR k.is_open AND k.kind = ANY(%(open)s))
           -- the same on several bills that are all paid: a contract's number
           AND NOT (bool_and(k.kind = 'vendor_ref' AND NOT k.is_open)
                    AND count(DISTINCT item.move_id) > 1)
    ), unknown AS (
        SELECT r.*, t.minor, r.key ~ (
               SELECT '^(' || coalesce(string_agg(prefix, '|'), '-') || ')[0-9]+$'
                 FROM match_prefix) AS is_ours
          FROM match_reference r
          JOIN match_txn t ON t.id = r.txn_id AND t.is_open
         WHERE NOT EXISTS (SELECT FROM match_document doc WHERE doc.key = r.key)
           AND NOT EXISTS (SELECT FROM k WHERE k.key = r.key)
    )
    SELECT txn_id, raw, books, item_ids, is_open, FALSE AS is_ours, is_beside,
           field, detail_id, first, last
      FROM known
     UNION ALL
    SELECT txn_id, raw, '', '{}', FALSE, is_ours, FALSE, field, detail_id, first, last
      FROM unknown
     WHERE is_ours OR source IN ('payment_id', 'document') AND key ~ '[0-9]{4}'
        OR source IN ('payment_label', 'label') AND minor > 0
    """


class BankMatchNaming(models.AbstractModel):
    _name = "bank.match.naming"
    _description = "What Bank Lines Name"

    @api.model
    def _read(self) -> dict[int, list[Named]]:
        """Return per transaction what its text names, in the books or not: payment IDs
        in their own field, and numbers of the form of ours. One statement.

        Rooms above and other addons fill the table ``match_names``, each entry
        ``(self) -> SQL``: what else has a name, with the columns of ``_KEYS``.
        """
        entries = self.env["bank.tables"]._get_entries("match_names")
        found: dict[int, list[Named]] = {}
        statement = SQL(
            _STATEMENT,
            keys=SQL(" UNION ALL ").join([_KEYS, *(entry() for entry in entries)]),
            certain=CERTAIN,
            naming=[*NAMING, *NAMING_PAYMENTS],
            open=list(NAMING_OPEN),
        )
        for row in self.env.execute_query_dict(statement):
            named = Named(
                row["raw"],
                row["books"] or "",
                read_span(row),
                frozenset(row["item_ids"] or ()),
                row["is_ours"],
                row["is_open"],
                row["is_beside"],
            )
            found.setdefault(row["txn_id"], []).append(named)
        return {txn_id: names.reduce(rows) for txn_id, rows in found.items()}
