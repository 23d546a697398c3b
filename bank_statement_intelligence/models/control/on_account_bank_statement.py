"""The control side of a statement: balances, review, closing, links.

The review is a sign-off: it posts nothing and depends on no matching. Closing locks the
lines (``closing_service`` closes and reopens, ``closed_periods`` keeps every other
route away). Both are written by their buttons only, so that what they say is always by
the one who pressed.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..lines.actions import addon_action, form_action, list_action
from ..lines.rights import needs
from ..lines.tables import entry
from ..lines.truth import ENGINE

REVIEW_ACTIVITY = "bank_statement_intelligence.mail_activity_review_statement"
#: the sign-off
REVIEW = {"review_state", "reviewed_by_id", "reviewed_on", "reviewed_digest"}
#: what a certificate is about
CERTIFIED = {
    "name",
    "reference",
    "date",
    "balance_start",
    "balance_end_real",
    "journal_id",
    "company_id",
    "currency_id",
    "line_ids",
    "import_file_id",
    "bank_statement_number",
    "first_line_index",
}

#: hash of the lines per statement: what the bank said, not what matching made of it
_REVIEWED = """
    SELECT l.statement_id,
           md5(string_agg(
               ROW(l.id, m.date, m.state, l.amount::float, l.foreign_currency_id,
                   l.amount_currency::float, l.payment_ref, l.partner_name,
                   l.account_number, CASE WHEN EXISTS (
                       SELECT FROM bank_match_proposal p
                        WHERE p.statement_line_id = l.id AND p.sets_partner)
                   THEN NULL ELSE l.partner_id END)::text,
               '' ORDER BY l.id))
      FROM account_bank_statement_line l
      JOIN account_move m ON m.id = l.move_id
     WHERE l.statement_id = ANY(%s)
  GROUP BY l.statement_id
"""


class AccountBankStatement(models.Model):
    """Balances, review, closing and links of a statement."""

    _name = "account.bank.statement"
    _inherit = ["account.bank.statement", "mail.thread", "mail.activity.mixin"]

    # -- balances
    ledger_balance = fields.Monetary(
        compute="_compute_ledger_balance",
        help="Posted items on the bank's account up to the end of this statement.",
    )
    balance_difference = fields.Monetary(
        "Difference",
        compute="_compute_ledger_balance",
        search="_search_balance_difference",
        help="Closing balance of the bank less ledger balance. Should be zero.",
    )
    suspense_balance = fields.Monetary(
        "In Suspense",
        compute="_compute_ledger_balance",
        help="Amounts of this statement without counterpart.",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    ledger_balance_company = fields.Monetary(
        "Ledger in Company Currency",
        compute="_compute_ledger_balance",
        currency_field="company_currency_id",
    )
    balance_state = fields.Selection(
        [
            ("ok", "Agrees"),
            ("difference", "Difference"),
            ("incomplete", "Does not Add Up"),
            ("gap", "Gap before It"),
            ("empty", "Empty – no Check"),
        ],
        "Balance",
        compute="_compute_balance_state",
        search="_search_balance_state",
        help="Whether the statement follows on the last one, adds up and agrees with "
        "the ledger. A statement without entries moves nothing and proves nothing.",
    )
    journal_active = fields.Boolean(related="journal_id.active")
    opening_question = fields.Char(compute="_compute_opening_question")
    linked_count = fields.Integer(compute="_compute_linked_count")
    # -- review
    review_state = fields.Selection(
        [("to_review", "To Review"), ("reviewed", "Reviewed")],
        "Review",
        required=True,
        readonly=True,
        default="to_review",
        index=True,
        copy=False,
        help="A sign-off: it posts nothing and changes nothing.",
    )
    reviewed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    reviewed_digest = fields.Char(readonly=True, copy=False)
    is_review_stale = fields.Boolean(
        "Changed since Review",
        compute="_compute_is_review_stale",
        help="Lines or balances are not those that were reviewed.",
    )
    # -- closing
    close_state = fields.Selection(
        [("open", "Open"), ("partial", "Partly Closed"), ("closed", "Closed")],
        "Closing",
        required=True,
        readonly=True,
        default="open",
        index=True,
        copy=False,
        help="Closed lines cannot be changed. Partly: settled lines are closed, the "
        "others are explained.",
    )
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)
    closed_index = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Place of the last line: nothing may be booked on the account before it.",
    )
    close_warning = fields.Char(
        readonly=True, copy=False, help="Why it was reopened without its owner."
    )
    closing_ids = fields.One2many(
        "bank.statement.closing", "statement_id", "Closings", readonly=True
    )
    closing_count = fields.Integer(compute="_compute_closing_count")

    # -- name ------------------------------------------------------------------------

    @api.depends("name", "journal_id.code", "date")
    def _compute_display_name(self):
        """A statement without a name is called by its account and day."""
        result = super()._compute_display_name()
        for statement in self.filtered(lambda one: not one.name):
            parts = (statement.journal_id.code, statement.date or self.env._("New"))
            statement.display_name = " ".join(str(one) for one in parts if one)
        return result

    def _check_has_account(self) -> None:
        """Refuse what needs a bank account and a day: both come with the lines.

        Raises:
            UserError: which statement has no lines, and what to do.
        """
        empty = self.filtered(lambda one: not (one.journal_id and one.date))
        if empty:
            raise UserError(
                self.env._(
                    "Statement %s has no lines yet, so it belongs to no bank account "
                    "and no day. Add its lines, or delete it.",
                    empty[0].display_name,
                )
            )

    # -- who may write ---------------------------------------------------------------

    _truth = {
        **dict.fromkeys(("review_state", "reviewed_by_id", "reviewed_on"), ENGINE),
        **dict.fromkeys(("reviewed_digest", "close_state", "closed_by_id"), ENGINE),
        **dict.fromkeys(("closed_on", "closed_index", "close_warning"), ENGINE),
        "closing_ids": ENGINE,
    }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_open()
        kept = self.filtered(lambda one: one.sudo().closing_ids)
        if kept:
            raise UserError(
                self.env._(
                    "Statement %s was closed before, and the certificates of that are "
                    "kept: it cannot be deleted. Correct it, and close it again.",
                    kept[0].display_name,
                )
            )

    def _check_open(self, allow_partial=False) -> None:
        """Refuse if one of these statements is closed.

        Raises:
            UserError: which one, by whom, and what to do.
        """
        refused = ("closed",) if allow_partial else ("closed", "partial")
        closed = self.filtered(lambda st: st.close_state in refused)
        if closed:
            raise UserError(closed[0]._get_closed_text())

    def _get_closed_text(self) -> str:
        """Say that this statement is closed, and how to change it all the same."""
        self.ensure_one()
        statement = self.sudo()
        return self.env._(
            "Statement %(name)s of %(journal)s was closed by %(user)s on %(date)s and "
            "cannot be changed. A manager of Bank Matching can reopen it with a reason "
            "(Bank → Statements → Reopen).",
            name=statement.display_name,
            journal=statement.journal_id.display_name,
            user=statement.closed_by_id.name or "–",
            date=statement.closed_on and statement.closed_on.date(),
        )

    # -- balances --------------------------------------------------------------------

    @api.depends("journal_id", "date", "balance_end_real", "line_ids.is_reconciled")
    def _compute_ledger_balance(self):
        figures = self.env["bank.balance.service"]._get_statement_figures(self._origin)
        for statement in self:
            found = figures.get(statement._origin.id)
            closing = statement.balance_end_real
            ledger = found["ledger"] if found else closing
            statement.ledger_balance = ledger
            statement.ledger_balance_company = found["ledger_company"] if found else 0.0
            statement.suspense_balance = found["suspense"] if found else 0.0
            statement.balance_difference = (
                statement.currency_id.round(closing - ledger) if found else 0.0
            )

    @api.depends("balance_difference", "is_complete", "line_count")
    def _compute_balance_state(self):
        gaps = self.env["bank.balance.service"]._get_gaps(self._origin)
        for statement in self:
            currency = statement.currency_id
            if not statement.line_count or not currency:
                statement.balance_state = "empty"
            elif gaps.get(statement._origin.id):
                statement.balance_state = "gap"
            elif not statement.is_complete:
                statement.balance_state = "incomplete"
            else:
                agrees = currency.is_zero(statement.balance_difference)
                statement.balance_state = "ok" if agrees else "difference"

    def _search_balance_difference(self, operator, value):
        return self._search_computed("balance_difference", operator, value)

    def _search_balance_state(self, operator, value):
        return self._search_computed("balance_state", operator, value)

    def _search_computed(self, name, operator, value):
        """Compare in Python: all statements cost as many queries as one."""
        statements = self.search([])
        statements.mapped(name)
        found = statements.filtered_domain(Domain(name, operator, value))
        return [("id", "in", found.ids)]

    @api.depends("balance_start", "journal_id.opening_confirmed_on")
    def _compute_opening_question(self):
        service = self.env["bank.opening.service"]
        questions = service._get_questions(self.journal_id)
        for statement in self:
            question = questions.get(statement.journal_id.id)
            mine = question and question["statement_id"] == statement._origin.id
            statement.opening_question = mine and service._get_question_text(
                statement.journal_id, question
            )

    @needs("approver")
    def action_confirm_opening(self):
        """Ask whether the bank's opening balance is right."""
        self.ensure_one()._check_has_account()
        return self.journal_id.action_confirm_opening()

    @needs("reader")
    def action_open_file(self):
        """Hand out the raw file as the bank sent it."""
        self.ensure_one()
        if self.import_file_id:
            return self.import_file_id.action_download()
        return False

    @needs("reader")
    def action_explain(self):
        """Say why bank and ledger differ at the end of this statement."""
        self.ensure_one()._check_has_account()
        return self.env["bank.difference.wizard"]._open(self.journal_id, self.date)

    @needs("reader")
    def action_open_days(self):
        """Show the balances of each day in this statement."""
        self.ensure_one()._check_has_account()
        domain = [("journal_id", "=", self.journal_id.id)]
        if days := self.line_ids.mapped("date"):
            domain += [("date", ">=", min(days)), ("date", "<=", max(days))]
        return addon_action(
            self.env, "bank_balance_day_action", domain=domain, context={}
        )

    # -- linked entries --------------------------------------------------------------

    def _get_linked_moves(self) -> dict:
        """Return by statement the documents that its lines are reconciled with."""
        links = self.line_ids.move_id._get_linked_ids()
        moves = self.env["account.move"]
        return {
            statement: moves.browse(
                set().union(
                    *(links.get(m.id, set()) for m in statement.line_ids.move_id)
                )
            )
            for statement in self
        }

    @api.depends("line_ids.match_state")
    def _compute_linked_count(self):
        linked = self._get_linked_moves()
        for statement in self:
            statement.linked_count = len(linked[statement])

    @needs("reader")
    def action_open_linked(self):
        """Open the documents that this statement settles."""
        self.ensure_one()
        moves = self._get_linked_moves()[self]
        name = self.env._("Linked Documents")
        return list_action(moves, name, context={"create": False})

    @needs("reader")
    def action_open_entries(self):
        """Open the entries of the lines: each line is its own voucher."""
        self.ensure_one()
        moves = self.line_ids.move_id
        name = self.env._("Entries of the Statement")
        return list_action(moves, name, context={"create": False})

    # -- review ----------------------------------------------------------------------

    @api.depends("reviewed_digest", "balance_start", "balance_end_real", "line_ids")
    def _compute_is_review_stale(self):
        signed = self.filtered("reviewed_digest")
        (self - signed).is_review_stale = False
        digests = signed._get_review_digests()
        for statement in signed:
            # a sign-off of before lines were hashed is compared as far as it goes
            now = f"{digests[statement]}|"
            statement.is_review_stale = not now.startswith(
                f"{statement.reviewed_digest}|"
            )

    def _get_review_digests(self) -> dict:
        """Return by statement what the bank said, in short: what a reviewer signs."""
        self.env["account.bank.statement.line"].flush_model()
        self.env["account.move"].flush_model(["date", "state"])
        self.env["bank.match.proposal"].flush_model(["sets_partner"])
        hashes = dict(self.env.execute_query(SQL(_REVIEWED, self._origin.ids)))
        digests = {}
        for statement in self:
            amounts = (
                statement.balance_start,
                statement.balance_end,
                statement.balance_end_real,
            )
            currency = statement.currency_id
            texts = [f"{currency.round(one):.3f}" for one in amounts if currency]
            lines = hashes.get(statement._origin.id, "")
            digests[statement] = "|".join([str(statement.line_count), *texts, lines])
        return digests

    @entry("after_storing", 10)
    def _ask_for_review(self, statement) -> None:
        """Give the reviewer of the journal an activity."""
        reviewer = statement.journal_id.sudo().review_user_id
        if reviewer.active and statement.review_state == "to_review":
            statement.sudo().activity_schedule(
                REVIEW_ACTIVITY, user_id=reviewer.id, summary=statement.display_name
            )

    @needs("reviewer", "approver")
    def action_review(self):
        """Sign these statements off, one or many."""
        waiting = self.filtered(
            lambda st: st.review_state == "to_review" or st.is_review_stale
        )
        digests = waiting._get_review_digests()
        for statement in waiting:
            statement.sudo().write(
                {
                    "review_state": "reviewed",
                    "reviewed_by_id": self.env.uid,
                    "reviewed_on": fields.Datetime.now(),
                    "reviewed_digest": digests[statement],
                }
            )
        waiting._log_review(self.env._("Reviewed by %s", self.env.user.name))
        waiting.sudo().activity_feedback([REVIEW_ACTIVITY])
        return True

    @needs("reviewer", "approver")
    def action_withdraw_review(self):
        """Take the sign-off back."""
        reviewed = self.filtered(lambda st: st.review_state == "reviewed")
        reviewed.sudo().write(
            dict.fromkeys(REVIEW, False) | {"review_state": "to_review"}
        )
        reviewed._log_review(self.env._("Review withdrawn by %s", self.env.user.name))
        return True

    def _log_review(self, text: str) -> None:
        """Keep the sign-off in the statements' history and in the decision log."""
        if not self:
            return
        self.sudo()._message_log_batch(bodies=dict.fromkeys(self.ids, text))
        rows = [
            {
                "summary": f"{statement.display_name}: {text}",
                "state": statement.review_state,
                "digest": statement.reviewed_digest or "",
            }
            for statement in self
        ]
        self.env["bank.decision.log"]._append("review", self, rows)

    # -- closing ---------------------------------------------------------------------

    @api.depends("closing_ids")
    def _compute_closing_count(self):
        for statement in self:
            statement.closing_count = len(statement.closing_ids)

    @needs("approver")
    def action_close(self):
        """Open the checklist to close these statements."""
        self._check_has_account()
        wizard = self.env["bank.close.wizard"].create(
            {"statement_ids": [(6, 0, self.ids)]}
        )
        return form_action(wizard, name=wizard._description, target="new")

    @needs("manager")
    def action_reopen(self):
        """Ask for the reason and reopen."""
        wizard = self.env["bank.reopen.wizard"]
        return form_action(
            wizard,
            name=wizard._description,
            target="new",
            context={"default_statement_ids": [(6, 0, self.ids)]},
        )

    @needs("reader")
    def action_print_reconciliation(self):
        """Print the reconciliation report."""
        self._check_has_account()
        return self.env.ref(
            "bank_statement_intelligence.report_bank_reconciliation"
        ).report_action(self)

    @needs("reader")
    def action_open_closings(self):
        """Show when it was closed and reopened, with the certificates."""
        self.ensure_one()
        domain = [("statement_id", "=", self.id)]
        return list_action(self.closing_ids, self.env._("Closings"), domain=domain)
