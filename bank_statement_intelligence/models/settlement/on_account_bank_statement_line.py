"""Buttons of bank lines that match, post, undo and ignore."""

from odoo import models
from odoo.exceptions import UserError

from ..lines.constants import OPEN_PROPOSALS


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def action_match(self):
        """Match these lines again and propose."""
        self.env["bank.match.service"]._run(self, mode="propose", trigger="button")
        return True

    def action_approve_best(self):
        """Approve and post the only proposal of each line."""
        waiting = self.match_proposal_ids.filtered(lambda p: p.state in OPEN_PROPOSALS)
        several = self.filtered(
            lambda line: (
                len(waiting & line.match_proposal_ids) > 1
                or (waiting & line.match_proposal_ids).filtered(
                    lambda p: p.state == "tie"
                )
            )
        )
        if len(self) == 1 and several:
            raise UserError(
                self.env._(
                    "“%s” has several possible matches. Open the line and choose one.",
                    self.payment_ref,
                )
            )
        left_out = waiting & several.match_proposal_ids
        chosen = waiting - left_out
        answer = chosen.action_approve_and_post() if chosen else True
        if not left_out:
            return answer
        failed = chosen.filtered(lambda p: p.state == "error")
        return waiting._tell_bulk_result(chosen - failed, left_out, failed)

    def action_undo_match(self):
        """Undo what was posted for these lines."""
        result = self.env["bank.posting.service"]._undo_lines(self)
        if result["refused"]:
            reasons = [reason for _line, reason in result["refused"]]
            raise UserError("\n".join(reasons))
        return True

    def action_ignore(self):
        """Ask for the reason, then ignore the lines."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_ignore_wizard_action"
        )
        action["context"] = {"default_line_ids": [(6, 0, self.ids)]}
        return action

    def action_restore(self):
        """Bring ignored lines back."""
        self.env["bank.match.proposal"]._check_approver()
        self.env["bank.posting.service"]._restore(self)
        return True

    def action_same_movement(self):
        """It is the same: ignore this line, keep the older one."""
        self.env["bank.match.proposal"]._check_approver()
        for line in self.filtered("duplicate_of_id"):
            twin = line.duplicate_of_id
            reason = self.env._(
                "The same as “%(label)s” of %(date)s",
                label=twin.payment_ref,
                date=twin.date,
            )
            self.env["bank.posting.service"]._ignore(line, reason)
            line.duplicate_of_id = False
        return True

    def action_other_movement(self):
        """It is another one: match it like every line."""
        marked = self.filtered("duplicate_of_id")
        marked.duplicate_of_id = False
        automatic = marked.filtered(
            lambda line: line.journal_id.match_automation != "off"
        )
        if automatic:
            self.env["bank.match.service"]._run_automatic(automatic, "button")
        return True
