"""The pass that found a bank line's match."""

from odoo import fields, models


class AccountBankStatementLine(models.Model):
    """The pass that found the match."""

    _inherit = "account.bank.statement.line"

    match_pass_id = fields.Many2one(
        "bank.match.pass", "Matching Pass", compute="_compute_match_pass_id"
    )

    def _compute_match_pass_id(self):
        passes = self.env["bank.match.pass"]._get_by_code()
        for line in self:
            line.match_pass_id = passes.get(line.match_method, False)
