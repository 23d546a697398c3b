"""What matching, combine and application rules share: life cycle, limits, test.

Only ``live`` rules act. ``suggest`` proposes; ``auto`` may do so without a person. A
rule becomes automatic by evidence from a back-test, or by a manager's logged decision.

Rooms above fill the table ``rule_life`` with ``(self, rules, before)``: rules that
begin or cease to act, or with another mode; ``before`` has state and mode by id, none
of new ones.
"""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.rules.conditions import Rule
from ...engine.rules.statistics import wilson_lower
from ..lines.actions import addon_action
from ..lines.rights import check_right, needs

#: a rule needs this many hits in history, and this lower bound of its precision
MIN_HITS = 20
MIN_PRECISION = 0.8
#: corrections by people that suspend a live rule, if they are this share of its hits
MAX_CORRECTIONS = 3
MAX_CORRECTED_SHARE = 0.2
#: fields whose change makes another rule of it, so that its back-test is worth nothing
DEFINING = frozenset(
    "direction transaction_codes day_from day_to amount_currency_id match_amount "
    "match_amount_min match_amount_max date_from date_to company_id".split()
)
#: what its conditions say; their own model watches them
OF_CONDITIONS = tuple(
    f"condition_ids.{name}"
    for name in ("source", "operator", "value", "negate", "group", "case_sensitive")
)


class BankRuleMixin(models.AbstractModel):
    _name = "bank.rule.mixin"
    _description = "Bank Rule"

    _defining_fields = DEFINING
    #: what it proposes, for the preview: fields of its lines
    _preview_fields = OF_CONDITIONS

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("tested", "Tested"),
            ("live", "Live"),
            ("suspended", "Suspended"),
        ],
        tracking=True,
        copy=False,
        index=True,
        help="Only live rules act. Empty: not adopted by Bank Matching.",
    )
    mode = fields.Selection(
        [("suggest", "Suggest"), ("auto", "Automatic")],
        required=True,
        default="suggest",
        tracking=True,
        copy=False,
        help="Automatic: acts without a person, as far as the journal allows it.",
    )
    owner_id = fields.Many2one(
        "res.users", default=lambda self: self.env.user, copy=False
    )
    origin = fields.Selection(
        [("manual", "By hand"), ("learned", "From a line"), ("mined", "Mined")],
        default="manual",
        required=True,
        readonly=True,
        copy=False,
    )
    direction = fields.Selection(
        [("both", "In and out"), ("in", "Money in"), ("out", "Money out")],
        required=True,
        default="both",
        tracking=True,
    )
    amount_currency_id = fields.Many2one(
        "res.currency",
        "Currency of the Amounts",
        help="The bounds apply to the line's amount in this currency; a line without "
        "it is not hit. Empty: the amount of the bank line.",
    )
    transaction_codes = fields.Char(
        tracking=True,
        help="Codes that the bank gives its transactions, separated by commas: ISO "
        "(PMNT-RDDT) or the bank's own (700). The beginning of a code is enough.",
    )
    day_from = fields.Integer("From Day of Month", help="0: any day.")
    day_to = fields.Integer("To Day of Month")
    date_from = fields.Date("Valid From")
    date_to = fields.Date("Valid To")
    hit_count = fields.Integer(
        "Hits", readonly=True, copy=False, help="Lines that it acted on."
    )
    last_hit = fields.Date(readonly=True, copy=False)
    corrected_count = fields.Integer(
        "Corrected",
        readonly=True,
        copy=False,
        help="How often people rejected or undid what it proposed, since it went live.",
    )
    backtest_n = fields.Integer("Hits in History", readonly=True, copy=False)
    backtest_agreed = fields.Integer("Agreed", readonly=True, copy=False)
    backtest_date = fields.Datetime("Tested On", readonly=True, copy=False)
    precision_backtest = fields.Float(
        "Right at Least",
        compute="_compute_precision_backtest",
        store=True,
        digits=(5, 4),
        help="Lower end of the 95 % Wilson interval of the share of lines where people "
        "did what the rule proposes.",
    )
    suspend_reason = fields.Char(readonly=True, copy=False)
    backtest_lines = fields.Json(readonly=True, copy=False)
    disagreement_count = fields.Integer(compute="_compute_disagreement_count")
    rule_warning = fields.Char("To Check", readonly=True, copy=False)
    preview_html = fields.Html(
        "Preview", compute="_compute_preview_html", sanitize=False
    )

    _days = models.Constraint(
        "CHECK(day_from BETWEEN 0 AND 31 AND day_to BETWEEN 0 AND 31)",
        "Days of the month are between 1 and 31.",
    )

    @api.depends("backtest_n", "backtest_agreed")
    def _compute_precision_backtest(self):
        for rule in self:
            rule.precision_backtest = wilson_lower(
                rule.backtest_agreed, rule.backtest_n
            )

    @api.depends("backtest_lines")
    def _compute_disagreement_count(self):
        for rule in self:
            rule.disagreement_count = len(rule.backtest_lines or ())

    @api.depends(lambda self: (*sorted(self._defining_fields), *self._preview_fields))
    def _compute_preview_html(self):
        service = self.env["bank.rule.service"]
        for rule in self:
            asks = rule._as_engine_rule().asks
            rule.preview_html = service._render_preview(rule) if asks else False

    @api.constrains("mode", "state")
    def _check_automatic_is_live(self):
        for rule in self:
            if rule.mode == "auto" and rule.state != "live":
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be automatic: it is not live. Test it and set it "
                        "live first.",
                        rule.display_name,
                    )
                )

    # -- what the engine sees --------------------------------------------------------

    def _as_engine_rule(self) -> Rule:
        """Return the rule as ``engine.conditions`` evaluates it."""
        self.ensure_one()
        low, high = self._get_amount_bounds()
        codes = (self.transaction_codes or "").replace(";", ",").split(",")
        return Rule(
            id=self.id,
            direction=self.direction,
            amount_min=low,
            amount_max=high,
            currency_id=self.amount_currency_id.id or None,
            day_from=self.day_from,
            day_to=self.day_to,
            date_from=self.date_from or None,
            date_to=self.date_to or None,
            codes=tuple(code.strip() for code in codes if code.strip()),
            company_id=self.company_id.id or None,
            **self._get_own_tests(),
        )

    def _get_own_tests(self) -> dict:
        """Return what this kind of rule asks of a line, as fields of the engine's rule:
        conditions, journals, partners, accounts."""
        raise NotImplementedError

    def _get_proposed_accounts(self, line) -> frozenset[int]:
        """Return the ids of the accounts that the rule proposes for a line."""
        raise NotImplementedError

    def _describe_proposal(self, line) -> str:
        """Return what the rule proposes for a line, with amounts where it has any."""
        raise NotImplementedError

    def _compare(self, accounts, posted) -> str:
        """Tell whether people posted that: ``agreed``, ``disagreed``, ``document``."""
        raise NotImplementedError

    def _get_amount_bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Return the bounds as core's fields have them; sign and order do not count."""
        low = Decimal(str(self.match_amount_min))
        high = Decimal(str(self.match_amount_max))
        return {
            "lower": (None, high),
            "greater": (low, None),
            "between": (low, high),
        }.get(self.match_amount, (None, None))

    @api.model
    def _get_live(self, company_ids):
        """Return the live rules of these companies, in their order."""
        return self.sudo().search(
            [("state", "=", "live"), ("company_id", "in", list(company_ids))]
        )

    # -- life cycle ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Only managers create rules that act."""
        default = self.env.context.get("default_state")
        asked = [vals.get("state") or default for vals in vals_list]
        for state, vals in zip(asked, vals_list, strict=True):
            if state in ("live", "suspended") or vals.get("mode") == "auto":
                check_right(self.env, "manager")
            vals["state"] = state or self._get_first_state(vals)
        rules = super().create(vals_list)
        for rule, vals in zip(rules, vals_list, strict=True):
            if vals.get("mode") == "auto":
                # its conditions were written after it, and took the mode away
                rule._write_unchecked({"mode": "auto"})
                rule._check_automation(vals)
        for rule, state in zip(rules, asked, strict=True):
            # core's own rules act at once, if they can
            if state != "live" and rule.state == "live" and rule._find_fault():
                rule._write_unchecked({"state": "draft"})
        live = rules.filtered(lambda rule: rule.state == "live")
        live._check_faults()
        live._report_life({})
        live.company_id._match_bank_lines_later()
        return rules

    @api.model
    def _get_first_state(self, vals: dict):
        """Return the state of a rule that is created with these values, and none."""
        raise NotImplementedError

    def write(self, vals):
        """Keep the life cycle; a rule that acts otherwise may take waiting lines."""
        if "state" in vals or "mode" in vals:
            check_right(self.env, "manager")
        if vals.get("state") and vals["state"] != "live":
            vals = {"mode": "suggest", **vals}
        if vals.get("mode") == "auto":
            self._check_automation(vals)
        before = {rule.id: (rule.state, rule.mode) for rule in self}
        defines = not self._defining_fields.isdisjoint(vals)
        if defines and "mode" not in vals:
            self._lose_automation()
        result = super().write(vals)
        if vals.get("mode") == "auto":
            self._write_unchecked({"mode": "auto"})
        self.filtered(lambda r: (r.state, r.mode) != before[r.id])._report_life(before)
        if defines or "state" in vals:
            live = self.filtered(lambda rule: rule.state == "live")
            live._check_faults()
            live.company_id._match_bank_lines_later()
        return result

    def _report_life(self, before: dict) -> None:
        """Call the table ``rule_life`` for rules that act otherwise than before."""
        for call in self.env["bank.tables"]._get_entries("rule_life") if self else ():
            call(self, before)

    def _check_faults(self) -> None:
        """Refuse live rules that could not act."""
        for rule in self:
            if fault := rule._find_fault():
                raise UserError(fault)

    def _find_fault(self) -> str:
        """Return in words what keeps the rule from acting, "" if nothing does."""
        raise NotImplementedError

    def _lose_automation(self) -> None:
        """The rule changed: it suggests until it has proved itself again."""
        for rule in self:
            tested = rule.state == "tested"
            if rule.mode == "auto" or tested or rule.backtest_n:
                values = {"mode": "suggest", "backtest_n": 0, "backtest_agreed": 0}
                values |= {"state": "draft"} if tested else {}
                rule._write_unchecked(values)

    def _check_automation(self, vals: dict) -> None:
        """Refuse automation without evidence; a manager may decide so, on record.

        A manager who sets a rule live *and* automatic in one step (import of rules,
        API) has decided; the mode alone needs evidence or ``action_override``.
        """
        decided = vals.get("state") == "live"
        for rule in self:
            if rule._has_evidence():
                continue
            if not decided:
                raise UserError(rule._describe_missing_evidence())
            rule._log_override()

    def _has_evidence(self) -> bool:
        """Tell whether the back-test allows automation."""
        return self.backtest_n >= MIN_HITS and self.precision_backtest >= MIN_PRECISION

    def _describe_missing_evidence(self) -> str:
        return self.env._(
            "“%(name)s” cannot be automatic yet: people agreed with it on %(agreed)s "
            "of %(hits)s lines (lower bound %(bound)d %%). It needs %(min_hits)s hits "
            "and a lower bound of %(min_bound)d %%. Test it, or use “Automatic without "
            "evidence”, which is logged.",
            name=self.display_name,
            agreed=self.backtest_agreed,
            hits=self.backtest_n,
            bound=self.precision_backtest * 100,
            min_hits=MIN_HITS,
            min_bound=MIN_PRECISION * 100,
        )

    def _log_override(self) -> None:
        self.message_post(
            body=self.env._(
                "%(user)s made this rule automatic without enough evidence (%(agreed)s "
                "of %(hits)s lines in history).",
                user=self.env.user.name,
                agreed=self.backtest_agreed,
                hits=self.backtest_n,
            )
        )

    @needs("manager")
    def action_go_live(self):
        """Let the rules act: they suggest."""
        return self.write(
            {"state": "live", "suspend_reason": False, "corrected_count": 0}
        )

    @needs("manager")
    def action_reset_to_draft(self):
        """Take the rules out of use to change them."""
        return self.write({"state": "draft"})

    @needs("manager")
    def action_suspend(self):
        """Stop the rules."""
        rules = self.with_context(bank_rule_stopped_by_person=True)
        return rules._suspend(self.env._("Suspended by %s.", self.env.user.name))

    def _suspend(self, reason: str):
        for rule in self:
            rule.write({"state": "suspended", "suspend_reason": reason})
            rule.message_post(body=reason)
        return True

    @needs("manager")
    def action_set_automatic(self):
        """Let live rules act without a person; needs evidence."""
        return self.write({"mode": "auto"})

    @needs("manager")
    def action_override(self):
        """Let rules act without a person although evidence is missing; logged."""
        return self.write({"state": "live", "mode": "auto"})

    @needs("manager")
    def action_set_suggest(self):
        """Let the rules only propose."""
        return self.write({"mode": "suggest"})

    # -- record of use ---------------------------------------------------------------

    def _count_hits(self, lines) -> None:
        """Note that this rule acted on bank lines."""
        self.ensure_one()
        dates = [day for day in (*lines.mapped("date"), self.last_hit) if day]
        self._write_unchecked(
            {"hit_count": self.hit_count + len(lines), "last_hit": max(dates)}
        )

    def _count_correction(self, count: int) -> None:
        """Note that people decided otherwise; an often corrected rule stops."""
        self.ensure_one()
        self._write_unchecked({"corrected_count": self.corrected_count + count})
        decided = self.hit_count + self.corrected_count
        if self.state != "live" or self.corrected_count < MAX_CORRECTIONS:
            return
        if self.corrected_count > MAX_CORRECTED_SHARE * decided:
            self._suspend(
                self.env._(
                    "Suspended: people corrected it %(count)s times of %(decided)s.",
                    count=self.corrected_count,
                    decided=decided,
                )
            )

    def _write_unchecked(self, values: dict) -> None:  # pylint: disable=missing-return
        """Write statistics without the life cycle's checks and tracking."""
        super(BankRuleMixin, self.sudo().with_context(tracking_disable=True)).write(  # pylint: disable=super-method-mismatch
            values
        )

    # -- test on history, exchange ---------------------------------------------------

    @needs("user")
    def action_backtest(self):
        """Test on a year of history; a draft becomes tested."""
        self.env["bank.rule.service"]._backtest(self)
        return True

    @needs("reader")
    def action_open_hits(self):
        """Show the lines that the rule hits."""
        self.ensure_one()
        hits = self.env["bank.rule.service"]._evaluate(self)[self]
        return self._open_lines([hit.line_id for hit in hits])

    @needs("reader")
    def action_open_disagreements(self):
        """Show the lines where people posted something else."""
        self.ensure_one()
        return self._open_lines(self.backtest_lines or [])

    def _open_lines(self, line_ids):
        mine = [("id", "in", line_ids)]
        return addon_action(self.env, "bank_worksheet_action", domain=mine, context={})

    @needs("reader")
    def action_export(self):
        """Download these rules as a file that another company can import."""
        text = self.env["bank.rule.exchange"]._export(self)
        return self._download("json", "application/json", text.encode())

    @needs("reader")
    def action_export_table(self):
        """Download these rules as a table for a spreadsheet; it can be imported."""
        text = self.env["bank.rule.exchange"]._export_table(self)
        return self._download("csv", "text/csv", text.encode("utf-8-sig"))

    def _download(self, suffix: str, mimetype: str, content: bytes) -> dict:
        attachment = self.env["ir.attachment"].create(
            {"name": f"{self._table}.{suffix}", "raw": content, "mimetype": mimetype}
        )
        url = f"/web/content/{attachment.id}?download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}
