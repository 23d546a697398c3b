"""``account_payment_batch_oca``: our reference is the end-to-end id."""

from sepa_common import SepaCommon


class TestSepaBatch(SepaCommon):
    group = "account_payment_batch_oca.group_account_payment"

    @classmethod
    def bill_values(cls):
        method = cls.env["account.payment.method.line"].create(
            {
                "name": "SEPA",
                "company_id": cls.company.id,
                "payment_method_id": cls.env.ref(
                    "account_payment_sepa_credit_transfer.sepa_credit_transfer"
                ).id,
                "bank_account_link": "fixed",
                "journal_id": cls.journal.id,
                "payment_account_id": cls.outstanding.id,
                "selectable": True,
            }
        )
        return {"preferred_payment_method_line_id": method.id}

    def file_of(self, action):
        return self.order.payment_file_id.raw

    def test_end_to_end_id_is_our_reference(self):
        root = self.send()
        references = self.order.payment_ids.mapped("unique_payment_reference")
        self.assertTrue(all(references))
        self.assertEqual(sorted(self.found(root, "EndToEndId")), sorted(references))

    def test_lines_find_their_payments(self):
        self.send()
        for payment in self.order.payment_ids:
            reference = payment.unique_payment_reference
            line = self.bank_line(-payment.amount, sender_reference=reference)
            self.run_matching(line, "post")
            self.assert_settles(line, payment.move_id)

    def test_one_line_for_the_whole_batch(self):
        root = self.send()
        (batch,) = self.found(root, "PmtInfId")
        line = self.bank_line(-780, own_reference=batch)
        self.run_matching(line, "post")
        self.assert_settles(line, *self.order.payment_ids.move_id)

    def test_batch_of_another_sum_waits(self):
        root = self.send()
        (batch,) = self.found(root, "PmtInfId")
        line = self.bank_line(-700, own_reference=batch)
        self.run_matching(line, "post")
        self.assert_untouched(line)
