"""What a line names comes first: no rule, no other item, no payment takes it (pass by
pass); docs/matching.md says how."""

from bank_common import DAY, IBAN
from camt_files import camt053, entry, statement
from rules_common import RulesCommon

VENDOR = "NO6012345678901"


class NamedCommon(RulesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal.match_automation = "post"
        cls.vendor = cls.new_partner("Solvang Kontor AS", VENDOR)

    def setUp(self):
        super().setUp()
        self.sent = self.balance = 0

    def send(self, amount, text, **facts):
        """Import a statement of one line, as the bank sends it, with matching."""
        self.sent += 1
        one = statement(
            IBAN, [entry(amount, text, **facts)], self.balance, number=str(self.sent)
        )
        self.balance += amount
        answer = self.import_bytes(camt053(one), f"{self.sent}.xml")
        self.assertEqual(answer["state"], "imported", answer["errors"])
        return self.env["account.bank.statement.line"].browse(answer["line_ids"])

    def offers(self, line):
        """Return the documents of each proposal of a line, in order."""
        return [p.line_ids.move_line_id.move_id for p in self.ranked(line)]

    def ranked(self, line):
        return self.open_proposals(line).sorted(lambda p: (-p.confidence, p.id))

    def assert_offers_first(self, line, *moves):
        self.assert_untouched(line)
        self.assertTrue(self.offers(line), "no proposal")
        self.assertEqual(self.offers(line)[0], self.env["account.move"].union(*moves))


class TestRuleNeverTakesWhatIsNamed(NamedCommon):
    """An automatic rule hits each of these lines; the amount is never exact."""

    def setUp(self):
        super().setUp()
        self.rule("gebyr", mode="auto")

    def test_bill_by_its_number(self):
        bill = self.bill(1000, self.vendor, ref="773322")
        for amount in (-1050, -995, -400, -3000):
            with self.subTest(amount=amount):
                line = self.send(amount, "Faktura 773322 gebyr", account=VENDOR)
                self.assert_offers_first(line, bill)

    def test_rule_explains_the_rest_if_a_person_says_so(self):
        bill = self.bill(1000, self.vendor, ref="773322")
        line = self.send(-1050, "Faktura 773322 inkl gebyr 50", account=VENDOR)
        explained = self.ranked(line)[1]
        explained.action_approve_and_post()
        self.assert_state(line, "reconciled")
        self.assertEqual(self.booked(line, self.expense), 50)
        self.assertEqual(bill.amount_residual, 0)

    def test_invoice_by_its_number_or_payment_id(self):
        invoice = self.invoice(1000, payment_reference="1234567897")
        for text in (invoice.name, "KID 1234567897"):
            for amount in (1070, 980, 12):
                with self.subTest(text=text, amount=amount):
                    line = self.send(amount, f"{text} minus gebyr")
                    self.assert_offers_first(line, invoice)

    def test_two_invoices(self):
        invoices = self.invoice(1000) | self.invoice(500)
        line = self.send(1480, f"{' og '.join(invoices.mapped('name'))} gebyr")
        self.assert_offers_first(line, *invoices)

    def test_payment_by_our_reference(self):
        payment = self.pay(self.bill(800, self.vendor))
        line = self.send(
            -805, "Betaling gebyr", end_to_end=payment.unique_payment_reference
        )
        self.assert_offers_first(line, payment.move_id)

    def test_paid_invoice(self):
        invoice = self.invoice(1000)
        self.send(1000, invoice.name)
        self.assertEqual(invoice.amount_residual, 0)
        line = self.send(1050, f"{invoice.name} gebyr")
        self.assert_untouched(line)

    def test_customer_statement(self):
        self.invoice(1000)
        issued = self.env["bank.payment.reference"]._issue(self.nordvik)
        line = self.send(1050, f"KID {issued.reference} gebyr")
        self.assert_untouched(line)

    def test_fee_for_an_invoice(self):
        """Money out pays no invoice: the bank's fee for it is the rule's."""
        invoice = self.invoice(1000)
        line = self.send(-15, f"Gebyr {invoice.name}")
        self.assert_state(line, "reconciled")
        self.assertEqual(invoice.amount_residual, 1000)
        line = self.send(-1000, f"Gebyr {invoice.name}")
        self.assert_untouched(line)

    def test_contract_number_of_paid_bills(self):
        """What stands on many bills that are all paid is no bill's number."""
        for month in (1, 2):
            day = DAY.replace(month=month)
            bill = self.bill(700, self.vendor, ref="AVT-47110", day=day)
            line = self.send(-700, "Leie AVT-47110", account=VENDOR)
            self.assert_settles(line, bill)
        line = self.send(-50, "Avtale AVT-47110 gebyr", account=VENDOR)
        self.assert_state(line, "reconciled")
        bill = self.bill(700, self.vendor, ref="AVT-47110")
        line = self.send(-60, "Avtale AVT-47110 gebyr", account=VENDOR)
        self.assert_offers_first(line, bill)

    def test_exact_and_unnamed_are_as_before(self):
        invoice = self.invoice(1000)
        self.assert_settles(self.send(1000, f"{invoice.name} gebyr"), invoice)
        line = self.send(-35, "Gebyr mars 1234567897")
        self.assert_state(line, "reconciled")
        self.assertEqual(self.booked(line, self.expense), 35)


class TestOurPaymentNeverSettlesAnother(NamedCommon):
    """Our own reference with another amount, which something else has just."""

    def setUp(self):
        super().setUp()
        self.payment = self.pay(self.bill(800, self.vendor, ref="L-1"))

    def check(self):
        line = self.send(
            -805,
            "Betaling",
            account=VENDOR,
            end_to_end=self.payment.unique_payment_reference,
        )
        self.assert_offers_first(line, self.payment.move_id)

    def test_bill_of_the_amount(self):
        self.bill(805, self.vendor, ref="L-2")
        self.check()

    def test_payment_of_the_amount(self):
        self.pay(self.bill(805, self.vendor, ref="L-2"))
        self.check()

    def test_rule_on_account_of_the_payer(self):
        self.application("Betaling", partner=self.vendor, apply_method="on_account")
        self.check()
