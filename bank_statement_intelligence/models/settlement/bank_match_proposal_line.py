"""A counterpart of a proposal."""

from odoo import fields, models

from ..lines.journals import name_account
from ..lines.truth import ENGINE, until_decided


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
            ("exchange", "Exchange Difference"),
            ("unknown", "Payer Unknown"),
        ],
        readonly=True,
    )
    reason_id = fields.Many2one(
        "bank.difference.reason", readonly=True, ondelete="restrict"
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
        "On Account",
        readonly=True,
        help="Stays open on the partner's account, by decision.",
    )
    counterpart_line_id = fields.Many2one(
        "account.move.line",
        "Posted Counterpart",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    _truth = {
        **dict.fromkeys(
            (
                "proposal_id",
                "move_line_id",
                "partner_id",
                "account_id",
                "currency_id",
                "amount",
                "line_amount",
                "label",
                "tax_ids",
                "analytic_distribution",
                "role",
                "reason_id",
                "settled_line_id",
                "other_line_id",
                "is_on_account",
            ),
            until_decided(ENGINE),
        ),
        **dict.fromkeys(("company_id", "reopened_ids"), ENGINE),
        "counterpart_line_id": ENGINE,
    }

    def write(self, vals):
        """What was approved stays; posting keeps what it made."""
        return self.env["bank.tables"]._watch(super().write, self, "write", vals)

    def _check_undecided(self, _value=None) -> None:
        """Raise if somebody has decided about the proposals."""
        self.proposal_id._check_undecided()

    def _get_line_amount(self) -> float:
        """Return what this part takes of the bank line, in the line's currency."""
        self.ensure_one()
        line = self.proposal_id.statement_line_id
        return self.line_amount or line._convert_to_own(self.amount, self.currency_id)

    def _get_label(self) -> str:
        """Return what it is in the books: document, partner's account, or account. What
        the bank or a person wrote is told elsewhere."""
        self.ensure_one()
        if self.move_line_id:
            return self.move_line_id.move_id.name or self.move_line_id.display_name
        if self.is_on_account:
            return self.env._("On account of %s", self.partner_id.display_name)
        name = name_account(self.account_id, self.company_id) or self.label or ""
        if not self.role or self.role == "entry":
            return name
        roles = dict(self._fields["role"]._description_selection(self.env))
        return f"{roles[self.role]}: {name}"
