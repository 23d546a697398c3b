"""Customer statements with one payment ID for several items."""

from unittest.mock import patch

from rules_common import RulesCommon

from odoo.exceptions import UserError
from odoo.fields import Command


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


class TestManyStatements(RulesCommon):
    """Currencies, branches, many customers, replaced statements, where to pay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model = cls.env["bank.payment.reference"]
        cls.company.account_fiscal_country_id = cls.env.ref("base.no")
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True

    def issue(self, customers):
        action = customers.action_issue_customer_statement()
        if action["res_model"] == self.model._name:
            return self.model.search(action["domain"]), ""
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        return wizard.statement_ids, wizard.result

    def test_one_in_each_currency(self):
        own = self.invoice(1000)
        foreign = self.invoice(300, currency_id=self.euro.id)
        statements, _result = self.issue(self.nordvik)
        found = {one.currency_id: one for one in statements}
        self.assertEqual(set(found), {self.currency, self.euro})
        self.assertEqual(found[self.euro].amount_at_issue, 300)
        self.assertEqual(found[self.euro].move_line_ids.move_id, foreign)
        self.assertEqual(found[self.euro].kind, "rf")
        self.assertEqual(found[self.currency].move_line_ids.move_id, own)
        self.assertEqual(found[self.currency].kind, "kid")

    def test_a_foreign_customer_owes_in_his_currency_only(self):
        self.invoice(300, currency_id=self.euro.id)
        statements, _result = self.issue(self.nordvik)
        self.assertEqual(statements.currency_id, self.euro)

    def test_who_owes_nothing_is_left_out_and_listed(self):
        self.invoice(1000)
        self.invoice(100, self.fjord)
        self.document("out_refund", 100, self.fjord)
        statements, result = self.issue(self.nordvik | self.fjord)
        self.assertEqual(statements.partner_id, self.nordvik)
        self.assertIn(self.fjord.name, result)
        self.assertIn("Owes nothing", result)
        self.assertIn(statements.reference, result)
        with self.assertRaisesRegex(UserError, self.fjord.name):
            self.fjord.action_issue_customer_statement()

    def test_everybody_at_the_end_of_the_month(self):
        self.invoice(1000)
        self.invoice(70, self.fjord)
        self.nordvik.email = "post@nordvik.example"
        wizard = self.env["bank.customer.statement.wizard"].create({"send_email": True})
        wizard.action_make()
        made = wizard.statement_ids
        self.assertLessEqual(self.nordvik | self.fjord, made.partner_id)
        self.assertIn("No e-mail address", wizard.result)
        mine = made.filtered(lambda one: one.partner_id == self.nordvik)
        mails = self.env["mail.mail"].search(
            [("model", "=", self.model._name), ("res_id", "=", mine.id)]
        )
        self.assertEqual(len(mails), 1)
        self.assertIn(mine.reference, mails.body_html)
        others = made.filtered(lambda one: one.partner_id == self.fjord)
        self.assertFalse(mails.search([("res_id", "=", others.id)]) & mails)

    def test_items_of_branches(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.env.user.company_ids |= branch
        self.env["account.chart.template"]._load("generic_coa", branch, False)
        self.invoice(1000)
        sale = self.env["account.journal"].search(
            [("company_id", "=", branch.id), ("type", "=", "sale")], limit=1
        )
        theirs = self.env["account.move"].with_company(branch)
        theirs = theirs.with_context(
            allowed_company_ids=[self.company.id, branch.id]
        ).create(
            {
                "move_type": "out_invoice",
                "partner_id": self.nordvik.id,
                "invoice_date": "2026-03-10",
                "journal_id": (sale or self.company_data["default_journal_sale"]).id,
                "company_id": branch.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Service",
                            "price_unit": 500,
                            "account_id": self.revenue.id,
                            "tax_ids": [],
                        }
                    )
                ],
            }
        )
        theirs.action_post()
        statement = self.model.with_context(
            allowed_company_ids=self.company.ids
        )._issue(self.nordvik)
        self.assertEqual(statement.amount_at_issue, 1500)
        line = self.line(1500, f"KID {statement.reference}")
        self.run_matching(line, "post")
        self.assert_state(line, "reconciled")
        self.assertEqual(theirs.amount_residual, 0)

    def test_a_new_one_replaces_the_old_which_pays_as_before(self):
        first = self.invoice(1000)
        old = self.model._issue(self.nordvik)
        second = self.invoice(500)
        new = self.model._issue(self.nordvik)
        self.assertEqual((old.state, old.replaced_by_id), ("replaced", new))
        self.assertEqual((new.state, new.amount_open), ("open", 1500))
        line = self.line(1000, f"KID {old.reference}")
        self.run_matching(line, "post")
        self.assert_settles(line, first)
        self.assertEqual((old.state, new.state), ("used", "partly"))
        rest = self.line(500, f"KID {new.reference}")
        self.run_matching(rest, "post")
        self.assert_settles(rest, second)
        self.assertEqual(new.state, "used")

    def test_the_customer_is_told_where_to_pay(self):
        self.invoice(1000)
        statement = self.model._issue(self.nordvik)
        self.assertEqual(statement.pay_to_id, self.journal.bank_account_id)
        report = self.env["ir.actions.report"]
        name = "bank_statement_intelligence.customer_statement"
        number = statement.pay_to_id.acc_number
        with patch.object(
            type(statement.pay_to_id),
            "build_qr_code_base64",
            lambda *args, **options: "data:image/png;base64,QQ==",
        ):
            html, _kind = report._render_qweb_html(name, statement.ids)
        self.assertIn(number, html.decode())
        self.assertIn("data:image/png;base64,QQ==", html.decode())
        template = self.env.ref("bank_statement_intelligence.mail_customer_statement")
        body = template._render_field("body_html", statement.ids)[statement.id]
        self.assertIn(number, body)

    def test_what_is_missing_is_said(self):
        self.invoice(1000)
        self.company.account_fiscal_country_id = self.env.ref("base.dk")
        statements, result = self.issue(self.nordvik)
        self.assertEqual(statements.kind, "rf")
        self.assertIn("FIK creditor number", statements.missing)
        self.assertIn("FIK creditor number", result)
        self.company.fik_creditor_number = "81234567"
        again, _result = self.issue(self.nordvik)
        self.assertEqual((again.kind, again.missing), ("fik71", ""))
        self.env["account.journal"].search([]).bank_account_id = False
        without = self.model._issue(self.nordvik)
        self.assertIn("where to pay", without.missing)

    def test_paid_too_little_says_what_stays_open(self):
        self.invoice(10000)
        last = self.invoice(8000)
        statement = self.model._issue(self.nordvik)
        line = self.line(17000, f"KID {statement.reference}")
        self.run_matching(line)
        self.assert_state(line, "payment_difference")
        self.assertEqual(line.difference_amount, -1000)
        [shown] = self.env["bank.worksheet"].panel(line.id)["proposals"]
        self.assertIn(last.name, str(shown))
        self.open_proposals(line).action_approve_and_post()
        self.assertEqual(last.amount_residual, 1000)
        self.assertEqual((statement.state, statement.amount_open), ("partly", 1000))
