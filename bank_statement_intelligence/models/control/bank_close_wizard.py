"""Close statements with their checklist, or reopen them for a reason."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lines.actions import form_action
from ..lines.rights import needs


class BankCloseWizard(models.TransientModel):
    _name = "bank.close.wizard"
    _description = "Close Statements"

    statement_ids = fields.Many2many("account.bank.statement", required=True)
    check_ids = fields.One2many(
        "bank.close.wizard.check", "wizard_id", compute="_compute_check_ids", store=True
    )
    ready_count = fields.Integer("Ready to Close", compute="_compute_ready")
    blocked_count = fields.Integer("Not Ready", compute="_compute_ready")
    is_done = fields.Boolean(readonly=True)
    note = fields.Char(help="Why what is not settled may stay open.")
    lock_date = fields.Date(
        "Proposed Lock Date",
        compute="_compute_lock_date",
        help="All bank accounts of the company are closed until then.",
    )

    @api.depends("statement_ids")
    def _compute_check_ids(self):
        service = self.env["bank.closing.checks"]
        for wizard in self:
            wizard.check_ids = [(5, 0, 0)] + [
                (0, 0, {"statement_id": statement.id, **check})
                for statement in wizard.statement_ids
                if statement.close_state != "closed"
                for check in service._get_checks(statement)
            ]

    @api.depends("check_ids")
    def _compute_ready(self):
        for wizard in self:
            wizard.ready_count = len(wizard._get_ready())
            wizard.blocked_count = (
                len(wizard.check_ids.statement_id) - wizard.ready_count
            )

    @api.depends("statement_ids", "is_done")
    def _compute_lock_date(self):
        for wizard in self:
            company = wizard.statement_ids.company_id[:1]
            service = self.env["bank.closing.service"]
            wizard.lock_date = company and service._propose_lock_date(company)

    def _get_ready(self):
        failed = self.check_ids.filtered(lambda one: one.blocking and not one.ok)
        return self.check_ids.statement_id - failed.statement_id

    @needs("approver")
    def action_close(self):
        """Close those that are ready, oldest first."""
        self._close(self._get_ready(), partial=False)
        return self._offer_lock_date()

    @needs("approver")
    def action_close_partly(self):
        """Close those that are ready, and what is settled of the others."""
        self._close(self.check_ids.statement_id, partial=True)
        return {"type": "ir.actions.act_window_close"}

    @needs("approver")
    def action_close_and_print(self):
        """Close and print the reconciliation report."""
        statements = self._get_ready()
        self._close(statements, partial=False)
        return statements.action_print_reconciliation()

    def _close(self, statements, partial: bool) -> None:
        if not statements:
            raise UserError(
                self.env._(
                    "Nothing can be closed yet: see what the checklist says, or close "
                    "partly."
                )
            )
        service = self.env["bank.closing.service"]
        for statement in statements.sorted("first_line_index"):
            service._close(statement, self.note, partial=partial)

    def _offer_lock_date(self):
        """Show the lock date that is possible now, to who may set it."""
        self.is_done = True
        may_set = self.env.user.has_group("account.group_account_manager")
        if not may_set or not self.lock_date:
            return {"type": "ir.actions.act_window_close"}
        return form_action(self, name=self._description, target="new")

    @needs("approver")
    def action_set_lock_date(self):
        """Set the proposed lock date; core checks the rest of the books."""
        self.ensure_one()
        company = self.statement_ids.company_id[:1]
        if self.lock_date:
            company.write({"fiscalyear_lock_date": self.lock_date})
        return {"type": "ir.actions.act_window_close"}


class BankCloseWizardCheck(models.TransientModel):
    _name = "bank.close.wizard.check"
    _description = "Closing Check"
    _order = "id"

    wizard_id = fields.Many2one("bank.close.wizard", required=True, ondelete="cascade")
    statement_id = fields.Many2one("account.bank.statement", readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char("Check", readonly=True)
    ok = fields.Boolean(readonly=True)
    blocking = fields.Boolean(readonly=True)
    finding = fields.Char(readonly=True)


class BankReopenWizard(models.TransientModel):
    _name = "bank.reopen.wizard"
    _description = "Reopen Statements"

    statement_ids = fields.Many2many("account.bank.statement", required=True)
    reason = fields.Char(required=True)

    @needs("manager")
    def action_reopen(self):
        """Reopen them."""
        self.env["bank.closing.service"]._reopen(self.statement_ids, self.reason)
        return {"type": "ir.actions.act_window_close"}
