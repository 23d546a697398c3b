"""A daily word to those who look after the bank accounts, if wanted."""

from odoo import fields, models


class ResCompany(models.Model):
    """Who gets the daily digest, and how."""

    _inherit = "res.company"

    bank_digest = fields.Selection(
        [("off", "No"), ("activity", "As activities"), ("email", "By e-mail")],
        "Daily Bank Digest",
        required=True,
        default="off",
        help="Each morning: which bank accounts need somebody, and what waits. Nothing "
        "is sent on days when nothing waits.",
    )
    bank_digest_user_ids = fields.Many2many(
        "res.users",
        "bank_digest_user_rel",
        "company_id",
        "user_id",
        "Digest to",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
    )
    bank_log_head = fields.Char(
        "Decision Log Sealed up to",
        readonly=True,
        groups="base.group_system",
        help="Number and hash of the row that was sealed last.",
    )
