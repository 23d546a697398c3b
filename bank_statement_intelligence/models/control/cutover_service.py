"""Begin with bank matching on any day, also in the middle of a month.

Entries before the start are left out of files (their keys are kept as ignored, so they
can be let in again one by one); one opening entry brings the books to the bank's
balance and closes the payments that the bank booked before; earlier bank lines are
settled with an account, and their statements closed.
"""

from datetime import date, timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...parsers.common.base import ParseError
from ..intake.journal import find_journals
from ..intake.line_values import booking_day
from ..lines.constants import SETTLED_STATES
from ..lines.journals import currency_of
from ..lines.rights import needs
from ..lines.tables import entry
from ..settlement.opening_entry import post_opening_entry
from .closing_checks import get_failed


class BankCutoverService(models.AbstractModel):
    _name = "bank.cutover.service"
    _description = "Cut-Over to Bank Matching"

    # -- what is there ---------------------------------------------------------------

    @api.model
    def _read_file(self, journal, name: str, data: bytes, start) -> dict:
        """Say what the first file means for a start on this day; stores nothing.

        Args:
            journal: the bank ``account.journal``.
            name, data: the file.
            start: first day of bank matching.
        Returns:
            ``balance`` (the bank's at the beginning of the day, None where the file
            does not say), ``early`` and ``later`` (numbers of entries), ``first`` and
            ``last`` (days).
        Raises:
            UserError: the file cannot be read or has nothing of this account.
        """
        statements = self._get_statements(journal, name, data)
        rows = [
            (booking_day(tx, statement), tx.amount)
            for statement in statements
            for tx in statement.transactions
        ]
        early = [amount for day, amount in rows if day < start]
        days = [day for day, _amount in rows]
        opening = statements[0].opening
        return {
            "balance": None if opening is None else opening + sum(early, Decimal(0)),
            "early": len(early),
            "later": len(rows) - len(early),
            "first": min(days, default=None),
            "last": max(days, default=None),
        }

    def _get_statements(self, journal, name: str, data: bytes) -> list:
        """Return the statements of the journal's account, the oldest first."""
        formats = self.env["bank.import.format"].with_company(journal.company_id)
        formats = formats.with_context(bank_import_journal_id=journal.id)
        try:
            parsed = formats._parse(name, data)
        except ParseError as error:
            raise UserError(str(error)) from error
        company = journal.company_id.with_company(journal.company_id)
        found = [
            statement
            for statement in parsed.statements
            if statement.kind == "statement"
            and (
                not statement.account
                or journal in find_journals(company, statement.account)
            )
        ]
        if not found:
            raise UserError(
                self.env._(
                    "%(file)s has no statement of %(journal)s (%(account)s). Choose "
                    "the file of this account, or correct the account number.",
                    file=name,
                    journal=journal.display_name,
                    account=journal.bank_account_id.acc_number or "–",
                )
            )
        return sorted(found, key=self._get_first_day)

    def _get_first_day(self, statement) -> date:
        days = [booking_day(tx, statement) for tx in statement.transactions]
        return min(days, default=statement.closing_date or date.max)

    @api.model
    def _get_outstanding(self, journal, start):
        """Return payments before the start that no bank line has settled: the bank
        booked them in a time that is not imported."""
        accounts = journal._get_outstanding_accounts_by_journal()[journal.id]
        return self.env["account.move.line"].search(
            [
                ("account_id", "in", list(accounts)),
                ("journal_id", "=", journal.id),
                ("parent_state", "=", "posted"),
                ("date", "<", start),
                ("reconciled", "=", False),
                ("statement_line_id", "=", False),
                ("account_id.reconcile", "=", True),
            ],
            order="date, id",
        )

    @api.model
    def _get_open_lines(self, journal, start):
        """Return bank lines before the start that nobody has settled."""
        lines = self.env["account.bank.statement.line"].search(
            [
                ("journal_id", "=", journal.id),
                ("date", "<", start),
                ("match_state", "not in", SETTLED_STATES),
                ("state", "=", "posted"),
            ],
            order="internal_index, id",
        )
        return lines.filtered(lambda line: line._is_untouched())

    @api.model
    def _get_ledger(self, journal, start) -> float:
        """Return the ledger balance at the beginning of the day."""
        eve = start - timedelta(days=1)
        sums = self.env["bank.balance.service"]._sum_movements(journal, eve)
        return currency_of(journal).round(sums["ledger"][0])

    @entry("left_out", 10)
    def _before_start(self, journal, tx, day) -> str | None:
        """Keep entries before the start out of files, they are in the books."""
        start = journal.bank_start_date
        if not start or day >= start:
            return None
        return self.env._("Before bank matching started on %s", start)

    @entry("begins_anew", 10)
    def _begins_anew(self, statement, previous) -> bool:
        """Where bank matching starts, the opening entry stands for the rest."""
        start = statement.journal_id.bank_start_date
        if not start:
            return False
        day = start.strftime("%Y%m%d")
        return previous.first_line_index < day <= statement.first_line_index

    # -- what is done ----------------------------------------------------------------

    @api.model
    @needs("manager")
    def _start(self, journal, start, opening, account, items, lines):
        """Begin bank matching of an account.

        Args:
            journal: the bank ``account.journal``.
            start: first day.
            opening: the bank's balance at its beginning, in the journal's currency.
            account: ``account.account`` for what the books and the bank differ by.
            items: outstanding items to close, see :meth:`_get_outstanding`.
            lines: earlier bank lines to settle with the account.
        Returns:
            the opening ``account.move``, empty when nothing had to be booked.
        Raises:
            AccessError: the user may not do this.
            UserError: the day before is locked or closed.
        """
        journal.check_access("read")
        self._check_open(journal, start)
        self._settle(lines, account)
        difference = opening - self._get_ledger(journal, start)
        move = post_opening_entry(
            journal, start - timedelta(days=1), difference, account, items
        )
        journal.sudo().bank_start_date = start
        self._log(journal, move, start, opening, len(lines), len(items))
        return move

    def _check_open(self, journal, start) -> None:
        """Refuse a day that is locked (core would date the entry later silently), and
        one to come: its balance is not known yet."""
        if start > fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "%s is to come: its opening balance is not known yet. Choose a day "
                    "that has begun.",
                    start,
                )
            )
        eve = start - timedelta(days=1)
        locks = journal.company_id._get_violated_lock_dates(eve, False, journal)
        if locks:
            raise UserError(
                self.env._(
                    "The books are locked until %(lock)s: the opening entry of %(eve)s "
                    "cannot be posted. Start later, or have the period opened.",
                    lock=locks[-1][0],
                    eve=eve,
                )
            )

    def _settle(self, lines, account) -> None:
        """Settle earlier lines with the account, as a person would by hand."""
        service = self.env["bank.manual.settlement"]
        proposals = self.env["bank.match.proposal"]
        for line in lines:
            entry = {"account_id": account.id, "amount": line.amount}
            proposals |= service._propose(line, [], [entry])
        if proposals:
            proposals._approve_and_post({})

    @api.model
    def _close_before(self, journal, start) -> None:
        """Close the statements before the start, as far as they are settled."""
        statements = self.env["account.bank.statement"].search(
            [
                ("journal_id", "=", journal.id),
                ("close_state", "!=", "closed"),
                ("date", "<", start),
                ("first_line_index", "!=", False),
            ],
            order="first_line_index",
        )
        note = self.env._("Before bank matching started on %s", start)
        checks = self.env["bank.closing.checks"]
        closing = self.env["bank.closing.service"]
        for statement in statements:
            failed = get_failed(checks._get_checks(statement))
            if not failed or closing._get_lines_to_close(statement):
                closing._close(statement, note, partial=bool(failed))

    def _log(self, journal, move, start, opening, lines: int, items: int) -> None:
        currency = currency_of(journal)
        text = self.env._(
            "Bank matching of %(journal)s starts on %(start)s with %(opening)s.",
            journal=journal.display_name,
            start=start,
            opening=currency.format(opening),
        )
        facts = {
            "summary": text,
            "entry": move.name or None,
            "opening": opening,
            "currency": currency.name,
            "settled_lines": lines,
            "closed_payments": items,
        }
        self.env["bank.decision.log"]._append("opening", journal, [facts])
        journal.sudo()._message_log(body=text)
