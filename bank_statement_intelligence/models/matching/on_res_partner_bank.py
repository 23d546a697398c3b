"""A bank account of a partner tells who paid."""

from odoo import api, models

#: fields by which payers are known
KNOWN_BY = frozenset(("acc_number", "partner_id", "active", "company_id"))


class ResPartnerBank(models.Model):
    """Accounts on file tell who paid."""

    _inherit = "res.partner.bank"

    #: the number inside an IBAN, as other banks write it
    _bank_inner_number_idx = models.Index(
        "(ltrim(substr(sanitized_acc_number, 5), '0')) "
        "WHERE sanitized_acc_number ~ '^[A-Z]{2}[0-9]{2}'"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """An account that is on file now tells who paid."""
        accounts = super().create(vals_list)
        accounts._match_lines_later()
        return accounts

    def write(self, vals):
        """So does a corrected one."""
        result = super().write(vals)
        if KNOWN_BY.intersection(vals):
            self._match_lines_later()
        return result

    def _match_lines_later(self) -> None:
        (self.company_id or self.env.companies)._match_bank_lines_later()
