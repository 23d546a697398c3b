"""What a person chooses for combined lines is shared among them.

Nothing is merged: each line gets its part of every item and account, in proportion to
its amount, and all are posted and undone together.
"""

from odoo import models
from odoo.exceptions import UserError


class BankManualSettlement(models.AbstractModel):
    _inherit = "bank.manual.settlement"

    def _share(self, lines, rows) -> list[tuple]:
        """Return ``(line, its parts)`` for each line; the parts add up to the rows.

        Args:
            lines: open bank lines of one group, or one line.
            rows: values of the counterparts for all of them together.
        Raises:
            UserError: the amounts cancel out, or core must post a discount as a whole.
        """
        if len(lines) == 1:
            return [(lines, rows)]
        total = sum(lines.mapped("amount"))
        if lines.currency_id.is_zero(total) or any(
            row.get("role") == "discount" for row in rows
        ):
            raise UserError(
                self.env._(
                    "Combined lines cannot be settled so: their amounts cancel out, or "
                    "a cash discount would have to be divided. Dissolve the group "
                    "first, then settle each line."
                )
            )
        rest = [dict(row) for row in rows]
        shares = []
        for line in lines[:-1]:
            parts = self._take_share(line, line.amount / total, rows)
            for left, part in zip(rest, parts, strict=True):
                left["line_amount"] -= part["line_amount"]
                left["amount"] -= part["amount"]
            shares.append((line, parts))
        shares.append((lines[-1:], [self._round(lines, row) for row in rest]))
        return [(line, self._without_nothing(line, parts)) for line, parts in shares]

    def _take_share(self, line, share: float, rows) -> list[dict]:
        """Return this share of the rows, adding up to the line to the last cent."""
        currency = line.currency_id
        amounts = [currency.round(row["line_amount"] * share) for row in rows]
        largest = max(range(len(rows)), key=lambda n: abs(rows[n]["line_amount"]))
        amounts[largest] += line.amount - sum(amounts)
        return [
            self._round(
                line,
                row
                | {
                    "line_amount": amount,
                    "amount": row["amount"] * amount / row["line_amount"],
                },
            )
            for row, amount in zip(rows, amounts, strict=True)
        ]

    def _round(self, line, row) -> dict:
        own = self.env["res.currency"].browse(row["currency_id"])
        return row | {
            "line_amount": line.currency_id.round(row["line_amount"]),
            "amount": own.round(row["amount"]),
        }

    def _without_nothing(self, line, parts) -> list[dict]:
        is_zero = line.currency_id.is_zero
        return [part for part in parts if not is_zero(part["line_amount"])]
