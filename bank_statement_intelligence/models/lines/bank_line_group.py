"""Bank lines that are matched as one. Grouping changes no line."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class BankLineGroup(models.Model):
    _name = "bank.line.group"
    _description = "Combined Bank Lines"
    _order = "date desc, id desc"

    name = fields.Char(compute="_compute_summary", store=True)
    origin = fields.Selection(
        [("rule", "Rule"), ("manual", "By hand")],
        required=True,
        readonly=True,
        default="manual",
    )
    rule_id = fields.Many2one(
        "bank.combine.rule", "Combine Rule", readonly=True, ondelete="set null"
    )
    key = fields.Char(readonly=True, help="What the lines have in common.")
    date = fields.Date(readonly=True)
    journal_id = fields.Many2one("account.journal", required=True, readonly=True)
    company_id = fields.Many2one(
        related="journal_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    line_ids = fields.One2many(
        "account.bank.statement.line", "line_group_id", "Bank Lines", readonly=True
    )
    line_count = fields.Integer(compute="_compute_summary", store=True)
    amount = fields.Monetary(compute="_compute_summary", store=True)
    state = fields.Selection(
        [("open", "Open"), ("reconciled", "Reconciled")],
        compute="_compute_state",
        store=True,
    )

    @api.depends("line_ids.amount", "key", "rule_id.name")
    def _compute_summary(self):
        for group in self:
            group.line_count = len(group.line_ids)
            group.amount = sum(group.line_ids.mapped("amount"))
            what = group.rule_id.name or self.env._("Combined by hand")
            group.name = f"{what}: {group.key}" if group.key else what

    @api.depends("line_ids.match_state")
    def _compute_state(self):
        for group in self:
            done = set(group.line_ids.mapped("match_state")) == {"reconciled"}
            group.state = "reconciled" if done else "open"

    def action_dissolve(self):
        """Let each line stand for itself again; nothing of the lines was changed."""
        self.env["bank.group.service"]._dissolve(self)
        return True

    def action_open_lines(self):
        """Show the lines of the group."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_worksheet_action"
        )
        action["domain"] = [("line_group_id", "in", self.ids)]
        action["context"] = {}
        return action


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    line_group_id = fields.Many2one(
        "bank.line.group",
        "Combined",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )

    def action_combine(self):
        """Combine the selected lines into one; rules never touch such a group."""
        if len(self) < 2:
            raise UserError(self.env._("Select at least two bank lines to combine."))
        self.env["bank.group.service"]._combine(self)
        return True

    def action_dissolve_group(self):
        """Let the lines of these groups stand for themselves again."""
        return self.line_group_id.action_dissolve()
