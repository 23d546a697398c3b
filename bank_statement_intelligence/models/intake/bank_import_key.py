"""Import identity of a bank transaction."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..lines.rights import needs
from ..lines.truth import ENGINE
from .bank_imported_statement import BALANCE


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
        readonly=True,
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
    date = fields.Date(readonly=True)
    amount = fields.Float(digits=BALANCE, readonly=True)
    label = fields.Char(readonly=True)
    reason = fields.Char(readonly=True, help="Why the transaction is ignored.")
    imported_statement_id = fields.Many2one(
        "bank.imported.statement",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    is_placed = fields.Boolean(
        readonly=True, help="The bank told the balance before the transaction."
    )
    balance_before = fields.Float(digits=BALANCE, readonly=True)

    _truth = dict.fromkeys(
        (
            "key",
            "journal_id",
            "company_id",
            "state",
            "statement_line_id",
            "import_file_id",
            "date",
            "amount",
            "label",
            "reason",
            "imported_statement_id",
            "is_placed",
            "balance_before",
        ),
        ENGINE,
    )

    _key_uniq = models.UniqueIndex(
        "(journal_id, key)", "This bank transaction has been imported already."
    )
    _print_idx = models.Index("(journal_id, split_part(key, ':', 1))")

    @needs("approver")
    def action_release(self):
        """Let the transaction in again with the next file.

        Raises:
            AccessError: the user is no approver.
            UserError: its bank line still exists.
        """
        standing = self.filtered(
            lambda key: key.state == "imported" and key.statement_line_id
        )
        if standing:
            line = standing[0].statement_line_id
            raise UserError(
                self.env._(
                    "“%(label)s” of %(date)s is still in the books. Delete the bank "
                    "line first, or it would be there twice.",
                    label=line.payment_ref,
                    date=line.date,
                )
            )
        self.sudo().write({"state": "released", "reason": False})
        return True
