"""Finding bank lines by whatever somebody remembers of them."""

import re
from collections.abc import Callable, Iterable

from odoo.fields import Domain
from odoo.tools import SQL

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
    "statement_id.bank_statement_number",
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


#: blanks that people write between the thousands
_BLANKS = " \u00a0\u2007\u2009\u202f"
#: an amount whose thousands stand apart
_APART = re.compile(
    rf"(?<!\S)[-+\u2212]?\d{{1,3}}(?:[{_BLANKS}]\d{{3}})+(?:[.,]\d{{1,2}})?(?!\S)"
)
_AMOUNT = re.compile(r"\d+(?:[.,]\d+)*")
#: what the bank itself calls a movement, in its own data
_BANK_IDS = """SELECT id FROM account_bank_statement_line
        WHERE transaction_details ->> 'bank_id' ILIKE %(word)s
           OR jsonb_path_query_array(transaction_details, '$.references[*].value')
              ::text ILIKE %(word)s
        UNION
       SELECT statement_line_id FROM bank_line_detail
        WHERE jsonb_path_query_array(original, '$.references[*].value')
              ::text ILIKE %(word)s"""


def read_amounts(word: str) -> list[float]:
    """Return an amount with both signs, however people write it.

    Args:
        word: ``1234.5``, ``1,234.50``, ``1.234,50``, ``-1 234`` (any blank).
    Returns:
        ``[amount, -amount]`` of each way to read it: ``1.234`` is two; nothing if the
        word is no amount.
    """
    digits = re.sub(rf"[{_BLANKS}'’]", "", word).lstrip("-+\u2212")
    if not (digits.isascii() and _AMOUNT.fullmatch(digits)):
        return []
    signs = [sign for sign in digits if sign in ".,"]
    whole = digits.replace(".", "").replace(",", "")
    readings = set()
    *_, tail = re.split("[.,]", digits)
    if signs and signs.count(signs[-1]) == 1:
        readings.add(float(f"{whole[: -len(tail)]}.{tail}"))
    if not signs or len(tail) == 3 and len(set(signs)) == 1:
        readings.add(float(whole))
    return [amount * sign for amount in sorted(readings) for sign in (1, -1)]


def split_words(text: str) -> list[str]:
    """Return the words of a search; an amount with blanks is one word.

    >>> split_words("fisk 1 234,50 kr")
    ['fisk', '1 234,50', 'kr']
    """
    words, end = [], 0
    for found in _APART.finditer(text):
        words += [*text[end : found.start()].split(), found.group()]
        end = found.end()
    return words + text[end:].split()


def words_domain(
    text: str, names: Iterable[str], amounts: Iterable[str], *more: Callable
) -> Domain:
    """Return the domain of records that have every word of a text somewhere.

    Args:
        text: words and amounts.
        names: fields that are looked through for a word.
        amounts: fields that are compared with an amount, with both signs.
        more: other places; each is called with the word and returns a domain.
    """
    names, amounts = tuple(names), tuple(amounts)

    def find(word: str) -> Domain:
        options = [Domain(name, "ilike", word) for name in names]
        if figures := read_amounts(word):
            options += [Domain(name, "in", figures) for name in amounts]
        return Domain.OR(options + [other(word) for other in more])

    return Domain.AND(map(find, split_words(text)))


def text_domain(text: str) -> Domain:
    """Return the domain of bank lines that have every word of a text somewhere.

    Args:
        text: words; amounts are looked for as numbers, with both signs.
    """
    return words_domain(text, TEXT_FIELDS, AMOUNT_FIELDS, _bank_id_domain)


def _bank_id_domain(word: str) -> Domain:
    """Look for an id in the bank's own data: four characters, one of them a digit."""
    if len(word) < 4 or not any(map(str.isdigit, word)):
        return Domain.FALSE
    return Domain("id", "in", SQL(_BANK_IDS, word=f"%{word}%"))
