"""All bank accounts of all companies on one page, each figure a way to the work."""

from odoo import api, fields, models

from ..lines.actions import addon_action
from ..lines.journals import bank_journals, currency_of
from ..lines.rights import needs


def _open_unresolved(journal):
    """The worksheet with the lines for which nothing was found."""
    action = journal.action_open_bank_worksheet()
    shown = {"search_default_to_do": 0, "search_default_unresolved": 1}
    return {**action, "context": {**action["context"], **shown}}


def _open_queue(journal):
    """What waits for approval on this account."""
    context = {"search_default_open": 1, "search_default_journal_id": journal.id}
    return addon_action(journal.env, "bank_match_proposal_action", context=context)


def _open_days(journal):
    """The balances of each day, on which a difference shows when it begins."""
    context = {"search_default_journal_id": journal.id}
    return addon_action(journal.env, "bank_balance_day_action", context=context)


def _open_files(journal):
    """The files that brought statements of this account."""
    domain = [("statement_ids.journal_id", "=", journal.id)]
    return addon_action(journal.env, "bank_import_file_action", domain=domain)


#: what opens behind a figure of the page of all accounts
FIGURES = {
    "bank_unresolved_count": _open_unresolved,
    "bank_approve_count": _open_queue,
    "bank_oldest_open": lambda journal: journal.action_open_bank_worksheet(),
    "bank_difference_text": _open_days,
    "bank_health_file_on": _open_files,
    "bank_health_statement_on": lambda journal: journal.action_open_statements(),
}


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
        return self._open_in_company(self.action_open_bank_worksheet())

    @needs("reader")
    def action_open_figure(self, name: str):
        """Open what a figure of the page counts, in the company of the account.

        Args:
            name: the field that holds the figure; of others the health opens.
        """
        self.ensure_one()
        find = FIGURES.get(name, type(self).action_open_bank_health)
        return self._open_in_company(find(self))

    def _open_in_company(self, action) -> dict:
        """Return the action that switches to the account's company, then does this."""
        self.ensure_one()
        params = {"company_id": self.company_id.id, "next": action}
        tag = "bank_open_in_company"
        return {"type": "ir.actions.client", "tag": tag, "params": params}
