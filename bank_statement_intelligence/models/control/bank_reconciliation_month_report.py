"""What the printed reconciliation statement of a month shows."""

from datetime import timedelta

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
        """Return the sections of a month: what was carried, differs and waits."""
        explain = self.env["bank.difference.service"]._explain
        eve = one.month - timedelta(days=1)
        items = self.env["bank.outstanding.item"]
        return {
            "carried": explain(one.journal_id, eve) if one.carried else [],
            "causes": explain(one.journal_id, one.last_day) if one.difference else [],
            "outstanding": items._as_of(one.journal_id, one.last_day),
            "money": one.currency_id.format,
        }
