"""Lump sums as payers really pay: in part, too much, twice, for others, unknown, taken
back. Whatever is posted, everybody's account has exactly his own money."""

import random

from bank_common import BankMatchCommon

from odoo.addons.bank_statement_intelligence.engine.references.check_digits import (
    luhn_valid,
)

PARTNERS, LUMPS = 6, 8
AMOUNTS = (100, 100, 250, 480, 75)


class TestLumpMoney(BankMatchCommon):
    def setUp(self):
        super().setUp()
        self.partners = [
            self.new_partner(f"{name} Handel AS", account)
            for name, account in (
                ("Aasen", "NO9386011117947"),
                ("Bakke", "NO4186011117948"),
                ("Dahl", ""),
                ("Eide", ""),
                ("Foss", ""),
                ("Gran", ""),
            )
        ]

    def kid(self, number):
        body = f"10{number:06d}"
        return next(kid for d in range(10) if luhn_valid(kid := f"{body}{d}"))

    def owe(self, rng):
        """Return invoices with a payment ID each: ``(payment ID, amount, partner)``."""
        debts = []
        for number in range(3 * PARTNERS):
            partner = self.partners[number % PARTNERS]
            amount, kid = rng.choice(AMOUNTS), self.kid(rng.randrange(10**6))
            self.invoice(amount, partner, payment_reference=kid)
            debts.append((kid, amount, partner))
        return debts

    def pay_one(self, rng, debts):
        """Return one payment of a lump and whose money it is: None is nobody known."""
        kid, amount, partner = rng.choice(debts)
        kind = rng.choice("exact exact exact part over twice known stranger".split())
        name = rng.choice((partner.name, partner.name.upper(), ""))
        if kind == "part":
            amount -= rng.choice((1, 30))
        elif kind == "over":
            amount += rng.choice((1, 40))
        elif kind == "known":
            return self.detail(rng.choice((55, 100)), "", partner.name), partner
        elif kind == "stranger":
            return self.detail(rng.choice((45, 100)), "", "K. Ukjent"), None
        return self.detail(amount, kid, name), partner

    def detail(self, amount, payment_id, name):
        return {
            "amount": amount,
            "payment_reference": payment_id,
            "partner_name": name,
        }

    def make_lump(self, rng, debts):
        payments = [self.pay_one(rng, debts) for _n in range(rng.randint(2, 6))]
        line = self.line(sum(row["amount"] for row, _who in payments), "OCR GIRO")
        self.env["bank.line.detail"].sudo().create(
            [row | {"statement_line_id": line.id} for row, _who in payments]
        )
        return line, payments

    def balances(self):
        groups = self.env["account.move.line"]._read_group(
            [
                ("account_id", "in", (self.receivable | self.payable).ids),
                ("parent_state", "=", "posted"),
            ],
            ["partner_id"],
            ["balance:sum"],
        )
        return dict(groups)

    def approve(self, line):
        """Post what is proposed; what is nobody's goes to an account of its own."""
        for proposal in self.open_proposals(line)[:1]:
            if proposal.difference:
                proposal.difference_account_id = self.expense
            proposal.action_approve_and_post()

    def play(self, seed):
        rng = random.Random(seed)
        debts = self.owe(rng)
        before = self.balances()
        lumps = [self.make_lump(rng, debts) for _n in range(LUMPS)]
        for line, _payments in lumps:
            self.run_matching(line, "post")
            self.approve(line)
        posted = [(line, p) for line, p in lumps if line.match_state == "reconciled"]
        paid, nobodys = dict.fromkeys(self.partners, 0), 0
        for _line, payments in posted:
            for row, partner in payments:
                if partner:
                    paid[partner] += row["amount"]
                else:
                    nobodys += row["amount"]
        after = self.balances()
        for partner in self.partners:
            gone = before.get(partner, 0) - after.get(partner, 0)
            self.assertAlmostEqual(gone, paid[partner], 2, f"{seed} {partner.name}")
        counterparts = self.env["account.move.line"].union(
            *(line._seek_for_lines()[2] for line, _payments in posted)
        )
        kept = counterparts.filtered(lambda item: item.account_id == self.expense)
        self.assertAlmostEqual(-sum(kept.mapped("balance")), nobodys)
        for line, _payments in posted:
            line.action_undo_match()
        self.assertEqual(self.balances(), before)
        return len(posted)

    def test_everybodys_money_is_on_his_own_account(self):
        posted = [self.play(seed) for seed in (11, 12, 13)]
        self.assertGreater(sum(posted), 3 * LUMPS * 0.8, posted)
