"""Combine rules: which bank lines are matched as one."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.rules.grouping import GroupSpec, Slice
from ...engine.text.patterns import BadPattern, compile_pattern
from ..lines.actions import addon_action
from ..lines.rights import needs
from .bank_rule_mixin import DEFINING


class BankCombineRule(models.Model):
    _name = "bank.combine.rule"
    _inherit = ["bank.rule.fields"]
    _description = "Combine Rule"
    _check_company_auto = True
    _defining_fields = DEFINING | {
        "key_date", "key_regex", "key_partner", "key_code", "key_sign", "target",
        "window_days", "max_gap_days", "min_lines", "max_lines", "fee_mode",
        "fee_account_id", "fee_percent_min", "fee_percent_max", "journal_ids",
        "clearing_account_id", "key_slices",
    }  # fmt: skip

    journal_ids = fields.Many2many(
        help="Empty: all bank journals. Lines of two journals are never combined."
    )
    condition_ids = fields.One2many(
        "bank.rule.condition", "combine_rule_id", "Conditions", copy=True
    )
    run_at_import = fields.Boolean(
        "At Import",
        default=True,
        help="Combine before each matching run. Otherwise only on request.",
    )
    key_date = fields.Selection(
        [
            ("none", "Any date"),
            ("booking", "Booking date"),
            ("value", "Value date"),
            ("text", "Date in the text"),
        ],
        "Same Date",
        required=True,
        default="booking",
        tracking=True,
    )
    key_regex = fields.Char(
        "Same Part of the Text",
        tracking=True,
        help="Regular expression; lines with equal named groups belong together: "
        "(?P<terminal>[0-9]{7}). A line that it does not hit is not combined.",
    )
    key_slices = fields.One2many(
        "bank.combine.slice",
        "combine_rule_id",
        "Same Characters",
        copy=True,
        help="Lines that have the same characters at these places belong together. A "
        "line whose text ends before is not combined.",
    )
    key_partner = fields.Boolean("Same Counterparty")
    key_code = fields.Boolean("Same Transaction Code")
    key_sign = fields.Boolean(
        "Same Direction", help="Money in and money out are combined apart."
    )
    window_days = fields.Integer(
        "Settlement Window (days)",
        help="With “Any date”: lines up to so many days after the first are combined "
        "(0: no limit). For matching: how many days earlier the items may be.",
    )
    max_gap_days = fields.Integer(
        "Longest Gap (days)", help="A longer gap begins a new group. 0: no limit."
    )
    min_lines = fields.Integer("At Least Lines", default=2, required=True)
    max_lines = fields.Integer("At Most Lines", help="0: no limit.")
    target = fields.Selection(
        [
            ("one_item", "Match with one item"),
            ("many_items", "Match with several items"),
            ("post", "Post the total to the clearing account"),
            ("show", "Only show together"),
        ],
        required=True,
        default="one_item",
        tracking=True,
    )
    clearing_account_id = fields.Many2one(
        "account.account",
        check_company=True,
        tracking=True,
        domain="[('account_type', '!=', 'off_balance')]",
        help="Where card, payment provider or marketplace sales wait for their payout.",
    )
    fee_mode = fields.Selection(
        [
            ("none", "No fee"),
            ("line", "A line of its own"),
            ("percent", "Taken from the payout"),
            ("details", "As the bank states"),
        ],
        "Fee",
        required=True,
        default="none",
        tracking=True,
    )
    fee_account_id = fields.Many2one(
        "account.account",
        check_company=True,
        tracking=True,
        domain="[('account_type', '!=', 'off_balance')]",
    )
    fee_percent_min = fields.Float("Fee from (%)", digits=(6, 3))
    fee_percent_max = fields.Float("Fee to (%)", digits=(6, 3))
    group_ids = fields.One2many("bank.line.group", "rule_id", "Groups")

    _lines = models.Constraint(
        "CHECK(min_lines >= 1 AND (max_lines = 0 OR max_lines >= min_lines))",
        "A group has at least one line, and not fewer at most than at least.",
    )
    _fee = models.Constraint(
        "CHECK(fee_percent_min >= 0 AND fee_percent_max < 100 "
        "AND fee_percent_min <= fee_percent_max)",
        "The fee is a share of the gross amount between 0 and 100 %.",
    )

    @api.constrains("key_regex")
    def _check_key_regex(self):
        for rule in self.filtered("key_regex"):
            try:
                compile_pattern(rule.key_regex)
            except BadPattern as exc:
                fault = exc.code, exc.detail
                raise ValidationError(
                    self.env["bank.rule.condition"]._describe_fault(fault)
                ) from exc

    @api.constrains("target", "clearing_account_id", "fee_mode", "fee_account_id")
    def _check_accounts(self):
        for rule in self:
            if rule.target == "post" and not rule.clearing_account_id:
                raise ValidationError(
                    self.env._("“%s” posts, but has no clearing account.", rule.name)
                )
            if rule.fee_mode != "none" and not rule.fee_account_id:
                raise ValidationError(
                    self.env._("“%s” knows a fee, but no account for it.", rule.name)
                )

    def _get_own_tests(self):
        return {
            "conditions": self.condition_ids._as_engine_conditions(),
            "journal_ids": frozenset(self.journal_ids.ids),
        }

    def _find_fault(self):
        return ""

    def _get_proposed_accounts(self, line):
        return frozenset(self.clearing_account_id.ids)

    def _describe_proposal(self, line):
        return self.clearing_account_id.sudo().display_name or ""

    def _compare(self, accounts, posted):
        if accounts & posted.accounts or (not accounts and posted.combined):
            return "agreed"
        return "document" if posted.by_document else "disagreed"

    def _as_group_spec(self) -> GroupSpec:
        """Return the keys and limits as ``engine.grouping`` uses them."""
        self.ensure_one()
        return GroupSpec(
            key_date=self.key_date,
            key_regex=self.key_regex or "",
            key_slices=tuple(
                Slice(part.source, part.position_from, part.position_to)
                for part in self.key_slices
            ),
            key_partner=self.key_partner,
            key_code=self.key_code,
            key_sign=self.key_sign,
            window_days=self.window_days if self.key_date == "none" else 0,
            max_gap_days=self.max_gap_days,
            min_lines=self.min_lines,
            max_lines=self.max_lines,
        )

    @needs("user")
    def action_combine_now(self):
        """Combine the waiting lines by these rules, whether at import or not."""
        groups = self.env["bank.group.service"]._group_waiting(self)
        mine = [("id", "in", groups.ids)]
        return addon_action(self.env, "bank_line_group_action", domain=mine)
