"""Transfers between own accounts, and payments that only look like one."""

from datetime import timedelta

from bank_common import DAY, BankMatchCommon

SAVINGS, CUSTOMER = "NO4186011117947", "NO9386011117947"


class TestTransfers(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.savings = cls.journal.copy({"name": "Savings", "code": "SAV"})
        cls.savings.bank_acc_number = SAVINGS
        (cls.journal | cls.savings).match_automation = "post"
        cls.transfers = cls.company.transfer_account_id
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

    def left_there(self):
        """What is open on the transfer account."""
        items = self.env["account.move.line"].search(
            [
                ("account_id", "=", self.transfers.id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )
        return items.mapped("amount_residual")

    def propose_alone(self, line, tier="7"):
        self.run_matching(line, "post")
        self.assert_untouched(line)
        proposal = self.open_proposals(line)
        self.assertEqual(proposal.line_ids.account_id, self.transfers)
        self.assertEqual((proposal.kind, proposal.tier), ("transfer", tier))
        return proposal

    def test_a_side_alone_waits_for_a_person_and_meets_the_other(self):
        """The other bank's line comes after a person approved this one."""
        out = self.out()
        self.propose_alone(out).action_approve_and_post()
        self.assertEqual(self.left_there(), [5000])
        into = self.into(day=DAY + timedelta(days=2))
        self.run_matching(into, "post")
        self.assert_settles(into, out.move_id)
        self.assertEqual(self.left_there(), [])
        into.action_undo_match()
        self.assertEqual(self.left_there(), [5000])
        out.action_undo_match()
        self.assertEqual(self.left_there(), [])

    def test_a_side_alone_becomes_a_pair_when_the_other_comes(self):
        out = self.out()
        self.propose_alone(out)
        lines = out | self.into()
        self.run_matching(lines, "post")
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})

    def test_the_account_of_another_bank_is_no_item_of_a_customer(self):
        """A customer pays the sum that lies on the transfer account."""
        out = self.out()
        self.propose_alone(out).action_approve_and_post()
        invoice = self.invoice(5000, self.partner)
        paid = self.into(f"Faktura {invoice.name}", account_number=CUSTOMER)
        self.run_matching(paid, "post")
        self.assert_settles(paid, invoice)
        self.assertEqual(self.left_there(), [5000])

    def test_only_our_own_name_is_a_hint(self):
        line = self.line(-700, "Overf", partner_name=self.company.name)
        self.propose_alone(line, "8")

    def test_stranger_who_pays_the_same_sum_waits(self):
        lines = self.out() | self.into("Thanks", account_number="NO0286011117948")
        self.run_matching(lines, "post")
        for line in lines:
            self.assert_untouched(line)
