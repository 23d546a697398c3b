"""Reconciliations that are taken apart."""

from odoo import models


class AccountPartialReconcile(models.Model):
    """Reconciliations, watched when they are taken apart."""

    _inherit = "account.partial.reconcile"

    def unlink(self):
        """Undo reconciliations; rooms that watch them are told."""
        return self.env["bank.tables"]._watch(super().unlink, self, "unlink")
