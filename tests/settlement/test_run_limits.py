"""A run with days and amounts of its own; what new journals begin with; what is sent
with payments."""

from datetime import timedelta

from bank_common import DAY, BankMatchCommon

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form


class TestRunLimits(BankMatchCommon):
    def wizard(self, **values):
        with Form(self.env["bank.match.wizard"]) as form:
            form.journal_ids.add(self.journal)
            for name, value in values.items():
                setattr(form, name, value)
        return form.save()

    def test_days_apart_and_remembered(self):
        payment = self.pay(self.bill(300), day=DAY - timedelta(days=4))
        line = self.line(-300, "Something")
        self.run_matching(line)
        self.assert_state(line, "unresolved")
        wizard = self.wizard(mode="propose", days_apart=5)
        wizard.action_run()
        self.assertEqual(
            self.open_proposals(line).line_ids.move_line_id.move_id, payment.move_id
        )
        self.assertEqual(self.journal.match_date_window, 0)
        self.assertEqual(self.wizard().days_apart, 5)

    def test_difference_is_proposed_and_never_posted(self):
        payment = self.pay(self.bill(1000))
        self.pay(self.bill(400))
        line = self.line(-1007, "Betaling")
        self.run_matching(line, "post")
        self.assert_state(line, "unresolved")
        wizard = self.wizard(mode="post", amount_difference=10)
        wizard.action_run()
        self.assert_untouched(line)
        proposal = self.open_proposals(line)
        self.assertEqual(proposal.line_ids.move_line_id.move_id, payment.move_id)
        self.assertEqual(proposal.difference, -7)
        proposal.difference_account_id = self.expense
        proposal.action_approve_and_post()
        self.assert_settles(line, payment.move_id)
        self.assertEqual(self.wizard().amount_difference, 10)

    def test_dry_by_default_and_limits_of_the_facade(self):
        self.assertEqual(self.wizard().mode, "dry")
        self.pay(self.bill(1000))
        line = self.line(-1007, "Betaling")
        exact = self.line(-1000, "Betaling")
        run = self.api.run_matching
        self.assertFalse(run(line_ids=line.ids, mode="dry")["proposals"])
        both = (line | exact).ids
        wide = run(line_ids=both, mode="dry", amount_difference=10)["proposals"]
        found = {one["line_ids"][0]: one["difference"] for one in wide}
        self.assertEqual(found[exact.id], 0)
        exact.unlink()
        wide = run(line_ids=line.ids, mode="dry", amount_difference=10)["proposals"]
        self.assertEqual([one["difference"] for one in wide], [-7])
        for values in ({"days_apart": -1}, {"amount_difference": "much"}):
            with self.assertRaises(UserError):
                run(line_ids=line.ids, mode="dry", **values)
        with self.assertRaises(ValidationError):
            self.env["bank.match.wizard"].create({"days_apart": -1})


class TestCompanyDefault(BankMatchCommon):
    def test_new_journals_begin_as_the_company_says(self):
        with Form(self.env["res.config.settings"]) as form:
            form.bank_match_automation = "post"
        form.save().execute()
        self.assertEqual(self.company.bank_match_automation, "post")
        values = {"name": "New", "code": "NEW", "type": "bank"}
        journal = self.env["account.journal"].create(values)
        self.assertEqual(journal.match_automation, "post")
        self.assertEqual(self.journal.match_automation, "propose")
        own = values | {"code": "OWN", "match_automation": "off"}
        self.assertEqual(
            self.env["account.journal"].create(own).match_automation, "off"
        )


class TestSenderReference(BankMatchCommon):
    def sent(self, kind):
        self.journal.sender_reference_type = kind
        bill = self.bill(300, ref="LEV-90071")
        return bill, self.pay(bill)

    def test_what_is_sent(self):
        self.nordvik.ref = "V-1007"
        bill, payment = self.sent("upr")
        self.assertEqual(payment.sender_reference, payment.unique_payment_reference)
        self.assertEqual(payment.memo, "LEV-90071")
        _bill, payment = self.sent("vendor_number")
        self.assertEqual((payment.memo, payment.sender_reference), ("V-1007",) * 2)
        _bill, payment = self.sent("vendor_reference")
        self.assertEqual(payment.sender_reference, "LEV-90071")
        bill, payment = self.sent("document_number")
        self.assertEqual((payment.memo, payment.sender_reference), (bill.name,) * 2)

    def test_unknown_or_too_long_is_our_own(self):
        self.nordvik.ref = False
        _bill, payment = self.sent("vendor_number")
        self.assertEqual(payment.sender_reference, payment.unique_payment_reference)
        self.nordvik.ref = "V" * 36
        _bill, payment = self.sent("vendor_number")
        self.assertEqual(payment.sender_reference, payment.unique_payment_reference)

    def test_what_the_bank_returns_finds_the_payment(self):
        bill, payment = self.sent("document_number")
        line = self.line(-300, sender_reference=payment.sender_reference)
        self.run_matching(line, "post")
        self.assert_settles(line, payment.move_id)
