"""Lines that people correct, and four eyes."""

from bank_common import DAY, BankMatchCommon

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class TestEditing(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet = cls.env["bank.worksheet"]
        group = cls.env.ref("bank_statement_intelligence.group_bank_approver")
        cls.worker = cls.env["res.users"].create(
            {
                "name": "Worker",
                "login": "worker",
                "company_ids": [Command.set(cls.company.ids)],
                "company_id": cls.company.id,
                "group_ids": [Command.set(group.ids)],
            }
        )

    def imported(self, amount, text, **detail):
        """Return a line as an import makes it, with one row of advice."""
        file = (
            self.env["bank.import.file"]
            .sudo()
            .create({"name": "f.xml", "content": "eA==", "company_id": self.company.id})
        )
        line = self.line(amount, text, import_file_id=file.id)
        if detail:
            values = {"statement_line_id": line.id, "original": detail, **detail}
            self.env["bank.line.detail"].sudo().create(values)
        return line

    def test_corrected_advice_matches_again(self):
        """A mistyped invoice number, corrected, is found; the original stays."""
        invoice = self.invoice(1000)
        line = self.imported(1000, "Advice", document_number="INV/2O26/00001")
        self.run_matching(line)
        self.assert_state(line, "unresolved")
        row = {"id": line.detail_ids.id, "document_number": invoice.name}
        answer = self.sheet.edit(line.id, {}, [row])
        self.assertEqual(answer["panel"]["line"]["state"], "payment_pending")
        self.assertEqual(line.detail_ids.original["document_number"], "INV/2O26/00001")
        [shown] = answer["panel"]["advice"]
        self.assertEqual(shown["original"], {"document_number": "INV/2O26/00001"})
        [change] = line.change_ids
        self.assertEqual(
            (change.field_name, change.old_value, change.new_value, change.user_id),
            ("document_number", "INV/2O26/00001", invoice.name, self.env.user),
        )

    def test_policies(self):
        """Nobody, managers, everybody; a manager opens one line."""
        line = self.imported(10, "Text")
        mine, theirs = line, line.with_user(self.worker)

        def may(record):
            record.invalidate_recordset(["is_editable"])
            return record.is_editable

        self.assertEqual((may(mine), may(theirs)), (True, True))
        self.journal.line_edit_policy = "locked"
        self.assertEqual((may(mine), may(theirs)), (False, False))
        with self.assertRaisesRegex(AccessError, "locks its bank lines"):
            mine.write({"payment_ref": "Other"})
        self.journal.line_edit_policy = "manager"
        self.assertEqual((may(mine), may(theirs)), (True, False))
        with self.assertRaisesRegex(AccessError, "Ask a manager"):
            theirs.write({"payment_ref": "Other"})
        with self.assertRaisesRegex(AccessError, "Bank Matching: Manager"):
            theirs.action_toggle_editable()
        mine.action_toggle_editable()
        self.assertTrue(may(theirs))
        theirs.write({"payment_ref": "Other"})
        self.assertEqual(line._get_corrections().mapped("new_value"), ["Other"])

    def test_the_banks_own_values_stay(self):
        """Amount and date are the bank's; its advice cannot be deleted."""
        line = self.imported(10, "Text", document_number="17")
        for values in ({"amount": 11}, {"date": DAY}):
            with self.assertRaisesRegex(UserError, "the bank's"):
                self.sheet.edit(line.id, values)
        with self.assertRaisesRegex(AccessError, "came from the bank"):
            line.with_user(self.worker).detail_ids.unlink()

    def test_reconciled_lines_are_closed(self):
        invoice = self.invoice(10)
        line = self.imported(10, invoice.name)
        self.run_matching(line)
        self.sheet.approve(line.id)
        with self.assertRaisesRegex(AccessError, "undo that first"):
            self.sheet.edit(line.id, {"payment_ref": "Other"})

    def test_posting_is_no_edit(self):
        """The partner that posting sets is not logged as somebody's correction."""
        invoice = self.invoice(10)
        line = self.imported(10, invoice.name)
        self.journal.line_edit_policy = "locked"
        self.run_matching(line)
        self.sheet.approve(line.id)
        self.assertEqual(line.partner_id, self.nordvik)
        self.assertFalse(line.change_ids)

    def test_log_is_not_writable(self):
        """The log of changes is append-only, for managers too."""
        line = self.imported(10, "Text")
        line.write({"payment_ref": "Other"})
        with self.assertRaises(AccessError):
            line.change_ids.write({"new_value": "x"})
        with self.assertRaises(AccessError):
            line.change_ids.unlink()


class TestFourEyes(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = cls.env.ref("bank_statement_intelligence.group_bank_approver")
        cls.colleague = cls.env["res.users"].create(
            {
                "name": "Colleague",
                "login": "colleague",
                "company_ids": [Command.set(cls.company.ids)],
                "company_id": cls.company.id,
                "group_ids": [Command.set(group.ids)],
            }
        )
        cls.sheet = cls.env["bank.worksheet"]

    def matched(self, amount, **values):
        invoice = self.invoice(amount)
        line = self.line(amount, invoice.name, **values)
        self.run_matching(line)
        return line, invoice

    def test_large_amounts_need_two(self):
        """The first approval waits, the same person's second counts for nothing, a
        colleague's posts."""
        self.journal.second_approval_amount = 5000
        line, invoice = self.matched(5000)
        self.sheet.approve(line.id)
        self.sheet.approve(line.id)
        self.assert_untouched(line)
        [proposal] = self.open_proposals(line)
        self.assertEqual(proposal.state, "approved")
        self.sheet.with_user(self.colleague).approve(line.id)
        self.assert_settles(line, invoice)
        self.assertEqual(proposal.approved_by_id, self.env.user)
        self.assertEqual(proposal.second_approved_by_id, self.colleague)

    def test_smaller_amounts_need_one(self):
        self.journal.second_approval_amount = 5000
        line, invoice = self.matched(4999)
        self.sheet.approve(line.id)
        self.assert_settles(line, invoice)

    def test_no_run_posts_large_amounts(self):
        self.journal.match_automation = "post"
        self.journal.second_approval_amount = 5000
        line = self.line(6000, self.invoice(6000).name)
        self.run_matching(line, mode="post", trigger="cron")
        self.assert_state(line, "payment_pending")
        self.assert_untouched(line)

    def test_the_facade_cannot_go_around(self):
        """Posting over the API with one approval is refused and says why."""
        self.journal.second_approval_amount = 5000
        line, _invoice = self.matched(5000)
        proposal = self.open_proposals(line)
        [answer] = self.api.post(proposal.ids)
        self.assertIn("second person", answer["error"])
        self.assert_untouched(line)
        [answer] = self.api.with_user(self.colleague).approve(proposal.ids)
        [answer] = self.api.post(proposal.ids)
        self.assertEqual(answer["state"], "posted")

    def test_who_corrects_does_not_approve(self):
        """A corrected line is approved by somebody else, and by no run."""
        self.journal.second_approval_edited = True
        file = (
            self.env["bank.import.file"]
            .sudo()
            .create({"name": "f.xml", "content": "eA==", "company_id": self.company.id})
        )
        line, invoice = self.matched(1000, import_file_id=file.id)
        line.write({"sender_reference": "corrected"})
        with self.assertRaisesRegex(UserError, "somebody else"):
            self.sheet.approve(line.id)
        self.run_matching(line, mode="post", trigger="cron")
        self.assert_untouched(line)
        self.sheet.with_user(self.colleague).approve(line.id)
        self.assert_settles(line, invoice)
