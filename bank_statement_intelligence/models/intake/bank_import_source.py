"""Where bank files come from: any place that ``fsspec`` can read."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: pause after the second failure; it doubles with each further one
FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(days=1)


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
        [("url", "Folder or URL"), ("email", "E-mail")], required=True, default="url"
    )
    url = fields.Char()
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
    last_file_on = fields.Datetime("Last File", readonly=True)
    failure_count = fields.Integer("Failures in a Row", readonly=True)
    interval_hours = fields.Float(
        "Every (hours)",
        help="0: whenever the scheduled action runs. Otherwise it reads the source at "
        "most this often (V8: daily where there are many transactions).",
    )
    next_fetch = fields.Datetime(
        readonly=True,
        help="After failures the pauses grow: 15 minutes, 30, 60 … up to a day.",
    )
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

    # -- schedule ---------------------------------------------------------------------

    def _filter_due(self):
        """Return the sources whose time has come."""
        now = fields.Datetime.now()
        return self.filtered(
            lambda source: not source.next_fetch or source.next_fetch <= now
        )

    def _set_result(self, received: int, bad: int, error) -> None:
        """Keep how a fetch went and when to come again.

        Args:
            received: number of new files.
            bad: how many of them could not be imported.
            error: what kept the source from being read, or False.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        failures = self.failure_count + 1 if error else 0
        if error:
            pause = self._get_pause(failures)
        else:
            # a little early, so that an hourly action finds an hourly source due
            pause = timedelta(hours=max(self.interval_hours, 0)) * 0.95
        values = {
            "last_run": now,
            "last_error": error,
            "last_result": self.env._(
                "%(count)s files, %(bad)s with errors", count=received, bad=bad
            ),
            "failure_count": failures,
            "next_fetch": pause and now + pause,
        }
        if received:
            values["last_file_on"] = now
        self.sudo().write(values)

    def _get_pause(self, failures: int) -> timedelta:
        """Return how long to wait after so many failures; the first may be chance."""
        if failures < 2:
            return timedelta()
        return min(FIRST_PAUSE * 2 ** min(failures - 2, 10), LONGEST_PAUSE)

    # -- actions ----------------------------------------------------------------------

    def action_fetch(self):
        """Fetch now and match what arrived."""
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
