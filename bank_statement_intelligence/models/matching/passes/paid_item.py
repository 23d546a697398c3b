"""Pass 20: a document that is paid already → the payment's bank entry."""

from odoo import models


class BankMatcherPaidItem(models.AbstractModel):
    _name = "bank.matcher.paid_item"
    _inherit = "bank.matcher.documents"
    _description = "Paid document → payment in the books"

    _pass_code = "paid_item"
    _kind = "bank"

    def _propose(self, context):
        kinds = ("paid", "payment_memo")
        return self._propose_by_reference(context, kinds, pools=("outstanding",))
