"""Bank lines: combine them by rules, make a rule of one."""

from odoo import models
from odoo.exceptions import UserError

from ..lines.rights import needs


class AccountBankStatementLine(models.Model):
    """Buttons of a bank line for rules."""

    _inherit = "account.bank.statement.line"

    @needs("user")
    def action_make_rule(self):
        """Open a new rule made from this line, for a person to check: an application
        rule for a customer's or vendor's line, else a matching rule."""
        self.ensure_one()
        model, values = self.env["bank.rule.mining"]._prepare_rule(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make This a Rule"),
            "res_model": model,
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in values.items()},
        }

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
