"""What the row of actions on an open bank line offers: rules, accounts, documents."""

from dataclasses import replace

from ...engine.rules.conditions import Evaluator
from ..lines.constants import BANK_JOURNAL_TYPES, SETTLED_STATES
from .values import name_of

#: rules that are buttons, and rules that are looked at for them
BUTTONS = 5
RULES = 200


def booking_values(line) -> dict:
    """Return what a person may book a line to with one click.

    Args:
        line: the ``account.bank.statement.line``.
    Returns:
        ``rules`` (``{"id", "name", "fits"}``, the fitting ones first), ``reasons`` of
        a difference (``reason_id`` and the values of an entry), ``accounts``
        (of the partner: ``receivable`` and ``payable``), ``own_accounts`` (of the
        company, with ``transfer_account``), ``kinds`` of documents, ``documents``
        that were written for the line. Empty for a settled line.
    """
    if line.match_state in SETTLED_STATES:
        return {}
    return {
        "rules": fitting_rules(line),
        "reasons": _reasons(line),
        "accounts": _partner_accounts(line),
        "own_accounts": _own_accounts(line),
        "transfer_account": name_of(line.company_id.sudo().transfer_account_id),
        "kinds": line.env["bank.line.documents"]._get_kinds(line),
        "documents": _documents(line),
    }


def entry_rules(line):
    """Return the rules that can fill the entry of a line, in their order."""
    found = line.env["account.reconcile.model"].search(
        [
            ("company_id", "in", line.company_id.parent_ids.ids),
            "|",
            ("match_journal_ids", "=", False),
            ("match_journal_ids", "in", line.journal_id.ids),
        ],
        limit=RULES,
    )
    return found.filtered(lambda rule: rule._get_entry_rules(line.amount > 0))


def fitting_rules(line) -> list[dict]:
    """Return the rules that are offered as buttons: those that hit the line, then
    those that people use. Of rules that book the same way one is offered."""
    rules = entry_rules(line).sudo()
    if not rules:
        return []
    evaluator = Evaluator(line.env["bank.rule.facts"]._read_lines(line.ids))
    fits = {rule.id for rule in rules if evaluator.hits(rule._as_engine_rule())}
    shown = rules.filtered(lambda rule: rule.id in fits or rule.hit_count)
    shown = shown.sorted(lambda rule: (rule.id not in fits, -rule.hit_count))
    by_outcome: dict = {}
    for rule in shown:
        entries = rule._get_entry_rules(line.amount > 0)
        outcome = tuple(replace(entry, label="") for entry in entries)
        by_outcome.setdefault(outcome, rule)
    return [
        {"id": rule.id, "name": rule.display_name, "fits": rule.id in fits}
        for rule in list(by_outcome.values())[:BUTTONS]
    ]


def _reasons(line) -> list[dict]:
    """Return the reasons of a difference, as entries of a settlement by hand."""
    reasons = line.env["bank.difference.reason"]
    offered = reasons._get_offered(line.company_id, line.journal_id)
    return [{"reason_id": one.id, **one._as_entry()} for one in offered]


def _partner_accounts(line) -> dict:
    partner = line.partner_id.with_company(line.company_id)
    if not partner:
        return {}
    return {
        "receivable": name_of(partner.property_account_receivable_id),
        "payable": name_of(partner.property_account_payable_id),
    }


def _own_accounts(line) -> list[dict]:
    journals = line.env["account.journal"].search(
        [
            ("type", "in", BANK_JOURNAL_TYPES),
            ("company_id", "=", line.company_id.id),
            ("id", "!=", line.journal_id.id),
        ]
    )
    return [name_of(journal) for journal in journals]


def _documents(line) -> list[dict]:
    domain = [("bank_line_id", "=", line.id), ("state", "!=", "cancel")]
    return [
        {"id": document.id, "model": model, "name": document.display_name}
        for model in ("account.move", "account.payment")
        for document in line.env[model].search(domain)
    ]
