"""What an accountant does all day, in Chromium, with the journal items it makes.

Keys and clicks of each task are counted in the browser and must be those that
docs/worksheet.md lists.
"""

import re
from pathlib import Path

from bank_common import IBAN
from camt_files import camt053, entry, statement
from web_common import BankWebCase

from odoo.fields import Command

DOCS = Path(__file__).parents[2] / "docs" / "worksheet.md"
DASHBOARD = "/odoo/action-account.open_account_journal_dashboard_kanban"
ROW = re.compile(r"^\|.*\| (\d+) \| (\d+) \| `(\w+)` \|$", re.MULTILINE)


def documented():
    """Return keys and clicks of each task, as the documentation lists them."""
    rows = ROW.findall(DOCS.read_text(encoding="utf-8"))
    return {name: (int(keys), int(clicks)) for keys, clicks, name in rows}


class TourCase(BankWebCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal.match_automation = "propose"
        # Demo or core journals of the company show as well; one is enough here.
        cls.env["account.journal"].search(
            [
                ("type", "in", ("bank", "cash", "credit")),
                ("id", "!=", cls.journal.id),
                ("company_id", "=", cls.company.id),
            ]
        ).active = False

    def run_task(self, name, **options):
        """Run a tour; its keys and clicks must be the documented ones."""
        counted = self.run_tour(name, **options)
        print(f"{name}: {counted[0]} keys, {counted[1]} clicks")
        self.assertEqual(counted, documented().get(name), name)

    def account(self, name):
        return self.env["account.account"].create(
            {
                "name": name,
                "code": f"T{self.env['account.account'].search_count([])}",
                "account_type": "expense",
                "company_ids": [Command.link(self.company.id)],
            }
        )

    def offer_file(self, *entries):
        """Keep a camt.053 file where the tour finds it."""
        data = camt053(statement(IBAN, entries, currency=self.currency.name))
        values = {"name": "tour.xml", "raw": data, "public": True}
        self.env["ir.attachment"].create(values)

    def only_line(self):
        return self.env["account.bank.statement.line"].search(
            [("journal_id", "=", self.journal.id)]
        )

    def assert_entry(self, line, *expected):
        """The counterparts of a line: (account, amount in the line's sign)."""
        _liquidity, suspense, others = line._seek_for_lines()
        self.assertFalse(suspense, self.explain(line))
        found = sorted((item.account_id.id, -item.balance) for item in others)
        self.assertEqual(found, sorted((a.id, amount) for a, amount in expected))


class TestImportTours(TourCase):
    def test_import(self):
        """Two files are imported, one of them bad; the line is approved and undone."""
        invoice = self.invoice(1000)
        self.assertEqual(invoice.name, "INV/2026/00001")
        self.offer_file(entry(1000, invoice.name))
        self.run_task("import")
        line = self.only_line()
        self.assertEqual(line.match_proposal_ids.mapped("state"), ["undone"])
        self.assert_untouched(line)
        self.assertEqual(self.item(invoice).amount_residual, 1000)
        files = self.env["bank.import.file"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(sorted(files.mapped("state")), ["error", "imported"])

    def test_drop(self):
        """A file dropped on the worksheet is imported and matched."""
        invoice = self.invoice(1000)
        self.offer_file(entry(1000, invoice.name))
        self.run_tour("drop")
        self.assert_state(self.only_line(), "payment_pending")

    def test_drop_on_the_dashboard(self):
        """Files dropped on the account's card are imported; the worksheet opens on
        the account and its statement."""
        invoice = self.invoice(1000)
        self.offer_file(entry(1000, invoice.name))
        self.run_tour("dashboard_drop", url=DASHBOARD)
        self.assert_state(self.only_line(), "payment_pending")

    def test_dashboard(self):
        """The journal's card leads to its worksheet with balances."""
        self.line(1000, "Waiting")
        self.run_tour("dashboard", url=DASHBOARD)


class TestApproveTours(TourCase):
    def test_exact(self):
        """An exact match: one key."""
        invoice = self.invoice(1000)
        line = self.line(1000, f"Exact one {invoice.name}")
        self.run_matching(line)
        self.run_task("exact")
        self.assert_settles(line, invoice)
        self.assert_entry(line, (self.receivable, 1000))

    def test_choice(self):
        """Two possibilities: the digit, then Enter."""
        first, second = self.invoice(500), self.invoice(500)
        line = self.line(500, "Which one", partner_id=self.nordvik.id)
        self.run_matching(line)
        self.assert_state(line, "choose")
        shown = self.env["bank.worksheet"].panel(line.id)["proposals"]
        wanted = self.env["account.move"].browse(shown[1]["items"][0]["move_id"])
        self.run_task("choice")
        self.assert_settles(line, wanted)
        self.assertEqual(sum((first | second).mapped("amount_residual")), 500)

    def test_fee(self):
        """A fee that a rule recognises: one key."""
        fees = self.account("Tour fees")
        self.env["account.reconcile.model"].create(
            {
                "name": "Bank fee",
                "state": "live",
                "match_label": "contains",
                "match_label_param": "Monthly fee",
                "line_ids": [
                    Command.create({"account_id": fees.id, "label": "Bank fee"})
                ],
            }
        )
        line = self.line(-30, "Monthly fee")
        self.run_matching(line)
        self.assert_state(line, "entry_pending")
        self.run_task("fee")
        self.assert_entry(line, (fees, -30))

    def test_several_lines(self):
        """Enter approves and goes on to the next line that waits."""
        lines = self.env["account.bank.statement.line"]
        for name in "ABC":
            invoice = self.invoice(1000)
            lines |= self.line(1000, f"Line {name} {invoice.name}")
        self.run_matching(lines)
        self.run_task("several_lines")
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})

    def test_undo_last(self):
        """u takes back what was just approved."""
        first, second = self.invoice(1000), self.invoice(2000)
        lines = self.line(1000, f"First {first.name}")
        lines |= self.line(2000, f"Second {second.name}")
        self.run_matching(lines)
        self.run_task("undo_last")
        self.assert_untouched(lines[1])
        self.assertEqual(second.amount_residual, 2000)

    def test_bulk(self):
        """All lines of a list are approved at once."""
        lines = self.env["account.bank.statement.line"]
        for _index in range(3):
            invoice = self.invoice(1000)
            lines |= self.line(1000, invoice.name)
        self.run_matching(lines)
        self.run_task("bulk")
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})

    def test_selected(self):
        """The selected lines are approved, the others wait."""
        lines = self.env["account.bank.statement.line"]
        for name in "ABC":
            invoice = self.invoice(1000)
            lines |= self.line(1000, f"Line {name} {invoice.name}")
        self.run_matching(lines)
        self.run_task("selected")
        self.assertEqual(
            lines.mapped("match_state"),
            ["payment_pending", "reconciled", "reconciled"],
        )
        self.assert_untouched(lines[0])

    def test_combine(self):
        """Two lines are combined, shown as one row, and pay one invoice."""
        invoice = self.invoice(1000)
        lines = self.line(400, f"Part 1 {invoice.name}")
        lines |= self.line(600, f"Part 2 {invoice.name}")
        self.run_task("combine")
        self.assertEqual(invoice.amount_residual, 0)
        for line in lines:
            self.assert_entry(line, (self.receivable, line.amount))

    def test_run_and_undo(self):
        """A run posts what is proved, and is undone as a whole."""
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        self.run_task("run_and_undo")
        self.assertEqual(line.match_proposal_ids.mapped("state"), ["undone"])
        self.assert_untouched(line)


class TestSettleTours(TourCase):
    def test_split(self):
        """One line over two accounts: at most six keys."""
        goods, freight = self.account("Tour goods"), self.account("Tour freight")
        line = self.line(-100, "Card purchase")
        self.run_task("split")
        self.assert_entry(line, (goods, -60), (freight, -40))

    def test_customer_items(self):
        """Two invoices of the customer are ticked."""
        first, second = self.invoice(700), self.invoice(300)
        line = self.line(1000, "Both invoices", partner_id=self.nordvik.id)
        self.run_task("customer_items")
        self.assert_settles(line, first, second)

    def test_partial(self):
        """A payment of a part leaves the rest open."""
        invoice = self.invoice(1000)
        line = self.line(400, "Part payment", partner_id=self.nordvik.id)
        self.run_task("partial")
        self.assert_settles(line, invoice)
        self.assertEqual(invoice.amount_residual, 600)

    def test_on_account(self):
        """Too much is kept on the customer's account."""
        invoice = self.invoice(1000)
        line = self.line(1200, f"Paid too much {invoice.name}")
        self.run_matching(line)
        self.assert_state(line, "payment_difference")
        self.run_task("on_account")
        self.assert_entry(line, (self.receivable, 1000), (self.receivable, 200))
        self.assertEqual(invoice.amount_residual, 0)

    def test_write_off(self):
        """Too little settles the invoice in full, the difference goes to an account."""
        differences = self.account("Tour differences")
        invoice = self.invoice(1000)
        line = self.line(990, f"Paid too little {invoice.name}")
        self.run_matching(line)
        self.run_task("write_off")
        self.assert_entry(line, (self.receivable, 1000), (differences, -10))
        self.assertEqual(invoice.amount_residual, 0)

    def test_part(self):
        """A part of an invoice that the bank names: one key, the rest stays open."""
        invoice = self.invoice(1000)
        line = self.line(400, f"Part of {invoice.name}")
        self.run_matching(line)
        self.run_task("part")
        self.assert_settles(line, invoice)
        self.assertEqual(invoice.amount_residual, 600)

    def test_account_with_tax(self):
        """An account brings its tax, which is shown before it is posted."""
        taxes = self.env["account.tax"]
        tax = taxes.create(
            {"name": "Tour input 15", "amount": 15, "type_tax_use": "purchase"}
        )
        goods = self.account("Tour taxed")
        goods.tax_ids = tax
        line = self.line(-115, "Taxed purchase")
        self.run_task("account_tax")
        _liquidity, _suspense, others = line._seek_for_lines()
        self.assertEqual(sorted(others.mapped("balance")), [15, 100])
        self.assertEqual(others.tax_line_id, tax)

    def test_close(self):
        """After the last line: its statement is closed from there."""
        invoice = self.invoice(1000)
        statement = self.env["account.bank.statement"].create(
            {"name": "March", "journal_id": self.journal.id, "balance_end_real": 1000}
        )
        line = self.line(1000, invoice.name, statement_id=statement.id)
        self.run_matching(line, mode="post")
        self.run_task("close")
        self.assertEqual(statement.close_state, "closed")

    def test_prepayment(self):
        """Money that no item explains is kept on the partner's account."""
        line = self.line(500, "Prepayment", partner_id=self.nordvik.id)
        self.run_task("prepayment")
        self.assert_entry(line, (self.receivable, 500))

    def test_rule_button(self):
        """A rule that fits is a button, also before it is live."""
        fees = self.account("Tour fees")
        rule = {"name": "Tour fees", "company_id": self.company.id}
        rule |= {"match_label": "contains", "match_label_param": "Tour fee"}
        part = Command.create({"account_id": fees.id, "amount_string": "100"})
        self.env["account.reconcile.model"].create({**rule, "line_ids": [part]})
        line = self.line(-55, "Tour fee")
        self.run_task("rule_button")
        self.assert_entry(line, (fees, -55))

    def test_new_bill(self):
        """A bill is written from the line, and settles it when it is posted."""
        line = self.line(-1250, "Office chairs", partner_id=self.nordvik.id)
        self.run_task("new_bill")
        bill = self.env["account.move"].search([("bank_line_id", "=", line.id)])
        self.assertEqual((bill.state, bill.amount_total), ("posted", 1250))
        self.assert_settles(line, bill)

    def test_bank_entry(self):
        """A payment that is posted already is ticked."""
        payment = self.pay(self.bill(300))
        line = self.line(-300, "Outgoing")
        self.run_task("bank_entry")
        self.assert_settles(line, payment.move_id)

    def test_search_item(self):
        """A customer is found by name when the bank does not say who paid."""
        invoice = self.invoice(650, self.fjord)
        self.invoice(650)
        line = self.line(650, "No name")
        self.run_task("search_item")
        self.assert_settles(line, invoice)

    def test_find_payment(self):
        """The posted payment that the bank's text names is found and ticked."""
        payment = self.pay(self.bill(300))
        self.pay(self.bill(300, self.fjord))
        line = self.line(-300, f"Betaling {payment.unique_payment_reference}")
        self.run_task("find_payment")
        self.assert_settles(line, payment.move_id)

    def test_discount(self):
        """A cash discount is granted by hand; core posts it."""
        terms = self.env["account.payment.term"].create(
            {
                "name": "2 % in 10 days",
                "early_discount": True,
                "discount_days": 10,
                "discount_percentage": 2,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        invoice = self.invoice(1000, invoice_payment_term_id=terms.id)
        line = self.line(980, "Less discount", partner_id=self.nordvik.id)
        self.run_task("discount")
        loss = self.company.account_journal_early_pay_discount_loss_account_id
        self.assert_entry(line, (self.receivable, 1000), (loss, -20))
        self.assertEqual(invoice.amount_residual, 0)

    def test_advice(self):
        """A mistyped number is corrected; the run finds it; the bank's text stays."""
        invoice = self.invoice(1000)
        self.assertEqual(invoice.name, "INV/2026/00001")
        line = self.line(1000, "See advice")
        sent = {"document_number": "INV/2O26/00001"}
        self.env["bank.line.detail"].sudo().create(
            {"statement_line_id": line.id, "original": sent, **sent}
        )
        self.run_task("advice")
        self.assert_settles(line, invoice)
        self.assertEqual(line.detail_ids.original, sent)

    def test_ignore(self):
        """A line is ignored with a reason and leaves the list."""
        line = self.line(17, "Twice")
        self.line(18, "Once")
        self.run_task("ignore")
        self.assertEqual(line.match_state, "unresolved")
        ignored = self.only_line().filtered(lambda one: one.match_state == "ignored")
        self.assertEqual(ignored.payment_ref, "Once")

    def test_keys_and_tabs(self):
        """Arrows, letters, help and the panel's switch; the focus is never lost."""
        self.line(1, "Line A")
        self.line(2, "Line B")
        self.run_tour("keys_and_tabs")
