"""What differences are allowed: tolerances, discounts, charges."""

from collections.abc import Callable
from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL

from ...engine.matching.fit import Policy
from ...engine.matching.sides import Item, Txn
from ...engine.matching.tolerance import Tolerance, find


class BankMatchPolicy(models.AbstractModel):
    _name = "bank.match.policy"
    _description = "Accepted Differences"

    @api.model
    def _read(self, of_rules: dict[int, int]) -> Callable[[Txn, Item], Policy]:
        """Return what is allowed for a payment of an item; one statement.

        Args:
            of_rules: tolerance id of a transaction whose rule has its own.
        """
        self.env.cr.execute(self._statement())
        tolerances, settings, blocked = [], {}, set()
        for journal_id, charge, loss, gain, exempt, *values in self.env.cr.fetchall():
            settings[journal_id] = (charge, loss, gain)
            blocked |= set(exempt or ())
            if values[0]:
                tolerances.append((journal_id, self._tolerance(*values)))
        by_journal: dict[int, list[Tolerance]] = {}
        for journal_id, tolerance in tolerances:
            by_journal.setdefault(journal_id, []).append(tolerance)
        every = [tolerance for _journal_id, tolerance in tolerances]
        known: dict[tuple, Policy] = {}

        def policy(txn: Txn, item: Item) -> Policy:
            own = of_rules.get(txn.id)
            who = (txn.journal_id, item.partner_id, item.side, own)
            if who not in known:
                candidates = by_journal.get(txn.journal_id, ())
                if own:
                    candidates = [t for t in every if t.id == own]
                found = find(candidates, *who[:3])
                if item.partner_id in blocked:
                    found = replace(found, blocked=True)
                known[who] = Policy(found, *settings.get(txn.journal_id, ()))
            return known[who]

        return policy

    def _statement(self) -> SQL:
        """SQL: every journal of the run with its accounts and possible tolerances."""
        return SQL(
            """
            SELECT journal.id,
                   coalesce(journal.bank_charge_account_id, t.loss_account_id),
                   company.account_journal_early_pay_discount_loss_account_id,
                   company.account_journal_early_pay_discount_gain_account_id,
                   (SELECT array_agg(id) FROM res_partner
                     WHERE bank_tolerance_blocked),
                   t.id, round(t.amount_max * 10 ^ currency.decimal_places)::bigint,
                   t.percent_max, t.direction, t.applies_to, t.journal_id,
                   t.partner_id, t.loss_account_id, t.gain_account_id,
                   t.discount_grace_days, t.auto_allowed, t.outcome_under,
                   t.outcome_over,
                   (SELECT array_agg(tax.account_tax_id ORDER BY tax.account_tax_id)
                      FROM %(taxes)s tax WHERE tax.bank_match_tolerance_id = t.id),
                   t.analytic_distribution
              FROM account_journal journal
              JOIN res_company company ON company.id = journal.company_id
              JOIN res_currency currency ON currency.id = company.currency_id
         LEFT JOIN bank_match_tolerance t
                ON t.active AND t.company_id = journal.company_id
               AND (t.journal_id IS NULL OR t.journal_id = journal.id)
             WHERE journal.id IN (SELECT journal_id FROM bsi_unit)
          ORDER BY journal.id, t.id
            """,
            taxes=SQL.identifier(
                self.env["bank.match.tolerance"]._fields["tax_ids"].relation
            ),
        )

    def _tolerance(
        self, tolerance_id, amount, percent, direction, side, journal, partner, loss,
        gain, grace, auto_allowed, outcome_under, outcome_over, taxes, analytic,
    ) -> Tolerance:  # fmt: skip
        return Tolerance(
            id=tolerance_id,
            amount_max=amount or 0,
            percent_max=percent or 0.0,
            under=direction in ("under", "both") and outcome_under == "write_off",
            over=direction in ("over", "both") and outcome_over == "write_off",
            side=side,
            journal_id=journal,
            partner_id=partner,
            loss_account_id=loss,
            gain_account_id=gain,
            grace_days=grace or 0,
            auto_allowed=bool(auto_allowed),
            tax_ids=tuple(taxes or ()),
            analytic=tuple((analytic or {}).items()),
        )
