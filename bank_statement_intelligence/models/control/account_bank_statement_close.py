"""Closing a statement locks its lines. A partial close is allowed.

``services/closing_service.py`` closes and reopens; ``closing_guard.py`` keeps every
other route away. Here are the fields, what they refuse, and the buttons.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: fields that only the closing service writes
CLOSING = {
    "close_state",
    "closed_by_id",
    "closed_on",
    "closed_index",
    "close_warning",
    "closing_ids",
}
#: what a certificate is about
CERTIFIED = {
    "name",
    "reference",
    "date",
    "balance_start",
    "balance_end_real",
    "journal_id",
    "company_id",
    "currency_id",
    "line_ids",
    "import_file_id",
    "bank_statement_number",
    "first_line_index",
}


class AccountBankStatement(models.Model):
    _inherit = "account.bank.statement"

    close_state = fields.Selection(
        [("open", "Open"), ("partial", "Partly Closed"), ("closed", "Closed")],
        "Closing",
        required=True,
        readonly=True,
        default="open",
        index=True,
        copy=False,
        help="Closed lines cannot be changed. Partly: settled lines are closed, the "
        "others are explained.",
    )
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)
    closed_index = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Place of the last line: nothing may be booked on the account before it.",
    )
    close_warning = fields.Char(
        readonly=True, copy=False, help="Why it was reopened without its owner."
    )
    closing_ids = fields.One2many(
        "bank.statement.closing", "statement_id", "Closings", readonly=True
    )
    closing_count = fields.Integer(compute="_compute_closing_count")

    @api.depends("closing_ids")
    def _compute_closing_count(self):
        for statement in self:
            statement.closing_count = len(statement.closing_ids)

    # -- what is refused -------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse a closing that is made up."""
        for vals in vals_list:
            self._check_closing_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Refuse changes of what is closed, and a closing that is made up."""
        self._check_closing_fields(vals)
        if CERTIFIED & vals.keys():
            self._check_open(allow_partial=vals.keys() <= {"line_ids"})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_open()

    def _check_closing_fields(self, vals) -> None:
        if not self.env.su and CLOSING & vals.keys():
            raise AccessError(
                self.env._(
                    "A statement is closed and reopened with its buttons only: they "
                    "check what it needs and keep a certificate."
                )
            )

    def _check_open(self, allow_partial=False) -> None:
        """Refuse if one of these statements is closed.

        Raises:
            UserError: which one, by whom, and what to do.
        """
        refused = ("closed",) if allow_partial else ("closed", "partial")
        closed = self.filtered(lambda st: st.close_state in refused)
        if closed:
            raise UserError(closed[0]._get_closed_text())

    def _get_closed_text(self) -> str:
        """Say that this statement is closed, and how to change it all the same."""
        self.ensure_one()
        statement = self.sudo()
        return self.env._(
            "Statement %(name)s of %(journal)s was closed by %(user)s on %(date)s and "
            "cannot be changed. A manager of Bank Matching can reopen it with a reason "
            "(Bank Statements → Reopen).",
            name=statement.name,
            journal=statement.journal_id.display_name,
            user=statement.closed_by_id.name or "–",
            date=statement.closed_on and statement.closed_on.date(),
        )

    # -- buttons ---------------------------------------------------------------------

    def action_close(self):
        """Open the checklist to close these statements."""
        return self._open_wizard("bank.close.wizard")

    def action_reopen(self):
        """Ask for the reason and reopen."""
        return self._open_wizard("bank.reopen.wizard")

    def _open_wizard(self, model: str):
        wizard = self.env[model].create({"statement_ids": [(6, 0, self.ids)]})
        return {
            "type": "ir.actions.act_window",
            "name": wizard._description,
            "res_model": model,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_print_reconciliation(self):
        """Print the reconciliation report."""
        return self.env.ref(
            "bank_statement_intelligence.report_bank_reconciliation"
        ).report_action(self)

    def action_open_closings(self):
        """Show when it was closed and reopened, with the certificates."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Closings"),
            "res_model": "bank.statement.closing",
            "view_mode": "list,form",
            "domain": [("statement_id", "=", self.id)],
        }


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    is_closed = fields.Boolean("Closed", readonly=True, copy=False)
    open_reason = fields.Char(
        "Explanation",
        copy=False,
        help="Why the line stays open. An explained line does not keep the rest of its "
        "statement from being closed.",
    )

    _closed_idx = models.Index("(statement_id) WHERE is_closed")
