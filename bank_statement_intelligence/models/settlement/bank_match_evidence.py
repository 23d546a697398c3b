"""What evidence codes are called."""

from odoo import api, models


class BankMatchProposal(models.Model):
    _inherit = "bank.match.proposal"

    @api.model
    def _get_evidence_labels(self) -> dict[str, str]:
        """Map evidence codes to names. Other addons extend it by ``super()``."""
        _ = self.env._
        return {
            "upr": _("Unique payment reference"),
            "payment_name": _("Payment number"),
            "payment_batch": _("Batch of payments"),
            "payment_id": _("Payment ID"),
            "document": _("Document number"),
            "vendor_document": _("Vendor's document number"),
            "customer_reference": _("Customer's reference"),
            "paid_document": _("Document already paid by this payment"),
            "payment_memo": _("Payment memo"),
            "amount_exact": _("Amount is exact"),
            "amount_sum": _("Sum is exact"),
            "amount_differs": _("Amount differs"),
            "date": _("Date"),
            "partner": _("Partner"),
            "iban": _("Bank account of the partner"),
            "name_full": _("Name of the partner"),
            "partner_set": _("Partner of the bank line"),
            "partner_conflict": _("Payer is another partner"),
            "other_candidate": _("Another item fits as well"),
            "other_line": _("Another bank line fits as well"),
            "other_document": _("Another document is named"),
            "too_short": _("Number is short, payer unknown"),
            "date_after": _("Item is dated after the payment"),
            "undone_before": _("A person undid this match"),
        } | self._get_more_evidence_labels()

    @api.model
    def _get_more_evidence_labels(self) -> dict[str, str]:
        _ = self.env._
        return {
            "rule": _("Matching rule"),
            "manual": _("Chosen by"),
            "order": _("Order number"),
            "name_partial": _("Name is alike"),
            "name_in_text": _("Name stands in the text"),
            "customer_number": _("Customer number"),
            "account_differs": _("Bank account is not on file for this person"),
            "other_combination": _("Other items together fit as well"),
            "unknown_document": _("A document that is not in the books is named"),
            "near_document": _("Number with a slip"),
            "short_number": _("End of the number"),
            "full_balance": _("All that is open"),
            "amount_subset": _("Only these items sum up to it (of so many)"),
            "amount_tolerance": _("Within tolerance"),
            "unique_amount": _("Open item of this amount"),
            "discount": _("Early payment discount"),
            "discount_late": _("Early payment discount, in grace"),
            "charges": _("Less the bank's charges"),
            "details": _("Details found"),
            "own_account": _("Own bank account"),
            "other_journal": _("Other bank journal"),
            "amount_opposite": _("Same amount, other direction"),
            "days_apart": _("Days apart"),
            "amount_shared": _("Part of the item, together exact"),
            "returned": _("Reference of the original payment"),
            "returned_account": _("Account of the original payment"),
            "history": _("Lines with this payer and text before"),
            "history_payer": _("Lines of this payer before"),
            "history_text": _("Lines with this text before"),
            "not_flagged": _("The bank does not call it a return"),
        }
