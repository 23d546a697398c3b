"""Four eyes: corrected lines and large amounts need a second person."""

from odoo import fields, models
from odoo.exceptions import UserError


class AccountJournal(models.Model):
    _inherit = "account.journal"

    second_approval_edited = fields.Boolean(
        "Second Person for Corrected Lines",
        help="Who has corrected a bank line or its advice may not approve its match, "
        "and no run posts it.",
    )
    second_approval_amount = fields.Float(
        "Two Approvals from",
        help="Bank lines of this amount or more, in the journal's currency, need the "
        "approval of two people. 0: never.",
    )


class BankMatchProposal(models.Model):
    _inherit = "bank.match.proposal"

    second_approved_by_id = fields.Many2one(
        "res.users", "Second Approval by", readonly=True
    )

    def _approve(self):
        """Approve; of a large amount the first approval waits for a second one."""
        self._check_own_corrections()
        second = self.filtered(
            lambda p: (
                p._is_large() and p.approved_by_id and p.approved_by_id != self.env.user
            )
        )
        first = {p: p.approved_by_id.id for p in second}
        result = super()._approve()
        for proposal in second:
            proposal.sudo().write(
                {
                    "approved_by_id": first[proposal],
                    "second_approved_by_id": self.env.uid,
                }
            )
        return result

    def action_approve_and_post(self):
        """Approve; post what does not wait for a second person."""
        large = self.filtered(lambda p: p._is_large())
        if not large:
            return super().action_approve_and_post()
        self._check_approver()
        self._approve()
        waiting = large.filtered(lambda p: not p.second_approved_by_id)
        ready = self - waiting
        errors = self.env["bank.posting.service"]._post(ready)
        messages = [text for text in errors.values() if text]
        if messages and len(ready) == 1:
            raise UserError(messages[0])
        return waiting._tell_second_approval() if waiting else True

    def _tell_second_approval(self) -> dict:
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "%s approved. The amount needs the approval of a second person.",
                    len(self),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _get_obstacle(self):
        obstacle = super()._get_obstacle()
        if obstacle or not self._is_large() or self.second_approved_by_id:
            return obstacle
        return self._describe_line(
            self.env._(
                "The amount needs the approval of a second person (%(journal)s, “Two "
                "Approvals from”). Approved by %(user)s so far.",
                journal=self.journal_id.display_name,
                user=self.approved_by_id.display_name or "–",
            )
        )

    def _may_post_itself(self, mode, trigger):
        """No run posts what two people must see."""
        journal = self.journal_id
        if journal.second_approval_edited and self.statement_line_id._get_corrections():
            return False
        return not self._is_large() and super()._may_post_itself(mode, trigger)

    def _is_large(self) -> bool:
        """Tell whether the bank line's amount needs two approvals."""
        self.ensure_one()
        limit = self.journal_id.second_approval_amount
        return bool(limit) and abs(self.statement_line_id.amount) >= limit

    def _check_own_corrections(self) -> None:
        """Raise if the user approves what he or she has corrected."""
        for proposal in self:
            if not proposal.journal_id.second_approval_edited:
                continue
            changes = proposal.statement_line_id._get_corrections()
            if self.env.user in changes.user_id:
                raise UserError(
                    proposal._describe_line(
                        self.env._(
                            "You have corrected it, so somebody else must approve its "
                            "match (%s, “Second Person for Corrected Lines”).",
                            proposal.journal_id.display_name,
                        )
                    )
                )
