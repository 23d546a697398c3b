"""Steps 1–3: fetch files, read them, have their statements stored.

One bad file never stops the others: each is handled in its own savepoint and says on
its record what went wrong.
"""

import base64
import logging
import time

from odoo import api, fields, models

from ...parsers.common.base import ParseError
from ...parsers.common.records import Message

_logger = logging.getLogger(__name__)


class BankImportService(models.AbstractModel):
    _name = "bank.import.service"
    _description = "Bank File Import"

    # -- fetch (1) --------------------------------------------------------------------

    @api.model
    def _receive(self, name: str, data: bytes, company, journal=None, source=None):
        """Return the record of a received file; the same bytes use the same record
        until they have been imported.

        Args:
            name: file name.
            data: the bytes.
            company: ``res.company`` that owns the file.
            journal: ``account.journal`` that the user asked for, if any.
            source: ``bank.import.source`` it came from, if any.
        """
        files = self.env["bank.import.file"].with_company(company)
        checksum = files._get_checksum(data)
        waiting = files.search(
            [
                ("company_id", "=", company.id),
                ("checksum", "=", checksum),
                ("state", "in", ("new", "error")),
            ],
            limit=1,
        )
        values = {
            "name": name,
            "journal_id": journal.id if journal else False,
            "source_id": source.id if source else False,
        }
        if waiting:
            waiting.sudo().write(values)
            return waiting
        file = files.sudo().create(
            {
                **values,
                "company_id": company.id,
                "content": base64.b64encode(data),
                "checksum": checksum,
                "size": len(data),
            }
        )
        return file.sudo(self.env.su)

    @api.model
    def _fetch_sources(self, sources, match: bool, checkpoint=None) -> list:
        """Fetch and import what waits at the sources.

        Args:
            sources: ``bank.import.source`` records.
            match: run the matching afterwards, as each journal's automation says.
            checkpoint: called after each file, to commit in a scheduled run.
        Returns:
            the ``bank.import.file`` records, in order.
        """
        received = []
        for source in sources:
            received += self._fetch_source(source, checkpoint)
        if match:
            files = self.env["bank.import.file"].concat(*received)
            self._match_files(files, trigger="button")
        return received

    def _fetch_source(self, source, checkpoint=None) -> list:
        received, error = [], False
        try:
            for name, data in source._fetch():
                file = self._take(source, name, data)
                if file:
                    received.append(file)
                error = self._dispose(source, name, file) or error
                if checkpoint:
                    checkpoint()
        except Exception as exc:  # noqa: BLE001 - any source can fail in any way
            reason = source._describe_error(exc)
            _logger.warning("Source %s failed: %s", source.name, reason)
            error = self.env._(
                "Could not read %(url)s: %(error)s. Check the address and its rights.",
                url=source.url or source.source_type,
                error=reason,
            )
        bad = sum(file.state in ("error", "partial") for file in received)
        source._set_result(len(received), bad, error)
        return received

    @api.model
    def _receive_mail(self, subject: str, attachments, company, source):
        """Import the attachments of an e-mail (``bank_import_source_mail``).

        Args:
            subject: subject of the e-mail.
            attachments: ``(name, bytes)`` pairs.
            company: ``res.company`` that owns the files.
            source: ``bank.import.source`` of type ``email``, or empty.
        Returns:
            the ``bank.import.file`` records, at least one.
        """
        files = self.env["bank.import.file"]
        for name, data in attachments:
            files |= self._receive(name, data, company, source=source)
        if not files:
            files = self._receive(
                subject or self.env._("E-mail"), b"", company, source=source
            )
            files._set_error(
                ParseError(
                    "no_attachment",
                    self.env._("The e-mail has no bank file attached."),
                    subject,
                    self.env._("Only attachments are read, not the text."),
                    self.env._("Ask the sender to attach the file as it is."),
                )
            )
        else:
            self._process(files, match=True, trigger="import")
        if source:
            bad = sum(file.state in ("error", "partial") for file in files)
            source._set_result(len(files), bad, False)
        return files

    def _take(self, source, name: str, data: bytes):
        """Import one file of a source, unless these bytes were imported from it."""
        files = self.env["bank.import.file"]
        done = files.search_count(
            [
                ("company_id", "=", source.company_id.id),
                ("checksum", "=", files._get_checksum(data)),
                ("state", "not in", ("new", "error")),
            ],
            limit=1,
        )
        file = files
        if not done:
            file = self._receive(name, data, source.company_id, source=source)
            self._process(file)
        return file

    def _dispose(self, source, name: str, file) -> str | bool:
        """Move or delete a file that is done with; return what went wrong."""
        if file and file.state in ("error", "new"):
            return False
        try:
            source._dispose(name)
        except Exception as exc:  # noqa: BLE001 - any source can fail in any way
            reason = source._describe_error(exc)
            _logger.warning("File %s stays at source %s: %s", name, source.name, reason)
            return self.env._(
                "%(file)s was imported but could not be moved or deleted: %(error)s. "
                "Check the rights of the folder.",
                file=name,
                error=reason,
            )
        return False

    # -- parse (2) and store (3) ------------------------------------------------------

    @api.model
    def _process(self, files, match: bool = False, trigger: str = "import"):
        """Read and store files, each on its own; return the matching run, if any."""
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
                self._import(file)
        except ParseError as error:
            file._set_error(error)
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
        formats = self.env["bank.import.format"].with_company(file.company_id)
        formats = formats.with_context(bank_import_journal_id=file.journal_id.id)
        parsed = formats._parse(file.name, file._get_bytes())
        self._choose_journal(file, parsed)
        file.sudo().format = parsed.format
        file._keep_shown(parsed)
        messages: list[Message] = list(parsed.messages)
        totals = {"new": 0, "known": 0, "ignored": 0, "rejected": 0}
        errors: list[ParseError] = []
        store = self.env["bank.statement.store"].with_company(file.company_id)
        details = self.env["bank.advice.store"].with_company(file.company_id)
        for statement in parsed.statements:
            messages += statement.messages
            if statement.kind == "report":
                messages.append(self._say_report(statement))
                continue
            keeper = details if statement.kind == "details" else store
            try:
                with self.env.cr.savepoint():
                    counts, remarks = keeper._store(file, statement)
            except ParseError as error:
                errors.append(error)
                totals["rejected"] += len(statement.transactions)
                continue
            messages += remarks
            for name, count in counts.items():
                totals[name] = totals.get(name, 0) + count
        if errors and len(errors) == len(parsed.statements):
            raise errors[0]
        journals = file.line_ids.journal_id | file.advice_ids.journal_id
        messages += details._attached(file, details._attach(journals))
        self._finish(file, parsed.format, totals, messages, errors)
        self._warn_duplicates(file)

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
        that of its mapping, or the only one of its source."""
        allowed = file.source_id.journal_ids
        if len(allowed) == 1:
            return allowed
        mappings = self.env["bank.import.mapping"].sudo()
        journal = mappings.with_company(file.company_id)._get_journal(file, code)
        return journal & allowed if allowed else journal

    def _finish(self, file, code, totals, messages, errors) -> None:
        first = errors[0] if errors else None
        messages += [
            Message(error.code, str(error), error.where, "error")
            for error in errors[1:]
        ]
        if errors:
            state = "partial"
        else:
            anything = totals["new"] or totals.get("details") or not totals["known"]
            state = "imported" if anything else "ignored"
        file.sudo().write(
            {
                "state": state,
                "format": code,
                "error_code": first and first.code,
                "error_what": first and first.what,
                "error_where": first and first.where,
                "error_why": first and first.why,
                "error_action": first and first.hint,
                "messages": [
                    {
                        "code": message.code,
                        "message": message.message,
                        "where": message.where,
                        "level": message.level,
                    }
                    for message in messages
                ],
                "new_count": totals["new"],
                "known_count": totals["known"],
                "ignored_count": totals["ignored"],
                "rejected_count": totals["rejected"],
                "imported_on": fields.Datetime.now(),
            }
        )

    def _say_report(self, statement) -> Message:
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

    def _warn_duplicates(self, file) -> None:
        """Say which lines may have come by another way before."""
        marked = self.env["account.bank.statement.line"]._mark_duplicates(file.line_ids)
        if marked:
            message = {
                "code": "maybe_duplicate",
                "message": self.env._(
                    "%s lines may be in the books already. Say for each whether it is "
                    "the same movement.",
                    marked,
                ),
                "where": file.name,
                "level": "warn",
            }
            file.sudo().messages = [*(file.messages or []), message]

    # -- hand over to matching --------------------------------------------------------

    def _match_files(self, files, trigger: str):
        """Match the new lines of the files, as their journals' automation says."""
        lines = files.line_ids | files.advice_ids.statement_line_id
        return self._match_lines(lines, trigger)

    def _match_lines(self, lines, trigger: str):
        """Match lines as their journals' automation says; return the run, if any."""
        lines = lines.filtered(
            lambda line: (
                line.journal_id.match_automation != "off"
                and line.match_state not in ("reconciled", "ignored")
            )
        )
        if not lines:
            return None
        return self.env["bank.match.service"]._run_automatic(lines, trigger)

    @api.model
    def _run_schedule(self) -> None:
        """Do what the scheduled action does: fetch everything, then match."""
        cron = self.env["ir.cron"]
        sources = self.env["bank.import.source"].search([])._filter_due()
        self._fetch_sources(sources, match=False, checkpoint=cron._commit_progress)
        cron._commit_progress(len(sources))
        journals = self.env["account.journal"].search(
            [
                ("type", "in", ("bank", "cash", "credit")),
                ("match_automation", "!=", "off"),
            ]
        )
        service = self.env["bank.match.service"]
        for journal in journals:
            lines = self.env["bank.match.engine"]._get_waiting_lines(journal)
            service._run_automatic(lines, "cron", checkpoint=cron._commit_progress)
            cron._commit_progress(1)
