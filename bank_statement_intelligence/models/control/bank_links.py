"""From statements to the entries they are linked with, and back."""

from odoo import api, fields, models

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
    _inherit = "account.move"

    bank_line_count = fields.Integer(compute="_compute_bank_line_count")

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
        by_move = lines.grouped("move_id")
        empty = lines.browse()
        return {
            move: empty.union(
                *(
                    by_move.get(self.browse(number), empty)
                    for number in {move.id} | links.get(move.id, set())
                )
            )
            for move in self._origin
        }

    @api.depends("line_ids.matched_debit_ids", "line_ids.matched_credit_ids")
    def _compute_bank_line_count(self):
        lines = self._get_bank_lines()
        for move in self:
            move.bank_line_count = len(lines.get(move._origin, ()))

    def action_open_bank_lines(self):
        """Open the bank lines that settle this document."""
        self.ensure_one()
        lines = self._get_bank_lines()[self]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_worksheet_action"
        )
        action["domain"] = [("id", "in", lines.ids)]
        action["context"] = {}
        return action


class AccountBankStatement(models.Model):
    _inherit = "account.bank.statement"

    linked_count = fields.Integer(compute="_compute_linked_count")

    def _get_linked_moves(self) -> dict:
        """Return by statement the documents that its lines are reconciled with."""
        links = self.line_ids.move_id._get_linked_ids()
        moves = self.env["account.move"]
        return {
            statement: moves.browse(
                set().union(
                    *(links.get(m.id, set()) for m in statement.line_ids.move_id)
                )
            )
            for statement in self
        }

    @api.depends("line_ids.match_state")
    def _compute_linked_count(self):
        linked = self._get_linked_moves()
        for statement in self:
            statement.linked_count = len(linked[statement])

    def action_open_linked(self):
        """Open the documents that this statement settles."""
        self.ensure_one()
        return self._open_moves(
            self.env._("Linked Documents"), self._get_linked_moves()[self]
        )

    def action_open_entries(self):
        """Open the entries of the lines: each line is its own voucher."""
        self.ensure_one()
        return self._open_moves(
            self.env._("Entries of the Statement"), self.line_ids.move_id
        )

    def _open_moves(self, name: str, moves) -> dict:
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", moves.ids)],
            "context": {"create": False},
        }
