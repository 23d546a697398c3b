"""One at a time per journal: who stores statements or matches lines takes its row."""

from psycopg2 import errorcodes
from psycopg2.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError

#: how long to wait for who has the journal
PATIENCE = "10s"


class JournalTaken(UserError):
    """Somebody works on the journal and is not done; nothing was changed."""


class JournalBusy(UserError, SerializationFailure):
    """Somebody was faster: Odoo repeats the request on fresh data. When it gives up,
    people read a sentence."""

    pgcode = errorcodes.SERIALIZATION_FAILURE


# the web client shows errors of this name as a message, not as a crash
JournalBusy.__module__, JournalBusy.__name__ = UserError.__module__, UserError.__name__


class BankJournalLock(models.Model):
    """The row of a journal is written by whoever takes it, until the commit.

    Who comes meanwhile waits; who began before that commit has an old view of the
    journal, which the database refuses (a lock alone would let it pass).
    """

    _name = "bank.journal.lock"
    _description = "Journal in Use"
    _log_access = False

    journal_id = fields.Many2one("account.journal", required=True, ondelete="cascade")
    taken = fields.Integer(help="How often the journal was taken.")

    _journal_uniq = models.UniqueIndex("(journal_id)")

    @api.model
    def _take(self, journals) -> None:
        """Keep others from storing in and matching of these journals until the commit.

        Args:
            journals: ``account.journal`` records.
        Raises:
            JournalTaken: somebody else has one and goes on longer than we wait.
            JournalBusy: somebody else had it since this request began.
        """
        for journal in journals.sorted("id"):
            try:
                with self.env.cr.savepoint(flush=False):
                    self._take_row(journal)
            except LockNotAvailable:
                raise JournalTaken(self._get_text(journal)) from None
            except (SerializationFailure, DeadlockDetected):
                raise JournalBusy(self._get_text(journal)) from None

    def _take_row(self, journal) -> None:
        """Write the row of a journal, waiting for others not for ever."""
        cr = self.env.cr
        cr.execute("SELECT current_setting('lock_timeout')")
        before = cr.fetchone()[0]
        if before == "0":
            cr.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
        cr.execute(
            """
            INSERT INTO bank_journal_lock AS lock (journal_id, taken) VALUES (%s, 1)
            ON CONFLICT (journal_id) DO UPDATE SET taken = lock.taken + 1
            """,
            [journal.id],
            log_exceptions=False,
        )
        cr.execute("SELECT set_config('lock_timeout', %s, true)", [before])

    def _get_text(self, journal) -> str:
        return self.env._(
            "Somebody imports into “%s”, or matches its lines, at this moment. Nothing "
            "was changed. Try again in a minute.",
            journal.display_name,
        )
