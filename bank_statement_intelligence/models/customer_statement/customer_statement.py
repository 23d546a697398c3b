"""Customer statements in a matching run: a line that names a statement's payment ID
settles its items (pass 50)."""

from __future__ import annotations

from dataclasses import dataclass

from odoo import models
from odoo.tools import SQL

from ...engine.matching.proposal import Evidence, Proposal, ProposalItem
from ...engine.matching.sides import Item, Txn
from ..lines.tables import entry
from ..matching.relations.rows import columns, read_pairs

#: SQL: items of the statement ``p``
_ITEMS = SQL(
    "account_move_line_bank_payment_reference_rel rel "
    "ON rel.bank_payment_reference_id = p.id"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A customer statement as a line names it; ``raw`` is how."""

    id: int
    reference: str
    customer_id: int
    customer: str
    raw: str


class BankPaymentReferenceMatch(models.AbstractModel):
    _name = "bank.payment.reference.match"
    _description = "Customer Statements Named by Bank Lines"

    @entry("match_candidates", 10)
    def _select_items(self) -> SQL:
        """SQL: items on statements whose payment ID the bank names."""
        return SQL(
            """SELECT rel.account_move_line_id
                 FROM bank_payment_reference p JOIN %s
                WHERE p.key IN (SELECT key FROM match_reference)""",
            _ITEMS,
        )

    @entry("match_names", 10)
    def _name_statements(self) -> SQL:
        """SQL: what names a statement, and the items that answer it; none once it is
        paid."""
        return SQL(
            """SELECT p.key, 'payment_id', p.key, p.reference, i.id, i.id IS NOT NULL
                 FROM bank_payment_reference p JOIN %s
            LEFT JOIN match_item i ON i.id = rel.account_move_line_id
                WHERE p.key IN (SELECT key FROM match_reference)
                  AND NOT coalesce(p.is_void, FALSE)
                  AND p.company_id IN (SELECT unnest(company_ids) FROM match_txn)""",
            _ITEMS,
        )

    @entry("payment_ids", 10)
    def _settle_statements(self, context) -> dict[int, list[Proposal]]:
        """Return what lines settle that name statements, by line; several are a tie."""
        proposals = {}
        for txn, statements in self._read_named().values():
            found = [_settle(txn, *named) for named in statements.values()]
            proposals[txn.id] = [proposal.one_of(len(found)) for proposal in found]
        return proposals

    def _read_named(self) -> dict[int, tuple[Txn, dict]]:
        """Return by line the transaction, and by statement what is left of it."""
        statement = SQL(
            """
            SELECT DISTINCT %(txn)s, %(item)s, p.id, p.reference,
                   p.partner_id AS customer_id, customer.complete_name AS customer,
                   min(r.raw) OVER (PARTITION BY t.id, p.id) AS raw
              FROM match_reference r
              JOIN match_line t ON t.id = r.txn_id
              JOIN bank_payment_reference p ON p.key = r.key
               AND p.company_id = ANY(t.company_ids) AND NOT coalesce(p.is_void, FALSE)
              JOIN res_partner customer ON customer.id = p.partner_id
              JOIN %(items)s
              JOIN match_item i ON i.id = rel.account_move_line_id
             WHERE t.is_open AND NOT i.claimed AND i.pool = 'open'
               AND i.currency_id = t.currency_id AND t.minor > 0
               AND (r.checked OR p.kind = 'internal')
               AND (NOT r.loose OR length(r.key) >= 8)
          ORDER BY t_id, p.id, i_day, i_id
            """,
            txn=columns(Txn, "t"),
            item=columns(Item, "i"),
            items=_ITEMS,
        )
        named: dict[int, tuple[Txn, dict]] = {}
        for txn, item, row in read_pairs(self.env, statement):
            _txn, statements = named.setdefault(txn.id, (txn, {}))
            values = {name: row[name] for name in Statement.__slots__}
            _statement, items = statements.setdefault(
                row["id"], (Statement(**values), [])
            )
            items.append(item)
        return named


def _settle(txn: Txn, statement: Statement, items: list[Item]) -> Proposal:
    """Settle what is left of a statement; another amount is only proposed, oldest item
    first, and says what stays open or is kept on account."""
    total = sum(item.minor for item in items)
    return Proposal(
        txn_id=txn.id,
        kind="payment",
        pass_code="payment_id",
        tier=1 if txn.minor == total else 4,
        items=tuple(ProposalItem(item.id, item.minor) for item in items),
        difference=txn.minor - total,
        evidence=_facts(txn, statement, total),
    )


def _facts(txn: Txn, statement: Statement, total: int) -> tuple[Evidence, ...]:
    facts = [Evidence("payment_id", statement.raw, statement.reference)]
    if txn.minor == total:
        facts.append(Evidence("amount_sum", str(txn.minor), str(total)))
    else:
        facts.append(Evidence("amount_differs", str(txn.minor), str(total), False))
    if txn.partner_id and txn.partner_id != statement.customer_id:
        names = txn.partner_name, statement.customer
        facts.append(Evidence("partner_conflict", *names, False))
    return tuple(facts)
