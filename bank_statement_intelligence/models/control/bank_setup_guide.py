"""The set-up guide: five steps to bank matching, with what is done already."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lines.actions import addon_action, form_action
from ..lines.constants import BANK_JOURNAL_DOMAIN
from ..lines.rights import needs


class BankSetupGuide(models.TransientModel):
    _name = "bank.setup.guide"
    _description = "Set-up Guide"

    journal_id = fields.Many2one(
        "account.journal",
        "Bank Account",
        domain=BANK_JOURNAL_DOMAIN,
        default=lambda self: self.env["account.journal"]._get_first_bank(),
    )
    step_ids = fields.One2many(
        "bank.setup.guide.step", "guide_id", compute="_compute_step_ids", store=True
    )
    done_count = fields.Integer(compute="_compute_done_count")
    result = fields.Html(readonly=True)

    @api.depends("journal_id")
    def _compute_display_name(self):
        for guide in self:
            guide.display_name = self.env._(
                "Set-up of %s", guide.journal_id.display_name or "–"
            )

    @api.model
    @needs("manager")
    def action_open_guide(self):
        """Open the guide of the first bank account."""
        return self.create({})._reload()

    @api.model
    def _open(self, journal):
        """Return the action that opens the guide of a bank account."""
        guide = self.create({"journal_id": journal.id})
        return guide._reload()

    def _reload(self):
        return form_action(self, name=self._description)

    @api.depends("journal_id")
    def _compute_step_ids(self):
        service = self.env["bank.setup.service"]
        for guide in self:
            journal = guide.journal_id._origin
            steps = service._get_steps(journal)[journal.id] if journal else []
            if guide.result:  # a dry run was looked at
                for step in steps:
                    step["done"] = step["done"] or step["code"] == "run"
            guide.step_ids = [(5, 0, 0), *((0, 0, step) for step in steps)]

    @api.depends("step_ids.done")
    def _compute_done_count(self):
        for guide in self:
            guide.done_count = len(guide.step_ids.filtered("done"))

    @needs("manager")
    def web_read(self, specification):
        """Whoever comes back to the guide sees what was done meanwhile."""
        self.check_access("read")
        self.journal_id.check_access("read")
        self._compute_step_ids()
        return super().web_read(specification)

    web_read._readonly = False

    @needs("manager")
    def action_reconcile(self):
        """Go on to the worksheet of the account: the guide ends there."""
        return self.journal_id.action_open_bank_worksheet()

    @needs("manager")
    def action_dry_run(self):
        """Run dry and show the numbers; nothing is written."""
        self.ensure_one()
        runner = self.env["bank.match.wizard"].create(
            {
                "company_id": self.journal_id.company_id.id,
                "journal_ids": [(6, 0, self.journal_id.ids)],
                "mode": "dry",
            }
        )
        runner.action_run()
        self.result = runner.result
        self.step_ids.filtered(lambda step: step.code == "run").done = True
        return self._reload()

    @needs("manager")
    def action_cutover(self):
        """Begin on a certain day, and close what was before."""
        context = {"default_journal_id": self.journal_id.id}
        return addon_action(self.env, "bank_cutover_wizard_action", context=context)


class BankSetupGuideStep(models.TransientModel):
    _name = "bank.setup.guide.step"
    _description = "Set-up Step"
    _order = "id"

    guide_id = fields.Many2one("bank.setup.guide", required=True, ondelete="cascade")
    code = fields.Char(readonly=True)
    name = fields.Char("Step", readonly=True)
    done = fields.Boolean(readonly=True)
    finding = fields.Char("Today", readonly=True)

    @needs("manager")
    def action_open(self):
        """Open where this step is done."""
        self.ensure_one()
        journal = self.guide_id.journal_id
        if not journal:
            raise UserError(self.env._("Choose the bank account first."))
        if self.code == "run":
            return self.guide_id.action_dry_run()
        if self.code == "source":
            context = {"default_journal_ids": journal.ids}
            return addon_action(self.env, "bank_import_source_action", context=context)
        if self.code == "references":
            return addon_action(self.env, "bank_reference_format_action")
        return form_action(journal)
