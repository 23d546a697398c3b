"""Is each bank account fed and worked on?"""

import base64
from datetime import timedelta

from control_common import TODAY, HealthCase, day

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user


class TestFeed(HealthCase):
    def test_all_is_well(self):
        self.received_daily(TODAY)
        self.journal.match_automation = "post"
        facts = self.look()
        self.assertEqual((facts["state"], facts["findings"]), ("ok", []))
        self.assertEqual(facts["rhythm"]["kind"], "daily")
        self.assertEqual(facts["last_statement"], str(TODAY))
        self.assertEqual(facts["last_file"]["format"], "camt.053")
        self.assertEqual(facts["sources"], ["SFTP"])
        self.assertEqual(facts["missing_numbers"], [])

    def test_nothing_came_for_too_long(self):
        """No file for n bank days, with the format to ask the bank for."""
        self.received_daily(TODAY)
        expected = fields.Date.to_date(self.look()["expected_by"])
        self.assertNotIn("no_file", self.codes(self.look(today=expected)))
        late = self.look(today=expected + timedelta(days=3))
        self.assertEqual(late["state"], "problem")
        (finding,) = [one for one in late["findings"] if one["code"] == "no_file"]
        self.assertIn("daily", finding["message"])
        self.assertIn("camt.053", finding["action"])

    def test_nothing_for_a_month_and_no_rhythm_known(self):
        self.received(day(3, 2))
        self.assertNotIn("no_file", self.codes(self.look()))
        late = self.look(today=day(5, 20))
        self.assertIn("no_file", self.codes(late, "attention"))
        later = self.look(today=day(12, 31, 2028))
        self.assertEqual(later["last_statement"], "2026-03-02")

    def test_a_file_with_nothing_new_is_a_sign_of_life(self):
        self.received_daily(TODAY)
        later = TODAY + timedelta(days=20)
        self.assertIn("no_file", self.codes(self.look(today=later)))
        self.source.last_file_on = later - timedelta(days=1)
        self.assertNotIn("no_file", self.codes(self.look(today=later)))

    def test_missing_statement_numbers(self):
        for number, on in (("7", 2), ("8", 3), ("9", 4), ("11", 6), ("12", 9)):
            self.received(day(3, on), number)
        facts = self.look()
        self.assertEqual(facts["missing_numbers"], ["10"])
        self.assertIn("missing_numbers", self.codes(facts, "attention"))

    def test_gaps_between_statements(self):
        self.received(day(3, 2))
        self.make_statement([5], opening=400, day=day(3, 3))
        self.assertIn("gaps", self.codes(self.look(), "attention"))

    def test_opening_balance_to_confirm(self):
        """Asked for until it is confirmed or booked."""
        self.make_statement([5], opening=400, day=day(3, 3))
        self.assertIn("opening_balance", self.codes(self.look(), "attention"))
        self.make_entry(400, day(3, 2))
        self.assertNotIn("opening_balance", self.codes(self.look()))

    def test_source(self):
        """No source, one that is switched off, one that cannot be read."""
        self.source._set_result(0, 0, "no such folder", scheduled=True)
        self.assertIn("source_failing", self.codes(self.look(), "attention"))
        self.source._set_result(0, 0, "no such folder", scheduled=True)
        failing = self.look()["findings"][0]
        self.assertEqual(
            (failing["code"], failing["level"]), ("source_failing", "problem")
        )
        self.assertIn("no such folder", failing["action"])
        self.source.active = False
        self.assertIn("source_off", self.codes(self.look(), "problem"))
        self.source.unlink()
        self.assertIn("no_source", self.codes(self.look(), "problem"))
        self.received(day(3, 2))
        self.assertIn("no_source", self.codes(self.look(), "info"))

    def test_account_number(self):
        self.journal.bank_account_id = False
        self.assertIn("no_account", self.codes(self.look(), "attention"))

    def test_files_with_errors(self):
        other = self.journal.copy({"name": "Other", "code": "BNK8"})
        values = {"content": base64.b64encode(b"x"), "state": "error", "name": "bad"}
        self.env["bank.import.file"].sudo().create(
            {**values, "source_id": self.source.id}
        )
        self.assertIn("bad_files", self.codes(self.look()))
        self.assertNotIn("bad_files", self.codes(self.look(other)))

    def test_details_without_a_line_are_told(self):
        self.received_daily(TODAY)
        advice = {
            "journal_id": self.journal.id,
            "date": TODAY - timedelta(days=20),
            "currency_id": self.currency.id,
            "amount": 100,
        }
        self.env["bank.line.advice"].sudo().create(
            [
                {**advice, "fingerprint": "1", "state": "tie"},
                {**advice, "fingerprint": "2"},
                {**advice, "fingerprint": "3", "date": TODAY},
            ]
        )
        found = self.look()
        self.assertIn("details_tie", self.codes(found, "attention"))
        self.assertIn("details_wait", self.codes(found, "info"))

    def test_a_file_of_no_known_account_is_told_once(self):
        """It is one finding, not one per account of the company."""
        others = [
            self.journal.copy({"name": f"B{n}", "code": f"B{n}", "sequence": 90 + n})
            for n in range(4)
        ]
        values = {"content": base64.b64encode(b"x"), "state": "error", "name": "bad"}
        self.env["bank.import.file"].sudo().create(values)
        journals = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "in", ("bank", "credit"))]
        )
        self.assertGreater(len(journals), len(others))
        found = self.health._get_health(journals, TODAY)
        told = [one for one in found.values() if "bad_files" in self.codes(one)]
        self.assertEqual(len(told), 1)

    def test_other_companies_do_not_count(self):
        other = self.setup_other_company(name="Other AS")
        theirs = other["default_journal_bank"]
        self.received_daily(TODAY)
        self.env["bank.import.file"].sudo().create(
            {
                "content": base64.b64encode(b"x"),
                "state": "error",
                "name": "bad",
                "company_id": other["company"].id,
            }
        )
        mine, facts = self.look(), self.look(theirs)
        self.assertNotIn("bad_files", self.codes(mine))
        self.assertIn("bad_files", self.codes(facts))
        self.assertEqual(facts["sources"], [])
        self.assertIsNone(facts["last_statement"])


class TestEngine(HealthCase):
    def test_automation_off(self):
        """Files arrive but nothing reconciles."""
        self.received(day(3, 19))
        self.journal.match_automation = "off"
        self.assertIn("automation_off", self.codes(self.look(), "attention"))

    def test_scheduled_action(self):
        self.cron.active = False
        self.assertIn("cron", self.codes(self.look(), "problem"))
        self.cron.write(
            {"active": True, "nextcall": fields.Datetime.now() - timedelta(days=3)}
        )
        self.assertIn("cron", self.codes(self.look(), "problem"))

    def test_why_a_run_found_nothing(self):
        self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("account_type", "in", ("asset_receivable", "liability_payable")),
            ]
        ).move_id.filtered(lambda move: move.state == "posted").button_draft()
        made = self.make_statement([(7, "/", day(3, 19))])
        self.run_matching(made.line_ids)
        facts = self.look()
        self.assertEqual(facts["last_run"]["lines"], 1)
        (finding,) = [f for f in facts["findings"] if f["code"] == "matched_nothing"]
        self.assertIn("no open invoice", finding["action"])
        self.assertIn(
            "Lines with neither partner nor usable text: 1", finding["action"]
        )
        self.invoice(50)
        made.line_ids.payment_ref = "a long text that names nothing"
        (finding,) = [
            f for f in self.look()["findings"] if f["code"] == "matched_nothing"
        ]
        self.assertIn("name no open document", finding["action"])

    def test_a_run_that_found_something(self):
        line = self.line(100, self.invoice(100).name)
        self.run_matching(line)
        facts = self.look()
        self.assertNotIn("matched_nothing", self.codes(facts))
        self.assertIn("to_approve", self.codes(facts, "info"))
        self.assertEqual(facts["open"], {line.match_state: 1})

    def test_old_lines(self):
        self.line(7, "riddle", day(2, 1))
        facts = self.look()
        self.assertIn("old_lines", self.codes(facts, "attention"))
        self.assertEqual(facts["oldest_open"], "2026-02-01")
        self.assertNotIn("old_lines", self.codes(self.look(today=day(2, 20))))


class TestPage(HealthCase):
    def test_fields_and_filter(self):
        self.source.unlink()
        self.assertEqual(self.journal.bank_health_state, "problem")
        self.assertIn("No source", self.journal.bank_health_summary)
        self.assertIn("text-bg-danger", self.journal.bank_health_html)
        found = self.env["account.journal"].search(
            [("type", "=", "bank"), ("bank_health_state", "=", "problem")]
        )
        self.assertIn(self.journal, found)
        self.assertFalse(self.company_data["default_journal_sale"].bank_health_state)

    def test_dashboard_hint(self):
        self.source.unlink()
        data = self.journal._get_journal_dashboard_data_batched()[self.journal.id]
        self.assertIn("No source", data["bank_health_hint"])
        action = self.journal.action_open_bank_health()
        self.assertEqual(action["res_id"], self.journal.id)

    def test_chart_is_of_one_account(self):
        """Amounts of several currencies do not add up."""
        action = self.env["account.journal"].action_open_balance_chart()
        journal = self.env["account.journal"].browse(
            action["context"]["search_default_journal_id"]
        )
        self.assertEqual((journal.type, journal.company_id), ("bank", self.company))
        action = self.journal.action_open_balance_chart()
        self.assertEqual(
            action["context"]["search_default_journal_id"], self.journal.id
        )

    def test_over_rpc(self):
        (facts,) = self.api.health(self.journal.ids)
        self.assertEqual(facts["journal_id"], self.journal.id)
        every = self.api.health()
        self.assertIn(self.journal.id, [one["journal_id"] for one in every])
        stranger = new_test_user(self.env, "stranger", "base.group_user")
        with self.assertRaises(UserError):
            self.api.with_user(stranger).health()

    def test_an_auditor_may_look(self):
        auditor = new_test_user(
            self.env,
            "auditor",
            "base.group_user,account.group_account_readonly",
            company_id=self.company.id,
        )
        self.received(day(3, 2))
        journal = self.journal.with_user(auditor)
        self.assertTrue(journal.bank_health_state)
        self.assertEqual(journal.bank_health_file, "2026-03-02.xml")

    def test_statements_do_not_grow_with_the_accounts(self):
        journals = self.journal
        for number in range(6):
            journal = self.journal.copy({"name": f"B{number}", "code": f"BX{number}"})
            journals |= journal
            self.received(day(3, 2), journal=journal)
        self.received(day(3, 2))

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.health._get_health(records, TODAY)
            return self.env.cr.sql_log_count - before

        count(journals)
        self.assertEqual(count(journals[:1]), count(journals))
