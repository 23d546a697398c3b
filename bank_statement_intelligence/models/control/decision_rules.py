"""Changes of rules and reviews belong into the decision log as well.

A rule that begins, stops or loses its automation decides about lines to come; one that
is corrected too often is suspended by the machine.
"""

from odoo import api, models


class BankRuleMixin(models.AbstractModel):
    _inherit = "bank.rule.mixin"

    @api.model_create_multi
    def create(self, vals_list):
        """Log rules that act from the beginning; those of the chart of accounts come
        with the company, and nobody decided about them."""
        rules = super().create(vals_list)
        if not self.env.context.get("chart_template_load"):
            rules.filtered(lambda rule: rule.state == "live")._log_life({})
        return rules

    def write(self, vals):
        """Log another state or mode, whichever way it came."""
        before = {rule.id: (rule.state, rule.mode) for rule in self}
        result = super().write(vals)
        changed = self.filtered(lambda rule: before[rule.id] != (rule.state, rule.mode))
        changed._log_life(before)
        return result

    def action_suspend(self):
        """Remember that a person stopped the rules."""
        rules = self.with_context(bank_rule_stopped_by_person=True)
        return super(BankRuleMixin, rules).action_suspend()

    def _log_life(self, before: dict) -> None:
        log = self.env["bank.decision.log"]
        person = self.env.context.get("bank_rule_stopped_by_person")
        for rule in self:
            old = before.get(rule.id)
            facts = {
                "summary": f"{rule.display_name}: {rule.state}, {rule.mode}",
                "name": rule.display_name,
                "before": old and list(old),
                "after": [rule.state, rule.mode],
                "reason": rule.suspend_reason or "",
                "version": log._get_version(rule),
            }
            machine = rule.state == "suspended" and not person
            log._append("rule", rule, [facts], automatic=machine)


class AccountBankStatement(models.Model):
    _inherit = "account.bank.statement"

    def _log_review(self, text: str) -> None:  # pylint: disable=missing-return
        """Keep the sign-off in the decision log as well."""
        super()._log_review(text)
        rows = [
            {
                "summary": f"{statement.name}: {text}",
                "state": statement.review_state,
                "digest": statement.reviewed_digest or "",
            }
            for statement in self
        ]
        self.env["bank.decision.log"]._append("review", self, rows)
