"""Pass 70: what a certain partner pays of his open items.

Lines with an application rule are settled as the rule says (``applications.py``). For
the others the statement brings the partner's items and ``engine/partner_items.py``
decides.
"""

from dataclasses import replace

from odoo import models
from odoo.tools import SQL

from ....engine.matching import partner_items
from ....engine.matching.partner_items import Case
from ....engine.matching.proposal import Proposal
from ....engine.matching.sides import Item, Txn
from ...matching.relations.rows import AMOUNT, FREE, columns, read_pairs
from .applications import propose_by_rules

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
        for proposal in self._propose_by_amount(context):
            rule = context.rules.applications.get(proposal.txn_id)
            mapping = context.rules.mappings.get(proposal.txn_id)
            if rule and self._leaves(rule, settled.get(proposal.txn_id), proposal):
                proposal = replace(proposal, application_rule_id=rule.id)
            elif rule:
                continue
            elif mapping:
                proposal = replace(proposal, rule_id=mapping.id)
            proposals.append(proposal)
        return proposals

    def _leaves(self, rule, settled, proposal: Proposal) -> bool:
        """Tell whether a rule leaves room for a proposal by amount: one that only names
        the partner does, another one for one item within its own tolerance."""
        if rule.apply_method == "none":
            return True
        codes = {fact.code for fact in proposal.evidence}
        is_tolerated = len(proposal.items) == 1 and "amount_tolerance" in codes
        return not settled and bool(rule.tolerance_id) and is_tolerated

    def _propose_by_amount(self, context) -> list[Proposal]:
        cases: dict[tuple[int, int], tuple[Txn, list[Item]]] = {}
        for txn, item, _row in read_pairs(self.env, _STATEMENT):
            cases.setdefault((txn.id, item.currency_id), (txn, []))[1].append(item)
        return partner_items.decide(
            [
                Case(txn, tuple(items), tuple(context.named.get(txn.id, ())))
                for txn, items in cases.values()
            ],
            self._pass_code,
            context.policy,
        )
