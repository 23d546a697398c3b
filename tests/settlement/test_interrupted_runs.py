"""A run whose process was killed does not stay “running” for ever."""

from datetime import timedelta
from unittest.mock import patch

from bank_common import BankMatchCommon

from odoo.tools import mute_logger


class TestInterruptedRuns(BankMatchCommon):
    def killed(self, **values):
        """Return a run as a process leaves it that is killed after its first chunk."""
        run = self.env["bank.match.run"]._start(self.line(5, "?"), "post", "cron")
        run.sudo().write({"session": "0 2020-01-01", **values})
        return run

    def test_the_next_run_of_the_journal_shows_it(self):
        run = self.killed()
        self.assertEqual(run.state, "running")
        self.run_matching(self.line(100, "next"))
        self.assertEqual(run.state, "interrupted")

    def test_one_that_is_still_at_work_is_left_alone(self):
        run = self.env["bank.match.run"]._start(self.line(5, "?"), "post", "cron")
        self.run_matching(self.line(100, "next"))
        self.assertEqual(run.state, "running")

    def test_one_that_failed_long_ago_in_a_session_that_lives(self):
        run = self.env["bank.match.run"]._start(self.line(5, "?"), "post", "cron")
        run.sudo().started -= timedelta(days=1)
        self.run_matching(self.line(100, "next"))
        self.assertEqual(run.state, "interrupted")

    def test_runs_of_other_journals_and_finished_ones_stay(self):
        other = self.journal.copy({"name": "Other", "code": "OTHR"})
        run = self.killed()
        run.sudo().journal_ids = other
        done = self.killed(state="done")
        self.run_matching(self.line(100, "next"))
        self.assertEqual((run.state, done.state), ("running", "done"))

    def test_what_it_had_approved_is_proposed_again(self):
        """Killed between the first commit and posting; the journal only proposes."""
        self.journal.match_automation = "propose"
        line = self.line(100, self.invoice(100).name)
        other = self.line(200, self.invoice(200).name)
        self.run_matching(line | other)
        proposals = self.open_proposals(line) | self.open_proposals(other)
        proposals.sudo().state = "approved"
        self.open_proposals(other).sudo().approved_by_id = self.env.user
        proposals.run_id.sudo().write({"state": "running", "session": "0 2020"})
        self.run_matching(self.line(5, "next"), trigger="cron")
        self.assertEqual(self.open_proposals(line).state, "proposed")
        self.assertEqual(self.open_proposals(other).state, "approved")

    def test_one_that_failed_in_a_scheduled_run(self):
        """What it had committed is known; nobody goes on with it."""
        self.journal.match_automation = "post"
        self.line(100, self.invoice(100).name)
        cron = self.env.ref("bank_statement_intelligence.ir_cron_match_again")
        posting = type(self.env["bank.posting.service"])

        def fail(service, proposals, checkpoint=None):
            checkpoint(0)
            raise ValueError("out of paper")

        room = "odoo.addons.bank_statement_intelligence.models.settlement"
        with (
            patch.object(posting, "_post", fail),
            mute_logger(f"{room}.match_service"),
            self.enter_registry_test_mode(),
        ):
            cron.method_direct_trigger()
        self.env.invalidate_all()
        run = self.env["bank.match.run"].search([], limit=1)
        self.assertEqual(run.state, "interrupted")

    def test_runs_without_result_are_forgotten(self):
        runs = self.env["bank.match.run"]
        line = self.line(100, "nothing fits")
        empty = [self.run_matching(line) for _number in range(3)]
        telling = self.run_matching(self.line(70, self.invoice(70).name))
        last = self.run_matching(line)
        every = runs.union(*empty, telling, last)
        every.sudo().write({"started": last.started - timedelta(days=8)})
        empty[2].sudo().started = last.create_date
        runs._gc_empty_runs()
        self.assertEqual(every.exists(), empty[2] | telling | last)

    def test_what_an_interrupted_run_posted_can_be_undone(self):
        invoice = self.invoice(100)
        line = self.line(100, invoice.name)
        run = self.run_matching(line, "post")
        run.sudo().state = "interrupted"
        self.assert_settles(line, invoice)
        run.action_undo()
        self.assert_untouched(line)
