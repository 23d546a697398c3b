"""Matching rules: bank text → general-ledger entry.

Core's reconciliation models, extended. ``trigger`` stays ``manual``, so that no other
engine fires them. A rule without ``state`` is core's own and not adopted.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.rules.conditions import Condition
from ...engine.rules.entries import EntryRule, find_rest, split_amount
from ..lines.constants import BANK_JOURNAL_DOMAIN
from ..lines.rights import needs
from .bank_rule_mixin import DEFINING, OF_CONDITIONS

#: core's label operators → ours; "contains" wants whole words
CORE_OPERATORS = {
    "contains": ("word", False),
    "not_contains": ("word", True),
    "match_regex": ("regex", False),
}
#: fields that make a new rule one of ours, which begins as a draft
OWN_FIELDS = frozenset(
    "condition_ids account_in_id account_out_id transaction_codes direction mode "
    "origin counterpart_journal_id label_template usage".split()
)


class AccountReconcileModel(models.Model):
    """Core's model with our conditions, accounts and life cycle."""

    _name = "account.reconcile.model"
    _inherit = ["account.reconcile.model", "bank.rule.mixin"]
    _defining_fields = DEFINING | {
        "match_label", "match_label_param", "match_journal_ids", "line_ids",
        "match_partner_ids", "account_in_id", "account_out_id", "condition_ids",
        "counterpart_journal_id", "usage",
    }  # fmt: skip
    _preview_fields = (
        *OF_CONDITIONS,
        *(f"line_ids.{name}" for name in "account_id amount_string tax_ids".split()),
    )

    condition_ids = fields.One2many(
        "bank.rule.condition", "reconcile_model_id", "Conditions", copy=True
    )
    account_in_id = fields.Many2one(
        "account.account",
        "Account for Money In",
        check_company=True,
        tracking=True,
        domain="[('account_type', '!=', 'off_balance')]",
        help="Used for counterpart items without an account of their own.",
    )
    account_out_id = fields.Many2one(
        "account.account",
        "Account for Money Out",
        check_company=True,
        tracking=True,
        domain="[('account_type', '!=', 'off_balance')]",
        help="Used for counterpart items without an account of their own.",
    )
    label_template = fields.Char(
        "Label of Items",
        help="Text of the journal items. {label}, {name}, {reference}, {date}, {month} "
        "and {year} stand for the bank line's values.",
    )
    max_amount_auto = fields.Monetary(
        "Automatic up to",
        currency_field="company_currency_id",
        tracking=True,
        help="Larger amounts are only proposed. 0: no limit.",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    usage = fields.Selection(
        [
            ("without", "Where no document explains the line"),
            ("with", "For the rest that a document leaves"),
            ("always", "Always: also as another choice beside documents"),
        ],
        "Used",
        required=True,
        default="without",
        tracking=True,
        help="A document, payment ID or payment that the line names always comes "
        "first; the rule then explains the rest, such as a fee.",
    )
    attachment_required = fields.Boolean(
        "Needs a Receipt",
        help="Never posted without a person; who posts it without an attachment gets "
        "an activity to add it.",
    )
    counterpart_journal_id = fields.Many2one(
        "account.journal",
        "Own Account (transfer)",
        check_company=True,
        domain=BANK_JOURNAL_DOMAIN,
        help="The money goes to or comes from this account of ours: both lines are "
        "posted to the liquidity transfer account and reconciled with each other.",
    )

    # -- life cycle ------------------------------------------------------------------

    @api.model
    def _get_first_state(self, vals):
        """Core's own rules act at once, as suggestions; a trigger leaves them alone."""
        if not OWN_FIELDS.isdisjoint(vals):
            return "draft"
        return False if vals.get("trigger") == "auto_reconcile" else "live"

    @api.constrains("trigger", "state")
    def _check_trigger(self):
        for rule in self:
            if rule.state and rule.trigger != "manual":
                raise ValidationError(
                    self.env._(
                        "“%s” is run by Bank Matching, so its trigger must be manual: "
                        "two engines would post it twice. Use the mode “Automatic” "
                        "instead, or release the rule first.",
                        rule.name,
                    )
                )

    @needs("manager")
    def action_adopt(self):
        """Take over rules made for core or another engine, in one click."""
        foreign = self.filtered(lambda rule: not rule.state)
        foreign.write({"trigger": "manual", "state": "draft"})
        return True

    @needs("manager")
    def action_adopt_all(self):
        """Adopt every rule of the user's companies that is not adopted yet."""
        rules = self.search(
            [("state", "=", False), ("company_id", "in", self.env.companies.ids)]
        )
        rules.action_adopt()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @needs("manager")
    def action_release(self):
        """Give rules back to core and other engines."""
        self.write({"state": False})
        return True

    def action_set_auto_reconcile(self):
        """Core's button: an adopted rule becomes automatic in our sense."""
        ours = self.filtered("state")
        if ours:
            ours.action_set_automatic()
        return super(AccountReconcileModel, self - ours).action_set_auto_reconcile()

    # -- what the engine sees --------------------------------------------------------

    def _get_own_tests(self):
        """Our conditions and core's own, all of which must hold."""
        conditions = self.condition_ids._as_engine_conditions()
        if self.match_label:
            operator, negate = CORE_OPERATORS[self.match_label]
            value = self.match_label_param or ""
            # a group that no other condition has
            core = Condition("text", operator, value, negate, group=-(10**6))
            conditions = (*conditions, core)
        return {
            "conditions": conditions,
            "journal_ids": frozenset(self.match_journal_ids.ids),
            "partner_ids": frozenset(self.match_partner_ids.commercial_partner_id.ids),
        }

    def _get_proposed_accounts(self, line):
        entries = self._get_entry_rules(line.amount > 0)
        return frozenset(entry.account_id for entry in entries)

    def _describe_proposal(self, line):
        currency = self.env["res.currency"].browse(line.currency_id)
        decimals = max(0, -line.amount.as_tuple().exponent)
        left = minor = int(line.amount.scaleb(decimals))
        texts = []
        entries = self._get_entry_rules(minor > 0)
        for entry, part in split_amount(
            minor, decimals, "\n".join(line.values("all")), entries
        ):
            texts.append(self._describe_part(entry, part / 10**decimals, currency))
            left -= part
        if left:
            rest = currency.format(left / 10**decimals)
            texts.append(self.env._("%s is left: this line would wait", rest))
        return "; ".join(texts)

    def _describe_part(self, entry: EntryRule, amount: float, currency) -> str:
        """Return one counterpart with account, amount without its taxes, and these."""
        account = self.env["account.account"].sudo().browse(entry.account_id)
        taxes = self.env["account.tax"].sudo().browse(entry.tax_ids)
        parts = taxes.with_context(force_price_include=True).compute_all(
            amount, currency=currency
        )
        net = currency.format(parts["total_excluded"])
        text = [f"{account.display_name} {net}"]
        text += [f"{t['name']} {currency.format(t['amount'])}" for t in parts["taxes"]]
        return " + ".join(text)

    def _find_fault(self):
        """Without account it does nothing; a rest of the amount fails at approve."""
        self.ensure_one()
        if self._is_partner_mapping():
            return ""
        signs = {"in": (True,), "out": (False,)}.get(self.direction, (True, False))
        entries = {is_in: self._get_entry_rules(is_in) for is_in in signs}
        if not any(entries.values()):
            return self.env._(
                "“%s” has no account to post to, so it would do nothing. Give its "
                "items accounts, or fill “Account for Money In” or “Account for Money "
                "Out”.",
                self.name,
            )
        if bad := self._find_bad_account(self._get_accounts(), self.company_id):
            return self.env["bank.rule.condition"]._describe_fault(
                ("account", bad[0].display_name)
            )
        for is_in, found in entries.items():
            rest = found and find_rest(found, self._get_trial_amounts(is_in), 2)
            if rest:
                return self.env._(
                    "The items of “%(name)s” do not use the whole amount: of "
                    "%(amount).2f, %(rest).2f would be left without account, and no "
                    "line could be posted. Let the last item take 100 %% of the "
                    "balance.",
                    name=self.name,
                    amount=rest[0] / 100,
                    rest=rest[1] / 100,
                )
        return ""

    def _get_trial_amounts(self, is_in: bool) -> list[int]:
        """Return amounts that the items must use up: those of its bounds, if it has
        any, else some that do not divide evenly."""
        low, high = self._get_amount_bounds()
        minors = [int(bound * 100) for bound in (low, high) if bound]
        return [
            minor if is_in else -minor for minor in minors or (125_000, 99_999, 7_01)
        ]

    def _compare(self, accounts, posted):
        if posted.accounts == accounts:
            return "agreed"
        return "document" if posted.by_document else "disagreed"

    def _get_fallback_account(self, is_money_in: bool):
        if self.counterpart_journal_id:
            return self.company_id.transfer_account_id
        return self.account_in_id if is_money_in else self.account_out_id

    def _get_entry_rules(self, is_money_in: bool) -> list[EntryRule]:
        """Return the counterparts for money in or out, empty if it has none."""
        self.ensure_one()
        fallback = self._get_fallback_account(is_money_in)
        if not self.line_ids and fallback:
            return [EntryRule(fallback.id, label=self.label_template or "")]
        lines = self.line_ids.sorted("sequence")
        return [
            self._get_entry_rule(line, line.account_id or fallback)
            for line in lines
            if line.account_id or fallback
        ]

    def _get_accounts(self) -> frozenset[int]:
        """Return the ids of all accounts that it posts to."""
        return frozenset(
            entry.account_id
            for is_money_in in (True, False)
            for entry in self._get_entry_rules(is_money_in)
        )

    def _get_entry_rule(self, line, account) -> EntryRule:
        return EntryRule(
            account_id=account.id,
            amount_type=line.amount_type,
            amount=line.amount,
            pattern=line.amount_string if line.amount_type == "regex" else "",
            label=line.label or self.label_template or "",
            partner_id=line.partner_id.id or None,
            tax_ids=tuple(line.tax_ids.ids),
            analytic=tuple((line.analytic_distribution or {}).items()),
        )

    def _find_bad_account(self, account_ids, company):
        """Return the accounts that may not be posted to: archived or foreign."""
        accounts = self.env["account.account"].sudo().browse(account_ids)
        domain = accounts._check_company_domain(company)
        return accounts - accounts.filtered("active").filtered_domain(domain)

    def _is_partner_mapping(self) -> bool:
        """Core's way to map a text to a partner; pass 70 uses it."""
        accounts = self.account_in_id | self.account_out_id
        return bool(
            self.mapped_partner_id and not accounts and not self.counterpart_journal_id
        )

    def _is_over_limit(self, amount: float) -> bool:
        """Tell whether it may not post this amount (company currency) by itself."""
        self.ensure_one()
        limit = self.max_amount_auto
        compare = self.company_currency_id.compare_amounts
        return bool(limit) and compare(abs(amount), limit) > 0

    def _schedule_activity(self, move) -> None:
        """Ask for the receipt, or for what core's next activity says."""
        self.ensure_one()
        kind = self.next_activity_type_id
        if self.attachment_required and not move.attachment_ids:
            kind = kind or self.env.ref("mail.mail_activity_data_todo")
        elif self.attachment_required or not kind:
            return
        move.activity_schedule(
            activity_type_id=kind.id,
            summary=self.name,
            user_id=(self.owner_id or self.env.user).id,
        )
