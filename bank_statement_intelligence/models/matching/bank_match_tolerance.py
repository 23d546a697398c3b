"""Differences that a company accepts: payment and discount tolerance."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.matching.tolerance import Tolerance
from ..lines.constants import BANK_JOURNAL_DOMAIN
from ..lines.rights import needs


class BankMatchTolerance(models.Model):
    """The most specific one counts: of the partner, the journal, the company."""

    _name = "bank.match.tolerance"
    _description = "Payment Tolerance"
    _inherit = ["analytic.mixin"]
    _order = "company_id, partner_id, journal_id, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    journal_id = fields.Many2one(
        "account.journal",
        check_company=True,
        domain=BANK_JOURNAL_DOMAIN,
        help="Only for bank lines of this journal. Empty: of every journal.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        check_company=True,
        domain="[('parent_id', '=', False)]",
        help="Only for this partner. Goes before those of journal and company.",
    )
    applies_to = fields.Selection(
        [("customer", "Customers"), ("vendor", "Vendors"), ("both", "Both")],
        required=True,
        default="both",
    )
    amount_max = fields.Monetary(
        "Up to Amount", help="Both caps apply: the lower one wins. 0 allows nothing."
    )
    percent_max = fields.Float(
        "Up to Per Cent", default=1.0, help="Of the open amount."
    )
    direction = fields.Selection(
        [
            ("under", "Paid too little"),
            ("over", "Paid too much"),
            ("both", "Too little or too much"),
        ],
        required=True,
        default="under",
    )
    outcome_under = fields.Selection(
        [
            ("write_off", "Close, write off the rest"),
            ("open", "Leave the rest open"),
            ("ask", "Ask what becomes of the rest"),
        ],
        "Too Little",
        required=True,
        default="write_off",
    )
    outcome_over = fields.Selection(
        [
            ("write_off", "Close, post the rest"),
            ("on_account", "Leave it on account"),
            ("ask", "Ask what becomes of it"),
        ],
        "Too Much",
        required=True,
        default="write_off",
    )
    loss_account_id = fields.Many2one(
        "account.account",
        check_company=True,
        help="Takes what customers pay too little or vendors get too much.",
    )
    gain_account_id = fields.Many2one("account.account", check_company=True)
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes",
        check_company=True,
        help="Reduce the tax with the write-off.",
    )
    discount_grace_days = fields.Integer(
        help="Grant the early payment discount of the terms so many days late."
    )
    discount_amount_tolerance = fields.Monetary(
        "Discount with a Difference up to",
        help="Grant the early payment discount also when the payment differs a little "
        "from what is then due; the difference goes to the accounts of the tolerance.",
    )
    currency_rounding_max = fields.Monetary(
        "Rounding across Currencies",
        help="A payment in another currency than its items may differ so much, "
        "whatever the amount and per cent above.",
    )
    reason_required = fields.Boolean(
        help="Whoever approves such a difference chooses its reason; without a person "
        "it is not posted."
    )
    charge_percent_max = fields.Float(
        "Bank Charges up to Per Cent",
        default=5.0,
        help="Of the open amount. A charge that the bank keeps and tells in the file "
        "is believed up to here, or within the tolerance; above it a person decides.",
    )
    auto_allowed = fields.Boolean(
        "May post by itself",
        help="Off: a person approves each difference. A tolerance that nobody looks at "
        "hides partial payments and wrong prices.",
    )

    _caps_positive = models.Constraint(
        "CHECK(amount_max >= 0 AND percent_max >= 0 AND discount_grace_days >= 0 "
        "AND charge_percent_max >= 0 AND discount_amount_tolerance >= 0 "
        "AND currency_rounding_max >= 0)",
        "The limits of a tolerance cannot be negative.",
    )

    @api.constrains(
        "amount_max",
        "discount_amount_tolerance",
        "currency_rounding_max",
        "loss_account_id",
        "gain_account_id",
    )
    def _check_accounts(self):
        for tolerance in self:
            missing = not tolerance.loss_account_id or not tolerance.gain_account_id
            closes = (
                tolerance.amount_max
                or tolerance.discount_amount_tolerance
                or tolerance.currency_rounding_max
            )
            if closes and missing:
                raise ValidationError(
                    self.env._(
                        "Tolerance “%s” closes items with a difference: choose the "
                        "accounts that take it.",
                        tolerance.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """A new tolerance may settle waiting lines."""
        tolerances = super().create(vals_list)
        tolerances.company_id._match_bank_lines_later()
        return tolerances

    def write(self, vals):
        """So may a changed one."""
        result = super().write(vals)
        self.company_id._match_bank_lines_later()
        return result

    def _as_engine_tolerance(self) -> Tolerance:
        """Return the record as the engine reads it."""
        self.ensure_one()
        units = 10**self.currency_id.decimal_places
        return Tolerance(
            id=self.id,
            amount_max=round(self.amount_max * units),
            percent_max=self.percent_max,
            under=self.direction != "over" and self.outcome_under != "open",
            over=self.direction != "under" and self.outcome_over != "on_account",
            ask_under=self.outcome_under == "ask",
            ask_over=self.outcome_over == "ask",
            reason_required=self.reason_required,
            discount_max=round(self.discount_amount_tolerance * units),
            rounding_max=round(self.currency_rounding_max * units),
            side=self.applies_to,
            journal_id=self.journal_id.id or None,
            partner_id=self.partner_id.id or None,
            loss_account_id=self.loss_account_id.id or None,
            gain_account_id=self.gain_account_id.id or None,
            grace_days=self.discount_grace_days,
            charge_percent_max=self.charge_percent_max,
            auto_allowed=self.auto_allowed,
            tax_ids=tuple(sorted(self.tax_ids.ids)),
            analytic=tuple((self.analytic_distribution or {}).items()),
        )

    @needs("manager")
    def action_what_if(self):
        """Show what the waiting lines would do at several amounts; nothing is kept."""
        self.ensure_one()
        preview = self.env["bank.tolerance.preview"]
        waiting = preview._get_lines(self)
        tried = preview._get_newest(waiting)
        rows = preview._what_if(self, lines=tried)
        wizard = self.env["bank.tolerance.wizard"].create(
            {
                "tolerance_id": self.id,
                "limit_note": preview._describe_tried(tried, waiting),
                "row_ids": [
                    (0, 0, {**row, "line_ids": [(6, 0, row["line_ids"])]})
                    for row in rows
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What If"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }
