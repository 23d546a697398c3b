"""Closed bank lines."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lines.truth import ENGINE, person


class AccountBankStatementLine(models.Model):
    """Lines of closed statements."""

    _inherit = "account.bank.statement.line"

    is_closed = fields.Boolean("Closed", readonly=True, copy=False)
    open_reason = fields.Char(
        "Explanation",
        copy=False,
        help="Why the line stays open. An explained line does not keep the rest of its "
        "statement from being closed.",
    )

    _truth = {"is_closed": ENGINE, "open_reason": person("user")}

    _closed_idx = models.Index("(statement_id) WHERE is_closed")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_line_open()
        self.move_id.line_ids._check_bank_day()

    def action_undo_reconciliation(self):
        """Refuse to undo closed lines."""
        self._check_line_open()
        return super().action_undo_reconciliation()

    def _check_line_open(self) -> None:
        """Refuse if one of these lines is closed.

        Raises:
            UserError: which line, which statement, and what to do.
        """
        closed = self.sudo().filtered("is_closed")
        if closed:
            raise UserError(closed[0]._get_closed_line_text())

    def _get_closed_line_text(self) -> str:
        self.ensure_one()
        return self.env._(
            "Bank line “%(label)s” of %(date)s is closed: %(why)s",
            label=self.payment_ref,
            date=self.date,
            why=self.statement_id._get_closed_text() if self.statement_id else "",
        )
