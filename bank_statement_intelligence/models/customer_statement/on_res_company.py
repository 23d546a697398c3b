"""The company's number with the Danish payment slips."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    fik_creditor_number = fields.Char(
        "FIK Creditor Number",
        size=8,
        help="Eight digits, from the bank agreement on payment slips (Denmark).",
    )
