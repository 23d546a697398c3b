"""Closed lines stay as they are, whatever route is taken.

* A closed line and its entry cannot be written, drafted, cancelled or deleted: not by
  the screens, RPC, an import, a run, an undo, an ignore, another addon, a super-user.
* Nothing can be booked on the bank's account before the end of a closed statement: its
  ledger balance is on the certificate.
* Who unreconciles from the invoice's side is not stopped: the invoice is not closed.
  The line is reopened, and everybody concerned is told.
"""

from odoo import api, models


class BankMatchProposal(models.Model):
    _inherit = "bank.match.proposal"

    def write(self, vals):
        """What was decided about a closed line stays."""
        if "state" in vals or "difference_account_id" in vals:
            self.statement_line_id._check_line_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self.statement_line_id._check_line_open()

    def _get_line_obstacle(self):
        """A closed line is settled for good."""
        if self.statement_line_id.is_closed:
            return self.statement_line_id._get_closed_line_text()
        return super()._get_line_obstacle()

    def _get_undo_obstacle(self):
        """A closed line is not undone."""
        if self.statement_line_id.is_closed:
            return self.statement_line_id._get_closed_line_text()
        return super()._get_undo_obstacle()
