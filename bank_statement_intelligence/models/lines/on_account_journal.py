"""Who may correct the bank lines of a journal."""

from odoo import fields, models


class AccountJournal(models.Model):
    """Who may correct the bank lines of a journal."""

    _inherit = "account.journal"

    line_edit_policy = fields.Selection(
        [
            ("all", "Everybody who works on bank lines"),
            ("manager", "Managers, and others on lines a manager opens"),
            ("locked", "Nobody"),
        ],
        "Edit Bank Lines",
        required=True,
        default="all",
        help="Who may correct text, partner, references and advice of an imported "
        "line. Amounts and dates are the bank's. Every change is logged.",
    )
