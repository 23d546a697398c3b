"""Ask why bank lines are ignored."""

from odoo import fields, models

from ..lines.rights import needs


class BankIgnoreWizard(models.TransientModel):
    _name = "bank.ignore.wizard"
    _description = "Ignore Bank Lines"

    line_ids = fields.Many2many("account.bank.statement.line", required=True)
    reason = fields.Char(required=True)

    @needs("approver")
    def action_ignore(self):
        """Ignore the lines."""
        self.line_ids._ignore(self.reason)
        return {"type": "ir.actions.act_window_close"}
