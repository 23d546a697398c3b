"""Combined lines as one row of a list, and combining by rules at will."""

from odoo import fields, models
from odoo.exceptions import UserError
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

    def action_combine_by_rule(self):
        """Combine lines by the live combine rules.

        Of a single line all that wait on its journal are tried: alone it cannot be
        combined.

        Raises:
            UserError: no rule combines any of them.
        """
        self.check_access("write")
        companies = {
            int(part)
            for company in self.company_id
            for part in company.parent_path.split("/")
            if part
        }
        rules = self.env["bank.combine.rule"]._get_live(companies)
        lines = self if len(self) > 1 else self._get_waiting_on_journal()
        groups = self.env["bank.group.service"]._group(lines, rules)
        if not groups:
            raise UserError(
                self.env._(
                    "No live combine rule fits these lines: at least two that belong "
                    "together must wait. See Configuration → Bank Matching → Combine "
                    "Rules, or press Combine to do it by hand."
                )
            )
        return True

    def _get_waiting_on_journal(self):
        """Return the lines of these journals that are neither settled nor combined."""
        return self.search(
            [
                ("journal_id", "in", self.journal_id.ids),
                ("line_group_id", "=", False),
                ("match_state", "not in", ("reconciled", "ignored")),
            ],
            order="date, id",
        )
