"""What the printed reconciliation statement of a month shows."""

from odoo import models


class ReportBankReconciliationMonth(models.AbstractModel):
    _name = "report.bank_statement_intelligence.bank_reconciliation_month"
    _description = "Bank Reconciliation of a Month, Printed"

    def _get_report_values(self, docids, data=None):
        """Return what the template needs.

        Args:
            docids: ids of ``bank.reconciliation.month``.
            data: not used.
        """
        months = self.env["bank.reconciliation.month"].browse(docids)
        return {
            "docs": months,
            "doc_ids": docids,
            "doc_model": months._name,
            "facts": {one.id: self._get_facts(one) for one in months},
        }

    def _get_facts(self, one) -> dict:
        """Return the sections of a month: what is carried, what is new, what waits."""
        first = str(one.month)
        facts = self.env["bank.balance.service"]._get_balances(
            one.journal_id, one.last_day
        )
        items = self.env["bank.outstanding.item"]
        older = [row for row in facts["explanations"] if row["date"] < first]
        newer = [row for row in facts["explanations"] if row["date"] >= first]
        return {
            "carried": older,
            "arisen": newer,
            "outstanding": items._as_of(one.journal_id, one.last_day),
            "money": one.currency_id.format,
        }
