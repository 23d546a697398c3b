"""Remittance advice of a bank line (C25, C39–C44, C61–C63, L11)."""

from odoo import fields, models


class BankLineDetail(models.Model):
    """One underlying transaction, or one text or code, of a bank line.

    ``kind`` ``transaction`` rows are the parts of a batch entry: amount, payer and
    references of each. The bank's values are kept in ``original``; the fields are a
    copy that people may correct (C62).
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
