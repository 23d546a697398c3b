"""The set-up guide: five steps to bank matching, with what is done already."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class BankSetupGuide(models.TransientModel):
    _name = "bank.setup.guide"
    _description = "Set-up Guide"

    journal_id = fields.Many2one(
        "account.journal",
        "Bank Account",
        domain="[('type', 'in', ('bank', 'cash', 'credit'))]",
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
    def action_open_guide(self):
        """Open the guide of the first bank account."""
        return self.create({})._reload()

    @api.model
    def _open(self, journal):
        """Return the action that opens the guide of a bank account."""
        guide = self.create({"journal_id": journal.id})
        return guide._reload()

    def _reload(self):
        return {
            "type": "ir.actions.act_window",
            "name": self._description,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    @api.depends("journal_id")
    def _compute_step_ids(self):
        service = self.env["bank.setup.service"]
        for guide in self:
            journal = guide.journal_id._origin
            steps = service._get_steps(journal)[journal.id] if journal else []
            guide.step_ids = [(5, 0, 0), *((0, 0, step) for step in steps)]

    @api.depends("step_ids.done")
    def _compute_done_count(self):
        for guide in self:
            guide.done_count = len(guide.step_ids.filtered("done"))

    def action_refresh(self):
        """Look again at what is done."""
        self._compute_step_ids()
        return self._reload()

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

    def action_cutover(self):
        """Begin on a certain day, and close what was before."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_cutover_wizard_action"
        )
        action["context"] = {"default_journal_id": self.journal_id.id}
        return action


class BankSetupGuideStep(models.TransientModel):
    _name = "bank.setup.guide.step"
    _description = "Set-up Step"
    _order = "id"

    guide_id = fields.Many2one("bank.setup.guide", required=True, ondelete="cascade")
    code = fields.Char(readonly=True)
    name = fields.Char("Step", readonly=True)
    done = fields.Boolean(readonly=True)
    finding = fields.Char("How It Is", readonly=True)

    def action_open(self):
        """Open where this step is done."""
        self.ensure_one()
        journal = self.guide_id.journal_id
        if not journal:
            raise UserError(self.env._("Choose the bank account first."))
        if self.code == "run":
            return self.guide_id.action_dry_run()
        if self.code in ("account", "automation"):
            return {
                "type": "ir.actions.act_window",
                "res_model": "account.journal",
                "res_id": journal.id,
                "view_mode": "form",
            }
        names = {
            "source": "bank_import_source_action",
            "references": "bank_reference_format_action",
        }
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"bank_statement_intelligence.{names[self.code]}"
        )
        if self.code == "source":
            action["context"] = {"default_journal_ids": journal.ids}
        return action
