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
#: per open line, level of likeness and account the earlier lines: settled ones of the
#: last year with one plain counterpart
_STATEMENT = SQL(
    """
    WITH now AS (
        SELECT t.id, t.minor, t.company_id, t.day, t.account, line.payment_ref,
               %(key)s AS text_key
          FROM match_line t
          JOIN account_bank_statement_line line ON line.id = t.id
         WHERE t.is_open AND t.minor <> 0
    ), past AS (
        SELECT line.id, line.company_id, line.amount, move.date AS day,
               line.payment_ref, coalesce(line.account_number, '') AS account,
               %(key)s AS text_key, booked.account_id, booked.partner_id
          FROM account_bank_statement_line line
          JOIN account_move move ON move.id = line.move_id
          JOIN account_journal journal ON journal.id = line.journal_id
          JOIN LATERAL (
               SELECT min(item.account_id) AS account_id,
                      min(item.partner_id) AS partner_id
                 FROM account_move_line item
                 JOIN account_account account ON account.id = item.account_id
                WHERE item.move_id = line.move_id
                  AND item.account_id <> journal.default_account_id
               HAVING count(*) = 1 AND bool_and(
                      account.active AND NOT account.reconcile
                      AND item.tax_line_id IS NULL)) booked ON TRUE
         WHERE line.match_state = 'reconciled'
           AND line.company_id IN (SELECT company_id FROM now)
           AND move.date >= (SELECT min(day) FROM now) - %(days)s
    ), alike AS (
        SELECT now.id AS txn_id, now.minor, now.payment_ref AS text,
               CASE WHEN now.account <> '' AND now.account = past.account
                    THEN CASE WHEN now.text_key = past.text_key THEN 0 ELSE 1 END
                    ELSE 2 END AS level, past.*
          FROM now JOIN past
            ON past.company_id = now.company_id AND past.id <> now.id
           AND sign(past.amount) = sign(now.minor) AND past.day <= now.day
           AND (now.account <> '' AND now.account = past.account
                OR length(replace(now.text_key, ' ', '')) >= %(letters)s
                   AND now.text_key = past.text_key)
    )
    SELECT txn_id, minor, level, account_id, min(partner_id) AS partner_id,
           count(*) AS hits, min(text) AS text, max(day)::text AS last_day,
           sum(count(*)) OVER (PARTITION BY txn_id, level) AS total,
           (array_agg(payment_ref ORDER BY day DESC, id DESC))[1] AS last_text
      FROM alike
     GROUP BY txn_id, minor, level, account_id
     ORDER BY txn_id, level, account_id
    """,
    key=SQL(TEXT_KEY.format("line.payment_ref")),
    letters=history.MIN_LETTERS,
    days=MAX_DAYS,
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
