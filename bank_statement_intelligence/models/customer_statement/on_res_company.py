"""The company's number with the Danish payment slips."""

from odoo import fields, models


class ResCompany(models.Model):
    """Whose payment IDs they are."""

    _inherit = "res.company"

    fik_creditor_number = fields.Char(
        "FIK Creditor Number",
        size=8,
        help="Eight digits, from the bank agreement on payment slips (Denmark).",
    )
