"""The automation of new bank journals in the settings of Accounting."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The same, in the settings."""

    _inherit = "res.config.settings"

    bank_match_automation = fields.Selection(
        related="company_id.bank_match_automation", readonly=False
    )
