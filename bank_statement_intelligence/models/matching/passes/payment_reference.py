"""Pass 10: our own payment, by the unique reference the bank returned.

A payment without an entry of its own is settled through the documents it pays.
"""

from odoo import models


class BankMatcherPaymentReference(models.AbstractModel):
    _name = "bank.matcher.payment_reference"
    _inherit = "bank.matcher.documents"
    _description = "Unique payment reference → payment in the books"

    _pass_code = "upr"
    _kind = "bank"

    def _propose(self, context):
        kinds = ("upr", "payment_name", "batch")
        return self._propose_by_reference(context, kinds, pools=("outstanding", "open"))
