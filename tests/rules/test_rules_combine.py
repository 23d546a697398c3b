"""Combine rules and groups: many lines matched as one."""

from datetime import timedelta

from bank_common import DAY
from rules_common import CombineCommon, condition

from odoo.exceptions import UserError, ValidationError

TERMINAL = r"(?P<terminal>\d{7})"


class TestGrouping(CombineCommon):
    def test_per_terminal_and_day_at_import(self):
        """One group per Dankort terminal per day."""
        rule = self.combine(
            condition("DKFLCS*", "wildcard"), key_regex=TERMINAL, target="show"
        )
        one = self.cards(100, 200)
        two = self.cards(300, 400, terminal="4015722")
        next_day = self.cards(500, 600, day=DAY + timedelta(days=1))
        alone = self.cards(700, terminal="4015733") | self.line(800, "Rente")
        lines = one | two | next_day | alone
        self.run_matching(lines)
        groups = rule.group_ids
        self.assertEqual(
            sorted(groups.mapped("amount")), [300, 700, 1100], groups.mapped("name")
        )
        self.assertEqual(len(one.line_group_id), 1)
        self.assertFalse(alone.line_group_id)

    def test_value_date_and_date_in_text(self):
        rule = self.combine("dankort", key_date="value", target="show")
        day = DAY + timedelta(days=2)
        lines = self.line(1, "Dankort 07.03", value_date=day)
        lines |= self.line(2, "Dankort 08.03", value_date=day)
        lines |= self.line(3, "Dankort 08.03", value_date=DAY)
        self.run_matching(lines)
        self.assertEqual(rule.group_ids.line_ids, lines[:2])
        rule.group_ids.action_dissolve()
        rule.key_date = "text"
        self.run_matching(lines)
        self.assertEqual(rule.group_ids.line_ids, lines[1:])
        self.assertEqual(str(rule.group_ids.date), "2026-03-08")

    def test_settlement_window_limits_sign(self):
        rule = self.combine(
            "payout", key_date="none", window_days=3, key_sign=True, max_lines=3,
            target="show",
        )  # fmt: skip
        lines = self.env["account.bank.statement.line"]
        for offset, amount in (
            (0, 5),
            (2, 6),
            (3, 7),
            (4, 8),
            (5, 9),
            (0, -1),
            (1, -2),
        ):
            lines |= self.line(amount, "Payout", DAY + timedelta(days=offset))
        self.run_matching(lines)
        self.assertEqual(sorted(rule.group_ids.mapped("amount")), [-3, 17, 18])

    def test_rules_never_touch_manual_groups(self):
        """Manual combine ignores combine rules."""
        self.combine("dkflcs", target="show")
        lines = self.cards(1, 2, 3)
        lines[:2].action_combine()
        group = lines[0].line_group_id
        self.assertEqual(group.origin, "manual")
        self.run_matching(lines)
        self.assertEqual(group.line_ids, lines[:2])
        self.assertFalse(lines[2].line_group_id)

    def test_dissolving_restores_everything(self):
        """Grouping changes no line, so there is nothing to restore."""
        lines = self.cards(100, 200)
        self.invoice(300)
        before = self.facts(lines)
        items = lines.move_id.line_ids.read(["account_id", "balance", "name"])
        lines.action_combine()
        self.run_matching(lines)
        self.assertNotEqual(self.facts(lines), before)
        lines.action_dissolve_group()
        self.assertEqual(self.facts(lines), before)
        after = lines.move_id.line_ids.read(["account_id", "balance", "name"])
        self.assertEqual(after, items)
        self.assertFalse(lines.line_group_id)

    def test_lines_of_two_journals_are_not_combined(self):
        other = self.journal.copy({"name": "Other bank", "code": "OTH"})
        lines = self.line(1, "A") | self.line(2, "B", journal_id=other.id)
        with self.assertRaises(UserError):
            lines.action_combine()
        with self.assertRaises(UserError):
            lines[:1].action_combine()

    def test_bad_pattern_is_refused(self):
        with self.assertRaises(ValidationError):
            self.combine("cards", key_regex="(")


class TestGroupMatching(CombineCommon):
    def rule_for(self, **values):
        return self.combine(
            condition("DKFLCS*", "wildcard"),
            **{"clearing_account_id": self.clearing.id, "mode": "auto"} | values,
        )

    def test_many_lines_settle_one_item(self):
        """Many-to-one: each line's counterpart on one account, reconciled together."""
        self.rule_for()
        item = self.sale(600)
        lines = self.cards(100, 200, 300)
        self.run_matching(lines, "post")
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})
        self.assertTrue(item.reconciled)
        self.assertEqual(self.booked(lines, self.clearing), -600)

    def test_manual_group_settles_an_invoice(self):
        invoice = self.invoice(1000)
        lines = self.line(300, "Rate") | self.line(700, "Rate")
        lines.action_combine()
        self.run_matching(lines)
        self.assertEqual(set(lines.mapped("match_state")), {"payment_pending"})
        lines[0].action_approve_best()
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})
        self.assertEqual(invoice.payment_state, "paid")

    def test_undo_of_one_undoes_all(self):
        self.rule_for()
        item = self.sale(300)
        lines = self.cards(100, 200)
        self.run_matching(lines, "post")
        lines[0].action_undo_match()
        for line in lines:
            self.assert_untouched(line)
        self.assertEqual(item.amount_residual, 300)

    def test_two_items_of_the_total_are_a_tie(self):
        self.rule_for(target="one_item")
        self.sale(300)
        self.sale(300)
        lines = self.cards(100, 200)
        self.run_matching(lines, "post")
        self.assertEqual(lines.mapped("match_state"), ["choose"] * 2)
        proposals = self.open_proposals(lines[0])
        proposals[0].action_approve_and_post()
        self.assertEqual(lines.mapped("match_state"), ["reconciled"] * 2)

    def test_net_payout_settles_gross_minus_fee(self):
        """Fee taken from the payout, within its band."""
        self.rule_for(
            fee_mode="percent", fee_percent_min=1, fee_percent_max=2,
            fee_account_id=self.expense.id,
        )  # fmt: skip
        item = self.sale(1000)
        lines = self.cards(385, 600)
        self.run_matching(lines, "post")
        self.assertEqual(lines.mapped("match_state"), ["reconciled"] * 2)
        self.assertTrue(item.reconciled)
        self.assertEqual(self.booked(lines, self.expense), 15)

    def test_fees_that_the_bank_states(self):
        """Only those that it kept, in the currency of the line."""
        self.rule_for(fee_mode="details", fee_account_id=self.expense.id)
        item = self.sale(1000)
        lines = self.cards(385, 600)
        lines[0].sudo().transaction_details = {
            "charges": [
                {"amount": "15.00", "currency": self.currency.name},
                {"amount": "8.00", "currency": "XTS"},
                {"amount": "5.00", "currency": "", "included": "false"},
            ]
        }
        self.run_matching(lines, "post")
        self.assertEqual(lines.mapped("match_state"), ["reconciled"] * 2)
        self.assertTrue(item.reconciled)
        self.assertEqual(self.booked(lines, self.expense), 15)

    def test_fee_outside_its_band_is_not_matched(self):
        self.rule_for(
            fee_mode="percent", fee_percent_min=1, fee_percent_max=2,
            fee_account_id=self.expense.id,
        )  # fmt: skip
        self.sale(1000)
        lines = self.cards(370, 600)
        self.run_matching(lines, "post")
        self.assertEqual(lines.mapped("match_state"), ["unresolved"] * 2)

    def test_fee_line_of_its_own(self):
        self.rule_for(fee_mode="line", fee_account_id=self.expense.id)
        item = self.sale(1000)
        lines = self.cards(400, 600, -12.5)
        self.run_matching(lines, "post")
        self.assertEqual(lines.mapped("match_state"), ["reconciled"] * 3)
        self.assertTrue(item.reconciled)
        self.assertEqual(self.booked(lines, self.expense), 12.5)

    def test_many_items(self):
        self.rule_for(target="many_items", window_days=2)
        self.sale(50, DAY - timedelta(days=9))
        items = self.sale(120, DAY - timedelta(days=1)) | self.sale(180)
        lines = self.cards(100, 200)
        self.run_matching(lines, "post")
        self.assertEqual(lines.mapped("match_state"), ["reconciled"] * 2)
        self.assertEqual(items.mapped("reconciled"), [True, True])

    def test_post_the_total(self):
        self.rule_for(target="post")
        lines = self.cards(100, 200)
        self.run_matching(lines, "post")
        self.assertEqual(lines.mapped("match_state"), ["reconciled"] * 2)
        self.assertEqual(self.booked(lines, self.clearing), -300)

    def test_suggesting_rule_waits(self):
        self.rule_for(mode="suggest")
        self.sale(300)
        lines = self.cards(100, 200)
        self.run_matching(lines, "post")
        self.assertEqual(lines.mapped("match_state"), ["payment_pending"] * 2)
        for line in lines:
            self.assert_untouched(line)

    def test_posted_group_must_be_undone_first(self):
        self.rule_for()
        self.sale(300)
        lines = self.cards(100, 200)
        self.run_matching(lines, "post")
        with self.assertRaises(UserError):
            lines.action_dissolve_group()
