"""What a tolerance would close, before it is allowed."""

import random

from bank_common import BankMatchCommon

from odoo.addons.bank_statement_intelligence.models.matching.tolerance_preview import (
    STEPS,
)


class _TryOut(Exception):
    """Ends a savepoint."""


class TestTolerancePreview(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tolerance = cls.env["bank.match.tolerance"].create(
            {"name": "Small", "company_id": cls.company.id, "direction": "both"}
        )
        # 0.40 and 4.00 too little, 0.90 too much, 30.00 too little but above 1 per cent
        for open_amount, paid in ((500, 499.6), (600, 596), (700, 700.9), (800, 770)):
            cls.line(paid, cls.invoice(open_amount).name)

    def by_amount(self):
        rows = self.env["bank.tolerance.preview"]._what_if(self.tolerance)
        return {
            row["amount"]: (row["line_count"], row["loss"], row["gain"]) for row in rows
        }

    def test_numbers_per_amount(self):
        found = self.by_amount()
        self.assertEqual(found[0.05], (0, 0, 0))
        self.assertEqual(found[0.5], (1, 0.4, 0))
        self.assertEqual(found[1], (2, 0.4, 0.9))
        self.assertEqual(found[5], (3, 4.4, 0.9))
        self.assertEqual(found[100], (3, 4.4, 0.9))

    def test_direction_counts(self):
        self.tolerance.direction = "under"
        self.assertEqual(self.by_amount()[100], (2, 4.4, 0))

    def test_nothing_is_kept(self):
        before = self.env["bank.match.proposal"].search_count([])
        self.by_amount()
        self.env.invalidate_all()
        self.assertEqual(self.tolerance.amount_max, 0)
        self.assertFalse(self.tolerance.loss_account_id)
        self.assertEqual(self.env["bank.match.proposal"].search_count([]), before)

    def test_what_it_says_is_what_happens(self):
        said = self.by_amount()[1]
        self.tolerance.write(
            {
                "amount_max": 1,
                "loss_account_id": self.expense.id,
                "gain_account_id": self.revenue.id,
                "auto_allowed": True,
            }
        )
        lines = self.env["account.bank.statement.line"].search(
            [("journal_id", "=", self.journal.id)]
        )
        self.run_matching(lines, "post")
        closed = lines.filtered(lambda line: line.match_state == "reconciled")
        rows = closed.line_ids
        loss = sum(
            rows.filtered(lambda r: r.account_id == self.expense).mapped("debit")
        )
        gain = sum(
            rows.filtered(lambda r: r.account_id == self.revenue).mapped("credit")
        )
        self.assertEqual((len(closed), loss, gain), said)

    def test_wizard_takes_an_amount(self):
        action = self.tolerance.action_what_if()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        row = wizard.row_ids.filtered(lambda row: row.amount == 1)
        self.assertEqual(len(row.action_open_lines()["domain"][0][2]), 2)
        self.tolerance.write(
            {"loss_account_id": self.expense.id, "gain_account_id": self.revenue.id}
        )
        row.action_use()
        self.assertEqual(self.tolerance.amount_max, 1)

    def test_too_many_lines_for_one_request(self):
        """The newest are tried, and the window says so."""
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("bank_statement_intelligence.request_lines", 2)
        wizard = self.env["bank.tolerance.wizard"].browse(
            self.tolerance.action_what_if()["res_id"]
        )
        self.assertIn("newest 2 of 4", wizard.limit_note)
        self.assertEqual(max(wizard.row_ids.mapped("line_count")), 1)
        parameters.set_param("bank_statement_intelligence.request_lines", 4)
        action = self.tolerance.action_what_if()
        self.assertFalse(wizard.browse(action["res_id"]).limit_note)

    def test_other_tolerances_are_not_counted(self):
        """What closes without this one is not its doing."""
        self.env["bank.match.tolerance"].create(
            {
                "name": "Nordvik",
                "partner_id": self.nordvik.id,
                "direction": "both",
                "amount_max": 1,
                "loss_account_id": self.expense.id,
                "gain_account_id": self.revenue.id,
            }
        )
        self.line(299.5, self.invoice(300, self.fjord).name)
        self.assertEqual(self.by_amount()[100], (1, 0.5, 0))


class TestEachAmountForItself(BankMatchCommon):
    """What is said of an amount is what happens when it is allowed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tolerance = cls.env["bank.match.tolerance"].create(
            {
                "name": "Small",
                "direction": "both",
                "loss_account_id": cls.expense.id,
                "gain_account_id": cls.revenue.id,
            }
        )

    def said(self):
        rows = self.env["bank.tolerance.preview"]._what_if(self.tolerance)
        keys = ("line_count", "loss", "gain")
        return {r["amount"]: (*(r[k] for k in keys), set(r["line_ids"])) for r in rows}

    def happens(self, lines, amount):
        """Allow the amount, run the matching as people do, look, and take it back."""
        found = ()
        try:
            with self.env.cr.savepoint():
                self.tolerance.amount_max = amount
                self.run_matching(lines)
                rests = {
                    line.id: sum(parts.mapped("amount"))
                    for line in lines
                    for parts in [
                        self.open_proposals(line)
                        .filtered(lambda p: p.state == "proposed")
                        .line_ids.filtered(lambda p: p.role == "write_off")
                    ]
                    if parts
                }
                loss = -sum(rest for rest in rests.values() if rest < 0)
                gain = sum(rest for rest in rests.values() if rest > 0)
                money = self.currency.round
                found = (len(rests), money(loss), money(gain), set(rests))
                raise _TryOut
        except _TryOut:
            self.env.invalidate_all()
        return found

    def assert_as_said(self, lines):
        said = self.said()
        for amount in STEPS:
            self.assertEqual(said[amount], self.happens(lines, amount), amount)

    def test_a_tie_at_a_large_amount_closes_at_a_small_one(self):
        partner = self.new_partner("Tveit Handel AS", "NO1234567890")
        for open_amount in (500, 503):
            self.invoice(open_amount, partner)
        line = self.line(500.4, "Payment", partner_id=partner.id)
        self.assertEqual(self.happens(line, 0.5)[0], 1)
        self.assertEqual(self.happens(line, 100)[0], 0)
        self.assert_as_said(line)

    def test_companies_by_chance(self):
        """Customers with close amounts, paid with and without a number."""
        chance = random.Random(8)
        partners = [self.new_partner(f"{name} AS") for name in ("Aas", "Bakke", "Dahl")]
        lines = self.env["account.bank.statement.line"]
        for _number in range(18):
            partner = chance.choice(partners)
            invoice = self.invoice(chance.choice((300, 500, 503, 506, 900)), partner)
            off = chance.choice((0, 0.04, -0.3, 0.8, -1.5, 2.6, 4, -7, 30))
            text = chance.choice((invoice.name, "Payment"))
            amount = invoice.amount_total + off
            lines |= self.line(amount, text, partner_id=partner.id)
        self.assert_as_said(lines)
