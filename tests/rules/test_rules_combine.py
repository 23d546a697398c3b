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


class TestGroupsOfPayers(CombineCommon):
    """What combined lines name, and who paid them, goes before amounts."""

    def combined(self, *lines):
        lines = self.env["account.bank.statement.line"].union(*lines)
        lines.action_combine()
        return lines

    def settled(self, line):
        return self.open_proposals(line)[:1].line_ids.move_line_id.move_id

    def test_strangers_items_are_never_put_together(self):
        """Named is an invoice of 290; two strangers owe the 300 of the lines."""
        invoice = self.invoice(290)
        self.invoice(180, self.fjord)
        self.invoice(120, self.new_partner("Solvang Bygg AS"))
        lines = self.combined(
            self.line(100, f"Rate 1 {invoice.name}"),
            self.line(200, f"Rate 2 {invoice.name}"),
        )
        self.run_matching(lines, "post")
        for line in lines:
            self.assert_untouched(line)
            self.assertEqual(self.settled(line), invoice, self.explain(line))
            self.assertEqual(len(self.open_proposals(line)), 1)
        rest = sum(self.open_proposals(line).difference for line in lines)
        self.assertEqual(rest, 10)

    def test_a_named_document_beats_another_of_the_amount(self):
        self.invoice(300, self.fjord)
        invoice = self.invoice(300)
        lines = self.combined(
            self.line(100, f"Rate 1 {invoice.name}"), self.line(200, "Rate 2")
        )
        self.run_matching(lines, "post")
        for line in lines:
            self.assert_state(line, "reconciled")
        self.assertEqual(invoice.amount_residual, 0)

    def test_a_group_of_a_known_payer_takes_nobody_elses(self):
        self.invoice(300, self.fjord)
        lines = self.combined(
            self.line(100, "Rate", partner_name=self.nordvik.name),
            self.line(200, "Rate", partner_name=self.nordvik.name),
        )
        self.run_matching(lines, "post")
        self.assertFalse(self.open_proposals(lines[0]), self.explain(lines[0]))
        own = self.invoice(300)
        self.run_matching(lines, "post")
        self.assertEqual(self.settled(lines[0]), own)

    def test_nobody_told_is_a_hint_of_one_item(self):
        self.invoice(180, self.fjord)
        self.invoice(120)
        lines = self.combined(self.line(100, "Rate"), self.line(200, "Rate"))
        self.run_matching(lines, "post")
        self.assertFalse(self.open_proposals(lines[0]), self.explain(lines[0]))

    def test_a_payout_and_its_fee(self):
        """+500, +310 and −10 settle 500 and 300."""
        invoices = self.invoice(500) | self.invoice(300)
        name = {"partner_name": self.nordvik.name}
        lines = self.combined(
            self.line(500, "Udbetaling", **name),
            self.line(310, "Udbetaling", **name),
            self.line(-10, "Retur", **name),
        )
        self.run_matching(lines, "propose")
        self.open_proposals(lines[0]).action_approve_and_post()
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})
        self.assertEqual(invoices.mapped("amount_residual"), [0, 0])
        lines[1].action_undo_match()
        self.assertEqual(invoices.mapped("amount_residual"), [500, 300])

    def test_a_payout_and_its_fee_by_hand(self):
        invoice = self.invoice(1000)
        lines = self.combined(self.line(1000, "Payout"), self.line(-20, "Fee"))
        item = {"id": self.item(invoice).id, "amount": 1000}
        fee = {"account_id": self.expense.id, "amount": -20}
        self.env["bank.worksheet"].settle(lines[0].id, [item], [fee])
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(self.booked(lines[1], self.expense), 20)
        self.assertFalse(self.booked(lines[0], self.expense))

    def test_a_net_payout_by_hand(self):
        """One line brought more than all, the other takes the difference back."""
        invoice = self.invoice(980)
        lines = self.combined(self.line(1000, "Payout"), self.line(-20, "Retur"))
        item = {"id": self.item(invoice).id, "amount": 980}
        self.env["bank.worksheet"].settle(lines[0].id, [item], [])
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})
        self.assertEqual(invoice.amount_residual, 0)

    def test_one_member_of_a_manual_group_is_never_posted_alone(self):
        invoice = self.invoice(100)
        lines = self.combined(
            self.line(100, f"Betaling {invoice.name}"), self.line(250, "Andet")
        )
        self.run_matching(lines, "post")
        for line in lines:
            self.assert_untouched(line)
        self.assertEqual(invoice.amount_residual, 100)

    def test_an_ignored_member_does_not_stop_the_others(self):
        invoice = self.invoice(300)
        lines = self.combined(
            self.line(100, invoice.name),
            self.line(200, invoice.name),
            self.line(5, "Dobbelt"),
        )
        wizard = self.env["bank.ignore.wizard"].with_context(
            **lines[2].action_ignore()["context"]
        )
        wizard.create({"reason": "Doubled by the bank"}).action_ignore()
        self.assert_state(lines[2], "ignored")
        self.run_matching(lines[:2], "post")
        for line in lines[:2]:
            self.assert_state(line, "reconciled")


class TestLateLines(CombineCommon):
    def test_a_late_line_joins_the_open_group(self):
        rule = self.combine("dkflcs", key_regex=TERMINAL, target="show")
        lines = self.cards(100, 200)
        self.run_matching(lines)
        late = self.cards(300)
        self.run_matching(late)
        self.assertEqual(rule.group_ids.line_ids, lines | late)

    def test_a_late_line_of_a_window_joins(self):
        rule = self.combine("payout", key_date="none", window_days=3, target="show")
        lines = self.line(1, "Payout") | self.line(2, "Payout")
        self.run_matching(lines)
        near = self.line(3, "Payout", DAY + timedelta(days=2))
        far = self.line(4, "Payout", DAY + timedelta(days=9))
        self.run_matching(near | far)
        self.assertEqual(rule.group_ids.line_ids, lines | near)

    def test_a_full_group_takes_no_more(self):
        rule = self.combine("dkflcs", key_regex=TERMINAL, max_lines=2, target="show")
        lines = self.cards(100, 200)
        self.run_matching(lines)
        self.run_matching(self.cards(300))
        self.assertEqual(rule.group_ids.line_ids, lines)
