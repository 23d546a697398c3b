"""Every statement that was imported, as the bank told it."""

from decimal import Decimal

from odoo import api, fields, models

from ...engine.references.same_statement import Piece
from ..lines.truth import ENGINE

#: a balance as the bank writes it, in any currency
BALANCE = (20, 6)


class BankImportedStatement(models.Model):
    """Remembers number, period and balances for as long as the journal lives.

    The row outlives the bank statement: what was deleted is known again when it comes
    in other bytes, after others, or when the balance is by chance back where it began.
    """

    _name = "bank.imported.statement"
    _description = "Statement Remembered"
    _order = "id desc"
    _rec_name = "number"

    journal_id = fields.Many2one(
        "account.journal", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", related="journal_id.company_id", store=True, index=True
    )
    import_file_id = fields.Many2one(
        "bank.import.file", readonly=True, ondelete="set null", index="btree_not_null"
    )
    statement_id = fields.Many2one(
        "account.bank.statement",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    number = fields.Char("Bank's Statement Number", readonly=True)
    has_balances = fields.Boolean(readonly=True)
    opening = fields.Float(digits=BALANCE, readonly=True)
    closing = fields.Float(digits=BALANCE, readonly=True)
    first_day = fields.Date(readonly=True)
    last_day = fields.Date(readonly=True)
    entry_count = fields.Integer("Entries", readonly=True)

    _truth = {
        **dict.fromkeys(("journal_id", "company_id", "import_file_id"), ENGINE),
        **dict.fromkeys(("statement_id", "number", "entry_count"), ENGINE),
        **dict.fromkeys(("has_balances", "opening", "closing"), ENGINE),
        **dict.fromkeys(("first_day", "last_day"), ENGINE),
    }

    @api.model
    def _remember(self, file, journal, piece: Piece):
        """Return the row of a statement, a new one unless it is remembered."""
        values = {
            "journal_id": journal.id,
            "number": piece.number or False,
            "has_balances": piece.opening is not None,
            "opening": float(piece.opening or 0),
            "closing": float(piece.closing or 0),
            "first_day": piece.first or False,
            "last_day": piece.last or False,
            "entry_count": piece.count,
        }
        names = ("number", "has_balances", "first_day", "last_day", "entry_count")
        domain = [("journal_id", "=", journal.id)]
        domain += [(name, "=", values[name]) for name in names]
        for row in self.search(domain):
            if row._get_piece().is_same(piece):
                return row
        return self.sudo().create(values | {"import_file_id": file.id})

    def _get_piece(self, balances=frozenset()) -> Piece:
        """Return the row as a piece of the account's history.

        Args:
            balances: the balance before each of its entries.
        """
        self.ensure_one()
        told = self.has_balances
        return Piece(
            number=self.number or "",
            opening=exact(self.opening) if told else None,
            closing=exact(self.closing) if told else None,
            first=self.first_day or None,
            last=self.last_day or None,
            count=self.entry_count,
            balances=frozenset(balances),
        )

    def _get_label(self) -> str:
        """Return how people find the statement: number, days, balances, file."""
        self.ensure_one()
        days = " – ".join(
            dict.fromkeys(
                fields.Date.to_string(day)
                for day in (self.first_day, self.last_day)
                if day
            )
        )
        balances = f"{self.opening:.2f} → {self.closing:.2f}" * self.has_balances
        parts = (self.number, days, balances, self.import_file_id.name)
        return ", ".join(part for part in parts if part)


def exact(amount: float) -> Decimal:
    """Return a stored balance as the number it was told as."""
    return Decimal(repr(round(amount, BALANCE[1])))
