"""Accounts of closed bank statements."""

from odoo import models
from odoo.exceptions import UserError

from .on_account_journal import index_day


class AccountAccount(models.Model):
    """The type of a closed bank account stays: days are guarded by it."""

    _inherit = "account.account"

    def write(self, vals):
        """Refuse another type for a bank account with closed statements."""
        if "account_type" in vals:
            changed = self.filtered(
                lambda one: one.account_type != vals["account_type"]
            )
            changed._check_no_closed_days()
        return super().write(vals)

    def _check_no_closed_days(self) -> None:
        """Refuse if the bank account's statements are closed.

        Raises:
            UserError: which account, until when, and what to do.
        """
        limits = self.env["account.journal"].sudo()._get_closed_limits(self)
        for account in self:
            journal, index = limits.get(account.id, (None, None))
            if index:
                raise UserError(
                    self.env._(
                        "%(account)s keeps its type: the statements of %(journal)s are "
                        "closed until %(limit)s with its ledger balance. Use another "
                        "account, or have the statements reopened by a manager.",
                        account=account.display_name,
                        journal=journal.display_name,
                        limit=index_day(index),
                    )
                )
