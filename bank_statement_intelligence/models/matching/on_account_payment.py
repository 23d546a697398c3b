"""Unique payment reference of outgoing payments (UPR; C42, C91, C100, L9)."""

from odoo import fields, models

from .on_account_move import key_index


class AccountPayment(models.Model):
    _inherit = "account.payment"

    unique_payment_reference = fields.Char(
        copy=False,
        index="btree_not_null",
        readonly=True,
        help="Sent to the bank with an outgoing payment and returned on the "
        "statement: it proves which payment a bank line is.",
    )

    _upr_uniq = models.UniqueIndex(
        "(company_id, unique_payment_reference) "
        "WHERE unique_payment_reference IS NOT NULL",
        "The unique payment reference is used by another payment.",
    )

    _bank_upr_key_idx = key_index("unique_payment_reference")
    _bank_reference_key_idx = key_index("payment_reference")

    def action_post(self):
        """Give outgoing payments their reference before they can be sent."""
        self._assign_unique_payment_reference()
        return super().action_post()

    def _assign_unique_payment_reference(self) -> None:
        sequences = self.env["ir.sequence"].sudo()
        for payment in self:
            if payment.payment_type == "outbound" and not (
                payment.unique_payment_reference
            ):
                sequence = sequences.with_company(payment.company_id)
                payment.unique_payment_reference = sequence.next_by_code(
                    "bank.payment.upr"
                )
