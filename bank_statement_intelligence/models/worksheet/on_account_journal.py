"""All bank accounts of all companies on one page, each figure a way to the work."""

from odoo import api, fields, models

from ..lines.actions import addon_action
from ..lines.journals import bank_journals, currency_of
from ..lines.rights import needs


class AccountJournal(models.Model):
    """Figures of the page of all accounts."""

    _inherit = "account.journal"

    bank_unresolved_count = fields.Integer("Unresolved", compute="_compute_overview")
    bank_approve_count = fields.Integer("To Approve", compute="_compute_overview")
    bank_difference_text = fields.Char(
        "Difference",
        compute="_compute_overview",
        help="Balance of the bank less that of the books; empty before the bank has "
        "told one.",
    )
    bank_oldest_open = fields.Date("Oldest Open Line", compute="_compute_overview")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_overview(self):
        journals = bank_journals(self)._origin
        health = self.env["bank.health.service"]._get_health(journals)
        differences = self.env["bank.balance.service"]._get_differences(journals)
        for journal in self:
            facts = health.get(journal._origin.id, {})
            states = facts.get("open", {})
            unresolved = states.get("unresolved", 0)
            currency = currency_of(journal)
            off = currency.round(differences.get(journal._origin.id, 0.0))
            journal.bank_unresolved_count = unresolved
            journal.bank_approve_count = sum(states.values()) - unresolved
            journal.bank_difference_text = (
                currency.format(off) if facts.get("last_statement") else False
            )
            journal.bank_oldest_open = facts.get("oldest_open") or False

    @api.model
    @needs("reader")
    def action_open_bank_overview(self):
        """Open the bank accounts of all companies of the user."""
        context = {"allowed_company_ids": self.env.user.company_ids.ids}
        return addon_action(self.env, "bank_overview_action", context=context)

    @needs("reader")
    def action_open_in_company(self):
        """Open the worksheet of this account, in its company."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "bank_open_in_company",
            "params": {
                "company_id": self.company_id.id,
                "next": self.action_open_bank_worksheet(),
            },
        }
