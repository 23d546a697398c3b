"""What the worksheet shows of a bank line, as JSON.

Functions of records; everything a panel needs is read in batches, so the number of
statements does not depend on how much there is to show.
"""

from functools import partial

from ...engine.matching.advice_merge import FACTS
from ...engine.text.spans import find_spans
from ..settlement.evidence import as_sentence, value_in_words
from ..settlement.rivals import get_rival_lines

#: fields of a bank line in which evidence is looked for, in this order
BANK_TEXTS = (
    "payment_ref",
    "partner_name",
    "account_number",
    "sender_reference",
    "own_reference",
    "ref",
)
DETAIL_TEXTS = (
    "payment_reference",
    "document_number",
    "end_to_end",
    "text",
    "partner_name",
    "account_number",
)
#: evidence whose values are numbers of rivals: they mean nothing to an accountant
COUNTING_CODES = ("other_candidate", "other_line", "other_combination")


def name_of(record) -> dict | bool:
    """Return id and name of a many2one value, or False."""
    if not record:
        return False
    return {"id": record.id, "name": record.display_name}


def line_values(line) -> dict:
    """Return the bank's side of an ``account.bank.statement.line``."""
    names = (
        "payment_ref",
        "partner_name",
        "account_number",
        "transaction_type",
        "sender_reference",
        "own_reference",
        "match_warning",
    )
    return {name: line[name] or "" for name in names} | {
        "id": line.id,
        "date": str(line.date),
        "value_date": str(line.value_date or ""),
        "amount": line.amount,
        "currency_id": line.currency_id.id,
        "amount_currency": line.amount_currency,
        "foreign_currency_id": line.foreign_currency_id.id,
        "difference": line.difference_amount,
        "applied": line.applied_amount,
        "open_amount": line._get_open_amount(),
        "state": line.match_state,
        "method": line.match_pass_id.name or line.match_method or "",
        "is_manual": line.is_manual,
        "is_ignored": line.is_ignored,
        "is_editable": line.is_editable,
        "can_toggle_editable": line.can_toggle_editable,
        "is_edit_open": line.is_edit_open,
        "company_id": line.company_id.id,
        "suspense_account_id": line.journal_id.suspense_account_id.id,
        "partner": name_of(line.partner_id),
        "journal": name_of(line.journal_id),
        "statement": name_of(line.statement_id),
        "entry": name_of(line.move_id),
        "file": name_of(line.import_file_id),
        "counterparts": counterpart_values(line),
        "group": group_values(line),
    }


def group_values(line) -> dict | bool:
    """Return the group of a combined line with its members."""
    group = line.line_group_id
    if not group:
        return False
    return {
        "id": group.id,
        "name": group.name,
        "amount": group.amount,
        "lines": [
            {
                "id": member.id,
                "date": str(member.date),
                "text": member.payment_ref or "",
                "amount": member.amount,
                "state": member.match_state,
            }
            for member in group.line_ids
        ],
    }


def parts_values(line) -> dict:
    """Return the lines of a group and the payments of a batch, as a row shows them."""
    group = group_values(line)
    details = line.detail_ids.filtered(lambda detail: detail.kind == "transaction")
    return {
        "lines": group["lines"] if group else [],
        "payments": [
            {
                "id": detail.id,
                "reference": detail.payment_reference or detail.document_number or "",
                "text": " · ".join(filter(None, (detail.partner_name, detail.text))),
                "amount": detail.amount,
                "currency_id": detail.currency_id.id or line.currency_id.id,
            }
            for detail in details
        ],
    }


def counterpart_values(line) -> list[dict]:
    """Return what a line was settled with."""
    if line.match_state != "reconciled":
        return []
    journal = line.journal_id
    accounts = journal._get_outstanding_accounts_by_journal()[journal.id]
    _liquidity, _suspense, others = line._seek_for_lines()
    rows = []
    for item in others:
        matched = (
            item.matched_debit_ids.debit_move_id
            | item.matched_credit_ids.credit_move_id
        )
        rows.append(
            {
                "id": item.id,
                "label": item.name or "",
                "account": name_of(item.account_id),
                "partner": name_of(item.partner_id),
                "amount": -item.amount_currency,
                "currency_id": item.currency_id.id,
                "entries": [name_of(move) for move in matched.move_id],
                "is_open": not item.reconciled and item.account_id.id in accounts,
            }
        )
    return rows


def detail_values(line) -> list[dict]:
    """Return the remittance advice; a changed value comes with what the bank sent."""
    rows = []
    for detail in line.detail_ids:
        names = (*FACTS, "kind")
        values = {name: detail[name] or "" for name in names}
        original = detail.original or {}
        rows.append(
            values
            | {
                "id": detail.id,
                "amount": detail.amount,
                "currency_id": detail.currency_id.id or line.currency_id.id,
                "is_added": not original,
                "original": {
                    name: original[name] or ""
                    for name in names
                    if name in original and (original[name] or "") != values[name]
                },
            }
        )
    return rows


def proposal_values(proposal, labels, texts) -> dict:
    """Return a proposal with its counterparts and evidence.

    Args:
        proposal: ``bank.match.proposal``.
        labels: names of the evidence codes.
        texts: what the bank says, see :func:`bank_texts`.
    """
    line = proposal.statement_line_id
    items = [item_values(row) for row in proposal.line_ids]
    book_texts = [
        text
        for item in items
        for text in (item["name"], item["ref"], item["partner_name"])
        if text
    ]
    return {
        "id": proposal.id,
        "state": proposal.state,
        "kind": proposal.kind,
        "pass": proposal.pass_id.name or proposal.pass_code or "",
        "tier": proposal.tier or "",
        "confidence": proposal.confidence,
        "difference": proposal.difference,
        "has_contra": proposal.has_contra,
        "outcome": difference_outcome(proposal),
        "veto": proposal.veto_text or why_waiting(proposal),
        "error": proposal.error_message or "",
        "summary": proposal.counterpart_summary or "",
        "approved_by": name_of(proposal.approved_by_id),
        "items": items,
        "evidence": [
            evidence_values(fact, labels, texts, book_texts, line)
            for fact in proposal.evidence or []
        ],
    }


def _main_file(move) -> dict | bool:
    """Return the document's file for a preview: its own route checks the rights."""
    file = move.sudo().message_main_attachment_id
    if not file:
        return False
    return {"id": file.id, "name": file.name, "mimetype": file.mimetype}


def why_waiting(proposal) -> str:
    """Return why a match that no rule keeps from posting waits for a person."""
    env = proposal.env
    if proposal._is_prepared():
        return env._("a person prepared it for somebody who may approve")
    if proposal.state == "approved":
        return env._("it waits for the approval of a second person")
    return ""


def difference_outcome(proposal) -> str:
    """Return what approving does with the difference of a proposal, in words."""
    if not proposal.difference:
        return ""
    env = proposal.env
    if proposal.difference_account_id:
        account = proposal.difference_account_id.display_name
        return env._("Approving posts it to %s.", account)
    unknown = proposal.line_ids.filtered(lambda row: row.role == "unknown")
    if unknown:
        return env._("It is nobody's yet: choose “Adjust” and say whose it is.")
    kept = proposal.line_ids.filtered("is_on_account").partner_id
    if kept:
        return env._("Approving keeps it on the account of %s.", kept[0].display_name)
    items = proposal.line_ids.move_line_id
    if not items:
        return ""
    return env._("Approving leaves it open on %s.", items[-1].move_id.name)


def item_values(row) -> dict:
    """Return one counterpart of a proposal."""
    item, line = row.move_line_id, row.proposal_id.statement_line_id
    return {
        "move_line_id": item.id,
        "move_id": row.move_id.id,
        "name": row._get_label(),
        "ref": item.ref or row.move_id.payment_reference or "",
        "date": str(row.move_id.invoice_date or item.date or ""),
        "due": str(item.date_maturity or ""),
        "is_document": row.move_id.is_invoice(include_receipts=True),
        "file": _main_file(row.move_id),
        "partner_name": row.partner_id.display_name or "",
        "partner": name_of(row.partner_id),
        "account": name_of(row.account_id),
        "amount": row.amount,
        "currency_id": row.currency_id.id,
        "line_amount": row._get_line_amount(),
        "residual": item.amount_residual_currency,
        "open_amount": item._get_open_amount_for(line) if item else 0.0,
        "has_free_rate": bool(item) and item._has_free_rate(line),
        "label": row.label or "",
        "tax_ids": row.tax_ids.ids,
        "analytic_distribution": row.analytic_distribution or False,
        "is_on_account": row.is_on_account,
        "discount_of": row.settled_line_id.id if row.role == "discount" else False,
    }


def tie_reason(line, proposals) -> str:
    """Return why a tie is one: what the matches have in common.

    Args:
        line: the bank line.
        proposals: its open proposals, as :func:`proposal_values` returns them.
    """
    ties = [row for row in proposals if row["state"] == "tie"]
    if not ties:
        return ""
    env = line.env
    rivals = get_rival_lines(line.match_proposal_ids) if len(ties) == 1 else ()
    if rivals:
        return env._(
            "Other bank lines fit this item as well: %s. Look at both, then choose.",
            ", ".join(f"“{rival.payment_ref}” ({rival.date})" for rival in rivals[:3]),
        )
    facts = [
        {fact["label"] for fact in row["evidence"] if fact["agrees"]} for row in ties
    ]
    common = [
        fact["label"]
        for fact in ties[0]["evidence"]
        if all(fact["label"] in labels for labels in facts)
    ]
    reason = env._(
        "%(count)s matches are equally well proved (%(facts)s). Nothing that the bank "
        "sent tells them apart.",
        count=_count_ties(line, len(ties)),
        facts=", ".join(dict.fromkeys(common)) or "–",
    )
    if _count_ties(line, len(ties)) == str(len(ties)):
        return reason
    return (
        reason
        + " "
        + env._(
            "Only the first %s are shown; the others can be chosen by hand.", len(ties)
        )
    )


def _count_ties(line, shown: int) -> str:
    """Return how many matches tie, “> 5” if nobody counted the rest."""
    ties = line.match_proposal_ids.filtered(lambda proposal: proposal.state == "tie")
    told = {
        fact["item_value"]
        for fact in ties[:1].evidence or ()
        if fact["code"] == "other_candidate"
    }
    more = [
        value
        for value in told
        if value.removeprefix("> ").isdecimal()
        and (value.startswith(">") or int(value) > shown)
    ]
    return more[0] if more else str(shown)


def bank_texts(line) -> list[str]:
    """Return everything the bank says about a line that evidence may quote."""
    texts = [line[name] for name in BANK_TEXTS]
    texts += [detail[name] for detail in line.detail_ids for name in DETAIL_TEXTS]
    return [text for text in texts if text]


def evidence_values(fact, labels, texts, book_texts, line) -> dict:
    """Return a fact with both values in their surroundings, the places marked."""
    env, payer = line.env, line.partner_name or ""
    words = partial(value_in_words, env)
    is_count = fact["code"] in COUNTING_CODES
    return {
        "code": fact["code"],
        "label": labels.get(fact["code"], fact["code"]),
        "sentence": as_sentence(env, fact, payer),
        "agrees": fact["agrees"],
        "bank": marked("" if is_count else words(fact["bank_value"]), texts),
        "item": marked("" if is_count else words(fact["item_value"]), book_texts),
    }


def marked(value: str, texts: list[str]) -> dict:
    """Return the first text that holds ``value``, with the places; else the value."""
    for text in texts:
        spans = find_spans(text, value)
        if spans:
            return {"text": text, "spans": [list(span) for span in spans]}
    return {"text": value, "spans": []}
