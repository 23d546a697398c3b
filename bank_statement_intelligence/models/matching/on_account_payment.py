"""Unique payment reference of outgoing payments, and who sends it to the bank.

The bank returns it on the statement, where it proves which payment a bank line is.
OCA's payment exporters send a number of the record or of the order without this:

* ``account_payment_batch_oca``: the memo of a payment is what its SEPA files send.
* ``account_payment_order``: its SEPA files ask the order for every field.
"""

import functools

from odoo import api, fields, models

from .on_account_move import key_index

ORDER = "account.payment.order"
#: what OCA calls the field of the file
END_TO_END = "End to End Identification"


class AccountPayment(models.Model):
    """Outgoing payments carry a reference that the bank returns."""

    _inherit = "account.payment"

    unique_payment_reference = fields.Char(
        copy=False,
        index="btree_not_null",
        readonly=True,
        help="Sent to the bank with an outgoing payment and returned on the "
        "statement: it proves which payment a bank line is.",
    )

    _upr_uniq = models.UniqueIndex(
        "(company_id, unique_payment_reference) "
        "WHERE unique_payment_reference IS NOT NULL",
        "The unique payment reference is used by another payment.",
    )

    _bank_upr_key_idx = key_index("unique_payment_reference")
    _bank_reference_key_idx = key_index("payment_reference")

    @api.model_create_multi
    def create(self, vals_list):
        """A payment of a batch is sent with its unique reference as memo."""
        payments = super().create(vals_list)
        if "payment_lot_id" in self._fields:
            in_batch = payments.filtered("payment_lot_id")
            in_batch._assign_unique_payment_reference()
            for payment in in_batch.filtered("unique_payment_reference"):
                payment.memo = payment.unique_payment_reference
        return payments

    def action_post(self):
        """Give outgoing payments their reference before they can be sent. A payment
        without an entry of its own can settle a waiting line as well."""
        self._assign_unique_payment_reference()
        result = super().action_post()
        self.filtered(lambda p: not p.move_id).company_id._match_bank_lines_later()
        for settle in self.env["bank.tables"]._get_entries("posted"):
            settle(self)
        return result

    def _assign_unique_payment_reference(self) -> None:
        sequences = self.env["ir.sequence"].sudo()
        for payment in self:
            if payment.payment_type == "outbound" and not (
                payment.unique_payment_reference
            ):
                sequence = sequences.with_company(payment.company_id)
                payment.unique_payment_reference = sequence.next_by_code(
                    "bank.payment.upr"
                )

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
