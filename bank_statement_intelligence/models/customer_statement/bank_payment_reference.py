"""Payment IDs that cover several items: statements of account."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.references.payment_ids import (
    kind_of_country,
    lookup_key,
    make_payment_id,
)
from ..lines.journals import currency_of, with_branches
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
    # not check_company: the bank of a parent company settles items of its branches
    move_line_ids = fields.Many2many("account.move.line", string="Items", readonly=True)
    pay_to_id = fields.Many2one(
        "res.partner.bank",
        "Pay to",
        readonly=True,
        help="Our bank account that the customer pays to.",
    )
    replaced_by_id = fields.Many2one(
        "bank.payment.reference",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="A newer statement has these items; payments with the old payment ID "
        "still settle them.",
    )
    missing = fields.Char(
        "What Is Missing",
        compute="_compute_missing",
        help="What keeps the customer from paying as is usual in the country.",
    )
    amount_at_issue = fields.Monetary(readonly=True)
    amount_open = fields.Monetary(compute="_compute_state", store=True)
    is_void = fields.Boolean(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("partly", "Partly Used"),
            ("used", "Used"),
            ("replaced", "Replaced"),
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

    @api.depends(
        "move_line_ids.amount_residual_currency",
        "is_void",
        "amount_at_issue",
        "replaced_by_id",
    )
    def _compute_state(self):
        for record in self:
            items = record.sudo().move_line_ids.filtered(
                lambda item: not item.reconciled
            )
            record.amount_open = sum(items.mapped("amount_residual_currency"))
            if record.is_void:
                record.state = "void"
            elif not items:
                record.state = "used"
            elif record.replaced_by_id:
                record.state = "replaced"
            elif record.currency_id.compare_amounts(
                record.amount_open, record.amount_at_issue
            ):
                record.state = "partly"
            else:
                record.state = "open"

    @api.model
    def _issue(self, partner, company=None, currency=None):
        """Make the statement of a customer's open items, with a new payment ID.

        It takes the place of the one before, whose payment ID still settles its items.

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
        items = with_branches(self.env["account.move.line"]).search(
            [
                ("partner_id", "child_of", customer.id),
                ("currency_id", "=", currency.id),
                *self._get_item_domain(company),
            ],
            order="date, id",
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
        kind, reference = self._make_reference(company, currency)
        before = self._get_current(customer, company, currency)
        statement = with_branches(self).create(
            {
                "reference": reference,
                "kind": kind,
                "company_id": company.id,
                "partner_id": customer.id,
                "currency_id": currency.id,
                "move_line_ids": [(6, 0, items.ids)],
                "amount_at_issue": total,
                "pay_to_id": self._get_account(company, currency).id,
            }
        )
        before.replaced_by_id = statement
        return statement.with_env(self.env)

    @api.model
    def _issue_all(self, customers, company):
        """Make the statements of customers, one in each currency that they owe.

        Args:
            customers: ``res.partner``; their commercial entities count.
            company: ``res.company``.
        Returns:
            the new statements, and the customers who owe nothing.
        """
        statements, left_out = self.browse(), customers.browse()
        owed = self._get_owed(customers, company)
        for customer in customers.commercial_partner_id:
            currencies = owed.get(customer, [])
            for currency in currencies:
                statements |= self._issue(customer, company, currency)
            if not currencies:
                left_out |= customer
        return statements, left_out

    def _get_owed(self, customers, company) -> dict:
        """Return by customer the currencies in which he owes something; one query."""
        every = self.env["res.partner"].search(
            [("id", "child_of", customers.commercial_partner_id.ids)]
        )
        domain = [("partner_id", "in", every.ids), *self._get_item_domain(company)]
        sums: dict = {}
        for partner, currency, amount in with_branches(
            self.env["account.move.line"]
        )._read_group(
            domain, ["partner_id", "currency_id"], ["amount_residual_currency:sum"]
        ):
            key = partner.commercial_partner_id.with_env(self.env), currency
            sums[key] = sums.get(key, 0.0) + amount
        owed: dict = {}
        for (customer, currency), amount in sums.items():
            if currency.compare_amounts(amount, 0) > 0:
                owed.setdefault(customer, []).append(currency.with_env(self.env))
        return owed

    def _get_current(self, customer, company, currency):
        """Return the statements that a new one of the same kind replaces."""
        return self.search(
            [
                ("partner_id", "=", customer.id),
                ("company_id", "=", company.id),
                ("currency_id", "=", currency.id),
                ("state", "in", ("open", "partly")),
            ]
        )

    def _get_account(self, company, currency):
        """Return our account to pay to: of a bank journal in that currency, else of one
        in the company's; empty if no journal has an account."""
        journals = self.env["account.journal"].search(
            [
                ("company_id", "parent_of", company.ids),
                ("type", "=", "bank"),
                ("bank_account_id", "!=", False),
            ]
        )
        exact = journals.filtered(lambda one: currency_of(one) == currency)
        return (exact or journals)[:1].bank_account_id

    @api.depends("kind", "pay_to_id", "company_id.fik_creditor_number")
    def _compute_missing(self):
        _ = self.env._
        for record in self:
            texts = []
            if record._get_country() == "DK" and record.kind == "rf":
                texts.append(
                    _(
                        "The company has no FIK creditor number, so the payment ID is "
                        "an RF reference, which Danish customers cannot type. Enter "
                        "the number on the company, and make the statement again."
                    )
                )
            if not record.pay_to_id:
                texts.append(
                    _(
                        "No bank journal of the company has an account number, so the "
                        "customer is not told where to pay."
                    )
                )
            record.missing = " ".join(texts)

    def _get_qr_code(self) -> str:
        """Return the QR code to pay with, as an image's URL; "" where Odoo makes none
        for the account's country."""
        self.ensure_one()
        if (
            not self.pay_to_id
            or self.currency_id.compare_amounts(self.amount_open, 0) <= 0
        ):
            return ""
        account = self.sudo().pay_to_id
        return (
            account.build_qr_code_base64(
                self.amount_open,
                self.reference,
                self.reference,
                self.currency_id,
                self.sudo().partner_id,
            )
            or ""
        )

    def _get_item_domain(self, company):
        """Return what stands on statements: invoices and credits not settled, those of
        branches as well."""
        return [
            ("company_id", "child_of", company.id),
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
        ]

    def _get_country(self) -> str:
        """Return the country whose payment IDs are made: of the taxes, else of the
        address."""
        company = (self.company_id or self.env.company).sudo()
        countries = company.account_fiscal_country_id, company.country_id
        codes = [country.code or "" for country in countries]
        known = [code for code in codes if kind_of_country(code) != "rf"]
        return next(iter(known or codes), "")

    def _make_reference(self, company, currency) -> tuple[str, str]:
        """Return kind and payment ID of the company's country; amounts in a foreign
        currency have the international one."""
        kind = kind_of_country(self.with_company(company)._get_country())
        if currency != company.currency_id:
            kind = "rf"
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
