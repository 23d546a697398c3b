"""Finding bank lines by whatever somebody remembers of them."""

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
    figures = digits.replace(".", "", 1)
    if not (figures.isascii() and figures.isdigit()):
        return []
    amount = float(digits)
    return [amount, -amount]


def text_domain(text: str) -> Domain:
    """Return the domain of bank lines that have every word of a text somewhere.

    Args:
        text: words; amounts are looked for as numbers, with both signs.
    """
    return Domain.AND([_word_domain(word) for word in text.split()])


def _word_domain(word: str) -> Domain:
    options = [Domain(name, "ilike", word) for name in TEXT_FIELDS]
    if amounts := read_amounts(word):
        options += [Domain(name, "in", amounts) for name in AMOUNT_FIELDS]
    return Domain.OR(options)
