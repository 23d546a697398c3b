"""Bank lines counted: who settled them, how often that was wrong, how old they are.

One row per bank line, so that core's graph and pivot views can group it as they like.
"""

from odoo import fields, models
from odoo.tools import SQL

from ..lines.actions import addon_action
from ..lines.constants import MATCH_STATES, SETTLED_STATES
from ..lines.rights import needs

SETTLED = [
    ("automatic", "Automatically"),
    ("approved", "Approved by a Person"),
    ("manual", "By Hand"),
    ("ignored", "Ignored"),
    ("open", "Not Yet"),
]
AGES = [
    ("0", "Up to 7 Days"),
    ("1", "8 to 30 Days"),
    ("2", "31 to 60 Days"),
    ("3", "61 to 90 Days"),
    ("4", "More than 90 Days"),
]


class BankLineStatistic(models.Model):
    """``settled``: *automatic* when the posting that stands was approved by no person,
    *approved* when by one, *manual* when a person chose the counterpart or settled the
    line outside bank matching. ``corrections``: postings of the line that were undone.
    """

    _name = "bank.line.statistic"
    _description = "Bank Line Statistics"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "account.bank.statement.line": [
            "journal_id",
            "move_id",
            "match_state",
            "amount",
            "statement_id",
            "match_method",
        ],
        "account.move": ["date"],
        "bank.match.proposal": [
            "statement_line_id",
            "state",
            "approved_by_id",
            "approved_on",
            "pass_code",
        ],
    }

    statement_line_id = fields.Many2one("account.bank.statement.line", readonly=True)
    statement_id = fields.Many2one("account.bank.statement", readonly=True)
    journal_id = fields.Many2one("account.journal", "Bank Account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(readonly=True)
    match_state = fields.Selection(MATCH_STATES, "State", readonly=True)
    match_method = fields.Char("Found by", readonly=True)
    settled = fields.Selection(SETTLED, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Settled by",
        readonly=True,
        help="Who approved or chose it. Empty: nobody, or outside bank matching.",
    )
    settled_on = fields.Date(
        readonly=True, help="The day of the approval, else of the bank line."
    )
    age = fields.Selection(AGES, readonly=True, help="Of open lines, until today.")
    amount = fields.Monetary(readonly=True)
    absolute_amount = fields.Monetary("Amount, without Sign", readonly=True)
    line_count = fields.Integer("Lines", readonly=True)
    automatic_count = fields.Integer("Settled Automatically", readonly=True)
    automatic_share = fields.Float(
        "Automatic Share (%)", readonly=True, aggregator="avg", digits=(16, 1)
    )
    corrections = fields.Integer(readonly=True)

    @property
    def _table_query(self):
        today = fields.Date.context_today(self)
        return SQL(
            """
            SELECT l.id, l.id AS statement_line_id, l.statement_id, l.journal_id,
                   l.company_id, COALESCE(j.currency_id, c.currency_id) AS currency_id,
                   m.date, l.match_state, l.match_method, l.amount,
                   abs(l.amount) AS absolute_amount, 1 AS line_count,
                   COALESCE(p.undone, 0) AS corrections,
                   how.settled, p.user_id,
                   CASE WHEN how.settled <> 'open'
                        THEN COALESCE(p.approved_on::date, m.date) END AS settled_on,
                   (how.settled = 'automatic')::int AS automatic_count,
                   (how.settled = 'automatic')::int * 100.0 AS automatic_share,
                   CASE WHEN l.match_state = ANY(%(done)s) THEN NULL
                        WHEN %(today)s - m.date <= 7 THEN '0'
                        WHEN %(today)s - m.date <= 30 THEN '1'
                        WHEN %(today)s - m.date <= 60 THEN '2'
                        WHEN %(today)s - m.date <= 90 THEN '3'
                        ELSE '4' END AS age
              FROM account_bank_statement_line l
              JOIN account_move m ON m.id = l.move_id
              JOIN account_journal j ON j.id = l.journal_id
              JOIN res_company c ON c.id = l.company_id
              LEFT JOIN (
                SELECT statement_line_id,
                       BOOL_OR(state = 'posted') AS posted,
                       BOOL_OR(state = 'posted' AND pass_code = 'manual') AS by_hand,
                       BOOL_OR(state = 'posted' AND approved_by_id IS NULL)
                           AS automatic,
                       MAX(approved_by_id) FILTER (WHERE state = 'posted') AS user_id,
                       MAX(approved_on) FILTER (WHERE state = 'posted') AS approved_on,
                       COUNT(*) FILTER (WHERE state = 'undone') AS undone
                  FROM bank_match_proposal
              GROUP BY statement_line_id
                   ) p ON p.statement_line_id = l.id
             CROSS JOIN LATERAL (
                SELECT CASE WHEN l.match_state = 'ignored' THEN 'ignored'
                            WHEN l.match_state <> 'reconciled' THEN 'open'
                            WHEN p.by_hand OR p.posted IS NOT TRUE THEN 'manual'
                            WHEN p.automatic THEN 'automatic'
                            ELSE 'approved' END AS settled
                   ) how
            """,
            done=list(SETTLED_STATES),
            today=today,
        )

    @needs("reader")
    def action_open_line(self):
        """Open the bank line in the worksheet."""
        self.ensure_one()
        domain = [("id", "=", self.statement_line_id.id)]
        return addon_action(
            self.env, "bank_worksheet_action", domain=domain, context={}
        )
