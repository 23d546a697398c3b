"""What one request cannot do is left to the scheduled action, in parts."""

import contextlib
import json
from unittest.mock import patch

from bank_common import IBAN
from camt_files import camt053, entry, statement
from import_common import NEXT_DAY, SourceCase
from psycopg2.errors import SerializationFailure

from odoo.tools import mute_logger

from odoo.addons.bank_statement_intelligence.models.intake import emails
from odoo.addons.bank_statement_intelligence.models.lines import requests

ROWS = [entry(-5, "Coffee"), entry(10, "A"), entry(-5, "Coffee"), entry(-5, "Coffee")]
ROOM = "odoo.addons.bank_statement_intelligence.models.intake"


class QueuedCase(SourceCase):
    def setUp(self):
        super().setUp()
        self.set_limit(3)

    def set_limit(self, number):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(requests.PARAMETER, number)

    @staticmethod
    def flush(cron, _done=0):
        cron.env.flush_all()

    def run_part_of_schedule(self, parts):
        """Run the scheduled action; it is killed after so many parts."""
        cls = type(self.env["bank.import.service"])
        plain, left = cls._store, [parts]

        def store(service, *args):
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            return plain(service, *args)

        with (
            patch.object(requests, "PART", 2),
            patch.object(cls, "_store", store),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", self.flush),
            # Odoo's assertRaises would take the first parts back
            contextlib.suppress(KeyboardInterrupt),
        ):
            self.env["bank.import.service"]._import_queued()
        self.env.invalidate_all()


class TestQueuedImport(QueuedCase):
    def assert_queued(self, file):
        self.assertEqual(file.state, "queued")
        self.assertIn("4 entries", file.message_text)
        self.assertIn("scheduled action", file.message_text)
        self.assertFalse(file.line_ids or file.error_code)

    def assert_complete(self, file):
        self.assertEqual((file.state, file.new_count), ("imported", 4))
        self.assertEqual(sorted(self.all_lines().mapped("amount")), [-5, -5, -5, 10])
        self.assertEqual(len(file.statement_ids), 1)
        self.assertTrue(file.statement_ids.is_complete)

    def test_over_the_facade(self):
        self.journal.match_automation = "post"
        result = self.send(statement(IBAN, ROWS))
        self.assert_queued(self.file(result))
        self.assertEqual((result["state"], result["run_id"]), ("queued", False))
        self.run_schedule()
        self.assert_complete(self.file(result))
        self.assertTrue(self.env["bank.match.run"].search([("line_count", "=", 4)]))

    def test_by_the_buttons(self):
        source = self.source()
        self.put(a=camt053(statement(IBAN, ROWS)))
        source.action_fetch()
        self.assert_queued(source.file_ids)
        source.file_ids.action_retry()
        self.assert_queued(source.file_ids)
        self.run_schedule()
        self.assert_complete(source.file_ids)

    def test_same_file_again_while_it_waits(self):
        first = self.send(statement(IBAN, ROWS))
        second = self.send(statement(IBAN, ROWS))
        self.assertEqual(first["file_id"], second["file_id"])
        self.run_schedule()
        self.assert_complete(self.file(first))

    def test_small_files_are_read_at_once_until_it_is_enough(self):
        source = self.source()
        for number in range(5):
            rows = [entry(number + 1, "A"), entry(number + 11, "B")]
            self.put(**{f"n{number}": camt053(statement(IBAN, rows, number=number))})
        source.action_fetch()
        self.assertEqual(len(source.file_ids), 2)
        self.assertIn("rest", source.last_error)
        self.run_schedule()
        self.assertEqual((len(source.file_ids), source.last_error), (5, False))
        self.assertEqual(len(self.all_lines()), 10)

    def test_killed_between_parts_goes_on(self):
        """Equal entries of other parts and of another statement stay what they are."""
        self.set_limit(9)
        self.send(statement(IBAN, [entry(-5, "Coffee")], 105, number="6"))
        self.set_limit(3)
        sent = statement(IBAN, ROWS, 100, number="7", day=NEXT_DAY)
        file = self.file(self.send(sent))
        self.run_part_of_schedule(1)
        self.assertEqual((file.state, len(file.line_ids)), ("queued", 2))
        waiting = self.env["bank.match.engine"]._get_waiting_lines(self.journal)
        self.assertFalse(waiting & file.line_ids)
        self.assertFalse(self.env["bank.match.engine"]._get_matchable(file.line_ids))
        with patch.object(requests, "PART", 2):
            self.run_schedule()
        self.env.invalidate_all()
        self.assertEqual((file.state, file.new_count), ("imported", 4))
        self.assertEqual(sorted(file.line_ids.mapped("amount")), [-5, -5, -5, 10])
        self.assertEqual(len(self.all_lines()), 5)
        self.assertEqual(len(file.statement_ids), 1)
        self.assertEqual(file.statement_ids.balance_end_real, 95)
        self.assertTrue(file.statement_ids.is_complete)
        self.assertFalse(self.all_lines().filtered("duplicate_of_id"))
        self.assert_counts(self.send(sent, name="x.xml"), "queued")
        self.run_schedule()
        self.assertEqual(len(self.all_lines()), 5)

    def test_killed_between_parts_can_be_undone(self):
        file = self.file(self.send(statement(IBAN, ROWS)))
        self.run_part_of_schedule(1)
        file.action_undo_import()
        self.assertFalse(self.all_lines())
        self.run_schedule()
        self.assertEqual((file.state, len(self.all_lines())), ("undone", 0))

    def test_failure_between_parts_takes_all_back(self):
        file = self.file(self.send(statement(IBAN, ROWS)))
        self.run_part_of_schedule(1)
        self.assertEqual(len(file.line_ids), 2)
        cls = type(self.env["bank.import.service"])
        failure = ValueError("nobody thought of this")
        with (
            patch.object(cls, "_store", side_effect=failure),
            mute_logger(f"{ROOM}.import_service"),
        ):
            self.run_schedule()
        self.env.invalidate_all()
        self.assertEqual((file.state, file.error_code), ("error", "unexpected"))
        self.assertFalse(self.all_lines())
        self.set_limit(9)
        file.action_retry()
        self.assert_complete(file)

    def test_email_that_met_another_change_waits(self):
        self.set_limit(9)
        failure = SerializationFailure("could not serialize access")
        file = self.env["bank.import.file"]._receive(
            "a.xml", camt053(statement(IBAN, ROWS)), self.company
        )
        cls = type(self.env["bank.import.service"])
        with patch.object(cls, "_import", side_effect=failure):
            emails.take_in(file)
        self.assertEqual(file.state, "queued")
        self.run_schedule()
        self.assert_complete(file)

    def test_without_the_setting_only_web_requests_have_a_limit(self):
        self.set_limit("")
        self.assertIsNone(requests.get_most_lines(self.env))
        with patch.object(requests.http, "request", True):
            most = requests.get_most_lines(self.env)
        self.assertGreater(most, 1000)
        cron = self.env(context={"cron_id": 1})
        self.assertEqual(requests.get_most_lines(cron), requests.PART)


class TestQueuedRun(QueuedCase):
    def setUp(self):
        super().setUp()
        self.journal.match_automation = "off"
        invoices = [self.invoice(100 + number) for number in range(5)]
        self.lines_ = [self.line(i.amount_total, i.name) for i in invoices]
        self.waiting = self.lines_[0].union(*self.lines_)

    def run_again(self):
        job = self.env.ref("bank_statement_intelligence.ir_cron_match_again")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.env.invalidate_all()

    def test_over_the_facade(self):
        answer = self.api.run_matching(line_ids=self.waiting.ids, mode="post")
        self.assertEqual((answer["state"], answer["lines"]), ("queued", 5))
        json.dumps(answer)
        self.assertFalse(self.waiting.match_proposal_ids)
        self.run_again()
        run = self.env["bank.match.run"].browse(answer["run_id"])
        self.assertEqual((run.state, run.reconciled_count), ("done", 5))
        self.assertEqual(set(self.waiting.mapped("match_state")), {"reconciled"})
        self.assertFalse(run.request)

    def test_by_the_button(self):
        action = self.waiting.action_match()
        self.assertIn("scheduled action", action["params"]["message"])
        self.run_again()
        self.assertTrue(all(line.match_proposal_ids for line in self.waiting))

    def test_few_lines_are_matched_at_once(self):
        self.assertIs(self.waiting[:2].action_match(), True)
        self.assertTrue(all(line.match_proposal_ids for line in self.waiting[:2]))

    def test_one_that_fails_is_shown_as_interrupted(self):
        answer = self.api.run_matching(line_ids=self.waiting.ids, mode="propose")
        cls = type(self.env["bank.match.engine"])
        room = "odoo.addons.bank_statement_intelligence.models.settlement"
        with (
            patch.object(cls, "_match", side_effect=ValueError("out of paper")),
            mute_logger(f"{room}.match_service"),
        ):
            self.run_again()
        run = self.env["bank.match.run"].browse(answer["run_id"])
        self.assertEqual(run.state, "interrupted")
