"""Payment IDs that cover several items: statements of account."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.references.payment_ids import (
    kind_of_country,
    lookup_key,
    make_payment_id,
)
from ..lines.rights import needs


class BankPaymentReference(models.Model):
    _name = "bank.payment.reference"
    _inherit = ["portal.mixin", "mail.thread"]
    _description = "Customer Statement with Payment ID"
    _rec_name = "reference"
    _order = "date desc, id desc"
    _check_company_auto = True

    reference = fields.Char("Payment ID", required=True, readonly=True, copy=False)
    kind = fields.Selection(
        [
            ("fik71", "FIK 71 (Denmark)"),
            ("fik75", "FIK 75 (Denmark)"),
            ("kid", "KID (Norway)"),
            ("ocr_se", "OCR (Sweden)"),
            ("ref_fi", "Viite (Finland)"),
            ("rf", "RF (ISO 11649)"),
            ("qr_ch", "QR reference (Switzerland)"),
            ("internal", "Own number"),
        ],
        required=True,
        readonly=True,
    )
    key = fields.Char(compute="_compute_key", store=True, index=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, check_company=True
    )
    date = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    move_line_ids = fields.Many2many(
        "account.move.line", string="Items", readonly=True, check_company=True
    )
    amount_at_issue = fields.Monetary(readonly=True)
    amount_open = fields.Monetary(compute="_compute_state", store=True)
    is_void = fields.Boolean(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("partly", "Partly Used"),
            ("used", "Used"),
            ("void", "Void"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )

    _reference_uniq = models.UniqueIndex(
        "(company_id, kind, reference)", "This payment ID has been used already."
    )

    def _get_report_base_filename(self):
        """Return the name of the file that a customer downloads."""
        return self.env._("Statement %s", self.date)

    def _compute_access_url(self):
        for record in self:
            record.access_url = f"/my/statements/{record.id}"

    @api.depends("reference", "kind")
    def _compute_key(self):
        for record in self:
            record.key = lookup_key(record.kind, record.reference or "")

    @api.depends("move_line_ids.amount_residual_currency", "is_void", "amount_at_issue")
    def _compute_state(self):
        for record in self:
            items = record.move_line_ids.filtered(lambda item: not item.reconciled)
            record.amount_open = sum(items.mapped("amount_residual_currency"))
            if record.is_void:
                record.state = "void"
            elif not items:
                record.state = "used"
            elif record.currency_id.compare_amounts(
                record.amount_open, record.amount_at_issue
            ):
                record.state = "partly"
            else:
                record.state = "open"

    @api.model
    def _issue(self, partner, company=None, currency=None):
        """Make the statement of a customer's open items, with a new payment ID.

        Args:
            partner: any contact; the items are those of its commercial entity.
            company: default: the current one.
            currency: default: the company's.
        Raises:
            UserError: nothing is open, or the balance is not owed to us.
        """
        company = company or self.env.company
        currency = currency or company.currency_id
        customer = partner.commercial_partner_id
        items = self.env["account.move.line"].search(
            self._get_item_domain(customer, company, currency), order="date, id"
        )
        total = sum(items.mapped("amount_residual_currency"))
        if currency.compare_amounts(total, 0) <= 0:
            raise UserError(
                self.env._(
                    "%(partner)s owes nothing in %(currency)s, so there is nothing to "
                    "pay with a payment ID.",
                    partner=customer.display_name,
                    currency=currency.name,
                )
            )
        kind, reference = self._make_reference(company)
        return self.create(
            {
                "reference": reference,
                "kind": kind,
                "company_id": company.id,
                "partner_id": customer.id,
                "currency_id": currency.id,
                "move_line_ids": [(6, 0, items.ids)],
                "amount_at_issue": total,
            }
        )

    def _get_item_domain(self, customer, company, currency):
        """Return what stands on a statement: invoices and credit notes not settled."""
        return [
            ("company_id", "=", company.id),
            ("partner_id", "child_of", customer.id),
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("currency_id", "=", currency.id),
        ]

    def _make_reference(self, company) -> tuple[str, str]:
        """Return kind and payment ID of the company's country."""
        kind = kind_of_country(company.account_fiscal_country_id.code or "")
        if kind == "fik71" and not company.fik_creditor_number:
            kind = "rf"
        sequence = self.env["ir.sequence"].sudo().with_company(company)
        number = int(sequence.next_by_code("bank.payment.reference"))
        return kind, make_payment_id(kind, number, company.fik_creditor_number or "")

    @needs("invoicing", "reader")
    def action_print(self):
        """Print the statement."""
        report = self.env.ref("bank_statement_intelligence.report_customer_statement")
        return report.report_action(self)

    @needs("invoicing")
    def action_send(self):
        """Write an e-mail to the customer with the statement attached."""
        self.ensure_one()
        template = self.env.ref("bank_statement_intelligence.mail_customer_statement")
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id,
                "default_composition_mode": "comment",
            },
        }

    @needs("invoicing")
    def action_void(self):
        """A payment with this ID does not settle these items any more."""
        self.is_void = True
        return True
