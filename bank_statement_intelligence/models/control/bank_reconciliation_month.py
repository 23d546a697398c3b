"""The reconciliation statement of each month, with what is carried over."""

from odoo import fields, models
from odoo.tools import SQL

from ..lines.actions import addon_action
from ..lines.constants import SETTLED_STATES
from ..lines.rights import needs
from .bank_balance_movement import DEPENDS, MOVEMENTS


def _summed(today) -> SQL:
    """SQL: what moved per account and month, from the first movement until today."""
    return SQL(
        """
        moved AS (
            SELECT v.journal_id, v.company_id, v.currency_id,
                   date_trunc('month', v.date)::date AS month, v.kind,
                   SUM(v.amount) AS amount,
                   SUM(v.amount) FILTER (WHERE v.cause = 'opening') AS begun
              FROM (%(movements)s) v
          GROUP BY 1, 2, 3, 4, 5
        ), known AS (
            SELECT journal_id, company_id, currency_id, MIN(month) AS since,
                   MAX(month) AS until,
                   MIN(month) FILTER (WHERE kind = 'bank') AS told
              FROM moved GROUP BY 1, 2, 3
        ), summed AS (
            SELECT k.journal_id, k.company_id, k.currency_id, k.told,
                   day::date AS month,
                   COALESCE(SUM(m.amount) FILTER (WHERE m.kind = 'bank'), 0) AS bank,
                   COALESCE(SUM(m.begun) FILTER (WHERE m.kind = 'bank'), 0) AS begun,
                   COALESCE(SUM(m.amount) FILTER (WHERE m.kind = 'ledger'), 0)
                       AS ledger,
                   COALESCE(-SUM(m.amount) FILTER (WHERE m.kind = 'suspense'), 0)
                       AS suspense,
                   COALESCE(SUM(m.amount) FILTER (WHERE m.kind = 'outstanding'), 0)
                       AS outstanding
              FROM known k
              JOIN account_journal j ON j.id = k.journal_id
         CROSS JOIN generate_series(k.since, CASE WHEN j.active THEN
                       GREATEST(k.until, date_trunc('month', %(today)s::date)::date)
                       ELSE k.until END, interval '1 month') day
         LEFT JOIN moved m ON m.journal_id = k.journal_id AND m.month = day::date
          GROUP BY 1, 2, 3, 4, 5
        )""",
        movements=MOVEMENTS,
        today=today,
    )


def _compared(today) -> SQL:
    """SQL: the balances at the end of each month, and the difference before it."""
    return SQL(
        """
        %s, cumulated AS (
            SELECT s.*, COALESCE(s.month >= s.told, FALSE) AS is_known,
                   SUM(s.bank) OVER w AS bank_closing,
                   SUM(s.ledger) OVER w AS ledger_closing,
                   CASE WHEN s.month >= s.told
                        THEN SUM(s.bank - s.ledger) OVER w ELSE 0 END AS off,
                   SUM(s.suspense) OVER w AS in_suspense,
                   SUM(s.outstanding) OVER w AS waiting
              FROM summed s
            WINDOW w AS (PARTITION BY s.journal_id ORDER BY s.month)
        ), compared AS (
            SELECT c.*, LAG(c.off, 1, 0) OVER (
                       PARTITION BY c.journal_id ORDER BY c.month) AS off_before
              FROM cumulated c
        )""",
        _summed(today),
    )


def _open_lines() -> SQL:
    """SQL: the bank lines of each month that are open now."""
    return SQL(
        """
        SELECT m.journal_id, date_trunc('month', m.date)::date AS month,
               COUNT(*) AS count
          FROM account_bank_statement_line line
          JOIN account_move m ON m.id = line.move_id AND m.state = 'posted'
         WHERE line.match_state <> ALL(%s)
      GROUP BY 1, 2""",
        list(SETTLED_STATES),
    )


class BankReconciliationMonth(models.Model):
    """One row per bank account and month, from the first movement on, also of months in
    which nothing moved: a difference is carried until it is mended."""

    _name = "bank.reconciliation.month"
    _description = "Bank Reconciliation of a Month"
    _auto = False
    _order = "month desc, journal_id"
    _depends = DEPENDS | {
        "account.bank.statement.line": [
            *DEPENDS["account.bank.statement.line"],
            "match_state",
        ]
    }

    journal_id = fields.Many2one("account.journal", "Bank Account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    month = fields.Date("First Day", readonly=True)
    last_day = fields.Date("At the End of", readonly=True)
    is_known = fields.Boolean(
        "Bank Balance Known",
        readonly=True,
        help="The bank has told of the account by then. Before, nothing differs.",
    )
    bank_opening = fields.Monetary(
        "Bank: Opening",
        readonly=True,
        aggregator=False,
        help="In the first month that of the first statement.",
    )
    bank_moved = fields.Monetary("Bank: Moved", readonly=True)
    bank_closing = fields.Monetary("Bank: Closing", readonly=True, aggregator=False)
    ledger_moved = fields.Monetary("Ledger: Moved", readonly=True)
    ledger_closing = fields.Monetary("Ledger: Closing", readonly=True, aggregator=False)
    difference = fields.Monetary(readonly=True, aggregator=False)
    carried = fields.Monetary(
        "Carried over", readonly=True, aggregator=False, help="From the month before."
    )
    arisen = fields.Monetary("Arisen in the Month", readonly=True)
    suspense = fields.Monetary(
        readonly=True, aggregator=False, help="Bank amounts without counterpart."
    )
    outstanding = fields.Monetary(
        readonly=True, aggregator=False, help="Payments that the bank has not booked."
    )
    open_count = fields.Integer(
        "Lines Still Open", readonly=True, help="Bank lines of the month, as of now."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH %(compared)s
            SELECT c.journal_id * 100000 + EXTRACT(YEAR FROM c.month)::int * 12
                       + EXTRACT(MONTH FROM c.month)::int AS id,
                   c.journal_id, c.company_id, c.currency_id, c.month, c.is_known,
                   (c.month + interval '1 month - 1 day')::date AS last_day,
                   ROUND(c.bank_closing - c.bank + c.begun, cur.decimal_places)
                       AS bank_opening,
                   ROUND(c.bank - c.begun, cur.decimal_places) AS bank_moved,
                   ROUND(c.bank_closing, cur.decimal_places) AS bank_closing,
                   ROUND(c.ledger, cur.decimal_places) AS ledger_moved,
                   ROUND(c.ledger_closing, cur.decimal_places) AS ledger_closing,
                   ROUND(c.off, cur.decimal_places) AS difference,
                   ROUND(c.off_before, cur.decimal_places) AS carried,
                   ROUND(c.off - c.off_before, cur.decimal_places) AS arisen,
                   ROUND(c.in_suspense, cur.decimal_places) AS suspense,
                   ROUND(c.waiting, cur.decimal_places) AS outstanding,
                   COALESCE(l.count, 0) AS open_count
              FROM compared c
              JOIN res_currency cur ON cur.id = c.currency_id
         LEFT JOIN (%(open_lines)s) l
                ON l.journal_id = c.journal_id AND l.month = c.month
            """,
            compared=_compared(fields.Date.context_today(self)),
            open_lines=_open_lines(),
        )

    def _compute_display_name(self):
        for one in self:
            one.display_name = f"{one.journal_id.name} {one.month:%Y-%m}"

    @needs("reader")
    def action_explain(self):
        """Say why bank and ledger differ at the end of the month."""
        self.ensure_one()
        return self.env["bank.difference.wizard"]._open(self.journal_id, self.last_day)

    @needs("reader")
    def action_open_outstanding(self):
        """Show what waited for the bank at the end of the month."""
        self.ensure_one()
        items = self.env["bank.outstanding.item"]
        return items._open(self.last_day, self.journal_id)

    @needs("reader")
    def action_open_lines(self):
        """Show the bank lines of the month that are still open."""
        self.ensure_one()
        domain = [
            ("journal_id", "=", self.journal_id.id),
            ("date", ">=", self.month),
            ("date", "<=", self.last_day),
            ("match_state", "not in", SETTLED_STATES),
        ]
        return addon_action(
            self.env, "bank_worksheet_action", domain=domain, context={}
        )
