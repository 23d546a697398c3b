"""Closed lines stay as they are, whatever route is taken.

* A closed line and its entry cannot be written, drafted, cancelled or deleted: not by
  the screens, RPC, an import, a run, an undo, an ignore, another addon, a super-user.
* Nothing can be booked on the bank's account before the end of a closed statement: its
  ledger balance is on the certificate.
* Who unreconciles from the invoice's side is not stopped: the invoice is not closed.
  The line is reopened, and everybody concerned is told.
"""

from odoo import api, models
from odoo.exceptions import UserError

#: what may be written on a closed line: it is no part of what was closed
FREE_LINE_FIELDS = {"is_closed", "match_warning_data", "message_main_attachment_id"}
FREE_PREFIXES = ("message_", "activity_", "website_message_")
ITEM_FIELDS = {
    "account_id",
    "balance",
    "debit",
    "credit",
    "amount_currency",
    "currency_id",
    "date",
    "move_id",
}
NAME_FIELDS = {"name", "partner_id"}


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse lines for closed statements."""
        ids = {vals.get("statement_id") for vals in vals_list} - {None, False}
        self.env["account.bank.statement"].browse(ids)._check_open(allow_partial=True)
        return super().create(vals_list)

    def write(self, vals):
        """Refuse changes of closed lines, and lines for closed statements."""
        if "is_closed" in vals and not self.env.su:
            raise UserError(self.env._("Lines are closed with their statement only."))
        free = {name for name in vals if name.startswith(FREE_PREFIXES)}
        if vals.keys() - FREE_LINE_FIELDS - free:
            self._check_line_open()
        if vals.get("statement_id"):
            target = self.env["account.bank.statement"].browse(vals["statement_id"])
            target._check_open(allow_partial=True)
        return super().write(vals)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse new items of closed bank lines and on closed days."""
        moves = self.env["account.move"].browse({vals["move_id"] for vals in vals_list})
        moves.statement_line_id._check_line_open()
        items = super().create(vals_list)
        items.filtered(lambda item: item.parent_state == "posted")._check_bank_day()
        return items

    def write(self, vals):
        """Refuse changes of closed bank lines and on closed days."""
        touched = self._get_changed(vals, ITEM_FIELDS)
        self._get_changed(vals, ITEM_FIELDS | NAME_FIELDS)._check_item_open()
        posted = touched.filtered(lambda item: item.parent_state == "posted")
        posted._check_bank_day()
        result = super().write(vals)
        posted._check_bank_day()
        return result

    def _get_changed(self, vals, names):
        """Return the items on which one of these fields gets another value."""
        names = names & vals.keys()
        if not names:
            return self.browse()
        changes = self.env["account.move"]._field_will_change
        return self.filtered(lambda item: any(changes(item, vals, n) for n in names))

    def unlink(self):
        """Refuse before core takes the reconciliation apart."""
        self._check_item_open()
        self.filtered(lambda item: item.parent_state == "posted")._check_bank_day()
        return super().unlink()


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
