"""Undo: suspense again, and what was settled is open again; all or none of a group."""

from psycopg2 import OperationalError

from odoo import api, models

from ..lines.rights import needs
from . import bank_entry, reconcile


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
        posted = run.proposal_ids.filtered(lambda p: p.state == "posted")
        by_people = posted.filtered(lambda p: p.approved_by_id and not with_approved)
        result = self._undo(posted - by_people)
        if not result["refused"] and (result["undone"] or not by_people):
            run.sudo().state = "undone"
        result["refused"] += [
            (proposal.statement_line_id, self._describe_approval(proposal))
            for proposal in by_people
        ]
        return result

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
        posted = lines.match_proposal_ids.filtered(lambda p: p.state == "posted")
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
    def _undo(self, proposals) -> dict:
        """Restore suspense and reopen what was reconciled, newest first.

        Args:
            proposals: posted ``bank.match.proposal`` records.
        Returns:
            ``{"undone": lines, "refused": [(line, reason)]}``. A refused line is left
            as it was.
        Raises:
            AccessError: the user may not undo.
        """
        every = proposals._with_group("posted").sorted("id", reverse=True)
        every.statement_line_id._lock_for_settlement()
        undone, refused = every.browse(), []
        for group in every._split_by_group():
            reason = self._undo_group(group)
            if reason:
                refused += [(line, reason) for line in group.statement_line_id]
            else:
                undone |= group
        for follow in undone._get_after_undo():
            follow(undone)
        return {"undone": undone.statement_line_id, "refused": refused}

    def _undo_group(self, proposals) -> str | None:
        """Undo proposals of one group, all or none; return why not."""
        for proposal in proposals:
            reason = proposal._get_undo_obstacle()
            if reason:
                return reason
        try:
            with self.env.cr.savepoint():
                for proposal in proposals:
                    bank_entry.restore_suspense(proposal)
                    reconcile.close_again(proposal)
                    bank_entry.clear_partner(proposal)
                    proposal.sudo().state = "undone"
            return None
        except OperationalError:
            raise
        except Exception as exc:  # noqa: BLE001 - the reason is the answer
            reason = str(exc.args[0]) if exc.args else str(exc)
            return proposals[:1]._describe_line(reason)
