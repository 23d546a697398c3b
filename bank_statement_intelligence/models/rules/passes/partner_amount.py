"""Pass 70: what a certain partner pays of his open items.

Lines with an application rule are settled as the rule says (``applications.py``). For
the others, and where its method finds nothing, the statement brings the partner's items
and ``engine/partner_items.py`` decides.
"""

from collections.abc import Iterator
from dataclasses import replace

from odoo import models
from odoo.tools import SQL

from ....engine.matching import partner_items
from ....engine.matching.partner_items import Case
from ....engine.matching.proposal import LAST_STRONG_TIER, Proposal
from ....engine.matching.sides import Item, Txn
from ...matching.relations.rows import AMOUNT, FREE, columns, read_pairs
from .applications import is_meant, propose_by_rules

#: items of one partner that are looked at, the oldest first
MAX_ITEMS = 400
#: SQL: every open item of each payer, the oldest first.
_STATEMENT = SQL(
    """
    SELECT * FROM (
        SELECT %(txn)s, %(item)s,
               row_number() OVER (PARTITION BY t.id, i.currency_id
                                  ORDER BY i.due, i.id) AS place,
               %(amount)s = i.minor AS exact
          FROM match_txn t
          JOIN match_item i
            ON i.partner_id = coalesce(t.partner_id, t.near_partner_id)
            OR i.partner_id = ANY(t.pays_for)
         WHERE %(free)s AND i.pool = 'open' AND NOT t.has_parts
           AND NOT t.reversal AND %(amount)s IS NOT NULL) pair
     WHERE place <= %(most)s OR exact
     ORDER BY t_id, place
    """,
    txn=columns(Txn, "t"),
    item=columns(Item, "i"),
    amount=AMOUNT,
    free=FREE,
    most=MAX_ITEMS,
)


class BankMatcherPartnerAmount(models.AbstractModel):
    _name = "bank.matcher.partner_amount"
    _inherit = "bank.matcher"
    _description = "Certain partner and amount → open items"

    _pass_code = "partner_amount"

    def _propose(self, context):
        settled = propose_by_rules(self, context)
        proposals = [proposal for found in settled.values() for proposal in found]
        rules = context.rules
        for proposal, txn, items in self._propose_by_amount(context):
            rule = rules.applications.get(proposal.txn_id)
            mapping = rules.mappings.get(proposal.txn_id)
            if rule and not _leaves(rule, settled.get(txn.id), proposal, txn, items):
                continue
            if rule and txn.id not in rules.certain:
                proposal = replace(proposal, application_rule_id=rule.id)
            elif mapping and not rule:
                proposal = replace(proposal, rule_id=mapping.id)
            proposals.append(proposal)
        return proposals

    def _propose_by_amount(self, context) -> Iterator[tuple[Proposal, Txn, dict]]:
        """Yield what the amounts prove, with the transaction and its items by id."""
        cases: dict[tuple[int, int], tuple[Txn, list[Item]]] = {}
        for txn, item, _row in read_pairs(self.env, _STATEMENT):
            cases.setdefault((txn.id, item.currency_id), (txn, []))[1].append(item)
        for txn, items in cases.values():
            case = Case(txn, tuple(items), tuple(context.named.get(txn.id, ())))
            by_id = {item.id: item for item in items}
            for proposal in partner_items.decide(
                [case], self._pass_code, context.policy
            ):
                yield proposal, txn, by_id


def _leaves(rule, settled, proposal: Proposal, txn: Txn, items: dict) -> bool:
    """Tell whether an application rule leaves room for a proposal by amount.

    One that only names the partner does. Another one does where its method found
    nothing: for what is proved by items that it lets the payer settle.
    """
    if rule.apply_method == "none":
        return True
    if settled or proposal.tier > LAST_STRONG_TIER:
        return False
    return all(is_meant(rule, txn, items[item_id]) for item_id in proposal.item_ids)
