"""What combine and application rules have that core's matching rules already have."""

from odoo import fields, models

from ..lines.constants import BANK_JOURNAL_DOMAIN


class BankRuleFields(models.AbstractModel):
    _name = "bank.rule.fields"
    _inherit = ["mail.thread", "bank.rule.mixin"]
    _description = "Bank Rule, Common Fields"
    _order = "sequence, id"

    state = fields.Selection(default="draft")
    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    match_amount = fields.Selection(
        [
            ("lower", "Is lower than or equal to"),
            ("greater", "Is greater than or equal to"),
            ("between", "Is between"),
        ],
        "Amount",
        tracking=True,
        help="Compared without sign.",
    )
    match_amount_min = fields.Float("Amount From", tracking=True)
    match_amount_max = fields.Float("Amount To", tracking=True)
    journal_ids = fields.Many2many(
        "account.journal",
        string="Journals",
        check_company=True,
        domain=BANK_JOURNAL_DOMAIN,
        help="Empty: all bank journals.",
    )

    def _get_first_state(self, vals):
        return "draft"
