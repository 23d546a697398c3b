"""Pass 75: an amount and a number with a slip, the payer not known: a hint, no proof.

More than a few items of the amount say nothing, so nothing is shown then.
"""

from odoo import models
from odoo.tools import SQL

from ....engine.matching import amount_hints
from ....engine.matching.proposal import Proposal
from .base import ITEM_NAMED, TXN

#: items of one amount from which it says nothing
MAX_ITEMS = 8


class BankMatcherOpenAmount(models.AbstractModel):
    _name = "bank.matcher.open_amount"
    _inherit = "bank.matcher"
    _description = "Amount → open item of somebody"

    _pass_code = "open_amount"

    def _propose(self, context) -> list[Proposal]:
        self.env.cr.execute(self._statement())
        pairs = [(txn, item) for txn, item, _r in self._sides(self.env.cr.fetchall())]
        return amount_hints.decide(pairs, self._pass_code)

    def _statement(self) -> SQL:
        return SQL(
            """
            SELECT * FROM (
                SELECT %(txn)s, %(item)s, count(*) OVER (PARTITION BY t.id) AS number
                  FROM bsi_unit t
                  JOIN bsi_item i ON i.minor = %(amount)s
                 WHERE %(allowed)s AND i.pool = 'open' AND NOT t.has_parts
                   AND NOT t.reversal AND t.partner_id IS NULL
                   AND i.date <= t.date) pair
             WHERE number <= %(most)s
          ORDER BY 1
            """,
            txn=SQL(TXN),
            item=SQL(ITEM_NAMED),
            amount=self._amount_for_item(),
            allowed=self._allowed(),
            most=MAX_ITEMS,
        )
