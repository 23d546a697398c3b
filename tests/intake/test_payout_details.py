"""A payout of a provider is one bank line; its report says which payments are in it."""

from camt_files import entry
from details_common import DetailsCase

REPORT = """\
automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,currency,gross,\
fee,net,reporting_category,description
po_1AbCdEfG,{day} 00:00:00,txn_1,{code},119.00,3.00,116.00,charge,Invoice 4711
po_1AbCdEfG,{day} 00:00:00,txn_2,{code},50.00,1.50,48.50,charge,Invoice 4712
po_1AbCdEfG,{day} 00:00:00,txn_3,{code},-20.00,0.00,-20.00,refund,Refund 4700
"""


class TestPayoutDetails(DetailsCase):
    def report(self, line):
        code = line.currency_id.name.lower()
        text = REPORT.format(day=line.date, code=code)
        return self.import_bytes(
            text.encode(), "payout.csv", journal_id=self.journal.id, match=False
        )

    def payout(self):
        answer = self.lines_file(entry(144.5, "STRIPE po_1AbCdEfG"))
        return self.env["account.bank.statement.line"].browse(answer["line_ids"])

    def test_the_report_explains_the_line_and_books_nothing(self):
        line = self.payout()
        answer = self.report(line)
        self.assertFalse(answer["line_ids"])
        rows = line.detail_ids.filtered(lambda row: row.kind == "transaction")
        amounts = sorted(rows.mapped("amount"))
        self.assertEqual(amounts, [-20.0, -4.5, 50.0, 119.0])
        self.assertEqual(self.money(line), 144.5)
        self.assertEqual(self.report(line)["new"], 0)
        rows = line.detail_ids.filtered(lambda row: row.kind == "transaction")
        self.assertEqual(sorted(rows.mapped("amount")), amounts)

    def test_a_report_without_a_journal_is_asked_for_one(self):
        line = self.payout()
        text = REPORT.format(day=line.date, code=line.currency_id.name.lower())
        self.journal.copy({"name": "Other bank", "code": "OTHB"})
        answer = self.import_bytes(text.encode(), "payout.csv", match=False)
        self.assertEqual([e["code"] for e in answer["errors"]], ["journal_needed"])
        self.assertFalse(answer["line_ids"])
