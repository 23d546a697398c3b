"""Details: rights, reports, sets, and matching by what was attached."""

from bank_common import DAY, IBAN
from camt_files import camt052, detail, entry, statement
from details_common import PARTS, DetailsCase

from odoo.exceptions import AccessError
from odoo.tests import new_test_user


class TestDetailsRights(DetailsCase):
    """What the bank sent cannot be moved or changed past the buttons."""

    def setUp(self):
        super().setUp()
        self.details(entry(300, details=PARTS))
        self.user = new_test_user(self.env, "clerk", "account.group_account_basic")
        self.advice = self.advices().with_user(self.user)

    def test_user_attaches_and_detaches(self):
        line = self.line(300)
        self.advice.chosen_line_id = line
        self.advice.action_attach()
        self.assertEqual(len(line.detail_ids), 2)
        self.advice.action_detach()
        self.assertFalse(line.detail_ids)

    def test_values_are_the_banks(self):
        for values in (
            {"amount": 1},
            {"state": "attached"},
            {"statement_line_id": self.line(300).id},
            {"journal_id": self.journal.id, "chosen_line_id": False},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                self.advice.write(values)
        with self.assertRaises(AccessError):
            self.advice.unlink()
        with self.assertRaises(AccessError):
            self.advice.copy()

    def test_rows_cannot_be_moved(self):
        line = self.line(300)
        row = self.advice.detail_ids[0]
        own = self.env["bank.line.detail"].sudo()
        own = own.create(
            {"statement_line_id": line.id, "amount": 300, "original": {"amount": "1"}}
        )
        for values in (
            {"statement_line_id": line.id},
            {"amount": 5},
            {"text": "x"},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                row.write(values)
        for values in (
            {"advice_id": self.advice.id},
            {"statement_line_id": self.line(5).id},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                own.with_user(self.user).write(values)
        with self.assertRaises(AccessError):
            row.create({"advice_id": self.advice.id, "amount": 1})


class TestReports(DetailsCase):
    """camt.052: read, shown, never booked."""

    def test_report_is_shown_and_never_booked(self):
        entries = [
            entry(300, "Booked today"),
            entry(-7, "Card payment", status="PDNG", name="Fjord Fisk AS"),
        ]
        moves = self.env["account.move"].search_count([])
        data = camt052(statement(IBAN, entries, closing=300))
        result = self.import_bytes(data, "report.xml", match=True)
        self.assertEqual((result["state"], result["line_ids"]), ("imported", []))
        self.assertEqual(self.env["account.move"].search_count([]), moves)
        self.assertIn("report", self.codes(result))
        file = self.file(result)
        self.assertEqual(file.shown_count, 2)
        for text in ("Booked today", "Fjord Fisk AS", "-7 USD", "PDNG"):
            self.assertIn(text, file.shown_html)

    def test_report_of_an_unknown_account_is_shown_as_well(self):
        data = camt052(statement("NO1760000000003", [entry(1, "x")]))
        result = self.import_bytes(data, "report.xml")
        self.assertEqual(result["state"], "imported")
        self.assertFalse(result["errors"])

    def test_pending_entries_of_a_statement_are_shown(self):
        result = self.lines_file(entry(300), entry(-7, "later", status="PDNG"))
        self.assertEqual(len(self.lines(result)), 1)
        self.assertIn("later", self.file(result).shown_html)

    def test_markup_of_a_bank_is_text(self):
        data = camt052(statement(IBAN, [entry(1, "<script>alert(1)</script>")]))
        file = self.file(self.import_bytes(data, "report.xml"))
        self.assertNotIn("<script>", file.shown_html)
        self.assertIn("script", file.shown_html)


class TestDetailsInSets(DetailsCase):
    """The number of SQL statements does not grow with the lump sums."""

    def count(self, start, number):
        entries = [
            entry(1000 + start + i, lump=True, bank_id=f"L{start + i}")
            for i in range(number)
        ]
        self.lines_file(*entries, number=str(start), name=f"{start}.xml")
        parts = [
            entry(
                1000 + start + i,
                bank_id=f"L{start + i}",
                details=[detail(1000, "a", payment_id=f"7{i}"), detail(start + i, "b")],
            )
            for i in range(number)
        ]
        store = self.env["bank.advice.store"]
        attach = type(store)._attach
        counts = []

        def counting(records, journals):
            records.env.flush_all()
            records.env.invalidate_all()
            before = records.env.cr.sql_log_count
            found = attach(records, journals)
            records.env.flush_all()
            counts.append(records.env.cr.sql_log_count - before)
            return found

        self.patch(type(store), "_attach", counting)
        self.details(*parts, number=str(start))
        self.patch(type(store), "_attach", attach)
        self.assertEqual(set(self.advices().mapped("state")), {"attached"})
        return counts[-1]

    def test_same_number_of_statements(self):
        self.count(100, 3)  # warm caches
        # fewer than 100 rows: the ORM writes in batches of a hundred
        few, many = self.count(200, 3), self.count(300, 45)
        self.assertLessEqual(many, few)


class TestAttachedDetailsMatch(DetailsCase):
    def test_line_is_matched_again_when_its_details_come(self):
        """The line waits unresolved; the file of details leads to its invoice."""
        self.journal.match_automation = "propose"
        invoice = self.invoice(300, day=DAY, payment_reference="00400101")
        self.lines_file(entry(300, bank_id="B1", lump=True), match=True)
        line = self.all_lines()
        self.assertFalse(self.open_proposals(line))
        parts = [detail(300, payment_id="00400101")]
        result = self.details(entry(300, bank_id="B1", details=parts), match=True)
        self.assertTrue(result["run_id"])
        found = self.open_proposals(line).line_ids.move_line_id.move_id
        self.assertEqual(found, invoice)
