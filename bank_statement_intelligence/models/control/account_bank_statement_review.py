"""Sign-off of statements: the bookkeeper's own follow-up.

It changes nothing in the books and does not depend on matching. The fields are written
by the buttons only, so that the sign-off is always by the one who pressed.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError

REVIEWERS = (
    "bank_statement_intelligence.group_bank_reviewer",
    "bank_statement_intelligence.group_bank_approver",
)
#: fields that only the buttons write
SIGN_OFF = {"review_state", "reviewed_by_id", "reviewed_on", "reviewed_digest"}


class AccountBankStatement(models.Model):
    _name = "account.bank.statement"
    _inherit = ["account.bank.statement", "mail.thread", "mail.activity.mixin"]

    review_state = fields.Selection(
        [("to_review", "To Review"), ("reviewed", "Reviewed")],
        "Review",
        required=True,
        readonly=True,
        default="to_review",
        index=True,
        copy=False,
        help="A sign-off: it posts nothing and changes nothing.",
    )
    reviewed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    reviewed_digest = fields.Char(readonly=True, copy=False)
    is_review_stale = fields.Boolean(
        "Changed since Review",
        compute="_compute_is_review_stale",
        help="Lines or balances are not those that were reviewed.",
    )

    @api.depends("reviewed_digest", "balance_start", "balance_end_real", "line_count")
    def _compute_is_review_stale(self):
        for statement in self:
            digest = statement.reviewed_digest
            statement.is_review_stale = bool(
                digest and digest != statement._get_review_digest()
            )

    def _get_review_digest(self) -> str:
        """Return what the bank said, in short: what a reviewer signs."""
        self.ensure_one()
        currency = self.currency_id
        amounts = (self.balance_start, self.balance_end, self.balance_end_real)
        texts = [f"{currency.round(amount):.3f}" for amount in amounts if currency]
        return "|".join([str(self.line_count), *texts])

    # -- only by the buttons ---------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse a sign-off that is made up."""
        for vals in vals_list:
            self._check_sign_off(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Refuse a sign-off that is made up."""
        self._check_sign_off(vals)
        return super().write(vals)

    def _check_sign_off(self, vals) -> None:
        if not self.env.su and SIGN_OFF & vals.keys():
            raise AccessError(
                self.env._(
                    "A review is signed with the button “Mark as Reviewed” only, by "
                    "the user who reviews."
                )
            )

    def _check_reviewer(self) -> None:
        if not any(map(self.env.user.has_group, REVIEWERS)):
            raise AccessError(
                self.env._(
                    "Only users with the right “Statement Reviewer” or “Bank Matching: "
                    "Approver” may review statements. Ask your accounting manager for "
                    "this right."
                )
            )

    # -- buttons ---------------------------------------------------------------------

    def action_review(self):
        """Sign these statements off, one or many."""
        self._check_reviewer()
        self.check_access("read")
        waiting = self.filtered(
            lambda st: st.review_state == "to_review" or st.is_review_stale
        )
        for statement in waiting:
            statement.sudo().write(
                {
                    "review_state": "reviewed",
                    "reviewed_by_id": self.env.uid,
                    "reviewed_on": fields.Datetime.now(),
                    "reviewed_digest": statement._get_review_digest(),
                }
            )
        waiting._log_review(self.env._("Reviewed by %s", self.env.user.name))
        waiting.sudo().activity_feedback(
            ["bank_statement_intelligence.mail_activity_review_statement"]
        )
        return True

    def action_withdraw_review(self):
        """Take the sign-off back."""
        self._check_reviewer()
        self.check_access("read")
        reviewed = self.filtered(lambda st: st.review_state == "reviewed")
        reviewed.sudo().write(
            {
                "review_state": "to_review",
                "reviewed_by_id": False,
                "reviewed_on": False,
                "reviewed_digest": False,
            }
        )
        reviewed._log_review(self.env._("Review withdrawn by %s", self.env.user.name))
        return True

    def _log_review(self, text: str) -> None:
        if self:
            self.sudo()._message_log_batch(bodies=dict.fromkeys(self.ids, text))
