"""Remittance advice of a bank line."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .bank_line_change import DETAIL_FIELDS, as_text


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
        "account.bank.statement.line", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", related="statement_line_id.company_id", store=True, index=True
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

    def _get_editable_fields(self) -> tuple[str, ...]:
        """Return the fields that people may correct or fill."""
        return DETAIL_FIELDS

    def write(self, vals):
        """Keep what people change; ``original`` has what the bank sent."""
        names = [name for name in DETAIL_FIELDS if name in vals]
        if self.env.su or not names:
            return super().write(vals)
        self.statement_line_id._check_editable()
        before = {row: {name: as_text(row, name) for name in names} for row in self}
        result = super().write(vals)
        for row, values in before.items():
            self.env["bank.line.change"]._log(row.statement_line_id, row, values)
        return result

    @api.model_create_multi
    def create(self, vals_list):
        """Advice that people add by hand is logged as new."""
        rows = super().create(vals_list)
        if self.env.su:
            return rows
        for row in rows.filtered(lambda row: not row.original):
            row.statement_line_id._check_editable()
            before = dict.fromkeys(DETAIL_FIELDS, "")
            self.env["bank.line.change"]._log(row.statement_line_id, row, before)
        return rows

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
        return super().unlink()
