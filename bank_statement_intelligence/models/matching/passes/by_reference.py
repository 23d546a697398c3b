"""What the passes that join by reference share: the one statement they run."""

from collections.abc import Callable

from odoo import api, models
from odoo.tools import SQL

from ....engine.matching import documents, foreign
from ....engine.matching.foreign import AtRate
from ....engine.matching.proposal import Proposal
from ....engine.matching.sides import Hit, Item, Txn
from ..relations.rows import AMOUNT, CERTAIN, FREE, columns, read_pairs, read_span

#: item key kinds → evidence codes
EVIDENCE = {
    "upr": "upr",
    "batch": "payment_batch",
    "payment_name": "payment_name",
    "payment_memo": "payment_memo",
    "payment_id": "payment_id",
    "number": "document",
    "vendor_ref": "vendor_document",
    "customer_ref": "customer_reference",
    "origin": "order",
    "paid": "paid_document",
    "tail": "short_number",
}
_STATEMENT = """
SELECT DISTINCT ON (t.id, i.id, k.kind)
       %(txn)s, %(item)s, k.kind, k.key, r.raw AS bank_value, k.raw AS item_value,
       r.field, r.detail_id, r.first, r.last,
       k.kind = 'payment_id' AND r.checked
       AND r.source IN ('payment_id', 'payment_label', 'slip') AS is_decisive,
       %(worth)s AS worth
  FROM match_reference r
  JOIN match_txn t ON t.id = r.txn_id
  JOIN match_item_key k ON k.key = r.key
  JOIN match_item i ON i.id = k.item_id
       %(joins)s
 WHERE %(free)s AND i.pool = ANY(%(pools)s) AND k.kind = ANY(%(kinds)s)
   AND %(certain)s AND %(condition)s
 ORDER BY t.id, i.id, k.kind, length(r.raw), r.raw
"""
_NOTHING, _NULL = SQL(), SQL("NULL")


def _rate_of(currency: str) -> SQL:
    """SQL: the rate of a currency on the transaction's day, as core finds it."""
    return SQL(
        """coalesce((
            SELECT rate.rate FROM res_currency_rate rate
             WHERE rate.currency_id = %(currency)s
               AND (rate.company_id IS NULL OR rate.company_id = %(root)s)
             ORDER BY rate.name > t.day, rate.company_id,
                      CASE WHEN rate.name <= t.day THEN rate.name END DESC, rate.name
             LIMIT 1), 1.0)""",
        currency=SQL(currency),
        root=SQL("split_part(company.parent_path, '/', 1)::int"),
    )


#: SQL: what is needed for the worth of a transaction in the currency of the item
_AT_RATE = SQL(
    """JOIN res_company company ON company.id = t.company_id
       JOIN res_currency abroad ON abroad.id = i.currency_id"""
)
#: SQL: that worth, at the rate of the day
_WORTH = SQL(
    "round(t.balance * %s / %s * 10 ^ abroad.decimal_places)::bigint",
    _rate_of("i.currency_id"),
    _rate_of("company.currency_id"),
)


class BankMatcherDocuments(models.AbstractModel):
    """A pass whose proof is a reference that stands on both sides."""

    _name = "bank.matcher.documents"
    _inherit = "bank.matcher"
    _description = "Matching by Reference"

    @api.model
    def _propose_by_reference(
        self,
        context,
        kinds: tuple[str, ...],
        pools: tuple[str, ...] = ("open",),
        condition: str = "TRUE",
        policy: Callable = documents.no_policy,
    ) -> list[Proposal]:
        """Return what references prove that stand on both sides.

        Args:
            context: what the run knows.
            kinds: kinds of item keys that count.
            pools: which items: ``open`` or ``outstanding``.
            condition: SQL of what must hold as well for ``t``, ``r``, ``k`` and ``i``.
            policy: what is allowed for a payment of an item; default: only exact.
        """
        hits = [
            hit
            for hit, _worth in self._read_hits(
                context.key_kinds.intersection(kinds),
                pools,
                SQL("%s IS NOT NULL AND %s", AMOUNT, SQL(condition)),
            )
        ]
        return documents.decide(hits, self._pass_code, self._kind, policy)

    @api.model
    def _read_hits(self, kinds, pools, condition, joins=_NOTHING, worth=_NULL):
        """Yield the references that stand on both sides, each with what ``worth``
        says of it; of no kind there is nothing to read."""
        if not kinds:
            return
        statement = SQL(
            _STATEMENT,
            txn=columns(Txn, "t"),
            item=columns(Item, "i"),
            free=FREE,
            pools=list(pools),
            kinds=list(kinds),
            certain=CERTAIN,
            condition=condition,
            joins=joins,
            worth=worth,
        )
        for txn, item, row in read_pairs(self.env, statement):
            hit = Hit(
                txn=txn,
                item=item,
                code=EVIDENCE[row["kind"]],
                key=row["key"],
                bank_value=row["bank_value"],
                item_value=row["item_value"],
                span=read_span(row),
                is_decisive=row["is_decisive"],
            )
            yield hit, row["worth"]


class BankMatcherOpenDocuments(models.AbstractModel):
    """The same for open items, with the differences that the company accepts."""

    _name = "bank.matcher.open_documents"
    _inherit = "bank.matcher.documents"
    _description = "Open Items by Reference"

    @api.model
    def _propose_open(self, context, kinds, condition="TRUE") -> list[Proposal]:
        """Return what references of open items prove; a batch is matched by its
        parts. For the arguments see :meth:`_propose_by_reference`."""
        condition = f"NOT t.has_parts AND {condition}"
        return [
            *self._propose_by_reference(
                context, kinds, condition=condition, policy=context.policy
            ),
            *self._propose_at_rate(context, kinds, condition),
        ]

    @api.model
    def _propose_at_rate(self, context, kinds, condition) -> list[Proposal]:
        """Return what is proposed for documents in a currency of which the bank tells
        no amount."""
        is_foreign = SQL(
            "%s IS NULL AND t.balance <> 0 AND i.journal_id IS NULL AND %s",
            AMOUNT,
            SQL(condition),
        )
        kinds = context.key_kinds.intersection(kinds)
        hits = self._read_hits(kinds, ("open",), is_foreign, _AT_RATE, _WORTH)
        home = context.company.currency_id.id
        found = [AtRate(hit, n, hit.item.currency_id == home) for hit, n in hits]
        return foreign.decide(found, self._pass_code)
