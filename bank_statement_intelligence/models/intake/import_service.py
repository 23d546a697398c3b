"""Steps 2 and 3: read received files and have their statements stored.

One bad file never stops the others: each is handled in its own savepoint and says on
its record what went wrong. Other rooms go on with the lines (table ``after_import``).
"""

import logging
import time

from psycopg2 import IntegrityError, OperationalError

from odoo import api, models

from ...parsers.common.base import ParseError
from ...parsers.common.records import Message
from ..lines.bank_journal_lock import JournalTaken
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
        for file in files:
            started = time.monotonic()
            self._process_one(file)
            _logger.info(
                "File %s: %s, %s new, %s known, %.2f s",
                file.name,
                file.state,
                file.new_count,
                file.known_count,
                time.monotonic() - started,
            )
        return self._match_files(files, trigger) if match else None

    def _process_one(self, file) -> None:
        try:
            with self.env.cr.savepoint():
                self.with_company(file.company_id)._import(file)
        except ParseError as error:
            file._set_error(error)
        except OperationalError:
            raise  # Odoo repeats the request, the scheduled action the file
        except IntegrityError:
            _logger.info("File %s was imported by somebody else meanwhile", file.id)
            file._set_error(
                ParseError(
                    "imported_meanwhile",
                    self.env._("Transactions of the file are being imported already."),
                    file.name,
                    self.env._("Somebody else imports the same at this moment."),
                    self.env._("Press Retry: what is known by then is left out."),
                )
            )
        except JournalTaken as error:
            file._set_error(
                ParseError(
                    "journal_taken",
                    str(error),
                    file.name,
                    self.env._("Only one at a time stores into a journal."),
                    self.env._("Press Retry in a minute."),
                )
            )
        except Exception as exc:  # noqa: BLE001 - reported on the record
            _logger.exception("File %s could not be imported", file.name)
            file._set_error(
                ParseError(
                    "unexpected",
                    self.env._("The file could not be imported."),
                    file.name,
                    str(exc),
                    self.env._(
                        "Nothing of it was stored. Correct the cause and press Retry."
                    ),
                )
            )

    def _import(self, file) -> None:
        formats = self.env["bank.import.format"]
        formats = formats.with_context(bank_import_journal_id=file.journal_id.id)
        parsed = formats._parse(file.name, file._read())
        self._choose_journal(file, parsed)
        file._set_parsed(parsed)
        counts = {"new": 0, "known": 0, "ignored": 0, "rejected": 0}
        messages, errors = [*parsed.messages], []
        for statement in parsed.statements:
            messages += statement.messages
            try:
                with self.env.cr.savepoint():
                    found, remarks = self._store(file, statement)
            except ParseError as error:
                errors.append(error)
                found, remarks = {"rejected": len(statement.transactions)}, []
            messages += remarks
            for name, count in found.items():
                counts[name] = counts.get(name, 0) + count
        if errors and len(errors) == len(parsed.statements):
            raise errors[0]
        details = self.env["bank.advice.store"]
        journals = file.line_ids.journal_id | file.advice_ids.journal_id
        messages += details._attached(file, details._attach(journals))
        messages += [Message(e.code, str(e), e.where, "error") for e in errors[1:]]
        messages += self._duplicates(file)
        file._set_result(counts, messages, errors)

    def _store(self, file, statement) -> tuple[dict[str, int], list[Message]]:
        """Store one statement of a file: as bank lines, or as details of such."""
        if statement.kind == "report":
            return {}, [self._interim_report(statement)]
        if statement.kind == "details":
            return self.env["bank.advice.store"]._store(file, statement)
        return self.env["bank.statement.store"]._store(file, statement)

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
            "%s lines may be in the books already. Say for each whether it is "
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
