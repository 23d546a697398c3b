"""One matching run: who, when, what came of it; undone as a whole."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime
from odoo.tools.constants import GC_UNLINK_LIMIT

from ..lines.actions import addon_action, notify, notify_queued
from ..lines.rights import needs
from .progress import CHANNEL
from .undo import answer

_logger = logging.getLogger(__name__)

#: a run that takes longer has failed
LONGEST_RUN = timedelta(hours=6)
#: how long runs are kept that came to nothing
KEPT = timedelta(days=7)
#: reasons that a run shows of what it could not do
SHOWN = 20
SESSIONS = "SELECT concat(pid, ' ', backend_start) FROM pg_stat_activity"


class BankMatchRun(models.Model):
    _name = "bank.match.run"
    _description = "Matching Run"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    journal_ids = fields.Many2many("account.journal", readonly=True)
    user_id = fields.Many2one(
        "res.users", "Started by", readonly=True, default=lambda self: self.env.user
    )
    trigger = fields.Selection(
        [
            ("button", "Button"),
            ("import", "Import"),
            ("cron", "Scheduled Action"),
            ("event", "Event"),
            ("api", "Integration"),
        ],
        required=True,
        readonly=True,
    )
    mode = fields.Selection(
        [("propose", "Propose"), ("post", "Post"), ("undo", "Undo")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("queued", "Waits for the Scheduled Action"),
            ("running", "Running"),
            ("done", "Done"),
            ("undone", "Undone"),
            ("interrupted", "Interrupted"),
            ("stopped", "Stopped"),
        ],
        required=True,
        default="running",
        readonly=True,
        help="Stopped: somebody stopped it. Interrupted: the server stopped or the run "
        "failed. What it had posted is complete and stays; the next run does the rest.",
    )
    request = fields.Json(
        "What Was Asked (data)",
        readonly=True,
        help="Of a run that waits: its lines, and how far it looks; or what a person "
        "approved or wants undone.",
    )
    session = fields.Char(
        readonly=True, groups="base.group_system", help="Of the database, while it runs"
    )
    started = fields.Datetime(default=fields.Datetime.now, readonly=True)
    seconds = fields.Float(readonly=True, digits=(12, 2))
    line_count = fields.Integer("Lines", readonly=True)
    reconciled_count = fields.Integer("Reconciled", readonly=True)
    proposed_count = fields.Integer("Proposed", readonly=True)
    choose_count = fields.Integer("To Choose", readonly=True)
    unresolved_count = fields.Integer("Unresolved", readonly=True)
    error_count = fields.Integer("Errors", readonly=True)
    errors = fields.Text("What Could not Be Done", readonly=True)
    posted_count = fields.Integer("Posted by this Run", compute="_compute_posted_count")
    to_post_count = fields.Integer("To Post", readonly=True)
    done_count = fields.Integer("Posted, or Refused", readonly=True)
    progress = fields.Integer("Progress (%)", compute="_compute_progress")
    stop_ids = fields.One2many(
        "bank.match.run.stop", "run_id", readonly=True, groups="base.group_system"
    )
    pass_ids = fields.One2many("bank.match.run.pass", "run_id", readonly=True)
    proposal_ids = fields.One2many("bank.match.proposal", "run_id", readonly=True)

    @api.depends("started")
    @api.depends_context("lang", "tz")
    def _compute_name(self):
        for run in self:
            run.name = self.env._(
                "Run %(number)s, %(started)s",
                number=run.id or "",
                started=format_datetime(self.env, run.started, dt_format="short"),
            )

    @api.depends("to_post_count", "done_count")
    def _compute_progress(self):
        for run in self:
            run.progress = 100 * run.done_count // max(1, run.to_post_count)

    @api.depends("proposal_ids.state")
    def _compute_posted_count(self):
        counts = dict(
            self.env["bank.match.proposal"]._read_group(
                [("run_id", "in", self.ids), ("state", "=", "posted")],
                ["run_id"],
                ["__count"],
            )
        )
        for run in self:
            run.posted_count = counts.get(run, 0)

    @api.model
    def _start(self, lines, mode: str, trigger: str):
        """Return a new run over bank lines of one company; those of the same journals
        that nobody finishes any more are shown as interrupted."""
        self._interrupt_dead(lines.journal_id)
        self._take_back_unfinished(lines.journal_id)
        values = self._get_values(lines, mode, trigger)
        run = self.sudo().create(values | {"session": self._get_session()})
        return run.sudo(self.env.su)

    def _get_values(self, lines, mode: str, trigger: str) -> dict:
        return {
            "company_id": (lines.company_id or self.env.company).id,
            "journal_ids": [(6, 0, lines.journal_id.ids)],
            "mode": mode,
            "trigger": trigger,
            "line_count": len(lines),
        }

    @api.model
    def _queue(self, lines, mode: str, trigger: str, request: dict):
        """Return a new run that the scheduled action does, and have that begin soon.

        Args:
            lines: the bank lines.
            mode: see the field.
            trigger: see the field.
            request: what ``bank.queued.work`` does: the ``act``, and its data.
        """
        values = self._get_values(lines, mode, trigger)
        run = self.sudo().create(values | {"state": "queued", "request": request})
        self.env["bank.schedule"]._ask("run", run, "ir_cron_match_again")
        return run.sudo(self.env.su)

    def _begin(self) -> None:
        """Begin a run that waited; see :meth:`_start`."""
        self._interrupt_dead(self.journal_ids)
        self._take_back_unfinished(self.journal_ids)
        self.sudo().write(
            {
                "state": "running",
                "session": self._get_session(),
                "started": fields.Datetime.now(),
                "request": False,
            }
        )

    @api.model
    def _get_session(self) -> str:
        """Return what names this session of the database, now and for ever."""
        self.env.cr.execute(SESSIONS + " WHERE pid = pg_backend_pid()")
        return self.env.cr.fetchone()[0]

    @api.model
    def _interrupt_dead(self, journals) -> None:
        """Say of runs of these journals that they were interrupted, where the session
        that they ran in is gone or they run longer than any run does."""
        running = self.sudo().search(
            [("state", "=", "running"), ("journal_ids", "in", journals.ids)]
        )
        if not running:
            return
        self.env.cr.execute(SESSIONS)
        alive = {session for (session,) in self.env.cr.fetchall()}
        oldest = fields.Datetime.now() - LONGEST_RUN
        running.filtered(
            lambda run: run.session not in alive or run.started < oldest
        ).state = "interrupted"

    @api.model
    def _interrupt_own(self, journals) -> None:
        """Say of runs of these journals that failed in this session, after what they
        had committed, that they were interrupted."""
        self.sudo().search(
            [
                ("state", "=", "running"),
                ("journal_ids", "in", journals.ids),
                ("session", "=", self._get_session()),
            ]
        ).state = "interrupted"

    @api.model
    def _take_back_unfinished(self, journals) -> None:
        """Propose again what a run had approved by itself and did not come to post."""
        left = self.env["bank.match.proposal"].search(
            [
                ("journal_id", "in", journals.ids),
                ("state", "=", "approved"),
                ("approved_by_id", "=", False),
                "!",
                ("run_id.state", "=", "running"),
            ]
        )
        left.sudo().write({"state": "proposed", "approved_on": False})

    @api.autovacuum
    def _gc_empty_runs(self):
        """Forget old runs that nothing came of, but for the last one of each journal.

        Returns:
            how many were deleted, and whether there are more.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT run.id FROM bank_match_run run
                 WHERE run.state <> 'running' AND run.started < %s
                   AND NOT EXISTS (SELECT FROM bank_match_proposal
                                    WHERE run_id = run.id)
                   AND NOT EXISTS (
                       SELECT FROM account_journal_bank_match_run_rel rel
                        WHERE rel.bank_match_run_id = run.id
                          AND rel.bank_match_run_id = (
                              SELECT max(bank_match_run_id)
                                FROM account_journal_bank_match_run_rel
                               WHERE account_journal_id = rel.account_journal_id))
              ORDER BY run.id LIMIT %s
                """,
                fields.Datetime.now() - KEPT,
                GC_UNLINK_LIMIT,
            )
        )
        self.browse([number for (number,) in rows]).sudo().unlink()
        return len(rows), len(rows) == GC_UNLINK_LIMIT

    # -- while it runs ----------------------------------------------------------------

    def _count_done(self, done: int) -> None:
        """Count proposals that were posted or refused; tell who started the run."""
        run = self.sudo()
        run.done_count += done
        run.user_id._bus_send(CHANNEL, {"id": run.id, "progress": run.progress})

    def _leave_rest(self) -> None:
        """Propose again what the run did not come to post; say that it was stopped."""
        if self._is_stop_asked():
            self.sudo().state = "stopped"
        self._take_back_unfinished(self.journal_ids)

    @needs("user")
    def action_stop(self):
        """Have these runs stop after the part that they are at."""
        waiting = self.filtered(lambda run: run.state == "queued")
        waiting.sudo().write({"state": "stopped", "request": False})
        running = self.filtered(lambda run: run.state == "running")
        self.env["bank.match.run.stop"].sudo().create(
            [{"run_id": run.id} for run in running]
        )
        if not running:
            return True
        return notify(
            self.env._(
                "The run stops after the lines that it is posting. What is posted "
                "stays; the next run goes on with the others."
            ),
            "info",
        )

    def _is_stop_asked(self) -> bool:
        """Tell whether somebody wants the run to stop."""
        stops = self.env["bank.match.run.stop"].sudo()
        return bool(stops.search_count([("run_id", "=", self.id)], limit=1))

    def _get_approved(self):
        """Return what people have approved and this run posts as well."""
        proposals = self.env["bank.match.proposal"]
        if self.mode != "post":
            return proposals
        return proposals.search(
            [("journal_id", "in", self.journal_ids.ids), ("state", "=", "approved")]
        )

    def _finish(self, lines, result, automatic, seconds: float) -> None:
        """Keep what came of the run.

        Args:
            lines: the bank lines that were matched.
            result: the engine's ``MatchResult``.
            automatic: proposals that were posted, or should have been, by themselves.
            seconds: how long it took.
        """
        automatic = automatic.exists()  # a later round replaces what failed
        posted = automatic.filtered(lambda p: p.state == "posted")
        counts = lines._count_match_states()
        self.sudo().write(
            {
                "state": "done",
                "seconds": seconds,
                **counts,
                "error_count": len(automatic.filtered(lambda p: p.state == "error")),
                "pass_ids": [
                    (
                        0,
                        0,
                        {
                            "pass_id": row.record.id,
                            "sequence": row.record.sequence,
                            "pass_code": row.code,
                            "proposed": row.proposed,
                            "tied": row.tied,
                            "posted": len(
                                posted.filtered(lambda p, r=row: p.pass_id == r.record)
                            ),
                            "seconds": row.seconds,
                        },
                    )
                    for row in result.passes
                ],
            }
        )
        _logger.info(
            "%s: %s lines, %s posted, %s proposed, %s to choose, %s unresolved, %.2f s",
            self.name,
            len(lines),
            self.reconciled_count,
            self.proposed_count,
            self.choose_count,
            self.unresolved_count,
            seconds,
        )

    def _finish_decisions(self, lines, errors, seconds: float) -> None:
        """Keep what came of posting or undoing what a person had decided.

        Args:
            lines: the bank lines.
            errors: texts of what could not be done.
            seconds: how long it took.
        """
        texts = list(errors)
        self.sudo().write(
            {
                "state": "done",
                "request": False,
                "seconds": seconds,
                **lines._count_match_states(),
                "error_count": len(texts),
                "errors": "\n".join(texts[:SHOWN]) or False,
            }
        )

    @needs("approver")
    def action_ask_undo(self):
        """Say what would be undone and what people approved, before it is done."""
        self.ensure_one()
        return self.env["bank.undo.wizard"]._ask(self)

    @needs("approver")
    def action_undo(self):
        """Undo what this run posted by itself; say what could not be undone and why."""
        return self._undo()

    def _undo(self, with_approved: bool = False):
        """Undo the postings of this run; see ``bank.undo.service``.

        Returns:
            True, or a notification of what could not be undone.
        Raises:
            UserError: nothing could be undone, and why.
        """
        self.ensure_one()
        later, service = self.env["bank.queued.work"], self.env["bank.undo.service"]
        posted, _by_people = service._split_run(self, with_approved)
        if later._is_too_much(posted):
            later._leave(posted, "undo", run=self)
            return notify_queued(self.env, posted)
        result = service._undo_run(self, with_approved)
        return answer(result)

    @needs("reader")
    def action_open_lines(self):
        """Show the bank lines that this run made proposals for."""
        self.ensure_one()
        domain = [("id", "in", self.proposal_ids.statement_line_id.ids)]
        return addon_action(
            self.env, "bank_worksheet_action", domain=domain, context={}
        )


class BankMatchRunStop(models.Model):
    """Who wants a run to stop: a row of its own, for the run's is being written."""

    _name = "bank.match.run.stop"
    _description = "Matching Run, Stop"

    run_id = fields.Many2one(
        "bank.match.run", required=True, ondelete="cascade", index=True
    )


class BankMatchRunPass(models.Model):
    """Counts and seconds of one pass in one run."""

    _name = "bank.match.run.pass"
    _description = "Matching Run, Step"
    _order = "run_id, sequence"

    run_id = fields.Many2one(
        "bank.match.run", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    pass_id = fields.Many2one("bank.match.pass", "Matching Step", ondelete="set null")
    sequence = fields.Integer()
    pass_code = fields.Char("Code")
    proposed = fields.Integer()
    tied = fields.Integer("Ties")
    posted = fields.Integer()
    seconds = fields.Float(digits=(12, 3))
