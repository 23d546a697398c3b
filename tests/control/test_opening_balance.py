"""The opening balance of the first statement is confirmed once."""

from datetime import date

from bank_common import IBAN
from camt_files import DAY, entry, statement
from control_common import ControlCase
from import_common import OTHER_IBAN, StoreCase

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user

GROUPS = "bank_statement_intelligence."


class OpeningCase(StoreCase, ControlCase):
    def setUp(self):
        super().setUp()
        self.api = self.env["bank.statement.api"]

    def first(self, opening=1000, number="1", **values):
        """Import a statement that begins with a balance."""
        one = statement(IBAN, [entry(10, "x")], opening=opening, number=number)
        return self.send(one, name=f"{number}.xml", **values)

    def asked(self):
        return [
            (row["state"], row["opening"], row.get("missing"))
            for row in self.api.opening_balances([self.journal.id])
        ]

    def wizard(self):
        action = self.journal.action_confirm_opening()
        return self.env[action["res_model"]].browse(action["res_id"])


class TestQuestion(OpeningCase):
    def test_asked_on_file_statement_journal_and_card(self):
        result = self.first()
        for record in (self.file(result), self.statement(result), self.journal):
            with self.subTest(record._name):
                self.assertIn("1,000.00", record.opening_question)
        card = self.journal._get_journal_dashboard_data_batched()[self.journal.id]
        self.assertTrue(card["bank_opening"])
        self.assertEqual(self.asked(), [("to_confirm", 1000, 1000)])

    def test_overdraft_is_asked_for_too(self):
        self.first(opening=-50)
        self.assertEqual(self.asked(), [("to_confirm", -50, -50)])

    def test_nothing_to_ask(self):
        """No balance, no line, or the books have it."""
        self.assertEqual(self.asked(), [])
        self.first(opening=0)
        self.assertEqual(self.asked(), [])

    def test_books_that_agree_are_not_asked_and_others_are_for_the_rest(self):
        self.make_entry(900, date(2026, 2, 1))
        self.make_entry(77, date(2026, 3, 11))  # later: no opening balance
        self.first()
        self.assertEqual(self.asked(), [("to_confirm", 1000, 100)])
        self.make_entry(100, DAY)
        self.assertEqual(self.asked(), [])

    def test_only_the_first_statement_is_asked_about(self):
        self.first()
        second = self.send(
            statement(IBAN, [entry(1, "y")], 1010, number="2", day=date(2026, 3, 11))
        )
        self.assertFalse(self.statement(second).opening_question)

    def test_older_statement_takes_the_question_over(self):
        """Before it is answered, what comes first is what is asked about."""
        self.first()
        entries = [entry(400, "older", day=date(2026, 1, 5))]
        day = date(2026, 1, 5)
        self.send(statement(IBAN, entries, 600, number="0", day=day), name="0.xml")
        self.assertEqual(self.asked(), [("to_confirm", 600, 600)])

    def test_journal_in_another_currency(self):
        euro = self.setup_other_currency("EUR")
        journal = self.new_journal(OTHER_IBAN, currency_id=euro.id)
        self.send(statement(OTHER_IBAN, [entry(1, "x")], 100, currency="EUR"))
        (row,) = self.api.opening_balances([journal.id])
        self.assertEqual((row["opening"], row["missing"]), (100, 100))
        context = self.env["bank.opening.service"]._offer_entry(
            journal, {"missing": 100.0, "date": DAY}
        )["context"]
        item = context["default_line_ids"][0][2]
        self.assertEqual(item["amount_currency"], 100)
        self.assertEqual(item["balance"], 50)

    def test_one_query_for_all_journals(self):
        self.first()
        journals = self.journal
        service = self.env["bank.opening.service"]
        service._get_questions(journals)

        def count(records):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            service._get_questions(records)
            return self.env.cr.sql_log_count - before

        few = count(journals)
        for number in range(5):
            journals |= self.new_journal(f"3000123450{number}")
        journals.mapped("opening_confirmed_on")
        self.assertEqual(count(journals), few)


class TestConfirm(OpeningCase):
    def test_confirmed_once_and_never_asked_again(self):
        result = self.first()
        moves = self.env["account.move"].search_count([])
        self.wizard().action_confirm()
        self.assertEqual(self.env["account.move"].search_count([]), moves)
        self.assertEqual(self.journal.opening_confirmed_by_id, self.env.user)
        self.assertTrue(self.journal.opening_confirmed_on)
        self.assertEqual(self.journal.opening_confirmed_amount, 1000)
        self.assertEqual(self.journal.opening_confirmed_date, DAY)
        for record in (self.file(result), self.statement(result), self.journal):
            self.assertFalse(record.opening_question)
        log = self.env["bank.decision.log"].search([("action", "=", "opening")])
        self.assertIn("1,000.00", log.summary)
        self.assertEqual(self.asked(), [("confirmed", 1000, None)])
        self.assertFalse(self.journal.action_confirm_opening())
        self.delete(self.lines(result))
        self.env["bank.import.key"].search([]).sudo().unlink()
        self.first(opening=2000, number="9")
        self.assertEqual(self.asked(), [("confirmed", 1000, None)])

    def test_confirming_twice_says_who_and_when(self):
        self.first()
        self.api.confirm_opening_balance(self.journal.id)
        with self.assertRaisesRegex(UserError, self.env.user.name):
            self.api.confirm_opening_balance(self.journal.id)

    def test_confirming_nothing_is_an_error(self):
        with self.assertRaisesRegex(UserError, "no opening balance to confirm"):
            self.api.confirm_opening_balance(self.journal.id)

    def test_offered_entry_closes_the_difference(self):
        self.first()
        action = self.wizard().action_confirm_and_book()
        self.assertFalse(action.get("res_id"), "nothing is made without the person")
        entries = self.env[action["res_model"]].with_context(**action["context"])
        with Form(entries, "account.view_move_form") as form:
            with form.line_ids.edit(1) as item:
                item.account_id = self.company_data["default_account_revenue"]
        move = form.save()
        move.action_post()
        self.assertEqual(move.date, date(2026, 3, 9))
        items = [(one.account_id, one.debit, one.credit) for one in move.line_ids]
        bank = self.journal.default_account_id
        revenue = self.company_data["default_account_revenue"]
        self.assertEqual(items, [(bank, 1000, 0), (revenue, 0, 1000)])
        facts = self.api.balances(self.journal.id)
        self.assertEqual((facts["difference"], facts["explanations"]), (0, []))

    def test_explanation_of_the_difference_offers_the_entry(self):
        """The suspect's action opens the same entry."""
        self.first()
        wizard = self.env["bank.difference.wizard"]._open(self.journal)
        lines = self.env["bank.difference.wizard"].browse(wizard["res_id"]).line_ids
        action = lines.filtered(lambda one: one.code == "opening_balance").action_mend()
        items = [row[2] for row in action["context"]["default_line_ids"]]
        self.assertEqual([one["balance"] for one in items], [1000, -1000])

    def test_rpc(self):
        self.first()
        (row,) = self.api.opening_balances()
        self.assertEqual(row["journal_id"], self.journal.id)
        self.assertEqual((row["date"], row["ledger"]), (str(DAY), 0))
        self.assertIn("1,000.00", row["question"])
        answer = self.api.confirm_opening_balance(self.journal.id)
        self.assertEqual(
            (answer["state"], answer["missing"], answer["confirmed_by"]),
            ("confirmed", 1000, self.env.uid),
        )

    def test_only_approvers_of_the_company_confirm(self):
        self.first()
        user = new_test_user(self.env, "reader", groups=GROUPS + "group_bank_user")
        api = self.api.with_user(user)
        self.assertEqual(len(api.opening_balances([self.journal.id])), 1)
        with self.assertRaises(UserError):
            api.confirm_opening_balance(self.journal.id)
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            "stranger",
            groups=GROUPS + "group_bank_approver",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        with self.assertRaises(UserError):
            self.api.with_user(stranger).confirm_opening_balance(self.journal.id)
        self.assertFalse(self.journal.opening_confirmed_on)
        approver = new_test_user(
            self.env, "approver", groups=GROUPS + "group_bank_approver"
        )
        self.api.with_user(approver).confirm_opening_balance(self.journal.id)
        self.assertEqual(self.journal.opening_confirmed_by_id, approver)
