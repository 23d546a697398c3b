"""The bank's side of the worksheet: what a line is waiting for."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

#: proposal states that still ask for something
OPEN_PROPOSALS = ("proposed", "tie", "approved")
#: match states of lines that nobody needs to look at any more
DONE_STATES = ("reconciled", "ignored")
MATCH_STATES = [
    ("unresolved", "Unresolved"),
    ("choose", "Choose"),
    ("payment_pending", "Payment to Approve"),
    ("entry_pending", "Entry to Approve"),
    ("bank_difference", "Bank Entry Difference"),
    ("payment_difference", "Payment Difference"),
    ("entry_difference", "Entry Difference"),
    ("reconciled", "Reconciled"),
    ("ignored", "Ignored"),
]


def flatten(data, prefix=""):
    """Yield ``(name, value)`` of every non-empty value in nested JSON.

    >>> list(flatten({"a": {"b": 1}, "c": [{"d": 2}], "e": ""}))
    [('a b', 1), ('c 1 d', 2)]
    """
    pairs = data.items() if isinstance(data, dict) else enumerate(data, start=1)
    for key, value in pairs:
        name = f"{prefix}{key}".replace("_", " ")
        if isinstance(value, dict | list):
            yield from flatten(value, f"{name} ")
        elif value not in ("", None, False):
            yield name, value


class AccountBankStatementLine(models.Model):
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
    match_pass_id = fields.Many2one(
        "bank.match.pass", "Matching Pass", compute="_compute_match_pass_id"
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
        "bank.import.file", "Imported File", readonly=True, index="btree_not_null"
    )

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

    @api.depends("match_warning_data")
    def _compute_match_warning(self):
        texts = {
            "already_paid": self.env._("%s is paid already: duplicate payment?"),
            "taken": self.env._("%s is named here too, but another line pays it."),
        }
        for line in self:
            data = line.match_warning_data or {}
            text = texts.get(data.get("code"))
            line.match_warning = text and text % data.get("document", "")

    def _compute_match_pass_id(self):
        passes = {
            self.env[row.matcher]._pass_code: row
            for row in self.env["bank.match.pass"]
            .with_context(active_test=False)
            .search([])
            if row.matcher in self.env
        }
        for line in self:
            line.match_pass_id = passes.get(line.match_method, False)

    @api.depends("match_proposal_ids.state")
    def _compute_match_counterpart(self):
        self.match_proposal_ids.mapped("counterpart_summary")  # all as one set
        for line in self:
            states = ("posted",) if line.match_state == "reconciled" else OPEN_PROPOSALS
            found = line.match_proposal_ids.filtered(lambda p, s=states: p.state in s)
            line.match_counterpart = " / ".join(found[:3].mapped("counterpart_summary"))

    @api.depends("transaction_details")
    def _compute_bank_data_html(self):
        row = Markup("<tr><th>{}</th><td>{}</td></tr>")
        for line in self:
            rows = Markup().join(
                row.format(name, value)
                for name, value in flatten(line.transaction_details or {})
            )
            line.bank_data_html = Markup(
                '<table class="table table-sm">{}</table>'
            ).format(rows)

    @api.depends("detail_ids")
    def _compute_detail_count(self):
        counts = dict(
            self.env["bank.line.detail"]._read_group(
                [("statement_line_id", "in", self.ids)],
                ["statement_line_id"],
                ["__count"],
            )
        )
        for line in self:
            line.detail_count = counts.get(line, 0)

    # -- buttons ----------------------------------------------------------------------

    def action_match(self):
        """Match these lines again and propose."""
        self.env["bank.match.service"]._run(self, mode="propose", trigger="button")
        return True

    def action_approve_best(self):
        """Approve and post the only proposal of each line."""
        waiting = self.match_proposal_ids.filtered(lambda p: p.state in OPEN_PROPOSALS)
        several = self.filtered(
            lambda line: (
                len(waiting & line.match_proposal_ids) > 1
                or (waiting & line.match_proposal_ids).filtered(
                    lambda p: p.state == "tie"
                )
            )
        )
        if len(self) == 1 and several:
            raise UserError(
                self.env._(
                    "“%s” has several possible matches. Open the line and choose one.",
                    self.payment_ref,
                )
            )
        left_out = waiting & several.match_proposal_ids
        chosen = waiting - left_out
        answer = chosen.action_approve_and_post() if chosen else True
        if not left_out:
            return answer
        failed = chosen.filtered(lambda p: p.state == "error")
        return waiting._tell_bulk_result(chosen - failed, left_out, failed)

    def action_undo_match(self):
        """Undo what was posted for these lines."""
        result = self.env["bank.posting.service"]._undo_lines(self)
        if result["refused"]:
            reasons = [reason for _line, reason in result["refused"]]
            raise UserError("\n".join(reasons))
        return True

    def action_toggle_manual(self):
        """Hand the lines to a person, or give them back to the run."""
        manual = not all(self.mapped("is_manual"))
        self.write({"is_manual": manual})
        return True

    def action_ignore(self):
        """Ask for the reason, then ignore the lines."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_ignore_wizard_action"
        )
        action["context"] = {"default_line_ids": [(6, 0, self.ids)]}
        return action

    def action_restore(self):
        """Bring ignored lines back."""
        self.env["bank.match.proposal"]._check_approver()
        self.env["bank.posting.service"]._restore(self)
        return True

    def action_open_details(self):
        """Show the remittance advice."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remittance Advice"),
            "res_model": "bank.line.detail",
            "view_mode": "list,form",
            "domain": [("statement_line_id", "=", self.id)],
            "context": {"default_statement_line_id": self.id},
        }

    def action_open_counterparts(self):
        """Show the entries that this line is matched with."""
        self.ensure_one()
        _liquidity, _suspense, others = self._seek_for_lines()
        items = others._all_reconciled_lines() | others
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Matched Journal Items"),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [("id", "in", items.ids)],
        }
