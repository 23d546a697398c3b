"""Pass 50, second part: payment IDs of customer statements."""

from collections import defaultdict

from odoo import models

from ...engine.matching.proposal import Evidence, Proposal, ProposalItem
from ...engine.rules.application import OpenItem, apply


class BankMatcherPaymentId(models.AbstractModel):
    _inherit = "bank.matcher.payment_id"

    def _propose(self, context) -> list[Proposal]:
        """A line that names a statement's payment ID settles its items, no others."""
        rows = self._read_statements()
        if not rows:
            return super()._propose(context)
        lines = defaultdict(lambda: defaultdict(list))
        for row in rows:
            lines[row["txn_id"]][row["statement_id"]].append(row)
        proposals = [p for p in super()._propose(context) if p.txn_id not in lines]
        for statements in lines.values():
            found = [self._settle(items) for items in statements.values()]
            found = [proposal for proposal in found if proposal]
            if len(found) > 1:
                fact = Evidence("other_candidate", "1", str(len(found)), False)
                found = [proposal.as_tie(fact) for proposal in found]
            proposals += found
        return proposals

    def _read_statements(self) -> list[dict]:
        """Return each line with the open items of the statements that it names."""
        self.env.cr.execute(
            """
            SELECT DISTINCT t.id AS txn_id, t.minor, t.partner_id, t.partner_name,
                   p.id AS statement_id, p.reference, p.partner_id AS customer_id,
                   customer.complete_name AS customer, i.id, i.minor AS item_minor,
                   i.date, min(r.raw) OVER (PARTITION BY t.id, p.id) AS raw
              FROM bsi_ref r
              JOIN bsi_txn t ON t.id = r.txn_id
              JOIN bank_payment_reference p ON p.key = r.key
               AND p.company_id = ANY(t.company_ids) AND NOT coalesce(p.is_void, FALSE)
              JOIN res_partner customer ON customer.id = p.partner_id
              JOIN account_move_line_bank_payment_reference_rel rel
                ON rel.bank_payment_reference_id = p.id
              JOIN bsi_item i ON i.id = rel.account_move_line_id
             WHERE t.is_open AND NOT i.claimed AND i.pool = 'open'
               AND i.currency_id = t.currency_id AND t.minor > 0
               AND (r.checked OR p.kind = 'internal')
               AND (NOT r.loose OR length(r.key) >= 8)
          ORDER BY t.id, p.id, i.date, i.id
            """
        )
        return self.env.cr.dictfetchall()

    def _settle(self, rows) -> Proposal | None:
        """Settle what is left of a statement; another amount is only proposed."""
        first = rows[0]
        amount, total = first["minor"], sum(row["item_minor"] for row in rows)
        exact = amount == total
        parts = tuple((row["id"], row["item_minor"]) for row in rows)
        rest = 0
        if not exact:
            items = [OpenItem(r["id"], r["item_minor"], str(r["date"])) for r in rows]
            found = apply("oldest_first", amount, items, partial=True)
            if not found:
                return None
            parts, rest = found.parts, found.rest
        return Proposal(
            txn_id=first["txn_id"],
            kind=self._kind,
            pass_code=self._pass_code,
            tier=1 if exact else 4,
            items=tuple(ProposalItem(*part) for part in parts),
            difference=rest,
            evidence=self._get_statement_facts(first, amount, total),
        )

    def _get_statement_facts(self, row, amount, total) -> tuple[Evidence, ...]:
        facts = [Evidence("payment_id", row["raw"], row["reference"])]
        if amount == total:
            facts.append(Evidence("amount_sum", str(amount), str(total)))
        else:
            facts.append(Evidence("amount_differs", str(amount), str(total), False))
        if row["partner_id"] and row["partner_id"] != row["customer_id"]:
            names = row["partner_name"] or "", row["customer"] or ""
            facts.append(Evidence("partner_conflict", *names, False))
        return tuple(facts)
