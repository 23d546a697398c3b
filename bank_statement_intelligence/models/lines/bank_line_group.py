"""Bank lines that are matched as one. Grouping changes no line."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .actions import addon_action
from .rights import check_right, needs
from .truth import ENGINE, ODOO


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
    line_count = fields.Integer("Lines", compute="_compute_summary", store=True)
    amount = fields.Monetary(compute="_compute_summary", store=True)
    state = fields.Selection(
        [("open", "Open"), ("reconciled", "Reconciled")],
        compute="_compute_state",
        store=True,
    )

    _truth = {
        **dict.fromkeys(("journal_id", "currency_id", "date", "key"), ENGINE),
        **dict.fromkeys(("origin", "rule_id", "name", "state"), ENGINE),
        **dict.fromkeys(("line_count", "amount", "company_id"), ENGINE),
        "line_ids": ODOO,
    }

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

    @api.model
    def _combine(self, lines):
        """Combine lines that a person chose; they leave the groups of rules.

        Returns:
            the new group.
        Raises:
            UserError: lines of two journals or currencies, or settled ones.
        """
        lines.check_access("write")
        if len(lines.journal_id) > 1 or len(lines.currency_id) > 1:
            raise UserError(
                self.env._("Only lines of one journal and currency can be combined.")
            )
        for line in lines:
            by_hand = line.line_group_id.origin == "manual"
            if by_hand or not line._is_combinable():
                raise UserError(
                    self.env._(
                        "“%(label)s” of %(date)s is settled, approved or combined by "
                        "hand already. Undo that first.",
                        label=line.payment_ref,
                        date=line.date,
                    )
                )
        old = lines.line_group_id.sudo()
        (old.line_ids | lines)._drop_open_proposals()
        group = self.sudo().create(
            {
                "origin": "manual",
                "date": max(lines.mapped("date")),
                "journal_id": lines.journal_id.id,
                "currency_id": lines.currency_id.id,
                "key": self.env._("Lines: %s", len(lines)),
            }
        )
        lines.sudo().line_group_id = group
        # what is left alone is no group any more
        old.filtered(lambda group: len(group.line_ids) < 2).unlink()
        return group.sudo(self.env.su)

    def unlink(self):
        """Let the lines stand for themselves again."""
        return self.env["bank.tables"]._watch(super().unlink, self, "unlink")

    @needs("user")
    def action_dissolve(self):
        """Let each line stand for itself again; nothing of the lines was changed.

        Raises:
            UserError: a group is posted; it must be undone first.
        """
        self.line_ids.check_access("write")
        for group in self:
            proposals = group.line_ids.match_proposal_ids.filtered("group_key")
            if "posted" in proposals.mapped("state"):
                raise UserError(
                    self.env._("“%s” is posted. Undo the match first.", group.name)
                )
            if "approved" in proposals.mapped("state"):
                check_right(self.env, "approver")
        self.line_ids._drop_open_proposals()
        self.sudo().unlink()
        return True

    @needs("reader")
    def action_open_lines(self):
        """Show the lines of the group."""
        domain = [("line_group_id", "in", self.ids)]
        return addon_action(
            self.env, "bank_worksheet_action", domain=domain, context={}
        )
