"""The books' side of a statement: the register's figures."""

from odoo import api, fields, models
from odoo.fields import Domain

#: statuses a person has to look at
PROBLEMS = ("difference", "incomplete", "gap")


class AccountBankStatement(models.Model):
    _inherit = "account.bank.statement"

    ledger_balance = fields.Monetary(
        compute="_compute_ledger_balance",
        help="Posted items on the bank's account up to the end of this statement.",
    )
    balance_difference = fields.Monetary(
        "Difference",
        compute="_compute_ledger_balance",
        search="_search_balance_difference",
        help="Closing balance of the bank less ledger balance. Should be zero.",
    )
    suspense_balance = fields.Monetary(
        "In Suspense",
        compute="_compute_ledger_balance",
        help="Amounts of this statement without counterpart.",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    ledger_balance_company = fields.Monetary(
        "Ledger in Company Currency",
        compute="_compute_ledger_balance",
        currency_field="company_currency_id",
    )
    balance_state = fields.Selection(
        [
            ("ok", "Agrees"),
            ("difference", "Difference"),
            ("incomplete", "Does not Add Up"),
            ("gap", "Gap before It"),
            ("empty", "Empty – no Check"),
        ],
        "Balance",
        compute="_compute_balance_state",
        search="_search_balance_state",
        help="Whether the statement follows on the last one, adds up and agrees with "
        "the ledger. A statement without entries moves nothing and proves nothing.",
    )
    line_count = fields.Integer("Lines", compute="_compute_open_line_count")
    journal_active = fields.Boolean(related="journal_id.active")

    @api.depends("journal_id", "date", "balance_end_real", "line_ids.is_reconciled")
    def _compute_ledger_balance(self):
        figures = self.env["bank.balance.service"]._get_statement_figures(self._origin)
        for statement in self:
            found = figures.get(statement._origin.id)
            closing = statement.balance_end_real
            ledger = found["ledger"] if found else closing
            statement.ledger_balance = ledger
            statement.ledger_balance_company = found["ledger_company"] if found else 0.0
            statement.suspense_balance = found["suspense"] if found else 0.0
            statement.balance_difference = (
                statement.currency_id.round(closing - ledger) if found else 0.0
            )

    @api.depends("balance_difference", "is_complete", "line_count")
    def _compute_balance_state(self):
        gaps = self.env["bank.balance.service"]._get_gaps(self._origin)
        for statement in self:
            gap = gaps.get(statement._origin.id)
            statement.balance_state = statement._get_balance_state(gap)

    def _get_balance_state(self, gap) -> str:
        self.ensure_one()
        if not self.line_count or not self.currency_id:
            return "empty"
        if gap:
            return "gap"
        if not self.is_complete:
            return "incomplete"
        differs = not self.currency_id.is_zero(self.balance_difference)
        return "difference" if differs else "ok"

    def _search_balance_difference(self, operator, value):
        return self._search_computed("balance_difference", operator, value)

    def _search_balance_state(self, operator, value):
        return self._search_computed("balance_state", operator, value)

    def _search_computed(self, name, operator, value):
        """Compare in Python: all statements cost as many queries as one."""
        statements = self.search([])
        statements.mapped(name)
        found = statements.filtered_domain(Domain(name, operator, value))
        return [("id", "in", found.ids)]

    def action_open_file(self):
        """Hand out the raw file as the bank sent it."""
        self.ensure_one()
        if self.import_file_id:
            return self.import_file_id.action_download()
        return False

    def action_explain(self):
        """Say why bank and ledger differ at the end of this statement."""
        self.ensure_one()
        return self.env["bank.difference.wizard"]._open(self.journal_id, self.date)

    def action_open_days(self):
        """Show the balances of each day in this statement."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_balance_day_action"
        )
        days = self.line_ids.mapped("date")
        action["domain"] = [("journal_id", "=", self.journal_id.id)]
        if days:
            action["domain"] += [("date", ">=", min(days)), ("date", "<=", max(days))]
        action["context"] = {}
        return action
