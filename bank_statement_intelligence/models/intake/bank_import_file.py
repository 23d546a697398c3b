"""One received bank file: what it was and what became of it."""

import base64
import hashlib
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...parsers.common.base import ParseError
from ...parsers.common.records import Message
from ...parsers.common.text_safe import decode
from ..lines.actions import addon_action, download_action, form_action
from ..lines.constants import BANK_JOURNAL_DOMAIN
from ..lines.counts import count_by
from ..lines.rights import needs
from ..lines.truth import ENGINE, ODOO, person
from . import emails, import_undo, not_booked
from .on_fetchmail_server import expect_commit

#: characters of the file that are shown; the whole file can be downloaded
MAX_TEXT = 200_000
#: states in which people choose the journal of a file
CHOOSABLE = ("new", "error", "undone")


class BankImportFile(models.Model):
    """The bytes as the bank sent them, and the result of reading them.

    Nothing of a file in state ``error`` is stored. ``partial`` means that some of its
    statements could not be stored; the error says which and why.
    """

    _name = "bank.import.file"
    _description = "Imported Bank File"
    _check_company_auto = True
    _inherit = ["mail.thread"]
    _order = "id desc"
    _mail_post_access = "read"

    name = fields.Char("File", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    source_id = fields.Many2one(
        "bank.import.source", readonly=True, ondelete="set null", index="btree_not_null"
    )
    journal_id = fields.Many2one(
        "account.journal",
        "Requested Journal",
        domain=BANK_JOURNAL_DOMAIN,
        check_company=True,
        help="Empty: the journal follows from the account number in the file.",
    )
    content = fields.Binary(attachment=True, required=True, readonly=True)
    checksum = fields.Char("SHA-256", readonly=True, index=True)
    size = fields.Integer("Size (bytes)", readonly=True)
    raw_text = fields.Text(
        "As Received",
        compute="_compute_raw_text",
        help="The file as the bank sent it. Nobody can change it.",
    )
    format = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("new", "New"),
            ("queued", "Waits for the Scheduled Action"),
            ("imported", "Imported"),
            ("partial", "Partly Imported"),
            ("error", "Error"),
            ("ignored", "Nothing New"),
            ("undone", "Import Undone"),
        ],
        required=True,
        readonly=True,
        default="new",
        index=True,
        tracking=True,
    )
    error_code = fields.Char(readonly=True)
    error_what = fields.Char("What Happened", readonly=True)
    error_where = fields.Char("Where", readonly=True)
    error_why = fields.Char("Why", readonly=True)
    error_action = fields.Char("What to Do", readonly=True)
    messages = fields.Json("Remarks (data)", readonly=True)
    message_text = fields.Text("Remarks", compute="_compute_message_text")
    new_count = fields.Integer("New Lines", readonly=True)
    known_count = fields.Integer("Known", readonly=True)
    ignored_count = fields.Integer("Ignored Before", readonly=True)
    rejected_count = fields.Integer("Rejected", readonly=True)
    imported_on = fields.Datetime(readonly=True)
    disposal = fields.Selection(
        [("due", "To Be Moved or Deleted"), ("done", "Moved or Deleted")],
        "At the Source",
        readonly=True,
        help="The file is moved or deleted at its source after it is kept here. What "
        "could not be done is done by the next fetch.",
    )
    disposed_on = fields.Datetime("Moved or Deleted on", readonly=True)
    disposal_error = fields.Char("Why It Is Still There", readonly=True)
    shown_entries = fields.Json("Not Booked (data)", readonly=True)
    shown_count = fields.Integer("Not Booked", readonly=True)
    shown_html = fields.Html("Not Booked Entries", compute="_compute_shown_html")
    leans_on_ids = fields.Many2many(
        "bank.import.file",
        "bank_import_file_leans_on_rel",
        "file_id",
        "other_id",
        "Files with the Same Entries",
        readonly=True,
        help="Entries of this file were left out because these files had brought them.",
    )
    statement_ids = fields.One2many(
        "account.bank.statement", "import_file_id", "Statements", readonly=True
    )
    line_ids = fields.One2many(
        "account.bank.statement.line", "import_file_id", "Bank Lines", readonly=True
    )
    advice_ids = fields.One2many("bank.line.advice", "import_file_id", "Details")
    advice_count = fields.Integer(compute="_compute_advice_count")
    opening_question = fields.Char(compute="_compute_opening_question")

    _truth = {
        **dict.fromkeys(("name", "company_id", "source_id", "leans_on_ids"), ENGINE),
        "journal_id": person("user", "_check_journal_free"),
        **dict.fromkeys(("content", "checksum", "size", "format", "state"), ENGINE),
        "raw_text": ENGINE,
        **dict.fromkeys(("error_code", "error_what", "error_where"), ENGINE),
        **dict.fromkeys(("error_why", "error_action", "messages"), ENGINE),
        **dict.fromkeys(("new_count", "known_count", "ignored_count"), ENGINE),
        **dict.fromkeys(("rejected_count", "imported_on"), ENGINE),
        **dict.fromkeys(("shown_entries", "shown_count"), ENGINE),
        **dict.fromkeys(("disposal", "disposal_error", "disposed_on"), ENGINE),
        **dict.fromkeys(("statement_ids", "line_ids", "advice_ids"), ODOO),
    }

    def write(self, vals):
        """Other rooms watch what is kept of a file."""
        return self.env["bank.tables"]._watch(super().write, self, "write", vals)

    def unlink(self):
        """Other rooms can keep a file."""
        return self.env["bank.tables"]._watch(super().unlink, self, "unlink")

    def _check_journal_free(self, _value) -> None:
        """Raise if the entries of a file are in the books: they have their journal."""
        for file in self.filtered(lambda file: file.state not in CHOOSABLE):
            raise UserError(
                self.env._(
                    "“%s” is imported. Undo the import before you choose another "
                    "journal.",
                    file.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_stored(self):
        for file in self.sudo().filtered("line_ids"):
            raise UserError(
                self.env._(
                    "The lines of “%s” are in the books. Undo the import first.",
                    file.name,
                )
            )

    # -- receive (step 1) -------------------------------------------------------------

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
        values = {
            "name": name,
            "journal_id": journal.id if journal else False,
            "source_id": source.id if source else False,
        }
        try:
            with self.env.cr.savepoint():
                return self.with_company(company)._keep(data, company, values)
        except OSError as error:
            raise UserError(
                self.env._(
                    "The server could not keep “%(file)s”: %(error)s. Nothing of it "
                    "was stored. Make room on its disk, then send the file again.",
                    file=name,
                    error=error.strerror or error,
                )
            ) from error

    def _keep(self, data: bytes, company, values: dict):
        """Return the record of these bytes, new or waiting, with a whole copy."""
        self._mend_copy(data)
        checksum = self._get_checksum(data)
        file = self.search(
            [
                ("company_id", "=", company.id),
                ("checksum", "=", checksum),
                ("state", "in", ("new", "queued", "error")),
            ],
            limit=1,
        )
        if file:
            file.sudo().write(values)
        else:
            values = values | {
                "company_id": company.id,
                "content": base64.b64encode(data),
                "checksum": checksum,
                "size": len(data),
            }
            file = self.sudo().create(values).sudo(self.env.su)
        if not file._is_whole():
            file.sudo().content = base64.b64encode(data)
        return file

    @api.model
    def _mend_copy(self, data: bytes) -> None:
        """Complete what a full disk has left of these bytes in Odoo's filestore: it is
        found again by whoever stores the same bytes."""
        attachments = self.env["ir.attachment"].sudo()
        if attachments._storage() != "file":
            return
        checksum = attachments._compute_checksum(data)
        name = f"{checksum[:2]}/{checksum}"
        path = Path(attachments._full_path(name))
        if not path.is_file() or path.read_bytes() == data:
            return
        whole = path.with_name(f"{path.name}.{uuid4().hex}")
        try:
            whole.write_bytes(data)
            whole.replace(path)
        finally:
            whole.unlink(missing_ok=True)
        attachments._mark_for_gc(name)

    def _get_attachment(self):
        """Return the attachment that keeps the bytes."""
        domain = [
            ("res_model", "=", self._name),
            ("res_id", "=", self.id),
            ("res_field", "=", "content"),
        ]
        return self.env["ir.attachment"].sudo().search(domain, limit=1)

    def _get_same_bytes(self, states):
        """Return another record of the same bytes in one of these states, if any."""
        domain = [
            ("checksum", "=", self.checksum),
            ("company_id", "=", self.company_id.id),
            ("id", "!=", self.id),
            ("state", "in", states),
        ]
        return self.search(domain, limit=1)

    def _is_whole(self) -> bool:
        """Tell whether the copy that is kept has all the bytes that were received."""
        data = self._get_bytes()
        return len(data) == self.size and self._get_checksum(data) == self.checksum

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Import the attachments of an e-mail; the first file keeps the message.

        Args:
            msg_dict: the e-mail, see ``mail.thread``.
            custom_values: the alias' defaults: ``source_id``, ``company_id``.
        Returns:
            the first ``bank.import.file``; without a usable attachment one in state
            ``error`` that says so, so that no e-mail gets lost unseen.
        """
        expect_commit(self.env)
        values = custom_values or {}
        source = self.env["bank.import.source"].browse(values.get("source_id"))
        source = source.sudo().exists()
        company = source.company_id or self.env.company
        inbox = self.sudo().with_company(company)
        files = emails.receive(inbox, msg_dict, source)
        if source:
            source._set_result(len(files), files._count_bad(), False)
        return files[:1].sudo(False)

    @api.model
    def _get_checksum(self, data: bytes) -> str:
        return hashlib.sha256(data).hexdigest()

    def _get_bytes(self) -> bytes:
        """Return the copy of the file as it lies on the disk."""
        self.ensure_one()
        self.check_access("read")
        attachment = self._get_attachment()
        attachment.invalidate_recordset(["raw"])
        return attachment.raw or b""

    def _read(self) -> bytes:
        """Return the file as received, whole.

        Raises:
            ParseError: our copy of it is not.
        """
        if self._is_whole():
            return self._get_bytes()
        raise ParseError(
            "damaged_copy",
            self.env._("The copy of the file on this server is not whole."),
            self.name,
            self.env._(
                "%(size)s bytes were received, %(found)s are kept. The disk may have "
                "been full. The bank's file is not the cause.",
                size=self.size,
                found=len(self._get_bytes()),
            ),
            self.env._("Fetch or upload the same file again; it replaces the copy."),
        )

    def _compute_raw_text(self):
        for file in self:
            file.raw_text = file._get_raw_text()

    def _get_raw_text(self) -> str:
        """Return the beginning of the file as text."""
        data = self._get_bytes()
        if data.startswith(b"PK\x03\x04"):
            return self.env._("An archive or a spreadsheet: download it to see it.")
        try:
            text = decode(self.name, data, dos=True)
        except ParseError as error:
            return " ".join((error.why, self.env._("Download it to see it.")))
        if len(text) > MAX_TEXT:
            more = self.env._("… and more: download the file to see all of it.")
            return f"{text[:MAX_TEXT]}\n{more}"
        return text

    # -- what became of it (steps 2 and 3) --------------------------------------------

    def _set_error(self, error: ParseError) -> None:
        """Keep the four parts of what went wrong."""
        self.ensure_one()
        self.sudo().write(
            {
                "state": "error",
                "imported_on": fields.Datetime.now(),
                **_error_values(error),
                "error_where": error.where or self.name,
            }
        )

    def _set_result(self, counts: dict, messages: list, errors: list) -> None:
        """Keep what became of the file.

        Args:
            counts: number of transactions by what became of them.
            messages: ``Message`` records for people to read.
            errors: ``ParseError`` of each statement that could not be stored.
        """
        self.ensure_one()
        anything = counts["new"] or counts.get("details") or not counts["known"]
        state = "imported" if anything else "ignored"
        self.sudo().write(
            {
                "state": "partial" if errors else state,
                "imported_on": fields.Datetime.now(),
                **_error_values(errors[0] if errors else None),
                "messages": [asdict(message) for message in messages],
                "new_count": counts["new"],
                "known_count": counts["known"],
                "ignored_count": counts["ignored"],
                "rejected_count": counts["rejected"],
            }
        )

    def _set_queued(self, reason: str) -> None:
        """Leave the file to the scheduled action, and have that begin soon.

        Args:
            reason: why it is not read now.
        """
        self.ensure_one()
        text = self.env._(
            "The file is kept. The scheduled action reads it in a moment. %s", reason
        )
        message = asdict(Message("queued", text, self.name, "info"))
        values = {"state": "queued", "messages": [message], **_error_values(None)}
        self.sudo().write(values)
        self.env["bank.schedule"]._ask("import", self, "ir_cron_fetch_and_match")

    def _set_incomplete(self, other) -> None:
        """Say that entries were left out that another file, undone since, brought."""
        self.ensure_one()
        error = ParseError(
            "entries_undone",
            self.env._("Entries of the file are not in the books."),
            self.name,
            self.env._(
                "They were left out because “%s” had brought them; that import was "
                "undone.",
                other.name,
            ),
            self.env._("Press Retry: what is missing is imported."),
        )
        self.sudo().write({"state": "partial", **_error_values(error)})

    def _set_undone(self, messages: list) -> None:
        """Say that nothing of the file is stored any more.

        Args:
            messages: ``Message`` records of what that means for others.
        """
        self.ensure_one()
        self.sudo().write(
            {
                "state": "undone",
                "messages": [asdict(message) for message in messages],
                "leans_on_ids": [Command.clear()],
                **_error_values(None),
                **dict.fromkeys(("new_count", "known_count", "ignored_count"), 0),
                "rejected_count": 0,
            }
        )

    def _count_bad(self) -> int:
        """Return how many of these files have an error."""
        return sum(file.state in ("error", "partial") for file in self)

    @api.depends("messages")
    def _compute_message_text(self):
        for file in self:
            file.message_text = "\n".join(
                " – ".join(part for part in (fact["where"], fact["message"]) if part)
                for fact in file.messages or []
            )

    def _compute_advice_count(self):
        counts = count_by(self, "bank.line.advice", "import_file_id")
        for file in self:
            file.advice_count = counts[file]

    def _compute_opening_question(self):
        for file in self:
            questions = file.statement_ids.mapped("opening_question")
            file.opening_question = "\n".join(filter(None, questions))

    def _set_parsed(self, parsed) -> None:
        """Keep the format, and the entries of a ``ParsedFile`` that are for
        information only."""
        values = not_booked.get_values(parsed)
        self.sudo().write({"format": parsed.format, **values})

    def _compute_shown_html(self):
        for file in self:
            file.shown_html = not_booked.get_table(file)

    # -- buttons ----------------------------------------------------------------------

    @needs("user")
    def action_retry(self):
        """Read the file again, for instance after the bank account was entered."""
        self.env["bank.import.service"]._process(self, match=True, trigger="button")
        return True

    @needs("approver")
    def action_undo_import(self):
        """Take back all that these files brought, in one step.

        Raises:
            UserError: something of it is settled, approved or closed; it is named.
        """
        for file in self.sorted("id", reverse=True):
            import_undo.undo(file)
        return True

    @needs("user")
    def action_map_columns(self):
        """Say what the columns of this file mean, see the result, then import it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Map Columns"),
            "res_model": "bank.mapping.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_file_id": self.id},
        }

    @needs("reader")
    def action_download(self):
        """Hand out the file as the bank sent it."""
        self.ensure_one()
        return download_action(self, "content", self.name)

    @needs("reader")
    def action_open_lines(self):
        """Open the worksheet on the account and statement that came with these files,
        as facets of its search."""
        found = self.statement_ids
        action = addon_action(self.env, "bank_worksheet_action")
        context = {"search_default_to_do": 1, "search_default_combined_once": 1}
        for name, records in (
            ("journal_id", found.journal_id),
            ("statement_id", found),
        ):
            if len(records) == 1:
                context[f"search_default_{name}"] = records.id
        return action | {"context": context}

    def _show_result(self) -> dict:
        """Return the action after an import: on to the lines if all went well, else
        to what the files say."""
        if self.line_ids and all(file.state == "imported" for file in self):
            return self.action_open_lines()
        if len(self) == 1:
            return form_action(self, name=self.env._("Files"))
        domain = [("id", "in", self.ids)]
        return addon_action(self.env, "bank_import_file_action", domain=domain)

    @needs("reader")
    def action_open_advices(self):
        """Show the lump sums that this file explains."""
        return self._open("bank_line_advice_action")

    def _open(self, xml_id: str) -> dict:
        domain = [("import_file_id", "in", self.ids)]
        return addon_action(self.env, xml_id, domain=domain, context={})

    @needs("approver")
    def action_confirm_opening(self):
        """Ask about the first of the file's journals that has the question."""
        self.ensure_one()
        asked = self.statement_ids.filtered("opening_question")
        return asked[:1].journal_id.action_confirm_opening() if asked else False


def _error_values(error: ParseError | None) -> dict:
    parts = ("code", "what", "where", "why", "hint")
    names = ("code", "what", "where", "why", "action")
    return {
        f"error_{name}": error and getattr(error, part)
        for name, part in zip(names, parts, strict=True)
    }
