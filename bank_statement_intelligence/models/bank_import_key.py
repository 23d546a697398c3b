"""Import identity of a bank transaction (REQUIREMENTS.md 2.7, C98)."""

from odoo import fields, models


class BankImportKey(models.Model):
    """Remembers a bank transaction for as long as the journal lives.

    The row outlives the statement line: a deleted or ignored line does not come back
    with the next file. ``released`` lets it in again.
    """

    _name = "bank.import.key"
    _description = "Imported Bank Transaction"
    _order = "id desc"
    _rec_name = "key"

    key = fields.Char(required=True, readonly=True)
    journal_id = fields.Many2one(
        "account.journal", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", related="journal_id.company_id", store=True, index=True
    )
    state = fields.Selection(
        [("imported", "Imported"), ("ignored", "Ignored"), ("released", "Released")],
        required=True,
        default="imported",
    )
    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    import_file_id = fields.Many2one(
        "bank.import.file", readonly=True, ondelete="set null", index="btree_not_null"
    )
    reason = fields.Char(help="Why the transaction is ignored.")

    _key_uniq = models.UniqueIndex(
        "(journal_id, key)", "This bank transaction has been imported already."
    )
