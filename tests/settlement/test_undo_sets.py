"""Undo by set: the same books as one by one, with few statements a line."""

from bank_common import BankMatchCommon, snapshot

from odoo.exceptions import UserError


class TestUndoSets(BankMatchCommon):
    def posted(self, count):
        """Return bank lines that were posted, and the documents they paid."""
        invoices = [self.invoice(100 + number) for number in range(count)]
        lines = self.env["account.bank.statement.line"].union(
            *(self.line(one.amount_total, one.name) for one in invoices)
        )
        self.run_matching(lines, "post")
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})
        return lines, self.env["account.move"].union(*invoices)

    def mixed(self):
        """Return posted lines of every shape, and all documents."""
        sums = [self.invoice(10), self.invoice(20)]
        over, part, early = self.invoice(1000), self.invoice(500), self.invoice(70)
        payment = self.pay(self.bill(77))
        lines = [
            self.line(70, early.name, partner_id=self.nordvik.id),
            self.line(30, f"{sums[0].name} {sums[1].name}"),
            self.line(-77, sender_reference=payment.unique_payment_reference),
            self.line(1200, over.name),
            self.line(300, part.name),
        ]
        lines = lines[0].union(*lines)
        self.run_matching(lines, "post")
        by_hand = self.line(-55, "Gebyr")
        entry = {"account_id": self.expense.id, "amount": -55}
        fee = self.env["bank.manual.settlement"]._propose(by_hand, [], [entry])
        for proposal in self.open_proposals(lines) | fee:
            proposal.action_approve_and_post()
        lines |= by_hand
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})
        return lines, self.env["account.move"].search([])

    def test_by_set_and_one_by_one_leave_the_same_books(self):
        lines, moves = self.mixed()
        undo = self.env["bank.undo.service"]
        results = []
        for one_by_one in (False, True):
            with self.env.cr.savepoint() as point:
                for part in lines.sorted("id", reverse=True) if one_by_one else [lines]:
                    self.assertFalse(undo._undo_lines(part)["refused"])
                results.append(
                    (
                        snapshot(self.env, moves),
                        lines.mapped("match_state"),
                        lines.mapped("partner_id.id"),
                        lines.match_proposal_ids.mapped("state"),
                        self.env["bank.decision.log"].search_count(
                            [("action", "=", "undo")]
                        ),
                    )
                )
                point.rollback()
            self.env.invalidate_all()
        self.assertEqual(*results)

    def test_statements_do_not_grow_with_the_lines(self):
        counts = []
        for number in (5, 5, 25):
            lines, _moves = self.posted(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lines.action_undo_match()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        per_line = (counts[2] - counts[1]) / 20
        self.assertLess(per_line, 20, counts)

    def test_one_that_fails_does_not_take_the_others(self):
        lines, _moves = self.posted(4)
        item = type(self.env["account.move.line"])
        culprit = lines[2]._seek_for_lines()[2]
        plain = item.remove_move_reconcile

        def fail(items):
            if culprit in items:
                raise UserError("Core says no.")
            return plain(items)

        self.patch(item, "remove_move_reconcile", fail)
        result = self.env["bank.undo.service"]._undo_lines(lines)
        self.assertEqual(result["undone"], lines - lines[2])
        self.assertEqual([line for line, _why in result["refused"]], [lines[2]])
        self.assertIn("Core says no.", result["refused"][0][1])

    def test_a_payment_that_came_back_is_not_undone(self):
        """Reconciled with its return by hand since: that comes first."""
        lines, _moves = self.posted(1)
        payment = lines._seek_for_lines()[2]
        back = self.line(-100, "Retur")
        chosen = [{"account_id": self.receivable.id, "amount": -100}]
        chosen[0]["partner_id"] = self.nordvik.id
        proposal = self.env["bank.manual.settlement"]._propose(back, [], chosen)
        proposal.action_approve_and_post()
        payment.remove_move_reconcile()
        (payment | back._seek_for_lines()[2]).reconcile()
        with self.assertRaisesRegex(UserError, "reconciled with"):
            lines.action_undo_match()
