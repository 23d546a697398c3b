"""Start a matching run by hand: dry, propose or post."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..lines.actions import form_action
from ..lines.constants import BANK_JOURNAL_DOMAIN, BANK_JOURNAL_TYPES
from ..lines.rights import needs
from ..matching.context import RunLimits
from .answers import run_on_request, waiting_lines


class BankMatchWizard(models.TransientModel):
    _name = "bank.match.wizard"
    _description = "Run Matching"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    journal_ids = fields.Many2many(
        "account.journal",
        domain=BANK_JOURNAL_DOMAIN,
        check_company=True,
        help="Empty: all bank journals of the company.",
    )
    mode = fields.Selection(
        [
            ("dry", "Dry run: only count"),
            ("propose", "Propose"),
            ("post", "Post what is proved, propose the rest"),
        ],
        required=True,
        default="dry",
    )
    days_apart = fields.Integer(
        compute="_compute_limits",
        store=True,
        readonly=False,
        help="How many days a payment in the books may lie from the bank's date when "
        "only amount and date speak for a match.",
    )
    amount_difference = fields.Monetary(
        compute="_compute_limits",
        store=True,
        readonly=False,
        help="Documents whose amount differs so much are proposed as well; a person "
        "decides about each.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    result = fields.Html(readonly=True)

    @api.depends("journal_ids", "company_id")
    def _compute_limits(self):
        """Offer what was chosen last for these journals."""
        for wizard in self:
            journals = wizard._get_journals()
            days = journals.mapped("match_run_days") or [0]
            usual = journals.mapped("match_date_window") or [0]
            wizard.days_apart = max(*days, *usual)
            differences = journals.mapped("match_run_difference")
            wizard.amount_difference = max(differences, default=0.0)

    def _get_journals(self):
        mine = [
            ("company_id", "=", self.company_id.id),
            ("type", "in", BANK_JOURNAL_TYPES),
        ]
        return self.journal_ids._origin or self.env["account.journal"].search(mine)

    def _get_limits(self) -> RunLimits:
        """Return how far the run looks, and remember it for the next one."""
        self._get_journals().sudo().write(
            {
                "match_run_days": self.days_apart,
                "match_run_difference": self.amount_difference,
            }
        )
        return RunLimits(self.days_apart, self.amount_difference)

    @api.constrains("days_apart", "amount_difference")
    def _check_limits(self):
        for wizard in self:
            if wizard.days_apart < 0 or wizard.amount_difference < 0:
                raise ValidationError(
                    self.env._("Days and amount of a run cannot be negative.")
                )

    @needs("user")
    def action_run(self):
        """Run; a dry run shows its numbers here, a real one opens its record."""
        env = self.with_company(self.company_id).env
        lines = waiting_lines(env, self.journal_ids.with_env(env) or None)
        answer = run_on_request(lines, self.mode, self._get_limits())
        if not answer["lines"]:
            raise UserError(
                self.env._("No bank line is waiting. Import a statement first.")
            )
        if self.mode != "dry":
            return form_action(self.env["bank.match.run"].browse(answer["run_id"]))
        self.result = self._render(answer)
        return form_action(self, name=self.env._("Run Matching"), target="new")

    def _render(self, answer) -> str:
        _ = self.env._
        names = {
            row._get_matcher()._pass_code: row.name
            for row in self.env["bank.match.pass"].search([])
        }
        rows = [
            (names.get(row["pass"], row["pass"]), row["proposed"], row["tied"])
            for row in answer["passes"]
        ]
        summary = _(
            "Lines: %(lines)s. With one proposal: %(proposed)s, to choose: %(choose)s, "
            "unresolved: %(unresolved)s. Nothing was written.",
            **{
                key: answer[key]
                for key in ("lines", "proposed", "choose", "unresolved")
            },
        )
        return self.env["ir.qweb"]._render(
            "bank_statement_intelligence.bank_match_preview",
            {
                "summary": summary,
                "head": (_("Pass"), _("Proposals"), _("Ties")),
                "rows": rows,
            },
        )
