"""Pass 100: lines like this one that people settled with a general-ledger entry.

Says which lines it resembles, and never posts by itself.
"""

from odoo import models
from odoo.tools import SQL

from ....engine.matching import history
from ....engine.matching.history import Past

#: how far back lines count
MAX_DAYS = 400
#: SQL twin of ``engine.history.text_key`` as far as two texts can compare by it
TEXT_KEY = "btrim(regexp_replace(upper({0}), '[^[:alpha:]]+', ' ', 'g'))"
#: earlier lines of a payer or a text that are looked at, the latest first
MAX_LINES = 200
#: per open line, level of likeness and account the earlier lines: settled ones of the
#: last year with one plain counterpart. Lines that are alike themselves are asked for
#: once, and found by index (``on_account_bank_statement_line``)
_STATEMENT = SQL(
    """
    WITH now AS (
        SELECT min(t.id) AS id, array_agg(t.id) AS txn_ids, t.company_id, t.day,
               sign(t.minor) AS sign, t.account, %(key)s AS text_key
          FROM match_line t
          JOIN account_bank_statement_line line ON line.id = t.id
         WHERE t.is_open AND t.minor <> 0
         GROUP BY t.company_id, t.day, sign(t.minor), t.account, text_key
    ), past AS (
        SELECT now.id AS now_id, now.company_id, now.day AS now_day, now.sign,
               CASE WHEN now.account = '' OR line.account_number IS NULL
                         OR now.account <> line.account_number THEN 2
                    WHEN now.text_key = line.text_key THEN 0 ELSE 1 END AS level,
               line.*
          FROM now CROSS JOIN LATERAL (%(alike)s) line
    ), alike AS (
        SELECT past.now_id, past.level, move.date AS day, past.id, past.payment_ref,
               booked.account_id, booked.partner_id
          FROM past
          JOIN account_move move ON move.id = past.move_id
          JOIN account_journal journal ON journal.id = past.journal_id
          JOIN LATERAL (
               SELECT min(item.account_id) AS account_id,
                      min(item.partner_id) AS partner_id
                 FROM account_move_line item
                 JOIN account_account account ON account.id = item.account_id
                WHERE item.move_id = past.move_id
                  AND item.account_id <> journal.default_account_id
               HAVING count(*) = 1 AND bool_and(
                      account.active AND NOT account.reconcile
                      AND item.tax_line_id IS NULL)) booked ON TRUE
         WHERE move.date BETWEEN past.now_day - %(days)s AND past.now_day
    ), counted AS (
        SELECT now_id, level, account_id, min(partner_id) AS partner_id,
               count(*) AS hits, max(day)::text AS last_day,
               sum(count(*)) OVER (PARTITION BY now_id, level) AS total,
               (array_agg(payment_ref ORDER BY day DESC, id DESC))[1] AS last_text
          FROM alike
         GROUP BY now_id, level, account_id
    )
    SELECT t.id AS txn_id, t.minor, level, counted.account_id, counted.partner_id, hits,
           line.payment_ref AS text, last_day, total, last_text
      FROM counted
      JOIN now ON now.id = now_id
     CROSS JOIN LATERAL unnest(txn_ids) txn_id
      JOIN match_txn t ON t.id = txn_id
      JOIN account_bank_statement_line line ON line.id = t.id
     ORDER BY t.id, level, counted.account_id
    """,
    key=SQL(TEXT_KEY.format("line.payment_ref")),
    days=MAX_DAYS,
    alike=SQL(" UNION ").join(
        SQL(
            """(SELECT line.id, line.move_id, line.journal_id, line.account_number,
                       line.payment_ref, %(key)s AS text_key
                  FROM account_bank_statement_line line
                 WHERE line.match_state = 'reconciled' AND %(alike)s
                   AND line.company_id = now.company_id
                   AND sign(line.amount) = now.sign
                 ORDER BY line.internal_index DESC LIMIT %(most)s)""",
            key=SQL(TEXT_KEY.format("line.payment_ref")),
            alike=SQL(condition.format(TEXT_KEY.format("line.payment_ref"))),
            most=MAX_LINES,
        )
        for condition in (
            "now.account <> '' AND line.account_number = now.account",
            "length(replace(now.text_key, ' ', '')) >= "
            f"{history.MIN_LETTERS} AND md5({{0}}) = md5(now.text_key)",
        )
    ),
)


class BankMatcherHistory(models.AbstractModel):
    _name = "bank.matcher.history"
    _inherit = "bank.matcher"
    _description = "Lines settled before → general-ledger entry"

    _pass_code = "history"
    _kind = "entry"

    def _propose(self, context):
        rows = self.env.execute_query_dict(_STATEMENT)
        return history.decide((Past(**row) for row in rows), self._pass_code)
