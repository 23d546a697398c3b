"""Bank lines: combine them by rules, make a rule of one."""

from odoo import models
from odoo.exceptions import UserError

from ..lines.actions import form_action
from ..lines.rights import has_right, needs


class AccountBankStatementLine(models.Model):
    """Buttons of a bank line for rules."""

    _inherit = "account.bank.statement.line"

    @needs("user")
    def action_make_rule(self):
        """Open a new rule made from this line, for a person to check: an application
        rule for a customer's or vendor's line, else a matching rule. Of who may not
        make rules it is kept as a draft that waits for a manager."""
        self.ensure_one()
        model, values = self.env["bank.rule.mining"]._prepare_rule(self)
        if not has_right(self.env, "manager"):
            rule = self._keep_draft(self.env[model].sudo(), values)
            name = self.env._("Draft: a Manager Sets It Live")
            return form_action(rule.sudo(False), name=name)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make This a Rule"),
            "res_model": model,
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in values.items()},
        }

    def _keep_draft(self, rules, values: dict):
        """Return a draft with these values; the one that the user made before, if he
        asks again."""
        mine = {"name": values["name"], "owner_id": self.env.uid, "state": "draft"}
        mine["company_id"] = values["company_id"]
        known = rules.search([(name, "=", value) for name, value in mine.items()])
        if known:
            return known[0]
        rule = rules.create(values | mine)
        rule.message_post(
            body=self.env._(
                "Made from the bank line “%(label)s” of %(date)s. It waits for a "
                "manager, who checks it and sets it live.",
                label=self.payment_ref,
                date=self.date,
            )
        )
        return rule

    @needs("user")
    def action_combine_by_rule(self):
        """Combine lines by the live combine rules.

        Of a single line all that wait on its journal are tried: alone it cannot be
        combined.

        Raises:
            UserError: no rule combines any of them.
        """
        service = self.env["bank.group.service"]
        lines = self
        if len(self) == 1:
            lines = service._find_waiting([("journal_id", "in", self.journal_id.ids)])
        groups = service._group(lines, service._get_rules(self))
        if not groups:
            raise UserError(
                self.env._(
                    "No live combine rule fits these lines: at least two that belong "
                    "together must wait. See Configuration → Bank Matching → Combine "
                    "Rules, or press Combine to do it by hand."
                )
            )
        return True
