"""Somebody else changes what a scheduled run is posting."""

from unittest.mock import patch

from bank_common import BankMatchCommon
from psycopg2.errors import SerializationFailure

from odoo.tools import mute_logger


class TestConflicts(BankMatchCommon):
    def setUp(self):
        super().setUp()
        self.journal.match_automation = "post"
        self.invoices = [self.invoice(100 + number) for number in range(4)]
        self.lines = [self.line(i.amount_total, i.name) for i in self.invoices]

    def run_cron(self, times: int) -> None:
        """Run the scheduled action; the second invoice conflicts so many times."""
        culprit, left = self.item(self.invoices[1]), [times]
        plan = type(culprit)._reconcile_plan

        def conflict(items, reconciliation_plan):
            if culprit.id in items.ids and left[0]:
                left[0] -= 1
                raise SerializationFailure("could not serialize access")
            return plan(items, reconciliation_plan)

        cron = self.env.ref("bank_statement_intelligence.ir_cron_match_again")
        room = "odoo.addons.bank_statement_intelligence.models.settlement"
        with (
            patch.object(type(culprit), "_reconcile_plan", conflict),
            mute_logger(f"{room}.posting", f"{room}.match_service"),
            self.enter_registry_test_mode(),
        ):
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_one_conflict_costs_nothing(self):
        self.run_cron(times=1)
        for line, invoice in zip(self.lines, self.invoices, strict=True):
            self.assert_settles(line, invoice)

    def test_what_always_conflicts_is_left_out(self):
        """The journal's other lines are posted; the next run finds the one left."""
        self.run_cron(times=1000)
        states = [line.match_state for line in self.lines]
        self.assertEqual(states.count("reconciled"), 3)
        self.assert_untouched(self.lines[1])
        self.assertEqual(self.lines[1].match_proposal_ids.state, "proposed")
        self.run_cron(times=0)
        self.assert_settles(self.lines[1], self.invoices[1])
