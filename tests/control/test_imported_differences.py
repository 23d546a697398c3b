"""Imported statements that do not add up: the cause is named, and nothing certifies
them."""

from bank_common import IBAN
from camt_files import DAY, entry, statement
from control_common import ClosingCase, HealthCase, day
from import_common import StoreCase

from odoo.exceptions import UserError

NEXT = day(3, 11)
ENTRIES = (
    entry(20, "Coffee"),
    entry(123.45, "Sale"),
    entry(-80, "Fee"),
)


class ImportedCase(StoreCase, ClosingCase):
    def told(self, entries, closing, opening=100):
        """Import a statement; return it and what explains its difference."""
        self.make_entry(opening, day(3, 1))
        sent = self.send(statement(IBAN, entries, opening=opening, closing=closing))
        made = self.statement(sent)
        self.assertEqual((made.balance_start, made.balance_end_real), (100, closing))
        self.assertEqual(made.balance_state, "incomplete")
        facts = self.balances()
        effects = sum(one["effect"] for one in facts["explanations"])
        self.assertAlmostEqual(effects, facts["difference"])
        return made, facts["explanations"]

    def assert_named(self, code, entries, closing, text=None):
        """Explainer and checklist name one cause, with its line."""
        made, found = self.told(entries, closing)
        self.assertEqual([one["code"] for one in found], [code], found)
        check = self.check(made, "totals")
        self.assertEqual(check["finding"], found[0]["message"])
        if text:
            self.assertIn(text, check["finding"])
        return made, found[0]

    def check(self, made, code):
        checks = self.checks._get_checks(made)
        return next(one for one in checks if one["code"] == code)


class TestCausesOfImportedStatements(ImportedCase):
    def test_missing_entry(self):
        self.assert_named("missing_line", ENTRIES, 203.45, "40.00")

    def test_doubled_entry(self):
        rows = (entry(20, "Coffee"), *ENTRIES)
        made, fact = self.assert_named("double_line", rows, 163.45, "Coffee")
        self.assertEqual(fact["action"], "ignore")
        self.assertIn(fact["records"][0]["id"], made.line_ids.ids)

    def test_doubled_page(self):
        _made, fact = self.assert_named("double_line", ENTRIES * 2, 163.45)
        self.assertEqual(len(fact["records"]), 4)

    def test_wrong_sign(self):
        rows = (*ENTRIES[:2], entry(80, "Fee"))
        self.assert_named("wrong_sign", rows, 163.45, "Fee")

    def test_transposed_digits(self):
        rows = (ENTRIES[0], entry(132.45, "Sale"), ENTRIES[2])
        self.assert_named("transposed_digits", rows, 163.45, "Sale")

    def test_after_a_statement_it_is_no_gap(self):
        """What the lines of the second one lack is not sought before it."""
        self.send(statement(IBAN, [entry(100, "First")], number="1"))
        rows = [entry(20, "Coffee", NEXT), entry(20, "Coffee", NEXT)]
        sent = self.send(
            statement(IBAN, rows, opening=100, closing=120, number="2", day=NEXT)
        )
        self.assertEqual(self.statement(sent).balance_state, "incomplete")
        codes = [one["code"] for one in self.balances()["explanations"]]
        self.assertEqual(codes, ["double_line"])


class TestNothingCertifiesIt(ImportedCase):
    def test_another_opening_balance_does_not_close_it(self):
        """Whatever is confirmed and booked, what the bank said does not add up."""
        rows = (entry(20, "Coffee"), entry(20, "Coffee"))
        made = self.statement(
            self.send(statement(IBAN, rows, opening=100, closing=120))
        )
        self.make_entry(80, day(3, 1))
        self.env["bank.opening.service"]._confirm(self.journal)
        with self.assertRaises(UserError):
            made.balance_start = 80
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(made.balance_start, 100)
        self.assertIn("totals", self.failed(made))
        with self.assertRaisesRegex(UserError, "Coffee"):
            self.close(made)


class TestOpeningRemark(ImportedCase):
    """The import speaks of a missing statement only where one is missing."""

    def test_after_a_cut_over(self):
        self.make_statement([1000], day=day(2, 27))
        self.journal.bank_start_date = day(3, 1)
        sent = self.send(statement(IBAN, [entry(5, "x")], opening=1070))
        self.assertFalse(self.file(sent).messages)
        self.assertFalse(self.statement(sent).import_warning)

    def test_lines_without_statement_in_between(self):
        self.make_statement([1000], day=day(2, 27))
        self.line(70, "typed by hand", day(3, 2))
        sent = self.send(statement(IBAN, [entry(5, "x")], opening=1070))
        self.assertFalse(self.file(sent).messages)

    def test_a_real_gap(self):
        self.make_statement([1000], day=day(2, 27))
        self.line(70, "typed by hand", day(3, 2))
        sent = self.send(statement(IBAN, [entry(5, "x")], opening=1090))
        self.assertIn("20.00", self.file(sent).message_text)


class TestStatementWithoutEntries(ImportedCase, HealthCase):
    """Its balance is the bank's word, also when nothing moved."""

    def empty(self, balance, on=NEXT, number="2"):
        return self.send(
            statement(IBAN, [], opening=balance, number=number, day=on), name=number
        )

    def first(self):
        return self.statement(
            self.send(statement(IBAN, [entry(250, "Sale")], number="1"), name="1")
        )

    def gaps(self):
        return self.codes_of(self.look(today=day(3, 12))) & {"gaps"}

    def codes_of(self, facts):
        return {one["code"] for one in facts["findings"]}

    def test_contradiction_is_told_everywhere(self):
        made = self.first()
        self.assertFalse(self.gaps())
        sent = self.empty(300)
        self.assertIn("50.00", self.file(sent).message_text)
        self.assertTrue(self.gaps())
        facts = self.balances()
        self.assertEqual((facts["statement"], facts["ledger"]), (300, 250))
        self.assertEqual(facts["date"], "2026-03-11")
        [fact] = facts["explanations"]
        self.assertEqual((fact["code"], fact["effect"]), ("statement_gap", 50))
        self.assertIn("300.00", fact["message"])
        self.assertEqual(self.balances(day=DAY)["difference"], 0)
        self.assertEqual(made.balance_state, "ok")
        action = self.env["bank.difference.wizard"]._open(self.journal)
        wizard = self.env["bank.difference.wizard"].browse(action["res_id"])
        self.assertEqual(wizard.difference, 50)
        self.assertTrue(wizard.line_ids.action_open())

    def test_the_missing_statement_settles_it(self):
        self.first()
        self.empty(300, day(3, 13), "3")
        self.assertEqual(self.balances()["difference"], 50)
        between = statement(
            IBAN, [entry(50, "x", NEXT)], opening=250, number="2", day=NEXT
        )
        self.send(between, name="2")
        self.assertFalse(self.gaps())
        self.assertEqual(self.balances()["difference"], 0)

    def test_agreement_zeros_and_other_days_say_nothing(self):
        self.empty(40, day(3, 1), "0")
        self.first()
        for balance, on in ((250, NEXT), (0, day(3, 12)), (77, DAY)):
            self.empty(balance, on, str(on))
        self.assertFalse(self.gaps())
        self.assertEqual(self.balances()["difference"], 0)

    def test_the_next_statement_proves_itself(self):
        """A later statement with entries takes the last word over."""
        self.first()
        self.empty(300)
        later = day(3, 13)
        sent = self.send(
            statement(IBAN, [entry(1, "x", later)], 250, number="3", day=later),
            name="3",
        )
        self.assertEqual(self.statement(sent).balance_state, "ok")
        self.assertFalse(self.gaps())
