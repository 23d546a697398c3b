"""Customers: make their statements."""

from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_issue_customer_statement(self):
        """Make the customers' statements with payment IDs and show them."""
        statements = self.env["bank.payment.reference"]
        for customer in self.commercial_partner_id:
            statements |= statements._issue(customer)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_payment_reference_action"
        )
        return action | {"domain": [("id", "in", statements.ids)]}
