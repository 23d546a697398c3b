"""Customers: make their statements."""

from odoo import models

from ..lines.actions import addon_action
from ..lines.rights import needs


class ResPartner(models.Model):
    """Action of customers."""

    _inherit = "res.partner"

    @needs("invoicing")
    def action_issue_customer_statement(self):
        """Make the customers' statements with payment IDs and show them."""
        statements = self.env["bank.payment.reference"]
        for customer in self.commercial_partner_id:
            statements |= statements._issue(customer)
        mine = [("id", "in", statements.ids)]
        return addon_action(self.env, "bank_payment_reference_action", domain=mine)
