"""Remittance advice of a bank line, or of a lump sum that waits for its line."""

import functools

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...engine.matching.advice_merge import FACTS

#: what people may correct or fill
DETAIL_FIELDS = ("amount", *FACTS)
#: what ties details to their file
OWNER_FIELDS = {"advice_id", "merged_detail_id", "merged_values", "summary_of_id"}


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

    _has_owner = models.Constraint(
        "CHECK (statement_line_id IS NOT NULL OR advice_id IS NOT NULL)",
        "A detail belongs to a bank line or waits for one.",
    )

    @api.depends("statement_line_id.company_id", "advice_id.company_id")
    def _compute_company_id(self):
        for detail in self:
            owner = detail.statement_line_id or detail.advice_id
            detail.company_id = owner.company_id

    @api.model_create_multi
    def create(self, vals_list):
        """Advice that people add by hand is logged as new."""
        for vals in vals_list:
            self._check_owner(vals, new=True)
        rows = self.env["bank.tables"]._watch(super().create, self, "create", vals_list)
        if self.env.su:
            return rows
        typed = rows.filtered(lambda row: not row.original)
        typed.statement_line_id._check_editable()
        empty = dict.fromkeys(DETAIL_FIELDS, "")
        self.env["bank.line.change"]._log({row: empty for row in typed})
        return rows

    def write(self, vals):
        """Keep what people change; ``original`` has what the bank sent."""
        run = functools.partial(self._write_and_log, super().write)
        return self.env["bank.tables"]._watch(run, self, "write", vals)

    def _write_and_log(self, write, vals):
        """Write; of a person's correction, check the right and keep the old values."""
        self._check_owner(vals)
        names = [name for name in DETAIL_FIELDS if name in vals]
        if self.env.su or not names:
            return write(vals)
        self.statement_line_id._check_editable()
        changes = self.env["bank.line.change"]
        before = changes._get_texts(self, names)
        result = write(vals)
        changes._log(before)
        return result

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

    def _check_owner(self, vals: dict, new: bool = False) -> None:
        """Raise if a person touches what ties details to lines, or waiting ones."""
        if self.env.su:
            return
        fixed = OWNER_FIELDS if new else {*OWNER_FIELDS, "statement_line_id"}
        moved = {name for name in fixed & set(vals) if vals[name]}
        waiting = self.filtered(lambda row: not row.statement_line_id)
        if moved or waiting or (new and not vals.get("statement_line_id")):
            raise AccessError(
                self.env._(
                    "Details that came in a file of their own are attached to a bank "
                    "line first (Payment Details → Attach) and corrected there."
                )
            )

    def _take_back(self, values: dict) -> None:
        """Empty what was filled from elsewhere, unless somebody changed it since."""
        self.ensure_one()
        unchanged = [name for name, value in values.items() if self[name] == value]
        self.write(dict.fromkeys(unchanged, False))
