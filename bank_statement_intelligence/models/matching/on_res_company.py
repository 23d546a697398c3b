"""Waiting bank lines are matched again when something that matters changes."""

from odoo import fields, models

#: what the scheduled run does with bank lines
AUTOMATION = [
    ("off", "Off: only on request"),
    ("propose", "Propose: people approve"),
    ("post", "Post what is proved, propose the rest"),
]


class ResCompany(models.Model):
    """Where new journals begin, and the queue of the lines that wait."""

    _inherit = "res.company"

    bank_match_automation = fields.Selection(
        AUTOMATION,
        "Bank Matching",
        required=True,
        default="propose",
        help="What new bank journals begin with; each can be set otherwise.",
    )

    def _match_bank_lines_later(self) -> None:
        """Queue the matching of the waiting lines of these companies, if there are any.

        Only a trigger of the scheduled action is written, one in each transaction: of
        those of other transactions nobody knows whether a run at work has taken them
        already and looks at the books as they were.
        """
        if not self:
            return
        cron = self.env.ref(
            "bank_statement_intelligence.ir_cron_match_again", raise_if_not_found=False
        )
        if not cron:
            return
        self.env["account.journal"].flush_model(["match_automation"])
        lines = self.env["account.bank.statement.line"]
        lines.flush_model(["match_state", "is_manual", "company_id", "journal_id"])
        self.env.cr.execute(
            """
            SELECT EXISTS (SELECT FROM account_bank_statement_line line
                             JOIN account_journal journal
                               ON journal.id = line.journal_id
                            WHERE line.company_id = ANY(%s)
                              AND line.match_state NOT IN ('reconciled', 'ignored')
                              AND line.is_manual IS NOT TRUE
                              AND journal.match_automation <> 'off')
               AND NOT EXISTS (SELECT FROM ir_cron_trigger
                                WHERE cron_id = %s AND create_date = %s)
            """,
            [self.ids, cron.id, self.env.cr.now()],
        )
        if self.env.cr.fetchone()[0]:
            cron.sudo()._trigger()
