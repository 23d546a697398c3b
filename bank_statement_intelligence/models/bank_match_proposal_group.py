"""Proposals of lines that are matched as one go together through every state."""

from odoo import fields, models


class BankMatchProposal(models.Model):
    _inherit = "bank.match.proposal"

    group_key = fields.Char(
        readonly=True,
        index="btree_not_null",
        help="Proposals with the same key settle combined lines together.",
    )

    def _with_group(self, *states):
        """Return these proposals and those of the same groups in these states."""
        keys = [key for key in self.mapped("group_key") if key]
        if not keys:
            return self
        return self | self.search([("group_key", "in", keys), ("state", "in", states)])

    def _approve(self):
        every = self._with_group("proposed", "tie", "error")
        return super(BankMatchProposal, every)._approve()

    def _reject(self):
        every = self._with_group("proposed", "tie", "approved", "error")
        return super(BankMatchProposal, every)._reject()

    def _may_post_itself(self, mode, trigger):
        """Groups of a rule post themselves if the rule may, and only as a whole."""
        rule = self.statement_line_id.line_group_id.rule_id.sudo()
        if not self.group_key or not rule:
            return super()._may_post_itself(mode, trigger)
        if mode != "post" or rule.mode != "auto" or rule.state != "live":
            return False
        return all(p._is_clean() for p in self._with_group("proposed", "tie"))

    def _is_clean(self) -> bool:
        """Tell whether nothing speaks against posting without a person."""
        return (
            self.state == "proposed"
            and not self.has_contra
            and not self.difference
            and self.pass_id.auto_post
            and not self.statement_line_id.is_reconciled
            and not self._was_undone()
            and not self._get_lock_obstacle()
        )
