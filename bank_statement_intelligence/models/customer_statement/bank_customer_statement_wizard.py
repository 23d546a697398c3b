"""Statements of many customers at once, as at the end of a month."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lines.actions import addon_action, form_action
from ..lines.html import html_table
from ..lines.journals import with_branches
from ..lines.rights import needs


class BankCustomerStatementWizard(models.TransientModel):
    """Who gets one, and what came of it."""

    _name = "bank.customer.statement.wizard"
    _description = "Make Customer Statements"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        help="Empty: everybody who owes something.",
    )
    send_email = fields.Boolean(
        "Send by E-mail", help="Customers without an address are named in the result."
    )
    statement_ids = fields.Many2many("bank.payment.reference", readonly=True)
    result = fields.Html(readonly=True)

    @api.model
    def _run_for(self, customers):
        """Make the statements of these customers and show the result.

        Raises:
            UserError: the only customer owes nothing.
        """
        wizard = self.create({"partner_ids": [(6, 0, customers.ids)]})
        action = wizard.action_make()
        made = wizard.statement_ids
        if len(made) == 1 == len(customers) and not made.missing:
            return wizard.action_open_statements()
        return action

    @needs("invoicing")
    def action_make(self):
        """Make the statements; who owes nothing is left out and listed."""
        self.ensure_one()
        model = self.env["bank.payment.reference"].with_company(self.company_id)
        customers = self.partner_ids or self._get_debtors()
        statements, left_out = model._issue_all(customers, self.company_id)
        if not statements:
            names = ", ".join(left_out[:10].mapped("display_name"))
            raise UserError(
                self.env._("Nobody of these owes anything: %s.", names or "–")
            )
        self.statement_ids = statements
        no_address = self._send(statements) if self.send_email else left_out.browse()
        self.result = self._render(statements, left_out, no_address)
        title = self.env._("Customer Statements")
        return form_action(self, name=title, target="new")

    def _get_debtors(self):
        """Return the customers with open items of the company and its branches."""
        statements = self.env["bank.payment.reference"]
        groups = with_branches(self.env["account.move.line"])._read_group(
            [
                ("partner_id", "!=", False),
                *statements._get_item_domain(self.company_id),
            ],
            ["partner_id"],
        )
        partners = self.env["res.partner"].browse([one.id for [one] in groups])
        return partners.commercial_partner_id

    def _send(self, statements):
        """Send them; return the customers without an e-mail address."""
        template = self.env.ref("bank_statement_intelligence.mail_customer_statement")
        with_address = statements.filtered("partner_id.email")
        for statement in with_address:
            template.send_mail(statement.id)
        return (statements - with_address).partner_id

    def _render(self, statements, left_out, no_address):
        _ = self.env._
        rows = []
        for one in statements:
            notes = [one.missing] if one.missing else []
            if one.partner_id in no_address:
                notes.append(_("No e-mail address: not sent."))
            amount = one.currency_id.format(one.amount_at_issue)
            name = one.partner_id.display_name
            rows.append((name, amount, one.reference, " ".join(notes)))
        rows += [(one.display_name, "–", "", _("Owes nothing.")) for one in left_out]
        head = (_("Customer"), _("To Pay"), _("Payment ID"), _("Remarks"))
        return html_table(rows, head)

    @needs("invoicing")
    def action_open_statements(self):
        """Show the statements that were made."""
        mine = [("id", "in", self.statement_ids.ids)]
        return addon_action(self.env, "bank_payment_reference_action", domain=mine)
