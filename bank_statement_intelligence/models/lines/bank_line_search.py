"""Finding bank lines by whatever somebody remembers of them."""

from odoo import api, fields, models
from odoo.fields import Domain

#: everything on a line, its advice and its group that a word is looked for in
TEXT_FIELDS = (
    "payment_ref",
    "partner_name",
    "partner_id",
    "account_number",
    "sender_reference",
    "own_reference",
    "ref",
    "transaction_type",
    "narration",
    "move_id.name",
    "statement_id.name",
    "statement_id.reference",
    "detail_ids.text",
    "detail_ids.payment_reference",
    "detail_ids.document_number",
    "detail_ids.end_to_end",
    "detail_ids.partner_name",
    "detail_ids.account_number",
    "detail_ids.code",
    "line_group_id.name",
    "line_group_id.line_ids.payment_ref",
    "line_group_id.line_ids.partner_name",
)
AMOUNT_FIELDS = (
    "amount",
    "amount_currency",
    "detail_ids.amount",
    "line_group_id.amount",
)


def read_amounts(word: str) -> list[float]:
    """Return an amount with both signs, however people write it.

    Args:
        word: ``1234.5``, ``1,234.50``, ``1.234,50``, ``-1 234`` (no-break space).
    Returns:
        ``[amount, -amount]``; nothing if the word is no amount.
    """
    digits = word.replace("\u00a0", "").lstrip("-+")
    if digits[-3:-2] == ",":  # a decimal comma
        digits = digits.replace(".", "").replace(",", ".")
    digits = digits.replace(",", "")
    if not digits.replace(".", "", 1).isascii():
        return []
    if not digits.replace(".", "", 1).isdigit():
        return []
    amount = float(digits)
    return [amount, -amount]


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    match_text = fields.Char(
        "Anything", compute="_compute_match_text", search="_search_match_text"
    )
    statement_reference = fields.Char(
        "Bank's Statement Number", related="statement_id.reference"
    )
    reference_texts = fields.Char(compute="_compute_match_text")
    reference_codes = fields.Char(compute="_compute_match_text")

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
        return Domain.AND([self._get_word_domain(word) for word in value.split()])

    def _get_word_domain(self, word: str):
        options = [Domain(name, "ilike", word) for name in TEXT_FIELDS]
        amounts = read_amounts(word)
        if amounts:
            options += [Domain(name, "in", amounts) for name in AMOUNT_FIELDS]
        return Domain.OR(options)
