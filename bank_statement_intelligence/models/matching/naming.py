"""Which documents a bank text names: what speaks against an item that is not one."""

from odoo import api, models
from odoo.tools import SQL

from ...engine.matching import partner_items
from ...engine.matching.partner_items import Named
from .relations.rows import CERTAIN, read_span

#: kinds of references that make a text name a document
NAMING = ("number", "payment_id", "vendor_ref")
_STATEMENT = SQL(
    """
    SELECT DISTINCT ON (r.txn_id, k.document_id, r.key)
           r.txn_id, k.document_id, r.raw, k.raw AS books,
           r.field, r.detail_id, r.first, r.last
      FROM match_reference r
      JOIN match_txn t ON t.id = r.txn_id AND t.is_open
      JOIN match_item_key k ON k.key = r.key AND k.kind = ANY(%(naming)s)
     WHERE %(certain)s AND NOT (r.key ~ '^[0-9]{1,5}$')
     UNION ALL
    SELECT r.txn_id, NULL, r.raw, NULL, r.field, r.detail_id, r.first, r.last
      FROM match_reference r
      JOIN match_txn t ON t.id = r.txn_id AND t.is_open
     WHERE NOT EXISTS (SELECT FROM match_document doc WHERE doc.key = r.key)
       AND (r.source IN ('payment_id', 'document') AND r.key ~ '[0-9]{4}'
            OR r.key ~ (SELECT '^(' || coalesce(string_agg(prefix, '|'), '-')
                               || ')[0-9]+$' FROM match_prefix))
    """,
    naming=list(NAMING),
    certain=CERTAIN,
)


class BankMatchNaming(models.AbstractModel):
    _name = "bank.match.naming"
    _description = "Documents Named by Bank Lines"

    @api.model
    def _read(self) -> dict[int, list[Named]]:
        """Return per transaction the documents that its text names, in the books or
        not: payment IDs in their own field, and numbers of the form of ours. One
        statement."""
        found: dict[int, list[Named]] = {}
        for row in self.env.execute_query_dict(_STATEMENT):
            named = Named(
                row["raw"], row["document_id"], row["books"] or "", read_span(row)
            )
            found.setdefault(row["txn_id"], []).append(named)
        return {txn_id: partner_items.reduce(rows) for txn_id, rows in found.items()}
