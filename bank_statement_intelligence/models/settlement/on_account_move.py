"""A document knows the bank line it was written for: posting it settles the line."""

from odoo import fields, models

from ..lines.truth import ENGINE


class AccountMove(models.Model):
    """Written for a bank line; see ``bank.line.documents``."""

    _inherit = "account.move"

    _truth = {"bank_line_id": ENGINE}

    bank_line_id = fields.Many2one(
        "account.bank.statement.line",
        "Written for Bank Line",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Posting the document settles this bank line.",
    )
