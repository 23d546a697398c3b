"""Choose a tolerance with numbers: what closes, what is written off."""

from odoo import fields, models

from ..lines.rights import needs


class BankToleranceWizard(models.TransientModel):
    _name = "bank.tolerance.wizard"
    _description = "What a Tolerance Would Close"

    tolerance_id = fields.Many2one("bank.match.tolerance", required=True, readonly=True)
    limit_note = fields.Char(readonly=True)
    row_ids = fields.One2many("bank.tolerance.wizard.row", "wizard_id", readonly=True)


class BankToleranceWizardRow(models.TransientModel):
    _name = "bank.tolerance.wizard.row"
    _description = "Amount of a Tolerance"
    _order = "amount"

    wizard_id = fields.Many2one("bank.tolerance.wizard", ondelete="cascade")
    currency_id = fields.Many2one(related="wizard_id.tolerance_id.currency_id")
    amount = fields.Monetary("Up to Amount")
    line_count = fields.Integer("Lines That Close")
    loss = fields.Monetary("Written Off as Loss")
    gain = fields.Monetary("Posted as Gain")
    line_ids = fields.Many2many("account.bank.statement.line", string="Bank Lines")

    @needs("manager")
    def action_use(self):
        """Take this amount into the tolerance."""
        self.ensure_one()
        self.wizard_id.tolerance_id.amount_max = self.amount
        return {"type": "ir.actions.act_window_close"}

    @needs("manager")
    def action_open_lines(self):
        """Show the lines that would close."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_worksheet_action"
        )
        return action | {"domain": [("id", "in", self.line_ids.ids)], "context": {}}
