"""What the import found out about a statement."""

from odoo import api, fields, models

from ..lines.actions import addon_action
from ..lines.constants import SETTLED_STATES
from ..lines.counts import count_by
from ..lines.rights import needs
from ..lines.truth import ENGINE


class AccountBankStatement(models.Model):
    """Knows its file, and what the import found out."""

    _inherit = "account.bank.statement"

    import_file_id = fields.Many2one(
        "bank.import.file", "Imported File", readonly=True, index="btree_not_null"
    )
    import_warning = fields.Text(
        "Import Remarks",
        readonly=True,
        help="Gaps, overlaps and totals that do not agree, as found at import.",
    )
    bank_statement_number = fields.Char(
        "Bank's Statement Number", readonly=True, help="For gap detection."
    )
    _truth = dict.fromkeys(
        ("import_file_id", "import_warning", "bank_statement_number"), ENGINE
    )

    open_line_count = fields.Integer(compute="_compute_open_line_count")
    line_count = fields.Integer("Lines", compute="_compute_open_line_count")

    @api.depends("line_ids.match_state")
    def _compute_open_line_count(self):
        lines, field = "account.bank.statement.line", "statement_id"
        waits = ("match_state", "not in", SETTLED_STATES)
        counts = count_by(self, lines, field)
        open_counts = count_by(self, lines, field, waits)
        for statement in self:
            statement.open_line_count = open_counts[statement]
            statement.line_count = counts[statement]

    @api.model
    def _get_last(self, journal, *conditions):
        """Return the last statement of a journal that has lines.

        Args:
            journal: ``account.journal``.
            conditions: more leaves of a domain that it must meet.
        """
        return self.search(
            [
                ("journal_id", "=", journal.id),
                ("first_line_index", "!=", False),
                *conditions,
            ],
            order="first_line_index desc",
            limit=1,
        )

    @needs("reader")
    def action_open_worksheet(self):
        """Open the worksheet with the lines of this statement."""
        self.ensure_one()
        return addon_action(
            self.env,
            "bank_worksheet_action",
            domain=[("statement_id", "=", self.id)],
            context={"search_default_to_do": 1},
        )
