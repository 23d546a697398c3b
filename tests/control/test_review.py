"""Sign-off of statements: own right, one or many, nothing else changes."""

import json

from bank_common import snapshot
from control_common import ControlCase, day

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

BASE = "base.group_user,"
REVIEWER = "bank_statement_intelligence.group_bank_reviewer"
USER = "bank_statement_intelligence.group_bank_user"
APPROVER = "bank_statement_intelligence.group_bank_approver"


class TestReview(ControlCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reviewer = cls.new_user("reviewer", REVIEWER)
        cls.first = cls.make_statement([100, -3], day=day(3, 1))
        cls.second = cls.make_statement([5], opening=97, day=day(3, 2))
        cls.both = cls.first | cls.second

    @classmethod
    def new_user(cls, login, group):
        return new_test_user(cls.env, login, BASE + group, company_id=cls.company.id)

    def waiting(self, user=None):
        return (
            self.env["account.bank.statement"]
            .with_user(user or self.env.user)
            .search(
                [
                    ("review_state", "=", "to_review"),
                    ("journal_id", "=", self.journal.id),
                ]
            )
        )

    def counter(self):
        self.env.invalidate_all()
        journal = self.journal.with_user(self.new_user(f"u{id(self)}", APPROVER))
        return json.loads(journal.kanban_dashboard)["bank_to_review"]

    def test_reviewed_ones_vanish_and_the_counter_drops(self):
        """By whom and when; the worklist and the dashboard follow."""
        self.assertEqual(self.waiting(), self.both)
        self.first.with_user(self.reviewer).action_review()
        self.assertEqual(self.first.review_state, "reviewed")
        self.assertEqual(self.first.reviewed_by_id, self.reviewer)
        self.assertTrue(self.first.reviewed_on)
        self.assertIn(self.reviewer.name, self.first.message_ids[0].body)
        self.assertEqual(self.waiting(), self.second)
        self.assertEqual(self.counter(), 1)

    def test_many_at_once_and_back(self):
        """Bulk; reviewing twice keeps the first sign-off."""
        self.first.with_user(self.reviewer).action_review()
        signed = self.first.reviewed_on
        self.both.action_review()
        self.assertFalse(self.waiting())
        self.assertEqual(self.first.reviewed_by_id, self.reviewer)
        self.assertEqual(self.first.reviewed_on, signed)
        self.assertEqual(self.second.reviewed_by_id, self.env.user)
        self.both.with_user(self.reviewer).action_withdraw_review()
        self.assertEqual(self.waiting(), self.both)
        self.assertFalse(self.first.reviewed_by_id | self.second.reviewed_by_id)

    def test_changes_nothing_else(self):
        """No posting, no match state, and matching goes on."""
        invoice = self.invoice(100, ref="x")
        line = self.first.line_ids.filtered(lambda one: one.amount == 100)
        line.payment_ref = invoice.name
        before = snapshot(self.env, self.both.line_ids.move_id | invoice)
        self.both.action_review()
        moves = self.both.line_ids.move_id | invoice
        self.assertEqual(before, snapshot(self.env, moves))
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)
        self.assertEqual(self.first.review_state, "reviewed")
        self.assertFalse(self.first.is_review_stale)

    def test_rights(self):
        """Users and auditors see it, only reviewers and approvers sign."""
        auditor = self.new_user("auditor", "account.group_account_readonly")
        user = self.new_user("user", USER)
        for one in (auditor, user):
            self.assertEqual(set(self.waiting(one).ids), set(self.both.ids))
            for method in ("action_review", "action_withdraw_review"):
                with self.assertRaises(AccessError):
                    getattr(self.both.with_user(one), method)()
        self.both.with_user(self.new_user("approver", APPROVER)).action_review()
        self.assertFalse(self.waiting())

    def test_reviewer_may_not_post(self):
        """The right is its own: whoever signs need not be able to book."""
        line = self.first.line_ids[0]
        api = self.env["bank.statement.api"].with_user(self.reviewer)
        with self.assertRaises(Exception) as caught:
            api.run_matching(line_ids=line.ids, mode="post")
        self.assertIn("right", str(caught.exception))
        with self.assertRaises(AccessError):
            line.with_user(self.reviewer).write({"partner_id": self.fjord.id})

    def test_sign_off_cannot_be_made_up(self):
        """RPC: neither write nor create sets who reviewed."""
        manager = self.new_user("boss", "account.group_account_manager")
        statements = self.env["account.bank.statement"].with_user(manager)
        for values in (
            {"review_state": "reviewed"},
            {"reviewed_by_id": self.reviewer.id},
            {"reviewed_on": "2026-01-01 00:00:00"},
        ):
            with self.assertRaises(AccessError):
                self.first.with_user(manager).write(values)
            with self.assertRaises(AccessError):
                statements.create({"journal_id": self.journal.id, **values})
            with self.assertRaises(AccessError):
                self.first.with_user(manager).with_context(su=True).write(values)

    def test_other_companies_cannot_be_reviewed(self):
        other = self.setup_other_company(name="Other AS")
        theirs = self.make_statement([7], journal=other["default_journal_bank"])
        with self.assertRaises(AccessError):
            theirs.with_user(self.reviewer).action_review()
        self.assertEqual(theirs.review_state, "to_review")

    def test_change_after_the_review_is_seen(self):
        self.both.action_review()
        self.line(9, day=day(3, 2), statement_id=self.second.id)
        self.both.invalidate_recordset()
        self.assertEqual(self.both.mapped("is_review_stale"), [False, True])
        self.second.action_review()
        self.assertFalse(self.second.is_review_stale)

    def test_any_change_of_a_line_after_the_review_is_seen(self):
        """Text, partner, date, amounts that changed places; not what matching did."""
        one, two = self.first.line_ids.sorted("id")
        invoice = self.invoice(100)
        one.payment_ref = invoice.name
        for change in (
            lambda: two.write({"payment_ref": "another text"}),
            lambda: two.write({"partner_id": self.fjord.id}),
            lambda: two.write({"date": day(2, 27)}),
            lambda: [one.write({"amount": -3}), two.write({"amount": 100})],
            lambda: [one.write({"amount": 100}), two.write({"amount": -3})],
        ):
            self.first.action_review()
            self.env.invalidate_all()
            self.assertFalse(self.first.is_review_stale)
            change()
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertTrue(self.first.is_review_stale)
        self.first.action_review()
        self.run_matching(one, "post")
        self.assert_settles(one, invoice)
        self.assertTrue(one.partner_id)
        self.env.invalidate_all()
        self.assertFalse(self.first.is_review_stale)

    def test_sign_off_of_before_lines_were_hashed_still_holds(self):
        self.first.action_review()
        self.first.sudo().reviewed_digest = self.first.reviewed_digest.rpartition("|")[
            0
        ]
        self.env.invalidate_all()
        self.assertFalse(self.first.is_review_stale)

    def test_activity_is_done_with_the_review(self):
        kind = "bank_statement_intelligence.mail_activity_review_statement"
        self.first.activity_schedule(kind, user_id=self.reviewer.id)
        self.first.with_user(self.reviewer).action_review()
        self.assertFalse(self.first.activity_ids)

    def test_dashboard_says_the_difference(self):
        """Not zero is said on the card, with the way to the explanation."""
        user = self.new_user("looker", APPROVER)
        journal = self.journal.with_user(user)
        self.assertFalse(json.loads(journal.kanban_dashboard)["bank_difference"])
        entry = self.make_entry(12, day(3, 5))
        self.env.invalidate_all()
        text = json.loads(journal.kanban_dashboard)["bank_difference"]
        self.assertIn("12.00", text)
        action = journal.action_explain_difference()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((wizard.date, wizard.difference), (day(3, 5), -12))
        self.assertEqual(wizard.line_ids.records[0]["id"], entry.id)
