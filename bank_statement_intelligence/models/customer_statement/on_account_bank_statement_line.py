"""Bank lines: the customer statements that they can settle."""

from odoo import models

from ..lines.actions import addon_action
from ..lines.rights import needs
from ..matching.relations.references import reference_keys


class AccountBankStatementLine(models.Model):
    """Button of a bank line for customer statements."""

    _inherit = "account.bank.statement.line"

    @needs("reader")
    def action_open_customer_statements(self):
        """Show the customer statements that this line can settle."""
        self.ensure_one()
        keys = reference_keys(self)
        domain = [("key", "in", keys)]
        if self.partner_id:
            partner = self.partner_id.commercial_partner_id
            domain = ["|", *domain, ("partner_id", "=", partner.id)]
        domain = [*domain, ("state", "in", ("open", "partly", "replaced"))]
        return addon_action(self.env, "bank_payment_reference_action", domain=domain)
