"""Start on any day: opening entry, everything before closed, first file."""

import base64
from datetime import timedelta

from bank_common import IBAN
from camt_files import camt053, entry, statement
from control_common import ClosingCase, day

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

START = day(3, 16)


class CutoverCase(ClosingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service_ = cls.env["bank.cutover.service"]
        cls.clearing = cls.env["account.account"].create(
            {"name": "Opening", "code": "209999", "account_type": "equity"}
        )
        cls.bank = cls.journal.default_account_id

    def wizard(self, **values):
        return self.env["bank.cutover.wizard"].create(
            {
                "journal_id": self.journal.id,
                "start_date": START,
                "account_id": self.clearing.id,
                "close_payments": True,
                "settle_lines": True,
                "close_statements": True,
                **values,
            }
        )

    def file(self):
        """A bank file of the whole month: 1,000 at its beginning, start in between."""
        return camt053(
            statement(
                IBAN,
                [
                    entry(100, "before one", day=day(3, 3)),
                    entry(-30, "before two", day=day(3, 13)),
                    entry(7, "on the day", day=START),
                    entry(50, "after", day=day(3, 20)),
                ],
                opening=1000,
                number="3",
            )
        )

    def content(self):
        return base64.b64encode(self.file())

    def lines(self):
        return self.env["account.bank.statement.line"].search(
            [("journal_id", "=", self.journal.id)], order="date, id"
        )


class TestCutover(CutoverCase):
    def test_mid_month_with_the_first_file(self):
        """No manual copies. The file is of the whole month; only what comes from
        the first day on is imported, and bank and books agree at once."""
        wizard = self.wizard(content=self.content(), file_name="march.xml")
        self.assertEqual(wizard.opening_balance, 1070)
        self.assertEqual((wizard.ledger_balance, wizard.difference), (0, 1070))
        self.assertIn("2 entries before", wizard.file_text)
        action = wizard.action_start()
        file = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((file.state, file.new_count), ("imported", 2), file.error_what)
        self.assertEqual(file.ignored_count, 2)
        lines = self.lines()
        self.assertEqual(lines.mapped("amount"), [7, 50])
        self.assertEqual(lines.statement_id.balance_start, 1070)
        self.assertEqual(self.sum_items(self.bank, day(3, 15)), 1070)
        self.assertEqual(self.sum_items(self.clearing, day(3, 31)), -1070)
        found = self.balances()
        self.assertEqual(found["statement"], 1127)
        self.assertEqual(found["ledger"], self.sum_items(self.bank, day(3, 31)))
        self.assertEqual((found["difference"], found["explanations"]), (0, []))
        self.assertEqual(lines.statement_id.balance_state, "ok")
        self.assertEqual(self.api.opening_balances(self.journal.ids), [])

    def test_a_start_after_an_older_statement_is_no_gap(self):
        """The opening entry stands for what lies between: the first statement closes,
        and what differs later is explained without the past."""
        self.make_statement([1000], day=day(2, 27))
        self.wizard(opening_balance=1070).action_start()
        invoice, later = self.invoice(7), self.invoice(50)
        made = self.make_statement(
            [(7, invoice.name), (50, later.name)], opening=1070, day=day(3, 20)
        )
        self.run_matching(made.line_ids, "post")
        self.assert_settles(made.line_ids.sorted("id")[0], invoice)
        self.assertEqual(made.balance_state, "ok")
        self.assertEqual(self.failed(made), set())
        entry = self.make_entry(3, day(3, 20))
        facts = self.balances()["explanations"]
        self.assertEqual([one["records"][0]["id"] for one in facts], [entry.id], facts)
        entry.button_draft()
        self.close(made)
        self.assertEqual(made.close_state, "closed")

    def test_the_same_file_again_adds_nothing(self):
        self.wizard(content=self.content(), file_name="a.xml").action_start()
        answer = self.import_bytes(self.file(), "b.xml", match=False)
        self.assertEqual((answer["new"], answer["ignored"]), (0, 2))
        texts = [message["message"] for message in answer["messages"]]
        self.assertTrue(any("Entries left out: 2. Before" in t for t in texts))
        self.assertTrue(any("2 of 4 entries were known" in t for t in texts), texts)
        self.assertEqual(len(self.lines()), 2)

    def test_an_entry_can_be_let_in_all_the_same(self):
        self.wizard(content=self.content(), file_name="a.xml").action_start()
        keys = self.env["bank.import.key"].search(
            [("journal_id", "=", self.journal.id), ("state", "=", "ignored")]
        )
        self.assertEqual(len(keys), 2)
        self.assertIn("2026-03-16", keys[0].reason)
        keys[0].action_release()
        answer = self.import_bytes(self.file(), "b.xml", match=False)
        self.assertEqual(answer["new"], 1)

    def test_earlier_payments_are_closed(self):
        """Paid in the books, booked by the bank before: no line will ever come."""
        old_in = self.pay(self.invoice(300), day=day(3, 2))
        old_out = self.pay(self.bill(120), day=day(3, 9))
        new = self.pay(self.invoice(55), day=day(3, 18))
        waiting = self.service_._get_outstanding(self.journal, START)
        self.assertEqual(waiting.move_id, (old_in + old_out).move_id)
        accounts = waiting.account_id
        wizard = self.wizard(opening_balance=180)
        self.assertEqual((wizard.payment_count, wizard.payment_total), (2, 180))
        wizard.action_start()
        self.assertTrue(all(waiting.mapped("reconciled")))
        for account in accounts:
            self.assertEqual(
                self.sum_items(account, day(3, 15), journal_id=self.journal.id)
                + self.sum_items(account, day(3, 15), ref=self.opening().ref),
                0,
            )
        self.assertEqual(self.sum_items(self.bank, day(3, 15)), 180)
        self.assertEqual(self.sum_items(self.clearing, day(3, 31)), 0)
        left = self.service_._get_outstanding(self.journal, day(4, 1))
        self.assertEqual(left.move_id, new.move_id)

    def opening(self):
        return self.env["account.move"].search(
            [("ref", "=like", "Start of bank matching%")], order="id desc", limit=1
        )

    def test_everything_before_is_settled_and_closed(self):
        made = self.make_statement([(10, "odd"), (20, "odd too")], day=day(3, 5))
        self.make_entry(70, day(2, 1))
        wizard = self.wizard(opening_balance=100)
        self.assertEqual((wizard.line_count, wizard.line_total), (2, 30))
        self.assertEqual((wizard.ledger_balance, wizard.difference), (100, 0))
        wizard.action_start()
        self.assertEqual(set(made.line_ids.mapped("match_state")), {"reconciled"})
        self.assertTrue(all(made.line_ids.mapped("is_closed")))
        self.assertNotEqual(made.close_state, "open")
        self.assertEqual(self.sum_items(self.clearing, day(3, 31)), -30)
        self.assertEqual(self.sum_items(self.suspense, day(3, 31)), 0)
        self.assertFalse(self.opening())
        self.assertEqual(self.journal.bank_start_date, START)

    def test_without_a_file_the_books_are_assumed(self):
        """Nothing is written off because nobody typed a balance."""
        self.make_entry(70, day(2, 1))
        wizard = self.wizard(account_id=False)
        self.assertEqual((wizard.opening_balance, wizard.difference), (70, 0))
        wizard.action_start()
        self.assertEqual(self.sum_items(self.bank, day(3, 31)), 70)
        self.assertFalse(self.opening())

    def test_again_books_nothing_more(self):
        self.make_entry(70, day(2, 1))
        self.wizard(opening_balance=100).action_start()
        self.wizard(opening_balance=100).action_start()
        self.assertEqual(self.sum_items(self.bank, day(3, 15)), 100)
        self.assertEqual(self.sum_items(self.clearing, day(3, 15)), -30)

    def test_foreign_currency(self):
        """The opening balance is the bank's, the company's amount at the day's rate."""
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 2.0)])
        journal = self.env["account.journal"].create(
            {"name": "EUR", "type": "bank", "code": "BEUR", "currency_id": euro.id}
        )
        self.service_._start(
            journal,
            START,
            500,
            self.clearing,
            self.env["account.move.line"],
            self.env["account.bank.statement.line"],
        )
        bank = journal.default_account_id
        self.assertEqual(self.sum_items(bank, START, "amount_currency"), 500)
        self.assertEqual(self.sum_items(bank, START), 250)
        self.assertEqual(self.service_._get_ledger(journal, START), 500)

    def test_log_and_message(self):
        self.wizard(opening_balance=5).action_start()
        (row,) = self.log.search([("action", "=", "opening")])
        self.assertEqual(
            (row.res_model, row.res_id), ("account.journal", self.journal.id)
        )
        self.assertIn("2026-03-16", row.summary)
        self.assertEqual(self.log._verify(self.company), [])


class TestRefused(CutoverCase):
    def test_locked_period(self):
        """Core would date the entry after the lock, silently."""
        self.company.fiscalyear_lock_date = day(3, 31)
        with self.assertRaises(UserError) as caught:
            self.wizard(opening_balance=5).action_start()
        self.assertIn("2026-03-31", str(caught.exception))
        self.assertFalse(self.journal.bank_start_date)

    def test_a_day_to_come(self):
        start = fields.Date.context_today(self.wizard()) + timedelta(days=1)
        with self.assertRaisesRegex(UserError, "is to come"):
            self.wizard(start_date=start, opening_balance=5).action_start()
        self.assertFalse(self.journal.bank_start_date)

    def test_closed_day(self):
        made = self.settled(on=day(3, 20))
        self.close(made)
        with self.assertRaises(UserError):
            self.wizard(opening_balance=5).action_start()

    def test_account_is_needed(self):
        with self.assertRaises(UserError):
            self.wizard(opening_balance=5, account_id=False).action_start()

    def test_file_of_another_account(self):
        data = camt053(statement("NO5915030000006", [entry(1, "x")], opening=0))
        with self.assertRaises(UserError) as caught:
            self.wizard(content=base64.b64encode(data), file_name="x.xml")
        self.assertIn(self.journal.bank_account_id.acc_number, str(caught.exception))

    def test_damaged_file(self):
        with self.assertRaises(UserError):
            self.wizard(content=base64.b64encode(b"<Document"), file_name="x.xml")

    def test_rights(self):
        approver = self.new_user("approver")
        with self.assertRaises(AccessError):
            self.service_.with_user(approver)._start(
                self.journal.with_user(approver),
                START,
                5,
                self.clearing,
                self.env["account.move.line"],
                self.env["account.bank.statement.line"],
            )

    def test_other_company(self):
        other = self.setup_other_company(name="Other AS")
        stranger = new_test_user(
            self.env,
            "stranger",
            "base.group_user,account.group_account_manager",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            self.service_.with_user(stranger)._start(
                other["default_journal_bank"].with_user(stranger),
                START,
                5,
                self.clearing,
                self.env["account.move.line"],
                self.env["account.bank.statement.line"],
            )
