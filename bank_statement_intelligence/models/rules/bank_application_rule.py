"""Application rules: text or account → partner, and how to apply."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.references.accounts import account_forms
from ...engine.text.text_index import comparable
from .bank_rule_mixin import DEFINING

METHODS = [
    ("exact_one", "The one item of this amount"),
    ("exact_subset", "The only combination of items of this amount"),
    ("full_balance", "The whole balance, if it is this amount"),
    ("oldest_first", "Oldest items first"),
    ("due_first", "First due items first"),
    ("on_account", "On account"),
    ("none", "Only name the partner"),
]


class BankApplicationRule(models.Model):
    _name = "bank.application.rule"
    _inherit = ["bank.rule.fields"]
    _description = "Application Rule"
    _check_company_auto = True
    _defining_fields = DEFINING | {
        "account_number", "partner_id", "pays_for_partner_ids", "apply_method",
        "journal_ids", "include_credit_notes", "apply_limit_days", "partial_ok",
        "tolerance_id",
    }  # fmt: skip

    condition_ids = fields.One2many(
        "bank.rule.condition", "application_rule_id", "Conditions", copy=True
    )
    account_number = fields.Char(
        tracking=True,
        help="Bank account or alias (phone number, giro) that the money comes from or "
        "goes to. With conditions, both must hold.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        required=True,
        tracking=True,
        check_company=True,
        help="Who the money comes from or goes to.",
    )
    pays_for_partner_ids = fields.Many2many(
        "res.partner",
        string="Pays for",
        check_company=True,
        help="Whose items are settled, if not the partner's own: factoring, a parent "
        "company, an insurance (third-party payer).",
    )
    apply_method = fields.Selection(
        METHODS, "Apply to", required=True, default="exact_one", tracking=True
    )
    apply_limit_days = fields.Integer(
        "Only Items of the Last Days", help="0: items of any age."
    )
    tolerance_id = fields.Many2one(
        "bank.match.tolerance",
        check_company=True,
        help="The difference accepted on lines of this rule. Empty: as for any other "
        "payment of the partner.",
    )
    include_credit_notes = fields.Boolean(default=True)
    partial_ok = fields.Boolean(
        "Partial Payment",
        help="The last item may stay partly open. Otherwise such a line is only shown.",
    )

    def _get_payers(self):
        """Return the commercial partners whose items the rule settles."""
        self.ensure_one()
        partners = self.pays_for_partner_ids or self.partner_id
        return partners.commercial_partner_id

    @api.constrains("state", "account_number", "condition_ids", "partner_id", "active")
    def _check_asks(self):
        for rule in self.filtered(lambda rule: rule.state == "live"):
            if not rule._as_engine_rule().asks:
                raise ValidationError(
                    self.env._(
                        "“%s” has neither an account nor a condition: it would hit "
                        "every line.",
                        rule.name,
                    )
                )
            rule._check_one_partner()

    def _check_one_partner(self) -> None:
        """A live text or account may not name two partners."""
        mine = self._get_keys()
        others = self.sudo().search(
            [
                ("state", "=", "live"),
                ("company_id", "=", self.company_id.id),
                ("partner_id", "!=", self.partner_id.id),
            ]
        )
        for other in others:
            common = mine & other._get_keys()
            together = not self.journal_ids or not other.journal_ids
            if common and (together or self.journal_ids & other.journal_ids):
                raise ValidationError(
                    self.env._(
                        "“%(key)s” already names %(partner)s (rule “%(rule)s”). One "
                        "text may not stand for two partners: make one of the rules "
                        "more exact, or suspend it.",
                        key=next(iter(common)),
                        partner=other.partner_id.display_name,
                        rule=other.name,
                    )
                )

    def _get_keys(self) -> set[str]:
        """Return what alone decides: the account, a text, or all texts together."""
        texts = [
            ("≠ " if condition.negate else "") + comparable(condition.value or "")
            for condition in self.condition_ids.sorted("value")
        ]
        groups = set(self.condition_ids.mapped("group"))
        whole = texts if len(groups) == 1 and 0 not in groups else [" + ".join(texts)]
        forms = self._get_account_forms() or {""}
        return {
            " + ".join(filter(None, (form, text)))
            for form in forms
            for text in sorted(whole) or [""]
        }

    def _get_account_forms(self) -> frozenset[str]:
        forms = account_forms(self.account_number or "")
        return forms if max(map(len, forms), default=0) >= 4 else frozenset()

    # -- what the engine sees --------------------------------------------------------

    def _get_own_tests(self):
        return {
            "conditions": self.condition_ids._as_engine_conditions(),
            "journal_ids": frozenset(self.journal_ids.ids),
            "accounts": self._get_account_forms(),
        }

    def _find_fault(self):
        return ""

    def _get_proposed_accounts(self, line):
        return frozenset()

    def _describe_proposal(self, line):
        return ", ".join(self._get_payers().mapped("display_name"))

    def _compare(self, accounts, posted):
        payers = set(self._get_payers().ids)
        right = posted.partners and posted.partners <= payers
        return "agreed" if right else "disagreed"
