"""A daily word to those who look after the bank accounts, if wanted."""

from odoo import fields, models

from ..lines.tables import entry


class ResCompany(models.Model):
    _inherit = "res.company"

    bank_digest = fields.Selection(
        [("off", "No"), ("activity", "As activities"), ("email", "By e-mail")],
        "Daily Bank Digest",
        required=True,
        default="off",
        help="Each morning: which bank accounts need somebody, and what waits. Nothing "
        "is sent on days when nothing waits.",
    )
    bank_digest_user_ids = fields.Many2many(
        "res.users",
        "bank_digest_user_rel",
        "company_id",
        "user_id",
        "Digest to",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    bank_digest = fields.Selection(related="company_id.bank_digest", readonly=False)
    bank_digest_user_ids = fields.Many2many(
        related="company_id.bank_digest_user_ids", readonly=False
    )


class AccountJournal(models.Model):
    _inherit = "account.journal"

    review_user_id = fields.Many2one(
        "res.users",
        "Statements Reviewed by",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Gets an activity for each statement that is imported, which the sign-off "
        "completes. Empty: the list of statements to review is enough.",
    )


class AccountBankStatement(models.Model):
    _inherit = "account.bank.statement"

    def _ask_for_review(self) -> None:
        """Give the reviewer of the journal an activity per statement."""
        for statement in self:
            reviewer = statement.journal_id.sudo().review_user_id
            if reviewer.active and statement.review_state == "to_review":
                statement.sudo().activity_schedule(
                    "bank_statement_intelligence.mail_activity_review_statement",
                    user_id=reviewer.id,
                    summary=statement.display_name,
                )

    @entry("after_storing", 10)
    def _ask_reviewer(self, statement) -> None:
        """Ask the reviewer about a statement that was imported."""
        statement._ask_for_review()
