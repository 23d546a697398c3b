"""Pass 50: open items by validated payment ID – KID, OCR, RF, FIK, viite, QR."""

from odoo import models
from odoo.tools import SQL


class BankMatcherPaymentId(models.AbstractModel):
    _name = "bank.matcher.payment_id"
    _inherit = "bank.matcher.open_documents"
    _description = "Payment ID → open item"

    _pass_code = "payment_id"
    _key_kinds = ("payment_id",)

    def _condition(self) -> SQL:
        """Only references whose check digit is right; a batch is matched by its
        parts."""
        return SQL("r.checked AND NOT t.has_parts")
