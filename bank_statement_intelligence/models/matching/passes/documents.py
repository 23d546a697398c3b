"""What the passes that join by reference share: the one statement they run."""

from odoo import models
from odoo.tools import SQL

from ....engine.matching import documents
from ....engine.matching.proposal import Proposal
from .base import ITEM, TXN

#: item key kinds → evidence codes
EVIDENCE = {
    "upr": "upr",
    "batch": "payment_batch",
    "payment_name": "payment_name",
    "payment_memo": "payment_memo",
    "payment_id": "payment_id",
    "number": "document",
    "vendor_ref": "vendor_document",
    "customer_ref": "customer_reference",
    "origin": "order",
    "paid": "paid_document",
}


class BankMatcherDocuments(models.AbstractModel):
    """A pass whose proof is a reference that stands on both sides."""

    _name = "bank.matcher.documents"
    _inherit = "bank.matcher"
    _description = "Matching by Reference"

    #: which items: ``open`` or ``outstanding``
    _pools: tuple[str, ...] = ("open",)
    #: kinds of item keys that count
    _key_kinds: tuple[str, ...] = ()

    def _condition(self) -> SQL:
        """SQL: what must hold between reference ``r`` and item key ``k`` as well."""
        return SQL("TRUE")

    def _get_policy(self, context):
        """Return what is allowed for a payment of an item: nothing but exact."""
        return documents.no_policy

    def _propose(self, context) -> list[Proposal]:
        self.env.cr.execute(self._statement())
        hits = [
            self._hit(txn, item, EVIDENCE[kind], key, bank, books, place)
            for txn, item, (kind, key, bank, books, *place) in self._sides(
                self.env.cr.fetchall()
            )
        ]
        return documents.decide(
            hits, self._pass_code, self._kind, self._get_policy(context)
        )

    def _statement(self) -> SQL:
        return SQL(
            """
            SELECT DISTINCT ON (t.id, i.id, k.kind)
                   %(txn)s, %(item)s, k.kind, k.key, r.raw, k.raw,
                   r.field, r.detail_id, r.first, r.last
              FROM bsi_ref r
              JOIN bsi_unit t ON t.id = r.txn_id
              JOIN bsi_item_key k ON k.key = r.key
              JOIN bsi_item i ON i.id = k.item_id
             WHERE %(allowed)s AND i.pool = ANY(%(pools)s) AND k.kind = ANY(%(kinds)s)
               AND %(clear)s AND %(amount)s IS NOT NULL AND %(condition)s
          ORDER BY t.id, i.id, k.kind, length(r.raw), r.raw
            """,
            txn=SQL(TXN),
            item=SQL(ITEM),
            allowed=self._allowed(),
            pools=list(self._pools),
            kinds=list(self._key_kinds),
            clear=self._clear_reference(),
            amount=self._amount_for_item(),
            condition=self._condition(),
        )
