"""Steps 2 and 3: read received files and have their statements stored.

One bad file never stops the others: each is handled in its own savepoint and says on
its record what went wrong. Other rooms go on with the lines (table ``after_import``).
"""

import contextlib
import logging
import time

from psycopg2 import IntegrityError, OperationalError

from odoo import api, models

from ...parsers.common.base import ParseError
from ...parsers.common.records import Message
from ..lines import requests
from ..lines.bank_journal_lock import JournalTaken
from ..lines.bank_schedule import TimeIsUp
from ..lines.tables import entry
from . import import_undo
from .journal import possible_journals

_logger = logging.getLogger(__name__)


class BankImportService(models.AbstractModel):
    _name = "bank.import.service"
    _description = "Bank File Import"

    @api.model
    def _process(self, files, match: bool = False, trigger: str = "import"):
        """Read and store files, each on its own.

        Args:
            files: ``bank.import.file`` records.
            match: match the new lines, as each journal's automation says.
            trigger: who asks, see ``bank.match.run``.
        Returns:
            the matching run, if any.
        """
        left = requests.get_most_lines(self.env)
        for file in files:
            started = time.monotonic()
            self._process_one(file, left)
            if left is not None:
                left = max(0, left - file.new_count - file.known_count)
            _logger.info(
                "File %s: %s, %s new, %s known, %.2f s",
                file.name,
                file.state,
                file.new_count,
                file.known_count,
                time.monotonic() - started,
            )
        return self._match_files(files, trigger) if match else None

    @api.model
    def _import_queued(self) -> None:
        """Read the files that were left to the scheduled action."""
        files = self.env["bank.import.file"]
        queued = files.search([("state", "=", "queued")], order="id")
        self.env["bank.schedule"]._run("import", queued)

    @entry("scheduled:import", 10)
    def _import_in_parts(self, file) -> None:
        """Read a file that waits, part by part; each is committed. A process that is
        killed goes on with the next part."""
        if file.exists().state == "queued":
            self._process_one(file, None, self.env["bank.schedule"]._commit)
        self.env["ir.cron"]._commit_progress(1)

    def _process_one(self, file, most: int | None = None, checkpoint=None) -> None:
        """Read and store a file, and keep what became of it.

        Args:
            file: ``bank.import.file``.
            most: number of entries that are read now; more wait.
            checkpoint: commits, called after each part.
        """
        try:
            with self._all_or_nothing(checkpoint):
                self.with_company(file.company_id)._import(file, most, checkpoint)
        except ParseError as error:
            self._fail(file, error)
        except TimeIsUp:
            _logger.info("The rest of file %s is for the next process", file.name)
        except OperationalError:
            raise  # Odoo repeats the request, the scheduled action the file
        except IntegrityError:
            _logger.info("File %s was imported by somebody else meanwhile", file.id)
            self._fail(
                file,
                ParseError(
                    "imported_meanwhile",
                    self.env._("Transactions of the file are being imported already."),
                    file.name,
                    self.env._("Somebody else imports the same at this moment."),
                    self.env._("Press Retry: what is known by then is left out."),
                ),
            )
        except JournalTaken:
            file._set_queued(self.env._("Somebody else works on its journal."))
        except Exception as exc:  # noqa: BLE001 - reported on the record
            _logger.exception("File %s could not be imported", file.name)
            self._fail(
                file,
                ParseError(
                    "unexpected",
                    self.env._("The file could not be imported."),
                    file.name,
                    str(exc),
                    self.env._(
                        "Nothing of it was stored. Correct the cause and press Retry."
                    ),
                ),
            )

    def _fail(self, file, error: ParseError) -> None:
        """Keep why a file could not be imported; parts that were stored go again."""
        is_begun = file.state == "queued" and file.line_ids
        if is_begun and not import_undo.get_obstacle(file):
            import_undo.undo(file)
        file._set_error(error)

    @contextlib.contextmanager
    def _all_or_nothing(self, checkpoint):
        """Take back what fails: all since here, or since the last checkpoint."""
        if not checkpoint:
            with self.env.cr.savepoint():
                yield
            return
        try:
            yield
        except Exception:
            self.env.cr.rollback()
            raise

    def _import(self, file, most: int | None = None, checkpoint=None) -> None:
        formats = self.env["bank.import.format"]
        formats = formats.with_context(bank_import_journal_id=file.journal_id.id)
        parsed = formats._parse(file.name, file._read())
        entries = sum(len(statement.transactions) for statement in parsed.statements)
        if most is not None and entries > most:
            file._set_queued(
                self.env._("It has %s entries, too many for one request.", entries)
            )
            return
        self._choose_journal(file, parsed)
        file._set_parsed(parsed)
        counts = {"new": 0, "known": 0, "ignored": 0, "rejected": 0}
        messages, errors = [*parsed.messages], []
        for statement in parsed.statements:
            messages += statement.messages
            try:
                found, remarks = self._store_parts(file, statement, checkpoint)
            except ParseError as error:
                errors.append(error)
                found, remarks = {"rejected": len(statement.transactions)}, []
            messages += remarks
            for name, count in found.items():
                counts[name] = counts.get(name, 0) + count
        if errors and len(errors) == len(parsed.statements):
            raise errors[0]
        errors += parsed.left_out
        details = self.env["bank.advice.store"]
        journals = file.line_ids.journal_id | file.advice_ids.journal_id
        messages += details._attached(file, details._attach(journals))
        messages += [
            Message(e.code, str(e), e.where, "error")
            for e in errors[1:]
            if e not in parsed.left_out  # they are told already
        ]
        messages += self._duplicates(file)
        file._set_result(counts, messages, errors)

    def _store_parts(self, file, statement, checkpoint):
        """Store one statement of a file; between checkpoints in parts."""
        told, most = {}, requests.PART if checkpoint else None
        while True:
            with self.env.cr.savepoint():
                counts, remarks = self._store(file, statement, most)
            told |= dict.fromkeys(remarks)
            if not counts.pop("left", 0):
                return counts, list(told)
            checkpoint()

    def _store(self, file, statement, most: int | None = None):
        """Store one statement of a file: as bank lines, or as details of such."""
        if statement.kind == "report":
            return {}, [self._interim_report(statement)]
        if statement.kind == "details":
            return self.env["bank.advice.store"]._store(file, statement)
        return self.env["bank.statement.store"]._store(file, statement, most)

    def _choose_journal(self, file, parsed) -> None:
        """Choose the journal of statements that name no account, never by a guess.

        Raises:
            ParseError: several accounts would come into one journal.
        """
        accounts = {s.account for s in parsed.statements}
        if accounts == {""} and not file.journal_id:
            file.sudo().journal_id = self._get_only_journal(file, parsed.format)
        journal = file.journal_id
        if len(accounts) > 1 and journal and not journal.bank_account_id:
            raise ParseError(
                "several_accounts",
                self.env._("The file has statements of several accounts."),
                file.name,
                ", ".join(sorted(account or "–" for account in accounts)),
                self.env._(
                    "Enter the account number on each bank journal and leave the "
                    "journal empty, or export each account alone."
                ),
            )

    def _get_only_journal(self, file, code: str):
        """Return the one journal that a file without account number can be meant for:
        the only one of its source or company, or that of its mapping."""
        possible = possible_journals(file)
        if len(possible) == 1:
            return possible
        mapped = self.env["bank.import.mapping"].sudo()._get_journal(file, code)
        return mapped & possible if file.source_id.journal_ids else mapped

    def _interim_report(self, statement) -> Message:
        """Say what an intraday report tells; nothing of it is booked (camt.052)."""
        return Message(
            "report",
            self.env._(
                "This is an interim report: %(booked)s entries are booked, %(pending)s "
                "wait. They are shown below; nothing is booked. The statement follows.",
                booked=len(statement.transactions),
                pending=len(statement.not_booked),
            ),
            f"{statement.account} {statement.number}".strip(),
            "info",
        )

    def _duplicates(self, file) -> list[Message]:
        """Say which lines may have come by another way before."""
        marked = self.env["account.bank.statement.line"]._mark_duplicates(file.line_ids)
        if not marked:
            return []
        text = self.env._(
            "Lines that may be in the books already: %s. Say for each whether it is "
            "the same movement.",
            marked,
        )
        return [Message("maybe_duplicate", text, file.name)]

    # -- hand over --------------------------------------------------------------------

    @api.model
    def _match_files(self, files, trigger: str):
        """Match the lines that are new or got details; return the run, if any."""
        lines = files.line_ids | files.advice_ids.statement_line_id
        return self._match_lines(lines, trigger)

    @api.model
    def _match_lines(self, lines, trigger: str):
        """Hand lines that are new or know more to the rooms that go on with them.

        Args:
            lines: bank lines.
            trigger: who asks, see ``bank.match.run``.
        Returns:
            the ``bank.match.run``, None where nothing was matched.
        """
        run = None
        for follow in self.env["bank.tables"]._get_entries("after_import"):
            run = follow(lines, trigger) or run
        return run
