"""What people and programs left to the scheduled action: runs, postings, undos.

Each is a ``bank.match.run`` in state ``queued``. What is done is committed part by
part; what a killed process left is still asked for and goes on.
"""

import functools
import logging
import time

from psycopg2 import OperationalError

from odoo import api, models

from ..lines.bank_journal_lock import JournalTaken
from ..lines.bank_schedule import TimeIsUp
from ..lines.requests import DECISIONS_PER_SECOND, get_most_lines
from ..lines.tables import entry
from ..matching.context import RunLimits
from .posting import MAX_TRIES

_logger = logging.getLogger(__name__)


class BankQueuedWork(models.AbstractModel):
    _name = "bank.queued.work"
    _description = "Work Left to the Scheduled Action"

    # -- asked for --------------------------------------------------------------------

    @api.model
    def _is_too_much(self, decisions) -> bool:
        """Tell whether one request cannot post or undo so many.

        Args:
            decisions: proposals or bank lines.
        """
        most = get_most_lines(self.env, DECISIONS_PER_SECOND)
        return most is not None and len(decisions) > most

    @api.model
    def _leave(self, proposals, act: str, trigger: str = "button", run=None):
        """Leave posting or undoing to the scheduled action, in the user's name.

        Args:
            proposals: approved or posted ``bank.match.proposal`` records.
            act: ``post`` or ``undo``.
            trigger: see ``bank.match.run``.
            run: the ``bank.match.run`` that is undone as a whole.
        Returns:
            the ``bank.match.run`` that waits; one per company.
        """
        runs = self.env["bank.match.run"]
        for group in proposals.grouped("company_id").values():
            request = {
                "act": act,
                "proposals": group.ids,
                "run": run.id if run else False,
            }
            lines = group.statement_line_id
            runs |= runs._queue(lines, act, trigger, request)
        return runs

    # -- done -------------------------------------------------------------------------

    @api.model
    def _do_all(self) -> None:
        """Do what waits, oldest first; what fails does not stop the rest."""
        waiting = [("state", "=", "queued")]
        runs = self.env["bank.match.run"].search(waiting, order="id")
        self.env["bank.schedule"]._run("run", runs)

    @entry("scheduled:run", 10)
    def _do(self, run) -> None:
        """Do one; begin again where somebody else's change was in the way."""
        if run.exists().state != "queued":
            return  # somebody stopped it
        cron = self.env["ir.cron"]
        acts = {"match": self._match, "post": self._post, "undo": self._undo}
        for tries_left in reversed(range(MAX_TRIES)):
            try:
                self.env["bank.journal.lock"]._take(run.journal_ids)
                acts[run.request["act"]](run.with_company(run.company_id))
                cron._commit_progress(1)
                return
            except TimeIsUp:
                return  # somebody stopped it, or the next process goes on
            except Exception as error:  # any line can have data nobody thought of
                self.env.cr.rollback()
                if run.state == "queued" and isinstance(
                    error, OperationalError | JournalTaken
                ):
                    if tries_left:
                        continue
                    return  # the next scheduled action does it
                run.sudo().state = "interrupted"
                cron._commit_progress(1)
                _logger.exception("%s was interrupted", run.name)
                return

    def _match(self, run) -> None:
        """Match the lines of a run."""
        request, service = run.request, run.env["bank.match.service"]
        lines = run.env["account.bank.statement.line"].browse(request["lines"])
        lines = service._group(lines.exists())
        run._begin()
        checkpoint = self.env["bank.schedule"]._commit
        service._match(run, lines, checkpoint, RunLimits(*request["limits"]))

    def _commit(self, run, done: int) -> None:
        """Commit a part of what was asked for.

        Raises:
            TimeIsUp: somebody stopped it, or the process has no more time.
        """
        self.env["bank.schedule"]._commit(done)
        run.invalidate_recordset(["state"])
        if run.state != "queued":
            raise TimeIsUp

    def _post(self, run) -> None:
        """Post what a person approved, in his name."""
        started = time.monotonic()
        proposals = self._get_proposals(run, "approved")
        errors = proposals.env["bank.posting.service"]._post(
            proposals, functools.partial(self._commit, run)
        )
        lines, told = (
            proposals.exists().statement_line_id,
            filter(None, errors.values()),
        )
        run._finish_decisions(lines, told, time.monotonic() - started)

    def _undo(self, run) -> None:
        """Undo what was posted, newest first, in the name of who asked."""
        started = time.monotonic()
        asked = self._get_proposals(run, "posted")
        result = asked.env["bank.undo.service"]._undo(
            asked, functools.partial(self._commit, run)
        )
        refused = [reason for _line, reason in result["refused"]]
        if not refused:
            run.browse(run.request["run"] or ()).exists().sudo().state = "undone"
        lines = asked.statement_line_id
        run._finish_decisions(lines, refused, time.monotonic() - started)

    def _get_proposals(self, run, state: str):
        """Return those of a run's proposals that still are in a state."""
        env = run.with_user(run.user_id).env
        asked = env["bank.match.proposal"].browse(run.request["proposals"])
        return asked.exists().filtered(lambda proposal: proposal.state == state)
