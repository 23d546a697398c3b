"""The control side of a bank account: opening, start, health, dashboard."""

from datetime import date, datetime

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..lines.actions import addon_action, form_action
from ..lines.constants import BANK_JOURNAL_TYPES
from ..lines.journals import bank_journals, currency_of
from ..lines.rights import needs
from ..lines.tables import entry

STATES = [("ok", "Fine"), ("attention", "Needs a Look"), ("problem", "Stands Still")]
COLORS = {"problem": "danger", "attention": "warning", "info": "info"}


def index_day(index: str) -> date:
    """Return the day of a bank line's place (``internal_index``)."""
    return datetime.strptime(index[:8], "%Y%m%d").date()


class AccountJournal(models.Model):
    """Opening balance, health and figures of a bank account."""

    _inherit = "account.journal"

    bank_start_date = fields.Date(
        "Bank Matching Starts on",
        copy=False,
        help="Entries of earlier days in bank files are left out, as they are in the "
        "books already; the statement then opens with the balance of this day. The "
        "cut-over wizard sets it.",
    )
    review_user_id = fields.Many2one(
        "res.users",
        "Statements Reviewed by",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Gets an activity for each statement that is imported, which the sign-off "
        "completes. Empty: the list of statements to review is enough.",
    )
    opening_question = fields.Char(compute="_compute_opening_question")
    opening_confirmed_on = fields.Datetime(
        "Opening Balance Confirmed on", readonly=True, copy=False
    )
    opening_confirmed_by_id = fields.Many2one(
        "res.users", "Opening Balance Confirmed by", readonly=True, copy=False
    )
    opening_confirmed_amount = fields.Float(
        "Confirmed Opening Balance", readonly=True, copy=False, digits=0
    )
    opening_confirmed_date = fields.Date(
        "Statements Begin on", readonly=True, copy=False
    )
    bank_health_state = fields.Selection(
        STATES, "Health", compute="_compute_bank_health", search="_search_bank_health"
    )
    bank_health_summary = fields.Text("What to Look at", compute="_compute_bank_health")
    bank_health_html = fields.Html("Findings", compute="_compute_bank_health")
    bank_health_source = fields.Char("Source", compute="_compute_bank_health")
    bank_health_file = fields.Char("Last File", compute="_compute_bank_health")
    bank_health_file_on = fields.Datetime(
        "Last File on", compute="_compute_bank_health"
    )
    bank_health_statement_on = fields.Date(
        "Last Statement", compute="_compute_bank_health"
    )
    bank_health_rhythm = fields.Char(
        "Usual Rhythm",
        compute="_compute_bank_health",
        help="Learnt from the statements of the last 400 days, in bank days.",
    )
    bank_health_expected_by = fields.Date("Next One by", compute="_compute_bank_health")
    bank_health_missing = fields.Char("Missing Numbers", compute="_compute_bank_health")
    bank_health_open = fields.Integer("Open Lines", compute="_compute_bank_health")
    bank_health_run_id = fields.Many2one(
        "bank.match.run", "Last Run", compute="_compute_bank_health"
    )
    bank_health_run = fields.Char("Came of It", compute="_compute_bank_health")

    # -- opening balance -------------------------------------------------------------

    def _compute_opening_question(self):
        service = self.env["bank.opening.service"]
        questions = service._get_questions(self)
        for journal in self:
            question = questions.get(journal.id)
            journal.opening_question = question and service._get_question_text(
                journal, question
            )

    @needs("approver")
    def action_confirm_opening(self):
        """Ask whether the bank's opening balance is right."""
        self.ensure_one()
        return self.env["bank.opening.wizard"]._open(self)

    # -- statements ------------------------------------------------------------------

    def _count_to_review(self) -> dict[int, int]:
        """Return by journal the number of statements that wait for their review."""
        groups = self.env["account.bank.statement"]._read_group(
            [("journal_id", "in", self.ids), ("review_state", "=", "to_review")],
            ["journal_id"],
            ["__count"],
        )
        return {journal.id: count for journal, count in groups}

    @needs("reader")
    def action_open_statements(self):
        """Open the register of this journal."""
        self.ensure_one()
        return addon_action(
            self.env,
            "account_bank_statement_action",
            domain=[("journal_id", "=", self.id)],
            context=self.env.context.get("bank_register_context", {}),
        )

    @needs("reader")
    def action_explain_difference(self):
        """Say why bank and ledger differ today."""
        self.ensure_one()
        last = self.env["bank.balance.day"].search(
            [("journal_id", "=", self.id)], order="date desc", limit=1
        )
        return self.env["bank.difference.wizard"]._open(self, last.date)

    @api.model
    def _get_first_bank(self):
        """Return the bank account that a page shows before one is chosen."""
        domain = [("type", "=", "bank"), ("company_id", "in", self.env.companies.ids)]
        return self.search(domain, limit=1)

    @needs("reader")
    def action_open_balance_chart(self):
        """Draw bank and ledger of one account: currencies do not add up."""
        journal = self[:1] or self._get_first_bank()
        first = self.env["bank.balance.service"]._get_first_day(journal)
        context = {
            "search_default_bank_ledger": 1,
            "search_default_journal_id": journal.id,
            "fill_temporal": False,
        }
        # before the bank's first word its balance is unknown: no line at zero
        domain = [("date", ">=", first)] if first else []
        return addon_action(
            self.env, "bank_balance_chart_action", domain=domain, context=context
        )

    # -- health ----------------------------------------------------------------------

    @api.depends("match_automation", "bank_account_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_bank_health(self):
        journals = bank_journals(self)._origin
        health = self.env["bank.health.service"]._get_health(journals)
        for journal in self:
            journal._set_bank_health(health.get(journal._origin.id, {}))

    def _set_bank_health(self, facts: dict) -> None:
        file, run = facts.get("last_file") or {}, facts.get("last_run") or {}
        self.bank_health_state = facts.get("state", False)
        self.bank_health_summary = facts.get("summary", False)
        self.bank_health_html = self._format_findings(facts.get("findings", []))
        self.bank_health_source = ", ".join(facts.get("sources", []))
        self.bank_health_file = file.get("name")
        self.bank_health_file_on = file.get("on")
        self.bank_health_statement_on = facts.get("last_statement")
        self.bank_health_rhythm = self._format_rhythm(facts.get("rhythm"))
        self.bank_health_expected_by = facts.get("expected_by")
        self.bank_health_missing = ", ".join(facts.get("missing_numbers", []))
        self.bank_health_open = sum(facts.get("open", {}).values())
        self.bank_health_run_id = run.get("id")
        self.bank_health_run = run and self._format_run(run)

    def _format_findings(self, findings) -> Markup:
        row = Markup(
            '<div class="mb-2"><span class="badge text-bg-{}">{}</span> '
            "<strong>{}</strong><br/>{}</div>"
        )
        _ = self.env._
        names = {
            "problem": _("Stands still"),
            "attention": _("Look"),
            "info": _("Note"),
        }
        rows = [
            row.format(
                COLORS[one["level"]], names[one["level"]], one["message"], one["action"]
            )
            for one in findings
        ]
        return Markup().join(rows)

    def _format_rhythm(self, learnt) -> str:
        if not learnt:
            return self.env._("not known yet")
        service = self.env["bank.health.service"]
        return self.env._(
            "%(kind)s, late after %(days)s bank days",
            kind=service._get_rhythm_name(learnt["kind"], learnt["typical"]),
            days=learnt["late_after"],
        )

    def _format_run(self, run) -> str:
        return self.env._(
            "Lines: %(lines)s. Reconciled: %(reconciled)s, proposed: %(proposed)s, to "
            "choose: %(choose)s, unresolved: %(unresolved)s, errors: %(errors)s",
            lines=run["lines"],
            reconciled=run["reconciled"],
            proposed=run["proposed"],
            choose=run["choose"],
            unresolved=run["unresolved"],
            errors=run["errors"],
        )

    def _search_bank_health(self, operator, value):
        """Compare in Python: all accounts cost as many queries as one."""
        journals = self.search([("type", "in", BANK_JOURNAL_TYPES)])
        journals.mapped("bank_health_state")
        domain = Domain("bank_health_state", operator, value)
        return [("id", "in", journals.filtered_domain(domain).ids)]

    @needs("reader")
    def action_open_bank_health(self):
        """Open the health page of this account."""
        self.ensure_one()
        view = self.env.ref("bank_statement_intelligence.bank_health_view_form")
        name = self.env._("Bank Health")
        return form_action(self, name=name, views=[(view.id, "form")])

    @needs("manager")
    def action_open_setup_guide(self):
        """Open the set-up guide of this account."""
        self.ensure_one()
        return self.env["bank.setup.guide"]._open(self)

    # -- closed statements -----------------------------------------------------------

    def write(self, vals):
        """The account and currency of closed statements stay; so does the suspense
        account, as long as open lines stand on it."""
        names = {"default_account_id", "currency_id", "type"} & vals.keys()
        if changed := self._get_changing(vals, names):
            domain = [("journal_id", "in", changed.ids), ("close_state", "!=", "open")]
            statements = self.env["account.bank.statement"].sudo()
            statements.search(domain, limit=1)._check_open()
        for journal in self._get_changing(vals, {"suspense_account_id"} & vals.keys()):
            journal._check_nothing_in_suspense()
        return super().write(vals)

    def _get_changing(self, vals, names):
        """Return the journals on which one of these fields gets another value."""
        wanted = {name: vals[name] or False for name in names}
        changes = self.env["account.move"]._field_will_change
        return self.filtered(
            lambda journal: any(changes(journal, wanted, name) for name in names)
        )

    def _check_nothing_in_suspense(self) -> None:
        """Refuse another suspense account while bank lines are open on this one: they
        would count as settled.

        Raises:
            UserError: how many lines are open, and what to do.
        """
        count = (
            self.env["account.move.line"]
            .sudo()
            .search_count(
                [
                    ("journal_id", "=", self.id),
                    ("account_id", "=", self.suspense_account_id.id),
                    ("statement_line_id", "!=", False),
                    ("parent_state", "!=", "cancel"),
                    ("amount_currency", "!=", 0),
                ]
            )
        )
        if count:
            raise UserError(
                self.env._(
                    "%(count)s bank lines of %(journal)s are open on the suspense "
                    "account %(account)s. With another one they would count as "
                    "settled. Settle them first, then change the account.",
                    count=count,
                    journal=self.display_name,
                    account=self.suspense_account_id.display_name,
                )
            )

    def _get_closed_day(self):
        """Return the last day that a closed statement certifies, or None."""
        self.ensure_one()
        limits = self._get_closed_limits(self.default_account_id)
        journal, index = limits.get(self.default_account_id.id, (None, ""))
        return index_day(index) if journal == self else None

    @api.model
    def _get_closed_limits(self, accounts) -> dict:
        """Return until where bank accounts are closed: one query.

        Args:
            accounts: ``account.account`` records.
        Returns:
            ``{account id: (journal, internal index of the last closed line)}``.
        """
        self.env["account.bank.statement"].flush_model(["closed_index", "journal_id"])
        self.env.cr.execute(
            """
            SELECT DISTINCT ON (j.default_account_id)
                   j.default_account_id, j.id, s.closed_index
              FROM account_bank_statement s
              JOIN account_journal j ON j.id = s.journal_id
             WHERE s.closed_index IS NOT NULL AND j.default_account_id = ANY(%s)
          ORDER BY j.default_account_id, s.closed_index DESC
            """,
            [accounts.ids],
        )
        return {
            account: (self.browse(journal).sudo(), index)
            for account, journal, index in self.env.cr.fetchall()
        }

    # -- dashboard -------------------------------------------------------------------

    @entry("dashboard", 50)
    def _get_control_figures(self, journals) -> dict[int, dict]:
        """Return by journal what its card says about control, with a fixed number of
        queries: what waits, what differs, what stands still."""
        to_review = journals._count_to_review()
        differences = self.env["bank.balance.service"]._get_differences(journals)
        questions = self.env["bank.opening.service"]._get_questions(journals)
        hints = journals.filtered(lambda one: one.type != "cash")._get_health_hints()
        figures = {}
        for journal in journals:
            currency = currency_of(journal)
            off = currency.round(differences.get(journal.id, 0.0))
            figures[journal.id] = {
                "bank_to_review": to_review.get(journal.id, 0),
                "bank_difference": off and currency.format(off),
                "bank_opening": journal.id in questions,
                **hints.get(journal.id, {}),
            }
        return figures

    def _get_health_hints(self) -> dict[int, dict]:
        """Return the worst finding, and the set-up guide for accounts on which nothing
        has been run yet."""
        health = self.env["bank.health.service"]._get_health(self)
        new = self.filtered(lambda one: not health[one.id]["last_run"])
        steps = self.env["bank.setup.service"]._get_steps(new) if new else {}
        hints = {}
        for journal in self:
            facts, mine = health[journal.id], steps.get(journal.id, [])
            stands_still = facts["state"] == "problem"
            hints[journal.id] = {
                "bank_health_hint": stands_still and facts["findings"][0]["message"],
                "bank_setup_hint": bool(mine)
                and self.env._(
                    "Set up: %(done)s of %(all)s steps",
                    done=sum(step["done"] for step in mine),
                    all=len(mine),
                ),
            }
        return hints
