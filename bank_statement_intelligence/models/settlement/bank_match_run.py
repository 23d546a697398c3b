"""One matching run: who, when, what came of it; undone as a whole."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lines.actions import notify


class BankMatchRun(models.Model):
    _name = "bank.match.run"
    _description = "Matching Run"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    journal_ids = fields.Many2many("account.journal", readonly=True)
    user_id = fields.Many2one(
        "res.users", "Started by", readonly=True, default=lambda self: self.env.user
    )
    trigger = fields.Selection(
        [
            ("button", "Button"),
            ("import", "Import"),
            ("cron", "Scheduled Action"),
            ("event", "Event"),
            ("api", "Integration"),
        ],
        required=True,
        readonly=True,
    )
    mode = fields.Selection(
        [("propose", "Propose"), ("post", "Post")], required=True, readonly=True
    )
    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("undone", "Undone")],
        required=True,
        default="running",
        readonly=True,
    )
    started = fields.Datetime(default=fields.Datetime.now, readonly=True)
    seconds = fields.Float(readonly=True, digits=(12, 2))
    line_count = fields.Integer("Lines", readonly=True)
    reconciled_count = fields.Integer("Reconciled", readonly=True)
    proposed_count = fields.Integer("Proposed", readonly=True)
    choose_count = fields.Integer("To Choose", readonly=True)
    unresolved_count = fields.Integer("Unresolved", readonly=True)
    error_count = fields.Integer("Errors", readonly=True)
    posted_count = fields.Integer("Posted by this Run", compute="_compute_posted_count")
    pass_ids = fields.One2many("bank.match.run.pass", "run_id", readonly=True)
    proposal_ids = fields.One2many("bank.match.proposal", "run_id", readonly=True)

    @api.depends("started")
    def _compute_name(self):
        for run in self:
            run.name = self.env._(
                "Run %(number)s, %(started)s",
                number=run.id or "",
                started=fields.Datetime.to_string(run.started) if run.started else "",
            )

    @api.depends("proposal_ids.state")
    def _compute_posted_count(self):
        counts = dict(
            self.env["bank.match.proposal"]._read_group(
                [("run_id", "in", self.ids), ("state", "=", "posted")],
                ["run_id"],
                ["__count"],
            )
        )
        for run in self:
            run.posted_count = counts.get(run, 0)

    def _get_approved(self, mode: str):
        """Return what people have approved and this run should post as well."""
        records = self.env["bank.match.proposal"]
        if mode != "post":
            return records
        return records.search(
            [
                ("journal_id", "in", self.journal_ids.ids),
                ("state", "=", "approved"),
            ]
        )

    def action_undo(self):
        """Undo every posting of this run; say what could not be undone and why."""
        self.ensure_one()
        result = self.env["bank.undo.service"]._undo_run(self)
        if not result["refused"]:
            return True
        reasons = [reason for _line, reason in result["refused"]]
        if not result["undone"]:
            raise UserError("\n".join(reasons))
        return notify(
            "\n".join(reasons[:20]),
            title=self.env._("Some lines could not be undone"),
            sticky=True,
        )

    def action_open_lines(self):
        """Show the bank lines that this run made proposals for."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_worksheet_action"
        )
        action["domain"] = [("id", "in", self.proposal_ids.statement_line_id.ids)]
        action["context"] = {}
        return action


class BankMatchRunPass(models.Model):
    """Counts and seconds of one pass in one run."""

    _name = "bank.match.run.pass"
    _description = "Matching Run, Pass"
    _order = "run_id, sequence"

    run_id = fields.Many2one(
        "bank.match.run", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    pass_id = fields.Many2one("bank.match.pass", ondelete="set null")
    sequence = fields.Integer()
    pass_code = fields.Char("Code")
    proposed = fields.Integer()
    tied = fields.Integer("Ties")
    posted = fields.Integer()
    seconds = fields.Float(digits=(12, 3))
