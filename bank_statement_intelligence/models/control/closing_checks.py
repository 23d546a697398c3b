"""The checklist before a statement is closed."""

from odoo import api, models

from ..lines.constants import SETTLED_STATES

#: computed from the books: what is checked is what is there now
FIGURES = (
    "ledger_balance",
    "ledger_balance_company",
    "balance_difference",
    "suspense_balance",
)


def get_failed(checks: list[dict]) -> list[dict]:
    """Return the checks that keep a statement from being closed in full."""
    return [check for check in checks if check["blocking"] and not check["ok"]]


class BankClosingChecks(models.AbstractModel):
    _name = "bank.closing.checks"
    _description = "Closing Checklist"

    @api.model
    def _get_checks(self, statement) -> list[dict]:
        """Return the checklist of a statement.

        Args:
            statement: one ``account.bank.statement``.
        Returns:
            per check ``code``, ``name``, ``ok``, ``blocking`` (must be ok to close in
            full) and ``finding`` (what was found, in words).
        """
        statement.invalidate_recordset(FIGURES)
        found = [
            *self._check_bank(statement),
            *self._check_books(statement),
            *self._check_people(statement),
        ]
        names = ("code", "name", "ok", "finding", "blocking")
        return [
            dict(zip(names, (code, name, bool(ok), text, blocking), strict=True))
            for code, name, ok, text, blocking in found
        ]

    def _check_bank(self, statement):
        """What the bank sent: does it follow on, and add up?"""
        _ = self.env._
        currency = statement.currency_id
        gaps = self.env["bank.balance.service"]._get_gaps(statement)
        gap = gaps.get(statement.id, 0.0)
        yield (
            "continuity",
            _("Follows on the last statement"),
            not gap,
            _("%s are missing before it.", currency.format(gap))
            if gap
            else _("Begins with %s.", self._format(statement, "balance_start")),
            True,
        )
        yield (
            "totals",
            _("Lines add up to the closing balance"),
            statement.is_complete,
            _(
                "Lines: %(count)s. They end with %(end)s.",
                count=statement.line_count,
                end=self._format(statement, "balance_end_real"),
            )
            if statement.is_complete
            else self.env["bank.difference.service"]._explain_total(statement),
            True,
        )

    def _check_books(self, statement):
        """What was made of it: is all settled, and do the books agree?"""
        _ = self.env._
        currency = statement.currency_id
        open_lines = self._get_open_lines(statement)
        yield (
            "lines",
            _("Every line is settled"),
            not open_lines,
            _(
                "Open lines: %(open)s, of them explained: %(explained)s.",
                open=len(open_lines),
                explained=len(open_lines.filtered("open_reason")),
            )
            if open_lines
            else _("All are settled or ignored: %s.", statement.line_count),
            True,
        )
        yield (
            "suspense",
            _("Nothing is in suspense"),
            currency.is_zero(statement.suspense_balance),
            self._format(statement, "suspense_balance"),
            True,
        )
        yield (
            "ledger",
            _("Ledger balance is the bank's balance"),
            currency.is_zero(statement.balance_difference),
            _(
                "Bank %(bank)s, ledger %(ledger)s, difference %(off)s.",
                bank=self._format(statement, "balance_end_real"),
                ledger=self._format(statement, "ledger_balance"),
                off=self._format(statement, "balance_difference"),
            ),
            True,
        )

    def _check_people(self, statement):
        """What others did before: advice, not needed to close."""
        _ = self.env._
        earlier = self._count_earlier(statement)
        yield (
            "previous",
            _("Earlier statements are closed"),
            not earlier,
            _("Not closed: %s.", earlier) if earlier else _("All of them."),
            False,
        )
        yield (
            "review",
            _("The statement is reviewed"),
            statement.review_state == "reviewed" and not statement.is_review_stale,
            statement.reviewed_by_id.name or "–",
            False,
        )

    def _count_earlier(self, statement) -> int:
        """Return the number of earlier statements that are not closed."""
        return statement.search_count(
            [
                ("journal_id", "=", statement.journal_id.id),
                ("first_line_index", "<", statement.first_line_index or ""),
                ("close_state", "!=", "closed"),
            ]
        )

    def _format(self, statement, name: str) -> str:
        return statement.currency_id.format(statement[name])

    def _get_open_lines(self, statement):
        return statement.line_ids.filtered(
            lambda line: line.match_state not in SETTLED_STATES
        )
