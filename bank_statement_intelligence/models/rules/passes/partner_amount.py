"""Pass 70: what a certain partner pays of his open items.

The statement brings the partner's items; ``engine/partner_items.py`` decides.
"""

from odoo import models
from odoo.tools import SQL

from ....engine.matching import partner_items
from ....engine.matching.partner_items import Case
from ....engine.matching.proposal import Proposal
from ...matching.passes.base import ITEM_NAMED, TXN

#: items of one partner that are looked at, the oldest first
MAX_ITEMS = 400


class BankMatcherPartnerAmount(models.AbstractModel):
    _name = "bank.matcher.partner_amount"
    _inherit = "bank.matcher"
    _description = "Certain partner and amount → open items"

    _pass_code = "partner_amount"

    def _propose(self, context) -> list[Proposal]:
        self.env.cr.execute(self._statement())
        groups: dict[tuple[int, int], tuple] = {}
        for txn, item, _rest in self._sides(self.env.cr.fetchall()):
            group = groups.setdefault((txn.id, item.currency_id), (txn, []))
            group[1].append(item)
        cases = [
            Case(txn, tuple(items), tuple(context.named.get(txn.id, ())))
            for txn, items in groups.values()
        ]
        return partner_items.decide(cases, self._pass_code, context.policy)

    def _statement(self) -> SQL:
        """SQL: every open item of each payer, the oldest first."""
        return SQL(
            """
            SELECT * FROM (
                SELECT %(txn)s, %(item)s,
                       row_number() OVER (PARTITION BY t.id, i.currency_id
                                          ORDER BY i.due, i.id) AS place,
                       %(amount)s = i.minor AS exact
                  FROM bsi_unit t
                  JOIN bsi_item i
                    ON i.partner_id = coalesce(t.partner_id, t.near_partner_id)
                    OR i.partner_id = ANY(t.pays_for)
                 WHERE %(allowed)s AND i.pool = 'open' AND NOT t.has_parts
                   AND NOT t.reversal AND %(amount)s IS NOT NULL) pair
             WHERE place <= %(most)s OR exact
          ORDER BY 1, place
            """,
            txn=SQL(TXN),
            item=SQL(ITEM_NAMED),
            amount=self._amount_for_item(),
            allowed=self._allowed(),
            most=MAX_ITEMS,
        )
