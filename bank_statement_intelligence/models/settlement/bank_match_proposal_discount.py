"""The early payment discount of the terms, posted through core's own discount lines."""

from odoo import models


class BankMatchProposal(models.Model):
    _inherit = "bank.match.proposal"

    def _add_discounts(self, rows: list[tuple], rest: float) -> list[tuple]:
        """Add core's discount items for the counterparts that are discounts.

        Core reduces the tax as the terms say; what the exchange rate leaves goes to
        its exchange account.

        Args:
            rows: ``(proposal line, item values)`` of all other counterparts.
            rest: what is left of the bank line in company currency.
        Returns:
            the rows with those of the discounts after them.
        """
        discounts = self.line_ids.filtered(lambda row: row.role == "discount")
        added: list[tuple] = []
        for number, counterpart in enumerate(discounts, start=1):
            values = self._prepare_discount(counterpart.settled_line_id, rest)
            last = number == len(discounts)
            names = ["term_lines", "base_lines", "tax_lines"]
            if last:
                names.append("exchange_lines")
            items = [item for name in names for item in values[name]]
            rest -= sum(item["balance"] for item in items)
            for place, item in enumerate(items):
                owner = counterpart if not place else counterpart.browse()
                added.append((owner, {"partner_id": counterpart.partner_id.id} | item))
        return rows + added

    def _prepare_discount(self, item, rest: float) -> dict:
        return self.env[
            "account.move"
        ]._get_invoice_counterpart_amls_for_early_payment_discount(
            [
                {
                    "aml": item,
                    "amount_currency": -item.amount_residual_currency,
                    "balance": -item.amount_residual,
                }
            ],
            rest,
        )
