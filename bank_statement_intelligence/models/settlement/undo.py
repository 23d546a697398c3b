"""Undo: suspense again, and what was settled is open again; all or none of a group."""

from psycopg2 import OperationalError

from odoo import api, models
from odoo.exceptions import UserError

from ..lines.actions import notify
from ..lines.journals import with_branches
from ..lines.rights import needs
from . import bank_entry, reconcile
from .posting_set import Copies


def answer(result: dict):
    """Say to a person what became of an undo.

    Args:
        result: see ``bank.undo.service._undo``.
    Returns:
        True, or a notification of what could not be undone.
    Raises:
        UserError: nothing could be undone, and why.
    """
    if not result["refused"]:
        return True
    reasons = [reason for _line, reason in result["refused"]]
    if not result["undone"]:
        raise UserError("\n".join(reasons))
    env = result["undone"].env
    return notify(
        "\n".join(reasons[:20]),
        title=env._("Some lines could not be undone"),
        sticky=True,
    )


class BankUndoService(models.AbstractModel):
    _name = "bank.undo.service"
    _description = "Undo of Bank Postings"

    @api.model
    def _undo_run(self, run, with_approved: bool = False) -> dict:
        """Undo what a run posted by itself; see :meth:`_undo`.

        What people have approved stays and is named among the refused: it is undone on
        its bank lines, or where it is asked for.

        Args:
            run: the ``bank.match.run``.
            with_approved: undo what people have approved as well.
        """
        posted, by_people = self._split_run(run, with_approved)
        result = self._undo(posted)
        if not result["refused"] and (result["undone"] or not by_people):
            run.sudo().state = "undone"
        result["refused"] += [
            (proposal.statement_line_id, self._describe_approval(proposal))
            for proposal in by_people
        ]
        return result

    def _split_run(self, run, with_approved: bool = False) -> tuple:
        """Return what a run posted that is undone with it, and what people keep."""
        posted = run.proposal_ids.filtered(lambda p: p.state == "posted")
        by_people = posted.filtered(lambda p: p.approved_by_id and not with_approved)
        return posted - by_people, by_people

    def _describe_approval(self, proposal) -> str:
        return proposal._describe_line(
            self.env._(
                "%s approved it. If that is wrong as well, undo it on the bank line.",
                proposal.approved_by_id.sudo().display_name,
            )
        )

    @api.model
    def _undo_lines(self, lines) -> dict:
        """Undo what was posted for these bank lines; see :meth:`_undo`."""
        posted = lines._get_posted()
        result = self._undo(posted)
        for line in lines - posted.statement_line_id:
            reason = self.env._(
                "“%(label)s” of %(date)s was not posted by a matching run or in the "
                "worksheet. Unreconcile it in its journal entry.",
                label=line.payment_ref,
                date=line.date,
            )
            result["refused"].append((line, reason))
        return result

    @api.model
    @needs("approver")
    def _undo(self, proposals, checkpoint=None) -> dict:
        """Restore suspense and reopen what was reconciled, newest first.

        Args:
            proposals: posted ``bank.match.proposal`` records.
            checkpoint: called after each chunk with the number of proposals done; it
                commits.
        Returns:
            ``{"undone": lines, "refused": [(line, reason)]}``. A refused line is left
            as it was.
        Raises:
            AccessError: the user may not undo.
        """
        every = (
            with_branches(proposals)._with_group("posted").sorted("id", reverse=True)
        )
        undone, reasons, copies = every.browse(), {}, Copies()
        size = self.env["bank.posting.set"]._get_chunk_size(every, copies)
        for start in range(0, len(every), size):
            chunk = every[start : start + size]._with_group("posted") - undone
            chunk.statement_line_id._lock_for_settlement()
            done = self._undo_chunk(chunk, reasons, copies)
            for follow in done._get_after_undo():
                follow(done)
            undone |= done
            if checkpoint:
                checkpoint(len(chunk))
        refused = every - undone
        return {
            "undone": undone.statement_line_id,
            "refused": [(one.statement_line_id, reasons[one]) for one in refused],
        }

    def _undo_chunk(self, chunk, reasons: dict, copies):
        """Undo what nothing forbids, all or none of a group; return what was undone.

        Args:
            chunk: posted proposals, whole groups.
            reasons: takes why the others stay, by proposal.
            copies: what was learned of doing it by set.
        """
        undone, table = chunk.browse(), chunk._get_undo_obstacles()
        while left := chunk - undone:
            found = {one: one._get_undo_obstacle(table) for one in left}
            reasons |= found
            free = left.browse()
            for group in left._split_by_group():
                reason = next(filter(None, map(found.get, group)), None)
                reasons |= dict.fromkeys(group, reason)
                free |= group if not reason else group.browse()
            done = self._undo_together(free, reasons, copies) if free else free
            undone |= done
            if not done:
                break  # what was undone can have been in the way of others
        return undone

    def _undo_together(self, proposals, reasons: dict, copies):
        """Undo; on failure split, so that one cannot take the others along."""
        try:
            with self.env.cr.savepoint():
                self._apply(proposals, copies)
            return proposals
        except OperationalError:
            raise  # serialization failures are retried by Odoo
        except Exception as exc:  # noqa: BLE001 - the reason is the answer
            groups = proposals._split_by_group()
            if len(groups) == 1:
                reason = str(exc.args[0]) if exc.args else str(exc)
                reason = proposals[:1]._describe_line(reason)
                reasons |= dict.fromkeys(proposals, reason)
                return proposals.browse()
        half = proposals.browse().union(*groups[: len(groups) // 2])
        done = self._undo_together(half, reasons, copies)
        return done | self._undo_together(proposals - half, reasons, copies)

    def _apply(self, proposals, copies) -> None:
        """Take the counterparts back: what is alike by set, the others by the ORM."""
        others = self.env["bank.posting.set"]._undo(proposals, copies, self._restore)
        if others:
            self._restore(others)

    def _restore(self, proposals) -> None:
        """Take the counterparts back, all at once."""
        bank_entry.restore_suspense(proposals)
        reconcile.close_again(proposals)
        bank_entry.clear_partners(proposals)
        proposals.sudo().write({"state": "undone"})
