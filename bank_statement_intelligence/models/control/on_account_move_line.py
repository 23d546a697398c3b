"""Journal items that closed bank statements certify."""

from odoo import models
from odoo.exceptions import UserError

from ..lines.journals import currency_of
from .on_account_journal import index_day

LIQUIDITY_TYPES = ("asset_cash", "liability_credit_card")


class AccountMoveLine(models.Model):
    """Items that closed statements certify."""

    _inherit = "account.move.line"

    def remove_move_reconcile(self):
        """Refuse from the bank's side; from the invoice's, the line is reopened."""
        self._check_item_open()
        return super().remove_move_reconcile()

    def action_unreconcile_match_entries(self):
        """Core takes the bank's items along; what counts is which ones were chosen."""
        chosen = self.browse(self.env.context.get("active_ids") or [])
        chosen._check_item_open()
        every = chosen._all_reconciled_lines()
        if not every.move_id.statement_line_id.sudo().filtered("is_closed"):
            return super().action_unreconcile_match_entries()
        return (every.matched_debit_ids | every.matched_credit_ids).unlink()

    def _check_item_open(self) -> None:
        self.move_id.statement_line_id._check_line_open()

    def _check_bank_day(self) -> None:
        """Refuse items that change the ledger balance of a closed statement.

        Bank lines after the closed ones are fine on the same day; entries are not.
        """
        items = self.filtered(
            lambda one: one.account_id.account_type in LIQUIDITY_TYPES
        )
        if not items:
            return
        limits = self.env["account.journal"]._get_closed_limits(items.account_id)
        for item in items:
            journal, index = limits.get(item.account_id.id, (None, None))
            if index and item._lies_before(journal, index):
                raise UserError(item._get_closed_day_text(journal, index))

    def _lies_before(self, journal, index: str) -> bool:
        """Tell whether this item is part of what was certified up to an index."""
        line = self.move_id.statement_line_id
        if line.journal_id == journal:
            return (line.internal_index or "") <= index
        own = currency_of(journal)
        amount = self.balance
        if own != journal.company_id.currency_id:
            amount = self.amount_currency if self.currency_id == own else 0.0
        return bool(amount) and f"{self.date:%Y%m%d}" <= index[:8]

    def _get_closed_day_text(self, journal, index: str) -> str:
        return self.env._(
            "%(move)s books on the bank account %(account)s on %(date)s, but its "
            "statements are closed until %(limit)s and certify the ledger balance. Use "
            "a later date, or have the statement reopened by a manager.",
            move=self.move_id.name or self.env._("The entry"),
            account=journal.display_name,
            date=self.date,
            limit=index_day(index),
        )
