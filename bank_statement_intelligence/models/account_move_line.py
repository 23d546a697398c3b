"""A line's match state follows what happens on the invoice side (L15)."""

from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    bank_proposal_line_ids = fields.One2many(
        "bank.match.proposal.line", "counterpart_line_id", "Bank Proposal Lines"
    )
