"""Pass 50: open items by validated payment ID – KID, OCR, RF, FIK, viite, QR.

Rooms above and other addons that issue payment IDs fill the table ``payment_ids``:
``(self, context)`` returns ``{line id: proposals}`` of the lines that name one of
theirs. Such a line settles nothing else.
"""

from odoo import models

from .by_reference import propose_by_reference


class BankMatcherPaymentId(models.AbstractModel):
    _name = "bank.matcher.payment_id"
    _inherit = "bank.matcher"
    _description = "Payment ID → open item"

    _pass_code = "payment_id"

    def _propose(self, context):
        """Only references whose check digit is right; a batch is matched by its
        parts."""
        issued = {}
        for entry in self.env["bank.tables"]._get_entries("payment_ids"):
            issued |= entry(context)
        found = propose_by_reference(
            self,
            kinds=("payment_id",),
            condition="r.checked AND NOT t.has_parts",
            policy=context.policy,
        )
        return [
            *(proposal for proposal in found if proposal.txn_id not in issued),
            *(proposal for settled in issued.values() for proposal in settled),
        ]
