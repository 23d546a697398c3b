"""Payments and cheques that the bank has not booked, as of any day.

The day is ``bank_outstanding_on`` of the context (ISO), by default today. What was
reconciled or matched later counts as waiting then. Odoo pays without an entry where a
journal has no outstanding account: such payments wait as well, but not in the books.
"""

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..lines.actions import addon_action, form_action
from ..lines.rights import needs
from .balance_service import read_day
from .bank_balance_movement import JOURNALS, WAITING


def _items(day) -> SQL:
    """SQL: what is left on the accounts where payments wait."""
    return SQL(
        """
        SELECT i.id::bigint * 2 AS id, b.id AS journal_id, b.company_id, i.date,
               i.partner_id, i.currency_id,
               i.amount_currency - COALESCE(part.amount, 0) AS amount,
               i.amount_currency AS whole_amount, i.move_id, i.payment_id,
               COALESCE(i.name, '') AS label, TRUE AS is_booked
          FROM bank b
          %(waiting)s
          LEFT JOIN LATERAL (
            SELECT SUM(CASE WHEN p.debit_move_id = i.id THEN p.debit_amount_currency
                            ELSE -p.credit_amount_currency END) AS amount
              FROM account_partial_reconcile p
             WHERE i.id IN (p.debit_move_id, p.credit_move_id)
               AND p.max_date <= %(day)s
               ) part ON TRUE
         WHERE i.parent_state = 'posted' AND i.date <= %(day)s
           AND i.amount_currency <> COALESCE(part.amount, 0)""",
        waiting=WAITING,
        day=day,
    )


def _payments(day) -> SQL:
    """SQL: payments without an entry. One is paid on the day on which a bank line
    settled its documents."""
    return SQL(
        """
        SELECT p.id::bigint * 2 + 1, b.id, b.company_id, p.date, p.partner_id,
               p.currency_id, signed.amount, signed.amount, NULL::integer, p.id,
               COALESCE(p.memo, p.payment_reference, p.name, ''), FALSE
          FROM bank b
          JOIN account_payment p ON p.journal_id = b.id AND p.move_id IS NULL
          LEFT JOIN LATERAL (
            SELECT CASE WHEN bool_and(document.payment_state IN ('paid', 'reversed'))
                        THEN MAX(o.date) END AS day
              FROM account_move__account_payment link
              JOIN account_move document ON document.id = link.invoice_id
              JOIN account_move_line i ON i.move_id = document.id
              JOIN account_partial_reconcile part
                ON i.id IN (part.debit_move_id, part.credit_move_id)
              JOIN account_move_line o
                ON o.id IN (part.debit_move_id, part.credit_move_id)
               AND o.statement_line_id IS NOT NULL
             WHERE link.payment_id = p.id
               ) paid ON TRUE
         CROSS JOIN LATERAL (
            SELECT CASE WHEN p.payment_type = 'inbound' THEN p.amount
                        ELSE -p.amount END AS amount
               ) signed
         WHERE p.date <= %(day)s AND p.state IN ('in_process', 'paid')
           AND COALESCE(paid.day > %(day)s, p.state = 'in_process')""",
        day=day,
    )


class BankOutstandingItem(models.Model):
    _name = "bank.outstanding.item"
    _description = "Payment not on the Bank"
    _auto = False
    _order = "date, id"
    _rec_name = "label"
    _depends = {
        "account.move.line": (
            "account_id journal_id parent_state date amount_currency currency_id name "
            "partner_id move_id payment_id statement_line_id"
        ).split(),
        "account.partial.reconcile": (
            "debit_move_id credit_move_id debit_amount_currency "
            "credit_amount_currency max_date"
        ).split(),
        "account.payment": (
            "journal_id move_id date partner_id currency_id amount payment_type state "
            "memo payment_reference name outstanding_account_id invoice_ids"
        ).split(),
        "account.move": ["payment_state"],
        "account.payment.method.line": ["journal_id", "payment_account_id"],
        "account.journal": ["type", "default_account_id", "company_id", "currency_id"],
    }

    journal_id = fields.Many2one("account.journal", "Bank Account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date = fields.Date(readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    label = fields.Char(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary("Outstanding", readonly=True)
    whole_amount = fields.Monetary("Paid", readonly=True)
    age = fields.Integer("Days Waiting", readonly=True, aggregator="avg")
    move_id = fields.Many2one("account.move", "Entry", readonly=True)
    payment_id = fields.Many2one("account.payment", readonly=True)
    is_booked = fields.Boolean(
        "In the Books",
        readonly=True,
        help="Off: a payment without an entry, because its account has no outstanding "
        "account. Its document is open until the bank books it.",
    )

    @property
    def _table_query(self):
        day = read_day(self.env, self.env.context.get("bank_outstanding_on"))
        return SQL(
            "WITH %s SELECT item.*, %s::date - item.date AS age "
            "FROM (%s UNION ALL %s) item",
            JOURNALS,
            day,
            _items(day),
            _payments(day),
        )

    @api.model
    def _as_of(self, journals, date=None):
        """Return what waited for the bank at the end of a day, oldest first.

        Args:
            journals: bank ``account.journal`` records.
            date: ISO date or date; by default today.
        """
        day = str(read_day(self.env, date))
        records = self.with_context(bank_outstanding_on=day)
        return records.search([("journal_id", "in", journals.ids)])

    @api.model
    def _open(self, day, journals=None):
        """Return the action that shows what waited at the end of a day."""
        domain = [("journal_id", "in", journals.ids)] if journals else []
        return addon_action(
            self.env,
            "bank_outstanding_item_action",
            name=self.env._("Not on the Bank on %s", format_date(self.env, day)),
            domain=domain,
            context={
                "bank_outstanding_on": str(day),
                "search_default_group_journal": 1,
            },
        )

    @needs("reader")
    def action_open_entry(self):
        """Open the payment, else the entry."""
        self.ensure_one()
        return form_action(self.payment_id or self.move_id)
