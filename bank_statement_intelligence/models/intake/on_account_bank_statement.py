"""What the import found out about a statement."""

from odoo import api, fields, models


class AccountBankStatement(models.Model):
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
    open_line_count = fields.Integer(compute="_compute_open_line_count")
    line_count = fields.Integer("Lines", compute="_compute_open_line_count")

    @api.depends("line_ids.match_state")
    def _compute_open_line_count(self):
        counts = dict(
            self.env["account.bank.statement.line"]._read_group(
                [
                    ("statement_id", "in", self.ids),
                    ("match_state", "not in", ("reconciled", "ignored")),
                ],
                ["statement_id"],
                ["__count"],
            )
        )
        lines = dict(
            self.env["account.bank.statement.line"]._read_group(
                [("statement_id", "in", self.ids)], ["statement_id"], ["__count"]
            )
        )
        for statement in self:
            statement.open_line_count = counts.get(statement, 0)
            statement.line_count = lines.get(statement, 0)

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

    def action_open_worksheet(self):
        """Open the worksheet with the lines of this statement."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_intelligence.bank_worksheet_action"
        )
        action["domain"] = [("statement_id", "=", self.id)]
        action["context"] = {"search_default_to_do": 1}
        return action
