"""Matching rules: what they hit, post, and never do."""

from datetime import timedelta

from bank_common import DAY
from rules_common import RulesCommon, condition

from odoo.fields import Command


class TestMatchingRules(RulesCommon):
    def test_words_not_parts_of_words(self):
        """A rule on "gas" does not hit "VEGAS"."""
        self.rule("gas")
        vegas, station = self.line(-100, "VEGAS TRAVEL"), self.line(-100, "Norsk Gas")
        self.run_matching(vegas | station)
        self.assert_state(vegas, "unresolved")
        self.assert_state(station, "entry_pending")
        self.assertEqual(station.match_method, "rule")

    def test_only_live_rules_act(self):
        rule = self.rule("gebyr", live=False)
        line = self.line(-100, "Gebyr mars")
        self.run_matching(line)
        self.assert_state(line, "unresolved")
        rule.action_go_live()
        self.run_matching(line)
        self.assert_state(line, "entry_pending")
        rule.action_suspend()
        self.run_matching(line)
        self.assert_state(line, "unresolved")

    def test_suggestions_are_never_posted_by_a_run(self):
        self.rule("gebyr")
        self.journal.match_post_tier = "7"
        line = self.line(-100, "Gebyr mars")
        self.run_matching(line, "post")
        self.assert_untouched(line)
        line.action_approve_best()
        self.assert_state(line, "reconciled")
        self.assertEqual(self.booked(line, self.expense), 100)

    def test_automatic_rule_posts_within_its_limit_only(self):
        rule = self.rule("gebyr", mode="auto", max_amount_auto=150)
        small, large = self.line(-150, "Gebyr A"), self.line(-150.01, "Gebyr B")
        self.run_matching(small | large, "propose")
        self.assertEqual((small | large).mapped("match_state"), ["entry_pending"] * 2)
        self.run_matching(small | large, "post")
        self.assert_state(small, "reconciled")
        self.assert_state(large, "entry_pending")
        self.assertEqual(rule.hit_count, 1)
        item = small.move_id.line_ids.filtered("reconcile_model_id")
        self.assertEqual(item.reconcile_model_id, rule)

    def test_document_beats_automatic_rule(self):
        """Never before the documents, whatever the amounts."""
        self.rule("nordvik", mode="auto")
        invoice = self.invoice(1000)
        line = self.line(1000, f"Nordvik Handel {invoice.name}")
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)

    def test_even_a_hint_of_a_bank_entry_is_asked_about(self):
        """Step 3 (amount and date) comes before rules too, and waits."""
        self.rule("overførsel", mode="auto")
        self.pay(self.bill(321))
        line = self.line(-321, "Overførsel")
        self.run_matching(line, "post")
        self.assert_state(line, "payment_pending")
        self.assertFalse(self.open_proposals(line).reconcile_model_id)
        self.assert_untouched(line)

    def test_first_sequence_wins_equal_ones_are_a_tie(self):
        first = self.rule("gebyr", sequence=1, name="First")
        second = self.rule("mars", sequence=2, name="Second", account=self.revenue)
        line = self.line(-100, "Gebyr mars")
        self.run_matching(line)
        self.assertEqual(self.open_proposals(line).reconcile_model_id, first)
        second.sequence = 1
        self.run_matching(line, "post")
        self.assert_state(line, "choose")

    def test_core_conditions_and_ours_must_both_hold(self):
        self.rule(
            "mars", match_label="contains", match_label_param="gebyr",
            match_amount="lower", match_amount_max=-150,
        )  # fmt: skip
        lines = self.line(-100, "Gebyr mars") | self.line(-200, "Gebyr mars")
        lines |= self.line(-100, "Gebyr april") | self.line(-100, "Rente mars")
        self.run_matching(lines)
        states = ["entry_pending"] + ["unresolved"] * 3
        self.assertEqual(lines.mapped("match_state"), states)

    def test_direction_codes_days_and_alternatives(self):
        """Bank transaction codes; Fortnox: day of month."""
        self.rule(
            condition("fee", group=1), condition("charge", group=1),
            direction="out", transaction_codes="700, PMNT-RDDT", day_from=8, day_to=12,
        )  # fmt: skip
        hit = self.line(-10, "Fee", transaction_type="700")
        hit |= self.line(-10, "Charge", transaction_type="PMNT-RDDT-ESDD")
        miss = self.line(10, "Fee", transaction_type="700")
        miss |= self.line(-10, "Fee", transaction_type="7001")
        miss |= self.line(-10, "Other", transaction_type="700")
        late = DAY + timedelta(days=5)
        miss |= self.line(-10, "Fee", day=late, transaction_type="700")
        self.run_matching(hit | miss)
        self.assertEqual(set(hit.mapped("match_state")), {"entry_pending"})
        self.assertEqual(set(miss.mapped("match_state")), {"unresolved"})

    def test_conditions_on_advice(self):
        self.rule(condition("husleje", source="details"))
        line = self.line(-10, "Betaling")
        line.detail_ids = [Command.create({"text": "Husleje marts", "kind": "text"})]
        self.run_matching(line)
        self.assert_state(line, "entry_pending")

    def test_accounts_for_money_in_and_out(self):
        self.rule(
            "rente", line_ids=[],
            account_in_id=self.revenue.id, account_out_id=self.expense.id,
        )  # fmt: skip
        lines = self.line(100, "Rente") | self.line(-30, "Rente")
        self.run_matching(lines)
        lines.action_approve_best()
        self.assertEqual(self.booked(lines, self.revenue), -100)
        self.assertEqual(self.booked(lines, self.expense), 30)

    def test_label_template(self):
        self.rule("gebyr", label_template="Fee {month}/{year} {label} {oops}")
        line = self.line(-10, "Gebyr nr 7")
        self.run_matching(line)
        line.action_approve_best()
        item = line.move_id.line_ids.filtered(lambda i: i.account_id == self.expense)
        self.assertEqual(item.name, "Fee 03/2026 Gebyr nr 7 {oops}")

    def test_split_by_regex_and_rest(self):
        """Fee taken from the text, the rest elsewhere; the fee counts like core."""
        self.rule(
            "payout",
            line_ids=[
                Command.create(
                    {
                        "account_id": self.expense.id,
                        "amount_type": "regex",
                        "amount_string": r"FEE ([\d,]+)",
                        "sequence": 1,
                    }
                ),
                Command.create({"account_id": self.revenue.id, "sequence": 2}),
            ],
        )
        line = self.line(97.5, "Payout gross FEE 2,50")
        self.run_matching(line)
        line.action_approve_best()
        self.assertEqual(self.booked(line, self.expense), -2.5)
        self.assertEqual(self.booked(line, self.revenue), -95)

    def test_many_lines_one_statement_more_or_less(self):
        """House rule 7: statements do not grow with the lines."""
        self.rule("gebyr")
        counts = []
        for number in (3, 60):
            lines = self.env["account.bank.statement.line"].create(
                [
                    {
                        "journal_id": self.journal.id,
                        "date": DAY,
                        "amount": -10 - n,
                        "payment_ref": f"Gebyr {n}",
                    }
                    for n in range(number)
                ]
            )
            context = self.env["bank.match.engine"]._prepare(lines)
            matcher = self.env["bank.matcher.match_rule"]
            before = self.env.cr.sql_log_count
            self.assertEqual(len(matcher._propose(context)), number)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])


class TestMatchingRuleTaxes(RulesCommon):
    def tax_rule(self, tax, **values):
        return self.rule(
            "gebyr",
            line_ids=[
                Command.create(
                    {"account_id": self.expense.id, "tax_ids": [(6, 0, tax.ids)]}
                )
            ],
            **values,
        )

    def new_tax(self, amount, **values):
        tax = self.env["account.tax"].create(
            {
                "name": f"Purchase {amount} {values}",
                "amount": amount,
                "type_tax_use": "purchase",
                "company_id": self.company.id,
                **values,
            }
        )
        lines = tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids
        lines.filtered(lambda r: r.repartition_type == "tax").account_id = self.vat
        return tax

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vat = cls.expense.copy({"name": "Input VAT", "code": "269900"})

    def test_amount_includes_the_tax(self):
        """A fee of 125 with 25 % VAT is 100 and 25, whatever the tax's own setting."""
        for override in ("tax_excluded", "tax_included"):
            with self.subTest(override):
                tax = self.new_tax(25, price_include_override=override)
                rule = self.tax_rule(tax)
                line = self.line(-125, "Gebyr")
                self.run_matching(line)
                line.action_approve_best()
                self.assert_state(line, "reconciled")
                self.assertEqual(self.booked(line, self.expense), 100)
                tax_items = line.move_id.line_ids.filtered("tax_line_id")
                self.assertEqual(tax_items.tax_line_id, tax)
                self.assertEqual(tax_items.balance, 25)
                self.assertEqual(tax_items.tax_base_amount, 100)
                self.assertEqual(sum(line.move_id.line_ids.mapped("balance")), 0)
                rule.active = False

    def test_undo_takes_the_tax_back(self):
        self.tax_rule(self.new_tax(25))
        line = self.line(-125, "Gebyr")
        self.run_matching(line)
        line.action_approve_best()
        line.action_undo_match()
        self.assert_untouched(line)
        self.assertFalse(line.move_id.line_ids.filtered("tax_line_id"))
        self.assertEqual(self.booked(line, self.suspense), 125)

    def test_odd_cents_and_money_in(self):
        """A refund of a fee goes to the refund side of the tax report."""
        tax = self.new_tax(25)
        self.tax_rule(tax)
        line = self.line(0.99, "Gebyr retur")
        self.run_matching(line)
        line.action_approve_best()
        item = line.move_id.line_ids.filtered("tax_line_id")
        self.assertEqual(item.tax_repartition_line_id.document_type, "refund")
        self.assertAlmostEqual(self.booked(line, self.expense) + item.balance, -0.99)

    def test_fee_with_tax_and_rest_with_analytic(self):
        plan = self.env["account.analytic.plan"].create({"name": "Plan"})
        analytic = self.env["account.analytic.account"].create(
            {"name": "Shop", "plan_id": plan.id}
        )
        tax = self.new_tax(25)
        self.rule(
            "payout",
            line_ids=[
                Command.create(
                    {
                        "account_id": self.expense.id,
                        "amount_type": "fixed",
                        "amount_string": "-12.5",
                        "tax_ids": [(6, 0, tax.ids)],
                        "sequence": 1,
                    }
                ),
                Command.create(
                    {
                        "account_id": self.revenue.id,
                        "analytic_distribution": {str(analytic.id): 100},
                        "sequence": 2,
                    }
                ),
            ],
        )
        line = self.line(87.5, "Payout")
        self.run_matching(line)
        line.action_approve_best()
        self.assert_state(line, "reconciled")
        self.assertEqual(self.booked(line, self.expense), 10)
        self.assertEqual(self.booked(line, self.revenue), -100)
        items = line.move_id.line_ids.analytic_line_ids
        self.assertEqual(items.mapped("amount"), [100])


class TestOwnTransfers(RulesCommon):
    def test_both_sides_meet_on_the_transfer_account(self):
        """Cover transfers between own accounts are not posted twice."""
        other = self.journal.copy({"name": "Savings", "code": "SAV"})
        for journal, target in ((self.journal, other), (other, self.journal)):
            self.rule(
                "cover", line_ids=[], counterpart_journal_id=target.id,
                match_journal_ids=[(6, 0, journal.ids)], mode="auto",
            )  # fmt: skip
        out = self.line(-500, "Cover transfer")
        in_ = self.line(500, "Cover transfer", journal_id=other.id)
        self.run_matching(out, "post")
        self.run_matching(in_, "post")
        account = self.company.transfer_account_id
        items = (out | in_).move_id.line_ids.filtered(lambda i: i.account_id == account)
        self.assertEqual(len(items), 2)
        self.assertTrue(all(items.mapped("reconciled")))

    def savings(self):
        return self.journal.copy({"name": "Savings", "code": "SAV"})

    def cover(self, journal, target, **values):
        return self.rule(
            "cover", line_ids=[], counterpart_journal_id=target.id,
            match_journal_ids=[(6, 0, journal.ids)], **values,
        )  # fmt: skip

    def assert_one_transfer(self, lines):
        """Both lines are booked on the transfer account, against each other."""
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})
        account = self.company.transfer_account_id
        items = lines.move_id.line_ids.filtered(lambda i: i.account_id == account)
        self.assertEqual(len(items), 2)
        self.assertEqual(len(items.full_reconcile_id), 1)

    def test_a_rule_takes_no_payment_of_a_stranger_along(self):
        """The other bank tells an account that is none of ours."""
        other = self.savings()
        (self.journal | other).match_automation = "post"
        self.cover(self.journal, other, mode="auto")
        stranger = {"journal_id": other.id, "account_number": "NO0286011117948"}
        paid = self.line(500, "/", **stranger)
        self.run_matching(self.line(-500, "Cover transfer") | paid, "post")
        self.assert_untouched(paid)

    def test_a_rule_on_one_bank_books_both_sides(self):
        """The other bank's text is another one."""
        other = self.savings()
        (self.journal | other).match_automation = "post"
        for run_first in (0, 1):
            self.cover(self.journal, other, mode="auto")
            lines = self.line(-500, "Cover transfer")
            lines |= self.line(500, "Fra drift", journal_id=other.id)
            self.run_matching(lines[run_first], "post")
            self.assert_one_transfer(lines)
            self.env["account.reconcile.model"].search([]).action_suspend()

    def test_a_suggestion_is_approved_once_for_both_sides(self):
        other = self.savings()
        self.cover(self.journal, other)
        out = self.line(-500, "Cover transfer")
        into = self.line(500, "Fra drift", journal_id=other.id)
        self.run_matching(out | into, "post")
        self.assertEqual(set((out | into).mapped("match_state")), {"entry_pending"})
        into.action_approve_best()
        self.assert_one_transfer(out | into)

    def test_an_account_that_only_proposes_is_asked(self):
        other = self.savings()
        self.journal.match_automation = "post"
        self.cover(self.journal, other, mode="auto")
        lines = self.line(-500, "Cover transfer")
        lines |= self.line(500, "Fra drift", journal_id=other.id)
        self.run_matching(lines[0], "post")
        self.assertEqual(set(lines.mapped("match_state")), {"entry_pending"})

    def test_two_other_sides_are_a_tie(self):
        other = self.savings()
        self.cover(self.journal, other, mode="auto")
        out = self.line(-500, "Cover transfer")
        into = self.line(500, "Fra drift", journal_id=other.id)
        into |= self.line(500, "Fra drift igjen", journal_id=other.id)
        self.run_matching(out | into, "post")
        self.assert_state(out, "choose")
        self.assert_untouched(out)
