"""An item in a foreign currency is settled at the rate that a person knows."""

from bank_common import DAY, BankMatchCommon

from odoo.exceptions import UserError
from odoo.fields import Command


class TestToldRate(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls.env["res.currency"].create(
            {
                "name": "XTR",
                "symbol": "X",
                "rounding": 0.01,
                "rate_ids": [
                    Command.create(
                        {
                            "name": DAY,
                            "company_id": cls.company.id,
                            "inverse_company_rate": 11.5,
                        }
                    )
                ],
            }
        )
        cls.sheet = cls.env["bank.worksheet"]

    def foreign_invoice(self):
        return self.invoice(1000, currency_id=self.foreign.id)

    def test_the_whole_item_for_less(self):
        """The bank paid 11,300 for what the books value at 11,500: nothing is open,
        core posts the difference of rates."""
        invoice = self.foreign_invoice()
        line = self.line(11300, "From abroad", partner_id=self.nordvik.id)
        chosen = {"id": self.item(invoice).id, "amount": 11300, "own_amount": 1000}
        self.sheet.settle(line.id, [chosen])
        self.assert_state(line, "reconciled")
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(invoice.payment_state, "paid")
        rates = self.item(invoice).matched_credit_ids.exchange_move_id
        self.assertEqual(max(rates.line_ids.mapped("debit")), 200)

    def test_a_part_at_a_rate(self):
        """What is settled is the amount at the told rate, the rest stays open."""
        invoice = self.foreign_invoice()
        line = self.line(5650, "Half of it", partner_id=self.nordvik.id)
        chosen = {"id": self.item(invoice).id, "amount": 5650, "own_amount": 500}
        self.sheet.settle(line.id, [chosen])
        self.assertEqual(invoice.amount_residual, 500)

    def test_without_rate_as_before(self):
        """Left out, the rate of the day counts."""
        invoice = self.foreign_invoice()
        line = self.line(5750, "Half of it", partner_id=self.nordvik.id)
        self.sheet.settle(line.id, [{"id": self.item(invoice).id, "amount": 5750}])
        self.assertEqual(invoice.amount_residual, 500)

    def test_never_more_than_is_open(self):
        """A mistyped rate is refused with both amounts."""
        invoice = self.foreign_invoice()
        line = self.line(11300, "From abroad", partner_id=self.nordvik.id)
        for told in (1130, -1000):
            chosen = {"id": self.item(invoice).id, "amount": 11300, "own_amount": told}
            with self.assertRaisesRegex(UserError, "is open"):
                self.sheet.settle(line.id, [chosen])
        self.assert_untouched(line)

    def test_not_in_the_currency_of_the_books(self):
        """Where no rate is free, a told amount changes nothing."""
        invoice = self.invoice(1000)
        line = self.line(1000, "At home", partner_id=self.nordvik.id)
        items = self.sheet.items(line.id, "customer")["rows"]
        self.assertFalse(any(row["has_free_rate"] for row in items))
        chosen = {"id": self.item(invoice).id, "amount": 1000, "own_amount": 10}
        self.sheet.settle(line.id, [chosen])
        self.assertEqual(invoice.amount_residual, 0)

    def test_offered(self):
        """The open items say where a rate may be told."""
        self.foreign_invoice()
        line = self.line(11300, "From abroad", partner_id=self.nordvik.id)
        (row,) = self.sheet.items(line.id, "customer")["rows"]
        self.assertTrue(row["has_free_rate"])
