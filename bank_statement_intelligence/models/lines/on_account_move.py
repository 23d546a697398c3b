"""Entries as bank lines see them."""

from odoo import models

from .truth import BANK


class AccountMove(models.Model):
    """The entry of a bank line has the bank's day and journal."""

    _inherit = "account.move"

    _truth = dict.fromkeys(("date", "journal_id"), BANK)

    def write(self, vals):
        """Write entries; rooms that watch them may refuse."""
        return self.env["bank.tables"]._watch(super().write, self, "write", vals)

    def unlink(self):
        """Delete entries; rooms that watch them may refuse."""
        return self.env["bank.tables"]._watch(super().unlink, self, "unlink")

    def _get_stated(self):
        """Return the entries of lines that came from the bank."""
        return self.filtered("statement_line_id.import_file_id")
