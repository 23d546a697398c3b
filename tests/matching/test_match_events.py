"""Waiting lines are matched again when something that matters changes."""

from unittest.mock import patch

from bank_common import BankMatchCommon

from odoo import Command


class TestMatchEvents(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("bank_statement_intelligence.ir_cron_match_again")
        cls.journal.match_automation = "post"
        cls.waiting = cls.line(
            750, "Faktura 90017733", account_number="NO4060110179475"
        )
        # as if it had come yesterday
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE account_bank_statement_line SET create_date = create_date - "
            "interval '1 day' WHERE id = %s",
            [cls.waiting.id],
        )
        cls.waiting.invalidate_recordset(["create_date"])

    def setUp(self):
        super().setUp()
        self.triggers().unlink()

    def triggers(self):
        return self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def assert_queued(self, expected=True):
        self.assertEqual(len(self.triggers()), int(expected))

    def test_an_invoice_that_is_posted_settles_it(self):
        document = self.invoice(750, payment_reference="90017733")
        self.assert_queued()
        self.run_cron()
        self.assert_settles(self.waiting, document)

    def test_many_events_are_one_run(self):
        for amount in (100, 200, 300):
            self.invoice(amount)
        self.assert_queued()

    def test_a_payment(self):
        bill = self.bill(80)
        self.triggers().unlink()
        self.pay(bill)
        self.assert_queued()

    def test_advice_that_is_typed(self):
        self.env["bank.line.detail"].create(
            {"statement_line_id": self.waiting.id, "kind": "text", "text": "INV 7"}
        )
        self.assert_queued()
        self.triggers().unlink()
        self.waiting.detail_ids[-1].text = "INV 8"
        self.assert_queued()

    def test_rules_only_when_they_act(self):
        rule = self.env["account.reconcile.model"].create(
            {
                "name": "Fee",
                "company_id": self.company.id,
                "state": "draft",
                "line_ids": [Command.create({"account_id": self.expense.id})],
            }
        )
        self.assert_queued(False)
        rule.state = "live"
        self.assert_queued()

    def test_what_is_open_again(self):
        bill = self.bill(80)
        self.pay(bill)
        self.triggers().unlink()
        self.item(bill).remove_move_reconcile()
        self.assert_queued()

    def test_a_bank_account_of_a_partner(self):
        document = self.invoice(750)
        self.run_cron()
        self.assert_untouched(self.waiting)
        self.triggers().unlink()
        self.env["res.partner.bank"].create(
            {"acc_number": "NO4060110179475", "partner_id": self.nordvik.id}
        )
        self.assert_queued()
        self.run_cron()
        proposal = self.waiting.match_proposal_ids
        self.assertEqual(proposal.line_ids.move_line_id.move_id, document)

    def test_an_event_while_a_run_is_at_work(self):
        """Its trigger is gone when it ends: the event needs one of its own."""
        self.cron._trigger()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_cron_trigger SET create_date = create_date - interval '1 minute'"
            " WHERE cron_id = %s",
            [self.cron.id],
        )
        self.invoice(750, payment_reference="90017733")
        self.assertEqual(len(self.triggers()), 2)

    def test_the_rival_of_an_approved_line(self):
        """What one line did not get another one may find elsewhere."""
        invoice = self.invoice(640)
        rivals = [self.line(640, f"{invoice.name} {who}") for who in ("Ola", "Kari")]
        self.run_matching(rivals[0] | rivals[1])
        self.triggers().unlink()
        self.open_proposals(rivals[0])[:1].action_approve_and_post()
        self.assert_queued()

    def test_nothing_waits_nothing_is_queued(self):
        self.journal.match_automation = "off"
        self.invoice(750)
        self.assert_queued(False)

    def test_running_twice_changes_nothing(self):
        self.invoice(750, payment_reference="90017733")
        self.run_cron()
        proposals = self.env["bank.match.proposal"].search([])
        self.run_cron()
        self.assertEqual(self.env["bank.match.proposal"].search([]), proposals)

    def test_a_journal_that_fails_does_not_stop_the_others(self):
        document = self.invoice(750, payment_reference="90017733")
        other = self.env["account.journal"].create(
            {"name": "A bank", "code": "AAA", "type": "bank", "sequence": 0}
        )
        cls = type(self.env["bank.match.engine"])
        waiting = cls._get_waiting_lines

        def fail_for_one(service, journals):
            if journals == other:
                raise ZeroDivisionError
            return waiting(service, journals)

        other.match_automation = "post"
        self.env.flush_all()
        with (
            patch.object(cls, "_get_waiting_lines", fail_for_one),
            self.assertLogs("odoo.addons.bank_statement_intelligence", "ERROR"),
        ):
            self.run_cron()
        self.assert_settles(self.waiting, document)
