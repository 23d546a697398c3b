"""A scheduled run stops where a person wants it, or where its process has no time."""

import json
import time
from dataclasses import astuple
from unittest.mock import patch

from bank_common import BankMatchCommon

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from odoo.addons.bank_statement_intelligence.models.lines import bank_schedule
from odoo.addons.bank_statement_intelligence.models.matching.context import AS_USUAL
from odoo.addons.bank_statement_intelligence.models.settlement import posting_set
from odoo.addons.bank_statement_intelligence.models.settlement.progress import CHANNEL


class TestStoppedRuns(BankMatchCommon):
    def setUp(self):
        super().setUp()
        self.journal.match_automation = "post"
        invoices = [self.invoice(100 + number) for number in range(5)]
        lines = [self.line(i.amount_total, i.name) for i in invoices]
        self.lines_ = lines[0].union(*lines)
        self.runs = self.env["bank.match.run"]

    def schedule(self, after_part=lambda: None, **context):
        """Match as the scheduled action does, two lines to a part; return the run."""

        def commit(cron, _done=0):
            cron.env.flush_all()
            after_part()

        cls = type(self.env["ir.cron"])
        service = self.env["bank.match.service"].with_context(**context)
        with (
            patch.object(posting_set, "CHUNK", 2),
            patch.object(posting_set, "LARGE_CHUNK", 2),
            patch.object(cls, "_commit_progress", commit),
        ):
            service._match_waiting("cron")
        self.env.invalidate_all()
        return self.runs.search([("line_count", ">=", 2)], limit=1)

    def queue(self):
        """Return a run that waits for the scheduled action."""
        request = {"act": "match", "lines": self.lines_.ids}
        request["limits"] = astuple(AS_USUAL)
        return self.runs._queue(self.lines_, "post", "api", request)

    def get_states(self):
        return sorted(self.lines_.match_proposal_ids.mapped("state"))

    def stop_after_first_part(self):
        run = self.runs.search([("state", "=", "running")])
        if run.done_count == 2 and not run.sudo().stop_ids:
            self.assertEqual((run.to_post_count, run.progress), (5, 40))
            action = run.action_stop()
            self.assertIn("next run", action["params"]["message"])

    def test_by_the_button(self):
        run = self.schedule(self.stop_after_first_part)
        self.assertEqual((run.state, run.posted_count), ("stopped", 2))
        self.assertEqual(run.reconciled_count, 2)
        self.assertEqual(self.get_states(), ["posted"] * 2 + ["proposed"] * 3)
        run = self.schedule()
        self.assertEqual((run.state, run.posted_count), ("done", 3))
        self.assertEqual(self.get_states(), ["posted"] * 5)

    def test_without_time_it_leaves_the_rest(self):
        run = self.schedule(**{bank_schedule.DEADLINE: time.monotonic()})
        self.assertEqual((run.state, run.posted_count), ("done", 0))
        self.assertEqual(self.get_states(), ["proposed"] * 5)

    def test_one_that_waits_never_begins(self):
        self.journal.match_automation = "off"
        run = self.queue()
        run.action_stop()
        self.assertEqual((run.state, run.request), ("stopped", False))
        self.schedule()
        self.assertEqual(run.state, "stopped")
        self.assertFalse(self.lines_.match_proposal_ids)

    def test_readers_stop_nothing(self):
        run = self.queue()
        reader = new_test_user(self.env, "reader", "account.group_account_readonly")
        with self.assertRaises(AccessError):
            run.with_user(reader).action_stop()

    def test_who_started_it_hears_how_far_it_is(self):
        self.schedule()
        self.env.cr.precommit.run()
        sent = self.env["bus.bus"].sudo().search([], order="id").mapped("message")
        told = [json.loads(text) for text in sent]
        told = [one["payload"] for one in told if one["type"] == CHANNEL]
        # what was found, and three parts
        self.assertEqual([one["progress"] for one in told], [0, 40, 80, 100])
