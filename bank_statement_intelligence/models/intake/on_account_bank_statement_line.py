"""Details of bank lines that came in files of their own, and lines that may be in the
books twice.

The same movement can come by another way: typed by hand before the file came, or in a
file of another format. Keys cannot know; a person decides. Until then nothing of the
line is posted by itself.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.references import twins
from ...engine.references.twins import Movement
from ..lines.truth import ODOO

#: a movement typed by hand may carry another date
MANUAL_DAYS = 3
_NEW = """
    SELECT line.id, line.journal_id, line.amount, move.date AS day, file.format
      FROM account_bank_statement_line line
      JOIN account_move move ON move.id = line.move_id
      JOIN bank_import_file file ON file.id = line.import_file_id
     WHERE line.id = ANY(%(ids)s)
"""
#: older lines of these accounts and amounts near these days: one step through the index
#: for each, however many lines of the amount there are
_OLD = f"""
    WITH new AS ({_NEW})
    SELECT DISTINCT line.id, line.journal_id, line.amount, move.date AS day, file.format
      FROM (SELECT DISTINCT journal_id, amount, day FROM new) wanted
     CROSS JOIN LATERAL (
           SELECT line.* FROM account_bank_statement_line line
            WHERE line.journal_id = wanted.journal_id AND line.amount = wanted.amount
              AND line.internal_index >= to_char(wanted.day - %(days)s, 'YYYYMMDD')
              AND line.internal_index < to_char(wanted.day + %(days)s + 1, 'YYYYMMDD')
           OFFSET 0) line
      JOIN account_move move ON move.id = line.move_id
 LEFT JOIN bank_import_file file ON file.id = line.import_file_id
     WHERE move.state = 'posted' AND NOT COALESCE(line.is_ignored, FALSE)
       AND NOT EXISTS (SELECT FROM new WHERE new.id = line.id)
       AND NOT EXISTS (SELECT FROM account_bank_statement_line taken
                        WHERE taken.duplicate_of_id = line.id)
"""


class AccountBankStatementLine(models.Model):
    """Gets details, and may be in the books already."""

    _inherit = "account.bank.statement.line"

    advice_ids = fields.One2many(
        "bank.line.advice", "statement_line_id", "Files of Details", readonly=True
    )
    statement_reference = fields.Char(
        "Bank's Statement Number", related="statement_id.bank_statement_number"
    )

    _journal_amount_day_idx = models.Index("(journal_id, amount, internal_index)")

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
        names = {"ids": lines.ids, "days": MANUAL_DAYS}
        new, old = (
            [Movement(**row) for row in self.env.execute_query_dict(SQL(text, **names))]
            for text in (_NEW, _OLD)
        )
        found = twins.pair(new, old, MANUAL_DAYS)
        for new_id, old_id in found.items():
            self.browse(new_id).sudo().duplicate_of_id = old_id
        return len(found)
