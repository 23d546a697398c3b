"""A payment knows the bank line it was written for: posting it settles the line."""

from odoo import fields, models


class AccountPayment(models.Model):
    """Written for a bank line; see ``bank.line.documents``."""

    _inherit = "account.payment"

    bank_line_id = fields.Many2one(
        "account.bank.statement.line",
        "Written for Bank Line",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Posting the payment settles this bank line.",
    )
