"""Bank balance against ledger balance, with what explains a difference."""

import bisect

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..lines.journals import currency_of
from .bank_balance_movement import KINDS


def read_day(env, value):
    """Return a day that was sent or chosen, by default today.

    Raises:
        UserError: it is no ISO date.
    """
    if not value:
        return fields.Date.context_today(env.user)
    try:
        return fields.Date.to_date(str(value))
    except ValueError as exc:
        raise UserError(env._("“%s” is not a date. Use YYYY-MM-DD.", value)) from exc


class BankBalanceService(models.AbstractModel):
    _name = "bank.balance.service"
    _description = "Bank Balance Comparison"

    def _group_movements(self, domain, groupby, figures=("amount:sum",), order=None):
        """Return sums of ``bank.balance.movement``, see ``_read_group``."""
        movements = self.env["bank.balance.movement"].sudo()
        return movements._read_group(domain, groupby, figures, order=order)

    # -- an account ------------------------------------------------------------------

    @api.model
    def _get_balances(self, journal, date=None) -> dict:
        """Compare balances at the end of a day.

        Args:
            journal: a bank ``account.journal``.
            date: ISO date or date; by default the last day of which the bank told.
        Returns:
            ``is_known`` (the bank has told of the account by then; before its first
            word ``statement`` is False and ``difference`` 0), ``statement`` (the bank's
            balance), ``ledger`` (posted items of the bank account), ``difference``
            (statement − ledger), ``suspense`` (bank amounts without counterpart,
            positive = money in), ``outstanding`` (payments in the books that the bank
            has not booked), ``explanations``, all in the journal's currency;
            ``company`` has ledger, suspense and outstanding in the company's.
        """
        day = self._get_day(journal, date)
        currency = currency_of(journal)
        sums = self._sum_movements(journal, day)
        amounts = {kind: currency.round(amount) for kind, (amount, _c) in sums.items()}
        first = self._get_first_day(journal)
        is_known = bool(first and first <= day)
        statement = is_known and amounts["bank"]
        difference = is_known and currency.round(statement - amounts["ledger"]) or 0.0
        return {
            "date": str(day),
            "currency": currency.name,
            "is_known": is_known,
            "statement": statement,
            "ledger": amounts["ledger"],
            "difference": difference,
            "suspense": -amounts["suspense"] or 0.0,
            "outstanding": amounts["outstanding"],
            "company": self._get_company_amounts(journal, day, sums, statement),
            "explanations": (
                self.env["bank.difference.service"]._explain(journal, day)
                if difference
                else []
            ),
        }

    @api.model
    def _get_first_day(self, journal):
        """Return the day of the bank's first word, or False: before it the balance is
        not zero but unknown, and nothing differs."""
        domain = [("journal_id", "=", journal.id), ("kind", "=", "bank")]
        return self._group_movements(domain, [], ["date:min"])[0][0]

    def _sum_movements(self, journal, day) -> dict[str, tuple[float, float]]:
        """Return per kind the sums up to a day: ``(amount, amount in company
        currency)``."""
        groups = self._group_movements(
            [("journal_id", "=", journal.id), ("date", "<=", day)],
            ["kind"],
            ["amount:sum", "company_amount:sum"],
        )
        sums = {kind: (0.0, 0.0) for kind, _label in KINDS}
        return sums | {kind: (a or 0.0, c or 0.0) for kind, a, c in groups}

    def _get_company_amounts(self, journal, day, sums, statement) -> dict:
        """Return the same balances in company currency.

        ``statement`` is the bank's balance at the day's rate, False where it is not
        known; what it differs from the ledger is an exchange difference that is not
        realised.
        """
        company = journal.company_id
        currency = company.currency_id
        ledger = currency.round(sums["ledger"][1])
        is_known = statement is not False
        converted = is_known and currency_of(journal)._convert(
            statement, currency, company, day
        )
        return {
            "currency": currency.name,
            "statement": converted,
            "ledger": ledger,
            "difference": currency.round(converted - ledger) if is_known else 0.0,
            "suspense": -currency.round(sums["suspense"][1]) or 0.0,
            "outstanding": currency.round(sums["outstanding"][1]),
        }

    @api.model
    def _get_differences(self, journals) -> dict[int, float]:
        """Return by journal id the bank's balance less the ledger's, as of now; 0 where
        the bank has not told of the account yet."""
        groups = self._group_movements(
            [("journal_id", "in", journals.ids), ("kind", "in", ("bank", "ledger"))],
            ["journal_id", "kind"],
        )
        told = {journal for journal, kind, _amount in groups if kind == "bank"}
        result = dict.fromkeys(journals.ids, 0.0)
        for journal, kind, amount in groups:
            if journal in told:
                result[journal.id] += amount if kind == "bank" else -amount
        return result

    def _get_day(self, journal, date):
        if date:
            return read_day(self.env, date)
        last = self.env["account.bank.statement.line"].search(
            [("journal_id", "=", journal.id), ("state", "=", "posted")],
            order="internal_index desc, id desc",
            limit=1,
        )
        # a last statement without entries that tells another balance
        domain = [
            ("journal_id", "=", journal.id),
            ("imported_statement_id", "!=", False),
        ]
        told = self._group_movements(domain, [], ["date:max"])[0][0]
        days = [day for day in (last.date, told) if day]
        return max(days, default=fields.Date.context_today(self))

    # -- statements ------------------------------------------------------------------

    @api.model
    def _get_statement_figures(self, statements) -> dict[int, dict]:
        """Return the books' side of statements, at the end of each.

        The ledger balance of a statement counts the items up to its date, without those
        of bank lines of that day that come after its last line: two statements of one
        day are both right. Three queries, whatever the number of statements.

        Returns:
            by statement id: ``ledger``, ``ledger_company``, ``suspense``.
        """
        dated = statements.filtered(lambda st: st.date and st.journal_id)
        if not dated:
            return {}
        cumulated = self._cumulate_ledger(dated)
        later = self._sum_later_lines(dated)
        suspense = self._sum_by_statement(dated, "kind", "suspense")
        figures = {}
        for statement in dated:
            days, sums = cumulated.get(statement.journal_id.id, ([], [(0.0, 0.0)]))
            amount, company = sums[bisect.bisect_right(days, statement.date)]
            late, late_company = later.get(statement.id, (0.0, 0.0))
            currency = statement.currency_id
            figures[statement.id] = {
                "ledger": currency.round(amount - late),
                "ledger_company": statement.company_id.currency_id.round(
                    company - late_company
                ),
                "suspense": currency.round(-suspense.get(statement, 0)) or 0.0,
            }
        return figures

    @api.model
    def _get_gaps(self, statements) -> dict[int, float]:
        """Return by statement id what lies between the last closing balance and the
        opening one; statements that follow on are left out."""
        gaps = self._sum_by_statement(statements, "cause", "gap")
        return {
            statement.id: amount
            for statement, amount in gaps.items()
            if not statement.currency_id.is_zero(amount)
        }

    def _sum_by_statement(self, statements, name: str, value: str) -> dict:
        domain = [("statement_id", "in", statements.ids), (name, "=", value)]
        return dict(self._group_movements(domain, ["statement_id"]))

    def _cumulate_ledger(self, statements) -> dict[int, tuple[list, list]]:
        """Return per journal the days on which its account moved, and the balances
        before the first and after each of them."""
        groups = self._group_movements(
            [
                ("journal_id", "in", statements.journal_id.ids),
                ("kind", "=", "ledger"),
                ("date", "<=", max(statements.mapped("date"))),
            ],
            ["journal_id", "date:day"],
            ["amount:sum", "company_amount:sum"],
            order="journal_id, date:day",
        )
        result: dict[int, tuple[list, list]] = {}
        for journal, day, amount, company in groups:
            days, sums = result.setdefault(journal.id, ([], [(0.0, 0.0)]))
            days.append(day)
            sums.append((sums[-1][0] + amount, sums[-1][1] + company))
        return result

    def _sum_later_lines(self, statements) -> dict[int, tuple[float, float]]:
        """Sum what bank lines of a statement's last day booked after its last line."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH last AS (
                    SELECT st.id, st.journal_id, st.date,
                           MAX(l.internal_index) AS internal_index
                      FROM account_bank_statement st
                      JOIN account_bank_statement_line l ON l.statement_id = st.id
                      JOIN account_move m ON m.id = l.move_id AND m.state = 'posted'
                     WHERE st.id = ANY(%s)
                  GROUP BY st.id
                )
                SELECT last.id,
                       SUM(CASE WHEN COALESCE(j.currency_id, c.currency_id)
                                     = c.currency_id THEN i.balance
                                WHEN i.currency_id = j.currency_id
                                THEN i.amount_currency ELSE 0 END),
                       SUM(i.balance)
                  FROM last
                  JOIN account_journal j ON j.id = last.journal_id
                  JOIN res_company c ON c.id = j.company_id
                  JOIN account_bank_statement_line l ON l.journal_id = j.id
                   AND l.internal_index > last.internal_index
                   AND l.internal_index < to_char(last.date + 1, 'YYYYMMDD')
                  JOIN account_move_line i ON i.statement_line_id = l.id
                   AND i.account_id = j.default_account_id
                   AND i.parent_state = 'posted'
              GROUP BY last.id
                """,
                statements.ids,
            )
        )
        return {number: (float(own), float(base)) for number, own, base in rows}
