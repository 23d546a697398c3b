"""Money that comes back: by what the bank says of it, and by what it leaves out."""

from datetime import timedelta

from bank_common import DAY, BankMatchCommon

ACCOUNT = "NO9386011117947"
THEIRS = "DE12500105170648489890"
LATER = DAY + timedelta(days=3)
KIDS = ("1234567897", "12345678903", "12345678911")


class TestReturns(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner.bank"].create(
            {"acc_number": THEIRS, "partner_id": cls.nordvik.id}
        )

    def paid(self, amount=100, text="", **values):
        """Return an invoice and the bank line that paid it."""
        invoice = self.invoice(amount)
        line = self.line(amount, f"{text}{invoice.name}", **values)
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)
        return invoice, line

    def back(self, text, amount=-100, *, flagged=False, **values):
        details = {"transaction_details": {"reversal": True}} if flagged else {}
        return self.line(amount, text, LATER, **details, **values)

    def lump(self, *payments):
        """Return a lump sum of ``(amount, payment ID, end-to-end id)``, and post it."""
        line = self.line(sum(row[0] for row in payments), "OCR GIRO")
        self.env["bank.line.detail"].sudo().create(
            [
                {
                    "statement_line_id": line.id,
                    "amount": amount,
                    "payment_reference": payment_id,
                    "end_to_end": end_to_end,
                }
                for amount, payment_id, end_to_end in payments
            ]
        )
        self.run_matching(line, "post")
        self.assert_state(line, "reconciled")
        return line

    def assert_returns(self, line, invoice, tier):
        """One proposal of this tier; approved, the invoice is open again; undone, it is
        paid."""
        self.run_matching(line)
        proposal = self.open_proposals(line)
        self.assertEqual(len(proposal), 1, self.explain(line))
        self.assertEqual((proposal.pass_code, proposal.tier), ("returned", str(tier)))
        self.assertEqual(proposal.has_contra, tier == 5, self.explain(line))
        proposal.action_approve_and_post()
        self.assert_state(line, "reconciled")
        self.assertEqual(invoice.amount_residual, invoice.amount_total)
        line.action_undo_match()
        self.assertEqual(invoice.amount_residual, 0)

    def test_the_same_end_to_end_id(self):
        invoice, _line = self.paid(sender_reference="20260310778899")
        line = self.back(
            "Rücklastschrift", flagged=True, sender_reference="20260310778899"
        )
        self.assert_returns(line, invoice, 2)

    def test_the_same_end_to_end_id_without_the_banks_word(self):
        invoice, _line = self.paid(sender_reference="E2E-778899")
        line = self.back("Zahlung", sender_reference="E2E-778899")
        self.assert_returns(line, invoice, 5)

    def test_an_id_that_says_nothing_joins_nothing(self):
        self.paid(sender_reference="NOTPROVIDED")
        line = self.back("Zahlung", sender_reference="NOTPROVIDED")
        self.run_matching(line, "post")
        self.assertFalse(self.open_proposals(line), self.explain(line))

    def test_without_a_flag_by_the_document(self):
        invoice, _line = self.paid(account_number=THEIRS)
        line = self.back(f"Retur {invoice.name}", account_number=THEIRS)
        self.assert_returns(line, invoice, 5)

    def test_without_a_flag_by_the_account_and_the_word(self):
        words = "RUECKLASTSCHRIFT AM04", "/RTRN/AM04/", "Betaling returneret"
        for amount, text in enumerate(words, start=100):
            with self.subTest(text):
                invoice, _line = self.paid(amount, account_number=THEIRS)
                line = self.back(text, -amount, account_number=THEIRS)
                self.assert_returns(line, invoice, 5)

    def test_the_account_alone_is_no_return(self):
        self.paid(account_number=THEIRS)
        line = self.back("Overførsel", account_number=THEIRS)
        self.run_matching(line)
        self.assertFalse(self.open_proposals(line), self.explain(line))

    def test_a_reason_of_the_bank_is_its_word(self):
        invoice, _line = self.paid(account_number=THEIRS)
        line = self.back(
            "Lastschrift",
            account_number=THEIRS,
            transaction_details={"return_reason": "AM04"},
        )
        self.assert_returns(line, invoice, 3)

    def test_one_debit_of_a_collection(self):
        mine = self.invoice(100, payment_reference=KIDS[0])
        other = self.invoice(100, self.fjord, payment_reference=KIDS[1])
        self.lump((100, KIDS[0], "RCUR-2026-01"), (100, KIDS[1], "RCUR-2026-02"))
        line = self.back("Rückgabe", flagged=True, sender_reference="RCUR-2026-02")
        self.assert_returns(line, other, 2)
        self.assertEqual(mine.amount_residual, 0)

    def test_a_correction_of_one_payment_names_its_invoice(self):
        self.invoice(300, payment_reference=KIDS[0])
        other = self.invoice(60, self.fjord, payment_reference=KIDS[1])
        self.lump((300, KIDS[0], ""), (60, KIDS[1], ""))
        line = self.back("Korjaus", -60)
        self.env["bank.line.detail"].sudo().create(
            {
                "statement_line_id": line.id,
                "amount": -60,
                "payment_reference": KIDS[1],
                "original": {"amount": "-60", "reversal": True},
            }
        )
        self.assert_returns(line, other, 2)

    def test_a_lump_of_returns(self):
        one = self.invoice(100, payment_reference=KIDS[0])
        two = self.invoice(60, self.fjord, payment_reference=KIDS[1])
        self.lump((100, KIDS[0], "RCUR-01-26"), (60, KIDS[1], "RCUR-02-26"))
        line = self.back("Rücklastschriften", -160, flagged=True)
        self.env["bank.line.detail"].sudo().create(
            [
                {"statement_line_id": line.id, "amount": -100, "end_to_end": end}
                | {"amount": amount}
                for amount, end in ((-100, "RCUR-01-26"), (-60, "RCUR-02-26"))
            ]
        )
        self.run_matching(line, "propose")
        self.open_proposals(line).action_approve_and_post()
        self.assert_state(line, "reconciled")
        self.assertEqual((one.amount_residual, two.amount_residual), (100, 60))

    def test_what_came_back_comes_back_once(self):
        """Two returns of one payment: a person chooses, and the other stays."""
        invoice, _line = self.paid(sender_reference="20260310778899")
        lines = [
            self.back(text, flagged=True, sender_reference="20260310778899")
            for text in ("Retur", "Retur igen")
        ]
        lines = lines[0] | lines[1]
        self.run_matching(lines, "post")
        self.assertEqual(lines.mapped("match_state"), ["choose"] * 2)
        self.open_proposals(lines[0]).action_approve_and_post()
        self.assert_state(lines[0], "reconciled")
        self.assertEqual(invoice.amount_residual, 100)
        self.run_matching(lines[1], "post")
        self.assertFalse(self.open_proposals(lines[1]), self.explain(lines[1]))
        self.assertEqual(invoice.amount_residual, 100)

    def test_the_first_days_return_is_the_return(self):
        """In one file as day by day: the first takes the payment back."""
        invoice, _line = self.paid(sender_reference="20260310778899")
        first = self.back("Retur", flagged=True, sender_reference="20260310778899")
        later = self.line(
            -100,
            "Retur",
            LATER + timedelta(days=1),
            transaction_details={"reversal": True},
            sender_reference="20260310778899",
        )
        self.run_matching(later | first, "post")
        self.assert_state(first, "reconciled")
        self.assertFalse(self.open_proposals(later), self.explain(later))
        self.assertEqual(invoice.amount_residual, 100)
