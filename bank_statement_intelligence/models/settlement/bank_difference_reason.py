"""Why a payment differs from what it pays, and where the difference goes."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..lines.constants import BANK_JOURNAL_DOMAIN


class BankDifferenceReason(models.Model):
    """A name that people choose: fee, rounding, discount; with account, taxes, analytic
    distribution."""

    _name = "bank.difference.reason"
    _description = "Reason of a Difference"
    _inherit = ["analytic.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [
            ("fee", "Fee"),
            ("rounding", "Rounding"),
            ("exchange", "Exchange Rate"),
            ("discount", "Discount"),
            ("bad_debt", "Bad Debt"),
            ("unknown", "Unknown"),
        ],
        required=True,
        default="unknown",
    )
    journal_ids = fields.Many2many(
        "account.journal",
        string="Journals",
        check_company=True,
        domain=BANK_JOURNAL_DOMAIN,
        help="Offered for bank lines of these journals only. Empty: of all.",
    )
    account_id = fields.Many2one(
        "account.account",
        required=True,
        check_company=True,
        domain="[('account_type', 'not in',"
        " ('asset_receivable', 'liability_payable', 'off_balance'))]",
    )
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes",
        check_company=True,
        help="The difference includes them.",
    )

    def _as_entry(self) -> dict:
        """Return what it says of a part of a settlement by hand, nothing of none."""
        if not self:
            return {}
        self.ensure_one()
        return {
            "account_id": self.account_id.id,
            "label": self.name,
            "tax_ids": self.tax_ids.ids,
            "analytic_distribution": self.analytic_distribution,
        }

    @api.model
    def _get_offered(self, company, journal):
        """Return the reasons for bank lines of a journal, or of any.

        Args:
            company: ``res.company`` of the lines; parent companies' reasons count.
            journal: ``account.journal``, maybe empty.
        """
        domain = Domain("company_id", "parent_of", company.ids)
        if journal:
            domain &= Domain("journal_ids", "=", False) | Domain(
                "journal_ids", "in", journal.ids
            )
        return self.search(domain)
