"""After pass 60: open items by order number; an order may have several invoices."""

from odoo import models

from .by_reference import propose_by_reference


class BankMatcherOrderNumber(models.AbstractModel):
    _name = "bank.matcher.order_number"
    _inherit = "bank.matcher"
    _description = "Order number → open items"

    _pass_code = "order"

    def _propose(self, context):
        """A batch is matched by its parts."""
        return propose_by_reference(
            self,
            kinds=("origin",),
            condition="NOT t.has_parts",
            policy=context.policy,
        )
