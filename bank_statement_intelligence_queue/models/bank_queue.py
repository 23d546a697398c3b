"""Steps of the scheduled actions as jobs, each for one source, file, run or journal.

A job does what the scheduled action would do, part by part, and commits each part; when
its worker's time is half used it leaves the rest to a further job. What has an order
keeps it, however many workers there are: files of one journal are read as they came, a
journal is matched by one job at a time, and only when what is to be imported is.
"""

import contextlib
import time
import zlib

from odoo import api, models, tools

from odoo.addons.bank_statement_intelligence.models.lines.bank_schedule import DEADLINE
from odoo.addons.bank_statement_intelligence.models.lines.tables import entry
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID
from odoo.addons.queue_job.utils import must_run_without_delay

#: lower ones first
PRIORITIES = {"fetch": 10, "import": 20, "run": 30, "match": 40}
#: steps that others wait for
INTAKE = ("fetch", "import")
#: seconds until a job that met another one is tried again
PAUSE = 2
#: how often a job is tried whose worker dies, or that meets somebody else's change
MAX_TRIES = 20
#: seconds of one job where the server's workers have no limit
NO_LIMIT = 600
#: first half of the keys of our advisory locks
LOCKS = zlib.crc32(b"bank_statement_intelligence_queue") - 2**31
UNFINISHED = ("wait_dependencies", "pending", "enqueued", "started")


class BankQueue(models.AbstractModel):
    _name = "bank.queue"
    _description = "Bank Work as Jobs"

    # -- jobs are made ----------------------------------------------------------------

    @entry("done_elsewhere", 10)
    def _take(self, step: str, records):
        """Make a job of the step for each record, where jobs are done.

        Returns:
            the records, or none of them where nobody does jobs.
        """
        if must_run_without_delay(self.env) or not self._is_runner_alive():
            return records.browse()
        for record in records:
            self._make_job(step, record)
        return records

    def _make_job(self, step: str, record) -> None:
        """Make a job, unless one like it waits."""
        root = self.with_user(self.env.ref("base.user_root"))
        root = root.with_company(record.sudo().company_id)
        delayed = root.with_delay(
            priority=PRIORITIES[step],
            max_retries=MAX_TRIES,
            identity_key=f"bank {step} {record.id}",
            description=f"{step}: {record.sudo().display_name}",
        )
        delayed._work(step, record.with_env(root.env))

    @api.model
    def _is_runner_alive(self) -> bool:
        """Tell whether a process runs the jobs of this database: it holds a lock."""
        self.env.cr.execute(
            """
            SELECT EXISTS (
                SELECT FROM pg_locks
                 WHERE locktype = 'advisory' AND objsubid = 1 AND granted
                   AND classid = %s::bigint::oid AND objid = %s::bigint::oid
                   AND database = (SELECT oid FROM pg_database
                                    WHERE datname = current_database()))
            """,
            [PG_ADVISORY_LOCK_ID >> 32, PG_ADVISORY_LOCK_ID & 0xFFFFFFFF],
        )
        return self.env.cr.fetchone()[0]

    def _job_prepare_context_before_enqueue_keys(self):
        """What the job knows of its maker: who asked for the matching too."""
        keys = super()._job_prepare_context_before_enqueue_keys()
        return (*keys, "match_trigger")

    # -- a job is done ----------------------------------------------------------------

    def _work(self, step: str, record) -> None:
        """Do a step for a record, as far as the time of this process goes.

        Args:
            step: see ``bank.schedule``.
            record: source, file, run or journal.
        Raises:
            RetryableJobError: another job is to be done first.
        """
        if not record.exists():
            return
        if step not in INTAKE:
            self._wait_for_intake()
        with self._alone(step, record):
            deadline = time.monotonic() + self._get_seconds()
            queue = self.with_context(**{DEADLINE: deadline})
            schedule = queue.env["bank.schedule"]
            for each in queue._get_work(step, record):
                schedule._do(step, each)
            is_late = schedule._is_late()
        if is_late:
            self._make_job(step, record)
        elif step in INTAKE:
            for follow in self.env["bank.tables"]._get_entries("after_fetch"):
                follow()

    def _get_work(self, step: str, record):
        """Return what the job does: of files all that came before as well."""
        record = record.with_env(self.env)
        if step != "import":
            return record
        queued = [("state", "=", "queued"), ("id", "<=", record.id)]
        before = record.search(queued, order="id")
        place = _get_place(record)
        return before.filtered(lambda file: _get_place(file) == place)

    def _wait_for_intake(self) -> None:
        """Let what is to be imported come first: equal payments are a tie whenever
        they came.

        Raises:
            RetryableJobError: sources are being fetched, or files imported.
        """
        jobs = self.env["queue.job"].sudo()
        waiting = [("model_name", "=", self._name), ("state", "in", UNFINISHED)]
        waiting += [("company_id", "=", self.env.company.id)]
        before = max(PRIORITIES[step] for step in INTAKE)
        if jobs.search_count([*waiting, ("priority", "<=", before)], limit=1):
            raise RetryableJobError("imports come first", PAUSE, ignore_retry=True)

    @contextlib.contextmanager
    def _alone(self, step: str, record):
        """Keep other jobs from the same place until this one is done.

        Raises:
            RetryableJobError: another job is there.
        """
        cr, taken = self.env.cr, []
        keys = {zlib.crc32(place.encode()) - 2**31 for place in _places(step, record)}
        try:
            for key in sorted(keys):
                cr.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, key])
                if not cr.fetchone()[0]:
                    raise RetryableJobError("busy", PAUSE, ignore_retry=True)
                taken.append(key)
            # see what the job before has done; nothing is written yet
            cr.commit()  # pylint: disable=invalid-commit
            self.env.invalidate_all()
            yield
        except BaseException:
            cr.rollback()
            raise
        finally:
            for key in taken:
                cr.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, key])

    @api.model
    def _get_seconds(self) -> float:
        """Return how long a job goes on: half of what the server lets a worker."""
        limits = (tools.config["limit_time_cpu"], tools.config["limit_time_real"])
        return min(filter(None, limits), default=2 * NO_LIMIT) / 2


def _get_place(file) -> str:
    """Return where a file's entries go to, as far as that is known unread."""
    place = file.journal_id or file.source_id or file.company_id
    return f"import {place}"


def _places(step: str, record) -> list[str]:
    """Return what a job must have alone."""
    if step == "import":
        return [_get_place(record.sudo())]
    if step == "fetch":
        return [f"fetch {record}"]
    journals = record.sudo().journal_ids if step == "run" else record
    return [f"match {journal}" for journal in journals]
