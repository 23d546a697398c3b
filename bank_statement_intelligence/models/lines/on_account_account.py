"""Accounts by their number, for everybody who books bank lines."""

from odoo import api, models

from .constants import GROUP_USER

SEES_CODES = "account.group_account_readonly"


class AccountAccount(models.Model):
    """Whoever matches bank lines sees the account's code before its name."""

    _inherit = "account.account"

    @api.depends_context("uid")
    def _compute_display_name(self):
        super()._compute_display_name()
        user = self.env.user
        if not user.has_group(GROUP_USER) or user.has_group(SEES_CODES):
            return
        for account in self.filtered("code"):
            account.display_name = f"{account.code} {account.display_name.strip()}"
