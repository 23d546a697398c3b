"""The row of actions on an open line: accounts, rules, own accounts, new documents."""

from bank_common import BankMatchCommon

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user

GROUP = "bank_statement_intelligence.group_bank_"


class TestBooking(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env,
            "booking.clerk",
            f"base.group_user,{GROUP}user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.costs = cls.env["account.account"].create(
            {
                "name": "Costs",
                "code": "T62001",
                "account_type": "expense",
                "company_ids": [Command.link(cls.company.id)],
            }
        )
        cls.sheet = cls.env["bank.worksheet"]

    def booking(self, line):
        return self.sheet.panel(line.id)["booking"]

    def write_document(self, line, kind, user=None):
        sheet = self.sheet.with_user(user or self.env.user).sudo(False)
        action = sheet.new_document(line.id, kind)
        return self.env[action["res_model"]].browse(action["res_id"])

    def rule(self, name, text):
        return self.env["account.reconcile.model"].create(
            {
                "name": name,
                "company_id": self.company.id,
                "match_label": "contains",
                "match_label_param": text,
                "line_ids": [Command.create({"account_id": self.costs.id})],
            }
        )

    def test_rules_that_fit_come_first(self):
        used = self.rule("Other", "insurance")
        used.hit_count = 3
        used.line_ids.label = "Insurance"
        used.line_ids.amount_string = "50"
        unused = self.rule("Never used", "never")
        fits = self.rule("Parking", "EasyPark")
        line = self.line(-90, "EasyPark 10.03")
        shown = self.booking(line)["rules"]
        self.assertEqual((shown[0]["id"], shown[0]["fits"]), (fits.id, True))
        self.assertLessEqual(len(shown), 5)
        self.assertFalse(any(rule["fits"] for rule in shown[1:]))
        self.assertIn(used.id, [rule["id"] for rule in shown])
        self.assertNotIn(unused.id, [rule["id"] for rule in shown])

    def test_rules_that_book_the_same_way_are_one_button(self):
        self.rule("Bank fees", "gebyr")
        self.rule("Bank charges", "gebyr")
        line = self.line(-55, "Gebyr OCR")
        names = [rule["name"] for rule in self.booking(line)["rules"]]
        self.assertEqual(len({"Bank fees", "Bank charges"} & set(names)), 1, names)

    def test_accounts_of_the_partner(self):
        line = self.line(90, "Prepaid", partner_id=self.nordvik.id)
        accounts = self.booking(line)["accounts"]
        self.assertEqual(accounts["receivable"]["id"], self.receivable.id)
        self.assertFalse(self.booking(self.line(90, "Whoever"))["accounts"])

    def test_nothing_for_a_settled_line(self):
        invoice = self.invoice(100)
        line = self.line(100, invoice.name)
        self.run_matching(line, mode="post")
        self.assert_state(line, "reconciled")
        self.assertEqual(self.booking(line), {})

    def test_a_bill_settles_its_line_when_posted(self):
        line = self.line(-1250, "Office chairs", partner_id=self.nordvik.id)
        bill = self.write_document(line, "in_invoice")
        self.assertEqual((bill.state, bill.amount_total), ("draft", 1250))
        self.assertEqual(
            (bill.invoice_date, bill.partner_id), (line.date, self.nordvik)
        )
        (shown,) = self.booking(line)["documents"]
        self.assertEqual((shown["model"], shown["id"]), ("account.move", bill.id))
        bill.action_post()
        self.assert_settles(line, bill)
        self.assertEqual(bill.payment_state, "paid")

    def test_the_amount_is_with_tax(self):
        """What comes on top of a price is in the line's amount."""
        tax = self.env["account.tax"].create(
            {
                "name": "25 % on top",
                "amount": 25,
                "type_tax_use": "purchase",
                "company_id": self.company.id,
            }
        )
        self.company.account_purchase_tax_id = tax
        line = self.line(-1250, "Office chairs", partner_id=self.nordvik.id)
        bill = self.write_document(line, "in_invoice")
        self.assertEqual(bill.amount_total, 1250)
        if bill.invoice_line_ids.tax_ids:
            self.assertEqual(bill.amount_untaxed, 1000)

    def test_what_the_document_does_not_take_stays_on_account(self):
        line = self.line(1000, "Paid", partner_id=self.nordvik.id)
        invoice = self.write_document(line, "out_invoice")
        with Form(invoice) as form, form.invoice_line_ids.edit(0) as row:
            row.price_unit = 900
            row.tax_ids.clear()
        invoice.action_post()
        self.assert_state(line, "reconciled")
        self.assertEqual(invoice.payment_state, "paid")
        _liquidity, _suspense, others = line._seek_for_lines()
        self.assertEqual(sorted(others.mapped("balance")), [-900, -100])
        self.assertEqual(others.partner_id, self.nordvik)

    def test_a_clerk_s_document_waits_for_an_approver(self):
        line = self.line(-300, "Paper", partner_id=self.nordvik.id)
        bill = self.write_document(line, "in_invoice", user=self.clerk)
        bill.with_user(self.clerk).action_post()
        self.assert_untouched(line)
        (proposal,) = self.open_proposals(line)
        self.assertEqual(proposal.line_ids.move_line_id.move_id, bill)

    def test_a_payment_settles_its_line_when_posted(self):
        line = self.line(-300, "Paper", partner_id=self.nordvik.id)
        self.assertIn("payment", self.booking(line)["kinds"])
        payment = self.write_document(line, "payment")
        self.assertEqual((payment.state, payment.amount), ("draft", 300))
        payment.action_post()
        self.assert_settles(line, payment.move_id)

    def test_what_makes_no_sense_is_refused(self):
        line = self.line(-300, "Paper")
        with self.assertRaisesRegex(UserError, "in_invoice"):
            self.sheet.new_document(line.id, "out_invoice")
        self.assertNotIn("out_invoice", self.booking(line)["kinds"])

    def test_a_line_settled_meanwhile_is_left_alone(self):
        invoice = self.invoice(100)
        line = self.line(100, invoice.name)
        document = self.write_document(line, "out_invoice")
        document.partner_id = self.nordvik
        self.run_matching(line, mode="post")
        document.action_post()
        self.assert_settles(line, invoice)
        self.assertEqual(document.payment_state, "not_paid")
