"""The balances at the end of each day, bank against books."""

from odoo import fields, models
from odoo.tools import SQL

from ..lines.actions import addon_action
from ..lines.rights import needs
from .bank_balance_movement import DEPENDS, MOVEMENTS


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
    bank_movement = fields.Monetary(
        "Bank: Moved", readonly=True, help="Without the balance it began with."
    )
    ledger_movement = fields.Monetary("Ledger: Moved", readonly=True)
    bank_balance = fields.Monetary(readonly=True, aggregator=False)
    ledger_balance = fields.Monetary(readonly=True, aggregator=False)
    difference = fields.Monetary(readonly=True, aggregator=False)
    is_known = fields.Boolean(
        "Bank Balance Known",
        readonly=True,
        help="The bank has told of the account. Before its first word the balance is "
        "not zero but unknown, and nothing differs.",
    )
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
                   day.company_currency_id, day.date,
                   day.bank_movement - day.begun AS bank_movement,
                   day.ledger_movement,
                   ROUND(SUM(day.bank_movement) OVER w, cur.decimal_places)
                       AS bank_balance,
                   ROUND(SUM(day.ledger_movement) OVER w, cur.decimal_places)
                       AS ledger_balance,
                   CASE WHEN SUM(day.told) OVER w > 0
                        THEN ROUND(SUM(day.bank_movement - day.ledger_movement) OVER w,
                             cur.decimal_places) ELSE 0 END AS difference,
                   SUM(day.told) OVER w > 0 AS is_known,
                   ROUND(SUM(day.suspense) OVER w, cur.decimal_places) AS suspense,
                   ROUND(SUM(day.outstanding) OVER w, cur.decimal_places)
                       AS outstanding,
                   SUM(day.ledger_company) OVER w AS ledger_balance_company
              FROM (
                SELECT MIN(v.id) AS id, v.journal_id, v.company_id, v.currency_id,
                       v.company_currency_id, v.date,
                       COALESCE(SUM(v.amount) FILTER (WHERE v.kind = 'bank'), 0)
                           AS bank_movement,
                       COALESCE(SUM(v.amount) FILTER (WHERE v.cause = 'opening'), 0)
                           AS begun,
                       COUNT(*) FILTER (WHERE v.kind = 'bank') AS told,
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

    @needs("reader")
    def action_explain(self):
        """Say why bank and ledger differ on this day."""
        self.ensure_one()
        return self.env["bank.difference.wizard"]._open(self.journal_id, self.date)

    @needs("reader")
    def action_open_movements(self):
        """Compare the day's bank lines with its entries."""
        self.ensure_one()
        domain = [
            ("journal_id", "=", self.journal_id.id),
            ("date", "=", self.date),
            ("kind", "in", ("bank", "ledger")),
        ]
        return addon_action(
            self.env,
            "bank_balance_movement_action",
            domain=domain,
            context={"group_by": ["kind"]},
        )
