"""Locked periods, secured entries, audit trail: refused with a reason, never bent."""

from datetime import timedelta
from unittest.mock import patch

from bank_common import DAY, IBAN
from camt_files import camt053, entry, statement
from import_common import StoreCase

from odoo import fields
from odoo.exceptions import UserError

BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


class ProtectedCase(StoreCase):
    def lock(self, day=DAY, field="fiscalyear_lock_date"):
        """Lock the period up to a day, also with open bank lines in it.

        Core refuses that at first, but not when an exception to the lock runs out.
        """
        with patch.object(type(self.company), "_validate_locks"):
            self.company[field] = day

    def books(self):
        """Return all journal items as they are, with what they are reconciled with."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT item.id, item.move_id, item.account_id, item.balance, item.date,
                   item.partner_id, item.amount_residual, move.state
              FROM account_move_line item JOIN account_move move ON move.id = move_id
             WHERE item.company_id = %s ORDER BY item.id
            """,
            [self.company.id],
        )
        return self.env.cr.fetchall()

    def proposed(self, amount=100, day=DAY, text=""):
        """Return a bank line with one proposal, and its invoice."""
        invoice = self.invoice(amount, day=day)
        line = self.line(amount, f"{invoice.name} {text}", day)
        self.run_matching(line)
        self.assert_state(line, "payment_pending")
        return line, invoice

    def posted(self, amount=100, day=DAY):
        line, invoice = self.proposed(amount, day)
        line.action_approve_best()
        self.assert_settles(line, invoice)
        return line, invoice

    def assert_not_posted(self, line, reason):
        """Posting gives an error on the proposal, and no accounting effect."""
        before = self.books()
        proposal = line.match_proposal_ids
        (row,) = self.api.post(proposal.ids)
        self.assertEqual((row["state"], proposal.state), ("error", "error"))
        self.assertIn(reason, row["error"])
        self.assertEqual(proposal.error_message, row["error"])
        self.assertEqual(self.books(), before)
        self.assert_untouched(line)

    def assert_not_undone(self, line, invoice, reason):
        before = self.books()
        answer = self.api.undo(line_ids=line.ids)
        self.assertEqual(answer["undone"], [])
        (refused,) = answer["refused"]
        self.assertEqual(refused["line_id"], line.id)
        self.assertIn(reason, refused["reason"])
        self.assertEqual(self.books(), before)
        self.assert_settles(line, invoice)
        self.assertEqual(line.match_proposal_ids.state, "posted")

    def assert_not_ignored(self, line):
        before, state = self.books(), line.match_state
        with self.assertRaises(UserError) as caught:
            self.api.ignore_lines(line.ids, "Sent twice")
        self.assertGreater(len(str(caught.exception)), 15)
        self.assertEqual(self.books(), before)
        self.assert_state(line, state)


class TestLockedImport(ProtectedCase):
    def test_entry_in_a_locked_period_is_refused(self):
        for field in ("fiscalyear_lock_date", "hard_lock_date"):
            with self.subTest(field):
                self.lock(field=field)
                result = self.send(statement(IBAN, [entry(100, "Rent")]))
                self.assert_refused(result, "locked_period")
                (error,) = result["errors"]
                self.assertIn(str(DAY), error["message"])
                self.lock(False)

    def test_one_locked_entry_refuses_the_statement(self):
        self.lock()
        entries = [entry(1, "locked"), entry(2, "open", AFTER)]
        self.assert_refused(self.send(statement(IBAN, entries)), "locked_period")

    def test_first_open_day_is_imported_with_its_own_date(self):
        self.lock(BEFORE)
        result = self.send(statement(IBAN, [entry(100, "Rent")]))
        self.assert_counts(result, "imported", new=1)
        self.assertEqual(self.lines(result).date, DAY)

    def test_known_entries_in_the_locked_period_do_not_matter(self):
        locked = entry(1, "locked")
        self.send(statement(IBAN, [locked]))
        self.lock()
        result = self.send(
            statement(IBAN, [locked, entry(2, "open", AFTER)], number="2", day=AFTER)
        )
        self.assert_counts(result, "imported", new=1, known=1)

    def test_locks_of_sales_and_taxes_do_not_matter(self):
        for field in ("sale_lock_date", "purchase_lock_date", "tax_lock_date"):
            self.lock(field=field)
        result = self.send(statement(IBAN, [entry(100, "Rent")]))
        self.assert_counts(result, "imported", new=1)
        self.assertEqual(self.lines(result).date, DAY)

    def test_retry_after_the_period_was_opened(self):
        self.lock()
        result = self.send(statement(IBAN, [entry(100, "Rent")]))
        self.lock(False)
        self.file(result).action_retry()
        self.assertEqual(self.file(result).state, "imported")
        self.assertEqual(self.all_lines().date, DAY)

    def test_other_statement_of_the_file_is_stored(self):
        self.lock()
        result = self.send(
            statement(IBAN, [entry(1, "locked")]),
            statement(IBAN, [entry(2, "open", AFTER)], 1, number="2", day=AFTER),
        )
        self.assertEqual((result["state"], result["new"]), ("partial", 1))
        self.assertEqual(self.all_lines().mapped("date"), [AFTER])

    def test_user_with_an_exception_may_import(self):
        self.lock()
        self.env["account.lock_exception"].create(
            {
                "company_id": self.company.id,
                "user_id": self.env.uid,
                "fiscalyear_lock_date": False,
                "end_datetime": fields.Datetime.now() + timedelta(days=1),
            }
        )
        result = self.send(statement(IBAN, [entry(100, "Rent")]))
        self.assert_counts(result, "imported", new=1)
        self.assertEqual(self.lines(result).date, DAY)


class TestLockedBooks(ProtectedCase):
    def test_posting_in_a_locked_period(self):
        line, _invoice = self.proposed()
        self.lock()
        self.assert_not_posted(line, str(DAY))

    def test_posting_in_a_hard_locked_period(self):
        line, _invoice = self.proposed()
        self.lock(field="hard_lock_date")
        self.assert_not_posted(line, str(DAY))

    def test_run_posts_the_other_lines(self):
        locked, _invoice = self.proposed()
        open_line, invoice = self.proposed(200, AFTER)
        self.lock()
        answer = self.api.run_matching(line_ids=(locked | open_line).ids, mode="post")
        self.assertEqual((answer["reconciled"], answer["errors"]), (1, 1))
        self.assert_settles(open_line, invoice)
        self.assert_untouched(locked)

    def test_line_reopened_from_the_invoice_before_the_lock(self):
        """Core calls it reconciled, so it lets the period be locked."""
        line, invoice = self.posted()
        self.item(invoice).remove_move_reconcile()
        self.company.fiscalyear_lock_date = DAY
        self.run_matching(line)
        before = self.books()
        proposal = self.open_proposals(line)
        (row,) = self.api.post(proposal.ids)
        self.assertIn(str(DAY), row["error"])
        self.assertEqual(self.books(), before)

    def test_invoice_of_a_locked_period_is_settled_by_a_later_line(self):
        invoice = self.invoice(100)
        self.lock()
        line = self.line(100, invoice.name, AFTER)
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)
        self.assertEqual((line.date, invoice.date), (AFTER, DAY))

    def test_error_is_posted_once_the_period_is_open(self):
        line, invoice = self.proposed()
        self.lock()
        self.assert_not_posted(line, str(DAY))
        self.lock(False)
        found = line.match_proposal_ids
        self.api.approve(found.ids)
        self.assertFalse(self.api.post(found.ids)[0]["error"])
        self.assert_settles(line, invoice)

    def test_undo_in_a_locked_period(self):
        line, invoice = self.posted()
        self.company.fiscalyear_lock_date = DAY
        self.assert_not_undone(line, invoice, str(DAY))

    def test_undo_of_a_run_that_is_locked_in_part(self):
        locked, locked_invoice = self.proposed()
        later, invoice = self.proposed(200, AFTER)
        lines = locked | later
        run = self.api.run_matching(line_ids=lines.ids, mode="post")["run_id"]
        self.company.fiscalyear_lock_date = DAY
        answer = self.api.undo(run_id=run)
        self.assertEqual(answer["undone"], later.ids, answer)
        self.assertEqual([row["line_id"] for row in answer["refused"]], locked.ids)
        self.assert_settles(locked, locked_invoice)
        self.assertEqual(invoice.amount_residual, 200)

    def test_ignore_in_a_locked_period(self):
        line = self.line(1, "x")
        self.lock()
        self.assert_not_ignored(line)

    def test_restore_in_a_locked_period(self):
        line = self.line(1, "x")
        self.api.ignore_lines(line.ids, "Sent twice")
        self.lock()
        before = self.books()
        with self.assertRaises(UserError):
            line.action_restore()
        self.assertEqual(self.books(), before)
        self.assert_state(line, "ignored")


class TestSecuredEntries(ProtectedCase):
    def secure(self, line):
        """Give the entry its hash, as securing does once all of a chain is settled."""
        moves = line.move_id.sudo()
        moves.inalterable_hash = moves._calculate_hashes("")[moves]

    def test_posting(self):
        line, _invoice = self.proposed()
        self.secure(line)
        self.assert_not_posted(line, "hash")

    def test_undo(self):
        line, invoice = self.posted()
        self.secure(line)
        self.assert_not_undone(line, invoice, "hash")

    def test_ignore(self):
        line = self.line(1, "x")
        self.secure(line)
        self.assert_not_ignored(line)

    def test_journal_that_secures_at_once(self):
        self.journal.restrict_mode_hash_table = True
        invoice = self.invoice(100)
        data = camt053(statement(IBAN, [entry(100, invoice.name)]))
        self.journal.match_automation = "post"
        answer = self.import_bytes(data)
        self.assertEqual(answer["state"], "error", answer["errors"])
        self.assertEqual(answer["errors"][0]["code"], "secured_journal")
        self.assertFalse(answer["line_ids"])
        self.journal.restrict_mode_hash_table = False
        file = self.env["bank.import.file"].browse(answer["file_id"])
        file.action_retry()
        self.assert_settles(file.line_ids, invoice)


class TestAuditTrail(ProtectedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.restrictive_audit_trail = True

    def test_undo_of_one_item(self):
        line, invoice = self.posted()
        self.assertEqual(self.api.undo(line_ids=line.ids)["refused"], [])
        self.assert_untouched(line)
        self.assertEqual(invoice.amount_residual, 100)

    def test_undo_of_several_items(self):
        first, second = self.invoice(100), self.invoice(50)
        line = self.line(150, f"{first.name} {second.name}")
        self.run_matching(line, "post")
        self.assert_settles(line, first, second)
        self.assertEqual(self.api.undo(line_ids=line.ids)["refused"], [])
        self.assert_untouched(line)

    def test_ignore_and_restore_keep_the_entry(self):
        result = self.send(statement(IBAN, [entry(100, "Rent")]))
        line = self.lines(result)
        move = line.move_id
        self.api.ignore_lines(line.ids, "Sent twice")
        self.assertEqual((move.exists().state, len(move.line_ids)), ("cancel", 2))
        line.action_restore()
        self.assert_state(line, "unresolved")
        self.assertEqual(move.state, "posted")

    def test_deleted_line_leaves_its_entry_and_does_not_come_back(self):
        data = statement(IBAN, [entry(100, "Rent")])
        line = self.lines(self.send(data))
        move = line.move_id
        self.delete(line)
        self.assertEqual(move.exists().state, "cancel")
        self.assert_counts(self.send(data), "ignored", known=1)
