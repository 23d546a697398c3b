"""What a payment says to the vendor follows the journal's choice."""

from odoo import api, models

from .on_account_payment import PREVIOUS, describe_documents


class AccountPaymentRegister(models.TransientModel):
    """The memo is the reference that the journal sends."""

    _inherit = "account.payment.register"

    @api.depends("journal_id")
    def _compute_communication(self):
        return super()._compute_communication()

    def _get_communication(self, lines):
        kind = self.journal_id.sender_reference_type or PREVIOUS
        if self.payment_type != "outbound" or kind == PREVIOUS:
            return super()._get_communication(lines)
        text = describe_documents(kind, lines.move_id, lines.partner_id)
        return text or super()._get_communication(lines)
