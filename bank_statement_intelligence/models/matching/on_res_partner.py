"""What bank lines know partners by, and who is never tolerated."""

from odoo import api, fields, models

from ...engine.text.normalise import name_key
from .on_account_move import key_index

#: fields by which payers are known
KNOWN_BY = frozenset(("name", "ref", "active", "parent_id", "company_id"))


class ResPartner(models.Model):
    """Partners are found by name and number."""

    _inherit = "res.partner"

    bank_name_key = fields.Char(
        compute="_compute_bank_name_key",
        store=True,
        help="The name without word order, case, accents and legal form.",
    )
    bank_tolerance_blocked = fields.Boolean(
        "No Payment Tolerance",
        help="Payments of this partner must be exact: no tolerance and no late "
        "discount is ever proposed.",
    )

    _bank_name_key_idx = models.Index("(bank_name_key) WHERE bank_name_key IS NOT NULL")
    _bank_name_words_idx = models.Index(
        "USING gin (string_to_array(bank_name_key, ' '))"
    )
    _bank_ref_key_idx = key_index("ref")
    _bank_blocked_idx = models.Index("(id) WHERE bank_tolerance_blocked IS TRUE")

    @api.depends("name")
    def _compute_bank_name_key(self):
        for partner in self:
            partner.bank_name_key = name_key(partner.name or "") or False

    def _get_own_account(self, line):
        """Return the account on which this partner's money stays.

        Args:
            line: ``account.bank.statement.line``; money in stays on what he owes.
        """
        partner = self.with_company(line.company_id)
        if line.amount > 0:
            return partner.property_account_receivable_id
        return partner.property_account_payable_id

    def write(self, vals):
        """A name or a customer number that changes tells who paid."""
        result = super().write(vals)
        if KNOWN_BY.intersection(vals):
            (self.company_id or self.env.companies)._match_bank_lines_later()
        return result
