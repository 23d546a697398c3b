"""What a rule asks of a bank line's texts."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.rules.conditions import Condition, find_fault

#: one text of a bank line each
TEXTS = [
    ("label", "Label"),
    ("name", "Counterparty name"),
    ("account", "Counterparty account"),
    ("details", "Remittance advice"),
    ("reference", "Any reference"),
    ("sender_reference", "Sender reference"),
    ("own_reference", "Own reference"),
    ("code", "Transaction code"),
    ("note", "Note"),
]


class BankRuleCondition(models.Model):
    """One test of a text; shared by matching, combine and application rules.

    All conditions must hold; those with the same alternative number are alternatives.
    """

    _name = "bank.rule.condition"
    _description = "Rule Condition"
    _order = "group, sequence, id"
    _rec_name = "value"

    sequence = fields.Integer(default=10)
    group = fields.Integer(
        "Alternative",
        help="Conditions with the same number are alternatives: one of them must hold. "
        "0: the condition must hold by itself.",
    )
    source = fields.Selection(
        [("all", "Any field"), ("text", "Label, advice or note"), *TEXTS],
        "Where",
        required=True,
        default="all",
    )
    negate = fields.Boolean("Not", help="The line is hit if the test fails.")
    operator = fields.Selection(
        [
            ("word", "contains word"),
            ("contains", "contains"),
            ("exact", "is exactly"),
            ("starts", "starts with"),
            ("ends", "ends with"),
            ("wildcard", "fits pattern with * and ?"),
            ("regex", "fits regular expression"),
        ],
        required=True,
        default="word",
        help="“contains word” compares whole words: “gas” does not hit “VEGAS”.",
    )
    value = fields.Char(required=True)
    case_sensitive = fields.Boolean()
    reconcile_model_id = fields.Many2one(
        "account.reconcile.model", "Matching Rule", ondelete="cascade", index=True
    )
    application_rule_id = fields.Many2one(
        "bank.application.rule", ondelete="cascade", index=True
    )
    combine_rule_id = fields.Many2one(
        "bank.combine.rule", ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, index=True
    )

    _one_rule = models.Constraint(
        "CHECK(num_nonnulls(reconcile_model_id, application_rule_id, combine_rule_id)"
        " = 1)",
        "A condition belongs to exactly one rule.",
    )

    @api.depends(
        "reconcile_model_id.company_id",
        "application_rule_id.company_id",
        "combine_rule_id.company_id",
    )
    def _compute_company_id(self):
        for condition in self:
            condition.company_id = condition._get_rule().company_id

    def _get_rule(self):
        """Return the rule that the condition belongs to, of any of the three models."""
        self.ensure_one()
        return (
            self.reconcile_model_id or self.application_rule_id or self.combine_rule_id
        )

    def _as_engine_conditions(self) -> tuple[Condition, ...]:
        """Return what ``engine.conditions`` evaluates."""
        return tuple(
            Condition(
                source=condition.source,
                operator=condition.operator,
                value=condition.value or "",
                negate=condition.negate,
                case_sensitive=condition.case_sensitive,
                # 0 stands alone: a group of its own
                group=condition.group or -position,
            )
            for position, condition in enumerate(self, start=1)
        )

    @api.constrains("value", "operator", "source")
    def _check_value(self):
        for condition in self:
            fault = find_fault(condition._as_engine_conditions()[0])
            if fault:
                raise ValidationError(
                    self.env._(
                        "The condition “%(value)s” cannot be used: %(reason)s",
                        value=condition.value,
                        reason=self._describe_fault(fault),
                    )
                )

    @api.model
    def _describe_fault(self, fault: tuple[str, str]) -> str:
        """Return in the user's language why a condition cannot be used."""
        code, detail = fault
        _ = self.env._
        texts = {
            "empty": _("It has no letters or digits. Write the text to look for."),
            "too_short": _(
                "It is too short and would hit by accident. Write at least %s letters "
                "or digits, or use “contains word”.",
                detail,
            ),
            "syntax": _(
                "The regular expression is not valid (%s). Look-around and "
                "back-references are not available.",
                detail,
            ),
            "anchor": _("Use ^ and $ for the beginning and the end of a text."),
            "matches_all": _("It hits every text, even an empty one."),
            "too_long": _("The regular expression is longer than 500 characters."),
            "timeout": _(
                "The regular expression took more than %s seconds. Make it simpler.",
                detail,
            ),
            "account": _("Its account is archived or of another company: %s", detail),
            "unknown": _("The field or the operator is unknown: %s", detail),
        }
        return texts.get(code, code)

    # -- changes are changes of the rule ---------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """A rule with another condition has to prove itself again."""
        conditions = super().create(vals_list)
        conditions._reset_rules()
        return conditions

    def write(self, vals):
        """So has one with a changed condition."""
        result = super().write(vals)
        self._reset_rules()
        return result

    def unlink(self):
        """So has one that asks for less."""
        self._reset_rules()
        return super().unlink()

    def _reset_rules(self) -> None:
        """Take the automation and the numbers of these conditions' rules away."""
        for name in ("reconcile_model_id", "application_rule_id", "combine_rule_id"):
            self[name]._lose_automation()
