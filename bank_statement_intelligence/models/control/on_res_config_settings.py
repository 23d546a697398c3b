"""The bank digest in the settings of Accounting."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The same, in the settings."""

    _inherit = "res.config.settings"

    bank_digest = fields.Selection(related="company_id.bank_digest", readonly=False)
    bank_digest_user_ids = fields.Many2many(
        related="company_id.bank_digest_user_ids", readonly=False
    )
