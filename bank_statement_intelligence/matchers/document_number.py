"""Pass 60: open items by document numbers in text or advice – one or several (C104)."""

from odoo import models


class BankMatcherDocumentNumber(models.AbstractModel):
    _name = "bank.matcher.document_number"
    _inherit = "bank.matcher.documents"
    _description = "Document numbers → open items"

    _pass_code = "document"
    _pool = "open"
    _key_kinds = ("number", "payment_id", "vendor_ref", "customer_ref")
