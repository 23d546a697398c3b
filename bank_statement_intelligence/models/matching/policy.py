"""What differences are allowed: tolerances, discounts, charges."""

from collections.abc import Callable
from dataclasses import replace

from odoo import api, models

from ...engine.matching.fit import Policy
from ...engine.matching.sides import Item, Txn
from ...engine.matching.tolerance import find
from .context import MatchContext


class BankMatchPolicy(models.AbstractModel):
    _name = "bank.match.policy"
    _description = "Accepted Differences"

    @api.model
    def _read(self, context: MatchContext) -> Callable[[Txn, Item], Policy]:
        """Return what is allowed for a payment of an item, from the tolerances.

        A rule's own tolerance goes before the partner's, the journal's, the company's.
        """
        journals = context.lines.journal_id.sudo()
        records = self.env["bank.match.tolerance"].sudo()
        companies = [("company_id", "in", journals.company_id.ids)]
        tolerances = [
            record._as_engine_tolerance()
            for record in records.search(companies, order="id")
        ]
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        blocked = set(partners.search([("bank_tolerance_blocked", "=", True)]).ids)
        units = 10**context.company.currency_id.decimal_places
        more = round(context.limits.difference * units)
        accounts = {
            journal.id: replace(_accounts(journal, tolerances), run_difference=more)
            for journal in journals
        }
        known: dict[tuple, Policy] = {}

        def policy(txn: Txn, item: Item) -> Policy:
            own = context.tolerances.get(txn.id)
            who = (txn.journal_id, item.partner_id, item.side)
            if (who, own) not in known:
                found = find([t for t in tolerances if own in (None, t.id)], *who)
                if item.partner_id in blocked:
                    found = replace(found, blocked=True)
                known[who, own] = replace(accounts[txn.journal_id], tolerance=found)
            return known[who, own]

        return policy


def _accounts(journal, tolerances) -> Policy:
    """Return the accounts for charges and discounts of a journal; without one for
    charges, the loss account of its last tolerance."""
    company = journal.company_id
    losses = [
        tolerance.loss_account_id
        for tolerance in tolerances
        if tolerance.journal_id in (None, journal.id)
    ]
    return Policy(
        ask_payer=journal.match_payment_id_policy == "ask",
        charge_account_id=journal.bank_charge_account_id.id or (losses or [None])[-1],
        discount_loss_account_id=(
            company.account_journal_early_pay_discount_loss_account_id.id or None
        ),
        discount_gain_account_id=(
            company.account_journal_early_pay_discount_gain_account_id.id or None
        ),
    )
