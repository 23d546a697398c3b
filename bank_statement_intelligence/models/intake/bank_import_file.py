"""One received bank file: what it was and what became of it."""

import base64
import hashlib

from odoo import api, fields, models


class BankImportFile(models.Model):
    """The bytes as the bank sent them, and the result of reading them.

    Nothing of a file in state ``error`` is stored. ``partial`` means that some of its
    statements could not be stored; the error says which and why.
    """

    _name = "bank.import.file"
    _description = "Imported Bank File"
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
        readonly=True,
        check_company=True,
        help="Empty: the journal follows from the account number in the file.",
    )
    content = fields.Binary(attachment=True, required=True, readonly=True)
    checksum = fields.Char("SHA-256", readonly=True, index=True)
    size = fields.Integer("Size (bytes)", readonly=True)
    format = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("new", "New"),
            ("imported", "Imported"),
            ("partial", "Partly Imported"),
            ("error", "Error"),
            ("ignored", "Nothing New"),
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
    statement_ids = fields.One2many(
        "account.bank.statement", "import_file_id", "Statements", readonly=True
    )
    line_ids = fields.One2many(
        "account.bank.statement.line", "import_file_id", "Bank Lines", readonly=True
    )

    opening_question = fields.Char(compute="_compute_opening_question")

    @api.model
    def _get_checksum(self, data: bytes) -> str:
        return hashlib.sha256(data).hexdigest()

    @api.depends("messages")
    def _compute_message_text(self):
        for file in self:
            file.message_text = "\n".join(
                " – ".join(part for part in (fact["where"], fact["message"]) if part)
                for fact in file.messages or []
            )

    def _compute_opening_question(self):
        for file in self:
            questions = file.statement_ids.mapped("opening_question")
            file.opening_question = "\n".join(filter(None, questions))

    def action_confirm_opening(self):
        """Ask about the first of the file's journals that has the question."""
        self.ensure_one()
        asked = self.statement_ids.filtered("opening_question")
        return asked[:1].journal_id.action_confirm_opening() if asked else False

    def _get_bytes(self) -> bytes:
        """Return the file as received."""
        self.ensure_one()
        return base64.b64decode(self.with_context(bin_size=False).content)

    def _set_error(self, error) -> None:
        """Keep the four parts of what went wrong.

        Args:
            error: a ``ParseError``.
        """
        self.ensure_one()
        self.sudo().write(
            {
                "state": "error",
                "error_code": error.code,
                "error_what": error.what,
                "error_where": error.where or self.name,
                "error_why": error.why,
                "error_action": error.hint,
                "imported_on": fields.Datetime.now(),
            }
        )

    def action_retry(self):
        """Read the file again, for instance after the bank account was entered."""
        self.env["bank.import.service"]._process(self, match=True, trigger="button")
        return True

    def action_download(self):
        """Hand out the file as the bank sent it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/content/{self.name}"
            "?download=true",
            "target": "self",
        }

    def action_open_lines(self):
        """Show the bank lines made from this file."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_worksheet_action"
        )
        action["domain"] = [("import_file_id", "in", self.ids)]
        action["context"] = {}
        return action
