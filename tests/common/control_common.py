"""Words for tests of the control side: statements, balances recomputed from items."""

from datetime import date

from bank_common import DAY, BankMatchCommon

from odoo.fields import Command


class ControlCase(BankMatchCommon):
    """Makes statements as an import would and recomputes every figure by itself."""

    @classmethod
    def make_statement(cls, amounts, opening=0.0, closing=None, day=DAY, **values):
        """Create a statement with one line per amount.

        Args:
            amounts: numbers, or ``(number, text)`` or ``(number, text, date)``.
            opening: balance before the first line.
            closing: the bank's closing balance; by default what the lines add up to.
            day: date of the lines without one.
        """
        rows = [one if isinstance(one, tuple) else (one,) for one in amounts]
        journal = values.pop("journal", cls.journal)
        total = sum(row[0] for row in rows)
        statement = cls.env["account.bank.statement"].create(
            {
                "journal_id": journal.id,
                "name": values.pop("name", f"S {day}"),
                "balance_start": opening,
                "balance_end_real": opening + total if closing is None else closing,
                **values,
            }
        )
        for row in rows:
            amount, text, on = (*row, *("/", day)[len(row) - 1 :])
            cls.line(amount, text, on, journal_id=journal.id, statement_id=statement.id)
        statement.invalidate_recordset()
        return statement

    @classmethod
    def make_entry(cls, amount, day=DAY, account=None, counter=None, **values):
        """Post an entry on the bank's account that no bank line made."""
        bank = account or cls.journal.default_account_id
        counter = counter or cls.expense
        company = values.pop("company", cls.company)
        move = (
            cls.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "entry",
                    "date": day,
                    "line_ids": [
                        Command.create({"account_id": one.id, "balance": balance})
                        for one, balance in ((bank, amount), (counter, -amount))
                    ],
                    **values,
                }
            )
        )
        move.action_post()
        return move

    def sum_items(self, account, day, field="balance", **domain):
        """Return the sum of posted items of an account up to a day."""
        found = self.env["account.move.line"].search(
            [
                ("account_id", "=", account.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", day),
                *[(name, "=", value) for name, value in domain.items()],
            ]
        )
        return round(sum(found.mapped(field)), 2)

    def balances(self, journal=None, day=None):
        return self.env["bank.balance.service"]._get_balances(
            journal or self.journal, day
        )


def day(month, number, year=2026):
    return date(year, month, number)
