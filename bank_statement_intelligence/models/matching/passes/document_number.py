"""Pass 60: open items by document numbers in text or advice – one or several."""

from odoo import models

from .by_reference import propose_by_reference


class BankMatcherDocumentNumber(models.AbstractModel):
    _name = "bank.matcher.document_number"
    _inherit = "bank.matcher"
    _description = "Document numbers → open items"

    _pass_code = "document"

    def _propose(self, context):
        """A batch is matched by its parts."""
        return propose_by_reference(
            self,
            kinds=("number", "payment_id", "vendor_ref", "customer_ref"),
            condition="NOT t.has_parts",
            policy=context.policy,
        )
