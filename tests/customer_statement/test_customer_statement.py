"""Customer statements with one payment ID for several items."""

from rules_common import RulesCommon

from odoo.exceptions import UserError


class TestCustomerStatement(RulesCommon):
    def issue(self, country="NO", **values):
        self.company.account_fiscal_country_id = self.env.ref(f"base.{country.lower()}")
        self.company.write(values)
        return self.env["bank.payment.reference"]._issue(self.nordvik)

    def test_exact_total_settles_exactly_those_items(self):
        items = self.invoice(1000) | self.invoice(500)
        credit = self.document("out_refund", 200)
        statement = self.issue()
        later = self.invoice(1300)
        self.assertEqual((statement.kind, statement.amount_at_issue), ("kid", 1300))
        line = self.line(1300, f"KID {statement.reference}")
        self.run_matching(line, "post")
        self.assert_settles(line, *items, credit)
        self.assertEqual(line.match_method, "payment_id")
        self.assertEqual(later.amount_residual, 1300)
        self.assertEqual(statement.state, "used")

    def test_items_paid_meanwhile_are_left_out(self):
        first, second = self.invoice(1000), self.invoice(500)
        statement = self.issue()
        other = self.line(1000, f"Faktura {first.name}")
        self.run_matching(other, "post")
        self.assertEqual((statement.state, statement.amount_open), ("partly", 500))
        line = self.line(500, f"KID {statement.reference}")
        self.run_matching(line, "post")
        self.assert_settles(line, second)

    def test_another_amount_is_proposed_oldest_first(self):
        first, second = self.invoice(1000), self.invoice(500)
        statement = self.issue()
        line = self.line(1200, f"KID {statement.reference}")
        self.run_matching(line, "post")
        self.assert_untouched(line)
        proposal = self.open_proposals(line)
        self.assertTrue(proposal.has_contra)
        proposal.action_approve_and_post()
        self.assertEqual((first.amount_residual, second.amount_residual), (0, 300))

    def test_every_country(self):
        """FIK, KID, OCR, viite, RF and QR, as their check digits want."""
        for country, kind in (
            ("DK", "fik71"), ("NO", "kid"), ("SE", "ocr_se"), ("FI", "ref_fi"),
            ("DE", "rf"), ("CH", "qr_ch"),
        ):  # fmt: skip
            with self.subTest(country):
                invoices = self.invoice(700) | self.invoice(77)
                statement = self.issue(country, fik_creditor_number="81234567")
                self.assertEqual(statement.kind, kind)
                line = self.line(777, f"Betaling {statement.reference}")
                self.run_matching(line, "post")
                self.assert_settles(line, *invoices)

    def test_wrong_payer_void_and_broken_check_digit(self):
        self.invoice(1000)
        statement = self.issue()
        reference = statement.reference
        broken = reference[:-1] + str((int(reference[-1]) + 1) % 10)
        line = self.line(1000, f"KID {broken}")
        self.run_matching(line, "post")
        self.assert_state(line, "unresolved")
        payer = self.line(1000, f"KID {reference}", partner_id=self.fjord.id)
        self.run_matching(payer, "post")
        self.assert_untouched(payer)
        self.assertTrue(self.open_proposals(payer).has_contra)
        statement.action_void()
        late = self.line(1000, f"KID {reference}")
        self.run_matching(late, "post")
        self.assert_state(late, "unresolved")

    def test_unused_payment_on_the_statement(self):
        """1,000 less 300 paid before: 700 settle both."""
        invoice, other = self.invoice(1000), self.invoice(300)
        payment = self.pay(other)
        self.item(payment.move_id).remove_move_reconcile()
        other.button_draft()
        statement = self.issue()
        self.assertEqual(statement.amount_at_issue, 700)
        line = self.line(700, f"KID {statement.reference}")
        self.run_matching(line, "post")
        self.assert_settles(line, invoice, payment.move_id)
        self.assertEqual(statement.state, "used")

    def test_numbers_are_used_once(self):
        self.invoice(10)
        references = {self.issue().reference for _n in range(3)}
        self.assertEqual(len(references), 3)

    def test_nothing_to_pay(self):
        with self.assertRaises(UserError):
            self.issue()

    def test_line_shows_the_statements_it_can_settle(self):
        """Those it names, and those of its partner that are open."""
        self.invoice(1000)
        statement = self.issue()
        line = self.line(400, f"KID {statement.reference}")
        domain = line.action_open_customer_statements()["domain"]
        found = self.env["bank.payment.reference"].search(domain)
        self.assertEqual(found, statement)

    def test_report_and_mail(self):
        invoice = self.invoice(1000)
        statement = self.issue("DK", fik_creditor_number="81234567")
        action = self.nordvik.action_issue_customer_statement()
        self.assertEqual(action["res_model"], "bank.payment.reference")
        report = self.env["ir.actions.report"]
        html, _kind = report._render_qweb_html(
            "bank_statement_intelligence.customer_statement", statement.ids
        )
        self.assertIn(invoice.name, html.decode())
        self.assertIn("+71&lt;", html.decode())
        template = self.env.ref("bank_statement_intelligence.mail_customer_statement")
        body = template._render_field("body_html", statement.ids)[statement.id]
        self.assertIn("+71", body)
        self.assertEqual(statement.action_send()["res_model"], "mail.compose.message")
