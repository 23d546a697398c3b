"""An early payment discount takes back the tax once, as the terms say."""

from datetime import timedelta

from bank_common import DAY, BankMatchCommon


class TestDiscountTaxes(BankMatchCommon):
    """1,000 with 20 % tax, 2 % discount within ten days: 1,176 of 1,200."""

    def setUp(self):
        super().setUp()
        self.tax_account = self.revenue.copy({"name": "Tax due"})
        self.tax = self.percent_tax(
            20,
            invoice_repartition_line_ids=self.parts(self.tax_account),
            refund_repartition_line_ids=self.parts(self.tax_account),
        )
        self.terms = self.env["account.payment.term"].create(
            {
                "name": "2 % in ten days",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "included",
                "line_ids": [(0, 0, {"value": "percent", "value_amount": 100})],
            }
        )

    def parts(self, account):
        return [
            (5, 0, 0),
            (0, 0, {"repartition_type": "base"}),
            (0, 0, {"repartition_type": "tax", "account_id": account.id}),
        ]

    def test_the_tax_is_taken_back_once(self):
        invoice = self.document(
            "out_invoice",
            1000,
            self.nordvik,
            invoice_payment_term_id=self.terms.id,
            invoice_line_ids=[
                (
                    0,
                    0,
                    {
                        "name": "Work",
                        "price_unit": 1000,
                        "account_id": self.revenue.id,
                        "tax_ids": [(6, 0, self.tax.ids)],
                    },
                )
            ],
        )
        self.assertEqual(invoice.amount_total, 1200)
        line = self.line(1176, invoice.name, day=DAY + timedelta(5))
        self.run_matching(line, "post")
        self.assert_settles(line, invoice)
        items = line.move_id.line_ids
        taxes = items.filtered("tax_line_id")
        self.assertEqual(taxes.mapped("balance"), [4.0])
        self.assertEqual(items.filtered("tax_ids").mapped("balance"), [20.0])
