"""What a tolerance would close, before it is allowed."""

from bank_common import BankMatchCommon


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
