"""What moves the bank's balance and what moves the books'.

One definition for the register, the façade, the charts and the reports. Each row is one
movement on one day:

* ``bank``: what the bank says. A posted bank line; where statements begin (`opening`),
  do not follow on each other (``gap``) or do not add up (``incomplete``), the rest.
  Their sum up to the end of a statement is its closing balance.
* ``ledger``: a posted item on the bank's account, in whatever journal.
* ``suspense``: a posted item of the journal on its suspense account.
* ``outstanding``: a posted item of the journal on an account where payments wait.

``amount`` is in the currency of the journal, ``company_amount`` in the company's.
"""

from odoo import fields, models
from odoo.tools import SQL

KINDS = [
    ("bank", "Bank"),
    ("ledger", "Ledger"),
    ("suspense", "Suspense"),
    ("outstanding", "Outstanding"),
]
CAUSES = [
    ("line", "Bank Line"),
    ("opening", "Opening Balance"),
    ("gap", "Gap between Statements"),
    ("incomplete", "Lines do not Add Up"),
    ("item", "Journal Item"),
]

_JOURNALS = SQL(
    """
    bank AS (
        SELECT j.id, j.default_account_id, j.suspense_account_id, j.company_id,
               c.currency_id AS company_currency_id, c.parent_path,
               COALESCE(j.currency_id, c.currency_id) AS currency_id
          FROM account_journal j
          JOIN res_company c ON c.id = j.company_id
         WHERE j.type IN ('bank', 'cash', 'credit')
    )"""
)

_LINES = SQL(
    """
    SELECT l.id::bigint * 8 AS id, 'bank' AS kind, 'line' AS cause,
           b.id AS journal_id, b.company_id, b.currency_id, b.company_currency_id,
           m.date, l.amount, NULL::numeric AS company_amount,
           l.statement_id, l.id AS statement_line_id, m.id AS move_id
      FROM bank b
      JOIN account_bank_statement_line l ON l.journal_id = b.id
      JOIN account_move m ON m.id = l.move_id AND m.state = 'posted'"""
)

# the rest at the first line of a statement and after its last one
_STATEMENTS = SQL(
    """
    SELECT s.id::bigint * 8 + 1 + part.number, 'bank', part.cause,
           b.id, b.company_id, b.currency_id, b.company_currency_id,
           part.date, part.amount, NULL::numeric, s.id, NULL::integer, NULL::integer
      FROM bank b
      JOIN (
        SELECT st.id, st.journal_id, st.date, st.balance_start, st.balance_end,
               st.balance_end_real, st.first_line_index,
               LAG(st.first_line_index) OVER w AS previous_index,
               LAG(st.balance_end_real) OVER w AS previous_end
          FROM account_bank_statement st
         WHERE st.first_line_index IS NOT NULL
        WINDOW w AS (PARTITION BY st.journal_id ORDER BY st.first_line_index)
           ) s ON s.journal_id = b.id
     CROSS JOIN LATERAL (
        SELECT 0 AS number,
               CASE WHEN s.previous_index IS NULL THEN 'opening'
                    ELSE 'gap' END AS cause,
               to_date(left(s.first_line_index, 8), 'YYYYMMDD') AS date,
               COALESCE(s.balance_start, 0) - COALESCE(s.previous_end, 0) - COALESCE((
                   SELECT SUM(o.amount)
                     FROM account_bank_statement_line o
                     JOIN account_move om ON om.id = o.move_id AND om.state = 'posted'
                    WHERE o.statement_id IS NULL AND o.journal_id = s.journal_id
                      AND o.internal_index < s.first_line_index
                      AND o.internal_index > COALESCE(s.previous_index, '')
               ), 0) AS amount
         UNION ALL
        SELECT 1, 'incomplete',
               COALESCE(s.date, to_date(left(s.first_line_index, 8), 'YYYYMMDD')),
               COALESCE(s.balance_end_real, 0) - COALESCE(s.balance_end, 0)
           ) part
     WHERE part.amount <> 0"""
)

_LEDGER = SQL(
    """
    SELECT i.id::bigint * 8 + 3, 'ledger', 'item',
           b.id, b.company_id, b.currency_id, b.company_currency_id,
           i.date,
           CASE WHEN b.currency_id = b.company_currency_id THEN i.balance
                WHEN i.currency_id = b.currency_id THEN i.amount_currency
                ELSE 0 END,
           i.balance, l.statement_id, i.statement_line_id, i.move_id
      FROM bank b
      JOIN account_move_line i ON i.account_id = b.default_account_id
       AND i.parent_state = 'posted'
      JOIN res_company ic ON ic.id = i.company_id
       AND ic.parent_path LIKE b.parent_path || '%%'
      LEFT JOIN account_bank_statement_line l ON l.id = i.statement_line_id"""
)

# a bank line in a third currency: its suspense item at the line's own rate
_SUSPENSE = SQL(
    """
    SELECT i.id::bigint * 8 + 4, 'suspense', 'item',
           b.id, b.company_id, b.currency_id, b.company_currency_id,
           i.date,
           CASE WHEN b.currency_id = b.company_currency_id THEN i.balance
                WHEN i.currency_id = b.currency_id THEN i.amount_currency
                WHEN l.amount_currency <> 0
                THEN i.amount_currency * l.amount / l.amount_currency
                ELSE 0 END,
           i.balance, l.statement_id, i.statement_line_id, i.move_id
      FROM bank b
      JOIN account_move_line i ON i.account_id = b.suspense_account_id
       AND i.journal_id = b.id AND i.parent_state = 'posted'
      LEFT JOIN account_bank_statement_line l ON l.id = i.statement_line_id"""
)

_OUTSTANDING = SQL(
    """
    SELECT i.id::bigint * 8 + 5, 'outstanding', 'item',
           b.id, b.company_id, b.currency_id, b.company_currency_id,
           i.date,
           CASE WHEN b.currency_id = b.company_currency_id THEN i.balance
                WHEN i.currency_id = b.currency_id THEN i.amount_currency
                ELSE 0 END,
           i.balance, l.statement_id, i.statement_line_id, i.move_id
      FROM bank b
      JOIN (
        SELECT journal_id, payment_account_id AS account_id
          FROM account_payment_method_line WHERE payment_account_id IS NOT NULL
         UNION
        SELECT journal_id, outstanding_account_id
          FROM account_payment WHERE outstanding_account_id IS NOT NULL
           ) waiting ON waiting.journal_id = b.id
       AND waiting.account_id <> b.default_account_id
      JOIN account_move_line i ON i.account_id = waiting.account_id
       AND i.journal_id = b.id AND i.parent_state = 'posted'
      LEFT JOIN account_bank_statement_line l ON l.id = i.statement_line_id"""
)

#: all movements, as a relation for ``FROM``
MOVEMENTS = SQL(
    "WITH %s %s",
    _JOURNALS,
    SQL(" UNION ALL ").join((_LINES, _STATEMENTS, _LEDGER, _SUSPENSE, _OUTSTANDING)),
)

#: what has to be written before the movements are read
DEPENDS = {
    "account.bank.statement": [
        "journal_id",
        "date",
        "balance_start",
        "balance_end",
        "balance_end_real",
        "first_line_index",
    ],
    "account.bank.statement.line": [
        "journal_id",
        "move_id",
        "statement_id",
        "amount",
        "amount_currency",
        "internal_index",
    ],
    "account.move": ["state", "date"],
    "account.move.line": [
        "account_id",
        "journal_id",
        "parent_state",
        "date",
        "balance",
        "amount_currency",
        "currency_id",
        "statement_line_id",
    ],
    "account.journal": [
        "type",
        "default_account_id",
        "suspense_account_id",
        "currency_id",
        "company_id",
    ],
    "account.payment": ["journal_id", "outstanding_account_id"],
    "account.payment.method.line": ["journal_id", "payment_account_id"],
}


class BankBalanceMovement(models.Model):
    _name = "bank.balance.movement"
    _description = "Movement of Bank and Ledger"
    _auto = False
    _order = "date desc, id desc"
    _depends = DEPENDS

    kind = fields.Selection(KINDS, readonly=True)
    cause = fields.Selection(CAUSES, readonly=True)
    journal_id = fields.Many2one("account.journal", "Bank Account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", "Journal Currency", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True)
    company_amount = fields.Monetary(
        "Amount in Company Currency",
        currency_field="company_currency_id",
        readonly=True,
    )
    statement_id = fields.Many2one("account.bank.statement", readonly=True)
    statement_line_id = fields.Many2one(
        "account.bank.statement.line", "Bank Line", readonly=True
    )
    move_id = fields.Many2one("account.move", "Entry", readonly=True)

    @property
    def _table_query(self):
        return MOVEMENTS

    def action_open(self):
        """Open the bank line or entry behind the movement, else its statement."""
        self.ensure_one()
        for name in ("move_id", "statement_id"):
            if record := self[name]:
                return {
                    "type": "ir.actions.act_window",
                    "res_model": record._name,
                    "res_id": record.id,
                    "view_mode": "form",
                }
        return False


class BankBalanceDay(models.Model):
    """Balances at the end of each day on which something moved.

    A day inside a long statement has its own row, so that a difference is seen on the
    day on which it begins.
    """

    _name = "bank.balance.day"
    _description = "Bank and Ledger Balance per Day"
    _auto = False
    _order = "date desc, journal_id"
    _depends = DEPENDS

    journal_id = fields.Many2one("account.journal", "Bank Account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(readonly=True)
    bank_movement = fields.Monetary("Bank: Moved", readonly=True)
    ledger_movement = fields.Monetary("Ledger: Moved", readonly=True)
    bank_balance = fields.Monetary(readonly=True, aggregator=False)
    ledger_balance = fields.Monetary(readonly=True, aggregator=False)
    difference = fields.Monetary(readonly=True, aggregator=False)
    suspense = fields.Monetary(
        readonly=True, aggregator=False, help="Bank amounts without counterpart."
    )
    outstanding = fields.Monetary(
        readonly=True, aggregator=False, help="Payments that the bank has not booked."
    )
    ledger_balance_company = fields.Monetary(
        "Ledger in Company Currency",
        currency_field="company_currency_id",
        readonly=True,
        aggregator=False,
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT day.id, day.journal_id, day.company_id, day.currency_id,
                   day.company_currency_id, day.date, day.bank_movement,
                   day.ledger_movement,
                   ROUND(SUM(day.bank_movement) OVER w, cur.decimal_places)
                       AS bank_balance,
                   ROUND(SUM(day.ledger_movement) OVER w, cur.decimal_places)
                       AS ledger_balance,
                   ROUND(SUM(day.bank_movement - day.ledger_movement) OVER w,
                       cur.decimal_places) AS difference,
                   ROUND(SUM(day.suspense) OVER w, cur.decimal_places) AS suspense,
                   ROUND(SUM(day.outstanding) OVER w, cur.decimal_places)
                       AS outstanding,
                   SUM(day.ledger_company) OVER w AS ledger_balance_company
              FROM (
                SELECT MIN(v.id) AS id, v.journal_id, v.company_id, v.currency_id,
                       v.company_currency_id, v.date,
                       COALESCE(SUM(v.amount) FILTER (WHERE v.kind = 'bank'), 0)
                           AS bank_movement,
                       COALESCE(SUM(v.amount) FILTER (WHERE v.kind = 'ledger'), 0)
                           AS ledger_movement,
                       COALESCE(-SUM(v.amount) FILTER (WHERE v.kind = 'suspense'), 0)
                           AS suspense,
                       COALESCE(SUM(v.amount) FILTER (WHERE v.kind = 'outstanding'), 0)
                           AS outstanding,
                       COALESCE(SUM(v.company_amount)
                           FILTER (WHERE v.kind = 'ledger'), 0) AS ledger_company
                  FROM (%s) v
              GROUP BY v.journal_id, v.company_id, v.currency_id,
                       v.company_currency_id, v.date
                   ) day
              JOIN res_currency cur ON cur.id = day.currency_id
            WINDOW w AS (PARTITION BY day.journal_id ORDER BY day.date)
            """,
            MOVEMENTS,
        )

    def action_explain(self):
        """Say why bank and ledger differ on this day."""
        self.ensure_one()
        return self.env["bank.difference.wizard"]._open(self.journal_id, self.date)

    def action_open_movements(self):
        """Compare the day's bank lines with its entries."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_balance_movement_action"
        )
        action["domain"] = [
            ("journal_id", "=", self.journal_id.id),
            ("date", "=", self.date),
            ("kind", "in", ("bank", "ledger")),
        ]
        action["context"] = {"group_by": ["kind"]}
        return action
