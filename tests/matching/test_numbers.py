"""Numbers as banks and people write them, and whose they are."""

from bank_common import BankMatchCommon

ACCOUNT = "NO6012345678901"


class TestNumbers(BankMatchCommon):
    def post(self, amount, text, **values):
        line = self.line(amount, text, **values)
        self.run_matching(line, "post")
        return line

    def first_offer(self, line):
        ranked = self.open_proposals(line).sorted(lambda p: (-p.confidence, p.id))
        return ranked[:1].line_ids.move_line_id.move_id

    def test_every_group_of_a_number_counts(self):
        for number in (
            "EXP/INV/2026/00001",
            "RG-DE-2026-0815",
            "US-INV-77812",
            "FA-A 00003-00000042",
            "2026/0012/MAG",
            "2026/00017-EX",
            "45 RE34Y U0000 00000 02019 00014",
        ):
            with self.subTest(number=number):
                invoice = self.invoice(100, name=number)
                self.assert_settles(self.post(100, f"Betaling {number}"), invoice)

    def test_long_rf_reference_in_fours(self):
        digits = int("123456789012345678901" + "271500")
        number = f"RF{98 - digits % 97:02}123456789012345678901"
        grouped = " ".join(number[i : i + 4] for i in range(0, len(number), 4))
        invoice = self.invoice(100, payment_reference=grouped)
        self.assert_settles(self.post(100, f"Zahlung {grouped}"), invoice)

    def test_end_of_a_longer_known_number_is_nobody(self):
        """Journals of two countries count alike; the longer number is meant."""
        self.invoice(100, name="INV/2026/00001", partner=self.fjord)
        longer = self.invoice(100, name="BE/INV/2026/00001")
        self.assert_settles(self.post(100, "BE/INV/2026/00001"), longer)
        line = self.post(100, "again BE/INV/2026/00001")
        self.assert_untouched(line)
        self.assertFalse(self.first_offer(line))

    def test_ranges(self):
        for text in ("{} - {}", "{}-{}", "Rechnungen {} bis {}"):
            with self.subTest(text=text):
                found = [self.invoice(amount) for amount in (100, 200, 310)]
                names = found[0].name, found[-1].name
                self.assert_settles(self.post(610, text.format(*names)), *found)
                found = [self.invoice(amount) for amount in (100, 200, 310)]
                names = found[0].name, str(int(found[-1].name[-5:]))
                self.assert_settles(self.post(610, text.format(*names)), *found)

    def test_numbers_that_are_no_range(self):
        invoice = self.invoice(100, name="2026/0815")
        self.invoice(100, name="2026/0816", partner=self.fjord)
        self.assert_settles(self.post(100, "2026-0815"), invoice)


class TestLabelledNumbers(BankMatchCommon):
    """What a text calls an invoice's number is one, however short."""

    def setUp(self):
        super().setUp()
        self.payer = self.new_partner("Solvang Kontor AS", ACCOUNT)

    post, first_offer = TestNumbers.post, TestNumbers.first_offer

    def check_waits(self, text, right=None, **values):
        line = self.post(500, text, account_number=ACCOUNT, **values)
        self.assert_untouched(line)
        if right:
            self.assertEqual(self.first_offer(line), right)

    def test_number_of_another_customer(self):
        self.invoice(500, self.payer, name="INV/2026/00017")
        other = self.invoice(500, name="INV/2026/00042")
        for text in ("Faktura 42", "Fakturanr. 00042", "Faktura 2026/00042"):
            with self.subTest(text=text):
                self.check_waits(text, other)

    def test_number_of_another_customer_without_its_letters(self):
        self.invoice(500, self.payer, name="FA-260199")
        other = self.invoice(500, name="FA-260213")
        self.check_waits("Faktura 260213", other)

    def test_number_that_is_nobodys(self):
        self.invoice(500, self.payer, name="INV/2026/00017")
        for text in ("Faktura 43", "Faktura INV/2025/00017", "KID 1234567897"):
            with self.subTest(text=text):
                self.check_waits(text)
        own = {"references": [{"kind": "payment_id", "value": "1234567897"}]}
        self.check_waits("Innbetaling", transaction_details=own)

    def test_number_of_a_year_before(self):
        self.invoice(500, self.payer, name="F26-0017")
        for text in ("F25-0017", "Laskunro F25-0017", "f24 0103"):
            with self.subTest(text=text):
                self.check_waits(text)

    def test_payment_id_of_nobody_without_its_name(self):
        self.invoice(500, self.payer)
        belgian = "+++633/5646/55382+++"
        for text in ("Zahlung RF31 8672 9542", "RF3186729542 Gutschrift", belgian):
            with self.subTest(text=text):
                self.check_waits(text)

    def test_belgian_payment_id_paid_by_another(self):
        number = "+++633/5646/55382+++"
        invoice = self.invoice(500, payment_reference=number)
        details = {"references": [{"kind": "payment_id", "value": number}]}
        values = {"account_number": ACCOUNT, "transaction_details": details}
        self.assert_settles(self.post(500, number, **values), invoice)

    def test_customer_number_in_each_language(self):
        words = ("Kundenr", "Kundennr.", "Kd-Nr", "Asiakasnro", "Klantnummer", "Kundnr")
        for n, word in enumerate(words):
            with self.subTest(word=word):
                partner = self.new_partner(f"Kunde {word} AS", ref=f"{602760 + n}")
                invoice = self.invoice(600 + n, partner)
                line = self.post(600 + n, f"{word} {602760 + n}")
                self.assert_settles(line, invoice)

    def test_own_number(self):
        for n, text in enumerate(("Faktura 17", "faktura nr 00018", "RE 2026/00019")):
            with self.subTest(text=text):
                name = f"INV/2026/{17 + n:05}"
                invoice = self.invoice(500, self.payer, name=name)
                line = self.post(500, text, account_number=ACCOUNT)
                self.assert_settles(line, invoice)

    def test_number_of_a_bill_without_the_vendors(self):
        bill = self.bill(500, self.payer)
        line = self.post(-500, "Faktura 8812", account_number=ACCOUNT)
        self.assert_settles(line, bill)
