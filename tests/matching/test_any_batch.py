"""Files of a day each, one file, or lines in another order: the same books."""

import random
from collections import Counter
from datetime import date, timedelta

from bank_common import BankMatchCommon

ACCOUNTS = ("NO6012345678901", "NO5056789012347", "NO9312345678903")
MONDAY = date(2026, 3, 9)


class _Undo(Exception):
    """Takes back what was tried."""


class TestAnyBatch(BankMatchCommon):
    def setUp(self):
        super().setUp()
        self.journal.match_automation = "post"
        self.payers = [
            self.new_partner(f"{name} AS", account)
            for name, account in zip(
                ("Solvang", "Bekkestua", "Tindved"), ACCOUNTS, strict=True
            )
        ]

    def generate(self, seed):
        """Return invoices and payments of one week: paid by number, by amount, twice,
        for others, short, and not at all. The texts are made by :meth:`play`."""
        rng = random.Random(seed)
        invoices = [
            (rng.choice((0, 1, 2)), rng.choice((100, 250, 300, 470)))
            for _each in range(8)
        ]
        payments = []
        for number, (payer, amount) in enumerate(invoices):
            for _again in range(rng.choice((0, 1, 1, 1, 2))):
                how = rng.choice(("number", "number", "amount", "short"))
                text = "Takk" if how == "amount" else f"Faktura {{{number}}}"
                paid = amount - 20 if how == "short" else amount
                payments.append((rng.randrange(5), payer, paid, text))
        return invoices, sorted(payments)

    def play(self, invoices, batches, unrelated=False):
        """Import the batches one after the other; return the books and take all back.

        What the books say of lines that are alike does not depend on which is which.
        """
        answer = []
        try:
            with self.env.cr.savepoint():
                moves = [
                    self.invoice(amount, self.payers[payer], day=MONDAY)
                    for payer, amount in invoices
                ]
                if unrelated:
                    self.invoice(77.77, self.fjord)
                    self.line(-12.34, "Renter")
                names = [move.name for move in moves]
                for batch in batches:
                    lines = self.env["account.bank.statement.line"].union(
                        *(self.pay_in(names, *payment) for payment in batch)
                    )
                    self.run_matching(lines, "post", trigger="import")
                answer = self.read_books(moves)
                raise _Undo
        except _Undo:
            self.env.invalidate_all()
        return answer

    def pay_in(self, names, day, payer, amount, text):
        return self.line(
            amount,
            text.format(*names),
            day=MONDAY + timedelta(day),
            account_number=ACCOUNTS[payer],
        )

    def read_books(self, moves):
        open_ = [move.amount_residual for move in moves]
        lines = self.env["account.bank.statement.line"].search(
            [("journal_id", "=", self.journal.id), ("account_number", "in", ACCOUNTS)]
        )
        facts = Counter(
            (line.date, line.amount, line.payment_ref, line.is_reconciled)
            for line in lines
        )
        return open_, facts

    def test_any_batch_gives_the_same_books(self):
        for seed in range(6):
            invoices, payments = self.generate(seed)
            days = [[p for p in payments if p[0] == day] for day in range(5)]
            at_once = self.play(invoices, [payments])
            shuffled = payments[:]
            random.Random(seed).shuffle(shuffled)
            with self.subTest(seed=seed):
                self.assertTrue(any(at_once[1].values()))
                self.assertEqual(self.play(invoices, [shuffled]), at_once)
                self.assertEqual(self.play(invoices, [payments], True), at_once)
                self.assertEqual(self.play(invoices, filter(None, days)), at_once)

    def test_paid_twice_on_two_days(self):
        """The first settles the invoice; the second is told to be paid twice."""
        for text in ("Faktura {}", "Takk"):
            with self.subTest(text=text):
                invoice = self.invoice(640, self.payers[0], day=MONDAY)
                week = MONDAY + timedelta(7)
                values = {"account_number": ACCOUNTS[0]}
                second = self.line(640, text.format(invoice.name), week, **values)
                first = self.line(640, text.format(invoice.name), MONDAY, **values)
                self.run_matching(second | first, "post")
                self.assert_settles(first, invoice)
                self.assert_untouched(second)
                if text != "Takk":
                    told = second.match_warning
                    self.assertIn("is paid already", told)
                self.run_matching(second, "post")
                self.assert_untouched(second)

    def test_second_half_comes_later(self):
        """Alone the first half waits; together they are the invoice."""
        invoice = self.invoice(640, self.payers[0], day=MONDAY)
        text, values = f"Del av {invoice.name}", {"account_number": ACCOUNTS[0]}
        first = self.line(320, text, MONDAY, **values)
        self.run_matching(first, "post")
        self.assert_untouched(first)
        second = self.line(320, text, MONDAY + timedelta(7), **values)
        self.run_matching(first | second, "post")
        for line in (first, second):
            self.assert_state(line, "reconciled")
        self.assertEqual(invoice.amount_residual, 0)
