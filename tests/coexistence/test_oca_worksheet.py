"""The worksheet and account_reconcile_oca's screen in one database."""

from web_common import BankWebCase


class TestWorksheetBesideOca(BankWebCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal.match_automation = "propose"
        cls.sheet = cls.env["bank.worksheet"]

    def test_the_worksheet_in_the_browser(self):
        """An exact match with one key, and no complaint in the console."""
        self.env["account.journal"].search(
            [
                ("type", "in", ("bank", "cash", "credit")),
                ("id", "!=", self.journal.id),
                ("company_id", "=", self.company.id),
            ]
        ).active = False
        invoice = self.invoice(1000)
        line = self.line(1000, f"Exact one {invoice.name}")
        self.run_matching(line)
        self.assertEqual(self.run_tour("exact"), (1, 0))
        self.assert_settles(line, invoice)

    def test_what_theirs_settled_is_shown(self):
        """A line settled in their screen, and taken back there."""
        invoice = self.invoice(1000)
        line = self.line(1000, "Takk", partner_id=self.nordvik.id)
        line.add_account_move_line_id = self.item(invoice)
        line._onchange_add_account_move_line_id()
        line.reconcile_bank_line()
        panel = self.sheet.panel(line.id)
        self.assertEqual(panel["line"]["state"], "reconciled")
        [counterpart] = panel["line"]["counterparts"]
        self.assertEqual([e["id"] for e in counterpart["entries"]], invoice.ids)
        line.unreconcile_bank_line()
        self.assertEqual(self.sheet.panel(line.id)["line"]["state"], "unresolved")

    def test_ours_is_undone_in_theirs(self):
        """What the worksheet settled may be taken back in their screen."""
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        self.run_matching(line)
        self.sheet.approve(line.id)
        self.assert_settles(line, invoice)
        line.unreconcile_bank_line()
        self.assert_untouched(line)
        self.assertEqual(invoice.amount_residual, 1000)
        self.assert_state(line, "unresolved")
