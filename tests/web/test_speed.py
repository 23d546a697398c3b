"""How many calls the worksheet makes, counted in the browser (issue 6, speed)."""

from web_common import BankWebCase

ROWS = 80


class TestCalls(BankWebCase):
    def test_calls(self):
        """First paint of 80 rows with header and panel: at most 5 calls. The next
        line: 1, approving and going on: at most 2. Whatever the number of lines."""
        self.journal.match_automation = "propose"
        lines = self.env["account.bank.statement.line"]
        lines = lines.create(
            [
                {
                    "journal_id": self.journal.id,
                    "date": "2026-03-10",
                    "amount": 10 + number,
                    "payment_ref": f"Text {number}",
                }
                for number in range(ROWS + 20)
            ]
        )
        invoice = self.invoice(5000)
        line = self.line(5000, f"Newest {invoice.name}")
        self.run_matching(line)
        self.run_tour("calls")
        counted = {
            name: calls.split()
            for name, calls in self.find_told(r"bsi-calls (\w+) (.*)")
        }
        self.assertLessEqual(len(counted["first"]), 5, counted["first"])
        self.assertEqual(len(counted["next"]), 1, counted["next"])
        self.assertLessEqual(len(counted["approve"]), 2, counted["approve"])
        self.assert_settles(line, invoice)
