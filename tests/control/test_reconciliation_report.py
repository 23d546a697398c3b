"""The printed reconciliation report, as HTML and as a real PDF of many pages."""

import io
import os
import re
from decimal import Decimal
from pathlib import Path

from control_common import ClosingCase, day
from lxml import html
from PyPDF2 import PdfReader

REPORT = "bank_statement_intelligence.report_bank_reconciliation"
MANY = 2000


class ReportCase(ClosingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        layout = cls.env.ref("web.external_layout_standard")
        cls.company.external_report_layout_id = layout

    def render_text(self, statement):
        """Return the words of the report's HTML, spaces collapsed."""
        data, kind = self.env["ir.actions.report"]._render_qweb_html(
            REPORT, statement.ids
        )
        self.assertEqual(kind, "html")
        return " ".join(html.fromstring(data).text_content().split())

    def render_pdf(self, statement):
        """Return the pages of the real PDF; BSI_KEEP_PDF names a folder to keep it."""
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        data, kind = report._render_qweb_pdf(REPORT, statement.ids)
        self.assertEqual(kind, "pdf")
        folder = os.environ.get("BSI_KEEP_PDF")
        if folder:
            Path(folder, f"{statement.name}.pdf").write_bytes(data)
        invisible = dict.fromkeys(map(ord, "\u200b\ufeff"))
        pages = PdfReader(io.BytesIO(data)).pages
        return [page.extract_text().translate(invisible) for page in pages]

    def say(self, amount, currency=None):
        """Return an amount as the text of a page has it."""
        text = (currency or self.currency).format(amount)
        return " ".join(text.replace("\ufeff", "").split())


class TestReport(ReportCase):
    def test_sections(self):
        """Matched, open, ignored, differences, evidence, who approved."""
        invoice = self.invoice(100)
        payment = self.pay(self.invoice(333), day=day(3, 1))
        made = self.make_statement(
            [(100, f"Paid {invoice.name}"), (7, "Riddle"), (9, "Twice")], opening=50
        )
        self.make_entry(50, day(2, 1))
        odd = self.make_entry(4, day(3, 2))
        riddle = made.line_ids.filtered(lambda line: line.amount == 7)
        riddle.open_reason = "asked the customer"
        twice = made.line_ids.filtered(lambda line: line.amount == 9)
        twice._ignore("bank sent it twice")
        done = made.line_ids.filtered(lambda line: line.amount == 100)
        self.run_matching(done)
        done.action_approve_best()
        made.action_review()
        closing = self.close(made, note="waiting", partial=True)
        text = self.render_text(made)
        for words in (
            self.say(166),
            f"Difference {self.say(5)}",
            f"Ledger balance, account {self.journal.default_account_id.display_name}",
            "Open lines (1)",
            "asked the customer",
            "Ignored lines (1)",
            "bank sent it twice",
            "Matched lines (1)",
            invoice.name,
            f"Document number: {invoice.name}",
            f"Approved by (lines) {self.env.user.name} (1)",
            f"Reviewed by {self.env.user.name}",
            f"Closed by {self.env.user.name}",
            "(partly): waiting",
            closing.certificate_hash,
            odd.name,
            payment.move_id.name,
            self.say(333),
        ):
            self.assertIn(words, text)

    def test_figures_in_a_foreign_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 2.0)])
        journal = self.env["account.journal"].create(
            {
                "name": "Bank EUR",
                "type": "bank",
                "code": "BEUR",
                "currency_id": euro.id,
            }
        )
        made = self.make_statement([(100, "a")], journal=journal)
        text = self.render_text(made)
        self.assertIn(self.say(100, euro), text)
        self.assertIn(f"Ledger balance in USD {self.say(50)}", text)

    def test_outstanding_payments_are_those_of_the_day(self):
        """Also when the report is printed after the bank booked them."""
        payment = self.pay(self.invoice(333), day=day(3, 1))
        made = self.make_statement([(7, "Riddle", day(3, 2))])
        later = self.line(333, payment.memo or payment.name, day(3, 20))
        self.run_matching(later)
        later.action_approve_best()
        self.assert_state(later, "reconciled")
        self.assertTrue(payment.is_matched)
        text = self.render_text(made)
        self.assertIn("Payments not on the bank yet", text)
        self.assertIn(payment.move_id.name, text)
        after = self.make_statement([(1, "x", day(3, 21))])
        self.assertNotIn("Payments not on the bank yet", self.render_text(after))

    def test_explanations_are_in_the_report(self):
        made = self.make_statement([(250, "Rent")])
        self.make_entry(250)
        self.assertIn("booked twice", self.render_text(made))

    def test_several_statements_in_one_report(self):
        one = self.settled(on=day(3, 1), name="First")
        two = self.settled((7,), opening=350, on=day(3, 2), name="Second")
        text = self.render_text(one | two)
        self.assertIn("First", text)
        self.assertIn("Second", text)


class TestPdf(ReportCase):
    def analyze(self):
        """Tell the planner of rows that no other transaction has seen yet."""
        self.env.flush_all()
        self.env.cr.execute(
            "ANALYZE account_move, account_move_line, account_bank_statement_line"
        )

    def test_two_thousand_lines(self):
        """Every line is printed once, with totals, on pages that are numbered."""
        invoices = [self.invoice(100 + n, day=day(3, 1)) for n in range(20)]
        made = self.make_statement(
            [(100 + n, invoices[n].name, day(3, 2)) for n in range(20)],
            name="Long",
            closing=0,
        )
        self.run_matching(made.line_ids, "post")
        self.env["account.bank.statement.line"].sudo().create(
            [
                {
                    "journal_id": self.journal.id,
                    "statement_id": made.id,
                    "date": day(3, 3 + n // 100),
                    "amount": (-1 if n % 3 else 1) * (n + 0.25),
                    "payment_ref": f"Card payment number {n:05d} at a shop with a long "
                    "name that needs two rows in its column",
                    "counterpart_account_id": self.expense.id,
                }
                for n in range(1, MANY - 19)
            ]
        )
        made.invalidate_recordset()
        made.sudo().balance_end_real = made.balance_end
        self.analyze()
        closing = self.close(made)
        self.assertEqual(closing.line_count, MANY)
        pages = self.render_pdf(made)
        self.assertGreater(len(pages), 30)
        text = "".join("".join(pages).split())
        self.assertIn(f"Matchedlines({MANY})", text)
        for n in range(1, MANY - 19):
            self.assertEqual(text.count(f"number{n:05d}at"), 1, n)
        amounts = re.findall(r"(?:byhand|automatic)\$(-?[\d,]+\.\d\d)", text)
        self.assertEqual(len(amounts), MANY)
        total = sum(Decimal(amount.replace(",", "")) for amount in amounts)
        self.assertEqual(total, Decimal(f"{made.balance_end_real:.2f}"))
        self.assertIn(f"Total${total:,.2f}", text)
        bank = self.journal.default_account_id
        ledger = self.sum_items(bank, made.date)
        self.assertIn(f"account{bank.code}{bank.name}${ledger:,.2f}", text)
        self.assertIn(closing.certificate_hash, text)
        self.assert_sheets([" ".join(page.split()) for page in pages])

    def assert_sheets(self, pages):
        """Each sheet has its head and says which lines it has: none is lost."""
        following = 1
        for page in pages[1:]:
            squeezed = "".join(page.split())
            found = re.match(r"Matchedlines\(2000\)·(\d+)–(\d+)·", squeezed)
            self.assertTrue(found, squeezed[:80])
            self.assertIn("DateBankBooksEvidenceAmount", squeezed)
            first, last = map(int, found.groups())
            self.assertEqual(first, following)
            count = len(re.findall(r"(?:byhand|automatic)\$", squeezed))
            self.assertEqual(count, last - first + 1)
            following = last + 1
        self.assertEqual(following, MANY + 1)
