"""OCA's payment exporters send our unique payment reference to the bank.

The bank returns the end-to-end id on the statement, where it proves which payment a
bank line is. Without this the exporters send a number of the record or of the order.

* ``account_payment_batch_oca``: the memo of a payment is what its SEPA files send.
* ``account_payment_order``: its SEPA files ask the order for every field.
"""

import functools

from odoo import api, models

ORDER = "account.payment.order"
#: what OCA calls the field of the file
END_TO_END = "End to End Identification"


class AccountPayment(models.Model):
    _inherit = "account.payment"

    @api.model_create_multi
    def create(self, vals_list):
        """A payment of a batch is sent with its unique reference as memo."""
        payments = super().create(vals_list)
        if "payment_lot_id" in self._fields:
            payments.filtered("payment_lot_id")._send_unique_payment_reference()
        return payments

    def _send_unique_payment_reference(self) -> None:
        self._assign_unique_payment_reference()
        for payment in self.filtered("unique_payment_reference"):
            payment.memo = payment.unique_payment_reference

    def _register_hook(self):
        """Answer for the order's files, whatever the order addons load in."""
        result = super()._register_hook()
        cls = self.env.registry.get(ORDER)
        if cls is None or "payment_lot_id" in self._fields:
            return result
        method = getattr(cls, "_prepare_field", None)
        if method and not getattr(method, "sends_unique_reference", False):
            cls._prepare_field = _with_unique_reference(method)
        return result


def _with_unique_reference(prepare_field):
    """Wrap the method that gives the fields of a payment file."""

    @functools.wraps(prepare_field)
    def prepare(self, field_name, field_value, eval_ctx, *args, **kwargs):
        payment = eval_ctx.get("line")
        if field_name == END_TO_END and payment and payment._name == "account.payment":
            payment._assign_unique_payment_reference()
            if payment.unique_payment_reference:
                field_value = "line.unique_payment_reference"
        return prepare_field(self, field_name, field_value, eval_ctx, *args, **kwargs)

    prepare.sends_unique_reference = True
    return prepare
