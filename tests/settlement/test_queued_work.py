"""Posting and undoing more than one request can is left to the scheduled action."""

import contextlib
import json
from unittest.mock import patch

from import_common import SourceCase
from psycopg2.errors import SerializationFailure

from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.bank_statement_intelligence.models.lines import requests
from odoo.addons.bank_statement_intelligence.models.settlement import posting_set

RUN = "bank.match.run"


class TestQueuedWork(SourceCase):
    def setUp(self):
        super().setUp()
        self.journal.match_automation = "off"
        invoices = [self.invoice(100 + number) for number in range(5)]
        lines = [self.line(i.amount_total, i.name) for i in invoices]
        self.waiting = lines[0].union(*lines)
        self.service._run(self.waiting, "propose", "button")
        self.set_limit(3)

    def set_limit(self, number):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(requests.PARAMETER, number)

    def schedule(self):
        job = self.env.ref("bank_statement_intelligence.ir_cron_match_again")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.env.invalidate_all()

    @property
    def last_run(self):
        return self.env[RUN].search([], limit=1)

    def assert_states(self, state):
        self.assertEqual(set(self.waiting.mapped("match_state")), {state})

    def post_all(self):
        self.set_limit(9)
        proposals = self.waiting.match_proposal_ids
        self.api.post(proposals.ids)
        self.assert_states("reconciled")
        self.set_limit(3)
        return proposals

    def test_approve_by_the_button(self):
        approver = new_test_user(
            self.env,
            "approver",
            "bank_statement_intelligence.group_bank_approver",
            company_id=self.company.id,
        )
        chosen = self.waiting.match_proposal_ids.with_user(approver)
        action = chosen.action_approve_and_post()
        self.assertIn("5 lines are too many", action["params"]["message"])
        self.assertEqual(set(chosen.mapped("state")), {"approved"})
        self.assertEqual(self.last_run.state, "queued")
        self.schedule()
        self.assert_states("reconciled")
        self.assertEqual((self.last_run.state, self.last_run.mode), ("done", "post"))
        counterpart = self.waiting[:1].move_id.line_ids.matched_credit_ids
        counterpart |= self.waiting[:1].move_id.line_ids.matched_debit_ids
        self.assertEqual(counterpart.create_uid, approver)

    def test_approve_over_the_facade(self):
        proposals = self.waiting.match_proposal_ids
        answer = self.api.post(proposals.ids)
        self.assertEqual({row["state"] for row in answer}, {"approved"})
        self.assertIn("scheduled action", answer[0]["error"])
        json.dumps(answer)
        self.schedule()
        self.assert_states("reconciled")

    def test_what_cannot_be_posted_stands_on_the_run(self):
        proposals = self.waiting.match_proposal_ids
        self.api.post(proposals.ids)
        paid = proposals[:1].line_ids.move_line_id.move_id
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=paid.ids
        ).create({}).action_create_payments()
        self.schedule()
        self.assertEqual((self.last_run.state, self.last_run.error_count), ("done", 1))
        self.assertTrue(self.last_run.errors)
        self.assertEqual(len(self.waiting._get_posted()), 4)

    def test_undo_by_the_buttons(self):
        self.post_all()
        run = self.waiting.match_proposal_ids.run_id
        action = self.waiting.action_undo_match()
        self.assertIn("5 lines are too many", action["params"]["message"])
        self.assert_states("reconciled")
        self.schedule()
        self.assertFalse(self.waiting._get_posted())
        self.assertEqual(self.last_run.mode, "undo")
        self.assertEqual(run.state, "done")

    def test_undo_of_a_run(self):
        self.set_limit(9)
        answer = self.api.run_matching(line_ids=self.waiting.ids, mode="post")
        run = self.env[RUN].browse(answer["run_id"])
        self.assert_states("reconciled")
        self.set_limit(3)
        wizard = self.env["bank.undo.wizard"].browse(run.action_ask_undo()["res_id"])
        action = wizard.action_undo()
        self.assertIn("scheduled action", action["params"]["message"])
        self.assertEqual(run.state, "done")
        self.schedule()
        self.assertEqual(run.state, "undone")
        self.assertFalse(self.waiting._get_posted())

    def test_undo_over_the_facade(self):
        self.post_all()
        answer = self.api.undo(line_ids=self.waiting.ids)
        self.assertEqual(answer, {"undone": [], "refused": [], "state": "queued"})
        self.schedule()
        self.assertFalse(self.waiting._get_posted())

    def test_what_cannot_be_undone_stands_on_the_run(self):
        self.post_all()
        self.api.undo(line_ids=self.waiting.ids)
        self.company.fiscalyear_lock_date = max(self.waiting.mapped("date"))
        self.schedule()
        self.assertEqual((self.last_run.state, self.last_run.error_count), ("done", 5))
        self.assertIn(self.waiting[0].payment_ref, self.last_run.errors)
        self.assert_states("reconciled")

    def test_killed_between_parts_goes_on(self):
        self.post_all()
        self.api.undo(line_ids=self.waiting.ids)
        cls = type(self.env["bank.undo.service"])
        plain, left = cls._undo_chunk, [1]

        def undo(service, *chunk):
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            return plain(service, *chunk)

        with (
            patch.object(posting_set, "CHUNK", 2),
            patch.object(posting_set, "LARGE_CHUNK", 2),
            patch.object(cls, "_undo_chunk", undo),
            patch.object(type(self.env["ir.cron"]), "_commit_progress"),
            contextlib.suppress(KeyboardInterrupt),
        ):
            self.env["bank.queued.work"]._do_all()
        self.env.invalidate_all()
        self.assertEqual(len(self.waiting._get_posted()), 3)
        self.assertEqual(self.last_run.state, "queued")
        self.schedule()
        self.assertFalse(self.waiting._get_posted())
        self.assertEqual(self.last_run.state, "done")

    def test_one_that_meets_another_change_begins_again(self):
        self.post_all()
        self.api.undo(line_ids=self.waiting.ids)
        cls = type(self.env["bank.undo.service"])
        plain, conflicts = cls._undo_chunk, [1, 2]

        def undo(service, *chunk):
            if conflicts:
                conflicts.pop()
                raise SerializationFailure("could not serialize access")
            return plain(service, *chunk)

        with patch.object(cls, "_undo_chunk", undo), mute_logger("odoo.sql_db"):
            self.schedule()
        self.assertFalse(conflicts)
        self.assertFalse(self.waiting._get_posted())
        self.assertEqual(self.last_run.state, "done")
