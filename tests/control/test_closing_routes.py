"""Closed statements refuse every other route: RPC, import of tables, worksheet.

What the screens and Python do is in ``test_closing_guard``.
"""

import json

import requests
from bank_common import IBAN
from camt_files import camt053, entry, statement
from control_common import ClosingCase, GuardCase, day
from http_common import HttpBankCase

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user

LINE = "account.bank.statement.line"
STATEMENT = "account.bank.statement"


class TestHttp(GuardCase, HttpBankCase):
    """By `/json/2`, as the accounting manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key = cls.new_key(cls.boss)

    def call(self, model, method, **values):
        return self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(values),
            method="POST",
            headers={
                "Authorization": f"bearer {self.key}",
                "Content-Type": "application/json",
                "X-Odoo-Database": self.env.cr.dbname,
            },
        )

    def test_every_call_is_refused(self):
        line, made, move = self.line_.id, self.made.id, self.entry.id
        before = self.picture()
        calls = [
            (LINE, "write", {"ids": [line], "vals": {"amount": 1}}),
            (LINE, "write", {"ids": [line], "vals": {"is_closed": False}}),
            (LINE, "unlink", {"ids": [line]}),
            (LINE, "action_undo_reconciliation", {"ids": [line]}),
            (LINE, "action_undo_match", {"ids": [line]}),
            (STATEMENT, "write", {"ids": [made], "vals": {"close_state": "open"}}),
            (STATEMENT, "write", {"ids": [made], "vals": {"balance_end_real": 1}}),
            (STATEMENT, "unlink", {"ids": [made]}),
            ("account.move", "button_draft", {"ids": [move]}),
            ("account.move", "write", {"ids": [move], "vals": {"date": "2026-03-30"}}),
            (
                "account.move.line",
                "write",
                {"ids": self.counterpart.ids, "vals": {"account_id": self.expense.id}},
            ),
            (
                "bank.statement.api",
                "ignore_lines",
                {"line_ids": [line], "reason": "x"},
            ),
        ]
        for model, method, values in calls:
            with self.subTest(f"{model}.{method}"):
                answer = self.call(model, method, **values)
                self.assertGreaterEqual(answer.status_code, 400)
                self.assertLess(answer.status_code, 500, answer.text)
                self.assertEqual(before, self.picture())

    def test_undo_says_why_not(self):
        before = self.picture()
        answer = self.call("bank.statement.api", "undo", line_ids=self.line_.ids)
        self.assertEqual(answer.status_code, requests.codes.ok, answer.text)
        self.assertIn("closed", answer.json()["refused"][0]["reason"])
        self.assertEqual(before, self.picture())

    def test_verify_log_and_health_over_http(self):
        answer = self.call("bank.statement.api", "verify_log")
        self.assertEqual(answer.status_code, requests.codes.ok, answer.text)
        facts = answer.json()
        self.assertTrue(facts["intact"])
        self.assertEqual(
            facts["rows"], self.log.search_count([("company_id", "=", self.company.id)])
        )
        answer = self.call("bank.statement.api", "health", journal_ids=self.journal.ids)
        (row,) = answer.json()
        self.assertEqual(row["automation"], self.journal.match_automation)


class TestImportOfTables(GuardCase):
    """The import button of core writes through ``load``."""

    def load(self, record, fields, values):
        records = record.with_user(self.boss)
        found = records.load([".id", *fields], [[str(record.id), *values]])
        self.assertTrue(found["messages"])
        self.assertFalse(found["ids"])

    def test_nothing_is_imported_over_it(self):
        before = self.picture()
        for record, fields, values in (
            (self.line_, ["payment_ref"], ["changed"]),
            (self.line_, ["amount"], ["1"]),
            (self.line_, ["date"], ["2026-03-30"]),
            (self.made, ["balance_end_real"], ["1"]),
            (self.made, ["close_state"], ["Open"]),
            (self.entry, ["date"], ["2026-03-30"]),
            (self.counterpart, ["partner_id/.id"], [str(self.fjord.id)]),
        ):
            with self.subTest(f"{record._name} {fields}"):
                self.load(record, fields, values)
                self.assertEqual(before, self.picture())

    def test_a_new_line_for_it(self):
        before = self.picture()
        found = (
            self.env[LINE]
            .with_user(self.boss)
            .load(
                ["journal_id/.id", "date", "amount", "payment_ref", "statement_id/.id"],
                [[str(self.journal.id), "2026-03-20", "5", "x", str(self.made.id)]],
            )
        )
        self.assertTrue(found["messages"])
        self.assertEqual(before, self.picture())


class TestWorksheet(GuardCase):
    def test_verbs(self):
        """A verb either refuses or changes nothing."""
        worksheet = self.env["bank.worksheet"].with_user(self.boss)
        line, both = self.line_.id, self.made.line_ids.ids
        entry = {"account_id": self.expense.id, "amount": self.line_.amount}
        before = self.picture()
        for verb in (
            lambda: worksheet.settle(line, entries=[entry]),
            lambda: worksheet.undo(both),
            lambda: worksheet.match(both),
            lambda: worksheet.toggle_manual(both),
            lambda: worksheet.combine(both),
            lambda: worksheet.restore(both),
            lambda: worksheet.edit(line, {"payment_ref": "x"}),
            lambda: worksheet.run(self.journal.id, "post"),
        ):
            try:
                with self.env.cr.savepoint():
                    verb()
            except UserError:
                self.env.invalidate_all()
            self.assertEqual(before, self.picture())


class TestDetails(GuardCase):
    def advice(self, line):
        """Return details that fit a bank line, as a file of the bank tells them."""
        return (
            self.env["bank.line.advice"]
            .sudo()
            .create(
                {
                    "fingerprint": "details",
                    "journal_id": self.journal.id,
                    "date": line.date,
                    "amount": line.amount,
                    "currency_id": line.currency_id.id,
                    "payment_count": 1,
                    "reference": line.payment_ref,
                    "detail_ids": [
                        Command.create({"amount": line.amount, "text": "who paid"})
                    ],
                }
            )
        )

    def test_details_that_come_later_wait(self):
        """They neither change the closed line nor keep the file from being imported."""
        advice = self.advice(self.line_)
        before = self.picture()
        data = camt053(
            statement(IBAN, [entry(5, "x", day=day(3, 12))], opening=350, number="8")
        )
        answer = self.import_bytes(data, match=False)
        self.assertEqual(answer["state"], "imported", answer["errors"])
        self.assertEqual(before, self.picture())
        self.assertEqual(advice.state, "waiting")
        self.assertFalse(self.line_.detail_ids)
        self.assert_kept(
            lambda: advice.detail_ids.write({"statement_line_id": self.line_.id})
        )
        self.closing._reopen(self.made, "details came")
        self.env["bank.advice.store"]._attach(self.journal)
        self.assertEqual(advice.state, "attached")
        self.assertEqual(self.line_.detail_ids.text, "who paid")


class TestFile(ClosingCase):
    def test_the_raw_file_is_kept(self):
        invoice = self.invoice(100, day=day(3, 1))
        data = camt053(
            statement(IBAN, [entry(100, invoice.name, day=day(3, 5))], opening=0)
        )
        self.journal.match_automation = "post"
        answer = self.import_bytes(data)
        made = self.env[STATEMENT].browse(answer["statement_ids"])
        closing = self.close(made)
        file = made.import_file_id.sudo()
        said = closing._read_certificate()
        self.assertIn(file.checksum, json.dumps(said))
        for action in (
            file.unlink,
            lambda: file.write({"content": "eA=="}),
            lambda: made.write({"import_file_id": False}),
        ):
            with self.assertRaises(UserError):
                action()
        self.assertEqual(made.import_file_id, file)
        self.assertEqual(self.certificates._verify(closing), [])


class TestOtherRoutes(GuardCase):
    def test_review_is_logged_and_changes_nothing(self):
        """A sign-off is no change; the log has it."""
        self.made.action_review()
        self.made.action_withdraw_review()
        rows = self.log.search([("action", "=", "review")], order="id")
        self.assertEqual(rows.mapped("res_id"), self.made.ids * 2)
        self.assertIn(self.env.user.name, rows[0].summary)
        self.assertEqual(self.certificates._verify(self.closing_), [])
        self.assertEqual(self.log._verify(self.company), [])

    def test_combined_lines_stay_combined(self):
        invoice = self.invoice(1000)
        rows = [(300, "Rate"), (700, "Rate")]
        made = self.make_statement(rows, opening=350, day=day(3, 12))
        made.line_ids.action_combine()
        group = made.line_ids.line_group_id
        self.run_matching(made.line_ids)
        made.line_ids[0].action_approve_best()
        self.assertEqual(invoice.payment_state, "paid")
        self.close(made)
        with self.assertRaises(UserError):
            group.sudo().unlink()
        self.assertEqual(made.line_ids.line_group_id, group)

    def test_journal(self):
        """The journal stays a bank journal with its account and currency."""
        journal = self.journal.with_user(self.boss)
        euro = self.setup_other_currency("EUR")
        self.assert_kept(
            lambda: journal.write({"type": "general"}),
            lambda: journal.write({"currency_id": euro.id}),
            lambda: journal.write({"default_account_id": self.expense.id}),
        )

    def test_paying_partner_is_merged_away(self):
        """A merge may not change what was certified without being told."""
        other = self.env["res.partner"].create({"name": "Twin"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.nordvik | other).ids, other)
        self.env.invalidate_all()
        told = self.certificates._verify(self.closing_)
        self.assertEqual(self.made.close_state, "closed")
        self.assertTrue(told)

    def test_reversing_and_unreconciling_the_bank_entry(self):
        """From the bank's side nothing comes apart."""
        reversal = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=self.entry.ids)
            .create({"journal_id": self.journal.id, "date": "2026-03-30"})
        )
        item = self.counterpart.with_user(self.boss)
        listed = item.with_context(active_ids=item.ids)
        self.assert_kept(
            reversal.reverse_moves,
            lambda: self.entry.with_user(self.boss)._reverse_moves(),
            item.remove_move_reconcile,
            listed.action_unreconcile_match_entries,
        )

    def test_reader_of_another_company_sees_nothing(self):
        other = self.setup_other_company(name="Other AS")["company"]
        user = new_test_user(
            self.env,
            "elsewhere",
            "base.group_user,account.group_account_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for record in (self.made, self.line_, self.closing_):
            self.assertFalse(record.with_user(user).search([("id", "=", record.id)]))
        self.assertEqual(self.made.closed_on.date(), day(*self.today()))

    def today(self):
        now = self.env.cr.now()
        return now.month, now.day, now.year
