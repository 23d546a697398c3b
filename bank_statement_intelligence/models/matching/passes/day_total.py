"""Pass 45: payments in the books of one day that the bank booked as one sum."""

from odoo import models
from odoo.tools import SQL

from ....engine.matching import day_total
from ....engine.matching.day_total import Total
from ..relations.items import OPEN

#: days that the bank may take to book what was sent
MAX_DAYS = 4
#: outstanding payments by journal, day and direction; those that another line has are
#: left out
_STATEMENT = """
    WITH line AS MATERIALIZED (
        SELECT t.id, t.journal_id, t.currency_id, t.day, t.minor, t.company_ids,
               currency.decimal_places AS decimals
          FROM match_line t JOIN res_currency currency ON currency.id = t.currency_id
         WHERE t.is_open AND t.minor <> 0 AND NOT t.has_parts AND NOT t.reversal
    ), total AS (
        SELECT payment.journal_id, item.currency_id, item.date,
               array_agg(item.id ORDER BY item.id) AS item_ids,
               array_agg(item.amount_residual_currency ORDER BY item.id) AS amounts,
               sum(item.amount_residual_currency) AS amount
          FROM account_move_line item
          JOIN account_move move ON move.id = item.move_id
          JOIN account_payment payment ON payment.id = move.origin_payment_id
     LEFT JOIN match_item i ON i.id = item.id
         WHERE item.account_id = ANY(%(accounts)s) AND %(open)s
           AND item.date BETWEEN (SELECT min(day) FROM line) - %(days)s
                             AND (SELECT max(day) FROM line)
           AND i.claimed IS NOT TRUE
         GROUP BY payment.journal_id, item.currency_id, item.date,
                  sign(item.amount_residual_currency)
        HAVING count(*) > 1)
    SELECT line.id AS txn_id, total.item_ids, (
               SELECT array_agg(round(amount * 10 ^ line.decimals)::bigint ORDER BY n)
                 FROM unnest(total.amounts) WITH ORDINALITY one (amount, n)) AS minors,
           total.date::text AS day, line.day - total.date AS days
      FROM line
      JOIN total ON total.journal_id = line.journal_id
       AND total.currency_id = line.currency_id
       AND total.amount = line.minor / 10.0 ^ line.decimals
       AND line.day - total.date BETWEEN 0 AND %(days)s
     ORDER BY line.id, total.date
    """


class BankMatcherDayTotal(models.AbstractModel):
    _name = "bank.matcher.day_total"
    _inherit = "bank.matcher"
    _description = "Sum of a day → payments of the day"

    _pass_code = "day_total"
    _kind = "bank"

    def _propose(self, context):
        statement = SQL(
            _STATEMENT,
            accounts=list(context.outstanding_accounts),
            open=OPEN,
            days=MAX_DAYS,
        )
        rows = self.env.execute_query_dict(statement)
        totals = (
            Total(
                row["txn_id"],
                tuple(row["item_ids"]),
                tuple(row["minors"]),
                row["day"],
                row["days"],
            )
            for row in rows
        )
        return day_total.decide(totals, self._pass_code)
