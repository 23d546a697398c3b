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
        return [
            self._check_continuity(statement),
            self._check_totals(statement),
            self._check_lines(statement),
            self._check_suspense(statement),
            self._check_ledger(statement),
            self._check_previous(statement),
            self._check_review(statement),
        ]

    def _make_check(self, code, name, is_ok, finding, blocking=True) -> dict:
        return {
            "code": code,
            "name": name,
            "ok": bool(is_ok),
            "blocking": blocking,
            "finding": finding,
        }

    def _check_continuity(self, statement) -> dict:
        _ = self.env._
        balances = self.env["bank.balance.service"]
        gap = balances._get_gaps(statement).get(statement.id, 0.0)
        return self._make_check(
            "continuity",
            _("Follows on the last statement"),
            not gap,
            _("%s are missing before it.", statement.currency_id.format(gap))
            if gap
            else _("Begins with %s.", self._format(statement, "balance_start")),
        )

    def _check_totals(self, statement) -> dict:
        _ = self.env._
        rest = statement.balance_end_real - statement.balance_end
        return self._make_check(
            "totals",
            _("Lines add up to the closing balance"),
            statement.is_complete,
            _(
                "%(count)s lines end with %(end)s.",
                count=statement.line_count,
                end=self._format(statement, "balance_end_real"),
            )
            if statement.is_complete
            else _("%s are missing.", statement.currency_id.format(rest)),
        )

    def _check_lines(self, statement) -> dict:
        _ = self.env._
        open_lines = self._get_open_lines(statement)
        unexplained = open_lines.filtered(lambda line: not line.open_reason)
        return self._make_check(
            "lines",
            _("Every line is settled"),
            not open_lines,
            _(
                "%(open)s lines are open, %(explained)s of them explained.",
                open=len(open_lines),
                explained=len(open_lines - unexplained),
            )
            if open_lines
            else _("All %s lines are settled or ignored.", statement.line_count),
        )

    def _check_suspense(self, statement) -> dict:
        zero = statement.currency_id.is_zero(statement.suspense_balance)
        return self._make_check(
            "suspense",
            self.env._("Nothing is in suspense"),
            zero,
            self._format(statement, "suspense_balance"),
        )

    def _check_ledger(self, statement) -> dict:
        _ = self.env._
        off = statement.balance_difference
        return self._make_check(
            "ledger",
            _("Ledger balance is the bank's balance"),
            statement.currency_id.is_zero(off),
            _(
                "Bank %(bank)s, ledger %(ledger)s, difference %(off)s.",
                bank=self._format(statement, "balance_end_real"),
                ledger=self._format(statement, "ledger_balance"),
                off=self._format(statement, "balance_difference"),
            ),
        )

    def _check_previous(self, statement) -> dict:
        _ = self.env._
        count = statement.search_count(
            [
                ("journal_id", "=", statement.journal_id.id),
                ("first_line_index", "<", statement.first_line_index or ""),
                ("close_state", "!=", "closed"),
            ]
        )
        return self._make_check(
            "previous",
            _("Earlier statements are closed"),
            not count,
            _("%s are not.", count) if count else _("All of them."),
            blocking=False,
        )

    def _check_review(self, statement) -> dict:
        done = statement.review_state == "reviewed" and not statement.is_review_stale
        return self._make_check(
            "review",
            self.env._("The statement is reviewed"),
            done,
            statement.reviewed_by_id.name or "–",
            blocking=False,
        )

    def _format(self, statement, name: str) -> str:
        return statement.currency_id.format(statement[name])

    def _get_open_lines(self, statement):
        return statement.line_ids.filtered(
            lambda line: line.match_state not in SETTLED_STATES
        )
