"""Rules against lines that are not theirs: named documents, bounds, currencies."""

from rules_common import RulesCommon

USAGES = ("without", "with", "always")


class TestNamedLines(RulesCommon):
    """Whatever a rule's usage, it books no line that names something."""

    def check(self, make):
        """Run each usage against the line that ``make(name)`` returns."""
        for usage in USAGES:
            with self.subTest(usage), self.env.cr.savepoint():
                rule = self.rule("husleje", mode="auto", usage=usage)
                line = make()
                self.run_matching(line, "post")
                self.assert_untouched(line)
                self.assertEqual(self.booked(line, self.expense), 0)
                first = self.open_proposals(line).sorted(lambda p: -p.confidence)[:1]
                self.assertNotEqual(first.reconcile_model_id, rule)
                self.assertTrue(first.line_ids.move_line_id, self.explain(line))
                rule.action_suspend()
                line.unlink()

    def test_invoice_short_and_over(self):
        for amount in (750, 805):
            number = self.invoice(800).name
            self.check(lambda a=amount, n=number: self.line(a, f"Husleje {n}"))

    def test_payment_id(self):
        invoice = self.invoice(800, payment_reference="RF18539007547034")
        self.check(lambda: self.line(750, f"Husleje {invoice.payment_reference}"))

    def test_vendors_number(self):
        self.bill(800, ref="LEV-55667")
        self.check(lambda: self.line(-795, "Husleje LEV-55667"))

    def test_our_reference(self):
        payment = self.pay(self.bill(800))
        upr = payment.unique_payment_reference
        self.check(lambda: self.line(-805, f"Husleje {upr} gebyr"))

    def test_customer_statement(self):
        self.invoice(800)
        statement = self.env["bank.payment.reference"]._issue(self.nordvik)
        self.check(lambda: self.line(700, f"Husleje {statement.reference}"))

    def test_invoice_in_another_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        number = self.invoice(100, currency_id=euro.id).name
        self.check(lambda: self.line(248, f"Husleje {number}"))


class TestBounds(RulesCommon):
    """Amounts of two rules, and of currencies."""

    def found(self, line):
        self.run_matching(line)
        return self.open_proposals(line).reconcile_model_id

    def test_two_rules_share_a_bound(self):
        low = self.rule("gebyr", match_amount="lower", match_amount_max=100)
        high = self.rule(
            "gebyr",
            name="High",
            match_amount="greater",
            match_amount_min=100,
            account=self.revenue,
        )
        self.assertEqual(self.found(self.line(-99.99, "Gebyr")), low)
        self.assertEqual(self.found(self.line(-100.01, "Gebyr")), high)
        both = self.line(-100, "Gebyr")
        self.assertEqual(self.found(both), low | high)
        self.assert_state(both, "choose")
        self.assertEqual(set(self.open_proposals(both).mapped("state")), {"tie"})

    def test_bounds_in_another_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        rule = self.rule(
            "gebyr",
            match_amount="between",
            match_amount_min=-90,
            match_amount_max=-110,
            amount_currency_id=euro.id,
        )
        self.assertFalse(self.found(self.line(-100, "Gebyr")))
        abroad = self.line(
            -248, "Gebyr", foreign_currency_id=euro.id, amount_currency=-100
        )
        self.assertEqual(self.found(abroad), rule)
        self.open_proposals(abroad).action_approve_and_post()
        self.assert_state(abroad, "reconciled")
        self.assertEqual(self.booked(abroad, self.expense), 248)
        self.assertFalse(
            self.found(
                self.line(
                    -100, "Gebyr", foreign_currency_id=euro.id, amount_currency=-40
                )
            )
        )

    def test_application_rule_goes_before_a_text_rule(self):
        self.rule("takk", mode="auto")
        self.application("takk", apply_method="exact_one")
        invoice = self.invoice(500)
        self.invoice(500, self.fjord)
        line = self.line(500, "Takk for alt")
        self.run_matching(line, "post")
        self.assert_untouched(line)
        items = self.open_proposals(line)[:1].line_ids.move_line_id
        self.assertEqual(items.move_id, invoice)
