"""Rules that history suggests: an inbox. Nothing here acts by itself."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.rules.statistics import wilson_lower
from ..lines.actions import addon_action, form_action
from ..lines.rights import needs

#: what makes two candidates the same suggestion
KEY = ("kind", "text", "direction", "account_id", "partner_id")
#: the rules that suggestions become
RULE_MODELS = {
    "matching": "account.reconcile.model",
    "application": "bank.application.rule",
    "combine": "bank.combine.rule",
}


class BankRuleCandidate(models.Model):
    _name = "bank.rule.candidate"
    _description = "Suggested Rule"
    _order = "state, agreed desc, id"
    _rec_name = "text"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    kind = fields.Selection(
        [
            ("matching", "Matching Rule"),
            ("application", "Application Rule"),
            ("combine", "Combine Rule"),
        ],
        required=True,
        readonly=True,
    )
    source = fields.Char(readonly=True)
    text = fields.Char(required=True, readonly=True)
    direction = fields.Selection(
        [("in", "Money in"), ("out", "Money out")], readonly=True
    )
    account_id = fields.Many2one("account.account", readonly=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", readonly=True, ondelete="cascade")
    support = fields.Integer("Lines", readonly=True)
    agreed = fields.Integer("Treated Alike", readonly=True)
    precision = fields.Float(
        "Right at Least", compute="_compute_precision", digits=(5, 4)
    )
    example_ids = fields.Json(readonly=True)
    state = fields.Selection(
        [("new", "New"), ("accepted", "Accepted"), ("dismissed", "Dismissed")],
        default="new",
        required=True,
        readonly=True,
        index=True,
    )

    @api.depends("support", "agreed")
    def _compute_precision(self):
        for candidate in self:
            candidate.precision = wilson_lower(candidate.agreed, candidate.support)

    @api.model
    def _make_key(self, values: dict) -> tuple:
        """Return what makes two candidates the same suggestion."""
        return tuple(values.get(name) or False for name in KEY)

    def _get_key(self) -> tuple:
        self.ensure_one()
        return self._make_key(self.read(KEY, load=None)[0])

    @needs("manager")
    def action_mine(self):
        """Search a year of history of the current company for habits."""
        self.env["bank.rule.mining"]._mine(self.env.company)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @needs("manager")
    def action_accept(self):
        """Make draft rules of these, tested on history; open the rule if it is one."""
        rules = [candidate._make_rule() for candidate in self]
        for rule in rules:
            rule.action_backtest()
        self.write({"state": "accepted"})
        if len(rules) != 1:
            return True
        return form_action(rules[0])

    def _make_rule(self):
        self.ensure_one()
        if self.state == "accepted":
            raise UserError(self.env._("“%s” has been accepted already.", self.text))
        values = {
            "name": self.text.capitalize(),
            "company_id": self.company_id.id,
            "direction": self.direction or "both",
            "origin": "mined",
            "state": "draft",
            "condition_ids": [(0, 0, {"source": self.source, "value": self.text})],
        }
        if self.kind == "matching":
            values["line_ids"] = [(0, 0, {"account_id": self.account_id.id})]
        elif self.kind == "application":
            values["partner_id"] = self.partner_id.id
        else:
            account = self.account_id.id
            values |= {"clearing_account_id": account, "target": "many_items"}
        return self.env[RULE_MODELS[self.kind]].create(values)

    @needs("manager")
    def action_dismiss(self):
        """Do not suggest this again."""
        self.write({"state": "dismissed"})
        return True

    @needs("reader")
    def action_open_examples(self):
        """Show lines behind the suggestion."""
        ids = [line_id for candidate in self for line_id in candidate.example_ids or ()]
        mine = [("id", "in", ids)]
        return addon_action(self.env, "bank_worksheet_action", domain=mine, context={})
