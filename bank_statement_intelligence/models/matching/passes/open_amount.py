"""Pass 75: an amount and a number with a slip, the payer not known: a hint, no proof.

More than a few items of the amount say nothing, so nothing is shown then.
"""

from odoo import models
from odoo.tools import SQL

from ....engine.matching import amount_hints
from ....engine.matching.sides import Item, Txn
from ..relations.items import MAX_SAME
from ..relations.rows import FREE, columns, read_pairs

#: items of one amount from which it says nothing
MAX_ITEMS = 8
_STATEMENT = SQL(
    """
    SELECT * FROM (
        SELECT %(txn)s, %(item)s, count(*) OVER (PARTITION BY t.id) AS number
          FROM match_txn t CROSS JOIN LATERAL (
               SELECT i.* FROM match_amount a
                 JOIN match_item i ON i.currency_id = a.currency_id
                  AND i.minor = a.minor AND i.day <= t.day
                WHERE a.id = t.id AND %(free)s AND i.pool = 'open'
                LIMIT %(enough)s) i
         WHERE t.is_open AND NOT t.has_parts AND NOT t.reversal
           AND t.partner_id IS NULL AND NOT EXISTS (
               SELECT FROM match_amount a
                 JOIN match_item i ON i.currency_id = a.currency_id
                  AND i.minor = a.minor AND i.day <= t.day
                WHERE a.id = t.id AND i.pool = 'open'
               OFFSET %(cut)s)) pair
     WHERE number <= %(most)s
     ORDER BY t_id, i_id
    """,
    txn=columns(Txn, "t"),
    item=columns(Item, "i"),
    free=FREE,
    most=MAX_ITEMS,
    enough=MAX_ITEMS + 1,
    # from so many on, the relation does not have all of them
    cut=MAX_SAME - 1,
)


class BankMatcherOpenAmount(models.AbstractModel):
    _name = "bank.matcher.open_amount"
    _inherit = "bank.matcher"
    _description = "Amount → open item of somebody"

    _pass_code = "open_amount"

    def _propose(self, context):
        pairs = read_pairs(self.env, _STATEMENT)
        return amount_hints.decide(
            ((txn, item) for txn, item, _row in pairs), self._pass_code
        )
