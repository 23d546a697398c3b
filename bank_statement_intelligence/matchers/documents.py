"""What the passes that join by reference share: the one statement they run."""

from odoo import models
from odoo.tools import SQL

from ..engine import documents
from ..engine.proposal import Proposal

#: item key kinds → evidence codes
EVIDENCE = {
    "upr": "upr",
    "payment_name": "payment_name",
    "payment_memo": "payment_memo",
    "payment_id": "payment_id",
    "number": "document",
    "vendor_ref": "vendor_document",
    "customer_ref": "customer_reference",
    "paid": "paid_document",
}


class BankMatcherDocuments(models.AbstractModel):
    """A pass whose proof is a reference that stands on both sides."""

    _name = "bank.matcher.documents"
    _inherit = "bank.matcher"
    _description = "Matching by Reference"

    #: which items: ``open`` or ``outstanding``
    _pool = "open"
    #: kinds of item keys that count
    _key_kinds: tuple[str, ...] = ()

    def _condition(self) -> SQL:
        """SQL: what must hold between reference ``r`` and item key ``k`` as well."""
        return SQL("TRUE")

    def _propose(self) -> list[Proposal]:
        self.env.cr.execute(self._statement())
        hits = [self._hit(row) for row in self.env.cr.fetchall()]
        return documents.decide(hits, self._pass_code, self._kind)

    def _statement(self) -> SQL:
        return SQL(
            """
            SELECT DISTINCT ON (t.id, i.id, k.kind)
                   t.id, i.id, i.document_id, %(amount)s AS txn_minor, i.minor,
                   k.kind, k.key, r.raw, k.raw,
                   t.partner_id = i.partner_id AS partner_agrees,
                   t.partner_name, i.partner_name
              FROM bsi_ref r
              JOIN bsi_txn t ON t.id = r.txn_id
              JOIN bsi_item_key k ON k.key = r.key
              JOIN bsi_item i ON i.id = k.item_id
             WHERE t.is_open AND NOT i.claimed AND i.pool = %(pool)s
               AND k.kind = ANY(%(kinds)s)
               AND i.company_id = ANY(t.company_ids)
               AND (i.journal_id IS NULL OR i.journal_id = t.journal_id)
               AND (NOT r.loose OR r.shape = k.shape
                    OR (k.kind = 'payment_id' AND r.checked AND length(r.key) >= 8))
               AND %(amount)s IS NOT NULL
               AND %(condition)s
          ORDER BY t.id, i.id, k.kind, length(r.raw), r.raw
            """,
            amount=self._amount_for_item(),
            pool=self._pool,
            kinds=list(self._key_kinds),
            condition=self._condition(),
        )

    def _hit(self, row) -> documents.Hit:
        (txn, item, document, amount, minor, kind, key, bank, books, agrees, *names) = (
            row
        )
        return documents.Hit(
            txn_id=txn,
            item_id=item,
            document_id=document,
            txn_minor=amount,
            minor=minor,
            code=EVIDENCE[kind],
            key=key,
            bank_value=bank,
            item_value=books,
            partner_agrees=agrees,
            bank_partner=names[0] or "",
            item_partner=names[1] or "",
        )
