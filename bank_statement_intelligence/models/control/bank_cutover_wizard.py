"""Start bank matching of an account on any day."""

import base64
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lines.actions import form_action
from ..lines.constants import BANK_JOURNAL_DOMAIN
from ..lines.journals import currency_of
from ..lines.rights import needs


class BankCutoverWizard(models.TransientModel):
    _name = "bank.cutover.wizard"
    _description = "Starting Day of an Account"
    _check_company_auto = True

    journal_id = fields.Many2one(
        "account.journal",
        "Bank Account",
        required=True,
        domain=BANK_JOURNAL_DOMAIN,
        default=lambda self: self.env["account.journal"]._get_first_bank(),
    )
    company_id = fields.Many2one(related="journal_id.company_id")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    start_date = fields.Date(
        "First Day",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
        help="Entries of the bank from this day on are imported and matched. It may "
        "lie in the middle of a month, and of a file.",
    )
    content = fields.Binary("First File", attachment=False)
    file_name = fields.Char()
    opening_balance = fields.Monetary(
        "Balance at the Bank",
        compute="_compute_opening_balance",
        store=True,
        readonly=False,
        help="At the beginning of the first day. The first file tells it; without a "
        "file that of the books is assumed until you type another.",
    )
    file_text = fields.Char("The File", compute="_compute_opening_balance", store=True)
    ledger_balance = fields.Monetary("In the Books", compute="_compute_before")
    difference = fields.Monetary(compute="_compute_before")
    account_id = fields.Many2one(
        "account.account",
        "Difference to",
        check_company=True,
        help="Takes what books and bank differ by: the equity or clearing account of "
        "your opening balance.",
    )
    close_payments = fields.Boolean(
        "Close Earlier Payments",
        help="Payments in the books before the first day that wait for the bank: the "
        "bank booked them in a time that is not imported.",
    )
    payment_count = fields.Integer("Payments", compute="_compute_before")
    payment_total = fields.Monetary(
        compute="_compute_before", currency_field="currency_id"
    )
    settle_lines = fields.Boolean(
        "Settle Earlier Bank Lines",
        help="Lines before the first day that nobody settled go to the account.",
    )
    line_count = fields.Integer("Bank Lines", compute="_compute_before")
    line_total = fields.Monetary(compute="_compute_before")
    close_statements = fields.Boolean("Close Earlier Statements")
    is_account_needed = fields.Boolean(compute="_compute_before")

    @api.depends("journal_id")
    def _compute_currency_id(self):
        for wizard in self:
            wizard.currency_id = currency_of(wizard.journal_id)

    @api.depends("journal_id", "start_date", "content")
    def _compute_opening_balance(self):
        service = self.env["bank.cutover.service"]
        for wizard in self:
            wizard.file_text = False
            journal, start = wizard.journal_id._origin, wizard.start_date
            if not journal or not start:
                wizard.opening_balance = 0.0
                continue
            wizard.opening_balance = service._get_ledger(journal, start)
            if wizard.content:
                wizard._read_file()

    def _read_file(self) -> None:
        facts = self.env["bank.cutover.service"]._read_file(
            self.journal_id._origin,
            self.file_name or "",
            base64.b64decode(self.content),
            self.start_date,
        )
        if facts["balance"] is not None:
            self.opening_balance = float(facts["balance"])
        self.file_text = self.env._(
            "%(early)s entries before the first day are left out, %(later)s are "
            "imported (%(first)s to %(last)s).",
            early=facts["early"],
            later=facts["later"],
            first=facts["first"] or "–",
            last=facts["last"] or "–",
        )

    @api.depends(
        "journal_id", "start_date", "opening_balance", "close_payments", "settle_lines"
    )
    def _compute_before(self):
        service = self.env["bank.cutover.service"]
        for wizard in self:
            journal = wizard.journal_id._origin
            start = wizard.start_date or date.min
            items = service._get_outstanding(journal, start) if journal else []
            lines = service._get_open_lines(journal, start) if journal else []
            ledger = service._get_ledger(journal, start) if journal else 0.0
            wizard.ledger_balance = ledger
            wizard.difference = wizard.opening_balance - ledger
            wizard.payment_count, wizard.line_count = len(items), len(lines)
            wizard.payment_total = sum(
                item.amount_residual_currency
                for item in items
                if item.currency_id == wizard.currency_id
            )
            wizard.line_total = sum(line.amount for line in lines)
            wizard.is_account_needed = bool(
                wizard.difference
                or (items and wizard.close_payments)
                or (lines and wizard.settle_lines)
            )

    @needs("manager")
    def action_start(self):
        """Do what is shown, import the first file, and open it."""
        self.ensure_one()
        if self.is_account_needed and not self.account_id:
            raise UserError(
                self.env._(
                    "Choose the account that takes what books and bank differ by."
                )
            )
        service = self.env["bank.cutover.service"]
        journal, start = self.journal_id, self.start_date
        none = self.env["account.move.line"]
        no_lines = self.env["account.bank.statement.line"]
        service._start(
            journal,
            start,
            self.opening_balance,
            self.account_id,
            service._get_outstanding(journal, start) if self.close_payments else none,
            service._get_open_lines(journal, start) if self.settle_lines else no_lines,
        )
        if self.close_statements:
            service._close_before(journal, start)
        if self.content:
            return self._import_file()
        return self.journal_id.action_open_statements()

    def _import_file(self):
        """Import the first file without matching: the dry run comes first."""
        file = self.env["bank.import.file"]._receive(
            self.file_name or self.journal_id.name,
            base64.b64decode(self.content),
            self.company_id,
            journal=self.journal_id,
        )
        self.env["bank.import.service"]._process(file)
        return form_action(file)
