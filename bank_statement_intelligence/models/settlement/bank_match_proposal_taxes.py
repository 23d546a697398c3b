"""Taxes inside a settlement: the chosen amount includes them, as a bank amount does."""

from odoo import models


class BankMatchProposal(models.Model):
    _inherit = "bank.match.proposal"

    def _add_taxes(self, rows: list[tuple]) -> list[tuple]:
        """Split rows with taxes into base and tax items.

        Core makes tax items of its own only on draft entries; a bank entry is posted.

        Args:
            rows: ``(proposal line or empty, item values)``, amounts including tax.
        Returns:
            the rows with base amounts, and the tax items after them; the sum of the
            balances is the same.
        """
        self.ensure_one()
        empty = self.env["bank.match.proposal.line"]
        taxed = [row for row in rows if row[0].tax_ids]
        if not taxed:
            return rows
        bases = [self._prepare_tax_base(*row) for row in taxed]
        result = self._compute_taxes(bases)
        for (_counterpart, values), (_base, amounts) in zip(
            taxed, result["base_lines_to_update"], strict=True
        ):
            values.update(amounts)
        items = [(empty, dict(values)) for values in result["tax_lines_to_add"]]
        return rows + items

    def _compute_taxes(self, bases) -> dict:
        """Return core's tax items for base lines, ready to be created."""
        taxes, company = self.env["account.tax"], self.company_id
        taxes._add_tax_details_in_base_lines(bases, company)
        taxes._round_base_lines_tax_details(bases, company)
        taxes._add_accounting_data_in_base_lines_tax_details(
            bases, company, include_caba_tags=True
        )
        return taxes._prepare_tax_lines(bases, company)

    def _prepare_tax_base(self, counterpart, values) -> dict:
        """Return a row as a base line of core's tax computation."""
        balance, amount = values["balance"], values["amount_currency"]
        return self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            None,
            tax_ids=counterpart.tax_ids,
            price_unit=amount,
            quantity=1.0,
            currency_id=counterpart.currency_id,
            rate=abs(amount / balance) if balance else 1.0,
            special_mode="total_included",
            is_refund=self._is_tax_refund(counterpart.tax_ids, balance),
            partner_id=counterpart.partner_id,
            account_id=counterpart.account_id,
            analytic_distribution=counterpart.analytic_distribution,
            name=values["name"],
        )

    def _is_tax_refund(self, taxes, balance: float) -> bool:
        """Tell whether a tax is taken back: a sale debited, a purchase credited."""
        use = taxes[:1].type_tax_use
        return (use == "sale" and balance > 0) or (use == "purchase" and balance < 0)
