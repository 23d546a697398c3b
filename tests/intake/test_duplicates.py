"""Movements that come by two ways: a person decides."""

from datetime import timedelta

from bank_common import DAY, IBAN
from camt_files import entry, statement
from import_common import StoreCase


class TestNearDuplicates(StoreCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal.match_automation = "post"

    def import_one(self, amount=100, text="Rent", **values):
        content = statement(IBAN, [entry(amount, text)])
        return self.lines(self.send(content, match=True, **values))

    def test_line_typed_by_hand_before_the_file_came(self):
        invoice = self.invoice(100)
        typed = self.line(100, "by hand", day=DAY - timedelta(days=2))
        line = self.import_one(text=invoice.name)
        self.assertEqual(line.duplicate_of_id, typed)
        self.assertIn("by hand", line.match_warning)
        self.assert_state(line, "payment_pending")
        codes = [fact["code"] for fact in line.import_file_id.messages]
        self.assertIn("maybe_duplicate", codes)

    def test_same_movement_is_ignored_for_good(self):
        typed = self.line(100, "by hand")
        line = self.import_one()
        line.action_same_movement()
        self.assert_state(line, "ignored")
        self.assertEqual(typed.move_id.state, "posted")
        again = self.send(statement(IBAN, [entry(100, "Rent")]))
        self.assertEqual((again["new"], again["ignored"]), (0, 1))

    def test_another_movement_is_matched_like_every_line(self):
        self.line(100, "by hand")
        invoice = self.invoice(100)
        line = self.import_one(text=invoice.name)
        line.action_other_movement()
        self.assertFalse(line.match_warning)
        self.assert_settles(line, invoice)

    def test_each_older_line_is_the_twin_of_one(self):
        self.line(100, "by hand")
        content = statement(IBAN, [entry(100, "A"), entry(100, "B")])
        lines = self.lines(self.send(content))
        self.assertEqual(len(lines.filtered("duplicate_of_id")), 1)

    def test_what_is_no_twin(self):
        self.line(100, "long ago", day=DAY - timedelta(days=9))
        self.line(100.01, "other amount")
        self.line(-100, "other direction")
        other = self.journal.copy({"bank_acc_number": False})
        self.line(100, "other account", journal_id=other.id)
        self.assertFalse(self.import_one().duplicate_of_id)

    def test_twins_of_two_statements_of_one_format_are_genuine(self):
        self.import_one()
        later = statement(IBAN, [entry(100, "Rent")], 100, number="2")
        self.assertFalse(self.lines(self.send(later)).duplicate_of_id)

    def test_same_statement_in_another_format(self):
        first = self.import_one()
        first.import_file_id.sudo().format = "mt940"
        keys = self.env["bank.import.key"].search(
            [("statement_line_id", "=", first.id)]
        )
        keys.sudo().key = "mt940-key:1"
        line = self.import_one(text="Rent, told otherwise")
        self.assertEqual(line.duplicate_of_id, first)
