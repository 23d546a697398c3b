"""What makes waiting bank lines be matched again, of models that other rooms watch too.

Documents, payments, partners, tolerances and formats do so in their own files. Only a
trigger of the scheduled action is written.
"""

from odoo import models

from ..lines.constants import SETTLED_STATES
from ..lines.tables import entry


class BankMatchEvents(models.AbstractModel):
    _name = "bank.match.events"
    _description = "What Makes Bank Lines Be Matched Again"

    @entry("before:account.partial.reconcile", 90)
    def _before_unreconciling(self, parts, operation, values):
        """What was settled is open again, maybe for another line."""
        return parts.company_id._match_bank_lines_later if parts else None

    @entry("after:bank.line.advice", 90)
    def _after_tie(self, advices, operation, values) -> None:
        """Details that fit several lines, or no more, are told on these lines."""
        if operation == "write" and "candidate_ids" in values:
            advices.company_id._match_bank_lines_later()

    @entry("after:bank.line.detail", 90)
    def _after_advice(self, details, operation, values) -> None:
        """Advice that arrives, is typed or corrected tells what a line pays. Lines of
        this transaction are not meant: their import matches them."""
        if operation == "unlink" or self.env.context.get("bank_match_later") is False:
            return  # or the caller does it, once for all
        now = self.env.cr.now()
        waiting = details.statement_line_id.filtered(
            lambda line: (
                line.match_state not in SETTLED_STATES and line.create_date < now
            )
        )
        waiting.company_id._match_bank_lines_later()
