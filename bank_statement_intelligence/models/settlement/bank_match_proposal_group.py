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

    def _grouped(self) -> list:
        """Return the proposals as record sets that must be handled as one."""
        groups: dict = {}
        for proposal in self:
            key = proposal.group_key or proposal.id
            groups[key] = groups.get(key, self.browse()) | proposal
        return list(groups.values())

    def _only_whole_groups(self, journals):
        """Leave out proposals whose group may not be posted as a whole.

        Args:
            journals: those of the run; lines of others must allow posting themselves.
        """
        mates = self._with_group("proposed", "tie", "error")
        strange = mates.filtered(
            lambda p: (
                p.journal_id not in journals and p.journal_id.match_automation != "post"
            )
        )
        broken = {p.group_key for p in (mates - self) | strange if p.group_key}
        return self.filtered(lambda p: p.group_key not in broken)

    def _get_group_obstacle(self) -> str | None:
        """Return why the group cannot be posted: a part of it is gone."""
        if not self.group_key or self.line_ids.move_line_id:
            return None
        if "transfer" not in self.line_ids.mapped("role"):
            return None
        if len(self._with_group("approved", "posted")) > 1:
            return None
        return self._describe_line(
            self.env._("The other bank line of it has changed. Run the matching again.")
        )
