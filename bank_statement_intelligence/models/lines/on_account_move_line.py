"""Journal items as bank lines see them."""

from odoo import api, fields, models

from .truth import BANK


class AccountMoveLine(models.Model):
    """Journal items as bank lines see them."""

    _inherit = "account.move.line"

    bank_proposal_line_ids = fields.One2many(
        "bank.match.proposal.line", "counterpart_line_id", "Bank Proposal Lines"
    )

    # Open items by amount and by partner; few rows, whatever the ledger holds.
    _bank_open_amount_idx = models.Index(
        "(amount_residual_currency, currency_id, date) WHERE parent_state = 'posted' "
        "AND reconciled IS NOT TRUE AND amount_residual_currency <> 0"
    )
    _bank_open_partner_idx = models.Index(
        "(partner_id) WHERE parent_state = 'posted' "
        "AND reconciled IS NOT TRUE AND amount_residual_currency <> 0"
    )

    _truth = {
        **dict.fromkeys(("balance", "debit", "credit", "amount_currency"), BANK),
        **dict.fromkeys(("account_id", "currency_id", "move_id"), BANK),
    }

    @api.model_create_multi
    def create(self, vals_list):
        """Create items; rooms that watch them may refuse."""
        watch = self.env["bank.tables"]._watch
        return watch(super().create, self, "create", vals_list)

    def write(self, vals):
        """Write items; rooms that watch them may refuse."""
        return self.env["bank.tables"]._watch(super().write, self, "write", vals)

    def unlink(self):
        """Delete items; rooms that watch them may refuse."""
        return self.env["bank.tables"]._watch(super().unlink, self, "unlink")

    def _get_stated(self):
        """Return the bank's own items of lines that came from the bank."""
        return self.filtered(
            lambda item: (
                item.account_id == item.journal_id.default_account_id
                and item.statement_line_id.import_file_id
            )
        )

    def _check_typed(self) -> None:
        """Items may be added to any entry: core keeps it balanced."""

    def _get_open_amount_for(self, line) -> float:
        """Return what is open of an item, in the currency of a bank line."""
        self.ensure_one()
        return line._convert_to_own(self.amount_residual_currency, self.currency_id)

    def _has_free_rate(self, line) -> bool:
        """Tell whether a person may say at which rate a bank line settles the item:
        its currency is neither the line's nor that of the books."""
        self.ensure_one()
        return self.currency_id not in (line.currency_id, line.company_id.currency_id)

    def _get_discount_for(self, line) -> float:
        """Return the cash discount of an unpaid item, in a bank line's currency and
        with the item's sign; 0 when its terms grant none."""
        self.ensure_one()
        currency = self.currency_id
        if currency != line.currency_id or currency.is_zero(
            self.discount_amount_currency
        ):
            return 0.0
        if currency.compare_amounts(
            self.amount_residual_currency, self.amount_currency
        ):
            return 0.0  # partly paid: core grants it on the whole only
        return currency.round(self.amount_currency - self.discount_amount_currency)
