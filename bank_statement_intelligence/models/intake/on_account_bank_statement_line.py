"""Details of bank lines that came in files of their own, and lines that may be in the
books twice.

The same movement can come by another way: typed by hand before the file came, or in a
file of another format. Keys cannot know; a person decides. Until then nothing of the
line is posted by itself.
"""

from odoo import api, fields, models

from ..lines.truth import ODOO

#: a movement typed by hand may carry another date
MANUAL_DAYS = 3


class AccountBankStatementLine(models.Model):
    """Gets details, and may be in the books already."""

    _inherit = "account.bank.statement.line"

    advice_ids = fields.One2many(
        "bank.line.advice", "statement_line_id", "Files of Details", readonly=True
    )

    _journal_amount_idx = models.Index("(journal_id, amount)")

    _truth = {"advice_ids": ODOO}

    def unlink(self):
        """Details that came in a file of their own wait again when their line goes."""
        self.sudo().advice_ids._detach()
        return super().unlink()

    @api.model
    def _mark_duplicates(self, lines) -> int:
        """Mark new lines that look like an older line from elsewhere.

        Args:
            lines: the lines that were just imported.
        Returns:
            how many were marked. Each older line is the twin of one new line at most.
        """
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT new.id, old.id
              FROM account_bank_statement_line new
              JOIN account_move new_move ON new_move.id = new.move_id
              JOIN bank_import_file new_file ON new_file.id = new.import_file_id
              JOIN account_bank_statement_line old
                ON old.journal_id = new.journal_id AND old.amount = new.amount
               AND old.id <> ALL(%(ids)s) AND NOT COALESCE(old.is_ignored, FALSE)
              JOIN account_move old_move ON old_move.id = old.move_id
         LEFT JOIN bank_import_file old_file ON old_file.id = old.import_file_id
             WHERE new.id = ANY(%(ids)s) AND old_move.state = 'posted'
               AND NOT EXISTS (SELECT 1 FROM account_bank_statement_line taken
                                WHERE taken.duplicate_of_id = old.id)
               AND CASE WHEN old_file.id IS NULL
                        THEN abs(old_move.date - new_move.date) <= %(days)s
                        ELSE old_file.format <> new_file.format
                             AND old_move.date = new_move.date
                    END
          ORDER BY abs(old_move.date - new_move.date), old.id, new.id
            """,
            {"ids": lines.ids, "days": MANUAL_DAYS},
        )
        marked, taken = set(), set()
        for new, old in self.env.cr.fetchall():
            if new not in marked and old not in taken:
                self.browse(new).sudo().duplicate_of_id = old
                marked.add(new)
                taken.add(old)
        return len(marked)
