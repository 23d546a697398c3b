"""The day on which bank matching begins for a bank account."""

from odoo import fields, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    bank_start_date = fields.Date(
        "Bank Matching Starts on",
        copy=False,
        help="Entries of earlier days in bank files are left out, as they are in the "
        "books already; the statement then opens with the balance of this day. The "
        "cut-over wizard sets it.",
    )
