"""Tell the decision log what is posted, undone, ignored and restored.

In the same transaction as the act: what is rolled back was never decided.
"""

from odoo import models


class BankPostingService(models.AbstractModel):
    _inherit = "bank.posting.service"

    def _apply(self, proposals) -> None:  # pylint: disable=missing-return
        """Post, then log each posting with its evidence and versions."""
        super()._apply(proposals)
        versions = self._get_versions(proposals)
        self.env["bank.decision.log"]._append(
            "post",
            proposals,
            [self._get_facts(one, versions) for one in proposals],
            automatic=[not one.approved_by_id for one in proposals],
        )

    def _undo_one(self, proposal) -> str | None:
        """Undo, then log it with what was undone."""
        reason = super()._undo_one(proposal)
        if not reason:
            versions = self._get_versions(proposal)
            facts = self._get_facts(proposal, versions)
            self.env["bank.decision.log"]._append("undo", proposal, [facts])
        return reason

    def _ignore(self, lines, reason: str) -> None:  # pylint: disable=missing-return
        """Ignore, then log it with the reason."""
        super()._ignore(lines, reason)
        rows = [self._get_line_facts(line) | {"reason": reason} for line in lines]
        self.env["bank.decision.log"]._append("ignore", lines, rows)

    def _restore(self, lines) -> None:  # pylint: disable=missing-return
        """Restore, then log it."""
        ignored = lines.filtered("is_ignored")
        super()._restore(lines)
        rows = [self._get_line_facts(line) for line in ignored]
        self.env["bank.decision.log"]._append("restore", ignored, rows)

    # -- facts -----------------------------------------------------------------------

    def _get_versions(self, proposals) -> dict:
        """Return the version of every pass and rule behind the proposals."""
        log = self.env["bank.decision.log"]
        records = [*proposals.pass_id, *self._get_rules(proposals)]
        return {(one._name, one.id): log._get_version(one) for one in records}

    def _get_rules(self, proposals) -> list:
        """Return the rules that made the proposals: matching, application, combine."""
        groups = proposals.statement_line_id.line_group_id.sudo()
        return [
            *proposals.reconcile_model_id,
            *proposals.application_rule_id,
            *groups.rule_id,
        ]

    def _get_facts(self, proposal, versions: dict) -> dict:
        """Return what decided a posting, as JSON values."""
        line = proposal.statement_line_id
        rows = [
            {
                "item": row.move_line_id.id or None,
                "document": row._get_label(),
                "account": row.account_id.id or None,
                "amount": row.amount,
                "currency": row.currency_id.name,
            }
            for row in proposal.line_ids
        ]
        return {
            **self._get_line_facts(line),
            "summary": f"{line.payment_ref or ''} → {proposal.counterpart_summary}",
            "kind": proposal.kind,
            "pass": proposal.pass_code or None,
            "pass_version": versions.get(("bank.match.pass", proposal.pass_id.id)),
            "rules": [
                {"model": one._name, "id": one.id, "name": one.display_name}
                | {"version": versions.get((one._name, one.id))}
                for one in self._get_rules(proposal)
            ],
            "tier": proposal.tier or None,
            "confidence": proposal.confidence,
            "difference": proposal.difference,
            "evidence": proposal.evidence or [],
            "counterparts": rows,
            "run": proposal.run_id.id or None,
            "approved_by": proposal.sudo().approved_by_id.login or None,
        }

    def _get_line_facts(self, line) -> dict:
        return {
            "summary": line.payment_ref or "",
            "line": line.id,
            "entry": line.move_id.name,
            "date": str(line.date),
            "amount": line.amount,
            "currency": line.currency_id.name,
            "text": line.payment_ref or "",
        }
