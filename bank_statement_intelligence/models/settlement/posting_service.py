"""Step 8: approved proposals become journal items and reconciliations; and undo.

The only file that writes accounting. A chunk is checked first and posted
as one plan; if core refuses it, it is split until the culprit stands alone.
"""

import logging

from psycopg2 import OperationalError

from odoo import api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

#: proposals per reconciliation plan and commit
CHUNK = 250
#: what makes posting fast and is safe for bank entries: the bank side does not change,
#: balances stay checked, and the run is logged as a whole
FAST = {
    "tracking_disable": True,
    "skip_invoice_sync": True,
    "skip_account_move_synchronization": True,
    "skip_is_manually_modified": True,
    "skip_readonly_check": True,
}


class BankPostingService(models.AbstractModel):
    _name = "bank.posting.service"
    _description = "Bank Posting"

    # -- post -------------------------------------------------------------------------

    @api.model
    def _post(self, proposals, checkpoint=None) -> dict[int, str | None]:
        """Post approved proposals.

        Args:
            proposals: ``bank.match.proposal`` records in state ``approved``.
            checkpoint: called after each chunk with the number of proposals done.
        Returns:
            error text or None by proposal id. A failed proposal is in state ``error``
            and has no accounting effect.
        """
        errors: dict[int, str | None] = {}
        groups = proposals._with_group("approved")._grouped()
        for start in range(0, len(groups), CHUNK):
            chunk = proposals.browse().union(*groups[start : start + CHUNK]).exists()
            errors |= self._post_chunk(chunk)
            if checkpoint:
                checkpoint(len(chunk))
        return errors

    def _post_chunk(self, chunk) -> dict[int, str | None]:
        self._lock(chunk)
        errors = self._check(chunk)
        valid = chunk.filtered(lambda p: not errors[p.id])
        for proposal in chunk - valid:
            proposal._set_error(errors[proposal.id])
        if valid:
            errors |= self._try(valid)
        return errors

    def _lock(self, proposals) -> None:
        """Wait for others who work on the same bank lines."""
        self.env.cr.execute(
            "SELECT id FROM account_bank_statement_line WHERE id = ANY(%s) "
            "ORDER BY id FOR UPDATE",
            [proposals.statement_line_id.ids],
        )

    def _try(self, proposals) -> dict[int, str | None]:
        """Post together; on failure split, so that one cannot take the others along."""
        try:
            with self.env.cr.savepoint():
                self._apply(proposals)
            return dict.fromkeys(proposals.ids)
        except OperationalError:
            raise  # serialization failures are retried by Odoo
        except Exception as exc:  # noqa: BLE001 - reported on the proposal
            groups = proposals._grouped()
            if len(groups) > 1:
                half = len(groups) // 2
                first = proposals.browse().union(*groups[:half])
                return self._try(first) | self._try(proposals - first)
            message = str(exc.args[0]) if exc.args else str(exc)
            _logger.info("Proposal %s could not be posted: %s", proposals.ids, message)
            proposals._set_error(message)
            return dict.fromkeys(proposals.ids, message)

    def _check(self, proposals) -> dict[int, str | None]:
        """Return per proposal why it cannot be posted, or None."""
        errors: dict[int, str | None] = {}
        lines_seen: set[int] = set()
        items_seen: dict[int, str] = {}
        for proposal in proposals:
            error = proposal._get_obstacle()
            items = proposal.line_ids.move_line_id.ids
            # combined lines settle one item together
            key = proposal.group_key or f"proposal {proposal.id}"
            taken = any(items_seen.get(item, key) != key for item in items)
            if not error and (proposal.statement_line_id.id in lines_seen or taken):
                error = self.env._(
                    "Another proposal for the same bank line or journal item is being "
                    "posted. Run the matching again."
                )
            if not error:
                lines_seen.add(proposal.statement_line_id.id)
                items_seen.update(dict.fromkeys(items, key))
            errors[proposal.id] = error
        return self._fail_together(proposals, errors)

    def _fail_together(self, proposals, errors) -> dict[int, str | None]:
        """An error of one proposal is one of its whole bundle."""
        for group in proposals._grouped():
            reasons = [errors[p.id] for p in group if errors[p.id]]
            errors |= dict.fromkeys(group.ids, reasons[0]) if reasons else {}
        return errors

    def _apply(self, proposals) -> None:
        """Replace suspense by the counterparts and reconcile, all in one plan."""
        self._reset_reopened(proposals)
        simple = proposals.filtered(lambda p: p._is_whole_swap())
        self._swap_suspense(simple)
        for proposal in proposals - simple:
            self._write_counterparts(proposal)
        self._set_partners(proposals)
        self._reconcile(proposals)
        self._verify(proposals)
        proposals.sudo().write({"state": "posted", "error_message": False})
        proposals._drop_rivals()

    def _reset_reopened(self, proposals) -> None:
        """Bring lines whose counterpart somebody unreconciled back to suspense."""
        reopened = proposals.statement_line_id.filtered("is_reconciled")
        for line in reopened:
            self._reset_to_suspense(line)

    def _swap_suspense(self, proposals) -> None:
        """One item of exactly the line's amount: the suspense item becomes its
        counterpart. Same rows as core would write, with far fewer statements."""
        groups: dict[tuple, list] = {}
        for proposal in proposals:
            counterpart = proposal.line_ids
            _liquidity, suspense, _others = proposal.statement_line_id._seek_for_lines()
            key = counterpart.move_line_id.account_id, counterpart.partner_id
            groups.setdefault(key, []).append((counterpart, suspense))
        by_account: dict = {}
        for (account, partner), rows in groups.items():
            items = self.env["account.move.line"].union(*(row[1] for row in rows))
            by_account[account] = by_account.get(account, items) | items
            foreign = items.filtered(lambda i, p=partner: i.partner_id != p)
            foreign.with_context(**FAST).write({"partner_id": partner.id})
            for counterpart, suspense in rows:
                counterpart.sudo().counterpart_line_id = suspense
        for account, items in by_account.items():
            items.with_context(**FAST).write({"account_id": account.id})

    def _write_counterparts(self, proposal) -> None:
        """Several counterparts, a difference or another currency: rewrite the entry."""
        line = proposal.statement_line_id
        _liquidity, suspense, _others = line._seek_for_lines()
        before = line.move_id.line_ids
        rows = proposal._add_taxes(proposal._prepare_counterparts())
        line.with_context(force_delete=True, skip_readonly_check=True).write(
            {
                "line_ids": [(2, suspense.id)]
                + [(0, 0, values) for _counterpart, values in rows]
            }
        )
        created = (line.move_id.line_ids - before).filtered(
            lambda item: item.display_type != "tax" and not item.tax_line_id
        )
        for (counterpart, _values), item in zip(
            rows, created.sorted("id"), strict=False
        ):
            if counterpart:
                counterpart.sudo().counterpart_line_id = item

    def _set_partners(self, proposals) -> None:
        """A bank line without partner takes the one of what it settles."""
        groups: dict = {}
        for proposal in proposals:
            partner = proposal.line_ids.partner_id
            if len(partner) == 1 and not proposal.statement_line_id.partner_id:
                groups.setdefault(partner, []).append(proposal.id)
        for partner, ids in groups.items():
            group = proposals.browse(ids)
            self._write_partner(group.statement_line_id, partner)
            group.sudo().sets_partner = True

    def _clear_partner(self, proposal) -> None:
        if proposal.sets_partner:
            empty = self.env["res.partner"]
            line = proposal.statement_line_id
            self._write_partner(line, empty)
            _liquidity, suspense, _others = line._seek_for_lines()
            suspense.with_context(**FAST).write({"partner_id": False})
            proposal.sudo().sets_partner = False

    def _write_partner(self, lines, partner) -> None:
        """Set the partner of line, entry and bank item: no amounts change."""
        liquidity = self.env["account.move.line"]
        for line in lines:
            liquidity |= line._seek_for_lines()[0]
        for records in (lines, lines.move_id, liquidity):
            # a dict of its own for each: core adds keys to the one it gets
            records.with_context(**FAST).write({"partner_id": partner.id})

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

    # -- undo -------------------------------------------------------------------------

    @api.model
    def _undo_run(self, run) -> dict:
        """Undo all that a run posted; see :meth:`_undo`."""
        result = self._undo(run.proposal_ids.filtered(lambda p: p.state == "posted"))
        if not result["refused"]:
            run.sudo().state = "undone"
        return result

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

    def _undo(self, proposals) -> dict:
        """Restore suspense and reopen what was reconciled, newest first.

        Returns:
            ``{"undone": lines, "refused": [(line, reason)]}``. A refused line is left
            as it was.
        """
        self.env["bank.match.proposal"]._check_approver()
        self._lock(proposals)
        undone = self.env["account.bank.statement.line"]
        refused = []
        every = proposals._with_group("posted").sorted("id", reverse=True)
        for group in every._grouped():
            reason = self._undo_group(group)
            if reason:
                refused += [(line, reason) for line in group.statement_line_id]
            else:
                undone |= group.statement_line_id
        return {"undone": undone, "refused": refused}

    def _undo_group(self, proposals) -> str | None:
        """Undo proposals of one bundle, all or none; return why not."""
        for proposal in proposals:
            reason = proposal._get_undo_obstacle()
            if reason:
                return reason
        try:
            with self.env.cr.savepoint():
                for proposal in proposals:
                    self._undo_one(proposal)
            return None
        except OperationalError:
            raise
        except Exception as exc:  # noqa: BLE001 - the reason is the answer
            reason = str(exc.args[0]) if exc.args else str(exc)
            return proposals[:1]._describe_line(reason)

    def _undo_one(self, proposal) -> None:
        if proposal._is_whole_swap():
            self._swap_back(proposal)
        else:
            self._reset_to_suspense(proposal.statement_line_id)
        self._close_again(proposal)
        self._clear_partner(proposal)
        proposal.sudo().state = "undone"

    def _reset_to_suspense(self, line) -> None:
        """Put the whole amount back to suspense; the bank side stays as it is.

        Core's ``action_undo_reconciliation`` would also replace the bank item, convert
        at today's rates and need the right to review entries.
        """
        liquidity, suspense, others = line._seek_for_lines()
        others.remove_move_reconcile()
        values = line._prepare_move_line_default_vals()[1]
        values.pop("debit")
        values.pop("credit")
        values["balance"] = -liquidity.balance
        obsolete = suspense | others
        line.with_context(force_delete=True, dynamic_unlink=True, **FAST).move_id.write(
            {"line_ids": [(2, item.id) for item in obsolete] + [(0, 0, values)]}
        )

    def _swap_back(self, proposal) -> None:
        """Reverse of :meth:`_swap_suspense`: the same items, as they were."""
        line = proposal.statement_line_id
        counterpart = proposal.line_ids.counterpart_line_id
        counterpart.remove_move_reconcile()
        counterpart.with_context(**FAST).write(
            {
                "account_id": line.journal_id.suspense_account_id.id,
                "partner_id": line.partner_id.id,
            }
        )

    # -- ignore -----------------------------------------------------------------------

    @api.model
    def _ignore(self, lines, reason: str) -> None:
        """Cancel bank lines for good; their keys keep them from coming back.

        Raises:
            UserError: no reason given, or a line has counterparts.
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason why the lines are ignored."))
        for line in lines:
            if line.is_reconciled or not line._is_untouched():
                raise UserError(
                    self.env._(
                        "“%(label)s” of %(date)s is matched. Undo the match first.",
                        label=line.payment_ref,
                        date=line.date,
                    )
                )
        obsolete = lines.match_proposal_ids.filtered(lambda p: p.state != "undone")
        obsolete.sudo().unlink()
        lines.move_id.button_draft()
        lines.move_id.button_cancel()
        lines.write({"is_ignored": True})
        self._set_key_state(lines, "ignored", reason)
        for line in lines:
            line.move_id.message_post(body=self.env._("Bank line ignored: %s", reason))

    @api.model
    def _restore(self, lines) -> None:
        """Bring ignored lines back."""
        ignored = lines.filtered("is_ignored")
        for line in ignored:
            self._check_open_period(line)
        ignored.move_id.button_draft()
        ignored.move_id.action_post()
        ignored.write({"is_ignored": False})
        self._set_key_state(ignored, "imported", False)

    def _check_open_period(self, line) -> None:
        """Refuse to post in a locked period; core would move the entry silently."""
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

    def _set_key_state(self, lines, state: str, reason) -> None:
        keys = self.env["bank.import.key"].search(
            [("statement_line_id", "in", lines.ids)]
        )
        keys.sudo().write({"state": state, "reason": reason})
