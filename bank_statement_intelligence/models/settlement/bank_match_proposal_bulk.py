"""Approving many proposals at once never resolves a tie by luck."""

from collections import Counter

from odoo import models


class BankMatchProposal(models.Model):
    _inherit = "bank.match.proposal"

    def action_approve_and_post(self):
        """Approve and post; of several, those that exclude each other are left out.

        Returns:
            True, or a notification that tells how many were left out or failed.
        """
        if len(self) < 2:
            return super().action_approve_and_post()
        self._check_approver()
        rivals = self._get_rivals_among()
        chosen = self - rivals
        answer = True
        if chosen:
            answer = super(BankMatchProposal, chosen).action_approve_and_post()
        failed = chosen.filtered(lambda p: p.state == "error")
        if not rivals and not failed:
            return answer
        return self._tell_bulk_result(chosen - failed, rivals, failed)

    def _get_rivals_among(self):
        """Return those of which only one of several can be right.

        These are several proposals for one bank line, and ties that take the same
        journal item.
        """
        lines = Counter(p.statement_line_id for p in self)
        takers: dict = {}
        for proposal in self.filtered(lambda p: p.state == "tie"):
            for item in proposal.line_ids.move_line_id:
                key = proposal.group_key or proposal.id
                takers.setdefault(item, set()).add(key)
        disputed = {item for item, keys in takers.items() if len(keys) > 1}
        return self.filtered(
            lambda p: (
                lines[p.statement_line_id] > 1
                or disputed.intersection(p.line_ids.move_line_id)
            )
        )

    def _tell_bulk_result(self, done, rivals, failed) -> dict:
        texts = [self.env._("%s approved.", len(done))]
        if rivals:
            texts.append(
                self.env._(
                    "%s left out: several matches of one bank line, or of one item. "
                    "Open the line and choose.",
                    len(rivals),
                )
            )
        if failed:
            texts.append(
                self.env._(
                    "%(count)s not posted, for example: %(reason)s",
                    count=len(failed),
                    reason=failed[:1].error_message,
                )
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": " ".join(texts),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
