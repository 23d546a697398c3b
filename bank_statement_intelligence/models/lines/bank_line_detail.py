"""Remittance advice of a bank line, or of a lump sum that waits for its line."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...engine.matching.advice_merge import FACTS
from .truth import BANK, CORRECTION, ENGINE, GIVEN, person

#: what people may correct or fill
DETAIL_FIELDS = ("amount", *FACTS)


class BankLineDetail(models.Model):
    """One underlying transaction, or one text or code, of a bank line.

    ``kind`` ``transaction`` rows are the parts of a batch entry: amount, payer and
    references of each. The bank's values are kept in ``original``; the fields are a
    copy that people may correct.
    """

    _name = "bank.line.detail"
    _description = "Bank Line Detail"
    _order = "statement_line_id, sequence, id"
    _rec_name = "text"

    statement_line_id = fields.Many2one(
        "account.bank.statement.line", ondelete="cascade", index=True
    )
    advice_id = fields.Many2one(
        "bank.line.advice", "From File of Details", ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("transaction", "Transaction"), ("text", "Text"), ("code", "Code")],
        required=True,
        default="transaction",
    )
    currency_id = fields.Many2one("res.currency")
    amount = fields.Monetary(help="Signed as on the bank line: positive is money in.")
    partner_name = fields.Char("Counterparty")
    account_number = fields.Char("Counterparty Account")
    payment_reference = fields.Char(
        "Payment ID", help="Structured reference: KID, OCR, RF, FIK, QR …"
    )
    document_number = fields.Char(
        "Documents", help="Invoice numbers from structured advice."
    )
    end_to_end = fields.Char("End-to-end ID")
    text = fields.Char()
    code = fields.Char()
    original = fields.Json(readonly=True, help="What the bank sent.")

    merged_detail_id = fields.Many2one(
        "bank.line.detail",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The detail of the statement that tells of the same payment.",
    )
    merged_values = fields.Json(readonly=True, help="What it got from this one.")
    summary_of_id = fields.Many2one(
        "bank.line.advice",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="It told the whole amount and stepped back for these details.",
    )

    # a payment that comes back is looked for by its amount
    _bank_amount_idx = models.Index("(amount) WHERE kind = 'transaction'")
    _has_owner = models.Constraint(
        "CHECK (statement_line_id IS NOT NULL OR advice_id IS NOT NULL)",
        "A detail belongs to a bank line or waits for one.",
    )

    _truth = {
        **dict.fromkeys(DETAIL_FIELDS, CORRECTION),
        **dict.fromkeys(("kind", "currency_id"), BANK),
        "sequence": person("user", "_check_editable"),
        "statement_line_id": GIVEN,
        **dict.fromkeys(("original", "advice_id", "company_id"), ENGINE),
        **dict.fromkeys(("merged_detail_id", "merged_values"), ENGINE),
        "summary_of_id": ENGINE,
    }

    @api.depends("statement_line_id.company_id", "advice_id.company_id")
    def _compute_company_id(self):
        for detail in self:
            owner = detail.statement_line_id or detail.advice_id
            detail.company_id = owner.company_id

    @api.model_create_multi
    def create(self, vals_list):
        """Create details; advice that people add by hand is logged as new."""
        watch = self.env["bank.tables"]._watch
        return watch(super().create, self, "create", vals_list)

    def write(self, vals):
        """Keep what people change; ``original`` has what the bank sent."""
        return self.env["bank.tables"]._watch(super().write, self, "write", vals)

    def _get_stated(self):
        """Return the details that came from the bank."""
        return self.filtered("original")

    def _get_logged(self):
        """Return the details whose changes are kept: all."""
        return self

    def _check_typed(self) -> None:
        """Check and keep the advice that a person adds."""
        self._check_editable()
        empty = dict.fromkeys(DETAIL_FIELDS, "")
        self.env["bank.line.change"]._log(dict.fromkeys(self, empty))

    def _check_editable(self, _value=None) -> None:
        """Raise unless the user may correct the lines that these details explain."""
        if not all(row.statement_line_id for row in self):
            raise AccessError(
                self.env._(
                    "Details that came in a file of their own are attached to a bank "
                    "line first (Files → Payment Details → Attach) and corrected there."
                )
            )
        self.statement_line_id._check_editable()

    def unlink(self):
        """What the bank sent stays; only advice added by hand can be removed."""
        if not self.env.su:
            self.statement_line_id._check_editable()
            if self.filtered("original"):
                raise AccessError(  # pylint: disable=no-raise-unlink
                    self.env._(
                        "This advice came from the bank and is kept. Correct it, or "
                        "clear its references, instead."
                    )
                )
        return self.env["bank.tables"]._watch(super().unlink, self, "unlink")

    def _take_back(self, values: dict) -> None:
        """Empty what was filled from elsewhere, unless somebody changed it since."""
        self.ensure_one()
        unchanged = [name for name, value in values.items() if self[name] == value]
        self.write(dict.fromkeys(unchanged, False))
