"""Bank lines: the customer statements that they can settle."""

from odoo import models


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def action_open_customer_statements(self):
        """Show the customer statements that this line can settle."""
        self.ensure_one()
        keys = self.env["bank.match.relations"]._get_reference_keys(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_payment_reference_action"
        )
        domain = [("key", "in", keys)]
        if self.partner_id:
            partner = self.partner_id.commercial_partner_id
            domain = ["|", *domain, ("partner_id", "=", partner.id)]
        return action | {"domain": [*domain, ("state", "in", ("open", "partly"))]}
