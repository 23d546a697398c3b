"""Customers: make their statements."""

from odoo import models

from ..lines.rights import needs


class ResPartner(models.Model):
    """Action of customers."""

    _inherit = "res.partner"

    @needs("invoicing")
    def action_issue_customer_statement(self):
        """Make the customers' statements with payment IDs; show them, and who is left
        out."""
        return self.env["bank.customer.statement.wizard"]._run_for(self)
