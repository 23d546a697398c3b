"""Settings of a bank journal about approval."""

from odoo import fields, models


class AccountJournal(models.Model):
    """Which bank lines of a journal need a second person."""

    _inherit = "account.journal"

    second_approval_edited = fields.Boolean(
        "Second Person for Corrected Lines",
        help="Who has corrected a bank line or its advice may not approve its match, "
        "and no run posts it.",
    )
    second_approval_amount = fields.Float(
        "Two Approvals from",
        help="Bank lines of this amount or more, in the journal's currency, need the "
        "approval of two people. 0: never.",
    )
