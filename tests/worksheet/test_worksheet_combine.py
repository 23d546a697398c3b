"""Combining lines in the worksheet."""

from rules_common import RulesCommon, condition

from odoo.exceptions import UserError


class TestCombine(RulesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet = cls.env["bank.worksheet"]

    def test_combined_lines_settle_one_item(self):
        """Two lines combined by hand pay one invoice; the lines stay."""
        invoice = self.invoice(1000, self.fjord)
        lines = self.line(400, f"Part 1 {invoice.name}")
        lines |= self.line(600, f"Part 2 {invoice.name}")
        before = lines.read(["amount", "payment_ref", "date"])
        answer = self.sheet.combine(lines.ids)
        self.assertEqual(answer["panel"]["line"]["group"]["amount"], 1000)
        self.sheet.match(lines.ids)
        answer = self.sheet.approve(lines[0].id)
        self.assertEqual(set(answer["changed"]), set(lines.ids))
        self.assertEqual(invoice.amount_residual, 0)
        for line in lines:
            self.assert_state(line, "reconciled")
            _liquidity, suspense, others = line._seek_for_lines()
            self.assertFalse(suspense)
            self.assertEqual(others.account_id, self.receivable)
            self.assertTrue(others.reconciled)
        self.assertEqual(lines.read(["amount", "payment_ref", "date"]), before)
        self.sheet.undo(lines[0].ids)
        self.assertEqual(invoice.amount_residual, 1000)

    def is_suspense(self, item):
        return item.account_id == self.suspense

    def test_combined_lines_by_hand(self):
        """What is chosen for combined lines is shared among them to the last cent,
        posted and undone as one."""
        invoice = self.invoice(1000)
        credit = self.document("out_refund", 100)
        lines = self.line(300, "A") | self.line(333.33, "B") | self.line(256.67, "C")
        answer = self.sheet.combine(lines.ids)
        self.assertEqual(answer["panel"]["line"]["open_amount"], 890)
        items = [
            {"id": self.item(invoice).id, "amount": 1000},
            {"id": self.item(credit).id, "amount": -100},
        ]
        fee = {"account_id": self.expense.id, "amount": -10}
        answer = self.sheet.settle(lines[1].id, items, [fee])
        self.assertEqual(set(answer["changed"]), set(lines.ids))
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})
        self.assertEqual((invoice | credit).mapped("amount_residual"), [0, 0])
        self.assertAlmostEqual(self.booked(lines, self.expense), 10)
        self.assertFalse(lines.move_id.line_ids.filtered(self.is_suspense))
        self.sheet.undo(lines[0].ids)
        for line in lines:
            self.assert_untouched(line)
        self.assertEqual((invoice | credit).mapped("amount_residual"), [1000, 100])

    def test_combined_lines_fail_together(self):
        """Too little for the group is refused; nothing of it is posted."""
        invoice = self.invoice(600)
        lines = self.line(400, "A") | self.line(600, "B")
        self.sheet.combine(lines.ids)
        item = {"id": self.item(invoice).id, "amount": 600}
        with self.assertRaisesRegex(UserError, "400.*left"):
            self.sheet.settle(lines[1].id, [item], [])
        for line in lines:
            self.assert_untouched(line)

    def test_dissolve(self):
        """A dissolved group leaves the lines as they were."""
        lines = self.line(400, "A") | self.line(600, "B")
        self.sheet.combine(lines.ids)
        self.sheet.dissolve(lines[0].id)
        self.assertFalse(lines.line_group_id)
        self.assert_untouched(lines[0])

    def test_combine_from_rule(self):
        """On the selection, or on all that waits on the journal."""
        self.combine(condition("CARD*", "wildcard"), target="show")
        lines = self.line(100, "CARD 1") | self.line(200, "CARD 2")
        other = self.line(300, "Rent")
        answer = self.sheet.combine_by_rule((lines | other).ids)
        self.assertEqual(lines.line_group_id.amount, 300)
        self.assertFalse(other.line_group_id)
        self.assertEqual(answer["panel"]["line"]["group"]["amount"], 300)
        with self.assertRaisesRegex(UserError, "No live combine rule"):
            self.sheet.combine_by_rule(other.ids)
        lines.action_dissolve_group()
        self.sheet.combine_by_rule(lines[0].ids)
        self.assertEqual(lines.line_group_id.line_ids, lines)

    def test_a_group_is_one_row(self):
        """One row per group and state: no line is ever hidden by it."""
        model = self.env["account.bank.statement.line"]
        lines = self.line(1, "A") | self.line(2, "B") | self.line(3, "C")
        alone = self.line(4, "D")
        self.sheet.combine(lines.ids)
        mine = [("id", "in", (lines | alone).ids)]
        shown = model.search([*mine, ("is_combined_tail", "=", False)])
        self.assertEqual(shown, lines[0] | alone)
        hidden = model.search([*mine, ("is_combined_tail", "=", True)])
        self.assertEqual(hidden, lines[1:])
        self.assertEqual(lines.mapped("is_combined_tail"), [False, True, True])
        self.assertEqual(lines[0].group_line_count, 3)
        self.assertEqual(lines[0].group_amount, 6)
        self.api.ignore_lines([lines[2].id], "Twice")
        shown = model.search([*mine, ("is_combined_tail", "=", False)])
        self.assertEqual(shown, lines[0] | lines[2] | alone)
