"""Scheduled work, record by record: in this process, or where an addon has it done."""

import time

from odoo import api, models

#: context key: ``time.monotonic()`` at which a process is to leave the rest to the next
DEADLINE = "bank_deadline"


class TimeIsUp(Exception):  # noqa: N818 - nothing went wrong
    """What was done is committed; the rest is for the next process."""


class BankSchedule(models.AbstractModel):
    """Rooms say in the table ``scheduled:<step>`` how a step is done, each entry
    ``(record)``; addons take records over in ``done_elsewhere``, each entry
    ``(step, records)`` and returning those that it takes."""

    _name = "bank.schedule"
    _description = "Scheduled Work"

    @api.model
    def _run(self, step: str, records) -> None:
        """Do a step for each of these records, unless it is done elsewhere.

        Args:
            step: ``fetch`` a source, ``import`` a file, do a ``run``, ``match`` a
                journal.
            records: what it is done for, in order.
        """
        for record in self._take_over(step, records):
            self._do(step, record)

    @api.model
    def _do(self, step: str, record) -> None:
        """Do a step for a record in this process; arguments see :meth:`_run`."""
        for do in self.env["bank.tables"]._get_entries(f"scheduled:{step}"):
            do(record)

    @api.model
    def _ask(self, step: str, record, cron: str) -> None:
        """Have a step done soon.

        Args:
            step: see :meth:`_run`.
            record: what it is done for.
            cron: name of the scheduled action that does it.
        """
        if self._take_over(step, record):
            self.env.ref(f"bank_statement_intelligence.{cron}").sudo()._trigger()

    def _take_over(self, step: str, records):
        """Return the records that nobody else takes."""
        for take in self.env["bank.tables"]._get_entries("done_elsewhere"):
            records -= take(step, records)
        return records

    @api.model
    def _commit(self, done: int = 1) -> None:
        """Commit a part of a step.

        Args:
            done: number of things that were done.
        Raises:
            TimeIsUp: the process has no time for another part.
        """
        self.env["ir.cron"]._commit_progress(done)
        if self._is_late():
            raise TimeIsUp

    @api.model
    def _is_late(self) -> bool:
        """Tell whether this process is to leave the rest to the next one."""
        deadline = self.env.context.get(DEADLINE)
        return deadline is not None and time.monotonic() > deadline
