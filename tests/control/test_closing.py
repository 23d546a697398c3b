"""Closing statements: checklist, partial, reopen, certificate."""

import base64
import hashlib
import json

from bank_common import snapshot
from control_common import ClosingCase, day

from odoo.exceptions import AccessError, UserError


class TestClose(ClosingCase):
    def test_everything_agrees(self):
        """All checks pass, lines are locked, nothing is posted."""
        made = self.settled()
        before = snapshot(self.env, self.env["account.move"].search([]))
        self.assertEqual(self.failed(made), set())
        closing = self.close(made, note="March")
        self.assertEqual((made.close_state, closing.state), ("closed", "closed"))
        self.assertEqual(made.closed_by_id, self.env.user)
        self.assertTrue(made.closed_on)
        self.assertTrue(all(made.line_ids.mapped("is_closed")))
        self.assertEqual(
            before, snapshot(self.env, self.env["account.move"].search([]))
        )
        row = self.log.search([("res_model", "=", made._name)], limit=1)
        self.assertEqual((row.action, row.is_automatic), ("close", False))
        self.assertIn("March", made.message_ids[0].body)

    def test_each_check_fails_on_its_own(self):
        first = self.settled(on=day(3, 1))
        self.assertEqual(self.failed(first), set())
        gap = self.settled((5,), opening=400, on=day(3, 2))
        self.assertEqual(self.failed(gap), {"continuity", "ledger"})
        self.make_entry(50, day(3, 2))
        self.assertEqual(self.failed(gap), {"continuity"})
        total = self.settled((5,), opening=405, closing=409, on=day(3, 3))
        self.assertEqual(self.failed(total), {"totals", "ledger"})
        opened = self.make_statement([7], opening=409, day=day(3, 4))
        self.assertEqual(self.failed(opened), {"lines", "suspense", "ledger"})
        self.make_entry(-1, day(3, 4))
        self.assertEqual(self.failed(opened), {"lines", "suspense"})
        self.assertEqual(self.failed(opened, blocking=False), {"previous", "review"})

    def test_not_ready_is_refused_with_what_was_found(self):
        made = self.make_statement([7])
        with self.assertRaises(UserError) as caught:
            self.close(made)
        self.assertIn("Open lines: 1", str(caught.exception))
        self.assertEqual(made.close_state, "open")

    def test_partial_close(self):
        """Settled lines are closed, open ones need a word; later the rest closes."""
        invoice = self.invoice(100)
        made = self.make_statement([(100, invoice.name), (7, "unknown")])
        self.run_matching(made.line_ids, "post")
        done = made.line_ids.filtered(lambda line: line.amount == 100)
        rest = made.line_ids - done
        with self.assertRaises(UserError) as caught:
            self.close(made, partial=True)
        self.assertIn("Say why", str(caught.exception))
        rest.open_reason = "asked the customer"
        closing = self.close(made, partial=True)
        self.assertEqual(made.close_state, "partial")
        self.assertEqual(closing.open_count, 1)
        self.assertEqual(made.line_ids.filtered("is_closed"), done)
        invoice = self.invoice(7)
        rest.payment_ref = invoice.name
        self.run_matching(rest, "post")
        self.assert_settles(rest, invoice)
        last = self.close(made)
        self.assertEqual((made.close_state, last.state), ("closed", "closed"))
        self.assertEqual(closing.state, "superseded")
        with self.assertRaises(UserError):
            self.close(made)

    def test_partial_close_with_a_note(self):
        made = self.settled((100,), closing=120)
        with self.assertRaises(UserError):
            self.close(made, note="  ", partial=True)
        self.close(made, note="the bank will correct it", partial=True)
        self.assertEqual(made.close_state, "partial")

    def test_nothing_to_close(self):
        made = self.make_statement([7])
        with self.assertRaises(UserError):
            self.close(made, note="x", partial=True)
        empty = self.make_statement([])
        with self.assertRaises(UserError):
            self.close(empty)

    def test_ignored_lines_count_as_settled_when_the_totals_agree(self):
        made = self.settled((100,), closing=100)
        extra = self.line(9, "twice", statement_id=made.id)
        extra._ignore("twice")
        made.invalidate_recordset()
        self.assertEqual(self.failed(made), set())
        closing = self.close(made)
        (ignored,) = closing._read_certificate()["ignored"]
        self.assertEqual((ignored["amount"], ignored["id"]), ("9.00", extra.id))

    def test_rights(self):
        made = self.settled()
        with self.assertRaises(AccessError):
            self.closing.with_user(self.new_user("user"))._close(made)
        approver = self.new_user("approver")
        self.closing.with_user(approver)._close(made.with_user(approver))
        self.assertEqual(made.closed_by_id, approver)
        with self.assertRaises(AccessError):
            self.closing.with_user(approver)._reopen(made, "because")
        manager = self.new_user("manager")
        with self.assertRaises(UserError):
            self.closing.with_user(manager)._reopen(made.with_user(manager), " ")
        self.closing.with_user(manager)._reopen(made.with_user(manager), "wrong")
        self.assertEqual(made.close_state, "open")

    def test_reopen_says_why_and_keeps_the_certificate(self):
        made = self.settled()
        closing = self.close(made)
        self.closing._reopen(made, "wrong customer")
        self.assertEqual((made.close_state, closing.state), ("open", "reopened"))
        self.assertEqual(closing.reason, "wrong customer")
        self.assertFalse(any(made.line_ids.mapped("is_closed")))
        self.assertIn("wrong customer", made.message_ids[0].body)
        row = self.log.search([("action", "=", "reopen")], limit=1)
        self.assertIn("wrong customer", row.payload)
        made.line_ids.action_undo_match()
        self.assert_untouched(made.line_ids[0])
        with self.assertRaises(AccessError):
            closing.unlink()

    def test_a_reopened_statement_is_not_deleted(self):
        """Its certificates are kept; it says so in words."""
        made = self.settled()
        self.close(made)
        self.closing._reopen(made, "wrong customer")
        with self.assertRaisesRegex(UserError, "was closed before"):
            made.unlink()

    def test_lock_date_stops_before_loose_open_lines(self):
        """A line of another account that is on no statement."""
        self.close(self.settled(on=day(3, 5)))
        self.assertEqual(self.closing._propose_lock_date(self.company), day(3, 5))
        other = self.env["account.journal"].create(
            {"name": "Bank 2", "type": "bank", "code": "BNK9"}
        )
        self.line(7, "riddle", day=day(3, 3), journal_id=other.id)
        self.assertEqual(self.closing._propose_lock_date(self.company), day(3, 2))

    def test_wizard_closes_what_is_ready_and_prints(self):
        """Several at once; those that are not ready stay and are shown."""
        self.company.external_report_layout_id = self.env.ref(
            "web.external_layout_standard"
        )
        first = self.settled(on=day(3, 1))
        second = self.make_statement([7], opening=350, day=day(3, 2))
        action = (first | second).action_close()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((wizard.ready_count, wizard.blocked_count), (1, 1))
        self.assertEqual(len(wizard.check_ids), 14)
        report = wizard.action_close_and_print()
        self.assertEqual(report["type"], "ir.actions.report")
        self.assertEqual((first + second).mapped("close_state"), ["closed", "open"])

    def test_lock_date_is_proposed_when_all_accounts_are_closed(self):
        service = self.closing
        made = self.settled(on=day(3, 5))
        self.assertIsNone(service._propose_lock_date(self.company))
        other = self.env["account.journal"].create(
            {"name": "Bank 2", "type": "bank", "code": "BNK9"}
        )
        there = self.settled(journal=other, on=day(3, 3))
        later = self.make_statement([1], opening=350, day=day(3, 7))
        wizard = self.env["bank.close.wizard"].create({"statement_ids": made.ids})
        wizard.action_close()
        self.assertIsNone(service._propose_lock_date(self.company))
        self.close(there)
        self.assertEqual(service._propose_lock_date(self.company), day(3, 3))
        wizard = self.env["bank.close.wizard"].create({"statement_ids": later.ids})
        wizard.action_set_lock_date()
        self.assertEqual(self.company.fiscalyear_lock_date, day(3, 3))
        self.assertIsNone(service._propose_lock_date(self.company))


class TestCertificate(ClosingCase):
    def test_figures_are_those_of_the_books(self):
        """Every figure equals one recomputed from journal items."""
        made = self.settled((100.25, 250.5), opening=0)
        closing = self.close(made)
        facts = json.loads(base64.b64decode(closing.certificate))
        account = self.journal.default_account_id
        ledger = f"{self.sum_items(account, made.date):.2f}"
        self.assertEqual(facts["balances"]["ledger_balance"], ledger)
        self.assertEqual(facts["balances"]["balance_end_real"], "350.75")
        self.assertEqual(facts["balances"]["balance_difference"], "0.00")
        amounts = [row["amount"] for row in facts["lines"]]
        self.assertEqual(amounts, ["100.25", "250.50"])
        self.assertEqual(facts["closing"]["by"], self.env.user.name)
        (row,) = facts["matching"]
        self.assertEqual((row["automatic"], row["approved"]), (2, 0))
        self.assertIn("/", row["version"])
        self.assertTrue(all(one["ok"] for one in facts["checks"] if one["blocking"]))

    def test_approvals_name_people(self):
        invoice = self.invoice(100)
        made = self.make_statement([(100, invoice.name)])
        self.run_matching(made.line_ids)
        made.line_ids.action_approve_best()
        facts = self.close(made)._read_certificate()
        self.assertEqual(
            facts["approvals"],
            [{"user": self.env.user.name, "login": self.env.user.login, "lines": 1}],
        )
        self.assertEqual(facts["matching"][0]["approved"], 1)

    def test_certificates_are_chained(self):
        first = self.close(self.settled(on=day(3, 1)))
        second = self.close(self.settled((7,), opening=350, on=day(3, 2)))
        facts = second._read_certificate()["closing"]
        self.assertEqual(facts["previous_sha256"], first.certificate_hash)
        self.assertEqual(facts["decision_log"]["hash"], second.log_hash)
        self.assertGreater(second.log_number, first.log_number)

    def test_verify_finds_what_was_changed_behind_the_screens(self):
        self.books_are_falsified = True
        made = self.settled()
        closing = self.close(made)
        self.assertEqual(self.certificates._verify(closing), [])
        self.assertTrue(closing.action_verify())
        item = made.line_ids[0].move_id.line_ids[0]
        cr = self.env.cr
        cr.execute(
            "UPDATE account_move_line SET balance = balance + 1 WHERE id = %s",
            [item.id],
        )
        self.env.invalidate_all()
        found = self.certificates._verify(closing)
        self.assertTrue(any("ledger_balance" in text for text in found), found)
        self.assertTrue(any("not as it was closed" in text for text in found), found)
        with self.assertRaises(UserError):
            closing.action_verify()

    def test_verify_finds_a_line_that_is_gone_and_a_changed_text(self):
        self.books_are_falsified = True
        made = self.settled()
        closing = self.close(made)
        first, second = made.line_ids.sorted("id")
        cr = self.env.cr
        cr.execute(
            "UPDATE account_bank_statement_line SET payment_ref = 'x' WHERE id = %s",
            [first.id],
        )
        cr.execute(
            "UPDATE account_bank_statement_line SET amount = 1 WHERE id = %s",
            [second.id],
        )
        self.env.invalidate_all()
        found = self.certificates._verify(closing)
        self.assertEqual(sum("not as it was" in text for text in found), 2)

    def test_verify_finds_a_changed_certificate(self):
        closing = self.close(self.settled())
        text = closing._get_text().replace("350.00", "351.00")
        closing.sudo().certificate = base64.b64encode(text.encode())
        found = self.certificates._verify(closing)
        self.assertIn("The certificate itself was changed.", found)

    def test_verify_finds_every_fact_that_was_changed(self):
        """Flags, place, items, counterparty, approver: each on its own."""
        self.books_are_falsified = True
        made = self.settled()
        closing = self.close(made)
        line = made.line_ids[0]
        item = line.move_id.line_ids[0]
        public = self.env.ref("base.public_user").id
        for table, change, number in (
            ("account_bank_statement", "close_state = 'open'", made.id),
            ("account_bank_statement_line", "is_closed = FALSE", line.id),
            ("account_bank_statement_line", "statement_id = NULL", line.id),
            ("account_bank_statement_line", "account_number = 'DK1'", line.id),
            ("account_move_line", "name = 'forged'", item.id),
            ("account_move_line", "date = '2026-03-09'", item.id),
            ("account_move_line", "analytic_distribution = '{\"1\": 100}'", item.id),
            (
                "bank_match_proposal",
                f"approved_by_id = {public}",
                line.match_proposal_ids.id,
            ),
        ):
            with self.subTest(change):
                with self.env.cr.savepoint(flush=False) as savepoint:
                    self.env.flush_all()
                    self.env.cr.execute(
                        f"UPDATE {table} SET {change} WHERE id = %s", [number]
                    )
                    self.env.invalidate_all()
                    self.assertTrue(self.certificates._verify(closing))
                    savepoint.rollback()
                self.env.invalidate_all()
                self.assertEqual(self.certificates._verify(closing), [])

    def test_verify_finds_an_older_certificate_that_was_replaced(self):
        """With its hash: the next certificate names the one that was there."""
        first = self.close(self.settled(on=day(3, 1)))
        second = self.close(self.settled((7,), opening=350, on=day(3, 2)))
        self.assertEqual(self.certificates._verify(first), [])
        text = first._get_text().replace('"note":""', '"note":"forged"')
        first.sudo().write(
            {
                "certificate": base64.b64encode(text.encode()),
                "certificate_hash": hashlib.sha256(text.encode()).hexdigest(),
            }
        )
        for closing in (first, second):
            found = self.certificates._verify(closing)
            self.assertTrue(any("next certificate" in one for one in found), found)

    def test_on_account_items_may_be_applied_later(self):
        """A prepayment that is applied to an invoice afterwards changes no closing."""
        line = self.line(100, "prepaid", partner_id=self.nordvik.id)
        made = self.env["account.bank.statement"].create(
            {"line_ids": line.ids, "balance_start": 0, "balance_end_real": 100}
        )
        self.env["bank.manual.settlement"]._propose(
            line,
            [],
            [
                {
                    "account_id": self.receivable.id,
                    "amount": 100,
                    "partner_id": self.nordvik.id,
                    "on_account": True,
                }
            ],
        ).action_approve_and_post()
        self.assert_state(line, "reconciled")
        closing = self.close(made)
        invoice = self.invoice(100)
        (self.item(invoice) | self.item(line.move_id)).reconcile()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(made.close_state, "closed")
        self.assertEqual(self.certificates._verify(closing), [])
