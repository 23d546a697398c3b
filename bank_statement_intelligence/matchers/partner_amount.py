"""Pass 70, first part: a certain partner's one open item of exactly this amount (C57).

Contra-evidence keeps it from posting by itself: the bank text names another document
of ours (paid or open), or the item is dated after the payment.
"""

from odoo import models
from odoo.tools import SQL

from ..engine.pairs import Pair, decide
from ..engine.proposal import Evidence, Proposal
from .amount_date import MAX_SHOWN


class BankMatcherPartnerAmount(models.AbstractModel):
    _name = "bank.matcher.partner_amount"
    _inherit = "bank.matcher"
    _description = "Certain partner and exact amount → open item"

    _pass_code = "partner_amount"

    def _propose(self) -> list[Proposal]:
        self.env.cr.execute(self._statement())
        pairs = [self._pair(row) for row in self.env.cr.fetchall()]
        return decide(pairs, self._pass_code, self._kind)

    def _statement(self) -> SQL:
        return SQL(
            """
            WITH pair AS (
                SELECT t.id AS txn_id, i.id AS item_id, i.minor, i.name,
                       t.partner_how, t.partner_name AS payer, i.partner_name,
                       t.date AS bank_date, i.date AS item_date,
                       (SELECT min(r.raw)
                          FROM bsi_ref r JOIN bsi_item_key k ON k.key = r.key
                         WHERE r.txn_id = t.id AND NOT r.loose
                           AND k.kind IN ('number', 'payment_id', 'vendor_ref')
                           AND k.document_id <> i.document_id) AS other
                  FROM bsi_txn t
                  JOIN bsi_item i ON i.minor = %(amount)s
                 WHERE t.is_open AND NOT i.claimed AND i.pool = 'open'
                   AND i.company_id = ANY(t.company_ids)
                   AND i.partner_id = t.partner_id AND t.minor <> 0
            ), counted AS (
                SELECT *,
                       count(*) OVER (PARTITION BY txn_id) AS items_of_line,
                       count(*) OVER (PARTITION BY item_id) AS lines_of_item,
                       row_number() OVER (PARTITION BY txn_id
                           ORDER BY item_date, item_id) AS position
                  FROM pair
            )
            SELECT txn_id, item_id, minor, name, items_of_line, lines_of_item,
                   partner_how, payer, partner_name, bank_date, item_date, other
              FROM counted WHERE position <= %(shown)s
          ORDER BY txn_id, position
            """,
            amount=self._amount_for_item(),
            shown=MAX_SHOWN,
        )

    def _pair(self, row) -> Pair:
        (txn, item, minor, name, items, lines, how, payer, partner, day, due, other) = (
            row
        )
        contra = []
        if other:
            contra.append(Evidence("other_document", other, name, False))
        if due > day:
            contra.append(Evidence("date_after", str(day), str(due), False))
        return Pair(
            txn_id=txn,
            item_id=item,
            minor=minor,
            item_name=name,
            items_of_line=items,
            lines_of_item=lines,
            tier=3,
            evidence=(Evidence(how, payer or "", partner or ""),),
            contra=tuple(contra),
        )
