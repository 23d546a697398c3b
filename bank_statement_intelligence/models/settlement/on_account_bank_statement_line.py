"""What people and the engine decide about bank lines: match, approve, undo, ignore."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lines.actions import addon_action, notify_queued
from ..lines.constants import OPEN_PROPOSALS
from ..lines.rights import needs
from . import bulk
from .undo import answer


class AccountBankStatementLine(models.Model):
    """Buttons that match, post, undo and ignore."""

    _inherit = "account.bank.statement.line"

    match_has_contra = fields.Boolean(
        "Evidence Against", compute="_compute_match_has_contra"
    )

    @api.depends("match_proposal_ids.has_contra", "match_proposal_ids.state")
    def _compute_match_has_contra(self):
        for line in self:
            line.match_has_contra = any(
                proposal.has_contra and proposal.state in OPEN_PROPOSALS
                for proposal in line.match_proposal_ids
            )

    # -- match, approve, undo ---------------------------------------------------------

    @needs("user")
    def action_match(self):
        """Match these lines again and propose."""
        run = self.env["bank.match.service"]._run(self, "propose", "button")
        if run.state != "queued":
            return True
        return notify_queued(self.env, self)

    @needs("approver")
    def action_approve_best(self):
        """Approve and post the only proposal of each line.

        Of several lines, what must be looked at alone is left out, and the answer says
        why.

        Raises:
            UserError: one line is asked for, and it has several.
        """
        if len(self) > 1:
            chosen, left_out = bulk.sort_out_lines(self)
            return chosen._approve_and_post(left_out)
        waiting = self.match_proposal_ids.filtered(lambda p: p.state in OPEN_PROPOSALS)
        if len(waiting) > 1 or "tie" in waiting.mapped("state"):
            raise UserError(
                self.env._(
                    "“%s” has several possible matches. Open the line and choose one.",
                    self.payment_ref,
                )
            )
        return waiting.action_approve_and_post() if waiting else True

    def _get_posted(self):
        """Return the proposals of these lines that are posted."""
        return self.match_proposal_ids.filtered(lambda p: p.state == "posted")

    def _check_open(self) -> None:
        """Raise if somebody has settled or ignored this line already.

        Raises:
            UserError: who, and with what.
        """
        about = {"label": self.payment_ref, "date": self.date}
        if self.match_state == "ignored":
            raise UserError(
                self.env._(
                    "“%(label)s” of %(date)s has been ignored meanwhile by %(who)s.",
                    who=self.sudo().move_id.write_uid.display_name,
                    **about,
                )
            )
        if self.match_state == "reconciled":
            posted = self.match_proposal_ids.filtered(lambda p: p.state == "posted")
            people = posted.sudo().approved_by_id.mapped("display_name")
            raise UserError(
                self.env._(
                    "“%(label)s” of %(date)s has been settled meanwhile with %(books)s "
                    "by %(who)s.",
                    books=self.match_counterpart or "–",
                    who=", ".join(people) or self.env._("Automation"),
                    **about,
                )
            )

    @needs("approver")
    def action_approve_selected(self):
        """Approve and post; ask before, where some of the lines will be left out."""
        chosen, left_out = bulk.sort_out_lines(self)
        if len(self) > 1 and left_out:
            return self.env["bank.approve.wizard"]._ask(chosen, left_out)
        return self.action_approve_best()

    @needs("approver")
    def action_undo_match(self):
        """Undo what was posted for these lines.

        Returns:
            True, or a notification of those that could not be undone.
        Raises:
            UserError: none of them can be undone, and why.
        """
        later = self.env["bank.queued.work"]
        if later._is_too_much(self):
            later._leave(self._get_posted(), "undo")
            return notify_queued(self.env, self)
        return answer(self.env["bank.undo.service"]._undo_lines(self))

    def _lock_for_settlement(self) -> None:
        """Wait for others who work on the same bank lines."""
        self.env.cr.execute(
            "SELECT id FROM account_bank_statement_line WHERE id = ANY(%s) "
            "ORDER BY id FOR UPDATE",
            [self.ids],
        )

    # -- ignore -----------------------------------------------------------------------

    @needs("approver")
    def action_ignore(self):
        """Ask for the reason, then ignore the lines."""
        context = {"default_line_ids": [(6, 0, self.ids)]}
        return addon_action(self.env, "bank_ignore_wizard_action", context=context)

    @needs("approver")
    def action_restore(self):
        """Bring ignored lines back."""
        self._restore()
        return True

    @needs("approver")
    def action_same_movement(self):
        """It is the same: ignore this line, keep the older one."""
        for line in self.filtered("duplicate_of_id"):
            twin = line.duplicate_of_id
            reason = self.env._(
                "The same as “%(label)s” of %(date)s",
                label=twin.payment_ref,
                date=twin.date,
            )
            line._ignore(reason)
            line.sudo().duplicate_of_id = False
        return True

    @needs("user")
    def action_other_movement(self):
        """It is another one: match it like every line."""
        marked = self.filtered("duplicate_of_id")
        marked.sudo().duplicate_of_id = False
        automatic = marked.filtered(
            lambda line: line.journal_id.match_automation != "off"
        )
        if automatic:
            self.env["bank.match.service"]._run_automatic(automatic, "button")
        return True

    def _ignore(self, reason: str) -> None:
        """Cancel bank lines for good; their keys keep them from coming back.

        Args:
            reason: why, for the history.
        Raises:
            UserError: no reason given, or a line has counterparts.
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason why the lines are ignored."))
        for line in self:
            if line.is_reconciled or not line._is_untouched():
                raise UserError(
                    self.env._(
                        "“%(label)s” of %(date)s is matched. Undo the match first.",
                        label=line.payment_ref,
                        date=line.date,
                    )
                )
        obsolete = self.match_proposal_ids.filtered(lambda p: p.state != "undone")
        obsolete.sudo().unlink()
        self.move_id.button_draft()
        self.move_id.button_cancel()
        self.sudo().write({"is_ignored": True})
        self._set_key_state("ignored", reason)
        for line in self:
            line.move_id.message_post(body=self.env._("Bank line ignored: %s", reason))
        for follow in self.env["bank.tables"]._get_entries("after_ignore"):
            follow(self, reason)

    def _restore(self) -> None:
        """Bring ignored lines back.

        Raises:
            UserError: a period is locked; core would move the entry silently.
        """
        ignored = self.filtered("is_ignored")
        ignored._take_back_keys()
        for line in ignored:
            locks = line.company_id._get_violated_lock_dates(
                line.date, False, line.journal_id
            )
            if locks:
                raise UserError(
                    self.env._(
                        "“%(label)s” of %(date)s lies in a period that is locked until "
                        "%(lock)s. Open the period first.",
                        label=line.payment_ref,
                        date=line.date,
                        lock=locks[-1][0],
                    )
                )
        ignored.move_id.button_draft()
        ignored.move_id.action_post()
        ignored.sudo().write({"is_ignored": False})
        ignored._set_key_state("imported", False)
        for follow in self.env["bank.tables"]._get_entries("after_restore"):
            follow(ignored)

    def _take_back_keys(self) -> None:
        """Have ignored lines be what their transactions are, which were allowed again.

        Raises:
            UserError: such a transaction is in the books by another file already.
        """
        keys = self.env["bank.import.key"].sudo()
        own = keys.search([("statement_line_id", "in", self.ids)]).statement_line_id
        for line in (self - own).filtered("duplicate_of_id"):
            twin = line.duplicate_of_id
            if not twin.is_ignored:
                raise UserError(
                    self.env._(
                        "“%(label)s” of %(date)s was allowed again and is in the books "
                        "by the file %(file)s. Ignore that one first, or it would be "
                        "there twice.",
                        label=line.payment_ref,
                        date=line.date,
                        file=twin.import_file_id.name or "–",
                    )
                )
            found = keys.search([("statement_line_id", "=", twin.id)])
            found.statement_line_id = line
            twin.sudo().duplicate_of_id = line
            line.sudo().duplicate_of_id = False

    def _set_key_state(self, state: str, reason) -> None:
        keys = self.env["bank.import.key"].search(
            [("statement_line_id", "in", self.ids)]
        )
        keys.sudo().write({"state": state, "reason": reason})
