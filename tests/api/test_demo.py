"""`make demo`: the demo's books and files give what an accountant expects."""

import shutil
import tempfile
from pathlib import Path

import demo_bank
import demo_company
import demo_table
from books import assert_books
from import_common import let_commits_be_followed, set_config

from odoo.tests import TransactionCase, tagged

#: bank line (journal, amount, part of its text) → state, found by, documents
EXPECTED = [
    # Nordic file: proved, so posted
    ("NOK", 12500.00, "0042104513", "reconciled", "payment_id", ["10451"]),
    ("NOK", -8750.00, "PK-20311", "reconciled", "upr", ["PK-20311"]),
    ("NOK", 15600.00, "10459 og", "reconciled", "document", ["10459", "10460"]),
    # the payment ID decides, whoever paid
    ("NOK", 2450.00, "0042104695", "reconciled", "payment_id", ["10469"]),
    ("NOK", 5130.50, "OCR", "reconciled", "payment_id", ["10455", "10456", "10457"]),
    ("NOK", -11236.40, "Strøm", "reconciled", "amount_date", ["NS-88120"]),
    ("NOK", 3333.00, "Takk", "reconciled", "partner_amount", ["10463"]),
    ("NOK", 8500.00, "10467", "reconciled", "document", ["10467", "10468"]),
    ("NOK", -6480.00, "TB-2026-118", "reconciled", "document", ["TB-2026-118"]),
    # real file: proved, so posted
    ("BE", 50000.00, "HBAVHC9717", "reconciled", "partner_amount", ["BE-3001"]),
    ("BE", -27.00, "JQMLUG8868", "reconciled", "document", ["JQMLUG8868"]),
    ("BE", -198.00, "DYIFUM6555", "reconciled", "upr", ["DYIFUM6555"]),
    ("BE", -1150.70, "WKVUWZ7725", "reconciled", "paid_item", ["WKVUWZ7725"]),
    ("BE", -100.00, "LWWBZT5088", "reconciled", "document", ["LWWBZT5088"]),
    ("BE", -17.50, "WHUJNP3508", "reconciled", "partner_amount", ["NH-4410"]),
    # payments in the books are matched directly, documents wait for a person
    ("FI", -4000.00, "702", "reconciled", "paid_item", ["HO-55", "TL-9101"]),
    ("FI", 10000.00, "RF98", "payment_pending", "document", ["FI-1001"]),
    ("FI", 2120.00, "US20291092", "payment_pending", "document", ["US20291092"]),
    ("NL", 8.85, "Description 1", "payment_pending", "partner_amount", ["NL-2001"]),
    ("NL", -7.00, "Description 2", "payment_pending", "partner_amount", ["NL-B-77"]),
    # not proved: a person decides
    ("NOK", 4950.00, "minus 50", "payment_difference", "document", ["10461"]),
    ("NOK", 2200.00, "0042104620", "payment_difference", "payment_id", ["10462"]),
    ("NOK", 1890.00, "Serviceavtale", "choose", False, ["10464", "10465"]),
    ("BE", -227.60, "MCZCDS6033", "choose", False, ["Z-2024-0918", "Z-2024-0925"]),
    ("BE", -941.80, "WHPNEH5433", "payment_difference", "document", ["WHPNEH5433"]),
    ("BE", -43.89, "ZRVYEJ9799", "payment_pending", "partner_amount", ["VS-778"]),
    ("NOK", -55.00, "Gebyr", "entry_pending", "rule", []),
    ("BE", -3.30, "YPLASR9475", "entry_pending", "rule", []),
]
#: nothing in the books explains these, though something looks like them
OPEN = [
    ("NOK", 7777.00, "991046602"),
    ("BE", -24.50, "FOYDVL2505"),
    ("BE", -100.00, "VVLGGZ4283"),
    ("FI", 500.00, "705"),
]
#: documents that no bank line may settle
UNPAID = ["10453", "10464", "10465", "10466", "MV-771", "Z-2024-0918", "VS-778"]


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(tempfile.mkdtemp()) / "bank"
        cls.addClassCleanup(shutil.rmtree, cls.folder.parent)
        cls.books = demo_company.build(cls.env)
        set_config(cls, bank_import_folders=str(cls.folder))
        demo_bank.make_source(cls.books, cls.folder)

    def setUp(self):
        super().setUp()
        let_commits_be_followed(self)
        for morning in demo_bank.MORNINGS:
            demo_bank.deliver(morning, self.folder)
            with self.enter_registry_test_mode():
                demo_bank.run_scheduled_action(self.books.odoo)
        company = [("company_id", "=", self.books.company.id)]
        self.lines = self.books.odoo["account.bank.statement.line"].search(company)
        self.files = self.books.odoo["bank.import.file"].search(company)

    def test_demo(self):
        assert_books(self)
        self._check_files()
        for expected in EXPECTED:
            with self.subTest(line=expected[:3]):
                self._check_line(*expected)
        for journal, amount, text in OPEN:
            with self.subTest(line=(journal, amount, text)):
                line = self._line(journal, amount, text)
                self.assertEqual(line.match_state, "unresolved")
        self._check_duplicate_payment()
        self._check_transfer()
        self._check_only_proved_is_posted()
        self._check_books()
        self._check_table()

    # -- checks ----------------------------------------------------------------------

    def _check_files(self):
        states = {file.name: file.state for file in self.files}
        self.assertEqual(states.pop("no-2026-03-10-cut-off.xml"), "error")
        self.assertEqual(set(states.values()), {"imported"})
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), [
            "done",
            "no-2026-03-10-cut-off.xml",
        ])  # fmt: skip
        self.assertEqual(sum(self.files.mapped("new_count")), len(self.lines))
        overlap = self.files.filtered(lambda file: file.name == "no-2026-03-10.xml")
        self.assertEqual((overlap.new_count, overlap.known_count), (16, 1))

    def _check_line(self, journal, amount, text, state, method, names):
        line = self._line(journal, amount, text)
        self.assertEqual((line.match_state, line.match_method), (state, method))
        documents = self.env["account.move"].union(
            *(self.books.documents[name] for name in names)
        )
        if state == "reconciled":
            self.assertEqual(self._settled_by(line), documents)
            self.assertFalse(any(documents.mapped("amount_residual")))
        else:
            proposed = line.match_proposal_ids.line_ids.move_line_id.move_id
            self.assertEqual(proposed, documents)
            self._assert_not_posted(line)

    def _check_duplicate_payment(self):
        first, second = self._line("NOK", 4800.00, "10452").sorted("date")
        self.assertEqual(first.match_state, "reconciled")
        self.assertEqual(self._settled_by(first), self.books.documents["10452"])
        self.assertEqual(second.match_state, "unresolved")
        self.assertIn("10452", second.match_warning)
        self._assert_not_posted(second)

    def _check_transfer(self):
        """A transfer to the own savings account pays no bill of the same amount."""
        line = self._line("NOK", -20000.00, "sparekonto")
        self._assert_not_posted(line)
        self.assertNotIn(
            self.books.documents["MV-771"],
            line.match_proposal_ids.line_ids.move_line_id.move_id,
        )

    def _check_only_proved_is_posted(self):
        for line in self.lines:
            posted = line.match_proposal_ids.filtered(lambda p: p.state == "posted")
            self.assertEqual(bool(posted), line.match_state == "reconciled", line.id)
            self.assertFalse(posted.filtered("has_contra"))
            self.assertFalse(posted.filtered("difference"))
            if line.journal_id.match_automation == "propose":
                self.assertLessEqual(set(posted.mapped("kind")), {"bank"})
        unpaid = [self.books.documents[name] for name in UNPAID]
        self.assertTrue(all(move.payment_state == "not_paid" for move in unpaid))

    def _check_books(self):
        """Ledger and bank agree; what is not matched, and only that, is in suspense."""
        api = self.books.odoo["bank.statement.api"]
        closing = {"NOK": 288399.10, "BE": 87539.12, "FI": 23644.83, "NL": 20.00}
        for code, amount in closing.items():
            journal = self.books.journals[code]
            facts = api.balances(journal_id=journal.id)
            self.assertEqual((facts["statement"], facts["ledger"]), (amount, amount))
            waiting = self.lines.filtered(
                lambda line, journal=journal: (
                    line.journal_id == journal and line.match_state != "reconciled"
                )
            )
            self.assertAlmostEqual(
                facts["suspense"], sum(waiting.mapped("amount")), 2, code
            )

    def _check_table(self):
        """Every line can be printed, with its evidence."""
        for line in self.lines:
            rows = list(demo_table.format_line(line))
            self.assertIn(demo_table.money(line.amount), rows[0])
            self.assertTrue(len(rows) > 1 or line.match_state == "unresolved")

    # -- words -----------------------------------------------------------------------

    def _line(self, journal, amount, text):
        return self.lines.filtered(
            lambda line: (
                line.journal_id.code == journal
                and not line.currency_id.compare_amounts(line.amount, amount)
                and text in line.payment_ref
            )
        )

    def _settled_by(self, line):
        """Return the documents that a line pays, also those behind a payment."""
        _bank, _suspense, others = line._seek_for_lines()
        found = others._all_reconciled_lines().move_id - line.move_id
        payments = found.origin_payment_id
        paid = payments.invoice_ids | payments.reconciled_bill_ids
        exchange = self.books.company.currency_exchange_journal_id
        direct = found - payments.move_id
        return (direct | paid).filtered(lambda move: move.journal_id != exchange)

    def _assert_not_posted(self, line):
        _bank, suspense, others = line._seek_for_lines()
        self.assertTrue(suspense)
        self.assertFalse(others)
