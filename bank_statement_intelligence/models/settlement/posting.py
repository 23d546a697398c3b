"""Step 8: approved proposals become journal items and reconciliations.

A chunk is checked first and posted as one plan; if core refuses it, it is split until
the culprit stands alone.
"""

import logging

from psycopg2 import OperationalError

from odoo import api, models
from odoo.exceptions import UserError

from ..lines.journals import with_branches
from . import bank_entry, four_eyes, obstacles, reconcile
from .posting_set import Copies
from .rivals import drop_rivals

_logger = logging.getLogger(__name__)

#: how often a chunk of a scheduled run is posted again after somebody else's change
MAX_TRIES = 5


class _PartsOfItems:
    """What the proposals of a chunk take of each journal item.

    Several may share an item as long as it is large enough; combined lines settle one
    item together and are never too much for each other.
    """

    def __init__(self):
        self._parts: dict[int, dict[str, float]] = {}

    @staticmethod
    def _get_key(proposal) -> str:
        return proposal.group_key or f"proposal {proposal.id}"

    @staticmethod
    def _get_part(row) -> float:
        """Return the amount in the item's currency; a difference closes the item."""
        closes = row.proposal_id._closes_items()
        amount = row.move_line_id.amount_residual_currency if closes else row.amount
        return abs(amount)

    def is_too_much(self, proposal) -> bool:
        """Tell whether others take so much of an item that this one has too little."""
        key = self._get_key(proposal)
        for row in proposal.line_ids.filtered("move_line_id"):
            parts = self._parts.get(row.move_line_id.id, {})
            others = sum(part for name, part in parts.items() if name != key)
            left = abs(row.move_line_id.amount_residual_currency) - others
            own = parts.get(key, 0.0) + self._get_part(row)
            if others and row.currency_id.compare_amounts(own, left) > 0:
                return True
        return False

    def add(self, proposal) -> None:
        """Count what the proposal takes."""
        key = self._get_key(proposal)
        for row in proposal.line_ids.filtered("move_line_id"):
            parts = self._parts.setdefault(row.move_line_id.id, {})
            parts[key] = parts.get(key, 0.0) + self._get_part(row)


class BankPostingService(models.AbstractModel):
    _name = "bank.posting.service"
    _description = "Bank Posting"

    @api.model
    def _post(self, proposals, checkpoint=None) -> dict[int, str | None]:
        """Post approved proposals; combined lines together, or not at all.

        Args:
            proposals: ``bank.match.proposal`` records in state ``approved``.
            checkpoint: called after each chunk with the number of proposals done; it
                commits. Without it a conflict with somebody else's change is raised,
                and Odoo repeats the request.
        Returns:
            error text or None by proposal id. A failed proposal is in state ``error``
            and has no accounting effect; one that waits for a second person stays
            approved.
        """
        proposals = with_branches(proposals)
        every = proposals._with_group("approved")
        waiting = four_eyes.get_waiting(every)
        reasons = {
            proposal.group_key or proposal.id: obstacles.lacks_second_approval(proposal)
            for proposal in waiting.filtered(four_eyes.is_waiting)
        }
        errors = {one.id: reasons[one.group_key or one.id] for one in waiting}
        groups = (every - waiting)._split_by_group()
        if groups and checkpoint:
            checkpoint(0)  # what was found survives a conflict
        copies = Copies()
        size = self.env["bank.posting.set"]._get_chunk_size(every - waiting, copies)
        for start in range(0, len(groups), size):
            chunk = proposals.browse().union(*groups[start : start + size]).exists()
            if checkpoint:
                errors |= self._post_and_commit(chunk, checkpoint, copies)
            else:
                errors |= self._post_chunk(chunk, copies)
        return errors

    def _post_and_commit(self, chunk, checkpoint, copies) -> dict[int, str | None]:
        """Post a chunk of a scheduled run.

        One that meets somebody else's change is rolled back and posted again on fresh
        data. What conflicts again and again is left out; the next run finds it.
        """
        for _try in range(MAX_TRIES):
            try:
                errors = self._post_chunk(chunk, copies)
                checkpoint(len(chunk))
                return errors
            except OperationalError as conflict:
                self.env.cr.rollback()
                code = conflict.pgcode
                _logger.info("Posting met a change by somebody else: %s", code)
        groups = chunk._split_by_group()
        if len(groups) > 1:
            half = chunk.browse().union(*groups[: len(groups) // 2])
            rest = chunk - half
            errors = self._post_and_commit(half, checkpoint, copies)
            return errors | self._post_and_commit(rest, checkpoint, copies)
        _logger.warning("Proposals %s are left to the next run", chunk.ids)
        automatic = chunk.filtered(lambda p: not p.approved_by_id)
        automatic.sudo().write({"state": "proposed", "approved_on": False})
        checkpoint(len(chunk))
        return dict.fromkeys(chunk.ids)

    def _post_chunk(self, chunk, copies) -> dict[int, str | None]:
        chunk.statement_line_id._lock_for_settlement()
        errors = self._check(chunk)
        valid = chunk.filtered(lambda p: not errors[p.id])
        for proposal in chunk - valid:
            proposal._set_error(errors[proposal.id])
        if valid:
            errors |= self._post_together(valid, copies)
        return errors

    def _check(self, proposals) -> dict[int, str | None]:
        """Return per proposal why it cannot be posted, or None."""
        errors: dict[int, str | None] = {}
        lines_seen: set[int] = set()
        parts, table = _PartsOfItems(), proposals._get_obstacles()
        for proposal in proposals:
            error = proposal._get_obstacle(table)
            is_again = proposal.statement_line_id.id in lines_seen
            if not error and (is_again or parts.is_too_much(proposal)):
                error = self.env._(
                    "Another proposal for the same bank line or journal item is being "
                    "posted. Run the matching again."
                )
            if not error:
                lines_seen.add(proposal.statement_line_id.id)
                parts.add(proposal)
            errors[proposal.id] = error
        for group in proposals._split_by_group():
            # an error of one is one of its whole group
            reasons = [errors[p.id] for p in group if errors[p.id]]
            errors |= dict.fromkeys(group.ids, reasons[0]) if reasons else {}
        return errors

    def _post_together(self, proposals, copies) -> dict[int, str | None]:
        """Post; on failure split, so that one cannot take the others along."""
        try:
            with self.env.cr.savepoint():
                self._apply(proposals, copies)
            return dict.fromkeys(proposals.ids)
        except OperationalError:
            raise  # serialization failures are retried by Odoo
        except Exception as exc:  # noqa: BLE001 - reported on the proposal
            groups = proposals._split_by_group()
            if len(groups) > 1:
                half = proposals.browse().union(*groups[: len(groups) // 2])
                errors = self._post_together(half, copies)
                return errors | self._post_together(proposals - half, copies)
            message = str(exc.args[0]) if exc.args else str(exc)
            # the message quotes what people wrote to each other: not for the log
            kind = type(exc).__name__
            _logger.info("Proposal %s could not be posted: %s", proposals.ids, kind)
            proposals._set_error(message)
            return dict.fromkeys(proposals.ids, message)

    def _apply(self, proposals, copies) -> None:
        """Post, with all that follows: what is alike by set, the others by the ORM."""
        others = self.env["bank.posting.set"]._post(proposals, copies, self._settle)
        if others:
            self._settle(others)
        drop_rivals(proposals)
        for follow in proposals._get_after_posting():
            follow(proposals)

    def _settle(self, proposals) -> None:
        """Replace suspense by the counterparts and reconcile, all in one plan."""
        for line in proposals.statement_line_id.filtered("is_reconciled"):
            # somebody unreconciled its counterpart
            bank_entry.reset_to_suspense(line)
        bank_entry.write_counterparts(proposals)
        bank_entry.set_partners(proposals)
        reconcile.reconcile(proposals)
        self._verify(proposals)
        proposals.sudo().write({"state": "posted", "error_message": False})

    def _verify(self, proposals) -> None:
        """Nothing is called posted that is not settled to the last cent."""
        proposals.line_ids.invalidate_recordset(["counterpart_line_id"])
        outstanding = proposals.journal_id._get_outstanding_accounts_by_journal()
        for proposal in proposals:
            line = proposal.statement_line_id
            if not line._is_settled(outstanding[line.journal_id.id]):
                raise UserError(
                    self.env._(
                        "The bank line “%(label)s” of %(date)s could not be settled "
                        "with %(items)s.",
                        label=line.payment_ref,
                        date=line.date,
                        items=proposal.counterpart_summary,
                    )
                )
