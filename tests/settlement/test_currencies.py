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

    def first(self, line):
        return self.open_proposals(line).sorted("confidence", reverse=True)[:1]

    def test_named_near_the_rate_of_the_day(self):
        """The bank tells no amount in the document's currency: a person decides, and
        the rest of the rates is an exchange difference."""
        for currency, amount, journal, exchange in (
            (self.euro, 245.1, self.journal, 4.9),  # 4 to 1: 1,000 EUR are 250
            (self.currency, 3960, self.euro_journal, 10),
        ):
            with self.subTest(currency.name):
                invoice = self.invoice(1000, currency_id=currency.id)
                line = self.line(amount, invoice.name, journal_id=journal.id)
                self.run_matching(line, "post")
                self.assert_untouched(line)
                self.assertFalse(line.match_warning)
                proposal = self.first(line)
                self.assertEqual(proposal.line_ids.move_line_id, self.item(invoice))
                before = snapshot(self.env, invoice | line.move_id)
                proposal.action_approve_and_post()
                self.assertEqual(invoice.payment_state, "paid")
                self.assertTrue(line.is_reconciled)
                self.assertAlmostEqual(self.exchange_of(invoice, line), exchange)
                self.api.undo(line_ids=line.ids)
                self.assertEqual(snapshot(self.env, invoice | line.move_id), before)

    def exchange_of(self, invoice, line):
        item = self.item(invoice)
        parts = item.matched_credit_ids | item.matched_debit_ids
        accounts = (
            self.company.expense_currency_exchange_account_id
            | self.company.income_currency_exchange_account_id
        )
        items = (parts.exchange_move_id | line.move_id).line_ids
        return sum(items.filtered(lambda i: i.account_id in accounts).mapped("balance"))

    def test_named_and_paid_in_part_at_the_rate(self):
        invoice = self.invoice(1000, currency_id=self.euro.id)
        line = self.line(100, invoice.name)
        self.run_matching(line, "post")
        self.first(line).action_approve_and_post()
        self.assertEqual(invoice.amount_residual, 600)

    def test_named_and_more_than_the_rate(self):
        """The rest stays open on the payer's account, in the bank's currency."""
        invoice = self.invoice(1000, currency_id=self.euro.id)
        line = self.line(300, invoice.name)
        self.run_matching(line, "post")
        self.first(line).action_approve_and_post()
        self.assertEqual(invoice.payment_state, "paid")
        rest = line.move_id.line_ids.filtered(
            lambda item: item.account_id == self.receivable and not item.reconciled
        )
        self.assertEqual((rest.balance, rest.partner_id), (-50, self.nordvik))

    def test_several_named_near_the_rate(self):
        invoices = [self.invoice(n, currency_id=self.euro.id) for n in (400, 600)]
        line = self.line(251, " ".join(i.name for i in invoices))
        self.run_matching(line, "post")
        self.first(line).action_approve_and_post()
        self.assertEqual({i.payment_state for i in invoices}, {"paid"})

    def test_chosen_by_hand_in_another_currency(self):
        """A person chooses the item for the whole line: it is settled in full."""
        invoice = self.invoice(1000, currency_id=self.euro.id)
        line = self.line(251.3, "Invoice of last month")
        item = {"id": self.item(invoice).id, "amount": 251.3}
        self.env["bank.manual.settlement"]._propose(
            line, [item], []
        ).action_approve_and_post()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertAlmostEqual(self.exchange_of(invoice, line), -1.3)

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
