"""Transfers between own accounts, and payments that only look like one."""

from bank_common import BankMatchCommon

SAVINGS, CUSTOMER = "NO4186011117947", "NO9386011117947"


class TestTransfers(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.savings = cls.journal.copy({"name": "Savings", "code": "SAV"})
        cls.savings.bank_acc_number = SAVINGS
        (cls.journal | cls.savings).match_automation = "post"
        cls.partner = cls.new_partner("Nordvik Handel AS", CUSTOMER)

    def out(self):
        return self.line(-5000, "To savings", account_number=SAVINGS)

    def into(self, text="/", **values):
        return self.line(5000, text, journal_id=self.savings.id, **values)

    def test_own_account_pays_into_savings(self):
        lines = self.out() | self.into()
        self.run_matching(lines, "post")
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})

    def test_customer_who_pays_the_same_sum_is_no_transfer(self):
        """The other side of the transfer comes next week."""
        invoice = self.invoice(5000, self.partner)
        out = self.out()
        paid = self.into(f"Faktura {invoice.name}", account_number=CUSTOMER)
        self.run_matching(out | paid, "post")
        self.assert_settles(paid, invoice)
        self.assert_untouched(out)

    def test_stranger_who_pays_the_same_sum_waits(self):
        lines = self.out() | self.into("Thanks", account_number="NO0286011117948")
        self.run_matching(lines, "post")
        for line in lines:
            self.assert_untouched(line)
