"""Pass 40: bank entries by amount and date, only if unique both ways.

With a certain payer who is the partner of the payment the date matters less: that is
tier 3. Without, amount and date alone are tier 7 and never posted by default. A run can
be asked for amounts that differ a little: tier 7, where none is exact. An open
item of the same partner and amount speaks against it: the payment may be for that one.
"""

from odoo import models
from odoo.tools import SQL

from ....engine.matching.pairs import Pair, decide
from ....engine.matching.proposal import Evidence
from ..relations.rows import AMOUNT

#: days a payment of the right partner may lie from the bank's date
PARTNER_WINDOW = 30
#: candidates shown per line when it is a tie
MAX_SHOWN = 5
#: how the payers of line and payment fit, and the days that both may lie apart then
_PAYERS = (
    (SQL("item.partner_id = line.partner_id"), PARTNER_WINDOW),
    (SQL("line.partner_id IS NULL"), 0),
    (SQL("line.partner_id IS NOT NULL AND item.partner_id IS NULL"), 0),
)
#: lines and items that nothing here tells apart are counted first and joined as one
#: kind: thousands of equal payments are not compared one by one
_STATEMENT = """
    WITH line AS (
        SELECT min(t.id) AS id, array_agg(t.id) AS txn_ids, count(*) AS number,
               t.currency_id, t.minor, t.foreign_currency_id, t.foreign_minor,
               t.company_ids, t.journal_id, t.partner_id, t.day, t.day_window
          FROM match_txn t
         WHERE t.is_open AND t.minor <> 0 AND NOT t.reversal
         GROUP BY t.currency_id, t.minor, t.foreign_currency_id, t.foreign_minor,
                  t.company_ids, t.journal_id, t.partner_id, t.day, t.day_window
    ), item AS (
        SELECT min(i.id) AS id, (array_agg(i.id ORDER BY i.id))[:%(shown)s] AS item_ids,
               count(*) AS number, i.currency_id, i.minor, i.company_id, i.journal_id,
               i.partner_id, i.day
          FROM match_item i WHERE i.pool = 'outstanding' AND NOT i.claimed
         GROUP BY i.currency_id, i.minor, i.company_id, i.journal_id, i.partner_id,
                  i.day
    ), amount AS (
        SELECT id, currency_id AS currency, minor AS value FROM line
         UNION ALL
        SELECT id, foreign_currency_id, foreign_minor FROM line
         WHERE foreign_currency_id <> currency_id
    ), pair AS (%(pairs)s
    ), counted AS (
        SELECT *, (sum(item_number) OVER (PARTITION BY line_id))::int AS items_of_line,
               (sum(line_number) OVER (PARTITION BY item_id))::int AS lines_of_item
          FROM pair
    ), chosen AS (
        SELECT txn_ids, items_of_line, lines_of_item, one AS item_id,
               row_number() OVER (PARTITION BY line_id ORDER BY away, one) AS position
          FROM counted CROSS JOIN LATERAL unnest(item_ids) one
    )
    SELECT t.id AS txn_id, i.id AS item_id, i.minor, i.name,
           t.partner_name AS payer, i.partner_name AS partner,
           t.partner_id = i.partner_id AS known, t.partner_how,
           %(amount)s - i.minor AS off, t.day AS bank_day, i.day AS item_day,
           items_of_line, lines_of_item,
           (SELECT min(open.name) FROM match_item open
             WHERE open.pool = 'open' AND NOT open.claimed
               AND open.partner_id = t.partner_id
               AND open.currency_id = i.currency_id
               AND open.minor = i.minor AND open.day <= t.day) AS rival
      FROM chosen
     CROSS JOIN LATERAL unnest(txn_ids) txn_id
      JOIN match_txn t ON t.id = txn_id
      JOIN match_item i ON i.id = item_id
     WHERE position <= %(shown)s
     ORDER BY t.id, position
"""
_PAIR = """
        SELECT line.id AS line_id, line.txn_ids, line.number AS line_number,
               item.id AS item_id, item.item_ids, item.number AS item_number,
               abs(line.day - item.day) AS away
          FROM amount JOIN line USING (id)
          JOIN item ON item.currency_id = currency AND %(fits)s AND %(payer)s
         WHERE item.company_id = ANY(line.company_ids)
           AND (item.journal_id IS NULL OR item.journal_id = line.journal_id)
           AND abs(line.day - item.day) <= greatest(line.day_window, %(days)s)"""
_EXACT = SQL("item.minor = value")


def _select(fits: SQL) -> SQL:
    """SQL: the pairs of lines and payments whose amounts fit."""
    pairs = [SQL(_PAIR, fits=fits, payer=payer, days=days) for payer, days in _PAYERS]
    return SQL(
        _STATEMENT,
        amount=AMOUNT,
        shown=MAX_SHOWN,
        pairs=SQL(" UNION ALL ").join(pairs),
    )


class BankMatcherAmountDate(models.AbstractModel):
    _name = "bank.matcher.amount_date"
    _inherit = "bank.matcher"
    _description = "Amount and date → payment in the books"

    _pass_code = "amount_date"
    _kind = "bank"

    def _propose(self, context):
        rows = self.env.execute_query_dict(_select(_EXACT))
        if difference := context.limits.difference:
            units = 10**context.company.currency_id.decimal_places
            near = SQL(
                "item.minor BETWEEN value - %(most)s AND value + %(most)s "
                "AND sign(item.minor) = sign(value)",
                most=round(difference * units),
            )
            exact = {row["txn_id"] for row in rows}
            more = self.env.execute_query_dict(_select(near))
            rows += [row for row in more if row["txn_id"] not in exact]
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
            tier=3 if row["known"] and not row["off"] else 7,
            off=row["off"],
            evidence=tuple(evidence),
            contra=(
                (Evidence("other_candidate", row["name"], rival, False),)
                if rival
                else ()
            ),
        )
