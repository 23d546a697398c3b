"""Words for tests of details that arrive in files of their own."""

from pathlib import Path

from bank_common import IBAN
from camt_files import camt054, detail, statement
from import_common import StoreCase

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
BBAN = IBAN[4:]
FACTS = (
    "kind",
    "amount",
    "partner_name",
    "account_number",
    "payment_reference",
    "document_number",
    "end_to_end",
    "text",
    "code",
)


class DetailsCase(StoreCase):
    def details(self, *entries, account=BBAN, number="1", **values):
        """Import a notification of details of the account, given as BBAN."""
        data = camt054(statement(account, entries, number=number))
        return self.import_bytes(data, "details.xml", **{"match": False, **values})

    def lines_file(self, *entries, number="1", **values):
        """Import a statement of the account, given as IBAN."""
        return self.send(statement(IBAN, entries, number=number), **values)

    def advices(self, **domain):
        return self.env["bank.line.advice"].search(
            [(name, "=", value) for name, value in domain.items()], order="id"
        )

    def snapshot(self, lines):
        """Return all details of lines as plain values."""
        return {
            line.id: [
                tuple(row[name] or "" for name in FACTS) for row in line.detail_ids
            ]
            for line in lines
        }

    def money(self, line):
        rows = line.detail_ids.filtered(lambda row: row.kind == "transaction")
        return round(sum(rows.mapped("amount")), 2)


PARTS = [
    detail(100, "Invoice A", name="Nordvik Handel AS", payment_id="1111"),
    detail(200, "Invoice B", name="Fjord Fisk AS", payment_id="2222"),
]
