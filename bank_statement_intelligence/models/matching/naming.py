"""Which documents a bank text names: what speaks against an item that is not one."""

from odoo import api, models
from odoo.tools import SQL

from ...engine.matching import partner_items
from ...engine.matching.partner_items import Named
from ...engine.matching.proposal import Span

#: kinds of references that make a text name a document
NAMING = ("number", "payment_id", "vendor_ref")


class BankMatchNaming(models.AbstractModel):
    _name = "bank.match.naming"
    _description = "Documents Named by Bank Lines"

    @api.model
    def _read(self) -> dict[int, list[Named]]:
        """Return per transaction the documents that its text names, in the books or
        not: payment IDs in their own field, and numbers of the form of ours."""
        self.env.cr.execute(self._statement())
        found: dict[int, list[Named]] = {}
        for txn_id, document_id, raw, books, *place in self.env.cr.fetchall():
            field, detail_id, first, last = place
            span = Span(field, first, last, detail_id) if field else None
            found.setdefault(txn_id, []).append(
                Named(raw, document_id, books or "", span)
            )
        return {txn_id: partner_items.reduce(rows) for txn_id, rows in found.items()}

    def _statement(self) -> SQL:
        return SQL(
            """
            SELECT DISTINCT ON (r.txn_id, k.document_id, r.key)
                   r.txn_id, k.document_id, r.raw, k.raw,
                   r.field, r.detail_id, r.first, r.last
              FROM bsi_ref r
              JOIN bsi_unit t ON t.id = r.txn_id AND t.is_open
              JOIN bsi_item_key k ON k.key = r.key AND k.kind = ANY(%(naming)s)
             WHERE %(clear)s AND NOT (r.key ~ '^[0-9]{1,5}$')
             UNION ALL
            SELECT r.txn_id, NULL, r.raw, NULL, r.field, r.detail_id, r.first, r.last
              FROM bsi_ref r
              JOIN bsi_unit t ON t.id = r.txn_id AND t.is_open
             WHERE NOT EXISTS (SELECT FROM bsi_doc doc WHERE doc.key = r.key)
               AND (r.source IN ('payment_id', 'document') AND r.key ~ '[0-9]{4}'
                    OR r.key ~ (SELECT '^(' || coalesce(string_agg(prefix, '|'), '-')
                                       || ')[0-9]+$' FROM bsi_prefix))
            """,
            naming=list(NAMING),
            clear=self.env["bank.matcher"]._clear_reference(),
        )
