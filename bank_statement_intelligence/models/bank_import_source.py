"""Where bank files come from (C77, N2, V8): any place that ``fsspec`` can read."""

import fnmatch
import logging
import posixpath

import fsspec

from odoo import api, fields, models
from odoo.exceptions import ValidationError

_logger = logging.getLogger(__name__)


class BankImportSource(models.Model):
    """A place with bank files, read by the scheduled action.

    Extension: ``selection_add`` on ``source_type`` and a method ``_fetch_<type>`` that
    yields ``(name, bytes)``.
    """

    _name = "bank.import.source"
    _description = "Bank File Source"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    source_type = fields.Selection(
        [("url", "Folder or URL")], required=True, default="url"
    )
    url = fields.Char(
        "Folder or URL",
        help="A folder on the server (/srv/bank/in) or any URL that fsspec reads.",
    )
    file_pattern = fields.Char(
        required=True,
        default="*",
        help="Shell patterns separated by commas: *.xml, camt053*",
    )
    after_import = fields.Selection(
        [
            ("leave", "Leave it there"),
            ("move", "Move it to a folder"),
            ("delete", "Delete it"),
        ],
        required=True,
        default="leave",
    )
    move_to = fields.Char("Move to", default="done")
    journal_ids = fields.Many2many(
        "account.journal",
        string="Journals",
        domain="[('type', 'in', ('bank', 'cash', 'credit'))]",
        check_company=True,
        help="Only statements of these journals are accepted. Empty: every journal of "
        "the company. The journal always follows from the account number.",
    )
    last_run = fields.Datetime(readonly=True)
    last_result = fields.Char(readonly=True)
    last_error = fields.Char(readonly=True, tracking=True)
    file_ids = fields.One2many("bank.import.file", "source_id", readonly=True)
    file_count = fields.Integer(compute="_compute_file_count")

    @api.constrains("source_type", "url", "after_import", "move_to")
    def _check_settings(self):
        for source in self:
            if source.source_type == "url" and not (source.url or "").strip():
                raise ValidationError(
                    self.env._("Enter the folder or URL of source “%s”.", source.name)
                )
            if source.after_import == "move" and not (source.move_to or "").strip():
                raise ValidationError(
                    self.env._(
                        "Enter the folder to which source “%s” moves files.",
                        source.name,
                    )
                )

    def _compute_file_count(self):
        counts = dict(
            self.env["bank.import.file"]._read_group(
                [("source_id", "in", self.ids)], ["source_id"], ["__count"]
            )
        )
        for source in self:
            source.file_count = counts.get(source, 0)

    # -- fetch (step 1) ---------------------------------------------------------------

    def _fetch(self):
        """Yield ``(name, bytes)`` of the files that wait at this source."""
        self.ensure_one()
        yield from getattr(self, f"_fetch_{self.source_type}")()

    def _fetch_url(self):
        """Yield the files of a folder or URL, by name, without those in sub-folders."""
        filesystem, root = self._open_url()
        names = sorted(
            entry["name"]
            for entry in filesystem.ls(root, detail=True)
            if entry["type"] == "file" and self._is_wanted(entry["name"])
        )
        for path in names:
            yield posixpath.basename(path), filesystem.cat_file(path)

    def _open_url(self):
        """Return the file system of the URL and the folder in it."""
        return fsspec.core.url_to_fs(self.url.strip(), use_listings_cache=False)

    def _is_wanted(self, path: str) -> bool:
        name = posixpath.basename(path)
        patterns = [part.strip() for part in self.file_pattern.split(",")]
        return not name.startswith(".") and any(
            fnmatch.fnmatch(name, pattern) for pattern in patterns if pattern
        )

    def _dispose(self, name: str) -> None:
        """Do what the source says with a file that has been imported."""
        self.ensure_one()
        if self.source_type != "url" or self.after_import == "leave":
            return
        filesystem, root = self._open_url()
        path = posixpath.join(root, name)
        if self.after_import == "delete":
            filesystem.rm_file(path)
            return
        target = posixpath.join(root, self.move_to.strip())
        filesystem.makedirs(target, exist_ok=True)
        place, number = posixpath.join(target, name), 1
        while filesystem.exists(place):
            number += 1
            place = posixpath.join(target, f"{number}-{name}")
        filesystem.mv(path, place)

    # -- actions ----------------------------------------------------------------------

    def action_fetch(self):
        """Fetch now and match what arrived (N11)."""
        self.env["bank.import.service"]._fetch_sources(self, match=True)
        return True

    def action_open_files(self):
        """Show the files that came from this source."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Imported Files"),
            "res_model": "bank.import.file",
            "view_mode": "list,form",
            "domain": [("source_id", "=", self.id)],
        }

    @api.model
    def _cron_fetch_and_match(self) -> None:
        """Fetch all sources, then match and post as each journal's automation says.

        Commits after each file and each posted chunk, so that one bad file or line
        never costs the others (DESIGN.md 5, automation).
        """
        self.env["bank.import.service"]._run_schedule()
