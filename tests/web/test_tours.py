"""What an accountant does all day, in Chromium, with the journal items it makes."""

from bank_common import IBAN
from camt_files import camt053, entry, statement
from web_common import BankWebCase

DASHBOARD = "/odoo/action-account.open_account_journal_dashboard_kanban"


class TestTours(BankWebCase):
    def offer_file(self, *entries):
        """Keep a camt.053 file where the tour finds it."""
        data = camt053(statement(IBAN, entries, currency=self.currency.name))
        values = {"name": "tour.xml", "raw": data, "public": True}
        self.env["ir.attachment"].create(values)

    def test_import_approve_undo(self):
        """A file is imported, its proposal approved, and undone (C74, C82, B3)."""
        self.journal.match_automation = "propose"
        invoice = self.invoice(1000)
        self.offer_file(entry(1000, invoice.name))
        self.run_tour("import_approve_undo", DASHBOARD)
        line = self.env["account.bank.statement.line"].search(
            [("journal_id", "=", self.journal.id)]
        )
        self.assertEqual(line.match_proposal_ids.mapped("state"), ["undone"])
        self.assert_untouched(line)
        self.assertEqual(self.item(invoice).amount_residual, 1000)
