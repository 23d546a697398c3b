"""Bank balance against ledger balance, with what explains a difference (V24–V31)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class BankBalanceService(models.AbstractModel):
    _name = "bank.balance.service"
    _description = "Bank Balance Comparison"

    @api.model
    def _get_balances(self, journal, date=None) -> dict:
        """Compare balances at the end of a day.

        Args:
            journal: a bank ``account.journal``.
            date: ISO date or date; by default the last day with a bank line.
        Returns:
            ``statement`` (the bank's balance), ``ledger`` (posted items of the bank
            account), ``difference`` (statement − ledger), ``suspense`` (bank amounts
            without counterpart, positive = money in), ``explanations``; amounts in the
            journal's currency.
        """
        day = self._get_day(journal, date)
        currency = journal.currency_id or journal.company_id.currency_id
        statement = self._get_statement_balance(journal, day)
        ledger = self._sum_items(journal, journal.default_account_id, day)
        difference = currency.round(statement - ledger)
        return {
            "date": str(day),
            "currency": currency.name,
            "statement": currency.round(statement),
            "ledger": currency.round(ledger),
            "difference": difference,
            "suspense": currency.round(-self._sum_suspense(journal, day)),
            "explanations": self._explain(journal, day) if difference else [],
        }

    def _get_day(self, journal, date):
        if isinstance(date, int):
            date = str(date)
        if date:
            try:
                return fields.Date.to_date(date)
            except (TypeError, ValueError) as exc:
                raise UserError(
                    self.env._("“%s” is not a date. Use YYYY-MM-DD.", date)
                ) from exc
        last = self.env["account.bank.statement.line"].search(
            [("journal_id", "=", journal.id), ("state", "=", "posted")],
            order="internal_index desc, id desc",
            limit=1,
        )
        return last.date or fields.Date.context_today(self)

    def _get_statement_balance(self, journal, day) -> float:
        last = self.env["account.bank.statement.line"].search(
            [
                ("journal_id", "=", journal.id),
                ("state", "=", "posted"),
                ("date", "<=", day),
            ],
            order="internal_index desc, id desc",
            limit=1,
        )
        return last.running_balance if last else 0.0

    def _get_items_domain(self, journal, account, day) -> list:
        return [
            ("account_id", "=", account.id),
            ("parent_state", "=", "posted"),
            ("company_id", "=", journal.company_id.id),
            ("date", "<=", day),
        ]

    def _sum_items(self, journal, account, day) -> float:
        """Sum posted items of an account up to a day, in the journal's currency."""
        domain = self._get_items_domain(journal, account, day)
        field = "amount_currency" if journal.currency_id else "balance"
        [[total]] = self.env["account.move.line"]._read_group(
            domain, [], [f"{field}:sum"]
        )
        return total or 0.0

    def _sum_suspense(self, journal, day) -> float:
        """Sum the open suspense items of a journal, in the journal's currency.

        The suspense item of a line that was instructed in another currency is in that
        currency; its part of the line counts.
        """
        items = self.env["account.move.line"]
        account = journal.suspense_account_id
        domain = self._get_items_domain(journal, account, day)
        domain.append(("journal_id", "=", journal.id))
        if not journal.currency_id:
            [[total]] = items._read_group(domain, [], ["balance:sum"])
            return total or 0.0
        same = [*domain, ("currency_id", "=", journal.currency_id.id)]
        [[total]] = items._read_group(same, [], ["amount_currency:sum"])
        other = [*domain, ("currency_id", "!=", journal.currency_id.id)]
        return (total or 0.0) + sum(
            item.amount_currency
            * item.statement_line_id.amount
            / item.statement_line_id.amount_currency
            for item in items.search(other)
            if item.statement_line_id.amount_currency
        )

    def _explain(self, journal, day) -> list[dict]:
        """Say which entries make the difference."""
        return [
            fact
            for fact in (
                self._explain_opening(journal, day),
                self._explain_manual_entries(journal, day),
                self._explain_gaps(journal, day),
            )
            if fact
        ]

    def _explain_opening(self, journal, day) -> dict | None:
        first = self.env["account.bank.statement"].search(
            [("journal_id", "=", journal.id), ("first_line_index", "!=", False)],
            order="first_line_index",
            limit=1,
        )
        if not first.balance_start or first.date > day:
            return None
        return {
            "code": "opening_balance",
            "amount": first.balance_start,
            "message": self.env._(
                "The first statement %(name)s opens with %(amount)s: is there an "
                "opening entry for it in the books?",
                name=first.display_name,
                amount=first.currency_id.format(first.balance_start),
            ),
        }

    def _explain_manual_entries(self, journal, day) -> dict | None:
        """Entries on the bank account that no bank line made (V30)."""
        items = self.env["account.move.line"].search(
            [
                ("account_id", "=", journal.default_account_id.id),
                ("parent_state", "=", "posted"),
                ("statement_line_id", "=", False),
                ("date", "<=", day),
            ]
        )
        if not items:
            return None
        field = "amount_currency" if journal.currency_id else "balance"
        return {
            "code": "entries_without_bank_line",
            "amount": sum(items.mapped(field)),
            "message": self.env._(
                "%(count)s entries on the bank account do not come from the bank: "
                "%(names)s",
                count=len(items),
                names=", ".join(items.move_id[:5].mapped("name")),
            ),
        }

    def _explain_gaps(self, journal, day) -> dict | None:
        statements = self.env["account.bank.statement"].search(
            [("journal_id", "=", journal.id), ("date", "<=", day)]
        )
        broken = statements.filtered(lambda st: not st.is_valid or not st.is_complete)
        if not broken:
            return None
        return {
            "code": "statement_gap",
            "amount": 0.0,
            "message": self.env._(
                "Statements with a gap or wrong total: %s",
                ", ".join(broken[:5].mapped("display_name")),
            ),
        }
