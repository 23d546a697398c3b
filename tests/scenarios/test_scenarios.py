"""Each folder is a morning at the bank: statement, books, and what must come of it."""

import csv
from pathlib import Path

from bank_common import BankMatchCommon

HERE = Path(__file__).parent
AUTOMATION = "post"


def read(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


class TestScenarios(BankMatchCommon):
    """The bank account, currency and partners are those of ``BankMatchCommon``."""

    def setUp(self):
        super().setUp()
        self.journal.match_automation = AUTOMATION
        self.documents = {}

    def keep_books(self, rows):
        """Create what ledger.csv says, in its order."""
        for row in rows:
            partner = self.get_partner(row["partner"], row["partner_account"])
            values = {"name": row["number"]} if row["number"] else {}
            for field in ("payment_reference", "ref"):
                if row[field]:
                    values[field] = row[field]
            move = self.document(
                row["type"], float(row["amount"]), partner, row["date"], **values
            )
            self.documents[row["number"] or row["ref"]] = move
            if row["paid_on"]:
                self.pay(move, day=row["paid_on"])

    def get_partner(self, name, account):
        found = self.env["res.partner"].search([("name", "=", name)])
        return found or self.new_partner(name, account)

    def check(self, case):
        """Import, match, post; then compare line by line, also after a second run."""
        folder = HERE / case
        self.keep_books(read(folder / "ledger.csv"))
        (path,) = folder.glob("statement.*")
        answer = self.import_bytes(path.read_bytes(), path.name)
        self.assertEqual(answer["state"], "imported", answer["errors"])
        lines = self.env["account.bank.statement.line"].browse(answer["line_ids"])
        expected = read(folder / "expected.csv")
        self.compare(lines, expected)
        self.run_matching(
            lines.filtered(lambda line: line.match_state != "reconciled"), "post"
        )
        self.compare(lines, expected)

    def compare(self, lines, expected):
        self.assertEqual(len(lines), len(expected))
        for line, row in zip(lines, expected, strict=True):
            with self.subTest(row["text"]):
                self.assertEqual(line.amount, float(row["amount"]))
                self.assertIn(row["text"], line.payment_ref)
                self.assert_state(line, row["state"])
                self.assertEqual(line.match_method or "", row["found_by"])
                self.assertEqual(self.get_documents(line), self.wanted(row))

    def wanted(self, row):
        names = [name.strip() for name in row["documents"].split("+") if name.strip()]
        return self.env["account.move"].union(*(self.documents[n] for n in names))

    def get_documents(self, line):
        """Return the documents that the line settles, or is proposed to settle."""
        proposals = line.match_proposal_ids.filtered(
            lambda p: p.state in ("proposed", "tie", "posted")
        )
        items = proposals.line_ids.move_line_id
        payments = items.move_id.origin_payment_id
        return (
            (items.move_id - payments.move_id)
            | payments.reconciled_invoice_ids
            | (payments.reconciled_bill_ids)
        )


def _add_cases():
    """Give each folder a test of its own."""
    for path in sorted(HERE.glob("*/expected.csv")):
        case = path.parent.name

        def test(self, case=case):
            self.check(case)

        setattr(TestScenarios, f"test_{case.replace('-', '_')}", test)


_add_cases()
