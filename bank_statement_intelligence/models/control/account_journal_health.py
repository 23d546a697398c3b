"""The health of a bank account as fields, for its page and the dashboard."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

STATES = [("ok", "Fine"), ("attention", "Needs a Look"), ("problem", "Stands Still")]
COLORS = {"problem": "danger", "attention": "warning", "info": "info"}


class AccountJournal(models.Model):
    _inherit = "account.journal"

    bank_health_state = fields.Selection(
        STATES, "Health", compute="_compute_bank_health", search="_search_bank_health"
    )
    bank_health_summary = fields.Text("What to Look at", compute="_compute_bank_health")
    bank_health_html = fields.Html("Findings", compute="_compute_bank_health")
    bank_health_source = fields.Char("Source", compute="_compute_bank_health")
    bank_health_file = fields.Char("Last File", compute="_compute_bank_health")
    bank_health_file_on = fields.Datetime(
        "Last File on", compute="_compute_bank_health"
    )
    bank_health_statement_on = fields.Date(
        "Last Statement", compute="_compute_bank_health"
    )
    bank_health_rhythm = fields.Char(
        "Usual Rhythm",
        compute="_compute_bank_health",
        help="Learnt from the statements of the last 400 days, in bank days.",
    )
    bank_health_expected_by = fields.Date("Next One by", compute="_compute_bank_health")
    bank_health_missing = fields.Char("Missing Numbers", compute="_compute_bank_health")
    bank_health_open = fields.Integer("Open Lines", compute="_compute_bank_health")
    bank_health_run_id = fields.Many2one(
        "bank.match.run", "Last Run", compute="_compute_bank_health"
    )
    bank_health_run = fields.Char("Came of It", compute="_compute_bank_health")

    @api.depends("match_automation", "bank_account_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_bank_health(self):
        journals = self.filtered(lambda one: one.type in ("bank", "cash", "credit"))
        health = self.env["bank.health.service"]._get_health(journals._origin)
        for journal in self:
            journal._set_bank_health(health.get(journal._origin.id, {}))

    def _set_bank_health(self, facts: dict) -> None:
        file, run = facts.get("last_file") or {}, facts.get("last_run") or {}
        self.bank_health_state = facts.get("state", False)
        self.bank_health_summary = facts.get("summary", False)
        self.bank_health_html = self._format_findings(facts.get("findings", []))
        self.bank_health_source = ", ".join(facts.get("sources", []))
        self.bank_health_file = file.get("name")
        self.bank_health_file_on = file.get("on")
        self.bank_health_statement_on = facts.get("last_statement")
        self.bank_health_rhythm = self._format_rhythm(facts.get("rhythm"))
        self.bank_health_expected_by = facts.get("expected_by")
        self.bank_health_missing = ", ".join(facts.get("missing_numbers", []))
        self.bank_health_open = sum(facts.get("open", {}).values())
        self.bank_health_run_id = run.get("id")
        self.bank_health_run = run and self._format_run(run)

    def _format_findings(self, findings) -> Markup:
        row = Markup(
            '<div class="mb-2"><span class="badge text-bg-{}">{}</span> '
            "<strong>{}</strong><br/>{}</div>"
        )
        _ = self.env._
        names = {
            "problem": _("Stands still"),
            "attention": _("Look"),
            "info": _("Note"),
        }
        rows = [
            row.format(
                COLORS[one["level"]], names[one["level"]], one["message"], one["action"]
            )
            for one in findings
        ]
        return Markup().join(rows)

    def _format_rhythm(self, learnt) -> str:
        if not learnt:
            return self.env._("not known yet")
        service = self.env["bank.health.service"]
        return self.env._(
            "%(kind)s, late after %(days)s bank days",
            kind=service._name_rhythm(learnt["kind"], learnt["typical"]),
            days=learnt["late_after"],
        )

    def _format_run(self, run) -> str:
        return self.env._(
            "%(lines)s lines: %(reconciled)s reconciled, %(proposed)s proposed, "
            "%(choose)s to choose, %(unresolved)s unresolved, %(errors)s errors",
            **{
                name: run[name]
                for name in (
                    "lines",
                    "reconciled",
                    "proposed",
                    "choose",
                    "unresolved",
                    "errors",
                )
            },
        )

    def _search_bank_health(self, operator, value):
        """Compare in Python: all accounts cost as many queries as one."""
        journals = self.search([("type", "in", ("bank", "cash", "credit"))])
        journals.mapped("bank_health_state")
        domain = Domain("bank_health_state", operator, value)
        return [("id", "in", journals.filtered_domain(domain).ids)]

    # -- dashboard -------------------------------------------------------------------

    def _fill_bank_cash_dashboard_data(self, dashboard_data):
        """Add the worst finding to the bank cards."""
        result = super()._fill_bank_cash_dashboard_data(dashboard_data)
        journals = self.filtered(lambda one: one.type in ("bank", "credit"))
        health = self.env["bank.health.service"]._get_health(journals)
        for journal in journals:
            facts = health[journal.id]
            findings = facts["findings"] if facts["state"] == "problem" else []
            hint = findings[0]["message"] if findings else False
            dashboard_data[journal.id]["bank_health_hint"] = hint
        self._add_setup_hints(journals, health, dashboard_data)
        return result

    def _add_setup_hints(self, journals, health, dashboard_data) -> None:
        """Offer the set-up guide to accounts on which nothing has been run yet."""
        new = journals.filtered(lambda one: not health[one.id]["last_run"])
        steps = self.env["bank.setup.service"]._get_steps(new) if new else {}
        for journal in journals:
            mine = steps.get(journal.id, [])
            hint = mine and self.env._(
                "Set up: %(done)s of %(all)s steps",
                done=sum(step["done"] for step in mine),
                all=len(mine),
            )
            dashboard_data[journal.id]["bank_setup_hint"] = hint or False

    def action_open_setup_guide(self):
        """Open the set-up guide of this account."""
        self.ensure_one()
        return self.env["bank.setup.guide"]._open(self)

    @api.model
    def _get_first_bank(self):
        """Return the bank account that a page shows before one is chosen."""
        domain = [("type", "=", "bank"), ("company_id", "in", self.env.companies.ids)]
        return self.search(domain, limit=1)

    def action_open_balance_chart(self):
        """Draw bank and ledger of one account: currencies do not add up."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_balance_chart_action"
        )
        journal = self[:1] or self._get_first_bank()
        action["context"] = {
            "search_default_bank_ledger": 1,
            "search_default_journal_id": journal.id,
            "fill_temporal": False,
        }
        return action

    def action_open_bank_health(self):
        """Open the health page of this account."""
        self.ensure_one()
        view = self.env.ref("bank_statement_intelligence.bank_health_view_form")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bank Health"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
        }
