"""What the printed reconciliation report shows (C81)."""

from odoo import api, models

#: outstanding payments listed one by one
MAX_OUTSTANDING = 200


class ReportBankReconciliation(models.AbstractModel):
    _name = "report.bank_statement_intelligence.bank_reconciliation"
    _description = "Bank Reconciliation Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the template needs.

        Args:
            docids: ids of ``account.bank.statement``.
            data: not used.
        """
        statements = self.env["account.bank.statement"].browse(docids)
        return {
            "docs": statements,
            "doc_ids": docids,
            "doc_model": statements._name,
            "facts": {one.id: self._get_facts(one) for one in statements},
        }

    def _get_facts(self, statement) -> dict:
        """Return the sections of one statement."""
        lines = statement.line_ids.sorted("internal_index")
        done = lines.filtered(lambda line: line.match_state == "reconciled")
        ignored = lines.filtered(lambda line: line.match_state == "ignored")
        balances = self.env["bank.balance.service"]
        on_day = balances._get_balances(statement.journal_id, statement.date)
        certificates = self.env["bank.certificate.service"]
        return {
            "checks": self.env["bank.closing.checks"]._get_checks(statement),
            "explanations": on_day["explanations"],
            "matched": [self._get_line(line) for line in done],
            "open": [self._get_line(line) for line in lines - done - ignored],
            "ignored": certificates._get_ignored(ignored),
            "outstanding": self._get_outstanding(statement),
            "outstanding_total": on_day["outstanding"],
            "passes": self._name_passes(certificates._get_matching(done)),
            "approvals": certificates._get_approvals(done),
            "closing": statement.closing_ids[:1].filtered(
                lambda one: one.state in ("closed", "partial")
            ),
            "money": statement.currency_id.format,
        }

    def _get_line(self, line) -> dict:
        posted = line.match_proposal_ids.filtered(lambda p: p.state == "posted")[:1]
        return {
            "date": line.date,
            "text": line.payment_ref or "",
            "partner": line.partner_id.name or line.partner_name or "",
            "amount": line.amount,
            "entry": line.move_id.name,
            "books": posted.counterpart_summary or self._name_counterparts(line),
            "evidence": posted.evidence_summary or "",
            "approved": self._name_approver(posted),
            "state": line.match_state,
            "reason": line.open_reason or "",
        }

    def _name_approver(self, proposal) -> str:
        if not proposal:
            return self.env._("by hand")
        return proposal.sudo().approved_by_id.name or self.env._("automatic")

    def _name_counterparts(self, line) -> str:
        """Name what a line is booked against when no proposal made it."""
        _liquidity, _suspense, others = line._seek_for_lines()
        documents = (others._all_reconciled_lines() - others).move_id
        names = documents.mapped("name") or others.account_id.mapped("display_name")
        return ", ".join(name for name in names[:3] if name)

    def _name_passes(self, rows: list[dict]) -> list[dict]:
        passes = self.env["bank.match.pass"].with_context(active_test=False).search([])
        names = {
            self.env[row.matcher]._pass_code: row.name
            for row in passes
            if row.matcher in self.env
        }
        names |= {
            "outside": self.env._("Outside bank matching"),
            "manual": self.env._("By hand"),
        }
        return [row | {"name": names.get(row["pass"], row["pass"])} for row in rows]

    def _get_outstanding(self, statement) -> list:
        """Return payments in the books that the bank had not booked by the date."""
        journal = statement.journal_id
        accounts = journal._get_outstanding_accounts_by_journal()[journal.id]
        return self.env["account.move.line"].search(
            [
                ("account_id", "in", list(accounts)),
                ("journal_id", "=", journal.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", statement.date),
                ("reconciled", "=", False),
                ("statement_line_id", "=", False),
            ],
            order="date, id",
            limit=MAX_OUTSTANDING,
        )
