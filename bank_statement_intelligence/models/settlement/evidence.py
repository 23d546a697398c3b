"""What evidence is called, and how it is shown."""

import re

from markupsafe import Markup

from odoo.tools import LazyTranslate, format_amount, format_date

from ..lines.html import html_table

_lt = LazyTranslate(__name__)

#: names of the evidence codes
LABELS = {
    "upr": _lt("Unique payment reference"),
    "payment_name": _lt("Payment number"),
    "payment_batch": _lt("Batch of payments"),
    "payment_id": _lt("Payment ID"),
    "document": _lt("Document number"),
    "vendor_document": _lt("Vendor's document number"),
    "customer_reference": _lt("Customer's reference"),
    "paid_document": _lt("Document already paid by this payment"),
    "payment_memo": _lt("Payment memo"),
    "order": _lt("Order number"),
    "other_document": _lt("Another document is named"),
    "unknown_document": _lt("A document that is not in the books is named"),
    "near_document": _lt("Number with a slip"),
    "short_number": _lt("End of the number"),
    "too_short": _lt("Number is short, payer unknown"),
    "partner": _lt("Partner"),
    "iban": _lt("Bank account of the partner"),
    "name_full": _lt("Name of the partner"),
    "name_partial": _lt("Name is alike"),
    "name_in_text": _lt("Name stands in the text"),
    "customer_number": _lt("Customer number"),
    "amount_at_rate": _lt("Amount at the rate of the day"),
    "account_shared": _lt("Account of several partners"),
    "other_partner": _lt("Somebody else is told"),
    "account_differs": _lt("Bank account is not on file for this person"),
    "partner_set": _lt("Partner of the bank line"),
    "partner_conflict": _lt("Payer is another partner"),
    "paid_by_other": _lt("Paid by another partner"),
    "amount_exact": _lt("Amount is exact"),
    "amount_sum": _lt("Sum is exact"),
    "amount_differs": _lt("Amount differs"),
    "amount_subset": _lt("Only these items sum up to it (of so many)"),
    "amount_tolerance": _lt("Within tolerance"),
    "amount_opposite": _lt("Same amount, other direction"),
    "amount_shared": _lt("Part of the item, together exact"),
    "unique_amount": _lt("Open item of this amount"),
    "full_balance": _lt("All that is open"),
    "discount": _lt("Early payment discount"),
    "discount_late": _lt("Early payment discount, in grace"),
    "discount_about": _lt("Early payment discount, and a small difference"),
    "charges": _lt("Less the bank's charges"),
    "charges_large": _lt("Less unusually large charges"),
    "fee": _lt("Fee taken by the payer"),
    "date": _lt("Date"),
    "date_after": _lt("Item is dated after the payment"),
    "days_apart": _lt("Days apart"),
    "other_candidate": _lt("Another item fits as well"),
    "other_line": _lt("Another bank line fits as well"),
    "other_combination": _lt("Other items together fit as well"),
    "details": _lt("Payments in it, and those proved"),
    "payer_unknown": _lt("Payer is not known: the money is nobody's yet"),
    "rule": _lt("Matching rule"),
    "application_rule": _lt("Application rule"),
    "application_other": _lt("Application rule"),
    "combine_rule": _lt("Combine rule"),
    "group": _lt("Lines matched as one"),
    "manual": _lt("Chosen by"),
    "note": _lt("Note"),
    "undone_before": _lt("A person undid this match"),
    "own_account": _lt("Own bank account"),
    "day_total": _lt("All payments of this day"),
    "total_of_lines": _lt("Sum of lines beside it (so many)"),
    "own_name": _lt("Our own name"),
    "side_to_come": _lt("The other bank's side is to come"),
    "foreign_account": _lt("Bank account is none of ours"),
    "other_journal": _lt("Other bank journal"),
    "returned": _lt("Reference of the original payment"),
    "returned_account": _lt("Account of the original payment"),
    "not_flagged": _lt("The bank does not call it a return"),
    "history": _lt("Lines with this payer and text before"),
    "history_payer": _lt("Lines of this payer before"),
    "history_text": _lt("Lines with this text before"),
}

#: facts that read better as a sentence, when both values are known
SENTENCES = {
    "partner_conflict": _lt("Paid by %(bank)s, not by %(item)s"),
    "paid_by_other": _lt("Paid by %(bank)s for %(item)s"),
    "other_partner": _lt("The bank tells %(bank)s, not %(item)s"),
    "amount_differs": _lt("Paid is %(bank)s, open is %(item)s"),
    "date_after": _lt("Dated %(item)s, after the payment of %(bank)s"),
    "amount_subset": _lt("Only %(bank)s of the %(item)s open items sum up to it"),
    "details": _lt("Of %(bank)s payments in it, %(item)s are proved"),
    "charges": _lt("Open is %(item)s, less the bank's charges %(bank)s"),
}
_AMOUNT = re.compile(r"(-?\d+(?:\.\d+)?) ([A-Z]{3})")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def value_in_words(env, value: str) -> str:
    """Return an amount or a day as the user writes it; other values as they are.

    Args:
        env: for language and currencies.
        value: of a fact, e.g. ``4950.00 NOK`` or ``2026-03-10``.
    """
    if _DAY.fullmatch(value):
        return format_date(env, value)
    amount = _AMOUNT.fullmatch(value)
    if not amount:
        return value
    currency_id = env["bank.match.proposal"]._get_currency_id(amount[2])
    currency = env["res.currency"].browse(currency_id or [])
    return format_amount(env, float(amount[1]), currency) if currency else value


def as_sentence(env, fact: dict, payer: str = "") -> str:
    """Return a fact as a sentence, empty if it is better shown as two values.

    Args:
        env: for the language.
        fact: of a proposal's evidence.
        payer: name that the bank tells; an account number is nobody's name.
    """
    sentence = SENTENCES.get(fact["code"])
    bank, item = fact["bank_value"], fact["item_value"]
    if not sentence or not bank or not item:
        return ""
    if payer and fact["code"] in ("partner_conflict", "paid_by_other"):
        bank = payer if any(sign.isdigit() for sign in bank) else bank
    words = env._(sentence)
    return words % {
        "bank": value_in_words(env, bank),
        "item": value_in_words(env, item),
    }


def as_text(env, facts: list[dict] | None, labels: dict[str, str], payer="") -> str:
    """Return evidence in one line of text.

    Args:
        env: for the language.
        facts: the evidence of a proposal.
        labels: names of the codes.
        payer: name that the bank tells.
    """
    return "; ".join(_as_words(env, fact, labels, payer) for fact in facts or [])


def _as_words(env, fact: dict, labels: dict[str, str], payer: str) -> str:
    mark = "" if fact["agrees"] else "✗ "
    if sentence := as_sentence(env, fact, payer):
        return mark + sentence
    values = [
        value_in_words(env, value)
        for value in (fact["bank_value"], fact["item_value"])
        if value
    ]
    same = len(set(values)) <= 1
    text = values[0] if values and same else " ↔ ".join(values)
    return f"{mark}{labels.get(fact['code'], fact['code'])}: {text}".rstrip(": ")


def as_table(env, facts: list[dict] | None, labels: dict[str, str]) -> Markup:
    """Return evidence as an HTML table, the bank's value beside that of the books.

    Args:
        env: for the language.
        facts: the evidence of a proposal.
        labels: names of the codes.
    """
    _ = env._
    rows = (
        (
            "✓" if fact["agrees"] else "✗",
            labels.get(fact["code"], fact["code"]),
            value_in_words(env, fact["bank_value"]),
            value_in_words(env, fact["item_value"]),
        )
        for fact in facts or []
    )
    return html_table(rows, ("", _("Evidence"), _("Bank"), _("Books")))
