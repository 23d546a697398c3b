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
#: what a payment carries unless its journal says otherwise
PREVIOUS = "upr"
#: characters of an end-to-end id
MAX_LENGTH = 35


def describe_documents(kind: str, documents, partner) -> str:
    """Return the reference of bills that a journal sends, "" without one.

    Args:
        kind: ``sender_reference_type`` of the journal.
        documents: the bills, as ``account.move``.
        partner: the vendor.
    """
    if kind == "vendor_number":
        return partner[:1].commercial_partner_id.ref or ""
    names = [
        document.name
        if kind == "document_number"
        else document.payment_reference or document.ref
        for document in documents.sorted("id")
    ]
    return ", ".join(dict.fromkeys(filter(None, names)))


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

    sender_reference = fields.Char(
        "Sent to the Bank",
        compute="_compute_sender_reference",
        help="The reference that the journal sends with this payment (Bank Matching, "
        "“Sent with Payments”).",
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
                payment.memo = payment.sender_reference
        return payments

    @api.depends(
        "unique_payment_reference",
        "journal_id.sender_reference_type",
        "partner_id.ref",
        "invoice_ids",
    )
    def _compute_sender_reference(self):
        for payment in self:
            kind = payment.journal_id.sender_reference_type or PREVIOUS
            text = ""
            if kind != PREVIOUS and payment.payment_type == "outbound":
                documents = payment._get_paid_documents()
                text = describe_documents(kind, documents, payment.partner_id)
            own = payment.unique_payment_reference
            payment.sender_reference = text if 0 < len(text) <= MAX_LENGTH else own

    def _get_paid_documents(self):
        """Return the bills that it pays, also those of an order of OCA's."""
        self.ensure_one()
        bills = self.invoice_ids | self.reconciled_bill_ids
        if "payment_line_ids" in self._fields:
            bills |= self.payment_line_ids.move_line_id.move_id
        return bills

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
                field_value = "line.sender_reference"
        return prepare_field(self, field_name, field_value, eval_ctx, *args, **kwargs)

    prepare.sends_unique_reference = True
    return prepare
