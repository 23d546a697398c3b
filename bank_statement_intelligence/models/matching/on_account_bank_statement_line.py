"""The pass that found a bank line's match."""

from odoo import fields, models

from .passes.history import TEXT_KEY


class AccountBankStatementLine(models.Model):
    """The pass that found the match."""

    _inherit = "account.bank.statement.line"

    _bank_waiting_amount_idx = models.Index(
        "(currency_id, amount) WHERE match_state NOT IN ('reconciled', 'ignored')"
    )
    _bank_history_payer_idx = models.Index(
        "(account_number, internal_index) WHERE match_state = 'reconciled'"
    )
    _bank_history_text_idx = models.Index(
        f"(md5({TEXT_KEY.format('payment_ref')}), internal_index) "
        "WHERE match_state = 'reconciled'"
    )

    match_pass_id = fields.Many2one(
        "bank.match.pass", "Matching Pass", compute="_compute_match_pass_id"
    )

    def _compute_match_pass_id(self):
        passes = self.env["bank.match.pass"]._get_by_code()
        for line in self:
            line.match_pass_id = passes.get(line.match_method, False)
