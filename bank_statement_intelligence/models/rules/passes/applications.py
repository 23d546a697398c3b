"""What an application rule settles, in the way it says; part of pass 70."""

from __future__ import annotations

from collections import defaultdict

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
    """Return what the rule's method makes of a transaction, in each currency that the
    bank has told; several ways are a tie."""
    chosen = _choose_items(txn, rule, items)
    found = [
        (currency_id, answer)
        for currency_id in dict.fromkeys((txn.currency_id, *sorted(chosen)))
        if (answer := _apply(txn, rule, currency_id, chosen.get(currency_id, ())))
    ]
    proposals = [
        Proposal(
            txn_id=txn.id,
            kind="payment",
            pass_code=pass_code,
            tier=TIERS.get(rule.apply_method, LAST_TIER),
            items=tuple(ProposalItem(*part) for part in way),
            entries=_on_account(rule, answer.rest),
            evidence=_facts(txn, rule, way, currency_id, answer.rest),
            application_rule_id=rule.id,
        )
        for currency_id, answer in found
        for way in answer.ways
    ]
    count = len(proposals)
    is_more = any(answer.more for _currency_id, answer in found)
    shown = f"> {count}" if is_more else ""
    return [proposal.one_of(count, shown) for proposal in proposals]


def _apply(txn: Txn, rule, currency_id: int, items) -> Application | None:
    """Return what the method finds among the items of one currency."""
    method = rule.apply_method
    if method == "on_account" and currency_id != txn.currency_id:
        return None
    return apply(method, txn.amount_in(currency_id) or 0, items, rule.partial_ok)


def _choose_items(txn: Txn, rule, items) -> dict[int, list[OpenItem]]:
    """Return the items that the rule may settle, in its order, by currency."""
    is_due_first = rule.apply_method == "due_first"
    chosen: dict[int, list[OpenItem]] = defaultdict(list)
    for partner in rule._get_payers():
        for item in items.get(partner.id, ()):
            if txn.amount_in(item.currency_id) and is_meant(rule, txn, item):
                day = str(item.due if is_due_first else item.day)
                chosen[item.currency_id].append(OpenItem(item.id, item.minor, day))
    return {
        currency_id: sorted(found, key=lambda item: (item.due, item.id))
        for currency_id, found in chosen.items()
    }


def is_meant(rule, txn: Txn, item: Item) -> bool:
    """Tell whether a rule lets a transaction settle an item: its age, its sign.

    Args:
        rule: ``bank.application.rule``.
        txn: the bank's transaction.
        item: an open item of a partner that it names.
    """
    age = (txn.day - item.day).days
    return (
        age >= 0
        and (rule.include_credit_notes or item.minor * txn.minor > 0)
        and (not rule.apply_limit_days or age <= rule.apply_limit_days)
    )


def _facts(txn: Txn, rule, way, currency_id: int, rest: int) -> tuple[Evidence, ...]:
    facts = [Evidence("application_rule", txn.text[:80], rule.name)]
    if txn.partner_how == "application_other" and not rule._get_account_forms():
        name = rule.partner_id.display_name
        facts.append(Evidence("partner_conflict", "", name, False))
    if way and not rest:
        code = "amount_exact" if len(way) == 1 else "amount_sum"
        amount = str(txn.amount_in(currency_id))
        facts.append(Evidence(code, amount, amount))
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
