"""What the printed reconciliation statement of a month shows."""

from datetime import timedelta

from odoo import models


class ReportBankReconciliationMonth(models.AbstractModel):
    _name = "report.bank_statement_intelligence.bank_reconciliation_month"
    _inherit = "bank.printed"
    _description = "Bank Reconciliation of a Month, Printed"

    _printed = "bank.reconciliation.month"

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
