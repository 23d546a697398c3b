"""No statement twice, no entry lost: each is remembered as the bank told it."""

from datetime import timedelta

from bank_common import DAY, IBAN
from camt_files import entry, statement
from import_common import NEXT_DAY, StoreCase

COFFEE = entry(-5, "Coffee")


class TestOnceMore(StoreCase):
    """The same statement in other bytes."""

    def again(self, *args, **values):
        """Send a statement in bytes that have not been here."""
        self.count = getattr(self, "count", 0) + 1
        return self.send(f"<!-- {self.count} -->" + statement(*args, **values))

    def test_balance_is_back_where_it_began(self):
        first = (IBAN, [entry(500, "Sale")])
        self.again(*first)
        sweep = [entry(-500, "Sweep", NEXT_DAY)]
        self.again(IBAN, sweep, 500, number="2", day=NEXT_DAY)
        for number in ("1", "", "1b"):
            for _time in range(2):
                with self.subTest(number):
                    result = self.again(*first, number=number)
                    self.assert_counts(result, "ignored", known=1)
        self.assertEqual(len(self.all_lines()), 2)

    def test_deleted_statement_does_not_come_back_in_other_bytes(self):
        self.again(IBAN, [entry(100, "Rent")])
        last = (IBAN, [COFFEE], 100)
        self.delete(self.lines(self.again(*last, number="2")))
        self.assert_counts(self.again(*last, number="2"), "ignored", known=1)
        self.assertEqual(len(self.all_lines()), 1)

    def test_column_shows_the_banks_number(self):
        """“Bank's Statement Number” of a line is the bank's, not the file's name."""
        lines = self.lines(self.again(IBAN, [COFFEE], 100, number="17"))
        self.assertEqual(lines.mapped("statement_reference"), ["17"])

    def test_words_name_the_statement(self):
        self.again(IBAN, [COFFEE], 100, number="17")
        result = self.again(IBAN, [COFFEE], 100, number="17")
        text = self.file(result).message_text
        self.assertIn("17, 2026-03-10, 100.00 → 95.00", text)

    def test_longer_and_reordered_statement_adds_only_what_is_new(self):
        self.again(IBAN, [entry(10, "A"), entry(20, "B")])
        rows = [entry(20, "B"), entry(10, "A"), entry(5, "C")]
        result = self.again(IBAN, rows, number="7")
        self.assert_counts(result, "imported", new=1, known=2)
        self.assertEqual(self.lines(result).amount, 5)


class TestEqualEntries(StoreCase):
    """Equal entries of different statements stay two."""

    def numbers(self, *sent):
        """Send one coffee per statement; each is (number, opening)."""
        return [self.send(statement(IBAN, [COFFEE], o, number=n)) for n, o in sent]

    def assert_all_stored(self, results, asked=0):
        for result in results:
            self.assert_counts(result, "imported", new=1)
        lines = self.all_lines()
        self.assertEqual(len(lines), len(results))
        self.assertEqual(len(lines.filtered("duplicate_of_id")), asked)

    def test_later_statement_first(self):
        self.assert_all_stored(self.numbers(("2", 95), ("1", 100)))

    def test_later_statement_first_without_numbers(self):
        self.assert_all_stored(self.numbers(("b", 95), ("a", 100)))

    def test_one_missing_between(self):
        self.assert_all_stored(self.numbers(("1", 100), ("3", 60)))

    def test_then_each_of_them_again_adds_nothing(self):
        sent = ("1", 100), ("3", 60), ("2", 95)
        self.assert_all_stored(self.numbers(*sent))
        for number, opening in sent:
            data = statement(IBAN, [COFFEE], opening, number=number)
            result = self.send(data, name="again.xml")
            self.assert_counts(result, "ignored", known=1)
        self.assertEqual(len(self.all_lines()), 3)

    def test_what_nobody_can_know_is_asked_naming_both(self):
        one, two = self.numbers(("a", 100), ("b", 60))
        self.assert_all_stored([one, two], asked=1)
        self.assertEqual(self.lines(two).duplicate_of_id, self.lines(one))
        self.assertIn("same_or_other", self.codes(two))
        text = self.file(two).message_text
        for words in ("100.00 → 95.00", "60.00 → 55.00", "Coffee"):
            self.assertIn(words, text)
        self.assertIn("100.00 → 95.00", self.statement(two).import_warning)

    def test_what_is_asked_is_asked_once(self):
        _one, two = self.numbers(("a", 100), ("b", 60))
        self.lines(two).action_same_movement()
        (again,) = self.numbers(("b", 60))
        self.assertEqual((again["new"], again["ignored"]), (0, 1))


class TestBalancesAsTold(StoreCase):
    """The bank's balances are stored, not computed."""

    def test_doubled_line_leaves_the_statement_incomplete(self):
        rows = [entry(20, "Sale"), entry(20, "Sale")]
        result = self.send(statement(IBAN, rows, 100, closing=120))
        found = self.statement(result)
        self.assertEqual((found.balance_start, found.balance_end_real), (100, 120))
        self.assertFalse(found.is_complete)
        self.assertEqual(found.balance_state, "incomplete")

    def test_no_gap_is_told_where_the_opening_is_right(self):
        self.send(statement(IBAN, [entry(100, "Rent")]))
        rows = [entry(20, "Sale", NEXT_DAY), entry(20, "Sale", NEXT_DAY)]
        result = self.send(
            statement(IBAN, rows, 100, closing=120, number="2", day=NEXT_DAY)
        )
        self.assertNotIn("opening_balance", self.codes(result))
        self.assertIn("tally", self.codes(result))
        self.assertEqual(self.statement(result).balance_state, "incomplete")

    def test_known_entries_that_are_left_out_move_them(self):
        march = self.send(statement(IBAN, [entry(10, "March")], 1000, number="3"))
        day = DAY - timedelta(days=40)
        rows = [entry(400, "January", day=day), entry(10, "March")]
        older = self.send(statement(IBAN, rows, 600, number="Q1"), name="q.xml")
        found = self.statement(older)
        self.assertEqual((found.balance_start, found.balance_end_real), (600, 1000))
        self.env.invalidate_all()
        self.assertTrue(found.is_complete and self.statement(march).is_valid)

    def test_statement_without_entries_that_contradicts_the_last_balance(self):
        self.send(statement(IBAN, [entry(250, "Rent")]))
        result = self.send(statement(IBAN, [], 300, number="2", day=NEXT_DAY))
        self.assertEqual(self.codes(result).count("opening_balance"), 1)
        text = self.file(result).message_text
        self.assertIn("300", text)
        self.assertIn("250", text)

    def test_statement_without_entries_that_agrees_or_says_nothing(self):
        self.send(statement(IBAN, [entry(250, "Rent")]))
        for number, balance in (("2", 250), ("3", 0)):
            data = statement(IBAN, [], balance, number=number, day=NEXT_DAY)
            self.assertNotIn("opening_balance", self.codes(self.send(data)))
