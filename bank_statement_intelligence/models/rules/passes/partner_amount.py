"""Pass 70: what a certain partner pays of his open items.

Lines with an application rule are settled as the rule says (``applications.py``). For
the others, and where its method finds nothing, the payer's items are read once, and
``engine/partner_items.py`` decides.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from odoo import models
from odoo.tools import SQL

from ....engine.matching import partner_items
from ....engine.matching.partner_items import Case
from ....engine.matching.proposal import LAST_STRONG_TIER, Proposal
from ....engine.matching.sides import Item, Txn
from ...matching.partner_finder import Other
from ...matching.relations.items import add_items
from ...matching.relations.rows import AMOUNT, FREE, columns, make, read_pairs
from .applications import is_meant, propose_by_rules

#: items of one partner that are looked at, the oldest first
MAX_ITEMS = 400
#: SQL: payments whose payer is known or likely, or may be found by the account
_WAITING = SQL("t.is_open AND t.minor <> 0 AND NOT t.has_parts AND NOT t.reversal")
_TRANSACTIONS = SQL(
    """SELECT %s FROM match_txn t
        WHERE %s AND (t.partner_id IS NOT NULL OR t.near_partner_id IS NOT NULL
                      OR t.pays_for <> '{}' OR t.account <> '' OR t.name <> '')
        ORDER BY t.id""",
    columns(Txn, "t"),
    _WAITING,
)
#: SQL: the open items of each payer once, however many payments he made: the oldest,
#: and those of an amount that he paid
_ITEMS = SQL(
    """
    WITH payer AS (
        SELECT t.id, coalesce(t.partner_id, t.near_partner_id) AS partner_id
          FROM match_txn t WHERE %(waiting)s
         UNION
        SELECT t.id, unnest(t.pays_for) FROM match_txn t WHERE %(waiting)s
    ), paid AS (
        SELECT DISTINCT payer.partner_id, a.currency_id, a.minor
          FROM payer JOIN match_amount a ON a.id = payer.id
    )
    SELECT * FROM (
        SELECT %(item)s, i.journal_id, paid.minor IS NOT NULL AS exact,
               row_number() OVER (PARTITION BY i.partner_id, i.currency_id,
                                  i.journal_id ORDER BY i.due, i.id) AS place
          FROM match_item i
     LEFT JOIN paid ON paid.partner_id = i.partner_id
           AND paid.currency_id = i.currency_id AND paid.minor = i.minor
         WHERE i.pool = 'open' AND NOT i.claimed
           AND i.partner_id IN (SELECT partner_id FROM payer)) item
     WHERE place <= %(most)s OR exact
     ORDER BY i_due, i_id
    """,
    item=columns(Item, "i"),
    waiting=_WAITING,
    most=MAX_ITEMS,
)

#: SQL: the items of the amount of whom else may have paid
_OF_OTHERS = """
    SELECT %(txn)s, %(item)s
      FROM unnest(%(txns)s::int[], %(partners)s::int[]) other (txn_id, partner_id)
      JOIN match_txn t ON t.id = other.txn_id
      JOIN match_item i ON i.partner_id = other.partner_id AND i.minor = %(amount)s
     WHERE %(free)s AND i.pool = 'open'
     ORDER BY t.id, i.due, i.id
    """


class _OpenItems:
    """The open items of payers in a currency, the oldest first; those of a payment
    only for lines of its journal."""

    def __init__(self, rows: list[dict]):
        self._items: dict[tuple, list[Item]] = defaultdict(list)
        for row in rows:
            item = make(Item, "i", row)
            key = item.partner_id, item.currency_id, row["journal_id"]
            self._items[key].append(item)
        self._later: dict[tuple, list[Item]] = defaultdict(list)
        for key, items in self._items.items():
            for item in items[MAX_ITEMS:]:
                self._later[(*key, item.minor)].append(item)

    def get(self, txn: Txn) -> list[tuple[Item, ...]]:
        """Return what a payment may settle, per currency: the oldest items, and later
        ones of its amount."""
        payers = {txn.partner_id or txn.near_partner_id, *txn.pays_for} - {None}
        found = []
        for currency in dict.fromkeys((txn.currency_id, txn.foreign_currency_id)):
            amount = txn.amount_in(currency)
            own = [
                key
                for payer in payers
                for journal in (None, txn.journal_id)
                if (key := (payer, currency, journal)) in self._items
            ]
            if amount is None or not own:
                continue
            items = self._items[own[0]][:MAX_ITEMS]
            later = [
                item for key in own for item in self._later.get((*key, amount), ())
            ]
            if len(own) > 1:
                items = [item for key in own for item in self._items[key][:MAX_ITEMS]]
                items.sort(key=lambda item: (item.due, item.id))
                later += [i for i in items[MAX_ITEMS:] if i.minor == amount]
            later.sort(key=lambda item: (item.due, item.id))
            found.append((*items[:MAX_ITEMS], *later))
        return sorted(found, key=lambda items: (items[0].due, items[0].id))


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
        for case in self._read_cases(context):
            by_id = {item.id: item for item in case.items}
            for proposal in partner_items.decide(
                [case], self._pass_code, context.policy
            ):
                yield proposal, case.txn, by_id

    def _read_cases(self, context) -> Iterator[Case]:
        """Yield each payment with its payer's items, and with those of its amount of
        whom else the bank may mean."""
        rows = self.env.execute_query_dict(_TRANSACTIONS)
        transactions = [make(Txn, "t", row) for row in rows]
        finder = self.env["bank.partner.finder"]
        others = finder._find_others(transactions, context.company)
        of_others = self._read_items_of_others(others, context)
        open_items = _OpenItems(self.env.execute_query_dict(_ITEMS))
        rivals = {txn.id for txn in of_others}
        for txn in transactions:
            other = others.get(txn.id)
            if not other or other.is_rival and txn.id not in rivals:
                other = Other("", "")
            named = tuple(context.named.get(txn.id, ()))
            for items in open_items.get(txn):
                yield Case(txn, items, named, other.name, other.is_rival)
        for txn, items in of_others.items():
            other, named = others[txn.id], tuple(context.named.get(txn.id, ()))
            name = other.name if other.is_rival else ""
            yield Case(txn, tuple(items), named, name, other.is_rival)

    def _read_items_of_others(self, others, context) -> dict[Txn, list[Item]]:
        """Return the payments with the items of their amount of whom else may have
        paid, as if he were the likely payer."""
        pairs = [(key, p) for key, other in others.items() for p in other.partner_ids]
        if not pairs:
            return {}
        add_items(context, {partner_id for _txn_id, partner_id in pairs})
        statement = SQL(
            _OF_OTHERS,
            txn=columns(Txn, "t"),
            item=columns(Item, "i"),
            amount=AMOUNT,
            free=FREE,
            txns=[txn_id for txn_id, _partner_id in pairs],
            partners=[partner_id for _txn_id, partner_id in pairs],
        )
        found: dict[Txn, list[Item]] = defaultdict(list)
        for txn, item, _row in read_pairs(self.env, statement):
            other = others[txn.id]
            values = {
                "partner_id": None,
                "near_partner_id": other.partner_ids[0],
                "partner_how": other.how,
                "partner_name": other.name,
                "account_differs": False,
            }
            found[replace(txn, **values)].append(item)
        return found


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
