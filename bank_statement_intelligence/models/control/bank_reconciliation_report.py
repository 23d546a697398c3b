"""What the printed reconciliation report shows."""

from odoo import models

from ...engine.control.pages import paginate
from ..lines.journals import name_account

#: outstanding payments listed one by one
MAX_OUTSTANDING = 200


class ReportBankReconciliation(models.AbstractModel):
    _name = "report.bank_statement_intelligence.bank_reconciliation"
    _inherit = "bank.printed"
    _description = "Bank Reconciliation Report"

    _printed = "account.bank.statement"

    def _get_facts(self, statement) -> dict:
        """Return the sections of one statement."""
        lines = statement.line_ids.sorted("internal_index")
        done = lines.filtered(lambda line: line.match_state == "reconciled")
        ignored = lines.filtered(lambda line: line.match_state == "ignored")
        balances = self.env["bank.balance.service"]
        on_day = balances._get_balances(statement.journal_id, statement.date)
        certificates = self.env["bank.certificate.service"]
        outstanding = self._get_outstanding(statement)
        matched = [self._get_line(line) for line in done]
        opened = [self._get_line(line) for line in lines - done - ignored]
        return {
            "checks": self.env["bank.closing.checks"]._get_checks(statement),
            "explanations": on_day["explanations"],
            "matched": matched,
            "matched_pages": paginate(matched),
            "open": opened,
            "open_pages": paginate(opened),
            "ignored": [
                row | {"amount": float(row["amount"])}
                for row in certificates._get_ignored(ignored)
            ],
            "outstanding": outstanding[:MAX_OUTSTANDING],
            "outstanding_more": len(outstanding[MAX_OUTSTANDING:]),
            "outstanding_total": on_day["outstanding"],
            "passes": self._name_passes(certificates._get_matching(done)),
            "approvals": certificates._get_approvals(done),
            "outside": len(done) - len(certificates._get_posted(done)),
            "closing": statement.closing_ids[:1]._get_current(),
            "money": statement.currency_id.format,
        }

    def _get_line(self, line) -> dict:
        posted = line._get_posted()[:1]
        states = line._fields["match_state"]._description_selection(self.env)
        return {
            "date": line.date,
            "text": line.payment_ref or "",
            "partner": line.partner_id.name or line.partner_name or "",
            "amount": line.amount,
            "entry": line.move_id.name,
            "books": posted.counterpart_summary or self._name_counterparts(line),
            "evidence": posted.evidence_summary or "",
            "approved": self._name_approver(posted),
            "state": dict(states)[line.match_state],
            "reason": line.open_reason or "",
        }

    def _name_approver(self, proposal) -> str:
        if not proposal:
            return self.env._("by hand")
        proposal = proposal.sudo()
        people = proposal.approved_by_id | proposal.second_approved_by_id
        return ", ".join(people.mapped("name")) or self.env._("automatic")

    def _name_counterparts(self, line) -> str:
        """Name what a line is booked against when no proposal made it."""
        _liquidity, _suspense, others = line._seek_for_lines()
        documents = (others._all_reconciled_lines() - others).move_id
        names = documents.mapped("name") or [
            name_account(account, line.company_id) for account in others.account_id
        ]
        return ", ".join(name for name in names[:3] if name)

    def _name_passes(self, rows: list[dict]) -> list[dict]:
        passes = self.env["bank.match.pass"]._get_by_code()
        names = {code: row.name for code, row in passes.items()} | {
            "outside": self.env._("Outside bank matching"),
            "manual": self.env._("By hand"),
        }
        return [row | {"name": names.get(row["pass"], row["pass"])} for row in rows]

    def _get_outstanding(self, statement) -> list[dict]:
        """Return payments in the books that the bank had not booked at the end of the
        statement, as they were then: later reconciliations do not count."""
        found = self.env["bank.outstanding.item"]._as_of(
            statement.journal_id, statement.date
        )
        return [
            {
                "date": one.date,
                "entry": (one.move_id or one.payment_id).display_name,
                "partner": one.partner_id.name or "",
                "amount": one.currency_id.format(one.amount),
            }
            for one in found
        ]
