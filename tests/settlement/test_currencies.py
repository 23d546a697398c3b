"""Journals, lines and invoices in several currencies."""

from bank_common import DAY, BankMatchCommon, snapshot


class TestCurrencies(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency(
            "EUR", rates=[("2026-01-01", 2.0), ("2026-03-10", 4.0)]
        )
        cls.yen = cls.setup_other_currency(
            "JPY", rates=[("2026-01-01", 100.0)], rounding=1.0
        )
        cls.euro_journal = cls.env["account.journal"].create(
            {
                "name": "Bank EUR",
                "type": "bank",
                "code": "BEUR",
                "currency_id": cls.euro.id,
                "bank_acc_number": "DE89370400440532013000",
            }
        )

    def euro_line(self, amount, text, **values):
        return self.line(amount, text, journal_id=self.euro_journal.id, **values)

    def test_euro_invoice_on_euro_account_with_exchange_difference(self):
        invoice = self.invoice(
            1000, currency_id=self.euro.id, day=DAY.replace(month=2, day=1)
        )
        line = self.euro_line(1000, invoice.name)
        before = snapshot(self.env, invoice | line.move_id)
        run = self.run_matching(line, "post")
        self.assert_state(line, "reconciled")
        self.assertEqual(invoice.payment_state, "paid")
        item = self.item(invoice)
        self.assertTrue(item.reconciled)
        self.assertTrue(item.full_reconcile_id)
        exchange = item.matched_credit_ids.exchange_move_id
        self.assertEqual(abs(sum(exchange.line_ids.mapped("debit"))), 250)
        self.env["bank.undo.service"]._undo_run(run)
        self.assertEqual(before, snapshot(self.env, invoice | line.move_id))

    def test_several_euro_invoices(self):
        invoices = [
            self.invoice(amount, currency_id=self.euro.id) for amount in (10.01, 20.02)
        ]
        line = self.euro_line(30.03, " ".join(i.name for i in invoices))
        self.run_matching(line, "post")
        self.assert_state(line, "reconciled")
        self.assertEqual({i.payment_state for i in invoices}, {"paid"})

    def test_same_number_in_another_currency_is_no_match(self):
        invoice = self.invoice(1000)
        line = self.euro_line(1000, invoice.name)
        self.run_matching(line, "post")
        self.assert_untouched(line)
        self.assertNotEqual(line.match_state, "reconciled")

    def test_line_with_original_currency(self):
        invoice = self.invoice(1000, currency_id=self.euro.id)
        line = self.line(
            255,
            f"Payment {invoice.name}",
            foreign_currency_id=self.euro.id,
            amount_currency=1000,
        )
        run = self.run_matching(line, "post")
        self.assert_state(line, "reconciled")
        self.assertEqual(invoice.payment_state, "paid")
        run.action_undo()
        self.assertEqual(invoice.amount_residual, 1000)
        self.assertEqual(line.amount_currency, 1000)
        self.assertEqual(line.foreign_currency_id, self.euro)

    def test_partial_payment_in_euro(self):
        invoice = self.invoice(1000, currency_id=self.euro.id)
        line = self.euro_line(400, invoice.name)
        self.run_matching(line, "propose")
        line.action_approve_best()
        self.assert_state(line, "reconciled")
        self.assertEqual(invoice.amount_residual, 600)

    def test_over_payment_in_euro(self):
        invoice = self.invoice(1000, currency_id=self.euro.id)
        line = self.euro_line(1400, invoice.name)
        self.run_matching(line, "propose")
        line.action_approve_best()
        self.assert_state(line, "reconciled")
        self.assertEqual(invoice.payment_state, "paid")
        rest = line.move_id.line_ids.filtered(
            lambda item: item.account_id == self.receivable and not item.reconciled
        )
        self.assertEqual(rest.amount_residual_currency, -400)

    def test_currency_without_decimals(self):
        journal = self.env["account.journal"].create(
            {
                "name": "Bank JPY",
                "type": "bank",
                "code": "BJPY",
                "currency_id": self.yen.id,
            }
        )
        invoice = self.invoice(12345, currency_id=self.yen.id)
        line = self.line(12345, invoice.name, journal_id=journal.id)
        self.run_matching(line, "post")
        self.assert_state(line, "reconciled")
        self.assertIn("12,345", line.match_proposal_ids.evidence_summary)
