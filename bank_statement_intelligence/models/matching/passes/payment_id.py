"""Pass 50: open items by validated payment ID – KID, OCR, RF, FIK, viite, QR.

Rooms above and other addons that issue payment IDs fill the table ``payment_ids``:
``(self, context)`` returns ``{line id: proposals}`` of the lines that name one of
theirs. Such a line settles nothing else.
"""

from odoo import models


class BankMatcherPaymentId(models.AbstractModel):
    _name = "bank.matcher.payment_id"
    _inherit = "bank.matcher.open_documents"
    _description = "Payment ID → open item"

    _pass_code = "payment_id"

    def _propose(self, context):
        """Only references whose check digit is right count."""
        issued = {}
        for entry in self.env["bank.tables"]._get_entries("payment_ids"):
            issued |= entry(context)
        found = self._propose_open(context, ("payment_id",), "r.checked")
        return [
            *(proposal for proposal in found if proposal.txn_id not in issued),
            *(proposal for settled in issued.values() for proposal in settled),
        ]
