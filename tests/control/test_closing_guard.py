"""A closed statement cannot be changed by any route."""

from bank_common import IBAN
from camt_files import camt053, entry, statement
from control_common import GuardCase, day

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user


class TestRoutes(GuardCase):
    def test_writing_the_line(self):
        values = (
            {"amount": 1},
            {"date": "2026-03-11"},
            {"partner_id": self.fjord.id},
            {"payment_ref": "x"},
            {"statement_id": False},
            {"journal_id": self.journal.copy().id},
            {"is_manual": True},
            {"is_ignored": True},
            {"open_reason": "x"},
            {"line_ids": [Command.clear()]},
            {"state": "draft"},
        )
        for env in self.users():
            line = self.line_.with_env(env)
            self.assert_kept(*[lambda v=v, r=line: r.write(v) for v in values])

    def test_type_of_the_bank_account(self):
        """With another type, nothing would guard the account's closed days."""
        account = self.journal.default_account_id
        for env in self.users():
            mine = account.with_env(env)
            self.assert_kept(lambda a=mine: a.write({"account_type": "asset_current"}))
        account.write({"account_type": "asset_cash", "name": "Bank"})

    def test_the_lock_itself(self):
        """Neither flag nor state can be written past the buttons, by no context."""
        line = self.line_.with_user(self.boss)
        made = self.made.with_user(self.boss)
        self.assert_kept(
            lambda: line.write({"is_closed": False}),
            lambda: line.with_context(su=True).write({"is_closed": False}),
            lambda: made.write({"close_state": "open"}),
            lambda: made.write({"closed_index": False}),
            lambda: self.closing_.with_user(self.boss).write({"state": "reopened"}),
            lambda: self.closing_.with_user(self.boss).unlink(),
        )

    def test_writing_the_entry(self):
        for env in self.users():
            move = self.entry.with_env(env).with_context(skip_readonly_check=True)
            item = self.counterpart.with_env(env)
            bank = self.bank_item.with_env(env)
            self.assert_kept(
                lambda m=move: m.button_draft(),
                lambda m=move: m.button_cancel(),
                lambda m=move: m.with_context(force_delete=True).unlink(),
                lambda m=move: m.write({"date": "2026-03-12"}),
                lambda m=move: m.write({"name": "BNK1/2026/99999"}),
                lambda m=move: m.write({"partner_id": self.fjord.id}),
                lambda m=move, i=item: m.write(
                    {"line_ids": [Command.update(i.id, {"name": "x"})]}
                ),
                lambda i=item: i.write({"account_id": self.expense.id}),
                lambda i=item: i.write({"partner_id": self.fjord.id}),
                lambda i=bank: i.write({"name": "x"}),
                lambda i=bank: i.write({"balance": 5}),
                lambda i=item: i.with_context(dynamic_unlink=True).unlink(),
                lambda m=move: m.env["account.move.line"].create(
                    {"move_id": m.id, "account_id": self.expense.id, "balance": 0}
                ),
            )

    def test_deleting(self):
        for env in self.users():
            made, line = self.made.with_env(env), self.line_.with_env(env)
            self.assert_kept(made.unlink, line.unlink)

    def test_the_statement(self):
        for env in self.users():
            made = self.made.with_env(env)
            self.assert_kept(
                lambda r=made: r.write({"balance_end_real": 1}),
                lambda r=made: r.write({"balance_start": 1}),
                lambda r=made: r.write({"name": "x"}),
                lambda r=made: r.write({"date": "2026-03-31"}),
                lambda r=made: r.write({"line_ids": [Command.clear()]}),
                lambda r=made: r.write({"line_ids": [Command.delete(self.line_.id)]}),
                lambda r=made: self.line(5, statement_id=r.id),
            )

    def test_moving_another_line_into_it(self):
        other = self.line(5, day=day(3, 20))
        self.assert_kept(lambda: other.write({"statement_id": self.made.id}))

    def test_verbs_of_the_facade(self):
        """Undo, ignore, approve and post, also of the whole run."""
        proposal = self.line_.match_proposal_ids
        run = proposal.run_id
        before = self.picture()
        answer = self.api.undo(line_ids=self.line_.ids)
        self.assertEqual(answer["undone"], [])
        self.assertIn("closed", answer["refused"][0]["reason"])
        answer = self.api.undo(run_id=run.id)
        self.assertEqual((answer["undone"], len(answer["refused"])), ([], 2))
        answer = self.api.approve(proposal.ids)
        self.assertTrue(answer[0]["error"])
        self.api.run_matching(line_ids=self.made.line_ids.ids, mode="post")
        self.assertEqual(before, self.picture())
        self.assert_kept(lambda: self.api.ignore_lines(self.line_.ids, "x"))

    def test_buttons(self):
        line = self.line_.with_user(self.boss)
        self.assert_kept(
            line.action_undo_match,
            line.action_undo_reconciliation,
            line.action_toggle_manual,
            lambda: line._ignore("x"),
            lambda: line.match_proposal_ids.sudo().unlink(),
            lambda: line.match_proposal_ids.sudo().write({"state": "undone"}),
            lambda: self.env["bank.line.detail"].create(
                {"statement_line_id": line.id, "text": "x"}
            ),
        )

    def test_an_ignored_line_is_not_restored(self):
        extra = self.line(9, "twice", day=day(3, 12))
        extra._ignore("twice")
        made = self.make_statement(
            [(3, self.invoice(3).name)], opening=350, day=day(3, 12)
        )
        extra.statement_id = made
        self.run_matching(made.line_ids, "post")
        self.close(made)
        self.assertTrue(extra.is_closed)
        with self.assertRaises(UserError):
            extra.action_restore()
        self.assertEqual(extra.state, "cancel")

    def test_a_run_leaves_it_alone(self):
        before = self.picture()
        self.journal.match_automation = "post"
        lines = self.made.line_ids
        self.service._run_automatic(lines, "cron")
        self.assertEqual(before, self.picture())

    def test_an_import_adds_nothing_before_its_end(self):
        """The file says which day is closed; nothing of it is stored."""
        data = camt053(
            statement(
                IBAN,
                [entry(5, "late", day=day(3, 9)), entry(6, "new", day=day(3, 11))],
                opening=350,
                number="9",
            )
        )
        before = self.picture()
        count = self.env["account.bank.statement.line"].search_count([])
        answer = self.import_bytes(data, match=False)
        self.assertEqual(answer["state"], "error")
        self.assertEqual(answer["errors"][0]["code"], "closed_statement")
        self.assertIn("2026-03-10", answer["errors"][0]["message"])
        self.assertEqual(before, self.picture())
        self.assertEqual(
            count, self.env["account.bank.statement.line"].search_count([])
        )

    def test_an_import_of_later_days_goes_on(self):
        """Also a second statement of the last closed day."""
        for number, on in (("8", day(3, 10)), ("9", day(3, 11))):
            data = camt053(
                statement(IBAN, [entry(5, "x", day=on)], opening=350, number=number)
            )
            answer = self.import_bytes(data, match=False)
            self.assertEqual(answer["state"], "imported", answer["errors"])
        self.assertEqual(self.certificates._verify(self.closing_), [])
        self.assertEqual(self.made.ledger_balance, 350)

    def test_books_before_its_end(self):
        """The certified ledger balance stays: no entry on the account until then."""
        late = self.make_entry(5, day(3, 11))
        draft = self.make_entry(5, day(3, 12))
        draft.button_draft()
        draft.date = day(3, 9)
        self.assert_kept(
            lambda: self.make_entry(5, day(3, 10)),
            lambda: self.line(5, day=day(3, 9)),
            draft.action_post,
            lambda: late.with_context(skip_readonly_check=True).write(
                {"date": "2026-03-05"}
            ),
        )
        self.make_entry(5, day(3, 9), account=self.expense, counter=self.revenue)

    def test_entries_that_make_up_its_balance(self):
        """Not only the lines: an opening entry before it is part of the balance."""
        self.closing._reopen(self.made, "to test")
        opening = self.make_entry(40, day(2, 1))
        self.closing_ = self.close(self.made, note="opening", partial=True)
        self.assertEqual(self.made.close_state, "partial")
        opening.button_draft()
        opening.with_context(force_delete=True).unlink()
        self.closing_ = self.close_again()
        second = self.settled((7,), opening=350, on=day(3, 12))
        entry_ = self.make_entry(1, day(3, 15))
        self.close(second)
        self.assert_kept(lambda: self.line(1, day=day(3, 11)))
        entry_.button_draft()

    def close_again(self):
        self.closing._reopen(self.made, "again")
        return self.close(self.made)

    def test_account_of_the_journal(self):
        other = self.env["account.account"].create(
            {"name": "New bank", "code": "190077", "account_type": "asset_cash"}
        )
        journal = self.journal.with_user(self.boss)
        self.assert_kept(
            lambda: journal.write({"default_account_id": other.id}),
        )

    def test_open_lines_of_a_partial_statement_stay_free(self):
        invoice = self.invoice(30)
        made = self.make_statement(
            [(30, invoice.name), (9, "unknown")], opening=350, day=day(3, 12)
        )
        self.run_matching(made.line_ids, "post")
        self.close(made, note="one is open", partial=True)
        rest = made.line_ids.filtered(lambda line: not line.is_closed)
        self.assertEqual(rest.amount, 9)
        rest.payment_ref = "changed"
        rest.open_reason = "asked"
        self.api.ignore_lines(rest.ids, "mistake")
        self.assertEqual(rest.match_state, "ignored")

    def test_earlier_open_statements_can_still_be_processed(self):
        """Matching moves nothing on the bank's account."""
        invoice = self.invoice(60, day=day(3, 1))
        early = self.make_statement([(60, invoice.name)], opening=350, day=day(3, 11))
        later = self.settled((7,), opening=410, on=day(3, 13))
        self.close(later)
        self.run_matching(early.line_ids, "post")
        self.assert_settles(early.line_ids, invoice)
        early.line_ids.action_undo_match()
        self.assert_untouched(early.line_ids)
        with self.assertRaises(UserError):
            self.api.ignore_lines(early.line_ids.ids, "x")
        self.assertEqual(early.line_ids.state, "posted")


class TestInvoiceSide(GuardCase):
    """Who unreconciles the invoice is warned; the statement is reopened visibly."""

    def assert_reopened(self):
        self.assertEqual(self.made.close_state, "partial")
        self.assertFalse(self.line_.is_closed)
        self.assertTrue(self.other_line.is_closed)
        self.assertIn(self.invoice_.name, self.made.close_warning)
        self.assertEqual(self.closing_.state, "reopened")
        self.assertNotEqual(self.line_.match_state, "reconciled")
        self.assertIn(self.made.name, self.invoice_.message_ids[0].body)
        self.assertIn(self.invoice_.name, self.made.message_ids[0].body)
        self.assertEqual(self.made.activity_ids.user_id, self.env.user)
        row = self.log.search([("action", "=", "reopen")], limit=1)
        self.assertTrue(row.is_automatic)
        self.assertEqual(row.res_id, self.made.id)
        warning = self.env["bus.bus"].sudo().search([], order="id desc", limit=5)
        self.assertTrue(
            any("reopened" in (one.message or "") for one in warning),
            warning.mapped("message"),
        )

    def test_unreconcile_from_the_invoice(self):
        partial = self.item(self.invoice_).matched_credit_ids
        self.invoice_.js_remove_outstanding_partial(partial.id)
        self.env.cr.precommit.run()
        self.assert_reopened()

    def test_reset_the_invoice_to_draft(self):
        self.item(self.invoice_).remove_move_reconcile()
        self.invoice_.button_draft()
        self.env.cr.precommit.run()
        self.assert_reopened()

    def test_list_action_unreconcile(self):
        item = self.item(self.invoice_)
        item.with_context(active_ids=item.ids).action_unreconcile_match_entries()
        self.env.cr.precommit.run()
        self.assert_reopened()

    def test_by_a_user_without_our_rights(self):
        """A plain invoicing user may do it; the statement tells all the same."""
        user = new_test_user(
            self.env,
            "invoicing",
            "base.group_user,account.group_account_invoice",
            company_id=self.company.id,
        )
        partial = self.item(self.invoice_).matched_credit_ids
        self.invoice_.with_user(user).js_remove_outstanding_partial(partial.id)
        self.env.cr.precommit.run()
        self.assert_reopened()
        self.assertIn(user.name, self.made.close_warning)

    def test_changing_the_invoice_does_not_touch_closed_lines_in_between(self):
        """Core undoes bank lines when an invoice item changes its account; a closed
        one is reopened first, then it may."""
        receivable = self.receivable.copy({"code": "121999", "name": "Other"})
        self.item(self.invoice_).account_id = receivable
        self.env.cr.precommit.run()
        self.assertEqual(self.made.close_state, "partial")
        self.assertFalse(self.line_.is_closed)

    def test_close_again_after_mending(self):
        self.item(self.invoice_).remove_move_reconcile()
        self.assertEqual(self.made.close_state, "partial")
        self.run_matching(self.line_)
        self.line_.action_approve_best()
        self.assert_settles(self.line_, self.invoice_)
        closing = self.close(self.made)
        self.assertEqual(self.made.close_state, "closed")
        self.assertFalse(self.made.close_warning)
        self.assertEqual(self.certificates._verify(closing), [])
