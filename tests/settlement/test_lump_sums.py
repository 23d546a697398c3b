"""Lump sums: everybody's money on his own account, whatever he pays of what he owes."""

from bank_common import BankMatchCommon

from odoo.exceptions import UserError

KIDS = ("1234567897", "12345678903", "12345678911")


class TestLumpSums(BankMatchCommon):
    def lump(self, *payments):
        """A bank line with details: ``(amount, payment ID, payer's name)``."""
        line = self.line(sum(row[0] for row in payments), "OCR GIRO")
        details = self.env["bank.line.detail"].sudo()
        for amount, payment_id, name in payments:
            details.create(
                {
                    "statement_line_id": line.id,
                    "amount": amount,
                    "payment_reference": payment_id,
                    "partner_name": name,
                }
            )
        return line

    def owed(self, partner):
        """What a partner owes by the ledger: invoices less money on account."""
        items = self.env["account.move.line"].search(
            [
                ("partner_id", "=", partner.id),
                ("account_id", "=", self.receivable.id),
                ("parent_state", "=", "posted"),
            ]
        )
        return sum(items.mapped("balance"))

    def only_proposal(self, line):
        self.run_matching(line, "post")
        self.assert_untouched(line)
        proposal = self.open_proposals(line)
        self.assertEqual(len(proposal), 1, self.explain(line))
        self.assertTrue(proposal.has_contra)
        return proposal

    def test_a_part_payment_stays_with_its_payer(self):
        """One pays in full, another a part: each on his own invoice."""
        mine = self.invoice(100, payment_reference=KIDS[0])
        other = self.invoice(60, self.fjord, payment_reference=KIDS[1])
        line = self.lump((100, KIDS[0], ""), (50, KIDS[1], "Fjord Fisk AS"))
        self.only_proposal(line).action_approve_and_post()
        self.assert_state(line, "reconciled")
        self.assertEqual(mine.amount_residual, 0)
        self.assertEqual(other.amount_residual, 10)
        self.assertEqual((self.owed(self.nordvik), self.owed(self.fjord)), (0, 10))
        self.assertFalse(line.partner_id)
        line.action_undo_match()
        self.assertEqual((self.owed(self.nordvik), self.owed(self.fjord)), (100, 60))

    def test_only_parts_over_and_double_payments(self):
        one = self.invoice(100, payment_reference=KIDS[0])
        two = self.invoice(60, self.fjord, payment_reference=KIDS[1])
        line = self.lump(
            (70, KIDS[0], ""),
            (60, KIDS[1], "Fjord Fisk AS"),
            (60, KIDS[1], "Fjord Fisk AS"),
        )
        self.only_proposal(line).action_approve_and_post()
        self.assert_state(line, "reconciled")
        self.assertEqual((one.amount_residual, two.amount_residual), (30, 0))
        self.assertEqual((self.owed(self.nordvik), self.owed(self.fjord)), (30, -60))

    def test_a_strangers_money_is_on_nobodys_account(self):
        self.invoice(3200, payment_reference=KIDS[0])
        line = self.lump((3200, KIDS[0], "Nordvik"), (450, "9999999", "K. Berg"))
        proposal = self.only_proposal(line)
        self.assertIn("K. Berg", proposal.counterpart_summary)
        self.assertEqual(proposal.difference, 450)
        with self.assertRaisesRegex(UserError, "K. Berg"):
            proposal.action_approve_and_post()
        self.assertEqual(self.owed(self.nordvik), 3200)

    def test_a_strangers_money_goes_where_a_person_says(self):
        part_paid = self.invoice(3300, payment_reference=KIDS[0])
        line = self.lump((3200, KIDS[0], ""), (450, "9999999", "K. Berg"))
        proposal = self.only_proposal(line)
        proposal.difference_account_id = self.expense
        proposal.action_approve_and_post()
        self.assert_state(line, "reconciled")
        self.assertEqual(part_paid.amount_residual, 100)
        counterparts = line._seek_for_lines()[2]
        income = counterparts.filtered(lambda i: i.account_id == self.expense)
        self.assertEqual((income.balance, income.name), (-450, "K. Berg"))
        line.action_undo_match()
        self.assert_untouched(line)

    def test_a_known_payer_without_an_invoice_keeps_his_money(self):
        self.invoice(100, payment_reference=KIDS[0])
        line = self.lump((100, KIDS[0], ""), (45, "9999999", "Fjord Fisk AS"))
        self.only_proposal(line).action_approve_and_post()
        self.assert_state(line, "reconciled")
        self.assertEqual((self.owed(self.nordvik), self.owed(self.fjord)), (0, -45))

    def test_instalments_in_one_lump_settle_their_invoice(self):
        invoice = self.invoice(100, payment_reference=KIDS[0])
        line = self.lump((40, KIDS[0], ""), (60, KIDS[0], ""))
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)


class TestAdviceWithoutAmount(BankMatchCommon):
    """Advice that a person types has no amount: it is of the whole line."""

    def typed(self, line, *numbers):
        rows = [{"document_number": number} for number in numbers]
        self.env["bank.worksheet"].edit(line.id, advice=rows)

    def imported(self, amount, text="Betaling"):
        line = self.line(amount, text)
        self.env["bank.line.detail"].sudo().create(
            {
                "statement_line_id": line.id,
                "amount": amount,
                "text": text,
                "original": {"amount": str(amount), "text": text},
            }
        )
        return line

    def test_it_names_the_document_of_the_line(self):
        invoice = self.invoice(1000)
        line = self.imported(1000)
        self.typed(line, invoice.name)
        self.run_matching(line, "propose")
        self.assertEqual(
            self.open_proposals(line).line_ids.move_line_id, self.item(invoice)
        )

    def test_it_adds_a_document_to_what_the_text_names(self):
        invoices = self.invoice(1000) | self.invoice(500)
        line = self.imported(1500, invoices[0].name)
        self.typed(line, invoices[1].name)
        self.run_matching(line, "propose")
        proposal = self.open_proposals(line)
        self.assertEqual(proposal.line_ids.move_id, invoices)
        self.assertFalse(proposal.difference)
