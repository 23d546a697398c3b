"""Proposals of rules: may they post themselves, taxes, and what they leave behind."""

from odoo import fields, models


class BankMatchProposal(models.Model):
    _inherit = "bank.match.proposal"

    reconcile_model_id = fields.Many2one(
        "account.reconcile.model",
        "Matching Rule",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    application_rule_id = fields.Many2one(
        "bank.application.rule",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    def _may_post_itself(self, mode: str, trigger: str) -> bool:
        """A rule decides by its own mode and limit, never under “propose”."""
        rule, application = self.reconcile_model_id, self.application_rule_id.sudo()
        if application and (application.mode != "auto" or application.state != "live"):
            return False
        if not rule:
            return super()._may_post_itself(mode, trigger)
        if mode != "post" or not self._is_clean():
            return False
        line = self.statement_line_id
        liquidity, _suspense, _others = line._seek_for_lines()
        return rule.sudo()._may_post(sum(liquidity.mapped("balance")))

    def _get_item_obstacle(self):
        return super()._get_item_obstacle() or self._get_account_obstacle()

    def _get_account_obstacle(self) -> str | None:
        """An entry never goes to an account of another company."""
        accounts = self.line_ids.filtered(lambda row: not row.move_line_id).account_id
        domain = accounts._check_company_domain(self.company_id)
        foreign = accounts - accounts.filtered_domain(domain)
        if not foreign:
            return None
        return self._describe_line(
            self.env._(
                "Account %(account)s does not belong to %(company)s.",
                account=foreign[0].display_name,
                company=self.company_id.display_name,
            )
        )

    def _prepare_counterparts(self):
        """Leave the rule's trace on its journal items, as core does."""
        rows = super()._prepare_counterparts()
        for counterpart, values in rows:
            if counterpart and not counterpart.move_line_id and self.reconcile_model_id:
                values["reconcile_model_id"] = self.reconcile_model_id.id
        return rows

    # -- afterwards ------------------------------------------------------------------

    def _reject(self):
        result = super()._reject()
        self._note_correction()
        return result

    def _note_correction(self) -> None:
        """A person decided against these rules; often corrected ones stop."""
        for rule, proposals in self._by_rule():
            rule._count_correction(len(proposals))

    def _note_rule_posting(self) -> None:
        """Keep hits of rules, and ask for what is still missing."""
        for rule, proposals in self._by_rule():
            rule._count_hits(proposals.statement_line_id)
        for proposal in self.filtered("reconcile_model_id"):
            rule = proposal.reconcile_model_id.sudo()
            rule._schedule_activity(proposal.statement_line_id.move_id)

    def _by_rule(self):
        """Yield each rule behind these proposals with its proposals."""
        for name in ("reconcile_model_id", "application_rule_id"):
            for rule, proposals in self.filtered(name).grouped(name).items():
                yield rule.sudo(), proposals

    def _get_evidence_labels(self):
        return super()._get_evidence_labels() | {
            "application_rule": self.env._("Application rule"),
            "application_other": self.env._("Application rule"),
            "combine_rule": self.env._("Combine rule"),
            "fee": self.env._("Fee taken by the payer"),
            "group": self.env._("Lines matched as one"),
        }
