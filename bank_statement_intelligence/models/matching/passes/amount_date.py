"""Pass 40: bank entries by amount and date, only if unique both ways.

With a certain payer who is the partner of the payment the date matters less: that is
tier 3. Without, amount and date alone are tier 7 and never posted by default. An open
item of the same partner and amount speaks against it: the payment may be for that one.
"""

from odoo import models
from odoo.tools import SQL

from ....engine.matching.pairs import Pair, decide
from ....engine.matching.proposal import Evidence
from ..relations.rows import AMOUNT, FREE

#: days a payment of the right partner may lie from the bank's date
PARTNER_WINDOW = 30
#: candidates shown per line when it is a tie
MAX_SHOWN = 5
_STATEMENT = SQL(
    """
    WITH pair AS (
        SELECT t.id AS txn_id, i.id AS item_id, i.minor, i.name,
               t.partner_name AS payer, i.partner_name AS partner,
               t.partner_id = i.partner_id AS known, t.partner_how,
               t.day AS bank_day, i.day AS item_day,
               (SELECT min(open.name) FROM match_item open
                 WHERE open.pool = 'open' AND NOT open.claimed
                   AND open.partner_id = t.partner_id
                   AND open.currency_id = i.currency_id
                   AND open.minor = i.minor AND open.day <= t.day) AS rival
          FROM match_txn t
          JOIN match_item i ON i.minor = %(amount)s
         WHERE %(free)s AND i.pool = 'outstanding' AND NOT t.reversal
           AND (t.partner_id IS NULL OR i.partner_id IS NULL
                OR t.partner_id = i.partner_id)
           AND abs(t.day - i.day) <= CASE
               WHEN t.partner_id = i.partner_id
               THEN greatest(t.day_window, %(window)s)
               ELSE t.day_window END
    ), counted AS (
        SELECT *,
               count(*) OVER (PARTITION BY txn_id) AS items_of_line,
               count(*) OVER (PARTITION BY item_id) AS lines_of_item,
               row_number() OVER (PARTITION BY txn_id
                   ORDER BY abs(bank_day - item_day), item_id) AS position
          FROM pair
    )
    SELECT * FROM counted WHERE position <= %(shown)s
     ORDER BY txn_id, position
    """,
    amount=AMOUNT,
    free=FREE,
    window=PARTNER_WINDOW,
    shown=MAX_SHOWN,
)


class BankMatcherAmountDate(models.AbstractModel):
    _name = "bank.matcher.amount_date"
    _inherit = "bank.matcher"
    _description = "Amount and date → payment in the books"

    _pass_code = "amount_date"
    _kind = "bank"

    def _propose(self, context):
        rows = self.env.execute_query_dict(_STATEMENT)
        return decide(map(self._pair, rows), self._pass_code, self._kind)

    def _pair(self, row: dict) -> Pair:
        evidence = [Evidence("date", str(row["bank_day"]), str(row["item_day"]))]
        if row["known"]:
            evidence.append(Evidence(row["partner_how"], row["payer"], row["partner"]))
        rival = row["rival"]
        return Pair(
            txn_id=row["txn_id"],
            item_id=row["item_id"],
            minor=row["minor"],
            item_name=row["name"],
            items_of_line=row["items_of_line"],
            lines_of_item=row["lines_of_item"],
            tier=3 if row["known"] else 7,
            evidence=tuple(evidence),
            contra=(
                (Evidence("other_candidate", row["name"], rival, False),)
                if rival
                else ()
            ),
        )
