"""History and raw files: older files later, archived accounts, what the bank sent."""

import os
from datetime import date, datetime, timedelta

from bank_common import IBAN
from camt_files import camt053, entry, statement
from http_common import PASSWORD, HttpBankCase
from import_common import SourceCase, StoreCase

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user

JANUARY = date(2026, 1, 5)


class TestFirstFetch(SourceCase):
    """A folder with years of files does not flood the books."""

    def put_aged(self, name, days, amount):
        one = statement(IBAN, [entry(amount, name)], number=name)
        self.put(**{name: camt053(one)})
        changed = (datetime.now() - timedelta(days=days)).timestamp()
        os.utime(self.folder / f"{name}.xml", (changed, changed))

    def fetch(self, source):
        """Fetch, and return the amounts that came."""
        before = self.all_lines()
        source.action_fetch()
        return sorted((self.all_lines() - before).mapped("amount"))

    def setUp(self):
        super().setUp()
        self.put_aged("old", 400, 1)
        self.put_aged("newer", 80, 2)
        self.put_aged("today", 0, 3)

    def test_window_of_the_first_fetch_and_more_later(self):
        source = self.source(first_fetch_days=90)
        self.assertEqual(self.fetch(source), [2, 3])
        today = fields.Date.today()
        self.assertLessEqual(abs((today - source.fetch_from).days - 90), 1)
        self.assertEqual(source.older_count, 1)
        self.assertEqual(self.fetch(source), [], "the window stays")
        source.fetch_from = False
        self.assertEqual(self.fetch(source), [1])
        self.assertEqual(source.older_count, 0)

    def test_everything_without_a_window(self):
        self.assertEqual(self.fetch(self.source()), [1, 2, 3])

    def test_connection_test_counts_what_would_come(self):
        source = self.source(fetch_from=fields.Date.today() - timedelta(days=90))
        message = source.action_test()["params"]["message"]
        self.assertIn("newer.xml", message)
        self.assertNotIn("old.xml", message)

    def test_menu_proposes_90_days(self):
        action = self.env.ref("bank_statement_intelligence.bank_import_source_action")
        self.assertIn("'default_first_fetch_days': 90", action.context)


class TestBackfill(StoreCase):
    """Older and overlapping files at any time, nothing twice."""

    def march(self):
        return self.send(statement(IBAN, [entry(10, "March")], 1000, number="3"))

    def states(self, *results):
        return [self.statement(result).balance_state for result in results]

    def test_older_statement_closes_the_gap_before_the_newer_one(self):
        self.send(
            statement(
                IBAN, [entry(5, "first", day=JANUARY)], 0, number="1", day=JANUARY
            ),
            name="1.xml",
        )
        march = self.march()
        self.assertEqual(self.states(march), ["gap"])
        february = date(2026, 2, 5)
        older = self.send(
            statement(
                IBAN,
                [entry(995, "older", day=february)],
                5,
                number="2",
                day=february,
            ),
            name="2.xml",
        )
        self.env.invalidate_all()
        self.assert_counts(older, "imported", new=1)
        self.assertNotIn("gap", self.states(march, older))
        lines = self.all_lines().sorted("internal_index")
        self.assertEqual(lines.mapped("amount"), [5, 995, 10])
        self.assertEqual(lines[-1].running_balance, 1010)

    def test_older_file_that_overlaps_adds_only_what_is_new(self):
        self.march()
        entries = [entry(400, "January", day=JANUARY), entry(10, "March")]
        result = self.send(statement(IBAN, entries, 600, number="Q1"), name="q.xml")
        self.assert_counts(result, "imported", new=1, known=1)
        self.assertIn("overlap", self.codes(result))
        self.assertEqual(sorted(self.all_lines().mapped("amount")), [10, 400])

    def test_same_history_in_other_pieces_adds_nothing(self):
        """The months one by one, then the whole year: nothing twice."""
        days = [date(2026, month, 5) for month in (1, 2, 3)]
        rows = [entry(month, f"m{month}", day=day) for month, day in enumerate(days, 1)]
        for number, (row, day) in enumerate(zip(rows, days, strict=True)):
            opening = sum(range(1, number + 1))
            one = statement(IBAN, [row], opening, number=str(number), day=day)
            self.send(one, name=f"{number}.xml")
        result = self.send(statement(IBAN, rows, 0, number="Y"), name="year.xml")
        self.assert_counts(result, "ignored", known=3)


class TestArchivedAccount(StoreCase):
    """What a closed account has stays readable; nothing new comes in unseen."""

    def test_everything_stays_readable(self):
        result = self.send(statement(IBAN, [entry(10, "x")]))
        self.journal.active = False
        self.env.invalidate_all()
        clerk = new_test_user(
            self.env, "clerk", "bank_statement_intelligence.group_bank_user"
        )
        api = self.env["bank.statement.api"].with_user(clerk)
        self.assertEqual(len(api.lines(journal_id=self.journal.id)), 1)
        self.assertEqual(api.balances(self.journal.id)["statement"], 10)
        file = self.file(result).with_user(clerk)
        self.assertIn("<Stmt>", file.raw_text)
        self.assertEqual(file.statement_ids.mapped("balance_end_real"), [10])
        self.assertEqual(file.line_ids.mapped("payment_ref"), ["x"])

    def test_new_file_of_it_says_so(self):
        self.journal.active = False
        result = self.send(statement(IBAN, [entry(10, "x")]))
        self.assert_refused(result, "archived_account")
        self.journal.active = True
        file = self.file(result)
        file.action_retry()
        self.assertEqual(file.state, "imported")


class TestRawFile(StoreCase):
    def test_shown_as_received(self):
        data = camt053(statement(IBAN, [entry(10, "Blåbær")]))
        file = self.file(self.import_bytes(data, match=False))
        self.assertEqual(file.raw_text, data.decode())
        self.assertEqual(file._get_bytes(), data)

    def test_old_encodings_archives_and_long_files(self):
        for data, shown in (
            ("Blåbær;1".encode("latin-1"), "Blåbær;1"),
            ("Blåbær;1".encode("utf-16"), "Blåbær;1"),
            (b"PK\x03\x04rest", "download"),
            (b"a\x00b", "zero byte"),
            (b"x" * 300_000, "and more"),
        ):
            with self.subTest(data[:10]):
                file = self.file(self.import_bytes(data, "f.txt", match=False))
                self.assertIn(shown, file.raw_text)
                self.assertLess(len(file.raw_text), 201_000)

    def test_nobody_changes_it(self):
        file = self.file(self.send(statement(IBAN, [entry(10, "x")])))
        manager = new_test_user(
            self.env, "manager", "bank_statement_intelligence.group_bank_manager"
        )
        for name in ("content", "raw_text", "checksum"):
            with self.subTest(name), self.assertRaises(UserError):
                file.with_user(manager).write({name: "b3RoZXI="})


class TestRawFileOverHttp(HttpBankCase):
    """Who may not read bank files does not get one by its address."""

    def get(self, login):
        self.authenticate(login, PASSWORD)
        return self.url_open(self.file.action_download()["url"])

    def add_user(self, login, groups, company=None):
        company = company or self.company
        return new_test_user(
            self.env,
            login,
            groups,
            password=PASSWORD,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    def test_download_is_exact_and_guarded(self):
        data = camt053(statement(IBAN, [entry(10, "Blåbær")]))
        answer = self.import_bytes(data, match=False)
        self.file = self.env["bank.import.file"].browse(answer["file_id"])
        response = self.get(self.clerk.login)
        self.assertEqual((response.status_code, response.content), (200, data))
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.add_user("raw.employee", "base.group_user")
        other = self.setup_other_company()["company"]
        groups = "bank_statement_intelligence.group_bank_manager"
        self.add_user("raw.stranger", groups, other)
        for login in ("raw.employee", "raw.stranger"):
            with self.subTest(login):
                response = self.get(login)
                self.assertNotEqual(response.status_code, 200)
                self.assertNotIn(IBAN.encode(), response.content)
