"""Combined lines as one row of a list."""

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    group_line_count = fields.Integer(
        "Combined Lines", related="line_group_id.line_count"
    )
    group_amount = fields.Monetary("Combined Amount", related="line_group_id.amount")
    is_combined_tail = fields.Boolean(
        "Shown with Another Line",
        compute="_compute_is_combined_tail",
        search="_search_is_combined_tail",
        help="Another line of the same group, in the same state, stands for it.",
    )

    def _compute_is_combined_tail(self):
        tails = self.filtered_domain([("line_group_id", "!=", False)])
        tails = tails.search([("id", "in", tails.ids), ("is_combined_tail", "=", True)])
        for line in self:
            line.is_combined_tail = line in tails

    def _search_is_combined_tail(self, operator, value):
        """Lines of a group but the first one of each state: none is ever lost."""
        if operator != "in":
            return NotImplemented
        names = ["line_group_id", "match_state"]
        self.env["account.bank.statement.line"].flush_model(names)

        def is_tail(_model, alias, _query):
            table = SQL.identifier(alias)
            return SQL(
                "EXISTS (SELECT 1 FROM account_bank_statement_line lead WHERE"
                " lead.line_group_id = %(table)s.line_group_id"
                " AND lead.match_state = %(table)s.match_state"
                " AND lead.id < %(table)s.id)",
                table=table,
            )

        tail = Domain.custom(to_sql=is_tail)
        return tail if True in value else ~tail

    def _get_combined(self):
        """Return these lines with all that are matched as one with them."""
        return self | self.line_group_id.line_ids
