"""OCA's measured failures (research/features.md 6.4, M-A … M-R), each done right."""

from bank_common import DAY, BankMatchCommon


class TestOcaFailures(BankMatchCommon):
    def test_m_a_number_and_amount(self):
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)
        self.assertEqual(line.match_method, "document")
        self.assertEqual(invoice.payment_state, "paid")

    def test_m_b_number_inside_text(self):
        invoice = self.invoice(1000)
        line = self.line(1000, f"Betaling for {invoice.name}, takk for handelen")
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)

    def test_m_c_tail_of_number_wrong_amount(self):
        self.invoice(1000)
        line = self.line(17, "00001")
        self.run_matching(line, "post")
        self.assert_state(line, "unresolved")
        self.assert_untouched(line)

    def test_m_d_empty_text(self):
        self.invoice(1000)
        line = self.line(17, "")
        self.run_matching(line, "post")
        self.assert_state(line, "unresolved")
        self.assert_untouched(line)

    def test_m_e_one_short(self):
        invoice = self.invoice(1000)
        line = self.line(999, invoice.name)
        self.run_matching(line, "post")
        self.assert_state(line, "payment_difference")
        self.assert_untouched(line)
        self.assertEqual(line.difference_amount, -1)
        self.assertEqual(line.applied_amount, 1000)
        line.action_approve_best()
        self.assert_state(line, "reconciled")
        self.assertEqual(invoice.amount_residual, 1)

    def test_m_f_document_beats_text_rule(self):
        invoice = self.invoice(1000)
        self.env["account.reconcile.model"].create(
            {
                "name": "Handel",
                "trigger": "auto_reconcile",
                "match_label": "contains",
                "match_label_param": "handel",
                "line_ids": [(0, 0, {"account_id": self.expense.id})],
            }
        )
        line = self.line(
            1000, f"Nordvik Handel {invoice.name}", partner_id=self.nordvik.id
        )
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)

    def test_m_h_exact_name_is_another_partner(self):
        nordvik = self.new_partner("Nordvik")
        right = self.invoice(1000, nordvik)
        self.invoice(1000, self.nordvik)
        line = self.line(1000, "Takk", partner_name="NORDVIK")
        self.run_matching(line, "post")
        self.assert_settles(line, right)

    def test_m_h_name_of_two_partners_is_no_evidence(self):
        twins = [self.new_partner("Nordvik Bygg AS"), self.new_partner("NORDVIK BYGG")]
        for twin in twins:
            self.invoice(1000, twin)
        line = self.line(1000, "Takk", partner_name="Nordvik Bygg")
        self.run_matching(line, "post")
        self.assert_state(line, "unresolved")

    def test_m_i_two_invoices(self):
        first, second = self.invoice(1000), self.invoice(250)
        line = self.line(1250, f"{first.name} {second.name}")
        self.run_matching(line, "post")
        self.assert_settles(line, first, second)

    def test_m_j_partner_and_amount(self):
        invoice = self.invoice(1234.5)
        self.invoice(999)
        line = self.line(1234.5, "Takk for hjelpen", partner_id=self.nordvik.id)
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)
        self.assertEqual(line.match_method, "partner_amount")

    def test_m_k_kid(self):
        invoice = self.invoice(1000, payment_reference="00123456789")
        kid = self.invoice(500, payment_reference="0000123000456")
        line = self.line(1000, "KID 00123456789")
        labelled = self.line(500, "KID: 0000123000456")
        self.run_matching(line | labelled, "post")
        self.assert_settles(line, invoice)
        self.assert_settles(labelled, kid)

    def test_m_n_unreconciled_on_the_invoice(self):
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        self.run_matching(line, "post")
        self.item(invoice).remove_move_reconcile()
        self.assertTrue(line.is_reconciled, "core keeps it reconciled")
        self.assert_state(line, "unresolved")
        run = self.run_matching(line, "post", trigger="cron")
        self.assert_state(line, "payment_pending")
        self.assertEqual(run.reconciled_count, 0, "what a person undid stays undone")
        line.action_approve_best()
        self.assert_settles(line, invoice)

    def test_m_p_second_payment_of_a_paid_invoice(self):
        invoice = self.invoice(1000)
        first = self.line(1000, invoice.name)
        self.run_matching(first, "post")
        second = self.line(1000, invoice.name)
        self.run_matching(second, "post")
        self.assert_state(second, "unresolved")
        self.assertIn(invoice.name, second.match_warning)

    def test_m_p_two_payments_in_one_run_are_a_tie(self):
        invoice = self.invoice(1000)
        lines = self.line(1000, f"{invoice.name} Ola")
        lines |= self.line(1000, f"{invoice.name} Kari")
        self.run_matching(lines, "post")
        self.assertEqual(lines.mapped("match_state"), ["choose", "choose"])
        lines[0].match_proposal_ids.action_approve_and_post()
        self.assert_settles(lines[0], invoice)
        self.assert_state(lines[1], "unresolved")

    def test_m_q_over_payment(self):
        invoice = self.invoice(1000)
        line = self.line(2500, invoice.name)
        self.run_matching(line, "post")
        self.assert_state(line, "payment_difference")
        self.assert_untouched(line)
        self.assertEqual(line.difference_amount, 1500)
        line.action_approve_best()
        self.assert_state(line, "reconciled")
        self.assertEqual(invoice.payment_state, "paid")
        _liquidity, _suspense, others = line._seek_for_lines()
        on_account = others.filtered(lambda item: not item.reconciled)
        self.assertEqual(on_account.account_id, self.receivable)
        self.assertEqual(on_account.amount_residual, -1500)

    def test_m_r_many_lines_one_run(self):
        invoices = [self.invoice(100 + number) for number in range(60)]
        lines = self.env["account.bank.statement.line"].create(
            [
                {
                    "journal_id": self.journal.id,
                    "date": DAY,
                    "amount": invoice.amount_total,
                    "payment_ref": f"Ref {invoice.name}",
                }
                for invoice in invoices
            ]
        )
        self.run_matching(lines, "post")
        for line, invoice in zip(lines, invoices, strict=True):
            self.assert_settles(line, invoice)

    def rule(self, **values):
        return self.env["account.reconcile.model"].create(
            {
                "name": "Fees",
                "trigger": "manual",
                "line_ids": [(0, 0, {"account_id": self.expense.id})],
                **values,
            }
        )

    def test_m_g_amount_bounds_have_no_sign(self):
        self.rule(
            match_label="contains",
            match_label_param="fee",
            match_amount="between",
            match_amount_min=10,
            match_amount_max=20,
        )
        lines = self.line(15, "Fee refund") | self.line(-15, "Monthly fee")
        outside = self.line(-25, "Monthly fee")
        self.run_matching(lines | outside, "propose")
        self.assertEqual(lines.mapped("match_state"), ["entry_pending"] * 2)
        self.assert_state(outside, "unresolved")
        lines.action_approve_best()
        self.assertEqual(lines.mapped("match_state"), ["reconciled"] * 2)
        booked = lines.move_id.line_ids.filtered(
            lambda item: item.account_id == self.expense
        )
        self.assertEqual(sorted(booked.mapped("balance")), [-15, 15])

    def test_m_o_rule_wants_whole_words(self):
        self.rule(match_label="contains", match_label_param="gas")
        vegas = self.line(-100, "VEGAS TRAVEL BUREAU")
        station = self.line(-100, "Norsk Gas AS, bensin")
        self.run_matching(vegas | station, "post")
        self.assert_state(vegas, "unresolved")
        self.assert_state(station, "entry_pending")
        self.assert_untouched(station)
