"""Choose the day of which outstanding payments are shown."""

from odoo import fields, models

from ..lines.constants import BANK_JOURNAL_DOMAIN
from ..lines.rights import needs


class BankOutstandingWizard(models.TransientModel):
    _name = "bank.outstanding.wizard"
    _description = "Payments not on the Bank"

    date = fields.Date(
        "At the End of", required=True, default=fields.Date.context_today
    )
    journal_ids = fields.Many2many(
        "account.journal",
        string="Bank Accounts",
        domain=BANK_JOURNAL_DOMAIN,
        help="Empty: all.",
    )

    @needs("reader")
    def action_show(self):
        """Show what waited for the bank at the end of the day."""
        self.ensure_one()
        items = self.env["bank.outstanding.item"]
        return items._open(self.date, self.journal_ids)
