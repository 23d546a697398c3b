"""Taxes, locks and returns: what the books say after matching, and after undo.

Each story of the table is one invoice with a tax that is due when it is paid.
"""

from datetime import date, timedelta

from bank_common import DAY, BankMatchCommon

ACCOUNT = "NO6012345678901"


class TestTaxes(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.tax_exigibility = True
        cls.env["res.partner.bank"].create(
            {"acc_number": ACCOUNT, "partner_id": cls.nordvik.id}
        )
        cls.waiting, cls.due = cls.env["account.account"].create(
            [
                {
                    "code": code,
                    "name": "Tax",
                    "account_type": "liability_current",
                    "reconcile": True,
                }
                for code in ("299910", "299911")
            ]
        )

    def tax(self, rate, use="sale", **values):
        parts = [
            (0, 0, {"repartition_type": "base"}),
            (0, 0, {"repartition_type": "tax", "account_id": self.due.id}),
        ]
        return self.env["account.tax"].create(
            {
                "name": f"{rate} {use} {values}",
                "amount": rate,
                "type_tax_use": use,
                "invoice_repartition_line_ids": parts,
                "refund_repartition_line_ids": parts,
                **values,
            }
        )

    def taxed(self, net, rate, **values):
        """Return an invoice whose tax is due when it is paid."""
        tax = self.tax(
            rate,
            tax_exigibility="on_payment",
            cash_basis_transition_account_id=self.waiting.id,
        )
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.nordvik.id,
                "invoice_date": DAY,
                "invoice_line_ids": [
                    (0, 0, {"name": "x", "price_unit": net, "tax_ids": tax.ids})
                ],
                **values,
            }
        )
        move.action_post()
        return move

    def balances(self):
        """Return the tax that is due, and what waits to be."""
        self.env.flush_all()
        return tuple(
            round(-sum(self.posted(account).mapped("balance")), 2)
            for account in (self.due, self.waiting)
        )

    def posted(self, account):
        domain = [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        return self.env["account.move.line"].search(domain)

    def receive(self, amount, text, day=DAY, **values):
        line = self.line(amount, text, day, account_number=ACCOUNT, **values)
        self.run_matching(line, "post")
        if line.match_state != "reconciled":
            self.open_proposals(line)[:1].action_approve_and_post()
        self.assert_state(line, "reconciled")
        return line

    def discount(self):
        return self.env["account.payment.term"].create(
            {
                "name": "2 % in 10",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "included",
                "line_ids": [(0, 0, {"value": "percent", "value_amount": 100})],
            }
        )

    def test_tax_is_due_when_it_is_paid(self):
        """(net, rate, payments of it, tax that is due after them)"""
        for net, rate, payments, due in (
            (300, 15, (345,), 45),
            (88.88, 21, (35.55, 71.99), 18.66),
            (500, 20, (588,), 98),  # two per cent less, in time
        ):
            with self.subTest(net=net, payments=payments):
                before = self.balances()
                terms = {"invoice_payment_term_id": self.discount().id}
                invoice = self.taxed(net, rate, **(terms if net == 500 else {}))
                waiting = self.balances()
                lines = [self.receive(amount, invoice.name) for amount in payments]
                self.assertEqual(invoice.amount_residual, 0)
                after = self.balances()
                self.assertEqual(round(after[0] - before[0], 2), due)
                self.assertEqual(after[1], before[1])
                for line in reversed(lines):
                    self.assertEqual(self.api.undo(line_ids=line.ids)["refused"], [])
                self.assertEqual(self.balances(), waiting)

    def test_a_rest_is_written_off_with_its_tax(self):
        invoice = self.taxed(200, 15)
        loss = self.company_data["default_account_expense"]
        self.env["bank.match.tolerance"].create(
            {
                "name": "With tax",
                "amount_max": 50,
                "percent_max": 20,
                "direction": "both",
                "gain_account_id": loss.id,
                "loss_account_id": loss.id,
                "auto_allowed": True,
                "tax_ids": [(6, 0, invoice.invoice_line_ids.tax_ids.ids)],
            }
        )
        self.receive(200, invoice.name)
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(self.balances(), (26.09, 0))  # 30 less 3.91

    def test_a_payment_that_comes_back_takes_the_tax_back(self):
        invoice = self.taxed(150, 20)
        self.receive(180, invoice.name)
        self.assertEqual(self.balances(), (30, 0))
        back = {"reversal": True, "return_reason": "AM04"}
        text, day = f"Retur {invoice.name}", DAY + timedelta(days=3)
        self.receive(-180, text, day, transaction_details=back)
        self.assertEqual(invoice.amount_residual, 180)
        self.assertEqual(self.balances(), (0, 30))

    def test_a_locked_tax_period(self):
        invoice = self.taxed(150, 20)
        self.company.tax_lock_date = date(2026, 3, 31)
        self.receive(180, invoice.name)
        self.assertTrue(self.posted(self.due))
        days = self.posted(self.due).mapped("date")
        self.assertGreater(min(days), date(2026, 3, 31))

    def test_an_exchange_difference_after_the_lock(self):
        euro = self.setup_other_currency(
            "EUR", rates=[("2026-01-01", 2.0), ("2026-03-01", 1.6)]
        )
        early = date(2026, 2, 10)
        invoice = self.invoice(100, day=early, currency_id=euro.id)
        self.company.fiscalyear_lock_date = date(2026, 2, 28)
        self.receive(62.5, invoice.name)
        self.assertEqual(invoice.amount_residual, 0)
        exchange = self.item(invoice).matched_credit_ids.exchange_move_id
        self.assertGreater(exchange.date, date(2026, 2, 28))

    def test_a_return_of_two_invoices_and_its_undo(self):
        one, two = self.invoice(110), self.invoice(70)
        names = f"{one.name} {two.name}"
        self.receive(180, names)
        self.assertEqual((one.amount_residual, two.amount_residual), (0, 0))
        back = {"transaction_details": {"reversal": True}}
        line = self.receive(-180, f"Retur {names}", DAY + timedelta(days=2), **back)
        self.assertEqual((one.amount_residual, two.amount_residual), (110, 70))
        self.assertEqual(self.api.undo(line_ids=line.ids)["refused"], [])
        self.assertEqual((one.amount_residual, two.amount_residual), (0, 0))
