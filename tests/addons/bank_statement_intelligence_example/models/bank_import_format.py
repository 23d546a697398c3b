"""The text file of an imaginary bank: a line per booking, ``date;amount;text``."""

from datetime import date
from decimal import Decimal, InvalidOperation

from odoo import models

from odoo.addons.bank_statement_intelligence.parsers.common.base import (
    ParseError,
    StatementParser,
)
from odoo.addons.bank_statement_intelligence.parsers.common.records import (
    ParsedFile,
    ParsedStatement,
    ParsedTransaction,
)

MARK = b"PIGGYBANK;"


class PiggyBankParser(StatementParser):
    code = "piggybank"
    label = "Piggy bank text file"

    def identify(self, name, head):
        return head.startswith(MARK)

    def parse(self, name, data):
        first, *rows = data.decode().splitlines()
        _mark, account, currency = first.split(";")
        transactions = tuple(
            self._read(row, currency, number)
            for number, row in enumerate(rows, start=2)
        )
        statement = ParsedStatement(account, currency, transactions=transactions)
        return ParsedFile(self.code, (statement,))

    def _read(self, row, currency, number):
        try:
            day, amount, text = row.split(";")
            return ParsedTransaction(
                Decimal(amount), currency, date.fromisoformat(day), text=text
            )
        except (ValueError, InvalidOperation):
            raise ParseError(
                "piggybank_row",
                "A row of the file cannot be read.",
                f"line {number}",
                f"“{row}” is not date;amount;text.",
                "Export the file again.",
            ) from None


class BankImportFormat(models.AbstractModel):
    _inherit = "bank.import.format"

    def _parsers(self):
        return [*super()._parsers(), PiggyBankParser()]
