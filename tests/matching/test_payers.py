"""Who paid, when only the text tells (pass 70): a hint, never a posting."""

from bank_common import BankMatchCommon


class TestNameInText(BankMatchCommon):
    def propose(self, text, amount=640, **values):
        line = self.line(amount, text, **values)
        self.run_matching(line, "post")
        return line

    def documents(self, line):
        return self.open_proposals(line).line_ids.move_line_id.move_id

    def test_name_in_text_is_a_hint(self):
        invoice = self.invoice(640)
        self.invoice(640, self.fjord)
        line = self.propose("Overføring innland HANDEL NORDVIK, takk")
        self.assert_state(line, "payment_pending")
        self.assertEqual(self.documents(line), invoice)
        codes = [fact["code"] for fact in self.open_proposals(line).evidence]
        self.assertIn("name_in_text", codes)

    def test_longest_name_counts(self):
        self.new_partner("Nordvik Handel Eiendom AS")
        self.invoice(640)
        line = self.propose("Fra Nordvik Handel Eiendom AS")
        self.assertFalse(self.documents(line))

    def test_name_of_two_partners_is_nobody(self):
        self.new_partner("Nordvik Handel A/S")
        self.invoice(640)
        self.assertFalse(self.documents(self.propose("Fra Nordvik Handel")))

    def test_own_name_is_nobody(self):
        self.company.partner_id.name = "Eget Firma AS"
        self.invoice(640, self.company.partner_id)
        self.assertFalse(self.documents(self.propose("Til Eget Firma AS")))

    def test_a_known_payer_counts_first(self):
        self.invoice(640)
        line = self.propose("For Nordvik Handel", partner_name="Fjord Fisk AS")
        self.assertFalse(self.documents(line))

    def test_part_of_a_word_is_no_name(self):
        self.invoice(640, self.new_partner("Strand"))
        self.assertFalse(self.documents(self.propose("Nordstrand Strandveien")))
