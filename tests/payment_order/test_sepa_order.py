"""``account_payment_order``: our reference is the end-to-end id."""

from sepa_common import SepaCommon

METHOD = "account_banking_sepa_credit_transfer.sepa_credit_transfer"


class TestSepaOrder(SepaCommon):
    group = "account_payment_order.group_account_payment"

    @classmethod
    def bill_values(cls):
        method = cls.env.ref(METHOD)
        cls.env["account.payment.method.line"].create(
            {
                "payment_method_id": method.id,
                "journal_id": cls.journal.id,
                "payment_account_id": cls.outstanding.id,
            }
        )
        mode = cls.env["account.payment.mode"].create(
            {
                "name": "SEPA",
                "company_id": cls.company.id,
                "payment_method_id": method.id,
                "bank_account_link": "fixed",
                "fixed_journal_id": cls.journal.id,
                "payment_order_ok": True,
            }
        )
        return {"payment_mode_id": mode.id}

    def test_lines_find_their_payments(self):
        root = self.send()
        references = self.order.payment_ids.mapped("unique_payment_reference")
        self.assertTrue(all(references))
        self.assertEqual(sorted(self.found(root, "EndToEndId")), sorted(references))
        for payment in self.order.payment_ids:
            reference = payment.unique_payment_reference
            line = self.bank_line(-payment.amount, sender_reference=reference)
            self.run_matching(line, "post")
            self.assert_settles(line, payment.move_id)
