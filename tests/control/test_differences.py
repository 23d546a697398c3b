"""The difference explainer on real books: every suspect, and the sums."""

from bank_common import DAY, BankMatchCommon
from control_common import ControlCase, day

from odoo.fields import Command


class TestDifferences(ControlCase):
    def explain(self, on=DAY, journal=None):
        """Return the explanations; their effects make the difference, always."""
        facts = self.balances(journal, on)
        told = sum(fact["effect"] for fact in facts["explanations"])
        self.assertAlmostEqual(told, facts["difference"], 6, facts)
        return facts["explanations"]

    def one(self, code, on=DAY, journal=None):
        found = self.explain(on, journal)
        self.assertEqual([fact["code"] for fact in found], [code], found)
        self.assertTrue(found[0]["message"])
        return found[0]

    def ids(self, fact):
        return [(one["model"], one["id"]) for one in fact["records"]]

    def test_no_difference_no_explanation(self):
        self.make_statement([100, -5])
        self.assertEqual(self.explain(), [])

    def test_double_booking(self):
        """The books have it twice; the entry comes first, then the bank line."""
        made = self.make_statement([(250, "Rent", day(3, 9))])
        entry = self.make_entry(250, day(3, 7))
        fact = self.one("double_booking")
        self.assertEqual(
            self.ids(fact),
            [
                ("account.move", entry.id),
                ("account.bank.statement.line", made.line_ids.id),
            ],
        )
        self.assertEqual((fact["amount"], fact["effect"]), (250, -250))
        self.assertEqual(fact["action"], "reverse")
        self.assertIn(entry.name, fact["message"])
        self.assertIn("Rent", fact["message"])

    def test_mending_a_double_booking_takes_the_difference_away(self):
        self.make_statement([(250, "Rent", day(3, 9))])
        self.make_entry(250, day(3, 7))
        self.open_wizard()
        action = self.wizard.line_ids.action_mend()
        reversal = (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .create({"journal_id": self.misc.id, "date": day(3, 9)})
        )
        reversal.reverse_moves()
        self.wizard.action_explain()
        self.assertEqual(self.wizard.difference, 0)
        self.assertFalse(self.wizard.line_ids)

    @property
    def misc(self):
        return self.company_data["default_journal_misc"]

    def open_wizard(self, on=DAY):
        action = self.env["bank.difference.wizard"]._open(self.journal, on)
        self.wizard = self.env["bank.difference.wizard"].browse(action["res_id"])

    def test_wrong_sign_and_transposed_digits_of_an_entry(self):
        self.make_statement([(-80, "Fee"), (123.45, "Sale")])
        sign = self.make_entry(80)
        digits = self.make_entry(132.45)
        found = {fact["code"]: fact for fact in self.explain()}
        self.assertEqual(set(found), {"wrong_sign", "transposed_digits"})
        self.assertEqual(self.ids(found["wrong_sign"])[0][1], sign.id)
        self.assertEqual(self.ids(found["transposed_digits"])[0][1], digits.id)

    def test_entry_on_the_wrong_bank_account(self):
        other = self.env["account.journal"].create(
            {"name": "Bank 2", "type": "bank", "code": "BNK9"}
        )
        self.make_statement([10])
        there = self.make_statement([(75, "Sale")], journal=other)
        entry = self.make_entry(75)
        fact = self.one("wrong_account")
        self.assertEqual(
            self.ids(fact),
            [
                ("account.move", entry.id),
                ("account.bank.statement.line", there.line_ids.id),
            ],
        )
        self.assertEqual(self.explain(journal=other), [])

    def test_bank_line_that_is_booked_on_another_account(self):
        made = self.make_statement([100])
        liquidity, _suspense, _others = made.line_ids._seek_for_lines()
        other = self.env["account.account"].create(
            {"name": "Old bank", "code": "190099", "account_type": "asset_cash"}
        )
        liquidity.account_id = other
        fact = self.one("wrong_account")
        self.assertEqual(
            self.ids(fact), [("account.bank.statement.line", made.line_ids.id)]
        )
        self.assertEqual((fact["effect"], fact["action"]), (100, "open"))

    def test_counterpart_of_another_journal_on_this_account(self):
        """A transfer booked straight from the other bank's line is one entry too many
        as soon as this bank's own line arrives."""
        other = self.env["account.journal"].create(
            {"name": "Bank 2", "type": "bank", "code": "BNK9"}
        )
        there = self.make_statement([(-500, "To bank 1")], journal=other)
        _liquidity, suspense, _others = there.line_ids._seek_for_lines()
        suspense.account_id = self.journal.default_account_id
        here = self.make_statement([(500, "From bank 2")])
        fact = self.one("double_booking")
        self.assertEqual(
            self.ids(fact),
            [
                ("account.move", there.line_ids.move_id.id),
                ("account.bank.statement.line", here.line_ids.id),
            ],
        )

    def test_timing(self):
        """An accrual and its reversal around the day cancel out on date X."""
        self.make_statement([10], day=day(3, 5))
        self.make_entry(40, day(3, 31))
        self.make_entry(-40, day(4, 1))
        fact = self.one("timing", day(3, 31))
        self.assertEqual(fact["cancels_on"], "2026-04-01")
        self.assertEqual(fact["action"], "wait")
        self.assertIn("2026-04-01", fact["message"])
        self.assertEqual(self.explain(day(4, 1)), [])

    def test_opening_balance(self):
        """Named with what is missing, gone with the opening entry."""
        made = self.make_statement([10], opening=1000)
        fact = self.one("opening_balance")
        self.assertEqual(self.ids(fact), [("account.bank.statement", made.id)])
        self.assertEqual((fact["amount"], fact["action"]), (1000, "opening_entry"))
        self.make_entry(900, day(2, 1))
        self.assertEqual(self.one("opening_balance")["amount"], 100)
        self.make_entry(100, day(2, 2))
        self.assertEqual(self.explain(), [])

    def test_gap_missing_ignored_and_double_lines(self):
        """Bank > books, each with the statement it is about."""
        self.make_statement([10], day=day(3, 1))
        gap = self.make_statement([1], opening=15, day=day(3, 2))
        missing = self.make_statement([1], opening=16, closing=57, day=day(3, 3))
        ignored = self.make_statement([1, 22], opening=57, day=day(3, 4))
        dropped = ignored.line_ids.filtered(lambda line: line.amount == 22)
        dropped._ignore("by mistake")
        double = self.make_statement(
            [(9, "x"), (9, "x")], opening=80, closing=89, day=day(3, 5)
        )
        found = self.explain()
        expected = [
            ("statement_gap", 5, "import", gap),
            ("missing_line", 40, "import", missing),
            ("ignored_line", 22, "restore", dropped),
            ("double_line", -9, "ignore", double.line_ids.sorted("id")[0]),
        ]
        for fact, (code, effect, action, record) in zip(found, expected, strict=True):
            with self.subTest(code):
                told = (fact["code"], fact["effect"], fact["action"])
                self.assertEqual(told, (code, effect, action))
                self.assertEqual(self.ids(fact)[0], (record._name, record.id))

    def test_restoring_from_the_explanation(self):
        made = self.make_statement([1, 22])
        dropped = made.line_ids.filtered(lambda line: line.amount == 22)
        dropped._ignore("by mistake")
        self.open_wizard()
        self.assertEqual(self.wizard.difference, 22)
        self.assertEqual(self.wizard.line_ids.action_open()["res_id"], dropped.id)
        self.wizard.line_ids.action_mend()
        self.assertEqual(self.wizard.difference, 0)
        self.assertEqual(dropped.state, "posted")

    def test_zero_sum_statement_keeps_the_older_difference(self):
        """A statement that moves nothing says that its difference is older."""
        self.make_statement([10], day=day(3, 1))
        self.make_entry(3, day(3, 2))
        self.make_statement([5, -5], opening=10, day=day(3, 4))
        found = self.explain()
        codes = [fact["code"] for fact in found]
        self.assertEqual(codes, ["entries_without_bank_line", "zero_sum_statement"])
        self.assertEqual(found[1]["effect"], 0)
        first = self.env["bank.difference.service"]._get_first_day(self.journal, DAY)
        self.assertEqual(first, day(3, 2))

    def test_many_entries_without_trace_are_one_explanation(self):
        self.make_statement([10])
        for number in range(7):
            self.make_entry(1000 + 13 * number, day(1, 2 + number))
        fact = self.one("entries_without_bank_line")
        self.assertEqual(len(fact["records"]), 7)
        self.open_wizard()
        action = self.wizard.line_ids.action_open()
        self.assertEqual(len(action["domain"][0][2]), 7)

    def test_difference_in_euro_ignores_other_accounts_and_companies(self):
        """Two currencies, two companies: only what is on this account explains."""
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 2.0)])
        journal = self.env["account.journal"].create(
            {
                "name": "Bank EUR",
                "type": "bank",
                "code": "BEUR",
                "currency_id": euro.id,
            }
        )
        self.make_statement([(100, "Sale")], journal=journal)
        self.make_statement([(50, "Sale")])
        other = self.setup_other_company(name="Other AS")
        self.make_statement([(100, "Sale")], journal=other["default_journal_bank"])
        rows = [
            {"account_id": account.id, "currency_id": euro.id}
            | {"amount_currency": sign * 100, "balance": sign * 50}
            for account, sign in ((journal.default_account_id, 1), (self.expense, -1))
        ]
        move = self.env["account.move"].create(
            {"date": DAY, "line_ids": [Command.create(row) for row in rows]}
        )
        move.action_post()
        fact = self.one("double_booking", journal=journal)
        self.assertEqual((fact["effect"], fact["amount"]), (-100, 100))
        self.assertEqual(self.explain(), [])

    def test_number_of_queries_does_not_grow(self):
        def count(number):
            self.make_statement([50 + n for n in range(number)], opening=0)
            for n in range(number):
                self.make_entry(50 + n)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self.explain()
            self.assertGreaterEqual(len(found), number)
            return self.env.cr.sql_log_count - before

        count(2)
        small = count(2)
        self.assertLessEqual(count(20) - small, 5)


class TestStatementButton(BankMatchCommon):
    def test_opens_the_explanation_of_the_statement(self):
        line = self.line(10)
        made = self.env["account.bank.statement"].create(
            {"line_ids": line.ids, "balance_start": 0, "balance_end_real": 12}
        )
        action = made.action_explain()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((wizard.date, wizard.difference), (DAY, 2))
        self.assertEqual(wizard.line_ids.code, "missing_line")


class TestUnnamedStatement(ControlCase):
    """Banks that number nothing: their statements are explained like others."""

    def test_statement_without_a_name_is_explained(self):
        self.make_statement([100], day=day(3, 1))
        made = self.make_statement([5], opening=140, day=day(3, 2), name=False)
        made.name = False
        codes = [one["code"] for one in self.balances()["explanations"]]
        self.assertIn("statement_gap", codes)
        self.assertIn(self.journal.code, made.display_name)
        made.action_explain()
        self.env["bank.worksheet"].header(self.journal.id)

    def test_statements_of_a_table_are_named(self):
        rows = "Dato;Tekst;Beløb\n31.03.2026;Leje;-700,00\n"
        result = self.import_bytes(
            rows.encode(), "bank.csv", journal_id=self.journal.id
        )
        made = self.env["account.bank.statement"].browse(result["statement_ids"])
        self.assertEqual(made.name, f"{self.journal.code} 2026-03-31", result)
