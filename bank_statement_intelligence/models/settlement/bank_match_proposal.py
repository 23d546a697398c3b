"""A possible settlement of a bank line, with its evidence.

A proposal has no accounting effect. It waits to be approved by a person or by the
journal's automation level; ``services/posting_service.py`` then posts it.
"""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("proposed", "Proposed"),
    ("tie", "Tie"),
    ("approved", "Approved"),
    ("posted", "Posted"),
    ("rejected", "Rejected"),
    ("undone", "Undone"),
    ("error", "Error"),
]
KINDS = [
    ("bank", "Bank Entry"),
    ("payment", "Payment"),
    ("entry", "Entry"),
    ("transfer", "Transfer"),
]


class BankMatchProposal(models.Model):
    _name = "bank.match.proposal"
    _description = "Match Proposal"
    _order = "statement_line_id desc, confidence desc, id"
    _check_company_auto = True

    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        "Bank Line",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    journal_id = fields.Many2one("account.journal", required=True, readonly=True)
    date = fields.Date(related="statement_line_id.date")
    payment_ref = fields.Char(related="statement_line_id.payment_ref")
    amount = fields.Monetary(related="statement_line_id.amount")
    currency_id = fields.Many2one(related="statement_line_id.currency_id")
    run_id = fields.Many2one(
        "bank.match.run", readonly=True, ondelete="set null", index="btree_not_null"
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    pass_id = fields.Many2one("bank.match.pass", readonly=True, ondelete="set null")
    pass_code = fields.Char(readonly=True)
    tier = fields.Selection(
        [(str(tier), f"T{tier}") for tier in range(1, 9)], readonly=True
    )
    confidence = fields.Float(readonly=True, digits=(5, 4))
    state = fields.Selection(
        STATES, required=True, readonly=True, default="proposed", index=True
    )
    line_ids = fields.One2many(
        "bank.match.proposal.line", "proposal_id", "Counterparts", readonly=True
    )
    counterpart_summary = fields.Char("Books", compute="_compute_summaries")
    evidence_summary = fields.Char("Evidence", compute="_compute_summaries")
    evidence_html = fields.Html("Evidence Table", compute="_compute_evidence_html")
    difference = fields.Monetary(
        readonly=True, help="What is left of the bank line's amount."
    )
    evidence = fields.Json("Evidence (data)", readonly=True)
    has_contra = fields.Boolean(
        readonly=True, help="Some evidence speaks against it: never posted unseen."
    )
    margin = fields.Float(
        readonly=True,
        digits=(5, 4),
        help="How far its confidence is before that of the next proposal of the line.",
    )
    auto_allowed = fields.Boolean(
        readonly=True, help="The tolerance allows to post the difference by itself."
    )
    signature = fields.Char(readonly=True, index=True)
    error_message = fields.Char(readonly=True)
    approved_by_id = fields.Many2one("res.users", readonly=True)
    approved_on = fields.Datetime(readonly=True)
    sets_partner = fields.Boolean(
        readonly=True, help="Posting set the partner of the bank line; undo clears it."
    )

    def write(self, vals):
        """Only the difference account is a person's; the rest is the engine's."""
        if not self.env.su and set(vals) - {"difference_account_id"}:
            raise AccessError(
                self.env._(
                    "Proposals are made, approved and posted by the bank matching "
                    "only. Use its buttons, or the methods of bank.statement.api."
                )
            )
        return super().write(vals)

    @api.depends("payment_ref")
    def _compute_display_name(self):
        for proposal in self:
            proposal.display_name = self.env._(
                "%(text)s: proposal %(number)s",
                text=proposal.payment_ref or "",
                number=proposal.id or "",
            )

    @api.depends("evidence", "line_ids.move_line_id", "line_ids.account_id")
    def _compute_summaries(self):
        for proposal in self:
            names = [line._get_label() for line in proposal.line_ids]
            proposal.counterpart_summary = ", ".join(names)
            proposal.evidence_summary = "; ".join(
                self._format_fact(fact) for fact in proposal.evidence or []
            )

    @api.depends("evidence")
    def _compute_evidence_html(self):
        row = Markup(
            "<tr><td>{mark}</td><td>{label}</td><td>{bank}</td><td>{item}</td></tr>"
        )
        for proposal in self:
            facts = proposal.evidence or []
            proposal.evidence_html = Markup(
                '<table class="table table-sm"><thead><tr><th></th><th>{}</th>'
                "<th>{}</th><th>{}</th></tr></thead><tbody>{}</tbody></table>"
            ).format(
                self.env._("Evidence"),
                self.env._("Bank"),
                self.env._("Books"),
                Markup().join(
                    row.format(
                        mark="✓" if fact["agrees"] else "✗",
                        label=self._get_evidence_label(fact["code"]),
                        bank=fact["bank_value"],
                        item=fact["item_value"],
                    )
                    for fact in facts
                ),
            )

    @api.model
    def _get_evidence_label(self, code: str) -> str:
        """Return the translated name of an evidence code."""
        return self._get_evidence_labels().get(code, code)

    @api.model
    def _format_fact(self, fact: dict) -> str:
        mark = "" if fact["agrees"] else "✗ "
        values = [value for value in (fact["bank_value"], fact["item_value"]) if value]
        same = len(set(values)) <= 1
        text = values[0] if values and same else " ↔ ".join(values)
        return f"{mark}{self._get_evidence_label(fact['code'])}: {text}".rstrip(": ")

    # -- approval (step 7) ------------------------------------------------------------

    def _check_approver(self) -> None:
        if not self.env.user.has_group(
            "bank_statement_intelligence.group_bank_approver"
        ):
            raise AccessError(
                self.env._(
                    "Only users of the group “Bank Matching: Approver” may approve, "
                    "post or undo. Ask your accounting manager for this right."
                )
            )

    def _approve(self) -> None:
        """Mark as approved by the current user. A tie becomes the chosen one.

        Raises:
            UserError: a proposal is in a state that cannot be approved.
        """
        self.check_access("read")
        for proposal in self:
            if proposal.state not in ("proposed", "tie", "approved", "error"):
                raise UserError(
                    self.env._(
                        "Proposal %(id)s is %(state)s and cannot be approved. "
                        "Run the matching again to get a new proposal.",
                        id=proposal.id,
                        state=proposal._get_state_label(),
                    )
                )
        self.sudo().write(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "approved_on": fields.Datetime.now(),
                "error_message": False,
            }
        )

    def _reject(self) -> None:
        """Mark as rejected: the same proposal is not made again for this line."""
        self.check_access("read")
        for proposal in self:
            if proposal.state in ("posted", "undone"):
                raise UserError(
                    self.env._(
                        "Proposal %(id)s is %(state)s and cannot be rejected. "
                        "Undo a posted match instead.",
                        id=proposal.id,
                        state=proposal._get_state_label(),
                    )
                )
        self.sudo().write({"state": "rejected"})

    def _get_state_label(self) -> str:
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def action_approve_and_post(self):
        """Approve and post in one click."""
        self._check_approver()
        self._approve()
        errors = self.env["bank.posting.service"]._post(self)
        messages = [text for text in errors.values() if text]
        if messages and len(self) == 1:
            raise UserError(messages[0])
        return True

    def action_reject(self):
        """Reject: it does not come back."""
        self._reject()
        return True

    def action_undo(self):
        """Undo the posting of these proposals."""
        return self.statement_line_id.action_undo_match()

    def action_open_line(self):
        """Open the bank line in the worksheet."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.bank.statement.line",
            "res_id": self.statement_line_id.id,
            "view_mode": "form",
            "views": [
                (
                    self.env.ref(
                        "bank_statement_intelligence.account_bank_statement_line_view_form"
                    ).id,
                    "form",
                )
            ],
        }


class BankMatchProposalLine(models.Model):
    """One counterpart: a journal item to settle, or an account to post to."""

    _name = "bank.match.proposal.line"
    _description = "Match Proposal Line"
    _order = "proposal_id, id"

    proposal_id = fields.Many2one(
        "bank.match.proposal", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="proposal_id.company_id", store=True)
    move_line_id = fields.Many2one(
        "account.move.line",
        "Journal Item",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Document")
    partner_id = fields.Many2one("res.partner", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(
        readonly=True, help="Part of the bank line's amount: positive is money in."
    )
    line_amount = fields.Monetary(
        readonly=True,
        currency_field="line_currency_id",
        help="Chosen by hand: what it takes of the bank line, in the line's currency.",
    )
    line_currency_id = fields.Many2one(related="proposal_id.currency_id")
    label = fields.Char(readonly=True)
    tax_ids = fields.Many2many("account.tax", readonly=True)
    analytic_distribution = fields.Json(readonly=True)
    role = fields.Selection(
        [
            ("entry", "Entry"),
            ("write_off", "Write-off"),
            ("charge", "Bank Charge"),
            ("discount", "Early Payment Discount"),
            ("transfer", "Internal Transfer"),
            ("reversal", "Returned Payment"),
        ],
        readonly=True,
    )
    settled_line_id = fields.Many2one(
        "account.move.line",
        "Discounted or Reopened Item",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    other_line_id = fields.Many2one(
        "account.bank.statement.line",
        "Other Bank Line",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        help="The other side of a transfer, or the payment that came back.",
    )
    reopened_ids = fields.Json(
        readonly=True, help="What was reconciled before a return; undo restores it."
    )
    is_on_account = fields.Boolean(
        readonly=True, help="Stays open on the partner's account, by decision."
    )
    counterpart_line_id = fields.Many2one(
        "account.move.line",
        "Posted Counterpart",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    def _get_line_amount(self) -> float:
        """Return what this part takes of the bank line, in the line's currency."""
        self.ensure_one()
        line = self.proposal_id.statement_line_id
        if self.line_amount or self.currency_id == line.currency_id:
            return self.line_amount or self.amount
        if self.currency_id == line.foreign_currency_id and line.amount_currency:
            rate = abs(line.amount / line.amount_currency)
            return line.currency_id.round(self.amount * rate)
        return self.currency_id._convert(
            self.amount, line.currency_id, line.company_id, line.date
        )

    def _get_label(self) -> str:
        self.ensure_one()
        if self.move_line_id:
            return self.move_line_id.move_id.name or self.move_line_id.display_name
        if self.is_on_account:
            return self.env._("On account of %s", self.partner_id.display_name)
        return self.label or self.account_id.display_name
