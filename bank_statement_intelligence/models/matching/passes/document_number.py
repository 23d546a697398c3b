"""Pass 60: open items by document numbers in text or advice – one or several."""

from odoo import models
from odoo.tools import SQL


class BankMatcherOpenDocuments(models.AbstractModel):
    """Open items by reference, with the differences that the company accepts."""

    _name = "bank.matcher.open_documents"
    _inherit = "bank.matcher.documents"
    _description = "Open Items by Reference"

    def _get_policy(self, context):
        return context.policy


class BankMatcherDocumentNumber(models.AbstractModel):
    _name = "bank.matcher.document_number"
    _inherit = "bank.matcher.open_documents"
    _description = "Document numbers → open items"

    _pass_code = "document"
    _key_kinds = ("number", "payment_id", "vendor_ref", "customer_ref")

    def _condition(self) -> SQL:
        """A batch is matched by its parts."""
        return SQL("NOT t.has_parts")


class BankMatcherOrderNumber(models.AbstractModel):
    """After the documents' own numbers: an order may have several invoices."""

    _name = "bank.matcher.order_number"
    _inherit = "bank.matcher.open_documents"
    _description = "Order number → open items"

    _pass_code = "order"
    _key_kinds = ("origin",)

    def _condition(self) -> SQL:
        """A batch is matched by its parts."""
        return SQL("NOT t.has_parts")
