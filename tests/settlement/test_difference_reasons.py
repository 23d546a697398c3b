"""Why a payment differs, and where the difference goes."""

from bank_common import DAY, BankMatchCommon

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user


class ReasonCommon(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fees = cls.new_account("Fees", "629901")
        cls.vat = cls.env["account.tax"].create(
            {"name": "VAT 25", "amount": 25, "type_tax_use": "purchase"}
        )
        cls.reason = cls.env["bank.difference.reason"].create(
            {
                "name": "Bank's fee",
                "kind": "fee",
                "account_id": cls.fees.id,
                "tax_ids": [Command.set(cls.vat.ids)],
            }
        )

    @classmethod
    def new_account(cls, name, code):
        return cls.env["account.account"].create(
            {"name": name, "code": code, "account_type": "expense"}
        )

    def tolerance(self, **values):
        return self.env["bank.match.tolerance"].create(
            {
                "name": "Small",
                "amount_max": 10,
                "percent_max": 5,
                "loss_account_id": self.expense.id,
                "gain_account_id": self.revenue.id,
                **values,
            }
        )

    def on(self, line, account):
        items = line.move_id.line_ids.filtered(
            lambda i: i.account_id == account and not i.tax_line_id
        )
        return sum(items.mapped("balance"))


class TestDifferenceReasons(ReasonCommon):
    def short(self):
        invoice = self.invoice(1000)
        line = self.line(900, f"Faktura {invoice.name}")
        self.run_matching(line, "post")
        return invoice, line, self.open_proposals(line)

    def test_reason_of_a_proposal_settles_and_books_with_tax(self):
        invoice, line, proposal = self.short()
        with Form(proposal) as form:
            form.difference_reason_id = self.reason
            self.assertEqual(form.difference_account_id, self.fees)
        proposal.action_approve_and_post()
        self.assert_settles(line, invoice)
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(self.on(line, self.fees), 80)
        tax = line.move_id.line_ids.filtered("tax_line_id")
        self.assertEqual(tax.balance, 20)
        line.action_undo_match()
        self.assertEqual(invoice.amount_residual, 1000)
        self.assert_untouched(line)

    def test_over_the_facade(self):
        names = [row["name"] for row in self.api.difference_reasons()]
        self.assertEqual(names, ["Bank's fee"])
        invoice, line, proposal = self.short()
        [answer] = self.api.post(proposal.ids, difference_reason_id=self.reason.id)
        self.assertEqual((answer["state"], answer["error"]), ("posted", False))
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(self.on(line, self.fees), 80)
        with self.assertRaises(UserError):
            self.api.approve([], difference_reason_id=99999999)

    def test_chosen_when_a_difference_is_booked_by_hand(self):
        invoice, line, _proposal = self.short()
        item = self.item(invoice)
        booking = self.env["bank.worksheet"].panel(line.id)["booking"]
        [reason] = booking["reasons"]
        self.assertEqual(reason["reason_id"], self.reason.id)
        self.assertEqual(reason["account_id"], self.fees.id)
        self.env["bank.worksheet"].settle(
            line.id,
            [{"id": item.id, "amount": 1000}],
            [{"reason_id": self.reason.id, "amount": -100}],
        )
        self.assert_settles(line, invoice)
        self.assertEqual(self.on(line, self.fees), 80)
        row = line.match_proposal_ids.line_ids.filtered("reason_id")
        self.assertEqual((row.reason_id, row.label), (self.reason, "Bank's fee"))

    def test_only_those_of_the_journal(self):
        other = self.journal.copy({"name": "Other", "code": "OTH"})
        self.reason.journal_ids = other
        self.assertFalse(self.api.difference_reasons(self.journal.id))
        self.assertTrue(self.api.difference_reasons(other.id))
        invoice, line, _proposal = self.short()
        with self.assertRaisesRegex(UserError, "not one of this journal"):
            self.env["bank.worksheet"].settle(
                line.id,
                [{"id": self.item(invoice).id, "amount": 1000}],
                [{"reason_id": self.reason.id, "amount": -100}],
            )

    def test_managers_make_them(self):
        clerk = new_test_user(
            self.env,
            "reason-clerk",
            "bank_statement_intelligence.group_bank_approver",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        mine = self.reason.with_user(clerk)
        self.assertEqual(mine.name, "Bank's fee")
        with self.assertRaises(AccessError):
            mine.name = "Another"


class TestToleranceOutcomes(ReasonCommon):
    def test_reason_is_required(self):
        self.tolerance(reason_required=True, auto_allowed=True)
        invoice = self.invoice(1000)
        line = self.line(995, f"Faktura {invoice.name}")
        self.run_matching(line, "post")
        self.assert_untouched(line)
        proposal = self.open_proposals(line)
        self.assertIn("why the amounts differ", proposal.veto_text)
        with (
            self.assertRaisesRegex(UserError, "Reason of the Difference"),
            self.env.cr.savepoint(),
        ):
            proposal.action_approve_and_post()
        proposal.difference_reason_id = self.reason
        proposal.action_approve_and_post()
        self.assert_settles(line, invoice)
        self.assertEqual(
            (self.on(line, self.fees), self.on(line, self.expense)), (4, 0)
        )

    def test_ask_closes_nothing_by_itself(self):
        self.tolerance(outcome_under="ask", auto_allowed=True)
        invoice = self.invoice(1000)
        line = self.line(995, f"Faktura {invoice.name}")
        self.run_matching(line, "post")
        self.assert_untouched(line)
        proposal = self.open_proposals(line)
        self.assertEqual(proposal.difference, -5)
        proposal.difference_reason_id = self.reason
        proposal.action_approve_and_post()
        self.assert_settles(line, invoice)
        self.assertEqual(invoice.amount_residual, 0)

    def test_ask_too_little_still_closes_too_much(self):
        self.tolerance(outcome_under="ask", direction="both", auto_allowed=True)
        invoice = self.invoice(1000)
        line = self.line(1005, f"Faktura {invoice.name}")
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)
        bill = self.bill(1000, ref="LEV-90071")
        paid = self.line(-995, "Betaling LEV-90071", partner_id=self.nordvik.id)
        self.run_matching(paid, "post")
        self.assert_untouched(paid)
        self.assertEqual(self.open_proposals(paid)[:1].difference, 5)
        self.assertEqual(bill.amount_residual, 1000)

    def test_discount_that_is_not_exact(self):
        """2 % of 1,000 in time, and 979.50 instead of 980."""
        term = self.env["account.payment.term"].create(
            {
                "name": "2 % ten days",
                "early_discount": True,
                "discount_days": 10,
                "discount_percentage": 2,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        self.tolerance(amount_max=0, discount_amount_tolerance=1, auto_allowed=True)
        invoice = self.invoice(1000, invoice_payment_term_id=term.id, day=DAY)
        far = self.line(970, f"Faktura {invoice.name}")
        self.run_matching(far, "post")
        self.assert_untouched(far)
        self.assertEqual(self.open_proposals(far)[:1].difference, -30)
        far.unlink()
        line = self.line(979.5, f"Faktura {invoice.name}")
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)
        self.assertEqual(self.on(line, self.expense), 0.5)

    def test_accounts_are_asked_for(self):
        with self.assertRaises(UserError):
            self.tolerance(
                amount_max=0, discount_amount_tolerance=1, loss_account_id=False
            )
