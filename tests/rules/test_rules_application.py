"""Application rules: who pays and how it is applied."""

from datetime import timedelta

from bank_common import DAY
from rules_common import RulesCommon, condition

from odoo.exceptions import ValidationError

ACCOUNT = "NO7112345678903"


class TestApplicationRules(RulesCommon):
    def state_of(self, line, mode="post"):
        self.run_matching(line, mode)
        return line.match_state

    def test_text_names_the_partner_and_one_item(self):
        """Neither invoice nor payment ID in the text; the amount fits."""
        self.application("butikken", mode="auto")
        invoice = self.invoice(750)
        self.invoice(750, self.fjord)
        self.invoice(100)
        line = self.line(750, "Innbetaling Butikken")
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)

    def test_suggestion_waits_for_a_person(self):
        rule = self.application("butikken")
        invoice = self.invoice(750)
        line = self.line(750, "Innbetaling Butikken")
        self.assertEqual(self.state_of(line), "payment_pending")
        self.assertEqual(self.open_proposals(line).application_rule_id, rule)
        line.action_approve_best()
        self.assert_settles(line, invoice)
        self.assertEqual(rule.hit_count, 1)

    def tolerance(self, **values):
        return self.env["bank.match.tolerance"].create(
            {
                "name": "Cents",
                "company_id": self.company.id,
                "amount_max": 5,
                "percent_max": 10,
                "loss_account_id": self.expense.id,
                "gain_account_id": self.revenue.id,
                **values,
            }
        )

    def test_tolerance_of_the_rule(self):
        """2.3: a rule may accept another difference than the journal."""
        self.tolerance(name="Company", amount_max=1)
        # the partner's tolerance would win, were it not for the rule's
        self.tolerance(name="Partner", amount_max=2, partner_id=self.nordvik.id)
        rule = self.application("butikken")
        invoice = self.invoice(750)
        line = self.line(746, "Innbetaling Butikken")
        self.assertEqual(self.state_of(line), "unresolved")
        rule.tolerance_id = self.tolerance(partner_id=self.fjord.id)
        self.assertEqual(self.state_of(line), "unresolved")
        rule.tolerance_id = self.tolerance()
        self.assertEqual(self.state_of(line), "payment_pending")
        self.assertEqual(self.open_proposals(line).application_rule_id, rule)
        line.action_approve_best()
        self.assert_settles(line, invoice)
        loss = line.line_ids.filtered(lambda row: row.account_id == self.expense)
        self.assertEqual(loss.balance, 4)

    def test_two_items_of_the_amount_are_a_tie(self):
        self.application("butikken", mode="auto")
        self.invoice(750)
        self.invoice(750)
        line = self.line(750, "Butikken")
        self.assertEqual(self.state_of(line), "choose")
        self.assert_untouched(line)

    def test_account_or_alias(self):
        self.application(account_number=ACCOUNT, mode="auto")
        invoice = self.invoice(750)
        line = self.line(750, "Takk", account_number="1234 56 78903")
        other = self.line(750, "Takk", account_number="NO9386011117947")
        self.run_matching(line | other, "post")
        self.assert_settles(line, invoice)
        self.assert_state(other, "unresolved")

    def test_vendors_are_equal(self):
        self.application("leverandør", mode="auto")
        bill = self.bill(300)
        line = self.line(-300, "Leverandør")
        self.run_matching(line, "post")
        self.assert_settles(line, bill)

    def test_unique_subset_and_tie(self):
        self.application("butikken", apply_method="exact_subset")
        invoices = self.invoice(100) | self.invoice(250) | self.invoice(475)
        line = self.line(575, "Butikken")
        self.assertEqual(self.state_of(line), "payment_pending")
        line.action_approve_best()
        self.assert_settles(line, invoices[0], invoices[2])
        self.invoice(250)
        twin = self.line(250, "Butikken")
        self.assertEqual(self.state_of(twin), "choose")

    def test_full_balance_with_credit_note(self):
        self.application("butikken", apply_method="full_balance", mode="auto")
        documents = self.invoice(1000) | self.invoice(500)
        credit = self.document("out_refund", 200)
        wrong = self.line(1200, "Butikken")
        self.assertEqual(self.state_of(wrong), "unresolved")
        line = self.line(1300, "Butikken")
        self.run_matching(line, "post")
        self.assert_settles(line, *documents, credit)

    def test_oldest_and_due_first(self):
        old = self.invoice(400, day=DAY - timedelta(days=60))
        new = self.invoice(400, day=DAY - timedelta(days=5))
        rule = self.application("butikken", apply_method="oldest_first")
        line = self.line(500, "Butikken")
        self.assertEqual(self.state_of(line), "unresolved")
        rule.partial_ok = True
        self.assertEqual(self.state_of(line), "payment_pending")
        line.action_approve_best()
        self.assertEqual((old.amount_residual, new.amount_residual), (0, 300))
        rule.apply_method = "due_first"
        new.line_ids.filtered("date_maturity").date_maturity = DAY - timedelta(days=99)
        more = self.invoice(100, day=DAY - timedelta(days=20))
        line = self.line(350, "Butikken")
        self.run_matching(line)
        line.action_approve_best()
        self.assertEqual((new.amount_residual, more.amount_residual), (0, 50))

    def test_on_account(self):
        self.application("butikken", apply_method="on_account", mode="auto")
        line = self.line(500, "Butikken")
        self.journal.match_post_tier = "5"
        self.run_matching(line, "post")
        self.assert_state(line, "reconciled")
        self.assertEqual(self.booked(line, self.receivable), -500)
        self.assertEqual(line.partner_id, self.nordvik)

    def test_limit_in_days(self):
        self.application("butikken", apply_limit_days=30)
        self.invoice(750, day=DAY - timedelta(days=31))
        line = self.line(750, "Butikken")
        self.assertEqual(self.state_of(line), "unresolved")

    def test_third_party_payer(self):
        """The payer is not the debtor."""
        factoring = self.new_partner("Finans Factoring AS", ACCOUNT)
        self.application(
            partner=factoring, account_number=ACCOUNT, mode="auto",
            pays_for_partner_ids=[(6, 0, (self.nordvik | self.fjord).ids)],
        )  # fmt: skip
        invoice = self.invoice(880, self.fjord)
        line = self.line(880, "Oppgjør", account_number=ACCOUNT)
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)

    def test_text_against_the_payers_account_is_not_posted(self):
        """The bank account proves another payer: evidence against it."""
        self.new_partner("Solvang", ACCOUNT)
        self.application("butikken", mode="auto")
        self.invoice(750)
        line = self.line(750, "Butikken", account_number=ACCOUNT)
        self.run_matching(line, "post")
        self.assert_untouched(line)
        self.assertTrue(self.open_proposals(line).has_contra)

    def test_document_beats_application_rule(self):
        self.application("butikken", mode="auto")
        self.invoice(750)
        invoice = self.invoice(750, self.fjord)
        line = self.line(750, f"Butikken {invoice.name}")
        self.run_matching(line, "post")
        self.assertIn(line.match_state, ("reconciled", "payment_pending"))
        settled = line.match_proposal_ids.line_ids.move_line_id.move_id
        self.assertEqual(settled, invoice)

    def test_one_text_may_not_name_two_partners(self):
        self.application("butikken")
        with self.assertRaises(ValidationError):
            self.application("Butikken", partner=self.fjord)
        draft = self.application("butikken", partner=self.fjord, live=False)
        with self.assertRaises(ValidationError):
            draft.action_go_live()
        self.application(account_number=ACCOUNT)
        with self.assertRaises(ValidationError):
            self.application(account_number="1234.56.78903", partner=self.fjord)

    def test_two_rules_of_two_partners_on_one_line_name_nobody(self):
        self.application("butikken", mode="auto")
        self.application("sentrum", partner=self.fjord, mode="auto")
        self.invoice(750)
        line = self.line(750, "Butikken sentrum")
        self.assertEqual(self.state_of(line), "unresolved")

    def test_person_beats_rule(self):
        self.application("butikken", mode="auto")
        self.invoice(750)
        other = self.invoice(750, self.fjord)
        line = self.line(750, "Butikken", partner_id=self.fjord.id)
        self.run_matching(line, "post")
        self.assert_settles(line, other)

    def test_a_rule_needs_something_to_look_for(self):
        with self.assertRaises(ValidationError):
            self.application()
        self.application(condition("handel", source="name"))

    def test_core_partner_mapping_is_read(self):
        """Core's own text → partner mappings keep working."""
        self.env["account.reconcile.model"].create(
            {
                "name": "Mapping",
                "match_label": "contains",
                "match_label_param": "butikken",
                "line_ids": [(0, 0, {"partner_id": self.nordvik.id})],
            }
        )
        invoice = self.invoice(750)
        line = self.line(750, "Butikken")
        self.run_matching(line)
        self.assert_state(line, "payment_pending")
        line.action_approve_best()
        self.assert_settles(line, invoice)

    # -- other currencies, other ways ------------------------------------------------

    def in_euro(self, amount, **values):
        euro = self.env.ref("base.EUR")
        euro.active = True
        return self.invoice(amount, currency_id=euro.id, **values)

    def paid_in_euro(self, amount, told, text="Butikken", **values):
        """A line of the account's currency for which the bank tells the amount in
        euro."""
        return self.line(
            amount, text, foreign_currency_id=self.env.ref("base.EUR").id,
            amount_currency=told, **values,
        )  # fmt: skip

    def test_items_in_a_currency_that_the_bank_tells(self):
        self.application("butikken", mode="auto")
        invoice = self.in_euro(100)
        other = self.invoice(100)
        line = self.paid_in_euro(248, 100)
        self.run_matching(line, "post")
        self.assert_state(line, "reconciled")
        self.assertEqual((invoice.amount_residual, other.amount_residual), (0, 100))

    def test_oldest_first_in_a_foreign_currency_keeps_the_rest_on_account(self):
        self.application("butikken", apply_method="oldest_first")
        invoice = self.in_euro(100)
        line = self.paid_in_euro(300, 120)
        self.assertEqual(self.state_of(line), "payment_pending")
        line.action_approve_best()
        self.assert_state(line, "reconciled")
        self.assertEqual(invoice.amount_residual, 0)
        rest = line.line_ids.filtered(
            lambda row: row.account_id == self.receivable and not row.reconciled
        )
        self.assertEqual(rest.amount_residual_currency, -20)

    def test_where_the_method_finds_nothing_the_amount_counts(self):
        """A rule never makes it worse than no rule."""
        self.application("butikken", apply_method="full_balance")
        invoice = self.invoice(750)
        self.invoice(100)
        line = self.line(750, "Butikken", partner_id=self.nordvik.id)
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)

    def test_where_only_the_rule_knows_the_payer_its_mode_counts(self):
        rule = self.application("butikken", apply_method="full_balance")
        self.invoice(750)
        self.invoice(100)
        line = self.line(750, "Butikken")
        self.assertEqual(self.state_of(line), "payment_pending")
        self.assertEqual(self.open_proposals(line).application_rule_id, rule)

    def test_two_combinations_are_both_shown(self):
        self.application("butikken", apply_method="exact_subset", mode="auto")
        both = self.invoice(100) | self.invoice(200)
        one = self.invoice(300)
        line = self.line(300, "Butikken")
        self.assertEqual(self.state_of(line), "choose")
        ways = [
            proposal.line_ids.move_line_id.move_id
            for proposal in self.open_proposals(line)
        ]
        self.assertEqual({frozenset(way.ids) for way in ways},
                         {frozenset(one.ids), frozenset(both.ids)})  # fmt: skip
        self.assertEqual(line.proposal_count, 2)
        reason = self.env["bank.worksheet"].panel(line.id)["tie_reason"]
        self.assertIn("2 matches", reason)

    def test_more_ways_than_are_shown_are_told(self):
        self.application("butikken", mode="auto")
        for _number in range(7):
            self.invoice(750)
        line = self.line(750, "Butikken")
        self.assertEqual(self.state_of(line), "choose")
        reason = self.env["bank.worksheet"].panel(line.id)["tie_reason"]
        self.assertIn("> 5 matches", reason)
        self.assertIn("Only the first 5 are shown", reason)

    # -- credits ---------------------------------------------------------------------

    def credit(self, amount, partner=None, payment_type="inbound"):
        """Register a payment that settles nothing yet."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": payment_type,
                "partner_type": "customer",
                "partner_id": (partner or self.nordvik).id,
                "amount": amount,
                "date": DAY,
                "journal_id": self.journal.id,
            }
        )
        payment.action_post()
        return payment

    def test_full_balance_with_an_unused_payment(self):
        self.application("butikken", apply_method="full_balance", mode="auto")
        invoice = self.invoice(1000)
        payment = self.credit(300)
        line = self.line(700, "Butikken")
        self.run_matching(line, "post")
        self.assert_settles(line, invoice, payment.move_id)

    def test_prepayment_paid_back(self):
        payment = self.credit(500)
        came = self.line(500, payment.name)
        self.run_matching(came, "post")
        self.assert_state(came, "reconciled")
        line = self.line(-500, "Tilbakebetaling", partner_id=self.nordvik.id)
        self.run_matching(line)
        proposal = self.open_proposals(line)
        self.assertEqual(proposal.line_ids.move_line_id.move_id, payment.move_id)
        line.action_approve_best()
        self.assert_state(line, "reconciled")
        self.assertTrue(payment.is_reconciled)
