"""A line's match state follows what happens on the invoice side."""

from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    bank_proposal_line_ids = fields.One2many(
        "bank.match.proposal.line", "counterpart_line_id", "Bank Proposal Lines"
    )

    # Open items by amount and by partner; few rows, whatever the ledger holds.
    _bank_open_amount_idx = models.Index(
        "(amount_residual_currency) WHERE parent_state = 'posted' "
        "AND reconciled IS NOT TRUE AND amount_residual_currency <> 0"
    )
    _bank_open_partner_idx = models.Index(
        "(partner_id) WHERE parent_state = 'posted' "
        "AND reconciled IS NOT TRUE AND amount_residual_currency <> 0"
    )
