"""One engine per journal.

OCA's ``account_reconcile_oca`` guesses partners and reconciles inside ``create()`` of
bank lines. On journals that this addon matches, it must not come first; its screens
keep working, and with automation ``off`` the journal is left to it.
"""

import functools

from odoo import models

#: methods of other engines that run by themselves on new lines
FOREIGN_HOOKS = ("_auto_reconcile", "_retrieve_partner")


def guard(method):
    """Wrap another engine's hook: it sees only the lines of journals left to it."""

    @functools.wraps(method)
    def guarded(self, *args, **kwargs):
        theirs = self.filtered(lambda line: line.journal_id.match_automation == "off")
        return method(theirs, *args, **kwargs)

    guarded.is_bank_engine_guard = True
    return guarded


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _register_hook(self):
        """Guard the hooks of other engines, whatever the order addons load in."""
        super()._register_hook()
        cls = self.env.registry[self._name]
        for name in FOREIGN_HOOKS:
            method = getattr(cls, name, None)
            if method and not getattr(method, "is_bank_engine_guard", False):
                setattr(cls, name, guard(method))
