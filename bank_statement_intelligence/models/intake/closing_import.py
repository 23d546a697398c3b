"""An import adds nothing to days and lines that are closed."""

from odoo import models

from ...parsers.common.base import ParseError


class BankStatementStore(models.AbstractModel):
    _inherit = "bank.statement.store"

    def _check_dates(self, journal, parsed, transactions) -> None:
        """Refuse entries of days whose statements are closed, like locked periods."""
        super()._check_dates(journal, parsed, transactions)
        limit = journal._get_closed_day()
        days = [self._get_date(tx, parsed) for tx in transactions]
        early = [day for day in days if limit and day and day < limit]
        if not early:
            return
        raise ParseError(
            "closed_statement",
            self.env._("The statement has new entries of days that are closed."),
            f"{parsed.account} {parsed.number}, {min(early)}",
            self.env._(
                "The statements of %(journal)s are closed until %(limit)s, with the "
                "ledger balance certified.",
                journal=journal.display_name,
                limit=limit,
            ),
            self.env._(
                "Find out why the bank reports them now. Then have the closed "
                "statement reopened by a manager, and press Retry."
            ),
        )


class BankAdviceStore(models.AbstractModel):
    _inherit = "bank.advice.store"

    def _decide(self, journal, advices):
        """Details of a closed line wait, as if it were not there: it stays as it was
        closed. They are attached when it is reopened."""
        pairs = super()._decide(journal, advices)
        return [(advice, line) for advice, line in pairs if not line.is_closed]
