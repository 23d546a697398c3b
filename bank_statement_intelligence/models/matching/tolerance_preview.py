"""What a tolerance would close, before it is allowed: the same matching, then
undone."""

from odoo import api, models

from ..lines.constants import BANK_JOURNAL_TYPES
from ..lines.requests import get_most_lines

#: amounts in the company's currency that are tried
STEPS = (0.05, 0.5, 1, 2, 5, 10, 25, 50, 100)
#: waiting lines that are tried with all amounts in a second on a slow machine
LINES_PER_SECOND = 30


class _Undo(Exception):
    """Leaves a savepoint and rolls back what was tried in it."""


class BankTolerancePreview(models.AbstractModel):
    _name = "bank.tolerance.preview"
    _description = "What a Tolerance Would Close"

    @api.model
    def _what_if(self, tolerance, steps=STEPS, lines=None) -> list[dict]:
        """Return what the waiting lines would do with this tolerance at other amounts.

        Args:
            tolerance: ``bank.match.tolerance`` record; its own amount is tried too, all
                else counts as it is. Each amount is matched for itself: what fits two
                documents at a large amount closes one at a small one.
            steps: amounts in the company's currency.
            lines: the bank lines that are tried; by default the newest that wait.
        Returns:
            per amount ``amount``, ``line_count`` (lines closed by writing off what is
            left), ``loss`` and ``gain`` (sums in the company's currency, not negative)
            and ``line_ids``.
        """
        tolerance.ensure_one()
        amounts = sorted({*steps, tolerance.amount_max} - {0.0})
        if lines is None:
            lines = self._get_newest(self._get_lines(tolerance))
        if not lines:
            return [self._summarise(tolerance, amount, {}) for amount in amounts]
        without = self._try(tolerance, lines, 0.0).items()
        return [
            self._summarise(
                tolerance,
                amount,
                dict(self._try(tolerance, lines, amount).items() - without),
            )
            for amount in amounts
        ]

    def _get_newest(self, lines):
        """Return of waiting lines the newest, as many as one request can try."""
        most = get_most_lines(self.env, LINES_PER_SECOND)
        if most is None or len(lines) <= most:
            return lines
        return lines.sorted(lambda line: (line.date, line.id), reverse=True)[:most]

    def _describe_tried(self, tried, waiting) -> str | bool:
        """Say how many of the waiting lines are tried, if not all."""
        if tried == waiting:
            return False
        return self.env._(
            "Tried on the newest %(tried)s of %(waiting)s waiting lines: all are too "
            "many for one request.",
            tried=len(tried),
            waiting=len(waiting),
        )

    def _get_lines(self, tolerance):
        journals = tolerance.journal_id or self.env["account.journal"].search(
            [
                ("type", "in", BANK_JOURNAL_TYPES),
                ("company_id", "=", tolerance.company_id.id),
            ]
        )
        engine = self.env["bank.match.engine"]
        return engine._get_matchable(engine._get_waiting_lines(journals))

    def _try(self, tolerance, lines, amount) -> dict[int, float]:
        """Return by line id the signed write-off, with this amount."""
        found: dict[int, float] = {}
        try:
            with self.env.cr.savepoint():
                tolerance.sudo().write(self._get_trial(tolerance, amount))
                result = self.env["bank.match.engine"]._match(lines)
                found = self._read(tolerance, result.proposals)
                raise _Undo
        except _Undo:
            self.env.invalidate_all()
        return found

    def _get_trial(self, tolerance, amount) -> dict:
        """Accounts that are not chosen yet are stood in for."""
        account = tolerance.company_id.account_journal_suspense_account_id
        return {
            "amount_max": amount,
            "active": True,
            "loss_account_id": (tolerance.loss_account_id or account).id,
            "gain_account_id": (tolerance.gain_account_id or account).id,
        }

    def _read(self, tolerance, proposals) -> dict[int, float]:
        items = self.env["account.move.line"].browse(
            {item_id for proposal in proposals for item_id in proposal.item_ids}
        )
        currencies = {item.id: item.currency_id for item in items}
        home, company = tolerance.company_id.currency_id, tolerance.company_id
        lines = self.env["account.bank.statement.line"]
        found = {}
        for proposal in proposals:
            rest = sum(e.minor for e in proposal.entries if e.role == "write_off")
            if not rest or proposal.tie or not proposal.items:
                continue
            currency = currencies[proposal.items[0].item_id]
            amount = currency.round(rest * currency.rounding)
            day = lines.browse(proposal.txn_id).date
            found[proposal.txn_id] = currency._convert(amount, home, company, day)
        return found

    def _summarise(self, tolerance, amount, found: dict[int, float]) -> dict:
        money = tolerance.company_id.currency_id.round
        return {
            "amount": amount,
            "line_count": len(found),
            "loss": money(-sum(rest for rest in found.values() if rest < 0)) or 0.0,
            "gain": money(sum(rest for rest in found.values() if rest > 0)),
            "line_ids": list(found),
        }
