"""Each pass: what it proves, what it leaves, what is a tie (docs/matching.md)."""

from datetime import timedelta

from bank_common import DAY, BankMatchCommon


class TestPass10UniquePaymentReference(BankMatchCommon):
    """The bank returns our own reference."""

    def test_upr_of_an_outgoing_payment(self):
        payment = self.pay(self.bill(700))
        self.assertTrue(payment.unique_payment_reference)
        line = self.line(
            -700, "Overførsel", sender_reference=payment.unique_payment_reference
        )
        self.run_matching(line, "propose")
        self.assert_settles(line, payment.move_id)
        self.assertEqual(line.match_method, "upr")
        self.assertTrue(payment.is_matched)

    def test_upr_inside_text(self):
        payment = self.pay(self.bill(700))
        reference = payment.unique_payment_reference
        line = self.line(-700, f"Udbetaling ref.{reference}/0310")
        self.run_matching(line, "post")
        self.assert_settles(line, payment.move_id)

    def test_upr_with_another_amount_is_a_difference(self):
        payment = self.pay(self.bill(700))
        line = self.line(-705, sender_reference=payment.unique_payment_reference)
        self.run_matching(line, "post")
        self.assert_state(line, "bank_difference")
        self.assert_untouched(line)
        self.assertEqual(line.difference_amount, -5)

    def test_upr_difference_goes_to_an_account(self):
        payment = self.pay(self.bill(700))
        line = self.line(-705, sender_reference=payment.unique_payment_reference)
        self.run_matching(line, "post")
        proposal = self.open_proposals(line)
        proposal.difference_account_id = self.expense
        proposal.action_approve_and_post()
        self.assert_settles(line, payment.move_id)
        fee = line.move_id.line_ids.filtered(lambda i: i.account_id == self.expense)
        self.assertEqual(fee.balance, 5)

    def test_every_outgoing_payment_has_its_own(self):
        payments = [self.pay(self.bill(100 + number)) for number in range(3)]
        references = {payment.unique_payment_reference for payment in payments}
        self.assertEqual(len(references), 3)
        self.assertFalse(self.pay(self.invoice(5)).unique_payment_reference)


class TestPass20PaidItem(BankMatchCommon):
    """The customer's payment was registered before the bank sent it."""

    def test_paid_invoice_finds_its_payment(self):
        invoice = self.invoice(1000)
        payment = self.pay(invoice, day=DAY - timedelta(days=20))
        line = self.line(1000, f"Takk {invoice.name}")
        self.run_matching(line, "propose")
        self.assert_settles(line, payment.move_id)
        self.assertEqual(line.match_method, "paid_item")

    def test_one_payment_of_two_invoices(self):
        invoices = self.invoice(1000) | self.invoice(500)
        payment = self.pay(invoices)
        self.assertEqual(len(payment), 2)
        line = self.line(1500, f"{invoices[0].name} {invoices[1].name}")
        self.run_matching(line, "post")
        self.assert_settles(line, *payment.move_id)

    def test_another_amount_is_a_difference(self):
        invoice = self.invoice(1000)
        self.pay(invoice)
        line = self.line(900, f"Takk {invoice.name}")
        self.run_matching(line, "post")
        self.assert_state(line, "bank_difference")
        self.assert_untouched(line)


class TestPass40AmountDate(BankMatchCommon):
    """Amount and date, only if unique both ways."""

    def test_unique_on_the_day_is_proposed_not_posted(self):
        payment = self.pay(self.bill(321))
        line = self.line(-321, "Overførsel")
        self.run_matching(line, "post")
        self.assert_state(line, "payment_pending")
        self.assert_untouched(line)
        line.action_approve_best()
        self.assert_settles(line, payment.move_id)

    def test_journal_may_allow_the_tier(self):
        self.journal.match_post_tier = "7"
        payment = self.pay(self.bill(321))
        line = self.line(-321, "Overførsel")
        self.run_matching(line, "post")
        self.assert_settles(line, payment.move_id)

    def test_outside_the_window(self):
        self.pay(self.bill(321), day=DAY - timedelta(days=2))
        line = self.line(-321, "Overførsel")
        self.run_matching(line)
        self.assert_state(line, "unresolved")
        self.journal.match_date_window = 2
        self.run_matching(line)
        self.assert_state(line, "payment_pending")

    def test_two_payments_of_the_amount_are_a_tie(self):
        self.pay(self.bill(321))
        self.pay(self.bill(321, self.fjord))
        line = self.line(-321, "Overførsel")
        self.run_matching(line, "post")
        self.assert_state(line, "choose")
        self.assertEqual(line.proposal_count, 2)
        codes = {f["code"] for p in line.match_proposal_ids for f in p.evidence}
        self.assertIn("other_candidate", codes)

    def test_two_lines_of_the_amount_are_a_tie(self):
        self.pay(self.bill(321))
        lines = self.line(-321, "A") | self.line(-321, "B")
        self.run_matching(lines, "post")
        self.assertEqual(lines.mapped("match_state"), ["choose"] * 2)

    def test_certain_payee_is_a_proof(self):
        self.new_partner("Bakke", "DK5000400440116243")
        vendor = self.new_partner("Solvang", "NO6012345678901")
        payment = self.pay(self.bill(321, vendor), day=DAY - timedelta(days=4))
        line = self.line(-321, "Overførsel", account_number="NO6012345678901")
        self.run_matching(line, "propose")
        self.assert_settles(line, payment.move_id)

    def test_reference_beats_amount_and_date(self):
        """A weak hint of an earlier pass must not stop the proof of a later one."""
        self.pay(self.invoice(1000, self.fjord))
        invoice = self.invoice(1000)
        line = self.line(1000, f"Faktura {invoice.name}")
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)


class TestPass50PaymentId(BankMatchCommon):
    """Structured references with check digit, on both sides of the ledger."""

    def test_reference_kinds(self):
        for reference, text in (
            ("1234567897", "KID 1234567897"),
            ("12345678903", "Innbetaling 12345678903"),
            ("RF18 5390 0754 7034", "RF18539007547034"),
            ("RF18539007547034", "Viite 539007547034"),
            ("210000000003139471430009017", "QRR 21 00000 00003 13947 14300 09017"),
            ("+++010/8068/17183+++", "***010/8068/17183***"),
            ("000000012345674", "+71<000000012345674+81234567<"),
            ("+71<000000023456783+81234567<", "FIK +71< 000000023456783 +81234567<"),
            ("+75<0000000345678908+81234567<", "Kort 75 0000000345678908"),
        ):
            with self.subTest(text=text):
                invoice = self.invoice(1000, payment_reference=reference)
                line = self.line(1000, text)
                self.run_matching(line, "post")
                self.assert_settles(line, invoice)
                self.assertEqual(line.match_method, "payment_id")

    def test_vendor_payment_id(self):
        bill = self.bill(450, payment_reference="1234567897")
        line = self.line(-450, "Betaling KID 1234567897")
        self.run_matching(line, "post")
        self.assert_settles(line, bill)

    def test_check_digit_alone_proves_nothing(self):
        self.invoice(1000, payment_reference="1234567897")
        line = self.line(1000, "KID 18")
        other = self.line(1000, "KID 79927398713")
        self.run_matching(line | other, "post")
        self.assert_untouched(line)
        self.assert_untouched(other)

    def test_digits_inside_a_longer_number_do_not_count(self):
        self.invoice(1000, payment_reference="1234567897")
        line = self.line(1000, "9912345678970")
        self.run_matching(line, "post")
        self.assert_state(line, "unresolved")

    def test_digits_glued_over_blanks_do_not_count(self):
        self.invoice(1000, payment_reference="123455")
        line = self.line(1000, "ordre 12 3455")
        self.run_matching(line, "post")
        self.assert_state(line, "unresolved")

    def test_sign_must_agree(self):
        self.invoice(1000, payment_reference="1234567897")
        line = self.line(-1000, "KID 1234567897")
        self.run_matching(line, "post")
        self.assert_state(line, "unresolved")

    def pay_for_another(self, amount, text, **values):
        """A line from Solvang's account, with the payment ID of Nordvik's invoice."""
        if not self.env["res.partner"].search([("name", "=", "Solvang")]):
            self.new_partner("Solvang", "NO6012345678901")
        invoice = self.invoice(1000, payment_reference="1234567897")
        line = self.line(amount, text, account_number="NO6012345678901", **values)
        self.run_matching(line, "post")
        return invoice, line

    def test_payment_id_decides_whoever_paid(self):
        own = {"references": [{"kind": "payment_id", "value": "1234567897"}]}
        for text, values in (
            ("KID 1234567897", {}),
            ("KID-nr. 1234567897", {}),
            ("1234567897", {"transaction_details": own}),
        ):
            with self.subTest(text=text, values=values):
                invoice, line = self.pay_for_another(1000, text, **values)
                self.assert_settles(line, invoice)
                codes = [f["code"] for f in line.match_proposal_ids.evidence]
                self.assertIn("paid_by_other", codes)

    def test_payment_id_of_another_may_ask(self):
        self.journal.match_payment_id_policy = "ask"
        self.check_waits(*self.pay_for_another(1000, "KID 1234567897"))

    def test_bare_payment_id_of_another_waits(self):
        self.check_waits(*self.pay_for_another(1000, "1234567897"))

    def test_payment_id_of_another_amount_waits(self):
        self.check_waits(*self.pay_for_another(900, "KID 1234567897"))

    def check_waits(self, invoice, line):
        self.assert_untouched(line)
        proposal = self.open_proposals(line)
        self.assertTrue(proposal.has_contra)
        self.assertEqual(proposal.line_ids.move_line_id, self.item(invoice))

    def test_two_references_that_contradict(self):
        other = self.invoice(700)
        text = f"KID 1234567897 {other.name}"
        invoice = self.invoice(1000, payment_reference="1234567897")
        line = self.line(1000, text)
        self.run_matching(line, "post")
        self.assert_untouched(line)
        proposed = self.open_proposals(line).line_ids.move_line_id
        self.assertIn(self.item(invoice), proposed)

    def test_batch_details_settle_their_invoices(self):
        invoices = [
            self.invoice(100, payment_reference="1234567897"),
            self.invoice(250, payment_reference="12345678903"),
        ]
        line = self.line(350, "OCR GIRO")
        for amount, reference in ((100, "1234567897"), (250, "12345678903")):
            self.env["bank.line.detail"].create(
                {
                    "statement_line_id": line.id,
                    "amount": amount,
                    "payment_reference": reference,
                }
            )
        self.run_matching(line, "post")
        self.assert_settles(line, *invoices)


class TestPass60DocumentNumber(BankMatchCommon):
    """Numbers in free text, on token boundaries."""

    def test_ways_to_write_a_number(self):
        for style in ("{}", "{} ", "nr.{}", "Ref:{};", "({})", "/{}/", "x {}, y"):
            with self.subTest(style=style):
                invoice = self.invoice(1000)
                for name in (
                    invoice.name,
                    invoice.name.replace("/", ""),
                    invoice.name.replace("/", " "),
                    invoice.name.lower().replace("/", "-"),
                ):
                    line = self.line(1000, style.format(name))
                    run = self.run_matching(line, "post")
                    self.assert_settles(line, invoice)
                    run.action_undo()
                    line.action_toggle_manual()
                line.action_toggle_manual()
                self.run_matching(line, "post")

    def test_vendor_number(self):
        bill = self.bill(880, ref="F-2026-118")
        line = self.line(-880, "Betaling faktura F-2026-118")
        self.run_matching(line, "post")
        self.assert_settles(line, bill)

    def test_credit_note_is_netted(self):
        invoice = self.invoice(1000)
        credit = self.document("out_refund", 200)
        line = self.line(800, f"{invoice.name} {credit.name}")
        self.run_matching(line, "post")
        self.assert_settles(line, invoice, credit)

    def test_other_document_named_too(self):
        first, second = self.invoice(1000), self.invoice(700)
        line = self.line(1000, f"{first.name} {second.name}")
        self.run_matching(line, "post")
        self.assert_state(line, "payment_pending")
        self.assert_untouched(line)

    def test_instalments_of_one_invoice(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Two",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 30, "nb_days": 0}),
                    (0, 0, {"value": "percent", "value_amount": 70, "nb_days": 30}),
                ],
            }
        )
        invoice = self.invoice(1000, invoice_payment_term_id=term.id)
        line = self.line(300, invoice.name)
        self.run_matching(line, "post")
        self.assert_state(line, "reconciled")
        self.assertEqual(invoice.amount_residual, 700)

    def test_same_reference_on_two_invoices_is_a_tie(self):
        self.invoice(1000, ref="PO-77881", payment_reference="X")
        self.invoice(1000, ref="PO-77881", payment_reference="Y")
        line = self.line(1000, "PO-77881")
        self.run_matching(line, "post")
        self.assert_state(line, "choose")

    def test_short_number_needs_the_payer(self):
        bill = self.bill(880, ref="10455")
        unknown = self.line(-880, "Faktura 10455")
        self.run_matching(unknown, "post")
        self.assert_state(unknown, "payment_pending")
        self.assert_untouched(unknown)
        unknown.is_manual = True
        known = self.line(-880, "Faktura 10455", partner_id=self.nordvik.id)
        self.run_matching(known, "post")
        self.assert_settles(known, bill)


class TestPass70PartnerAmount(BankMatchCommon):
    """Certain partner, one item of the amount."""

    def test_by_account(self):
        customer = self.new_partner("Solvang", "DE89370400440532013000")
        invoice = self.invoice(640, customer)
        line = self.line(640, "takk", account_number="DE89370400440532013000")
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)

    def test_by_account_written_as_bban(self):
        customer = self.new_partner("Solvang", "NO9342101117947")
        invoice = self.invoice(640, customer)
        line = self.line(640, "takk", account_number="42101117947")
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)

    def test_account_of_two_partners_is_no_evidence(self):
        for name in ("Solvang", "Bakke"):
            self.invoice(640, self.new_partner(name, "DE89370400440532013000"))
        line = self.line(640, "takk", account_number="DE89370400440532013000")
        self.run_matching(line, "post")
        self.assert_untouched(line)
        self.assertFalse(line.partner_id)

    def test_two_items_of_the_amount_are_a_tie(self):
        self.invoice(640)
        self.invoice(640)
        line = self.line(640, "takk", partner_id=self.nordvik.id)
        self.run_matching(line, "post")
        self.assert_state(line, "choose")
        self.assert_untouched(line)

    def test_text_names_a_paid_document(self):
        """A subscription paid twice must not settle the next month's invoice."""
        january = self.invoice(640)
        self.run_matching(self.line(640, january.name), "post")
        self.invoice(640)
        line = self.line(640, january.name, partner_id=self.nordvik.id)
        self.run_matching(line, "post")
        self.assert_untouched(line)
        self.assert_state(line, "payment_pending")
        self.assertTrue(self.open_proposals(line).has_contra)

    def test_item_dated_after_the_payment(self):
        self.invoice(640, day=DAY + timedelta(days=10))
        line = self.line(640, "takk", partner_id=self.nordvik.id)
        self.run_matching(line, "post")
        self.assert_untouched(line)
        self.assertTrue(self.open_proposals(line).has_contra)

    def test_draft_invoice_is_no_candidate(self):
        invoice = self.invoice(640)
        invoice.button_draft()
        line = self.line(640, invoice.name, partner_id=self.nordvik.id)
        self.run_matching(line, "post")
        self.assert_state(line, "unresolved")

    def test_vendor(self):
        vendor = self.new_partner("Solvang", "DE89370400440532013000")
        bill = self.bill(640, vendor)
        line = self.line(-640, "husleie", account_number="DE89370400440532013000")
        self.run_matching(line, "post")
        self.assert_settles(line, bill)


class TestPass45DayTotal(BankMatchCommon):
    """The bank books the payments of a day as one sum, without details."""

    def pay_bills(self, *amounts, day=DAY):
        payments = [self.pay(self.bill(amount), day=day) for amount in amounts]
        return [payment.move_id for payment in payments]

    def test_all_payments_of_a_day(self):
        moves = self.pay_bills(100, 250, 75)
        line = self.line(-425, "Samleoverførsel", DAY + timedelta(days=1))
        self.run_matching(line, "post")
        self.assert_state(line, "payment_pending")
        self.assert_untouched(line)
        line.action_approve_best()
        self.assert_settles(line, *moves)

    def test_a_part_of_the_days_payments_is_no_sum(self):
        self.pay_bills(100, 250, 75)
        line = self.line(-350, "Samleoverførsel")
        self.run_matching(line)
        self.assertFalse(self.open_proposals(line), self.explain(line))

    def test_what_has_a_line_of_its_own_is_not_in_the_sum(self):
        alone, *moves = self.pay_bills(321, 250, 75)
        own = self.line(
            -321, sender_reference=alone.origin_payment_id.unique_payment_reference
        )
        line = self.line(-325, "Samleoverførsel")
        self.run_matching(own | line, "propose")
        self.assert_settles(own, alone)
        line.action_approve_best()
        self.assert_settles(line, *moves)

    def test_two_lines_of_the_sum_are_a_tie(self):
        self.pay_bills(250, 75)
        lines = self.line(-325, "A") | self.line(-325, "B")
        self.run_matching(lines, "post")
        self.assertEqual(lines.mapped("match_state"), ["choose"] * 2)
