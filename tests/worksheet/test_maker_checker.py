"""Who may not approve prepares; who may, finds it under the name of who did."""

from bank_common import BankMatchCommon

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

GROUP = "bank_statement_intelligence.group_bank_"


class TestMakerAndChecker(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk, cls.approver = (
            new_test_user(
                cls.env,
                f"maker.{level}",
                f"base.group_user,{GROUP}{level}",
                name=level.capitalize(),
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for level in ("user", "approver")
        )
        cls.costs = cls.env["account.account"].create(
            {
                "name": "Costs",
                "code": "T62000",
                "account_type": "expense",
                "company_ids": [Command.link(cls.company.id)],
            }
        )

    def sheet(self, user):
        return self.env["bank.worksheet"].with_user(user).sudo(False)

    def prepare(self, line, *, note="", **entry):
        entries = [{"account_id": self.costs.id, "amount": line.amount, **entry}]
        return self.sheet(self.clerk).propose(line.id, [], entries, note)

    def test_a_clerk_prepares_and_an_approver_posts(self):
        line = self.line(-100, "Card purchase")
        with self.assertRaises(AccessError):
            self.sheet(self.clerk).settle(line.id, [], [])
        answer = self.prepare(line, note="Receipt is in the folder")
        self.assertEqual(answer["changed"], line.ids)
        self.assert_state(line, "entry_pending")
        self.assert_untouched(line)
        (shown,) = self.sheet(self.approver).panel(line.id)["proposals"]
        told = " ".join(str(fact) for fact in shown["evidence"])
        self.assertIn("User", told)
        self.assertIn("Receipt is in the folder", told)
        self.sheet(self.approver).approve(line.id, shown["id"])
        self.assert_state(line, "reconciled")
        self.assertEqual(line.match_proposal_ids.approved_by_id, self.approver)

    def test_an_item_is_prepared(self):
        invoice = self.invoice(700)
        line = self.line(700, "Without a number")
        item = {"id": self.item(invoice).id, "amount": 700}
        self.sheet(self.clerk).propose(line.id, [item])
        self.assert_state(line, "payment_pending")
        self.sheet(self.approver).approve(line.id)
        self.assert_settles(line, invoice)

    def test_what_is_prepared_again_takes_its_place(self):
        line = self.line(-100, "Card purchase")
        self.prepare(line)
        self.prepare(line, label="Fuel")
        self.assertEqual(line.match_proposal_ids.line_ids.mapped("label"), ["Fuel"])

    def test_a_run_leaves_it_alone(self):
        """It stays, and what the run proves for the line waits as well."""
        invoice = self.invoice(100)
        line = self.line(100, f"Invoice {invoice.name}")
        self.prepare(line)
        self.run_matching(line, "post")
        self.assert_state(line, "choose")
        self.assert_untouched(line)
        methods = line.match_proposal_ids.mapped("pass_code")
        self.assertIn("manual", methods)
        other = line.match_proposal_ids.filtered(lambda p: p.pass_code != "manual")
        self.assertIn("prepared", other.veto_codes)

    def test_what_does_not_add_up_is_refused(self):
        line = self.line(-100, "Card purchase")
        with self.assertRaises(UserError):
            self.prepare(line, amount=-90)
        self.assertFalse(line.match_proposal_ids)

    def test_a_reader_prepares_nothing(self):
        reader = new_test_user(
            self.env,
            "maker.reader",
            "base.group_user,account.group_account_readonly",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        line = self.line(-100, "Card purchase")
        with self.assertRaises(AccessError):
            self.sheet(reader).propose(line.id)

    def test_codes_are_shown_to_who_books(self):
        for user in (self.clerk, self.approver):
            account = self.costs.with_user(user)
            self.assertEqual(account.display_name, "T62000 Costs")


class TestTaxesOfAnEntry(BankMatchCommon):
    def test_the_account_brings_its_taxes(self):
        """15 % in 115: 100 net; the entry that is posted says the same."""
        tax = self.env["account.tax"].create(
            {
                "name": "Input 15",
                "amount": 15,
                "type_tax_use": "purchase",
                "company_id": self.company.id,
            }
        )
        account = self.expense.copy({"name": "Fuel", "tax_ids": [(6, 0, tax.ids)]})
        line = self.line(-115, "Fuel")
        sheet = self.env["bank.worksheet"]
        told = sheet.entry_taxes(line.id, account.id, -115)
        self.assertEqual((told["tax_ids"], told["net"]), (tax.ids, -100))
        self.assertEqual(told["taxes"], [{"name": "Input 15", "amount": -15}])
        none = sheet.entry_taxes(line.id, account.id, -115, [])
        self.assertEqual((none["taxes"], none["net"]), ([], -115))
        entry = {"account_id": account.id, "amount": -115, "tax_ids": told["tax_ids"]}
        sheet.settle(line.id, [], [entry])
        _liquidity, _suspense, others = line._seek_for_lines()
        self.assertEqual(sorted(others.mapped("balance")), [15, 100])
