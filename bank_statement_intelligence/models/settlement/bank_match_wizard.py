"""Start a matching run by hand: dry, propose or post."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..lines.actions import form_action
from ..lines.constants import BANK_JOURNAL_DOMAIN
from ..lines.rights import needs
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
    result = fields.Html(readonly=True)

    @needs("user")
    def action_run(self):
        """Run; a dry run shows its numbers here, a real one opens its record."""
        env = self.with_company(self.company_id).env
        lines = waiting_lines(env, self.journal_ids.with_env(env) or None)
        answer = run_on_request(lines, self.mode)
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
            "%(lines)s lines: %(proposed)s with one proposal, %(choose)s to choose, "
            "%(unresolved)s unresolved. Nothing was written.",
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
