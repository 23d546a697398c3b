"""Pass 60: open items by document numbers in text or advice – one or several."""

from odoo import models


class BankMatcherDocumentNumber(models.AbstractModel):
    _name = "bank.matcher.document_number"
    _inherit = "bank.matcher.open_documents"
    _description = "Document numbers → open items"

    _pass_code = "document"

    def _propose(self, context):
        kinds = ("number", "payment_id", "vendor_ref", "customer_ref", "tail")
        return self._propose_open(context, kinds)
