"""Entries: the bank lines behind them, and what closed bank lines refuse."""

from odoo import api, fields, models

from ..lines.actions import addon_action
from ..lines.rights import needs

#: per own item: the move of the item that it is reconciled with
_LINKS = """
    SELECT mine.move_id AS own_id, other.move_id AS linked_id
      FROM account_move_line mine
      JOIN account_partial_reconcile p ON p.debit_move_id = mine.id
      JOIN account_move_line other ON other.id = p.credit_move_id
     WHERE mine.move_id = ANY(%(moves)s)
     UNION
    SELECT mine.move_id, other.move_id
      FROM account_move_line mine
      JOIN account_partial_reconcile p ON p.credit_move_id = mine.id
      JOIN account_move_line other ON other.id = p.debit_move_id
     WHERE mine.move_id = ANY(%(moves)s)
"""


class AccountMove(models.Model):
    """Bank lines behind an entry, and what closed ones refuse."""

    _inherit = "account.move"

    bank_line_count = fields.Integer(compute="_compute_bank_line_count")

    # -- bank lines ------------------------------------------------------------------

    def _get_linked_ids(self) -> dict[int, set[int]]:
        """Return by move the moves that it is reconciled with: one query."""
        self.env["account.partial.reconcile"].flush_model()
        self.env["account.move.line"].flush_model(["move_id"])
        self.env.cr.execute(_LINKS, {"moves": self.ids})
        links: dict[int, set[int]] = {}
        for own, linked in self.env.cr.fetchall():
            links.setdefault(own, set()).add(linked)
        return links

    def _get_bank_lines(self) -> dict:
        """Return by move the bank lines behind it: its own and those settling it."""
        links = self._origin._get_linked_ids()
        every = set(self._origin.ids).union(*links.values())
        lines = self.env["account.bank.statement.line"].search(
            [("move_id", "in", list(every))]
        )
        by_move, empty = lines.grouped("move_id"), lines.browse()
        return {
            move: empty.union(
                *(
                    by_move.get(self.browse(number), empty)
                    for number in {move.id, *links.get(move.id, ())}
                )
            )
            for move in self._origin
        }

    @api.depends("line_ids.matched_debit_ids", "line_ids.matched_credit_ids")
    def _compute_bank_line_count(self):
        lines = self._get_bank_lines()
        for move in self:
            move.bank_line_count = len(lines.get(move._origin, ()))

    @needs("reader")
    def action_open_bank_lines(self):
        """Open the bank lines that settle this document."""
        self.ensure_one()
        domain = [("id", "in", self._get_bank_lines()[self].ids)]
        return addon_action(
            self.env, "bank_worksheet_action", domain=domain, context={}
        )

    # -- closed bank lines -----------------------------------------------------------

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """Refuse for closed bank lines: it would take their reconciliation apart."""
        self.statement_line_id._check_line_open()
        return super()._reverse_moves(default_values_list, cancel)

    def _check_fiscal_lock_dates(self):
        """A closed bank line is locked like a closed period.

        Core calls this wherever an entry would change, also for the bank line when
        somebody changes the invoice: it then leaves the line alone.
        """
        self.statement_line_id._check_line_open()
        return super()._check_fiscal_lock_dates()

    def _check_bank_day(self) -> None:
        """Refuse posted entries on a bank account before a closed statement's end."""
        self.filtered(lambda move: move.state == "posted").line_ids._check_bank_day()
