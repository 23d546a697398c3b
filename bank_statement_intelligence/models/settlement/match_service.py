"""Steps 4 to 8, one after the other: group, match, propose, approve, post.

Groups are made by ``bank.group.service``, matches found by ``bank.match.engine``, which
only reads. Here their answers become proposals; those without a veto are approved and
posted together with what people have approved.
"""

import logging
import time
from dataclasses import astuple

from psycopg2 import OperationalError

from odoo import api, models
from odoo.exceptions import UserError

from ..lines.bank_journal_lock import JournalTaken
from ..lines.bank_schedule import TimeIsUp
from ..lines.constants import BANK_JOURNAL_TYPES, SETTLED_STATES
from ..lines.requests import get_most_lines
from ..lines.tables import entry
from ..matching.context import AS_USUAL
from ..matching.engine import MatchResult
from .bank_match_proposal import OPEN_STATES
from .posting import MAX_TRIES
from .progress import Progress
from .proposal_values import prepare_values

_logger = logging.getLogger(__name__)

#: rounds of one run: what was posted decides what was open before
MAX_ROUNDS = 5


class BankMatchService(models.AbstractModel):
    _name = "bank.match.service"
    _description = "Bank Matching"

    # -- when -------------------------------------------------------------------------

    @entry("after_import", 10)
    def _match_imported(self, lines, trigger: str):
        """Match lines that are new or got details; return the run, if any."""
        waiting = lines.filtered(lambda line: line.match_state not in SETTLED_STATES)
        return self._run_automatic(waiting, trigger)

    @entry("after_fetch", 10)
    def _match_fetched(self) -> None:
        """Match what waits when the scheduled action has fetched."""
        self.env["bank.queued.work"]._do_all()
        self._match_waiting("cron")

    @api.model
    def _cron_match_again(self) -> None:
        """Match what waits, after something happened that can decide it."""
        self.env["bank.queued.work"]._do_all()
        self._match_waiting("event")

    def _match_waiting(self, trigger: str) -> None:
        """Match what waits, as each journal's automation says.

        A journal that fails is logged and does not stop the others.
        """
        journals = self.env["account.journal"].search(
            [("type", "in", BANK_JOURNAL_TYPES), ("match_automation", "!=", "off")]
        )
        self.with_context(match_trigger=trigger).env["bank.schedule"]._run(
            "match", journals
        )

    @entry("scheduled:match", 10)
    def _match_journal(self, journal) -> None:
        """Match what waits in a journal; begin again where somebody else's change was
        in the way."""
        cron, engine = self.env["ir.cron"], self.env["bank.match.engine"]
        trigger = self.env.context.get("match_trigger", "cron")
        commit = self.env["bank.schedule"]._commit
        for tries_left in reversed(range(MAX_TRIES)):
            try:
                lines = engine._get_waiting_lines(journal)
                self._run_automatic(lines, trigger, checkpoint=commit)
                cron._commit_progress(1)
                return
            except Exception as error:  # any journal can have data nobody thought of
                self.env.cr.rollback()
                self.env["bank.match.run"]._interrupt_own(journal)
                if tries_left and isinstance(error, OperationalError | JournalTaken):
                    continue
                _logger.exception("Bank lines of “%s” were not matched", journal.name)
                return

    @api.model
    def _run_automatic(self, lines, trigger: str, checkpoint=None):
        """Run as each journal's automation level says.

        Args:
            lines: ``account.bank.statement.line``; journals that are ``off`` are left.
            trigger: see ``bank.match.run``.
            checkpoint: called after each posted chunk, to commit in a scheduled run.
        Returns:
            the last ``bank.match.run``, or None without lines.
        """
        run = None
        for (company, automation), group in lines.grouped(
            lambda line: (line.company_id, line.journal_id.match_automation)
        ).items():
            if automation != "off":
                service = self.with_company(company)
                run = service._run(group, automation, trigger, checkpoint)
        return run

    # -- the run ----------------------------------------------------------------------

    @api.model
    def _run(self, lines, mode: str, trigger: str, checkpoint=None, limits=AS_USUAL):
        """Match lines of one company, keep proposals, post what the mode allows.

        What was posted can decide what was open before, so the run goes on until
        nothing more is posted; a second run then finds the same.

        Args:
            lines: ``account.bank.statement.line`` records; whole groups are matched.
            mode: ``propose`` or ``post``.
            trigger: see ``bank.match.run``.
            checkpoint: see :meth:`_run_automatic`.
            limits: how far it looks.
        Returns:
            the ``bank.match.run``; of too many lines for one request one that waits
            for the scheduled action.
        Raises:
            UserError: the lines belong to several companies, or somebody else imports
                into the journal or matches it.
        """
        self._check_one_company(lines)
        runs, most = self.env["bank.match.run"], get_most_lines(self.env)
        if not checkpoint and most is not None and len(lines) > most:
            request = {"lines": lines.ids, "limits": astuple(limits)}
            return runs._queue(lines, mode, trigger, request | {"act": "match"})
        self.env["bank.journal.lock"]._take(lines.journal_id)
        lines = self._group(lines)
        run = runs._start(lines, mode, trigger)
        return self._match(run, lines, checkpoint, limits)

    def _match(self, run, lines, checkpoint, limits):
        """Match the lines of a run; see :meth:`_run`."""
        engine, started = self.env["bank.match.engine"], time.monotonic()
        waiting = lines = engine._get_matchable(lines)
        self._retire_reopened(lines)
        by_people, automatic = run._get_approved(), self.env["bank.match.proposal"]
        result, progress = MatchResult(), checkpoint and Progress(run, checkpoint)
        is_left = False
        for _round in range(MAX_ROUNDS):
            found = engine._match(waiting, limits)
            result = result.merge(found) if result.passes else found
            free = self._propose(run, waiting, found)._approve_without_veto(run)
            automatic |= free
            by_people.sudo().run_id = run
            if not self._post_as_far(free | by_people, progress):
                is_left = True
                break
            if not free.filtered(lambda p: p.state == "posted"):
                break
            waiting, by_people = engine._get_matchable(waiting), by_people.browse()
        run._finish(lines, result, automatic, time.monotonic() - started)
        if is_left:
            run._leave_rest()
        return run

    def _post_as_far(self, proposals, progress) -> bool:
        """Post until all is posted, a person stops it, or the time is up.

        Returns:
            whether all is done.
        """
        if progress:
            progress.plan(proposals)
        try:
            self.env["bank.posting.service"]._post(proposals, progress)
        except TimeIsUp:
            return False
        return True

    @api.model
    def _preview(self, lines, limits=AS_USUAL) -> tuple[MatchResult, list[dict]]:
        """Do a dry run: the lines are matched, nothing is written.

        Args:
            lines: ``account.bank.statement.line`` records of one company.
            limits: how far it looks.
        Returns:
            the result and the values the proposals would have.
        Raises:
            UserError: the lines belong to several companies.
        """
        self._check_one_company(lines)
        engine = self.env["bank.match.engine"]
        result = engine._match(engine._get_matchable(lines), limits)
        return result, prepare_values(self.env, result.proposals, result.passes)

    def _check_one_company(self, lines) -> None:
        if len(lines.company_id) > 1:
            raise UserError(
                self.env._(
                    "The lines belong to several companies: %s. Match one company at "
                    "a time.",
                    ", ".join(lines.company_id.mapped("name")),
                )
            )

    def _group(self, lines):
        """Combine by rule; return the lines with all others of their open groups."""
        self.env["bank.group.service"]._group_at_import(lines)
        groups = lines.line_group_id.filtered(lambda group: group.state == "open")
        return lines | groups.line_ids.filtered(
            lambda line: line.match_state != "ignored"
        )

    def _retire_reopened(self, lines) -> None:
        """A line that somebody unreconciled is back: its posting counts as undone."""
        reopened = lines.match_proposal_ids.filtered(lambda p: p.state == "posted")
        retired = reopened.sudo().with_context(bank_posting_retired=True)
        retired.write({"state": "undone"})

    def _propose(self, run, lines, result: MatchResult):
        """Keep what was found as proposals of the run; equal ones stay as they are.

        Those that a person rejected do not come back; what was not found again goes.
        """
        proposals = self.env["bank.match.proposal"]
        values = prepare_values(self.env, result.proposals, result.passes)
        others = lines.browse({row["statement_line_id"] for row in values})
        old = (lines | others).match_proposal_ids
        rejected = {
            (p.statement_line_id.id, p.signature)
            for p in old.filtered(lambda p: p.state == "rejected")
        }
        standing = {
            (p.statement_line_id.id, p.signature, p.state): p
            for p in old.filtered(lambda p: p.state in ("proposed", "tie"))
        }
        kept, new = proposals, []
        for row in values:
            key = row["statement_line_id"], row["signature"]
            known = standing.get((*key, row["state"]))
            if key in rejected:
                continue
            if known:
                known._refresh(row)
                kept |= known
            else:
                new.append(row | {"run_id": run.id})
        stale = lines.match_proposal_ids.filtered(
            lambda p: p.state in OPEN_STATES and not p._is_prepared()
        )
        (stale - kept).sudo().unlink()
        self._write_warnings(lines, result.warnings)
        kept.sudo().run_id = run
        return kept | proposals._create_found(new).sudo(self.env.su)

    def _write_warnings(self, lines, warnings: dict[int, dict]) -> None:
        for line in lines:
            warning = warnings.get(line.id, False)
            if (line.match_warning_data or False) != warning:
                line.sudo().match_warning_data = warning
