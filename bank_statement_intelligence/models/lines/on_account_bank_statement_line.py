"""Bank lines: what they wait for, who corrects them, how they combine, search."""

import functools

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from . import balance_after, truth
from .actions import list_action
from .constants import GROUP_MANAGER, MATCH_STATES, OPEN_PROPOSALS, SETTLED_STATES
from .counts import count_by
from .html import html_facts
from .rights import needs
from .search import text_domain
from .truth import BANK, CORRECTION, ENGINE, ODOO, person

#: what the bank said and people may correct; amount, date and account stay its own
EDITABLE_FIELDS = (
    "payment_ref",
    "partner_id",
    "partner_name",
    "account_number",
    "sender_reference",
    "own_reference",
    "value_date",
)
#: methods of other engines that run by themselves on new lines
FOREIGN_HOOKS = ("_auto_reconcile", "_retrieve_partner")


def guard(method):
    """Wrap another engine's hook: it sees only the lines of journals left to it."""

    @functools.wraps(method)
    def guarded(self, *args, **kwargs):
        theirs = self.filtered(lambda line: line.journal_id.match_automation == "off")
        return method(theirs, *args, **kwargs)

    guarded.is_bank_engine_guard = True
    return guarded


class AccountBankStatementLine(models.Model):
    """What a line waits for, who corrects it, what it is combined with."""

    _inherit = "account.bank.statement.line"

    match_state = fields.Selection(
        MATCH_STATES,
        compute="_compute_match_state",
        store=True,
        index=True,
        help="What this line waits for. “Reconciled” only while its counterparts are "
        "truly reconciled.",
    )
    match_method = fields.Char(
        "Found by",
        compute="_compute_match_state",
        store=True,
        help="The pass that found the match, or “manual”.",
    )
    match_counterpart = fields.Char("Books", compute="_compute_match_counterpart")
    bank_data_html = fields.Html("Bank's Data", compute="_compute_bank_data_html")
    proposal_count = fields.Integer(
        "Proposals", compute="_compute_match_state", store=True
    )
    applied_amount = fields.Monetary(
        compute="_compute_match_state",
        store=True,
        help="Settled, or settled once the only proposal is posted.",
    )
    difference_amount = fields.Monetary(
        "Difference", compute="_compute_match_state", store=True
    )
    match_warning = fields.Char("Warning", compute="_compute_match_warning")
    match_warning_data = fields.Json(readonly=True, copy=False)
    match_proposal_ids = fields.One2many(
        "bank.match.proposal", "statement_line_id", "Match Proposals"
    )
    is_manual = fields.Boolean(
        "Manual Handling",
        copy=False,
        help="The matching run leaves this line alone.",
    )
    is_ignored = fields.Boolean("Ignored", readonly=True, copy=False)
    value_date = fields.Date(readonly=True, copy=False)
    sender_reference = fields.Char(
        readonly=True,
        copy=False,
        help="Our reference, returned by the bank (end-to-end id, UPR).",
    )
    own_reference = fields.Char(
        readonly=True, copy=False, help="Payment information or instruction id."
    )
    detail_ids = fields.One2many(
        "bank.line.detail", "statement_line_id", "Remittance Advice"
    )
    detail_count = fields.Integer(compute="_compute_detail_count")
    import_file_id = fields.Many2one(
        "bank.import.file",
        "Imported File",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    # -- balances that the bank has told
    statement_balance_start = fields.Monetary(related="statement_id.balance_start")
    balance_after = fields.Monetary(
        compute="_compute_balance_after",
        help="The bank's balance after this line, counted from the opening balance of "
        "its statement, or of the last one before.",
    )
    is_balance_known = fields.Boolean(compute="_compute_balance_after")

    duplicate_of_id = fields.Many2one(
        "account.bank.statement.line",
        "Maybe the Same as",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="An equal movement that came by another way.",
    )

    # -- corrections
    is_edit_open = fields.Boolean(
        "Opened for Editing",
        readonly=True,
        copy=False,
        help="A manager lets everybody correct this line.",
    )
    is_editable = fields.Boolean("Editable", compute="_compute_is_editable")
    can_toggle_editable = fields.Boolean(compute="_compute_is_editable")
    change_ids = fields.One2many(
        "bank.line.change", "statement_line_id", "Changes", readonly=True
    )

    # -- combined lines
    line_group_id = fields.Many2one(
        "bank.line.group",
        "Combined",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    group_line_count = fields.Integer(
        "Combined Lines", related="line_group_id.line_count"
    )
    group_amount = fields.Monetary("Combined Amount", related="line_group_id.amount")
    is_combined_tail = fields.Boolean(
        "Shown with Another Line",
        compute="_compute_is_combined_tail",
        search="_search_is_combined_tail",
        help="Another line of the same group, in the same state, stands for it.",
    )

    # -- search
    match_text = fields.Char(
        "Anything", compute="_compute_match_text", search="_search_match_text"
    )
    reference_texts = fields.Char(compute="_compute_match_text")
    reference_codes = fields.Char(compute="_compute_match_text")

    # rivals, returns and originals are looked for by their amount
    _bank_amount_idx = models.Index("(amount, journal_id)")
    # the work list and how long it is, in the words of its filter
    _bank_to_do_idx = models.Index(
        "(internal_index) WHERE match_state NOT IN ('reconciled', 'ignored') "
        "OR match_state IS NULL"
    )

    _truth = {
        **dict.fromkeys(("amount", "amount_currency", "foreign_currency_id"), BANK),
        **dict.fromkeys(("date", "journal_id", "sequence", "transaction_type"), BANK),
        **dict.fromkeys(EDITABLE_FIELDS, CORRECTION),
        "statement_id": person("user", "_check_statement"),
        "is_manual": person("user"),
        **dict.fromkeys(("transaction_details", "import_file_id", "move_id"), ENGINE),
        **dict.fromkeys(("match_state", "match_method", "match_warning_data"), ENGINE),
        **dict.fromkeys(("proposal_count", "applied_amount"), ENGINE),
        **dict.fromkeys(("difference_amount", "duplicate_of_id"), ENGINE),
        **dict.fromkeys(("is_ignored", "is_edit_open", "line_group_id"), ENGINE),
        **dict.fromkeys(("amount_residual", "currency_id", "internal_index"), ENGINE),
        "is_reconciled": ENGINE,
        **dict.fromkeys(("detail_ids", "match_proposal_ids", "change_ids"), ODOO),
        "payment_ids": ODOO,
    }

    # -- balances ---------------------------------------------------------------------

    @api.depends("amount", "internal_index", "statement_id.balance_start")
    def _compute_balance_after(self):
        """Core's running balance reads all lines since the oldest one asked for; this
        reads those of the statements that are shown. Before the first statement no
        balance is known."""
        known = balance_after.read(self)
        for line in self:
            line.is_balance_known = line._origin.id in known
            line.balance_after = known.get(line._origin.id, 0.0)

    # -- what a line waits for --------------------------------------------------------

    @api.depends(
        "is_reconciled",
        "is_ignored",
        "move_id.state",
        "move_id.line_ids.reconciled",
        "match_proposal_ids.state",
        "match_proposal_ids.difference",
    )
    def _compute_match_state(self):
        outstanding = self.journal_id._get_outstanding_accounts_by_journal()
        for line in self:
            posted = line.match_proposal_ids.filtered(lambda p: p.state == "posted")
            waiting = line.match_proposal_ids.filtered(
                lambda p: p.state in OPEN_PROPOSALS
            )
            chosen = waiting.filtered(lambda p: p.state == "approved") or waiting
            accounts = outstanding.get(line.journal_id.id, ())
            state = line._get_match_state(chosen, accounts)
            settled = state == "reconciled"
            single = chosen if len(chosen) == 1 and not settled else chosen[:0]
            found = posted[:1] if settled else single
            line.match_state = state
            line.match_method = found.pass_code or ("manual" if settled else False)
            line.proposal_count = 0 if settled else len(waiting)
            left = 0.0 if settled else single.difference if single else line.amount
            line.difference_amount = left
            line.applied_amount = line.amount - left

    def _get_match_state(self, chosen, accounts) -> str:
        """Return the state of one line.

        Args:
            chosen: the proposals that count.
            accounts: ids of the journal's outstanding accounts.
        """
        self.ensure_one()
        if self.is_ignored:
            return "ignored"
        if self._is_settled(accounts):
            return "reconciled"
        if not chosen:
            return "unresolved"
        if len(chosen) > 1 or chosen.state == "tie":
            return "choose"
        group = "entry" if chosen.kind in ("entry", "transfer") else "payment"
        if not chosen.difference:
            return f"{group}_pending"
        return "bank_difference" if chosen.kind == "bank" else f"{group}_difference"

    def _is_settled(self, accounts) -> bool:
        """Tell whether nothing is left in suspense *and* every counterpart on an open
        item account is reconciled, or is on account by somebody's decision."""
        self.ensure_one()
        if not self.id or not self.is_reconciled or self.move_id.state != "posted":
            return False
        return not self._get_open_counterparts(accounts)

    def _get_open_counterparts(self, accounts):
        """Return the counterpart items that were meant to be reconciled and are not."""
        _liquidity, _suspense, others = self._seek_for_lines()
        return others.filtered(
            lambda item: (
                not item.reconciled
                and (
                    item.account_id.account_type
                    in ("asset_receivable", "liability_payable")
                    or item.account_id.id in accounts
                )
                and not item.bank_proposal_line_ids.filtered("is_on_account")
            )
        )

    def _is_untouched(self) -> bool:
        """Tell whether the whole amount is still in suspense."""
        self.ensure_one()
        currency = self.foreign_currency_id or self.currency_id
        amount = self.amount_currency if self.foreign_currency_id else self.amount
        return currency.compare_amounts(-self.amount_residual, amount) == 0

    def _convert_to_own(self, amount: float, currency) -> float:
        """Return an amount of a currency in the line's own.

        The bank's own rate counts where the line has one, else the rate of its date.
        """
        self.ensure_one()
        own = self.currency_id
        if currency == own:
            return amount
        if currency == self.foreign_currency_id and self.amount_currency:
            return own.round(amount * abs(self.amount / self.amount_currency))
        return currency._convert(amount, own, self.company_id, self.date)

    def _get_open_lines(self):
        """Return the line, or the lines of its group that are not settled yet."""
        open_lines = self.line_group_id.line_ids.filtered(
            lambda line: line.match_state not in SETTLED_STATES
        )
        return open_lines or self

    def _get_open_amount(self) -> float:
        """Return what is still to be settled, in the line's currency and sign; of
        combined lines together."""
        self.ensure_one()
        if self.match_state in SETTLED_STATES:
            return 0.0
        return sum(self._get_open_lines().mapped("amount"))

    def _count_match_states(self) -> dict[str, int]:
        """Return the counters of a run over these lines."""
        states = self.mapped("match_state")
        done = states.count("reconciled")
        choose, open_ = states.count("choose"), states.count("unresolved")
        return {
            "reconciled_count": done,
            "choose_count": choose,
            "unresolved_count": open_,
            "proposed_count": len(states) - done - choose - open_,
        }

    @api.depends("match_warning_data", "duplicate_of_id")
    def _compute_match_warning(self):
        texts = {
            "already_paid": self.env._("%s is paid already: duplicate payment?"),
            "taken": self.env._("%s is named here too, but another line pays it."),
            "used": self.env._("%s is settled already."),
            "details_tie": self.env._(
                "The details of a lump sum (%s) fit this line and others: choose in "
                "Payment Details."
            ),
            "total": self.env._(
                "It is the sum of %s lines beside it: a total and its specification?"
            ),
            "currency": self.env._(
                "%(document)s is in %(currency)s, and the bank tells no amount in it."
            ),
        }
        for line in self:
            data = line.match_warning_data or {}
            text = texts.get(data.get("code"))
            values = data if "currency" in data else data.get("document", "")
            line.match_warning = text and text % values
            if twin := line.duplicate_of_id:
                line.match_warning = self.env._(
                    "The same amount stands there already: “%(label)s” of %(date)s. Is "
                    "it the same movement?",
                    label=twin.payment_ref,
                    date=twin.date,
                )

    @api.depends("match_proposal_ids.state")
    def _compute_match_counterpart(self):
        self.match_proposal_ids.mapped("counterpart_summary")  # all as one set
        for line in self:
            states = ("posted",) if line.match_state == "reconciled" else OPEN_PROPOSALS
            found = line.match_proposal_ids.filtered(lambda p, s=states: p.state in s)
            line.match_counterpart = " / ".join(found[:3].mapped("counterpart_summary"))

    @api.depends("transaction_details")
    def _compute_bank_data_html(self):
        for line in self:
            line.bank_data_html = html_facts(line.transaction_details or {})

    @api.depends("detail_ids")
    def _compute_detail_count(self):
        counts = count_by(self, "bank.line.detail", "statement_line_id")
        for line in self:
            line.detail_count = counts[line]

    @needs("user")
    def action_toggle_manual(self):
        """Hand the lines to a person, or give them back to the run."""
        manual = not all(self.mapped("is_manual"))
        self.write({"is_manual": manual})
        return True

    @needs("reader")
    def action_open_details(self):
        """Show the remittance advice."""
        self.ensure_one()
        return list_action(
            self.detail_ids,
            self.env._("Remittance Advice"),
            domain=[("statement_line_id", "=", self.id)],
            context={"default_statement_line_id": self.id},
        )

    @needs("reader")
    def action_open_counterparts(self):
        """Show the entries that this line is matched with."""
        self.ensure_one()
        _liquidity, _suspense, others = self._seek_for_lines()
        items = others._all_reconciled_lines() | others
        return list_action(items, self.env._("Matched Journal Items"))

    # -- corrections ------------------------------------------------------------------

    @api.depends("match_state", "is_edit_open", "journal_id.line_edit_policy")
    @api.depends_context("uid")
    def _compute_is_editable(self):
        is_manager = self.env.user.has_group(GROUP_MANAGER)
        for line in self:
            is_open = line.match_state not in SETTLED_STATES
            policy = line.journal_id.line_edit_policy
            line.can_toggle_editable = is_open and is_manager and policy == "manager"
            line.is_editable = is_open and (
                policy == "all"
                or (policy == "manager" and (is_manager or line.is_edit_open))
            )

    @needs("manager")
    def action_toggle_editable(self):
        """Open the lines for everybody's corrections, or close them again.

        Raises:
            AccessError: who asks is no manager, or a line cannot be opened.
        """
        if not all(self.mapped("can_toggle_editable")):
            raise AccessError(
                self.env._(
                    "Only managers open bank lines for editing, on journals where "
                    "“Edit Bank Lines” says so, and only until they are reconciled."
                )
            )
        is_open = not all(self.mapped("is_edit_open"))
        changed = self.filtered(lambda line: line.is_edit_open != is_open)
        changes = self.env["bank.line.change"]
        before = changes._get_texts(changed, ["is_edit_open"])
        changed.sudo().write({"is_edit_open": is_open})
        changes._log(before)
        return True

    def _get_corrections(self):
        """Return the changes of values; opening a line for editing is none."""
        return self.sudo().change_ids.filtered(
            lambda change: change.field_name != "is_edit_open"
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Create lines; rooms that watch them may refuse."""
        watch = self.env["bank.tables"]._watch
        return watch(super().create, self, "create", vals_list)

    def write(self, vals):
        """Write lines, each field by whom it belongs to."""
        return self.env["bank.tables"]._watch(super().write, self, "write", vals)

    def _synchronize_from_moves(self, changed_fields):
        """What core takes over from an entry is a change of the line, too: the bank's
        amount stays, a correction needs the right and is kept."""
        if self.env.context.get("skip_account_move_synchronization"):
            return super()._synchronize_from_moves(changed_fields)
        stated = self._get_stated()
        amounts = {line: line.amount for line in stated}
        changes = self.env["bank.line.change"]
        before = changes._get_texts(stated, ("payment_ref", "partner_id"))
        result = super()._synchronize_from_moves(changed_fields)
        for line, amount in amounts.items():
            if line.currency_id.compare_amounts(line.amount, amount):
                truth.refuse(line, "amount", is_bank=True)
        changes._log(before)
        return result

    def _get_stated(self):
        """Return the lines that came from the bank."""
        return self.filtered("import_file_id")

    def _get_logged(self):
        """Return the lines whose corrections are kept."""
        return self._get_stated()

    def _check_typed(self) -> None:
        """Raise if a line typed by hand is in a statement of the bank."""
        self._check_statement(None)

    def _check_statement(self, statement_id) -> None:
        """Raise unless these lines may leave their statement for another one."""
        statements = self.statement_id | self.statement_id.browse(statement_id or ())
        stated = statements.sudo()._get_stated()
        if stated:
            raise AccessError(
                self.env._(
                    "The statement “%s” is the bank's: its lines stay in it, and no "
                    "other line is added. Make a statement of your own for them.",
                    stated[0].display_name,
                )
            )

    def _check_editable(self, _value=None) -> None:
        """Raise unless the user may correct all these lines of the bank."""
        for line in self._get_stated():
            if not line.is_editable:
                raise AccessError(
                    self.env._(
                        "“%(label)s” of %(date)s cannot be edited. %(reason)s",
                        label=line.payment_ref,
                        date=line.date,
                        reason=line._get_edit_obstacle(),
                    )
                )

    def _get_edit_obstacle(self) -> str:
        self.ensure_one()
        if self.match_state in SETTLED_STATES:
            return self.env._("It is reconciled or ignored: undo that first.")
        if self.journal_id.line_edit_policy == "locked":
            return self.env._(
                "The journal %s locks its bank lines (Bank Matching → Edit Bank "
                "Lines).",
                self.journal_id.display_name,
            )
        return self.env._("Ask a manager to open it for editing.")

    # -- combined lines ---------------------------------------------------------------

    def _compute_is_combined_tail(self):
        tails = self.filtered_domain([("line_group_id", "!=", False)])
        tails = tails.search([("id", "in", tails.ids), ("is_combined_tail", "=", True)])
        for line in self:
            line.is_combined_tail = line in tails

    def _search_is_combined_tail(self, operator, value):
        """Lines of a group but the first one of each state: none is ever lost."""
        if operator != "in":
            return NotImplemented
        names = ["line_group_id", "match_state"]
        self.env["account.bank.statement.line"].flush_model(names)

        def is_tail(_model, alias, _query):
            table = SQL.identifier(alias)
            return SQL(
                "EXISTS (SELECT 1 FROM account_bank_statement_line lead WHERE"
                " lead.line_group_id = %(table)s.line_group_id"
                " AND lead.match_state = %(table)s.match_state"
                " AND lead.id < %(table)s.id)",
                table=table,
            )

        tail = Domain.custom(to_sql=is_tail)
        return tail if True in value else ~tail

    def _get_combined(self):
        """Return these lines with all that are matched as one with them."""
        return self | self.line_group_id.line_ids

    @needs("user")
    def action_combine(self):
        """Combine the selected lines into one; rules never touch such a group."""
        if len(self) < 2:
            raise UserError(self.env._("Select at least two bank lines to combine."))
        self.env["bank.line.group"]._combine(self)
        return True

    @needs("user")
    def action_dissolve_group(self):
        """Let the lines of these groups stand for themselves again."""
        return self.line_group_id.action_dissolve()

    def _is_combinable(self) -> bool:
        """Tell whether a line waits, so that it may enter a group."""
        return (
            self.match_state not in SETTLED_STATES
            and self.state == "posted"
            and "approved" not in self.match_proposal_ids.mapped("state")
        )

    def _drop_open_proposals(self) -> None:
        """Delete proposals that were made for another grouping of these lines."""
        self.match_proposal_ids.filtered(
            lambda p: p.state in (*OPEN_PROPOSALS, "error")
        ).sudo().unlink()

    # -- search -----------------------------------------------------------------------

    @api.depends("payment_ref", "detail_ids.text", "detail_ids.code")
    def _compute_match_text(self):
        for line in self:
            details = line.detail_ids
            line.reference_texts = " · ".join(filter(None, details.mapped("text")))
            line.reference_codes = " · ".join(filter(None, details.mapped("code")))
            line.match_text = line.payment_ref

    @api.model
    def _search_match_text(self, operator, value):
        """Find lines with every word of the text somewhere, amounts as numbers."""
        if operator not in ("ilike", "=") or not isinstance(value, str):
            return NotImplemented
        return text_domain(value)

    # -- other engines ----------------------------------------------------------------

    def _register_hook(self):
        """Keep other engines off the journals that this addon matches.

        OCA's ``account_reconcile_oca`` guesses partners and reconciles inside
        ``create()`` of bank lines. It must not come first; its screens keep working,
        and with automation ``off`` the journal is left to it. So one engine is
        responsible for each journal, whatever the order addons load in.
        """
        super()._register_hook()
        cls = self.env.registry[self._name]
        for name in FOREIGN_HOOKS:
            method = getattr(cls, name, None)
            if method and not getattr(method, "is_bank_engine_guard", False):
                setattr(cls, name, guard(method))
