"""What evidence is called, and how it is shown."""

from markupsafe import Markup

from ..lines.html import html_table


def get_labels(env) -> dict[str, str]:
    """Return the names of the evidence codes in the user's language."""
    return _get_reference_labels(env) | _get_amount_labels(env) | _get_rule_labels(env)


def _get_reference_labels(env) -> dict[str, str]:
    _ = env._
    return {
        "upr": _("Unique payment reference"),
        "payment_name": _("Payment number"),
        "payment_batch": _("Batch of payments"),
        "payment_id": _("Payment ID"),
        "document": _("Document number"),
        "vendor_document": _("Vendor's document number"),
        "customer_reference": _("Customer's reference"),
        "paid_document": _("Document already paid by this payment"),
        "payment_memo": _("Payment memo"),
        "order": _("Order number"),
        "other_document": _("Another document is named"),
        "unknown_document": _("A document that is not in the books is named"),
        "near_document": _("Number with a slip"),
        "short_number": _("End of the number"),
        "too_short": _("Number is short, payer unknown"),
        "partner": _("Partner"),
        "iban": _("Bank account of the partner"),
        "name_full": _("Name of the partner"),
        "name_partial": _("Name is alike"),
        "name_in_text": _("Name stands in the text"),
        "customer_number": _("Customer number"),
        "account_differs": _("Bank account is not on file for this person"),
        "partner_set": _("Partner of the bank line"),
        "partner_conflict": _("Payer is another partner"),
    }


def _get_amount_labels(env) -> dict[str, str]:
    _ = env._
    return {
        "amount_exact": _("Amount is exact"),
        "amount_sum": _("Sum is exact"),
        "amount_differs": _("Amount differs"),
        "amount_subset": _("Only these items sum up to it (of so many)"),
        "amount_tolerance": _("Within tolerance"),
        "amount_opposite": _("Same amount, other direction"),
        "amount_shared": _("Part of the item, together exact"),
        "unique_amount": _("Open item of this amount"),
        "full_balance": _("All that is open"),
        "discount": _("Early payment discount"),
        "discount_late": _("Early payment discount, in grace"),
        "charges": _("Less the bank's charges"),
        "fee": _("Fee taken by the payer"),
        "date": _("Date"),
        "date_after": _("Item is dated after the payment"),
        "days_apart": _("Days apart"),
        "other_candidate": _("Another item fits as well"),
        "other_line": _("Another bank line fits as well"),
        "other_combination": _("Other items together fit as well"),
        "details": _("Details found"),
    }


def _get_rule_labels(env) -> dict[str, str]:
    _ = env._
    return {
        "rule": _("Matching rule"),
        "application_rule": _("Application rule"),
        "application_other": _("Application rule"),
        "combine_rule": _("Combine rule"),
        "group": _("Lines matched as one"),
        "manual": _("Chosen by"),
        "undone_before": _("A person undid this match"),
        "own_account": _("Own bank account"),
        "other_journal": _("Other bank journal"),
        "returned": _("Reference of the original payment"),
        "returned_account": _("Account of the original payment"),
        "not_flagged": _("The bank does not call it a return"),
        "history": _("Lines with this payer and text before"),
        "history_payer": _("Lines of this payer before"),
        "history_text": _("Lines with this text before"),
    }


def as_text(facts: list[dict] | None, labels: dict[str, str]) -> str:
    """Return evidence in one line of text.

    Args:
        facts: the evidence of a proposal.
        labels: names of the codes.
    """
    return "; ".join(_as_words(fact, labels) for fact in facts or [])


def _as_words(fact: dict, labels: dict[str, str]) -> str:
    mark = "" if fact["agrees"] else "✗ "
    values = [value for value in (fact["bank_value"], fact["item_value"]) if value]
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
            fact["bank_value"],
            fact["item_value"],
        )
        for fact in facts or []
    )
    return html_table(rows, ("", _("Evidence"), _("Bank"), _("Books")))
