"""A run whose process was killed does not stay “running” for ever."""

from datetime import timedelta

from bank_common import BankMatchCommon


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

    def test_what_an_interrupted_run_posted_can_be_undone(self):
        invoice = self.invoice(100)
        line = self.line(100, invoice.name)
        run = self.run_matching(line, "post")
        run.sudo().state = "interrupted"
        self.assert_settles(line, invoice)
        run.action_undo()
        self.assert_untouched(line)
