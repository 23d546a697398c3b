"""What an application rule settles, in the way it says; part of pass 70."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from odoo.tools import SQL

from ....engine.matching.proposal import EntryLine, Evidence, Proposal, ProposalItem
from ....engine.matching.sides import Item, Txn
from ....engine.rules.application import Application, OpenItem, apply
from ...matching.relations.rows import columns, make

#: methods and the tier of what they prove
TIERS = {"exact_one": 3, "full_balance": 3, "exact_subset": 5}
LAST_TIER = 5


def propose_by_rules(matcher, context) -> dict[int, list[Proposal]]:
    """Return what application rules settle, by transaction.

    Args:
        matcher: pass 70.
        context: what the run knows.
    """
    rules = {
        txn_id: rule
        for txn_id, rule in context.rules.applications.items()
        if rule.apply_method != "none"
    }
    if not rules:
        return {}
    transactions = context.env.execute_query_dict(
        SQL(
            "SELECT %s FROM match_line t WHERE t.is_open AND t.id = ANY(%s) "
            "ORDER BY t.id",
            columns(Txn, "t"),
            list(rules),
        )
    )
    items = _read_items(context, rules.values())
    found = {}
    for row in transactions:
        txn = make(Txn, "t", row)
        found[txn.id] = _settle(txn, rules[txn.id], items, matcher._pass_code)
    return found


def _read_items(context, rules) -> dict[int, list[Item]]:
    """Return the open items of the partners in question."""
    partners = {partner.id for rule in rules for partner in rule._get_payers()}
    rows = context.env.execute_query_dict(
        SQL(
            "SELECT %s FROM match_item i WHERE i.pool = 'open' AND NOT i.claimed "
            "AND i.partner_id = ANY(%s)",
            columns(Item, "i"),
            list(partners),
        )
    )
    items = defaultdict(list)
    for row in rows:
        item = make(Item, "i", row)
        items[item.partner_id].append(item)
    return items


def _settle(txn: Txn, rule, items, pass_code: str) -> list[Proposal]:
    """Return what the rule's method makes of a transaction."""
    chosen = _choose_items(txn, rule, items)
    found = apply(rule.apply_method, txn.minor, chosen, rule.partial_ok)
    if not found:
        return []
    proposal = Proposal(
        txn_id=txn.id,
        kind="payment",
        pass_code=pass_code,
        tier=TIERS.get(rule.apply_method, LAST_TIER),
        items=tuple(ProposalItem(*part) for part in found.parts),
        entries=_on_account(rule, found.rest),
        evidence=_facts(txn, rule, found),
        application_rule_id=rule.id,
    )
    if not found.tie:
        return [proposal]
    fact = Evidence("other_candidate", "1", str(1 + len(found.others)), False)
    every = [proposal] + [
        replace(proposal, items=(ProposalItem(item_id, txn.minor),))
        for item_id in found.others
    ]
    return [each.as_tie(fact) for each in every]


def _choose_items(txn: Txn, rule, items) -> list[OpenItem]:
    """Return the items that the rule may settle, in its order."""
    is_due_first = rule.apply_method == "due_first"
    chosen = [
        OpenItem(item.id, item.minor, str(item.due if is_due_first else item.day))
        for partner in rule._get_payers()
        for item in items.get(partner.id, ())
        if item.currency_id == txn.currency_id
        and item.day <= txn.day
        and (rule.include_credit_notes or item.minor * txn.minor > 0)
        and (
            not rule.apply_limit_days
            or (txn.day - item.day).days <= rule.apply_limit_days
        )
    ]
    return sorted(chosen, key=lambda item: (item.due, item.id))


def _facts(txn: Txn, rule, found: Application) -> tuple[Evidence, ...]:
    facts = [Evidence("application_rule", txn.text[:80], rule.name)]
    if txn.partner_how == "application_other" and not rule._get_account_forms():
        name = rule.partner_id.display_name
        facts.append(Evidence("partner_conflict", "", name, False))
    if found.parts and not found.rest:
        code = "amount_exact" if len(found.parts) == 1 else "amount_sum"
        facts.append(Evidence(code, str(txn.minor), str(txn.minor)))
    return tuple(facts)


def _on_account(rule, rest: int) -> tuple[EntryLine, ...]:
    """Return the entry that takes what the items leave over."""
    if not rest:
        return ()
    partner = rule._get_payers()[:1].with_company(rule.company_id)
    account = (
        partner.property_account_receivable_id
        if rest > 0
        else partner.property_account_payable_id
    )
    return (EntryLine(account.id, rest, partner_id=partner.id, on_account=True),)
