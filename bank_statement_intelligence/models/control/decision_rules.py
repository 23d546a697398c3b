"""Reviews belong into the decision log as well."""

from odoo import models


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
