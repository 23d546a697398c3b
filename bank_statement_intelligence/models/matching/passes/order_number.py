"""After pass 60: open items by order number; an order may have several invoices."""

from odoo import models


class BankMatcherOrderNumber(models.AbstractModel):
    _name = "bank.matcher.order_number"
    _inherit = "bank.matcher.open_documents"
    _description = "Order number → open items"

    _pass_code = "order"

    def _propose(self, context):
        return self._propose_open(context, ("origin",))
