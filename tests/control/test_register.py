"""The statement register: every figure equals one recomputed from journal items."""

from bank_common import DAY, IBAN
from camt_files import camt053, entry, statement
from control_common import ControlCase, day

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user


class TestRegister(ControlCase):
    def test_figures_of_a_statement_are_those_of_the_items(self):
        """Closing balance, ledger balance up to the date, difference."""
        self.make_entry(1000, day(3, 1))
        first = self.make_statement([100.10, -30.05], opening=1000, day=day(3, 5))
        second = self.make_statement([5], opening=1070.05, day=day(3, 6))
        self.make_entry(7.77, day(3, 6))
        for one in (first, second):
            ledger = self.sum_items(self.journal.default_account_id, one.date)
            self.assertEqual(one.ledger_balance, ledger)
            self.assertEqual(
                one.balance_difference, round(one.balance_end_real - ledger, 2)
            )
            self.assertEqual(one.suspense_balance, sum(one.line_ids.mapped("amount")))
        self.assertEqual(first.balance_difference, 0)
        self.assertEqual(first.balance_state, "ok")
        self.assertEqual(second.balance_difference, -7.77)
        self.assertEqual(second.balance_state, "difference")

    def test_two_statements_of_one_day_are_both_right(self):
        morning = self.make_statement([100], name="morning")
        evening = self.make_statement([-40], opening=100, name="evening")
        self.assertEqual((morning.ledger_balance, evening.ledger_balance), (100, 60))
        self.assertEqual((morning + evening).mapped("balance_state"), ["ok", "ok"])

    def test_states(self):
        """Gap, wrong total and empty statements are told apart."""
        first = self.make_statement([100], day=day(3, 1))
        gap = self.make_statement([1], opening=150, day=day(3, 2))
        wrong = self.make_statement([1], opening=151, closing=160, day=day(3, 3))
        empty = self.make_statement([], opening=160, date=day(3, 4))
        zero = self.make_statement([5, -5], opening=160, day=day(3, 5))
        self.make_entry(61, day(3, 2))
        made = first + gap + wrong + empty + zero
        states = ["ok", "gap", "incomplete", "empty", "difference"]
        self.assertEqual(made.mapped("balance_state"), states)
        for state, one in zip(states, made, strict=True):
            domain = [("balance_state", "=", state), ("id", "in", made.ids)]
            self.assertEqual(made.search(domain), one)
        self.assertEqual(empty.balance_difference, 0)

    def test_loose_lines_between_statements_are_no_gap(self):
        self.make_statement([100], day=day(3, 1))
        self.line(7, day=day(3, 2))
        after = self.make_statement([1], opening=107, day=day(3, 3))
        self.assertEqual(after.balance_state, "ok")

    def test_open_lines_and_search_by_difference(self):
        """Counters and the filter for what does not agree."""
        invoice = self.invoice(100)
        good = self.make_statement([(100, invoice.name), 5], day=day(3, 1))
        bad = self.make_statement([10], opening=105, closing=120, day=day(3, 2))
        self.run_matching(good.line_ids, "post")
        self.assertEqual((good.open_line_count, good.line_count), (1, 2))
        statements = self.env["account.bank.statement"]
        mine = [("journal_id", "=", self.journal.id)]
        differing = statements.search([*mine, ("balance_difference", "!=", 0)])
        self.assertEqual(differing, bad)
        agreeing = statements.search([*mine, ("balance_difference", "=", 0)])
        self.assertEqual(agreeing, good)

    def test_removed_bank_accounts_stay_browsable(self):
        """Statements of an archived journal are found, and by the filter too."""
        old = self.make_statement([100])
        self.journal.active = False
        statements = self.env["account.bank.statement"]
        self.assertIn(old, statements.search([]))
        domain = [("journal_active", "=", False)]
        self.assertEqual(statements.search(domain), old)
        self.assertNotIn(old, statements.search([("journal_active", "=", True)]))
        self.assertEqual(old.ledger_balance, 100)

    def test_raw_file_and_way_to_process(self):
        """From the register to the file and to the worksheet."""
        data = camt053(statement(IBAN, [entry(100, "x")]))
        answer = self.import_bytes(data, match=False)
        found = self.env["account.bank.statement"].browse(answer["statement_ids"])
        url = found.action_open_file()["url"]
        self.assertIn(f"/bank.import.file/{answer['file_id']}/", url)
        self.assertEqual(
            found.action_open_worksheet()["domain"], [("statement_id", "=", found.id)]
        )

    def test_number_of_queries_does_not_grow(self):
        """Ten statements cost as many statements of SQL as one (set-based)."""

        def count(statements):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            statements.mapped("balance_difference")
            statements.mapped("balance_state")
            return self.env.cr.sql_log_count - before

        made = self.env["account.bank.statement"]
        for number in range(10):
            made += self.make_statement(
                [1, 2], opening=3 * number, day=day(3, number + 1)
            )
        count(made[:2])
        self.assertEqual(count(made[:2]), count(made))

    def test_readers_see_figures_of_their_companies_only(self):
        """View right; figures do not depend on who looks."""
        user = new_test_user(
            self.env, "viewer", "base.group_user,account.group_account_readonly"
        )
        user.company_ids = [Command.set(self.company.ids)]
        user.company_id = self.company
        other = self.setup_other_company(name="Other AS")
        journal = other["default_journal_bank"]
        theirs = self.make_statement([77], journal=journal)
        mine = self.make_statement([5])
        as_user = self.env["account.bank.statement"].with_user(user)
        self.assertEqual(as_user.search([]), mine.with_user(user))
        self.assertEqual(mine.with_user(user).ledger_balance, 5)
        for name in ("bank.balance.movement", "bank.balance.day"):
            rows = self.env[name].with_user(user).search([])
            self.assertEqual(rows.journal_id, self.journal)
        self.assertEqual(theirs.ledger_balance, 77)


class TestBalances(ControlCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency(
            "EUR", rates=[("2026-01-01", 2.0), ("2026-03-10", 4.0)]
        )
        cls.euro_journal = cls.env["account.journal"].create(
            {
                "name": "Bank EUR",
                "type": "bank",
                "code": "BEUR",
                "currency_id": cls.euro.id,
            }
        )

    def test_each_day_inside_a_long_statement(self):
        """A difference shows on the day on which it begins."""
        self.make_statement(
            [(100, "a", day(3, 1)), (50, "b", day(3, 3)), (-20, "c", day(3, 7))],
            day=day(3, 7),
        )
        self.make_entry(9, day(3, 3))
        mine = [("journal_id", "=", self.journal.id)]
        days = self.env["bank.balance.day"].search(mine, order="date")
        self.assertEqual(
            [(row.date, row.bank_balance, row.ledger_balance) for row in days],
            [
                (day(3, 1), 100, 100),
                (day(3, 3), 150, 159),
                (day(3, 7), 130, 139),
            ],
        )
        self.assertEqual(days.mapped("difference"), [0, -9, -9])
        for row in days:
            account = self.journal.default_account_id
            self.assertEqual(row.ledger_balance, self.sum_items(account, row.date))
            suspense = self.sum_items(
                self.suspense, row.date, journal_id=self.journal.id
            )
            self.assertEqual(row.suspense, -suspense)
        between = [("date", ">=", "2026-03-02"), ("date", "<=", "2026-03-05")]
        asked = self.env["bank.balance.day"].search(mine + between)
        self.assertEqual(asked, days[1:2])
        self.assertEqual((asked.bank_balance, asked.ledger_balance), (150, 159))

    def test_bank_balance_is_the_closing_balance_of_the_statement(self):
        """Also where lines are missing, a gap lies before or lines are loose."""
        self.line(3, day=day(2, 27))
        first = self.make_statement([100], opening=53, closing=160, day=day(3, 1))
        self.line(2, day=day(3, 2))
        second = self.make_statement([10], opening=200, day=day(3, 3))
        self.line(1, day=day(3, 4))
        wanted = {
            day(2, 27): 3,
            day(3, 1): first.balance_end_real,
            day(3, 2): first.balance_end_real + 2,
            day(3, 3): second.balance_end_real,
            day(3, 4): second.balance_end_real + 1,
        }
        for on, amount in wanted.items():
            self.assertEqual(self.balances(day=on)["statement"], amount, on)
        self.assertEqual(self.balances(day=day(2, 1))["statement"], 0)

    def test_two_currencies(self):
        """Journal currency and company currency, each from the items."""
        journal = self.euro_journal
        early = self.make_statement([1000], journal=journal, day=day(3, 1))
        late = self.make_statement(
            [-200], opening=1000, journal=journal, day=day(3, 10)
        )
        self.make_statement([555.5], day=day(3, 10))
        account = journal.default_account_id
        for one, company_amount in ((early, 500), (late, 450)):
            amount = self.sum_items(account, one.date, "amount_currency")
            self.assertEqual(one.ledger_balance, amount)
            self.assertEqual(one.balance_difference, 0)
            self.assertEqual(one.ledger_balance_company, company_amount)
            self.assertEqual(
                one.ledger_balance_company, self.sum_items(account, one.date)
            )
        facts = self.balances(journal, day(3, 10))
        self.assertEqual((facts["statement"], facts["ledger"]), (800, 800))
        self.assertEqual(facts["suspense"], 800)
        self.assertEqual(
            facts["company"],
            {
                "currency": self.currency.name,
                "statement": 200,
                "ledger": 450,
                "difference": -250,
                "suspense": 450,
                "outstanding": 0,
            },
        )
        self.assertEqual(self.balances()["statement"], 555.5)

    def test_suspense_of_a_line_in_a_third_currency(self):
        """The suspense balance is in the journal's currency, always."""
        yen = self.setup_other_currency("JPY", rates=[("2026-01-01", 100.0)])
        line = self.line(
            10,
            journal_id=self.euro_journal.id,
            foreign_currency_id=yen.id,
            amount_currency=1700,
        )
        self.assertEqual(self.balances(self.euro_journal)["suspense"], 10)
        self.assertEqual(line._seek_for_lines()[1].currency_id, yen)

    def test_outstanding_payments(self):
        """Payments that the bank has not booked, until it has."""
        payment = self.pay(self.invoice(300), day=day(3, 2))
        waiting = payment.outstanding_account_id
        self.assertTrue(waiting)
        self.assertEqual(self.balances(day=day(3, 1))["outstanding"], 0)
        self.assertEqual(self.balances(day=day(3, 2))["outstanding"], 300)
        self.assertEqual(
            self.sum_items(waiting, day(3, 2), journal_id=self.journal.id), 300
        )
        line = self.line(300, payment.name, day=day(3, 5))
        self.run_matching(line, "post")
        self.assert_state(line, "reconciled")
        self.assertEqual(self.balances(day=day(3, 4))["outstanding"], 300)
        self.assertEqual(self.balances(day=day(3, 5))["outstanding"], 0)

    def test_branch_books_on_the_account_of_its_company(self):
        """A branch's entry on the shared account counts; another company's does not."""
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.env.user.company_ids |= branch
        self.make_statement([100])
        journal = self.env["account.journal"].create(
            {
                "name": "Branch misc",
                "type": "general",
                "code": "BRM",
                "company_id": branch.id,
            }
        )
        self.make_entry(11, company=branch, journal_id=journal.id)
        self.assertEqual(self.balances(day=DAY)["ledger"], 111)
        other = self.setup_other_company(name="Other AS")
        self.make_statement([77], journal=other["default_journal_bank"])
        self.assertEqual(self.balances(day=DAY)["ledger"], 111)
        self.assertEqual(
            self.balances(other["default_journal_bank"], DAY)["ledger"], 77
        )

    def test_ignored_lines_are_in_neither_balance(self):
        """The bank's own closing balance stays, so the statement says it."""
        made = self.make_statement([100, 40])
        extra = made.line_ids.filtered(lambda line: line.amount == 40)
        extra._ignore("duplicate")
        facts = self.balances(day=DAY)
        self.assertEqual((facts["statement"], facts["ledger"]), (140, 100))
        self.assertEqual(made.balance_difference, 40)
        self.assertEqual(made.balance_state, "incomplete")

    def test_before_the_first_word_of_the_bank_nothing_differs(self):
        """Its balance is unknown then, not zero."""
        self.make_entry(250000, day(3, 8))
        service = self.env["bank.balance.service"]
        self.assertEqual(service._get_differences(self.journal)[self.journal.id], 0)
        self.make_statement([100], opening=250000, day=day(3, 9))
        mine = [("journal_id", "=", self.journal.id)]
        days = self.env["bank.balance.day"].search(mine, order="date")
        self.assertEqual(
            [(one.is_known, one.difference) for one in days], [(False, 0), (True, 0)]
        )
        facts = self.balances(day=day(3, 8))
        self.assertEqual((facts["difference"], facts["explanations"]), (0, []))
        self.assertEqual((facts["is_known"], facts["statement"]), (False, False))
        self.assertEqual(
            (facts["company"]["statement"], facts["company"]["difference"]), (False, 0)
        )
        known = self.balances(day=day(3, 9))
        self.assertEqual((known["is_known"], known["statement"]), (True, 250100))

    def test_what_is_unknown_is_not_shown_as_zero(self):
        """In the worksheet, the explanation and the chart."""
        self.make_entry(250000, day(3, 8))
        header = self.env["bank.worksheet"].header(self.journal.id)
        balances = header["balances"]
        self.assertEqual((balances["opening"], balances["closing"]), (False, False))
        window = self.env["bank.difference.wizard"]._open(self.journal)
        window = self.env["bank.difference.wizard"].browse(window["res_id"])
        self.assertFalse(window.is_known)
        self.assertFalse(self.journal.action_open_balance_chart()["domain"])
        self.make_statement([100], opening=250000, day=day(3, 9))
        domain = self.journal.action_open_balance_chart()["domain"]
        self.assertEqual(domain, [("date", ">=", day(3, 9))])

    def test_drill_down_from_day_to_entry(self):
        """A day's bank lines beside its entries."""
        made = self.make_statement([100])
        entry = self.make_entry(9)
        one = self.env["bank.balance.day"].search(
            [("journal_id", "=", self.journal.id), ("date", "=", DAY)]
        )
        self.assertEqual(one.difference, -9)
        action = one.action_open_movements()
        rows = self.env["bank.balance.movement"].search(action["domain"])
        self.assertEqual(rows.move_id, entry | made.line_ids.move_id)
        row = rows.filtered(lambda r: r.move_id == entry)
        self.assertEqual(row.action_open()["res_id"], entry.id)


class TestEmptyStatement(ControlCase):
    """Stored by accident, without lines: every button says what is missing."""

    def test_buttons_refuse_in_words(self):
        made = self.env["account.bank.statement"].create({})
        for name in (
            "action_close",
            "action_confirm_opening",
            "action_print_reconciliation",
            "action_open_days",
            "action_explain",
        ):
            with self.subTest(name), self.assertRaisesRegex(UserError, "no lines yet"):
                getattr(made, name)()
        made.unlink()


class TestWaiting(ControlCase):
    """What is in suspense and what waits for the bank follows the items."""

    def test_suspense_account_stays_while_lines_are_open(self):
        made = self.make_statement([100])
        other = self.suspense.copy({"name": "Other Suspense"})
        with self.assertRaisesRegex(UserError, "1 bank lines"):
            self.journal.suspense_account_id = other
        self.assertEqual(self.balances()["suspense"], 100)
        made.line_ids._ignore("not ours")
        self.journal.suspense_account_id = other
        self.assertEqual(self.journal.suspense_account_id, other)

    def test_payment_cleared_by_an_entry_waits_no_longer(self):
        payment = self.pay(self.invoice(40), day=day(3, 2))
        account = payment.outstanding_account_id
        self.assertEqual(self.balances(day=day(3, 9))["outstanding"], 40)
        cleared = self.make_entry(-15, day(3, 5), account=account)
        items = (payment.move_id | cleared).line_ids
        items.filtered(lambda one: one.account_id == account).reconcile()
        self.assertEqual(self.balances(day=day(3, 4))["outstanding"], 40)
        found = self.balances(day=day(3, 9))
        self.assertEqual(found["outstanding"], 25)
        self.assertEqual(found["company"]["outstanding"], 25)
