"""What the dashboard says about statements: to review, not agreeing."""

from odoo import models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def _fill_bank_cash_dashboard_data(self, dashboard_data):
        """Add the control counters to the bank cards: two queries for all."""
        result = super()._fill_bank_cash_dashboard_data(dashboard_data)
        journals = self.filtered(lambda one: one.type in ("bank", "cash", "credit"))
        to_review = journals._count_statements([("review_state", "=", "to_review")])
        differences = journals._get_balance_differences()
        for journal in journals:
            currency = journal.currency_id or journal.company_id.sudo().currency_id
            off = currency.round(differences.get(journal.id, 0.0))
            dashboard_data[journal.id].update(
                {
                    "bank_to_review": to_review.get(journal.id, 0),
                    "bank_difference": off and currency.format(off),
                }
            )
        return result

    def _count_statements(self, domain) -> dict[int, int]:
        groups = self.env["account.bank.statement"]._read_group(
            [("journal_id", "in", self.ids), *domain], ["journal_id"], ["__count"]
        )
        return {journal.id: count for journal, count in groups}

    def _get_balance_differences(self) -> dict[int, float]:
        """Return by journal the bank's balance less the ledger's, as of now."""
        groups = (
            self.env["bank.balance.movement"]
            .sudo()
            ._read_group(
                [("journal_id", "in", self.ids), ("kind", "in", ("bank", "ledger"))],
                ["journal_id", "kind"],
                ["amount:sum"],
            )
        )
        result: dict[int, float] = {}
        for journal, kind, amount in groups:
            sign = 1 if kind == "bank" else -1
            result[journal.id] = result.get(journal.id, 0.0) + sign * amount
        return result

    def action_open_statements(self):
        """Open the register of this journal."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.account_bank_statement_action"
        )
        action["domain"] = [("journal_id", "=", self.id)]
        action["context"] = self.env.context.get("bank_register_context", {})
        return action

    def action_explain_difference(self):
        """Say why bank and ledger differ today."""
        self.ensure_one()
        wizard = self.env["bank.difference.wizard"]
        last = self.env["bank.balance.day"].search(
            [("journal_id", "=", self.id)], order="date desc", limit=1
        )
        return wizard._open(self, last.date)
