"""What the worksheet reads and does, without a browser."""

from bank_common import BankMatchCommon

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class TestWorksheetReads(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet = cls.env["bank.worksheet"]

    def test_header_counts_and_balances(self):
        """Counters per state, balances and rights of one journal."""
        invoice = self.invoice(1000)
        lines = self.line(1000, invoice.name) | self.line(7, "Nobody knows")
        self.run_matching(lines)
        header = self.sheet.header(self.journal.id)
        self.assertEqual(header["counters"], {"payment_pending": 1, "unresolved": 1})
        self.assertEqual(header["journal"]["id"], self.journal.id)
        self.assertEqual(header["balances"]["suspense"], 1007)
        self.assertTrue(header["rights"]["approve"])
        to_do = {row["id"]: row["to_do"] for row in header["journals"]}
        self.assertEqual(to_do[self.journal.id], 2)

    def test_panel_marks_the_evidence(self):
        """Evidence comes with both texts and the places in them."""
        invoice = self.invoice(1000)
        line = self.line(1000, f"Thank you for {invoice.name}!")
        self.run_matching(line)
        [proposal] = self.sheet.panel(line.id)["proposals"]
        facts = {fact["code"]: fact for fact in proposal["evidence"]}
        bank = facts["document"]["bank"]
        [[start, end]] = bank["spans"]
        self.assertEqual(bank["text"][start:end], invoice.name)
        self.assertEqual(facts["document"]["item"]["text"], invoice.name)
        self.assertEqual([i["move_id"] for i in proposal["items"]], invoice.ids)

    def test_panel_of_a_line_that_is_gone(self):
        line = self.line(5)
        line.unlink()
        self.assertFalse(self.sheet.panel(line.id))

    def test_items_are_offered_likeliest_first(self):
        """The payer's items come first, then the closest amount."""
        far = self.invoice(900)
        near = self.invoice(1000)
        other = self.invoice(1000, self.fjord)
        line = self.line(1000, partner_id=self.nordvik.id)
        rows = self.sheet.items(line.id, "customer")["rows"]
        self.assertEqual([row["move_id"] for row in rows], [near.id, far.id])
        self.assertEqual([row["is_exact"] for row in rows], [True, False])
        everybody = self.sheet.items(line.id, "customer", {"all_partners": True})
        found = [row["move_id"] for row in everybody["rows"]]
        self.assertEqual(found[:2], [near.id, far.id])
        self.assertIn(other.id, found)

    def test_items_are_searched_by_text_amount_and_date(self):
        """Words, amounts in any notation, and dates narrow the list."""
        wanted = self.invoice(1234.5, self.fjord)
        self.invoice(1000)
        line = self.line(1)

        def find(**options):
            rows = self.sheet.items(line.id, "customer", options)["rows"]
            return [row["move_id"] for row in rows]

        for text in (
            "fjord", wanted.name, "1234.5", "1.234,50", "fjord 1234,50",
            "1 234,50", "1\u00a0234,50", "1,234.50", "fjord 1 234,50",
        ):  # fmt: skip
            self.assertEqual(find(search=text), wanted.ids, text)
        self.assertEqual(find(search="fjord nordvik"), [])
        self.assertEqual(find(date_from="2030-01-01"), [])

    def test_bank_tab_has_posted_payments(self):
        """Payments that should appear on the bank, found by UPR too."""
        payment = self.pay(self.bill(300))
        line = self.line(-300)
        [row] = self.sheet.items(line.id, "bank")["rows"]
        self.assertEqual(row["move_id"], payment.move_id.id)
        upr = payment.unique_payment_reference
        [row] = self.sheet.items(line.id, "bank", {"search": upr})["rows"]
        self.assertEqual((row["amount"], row["is_exact"]), (-300, True))

    def test_unknown_list_is_refused(self):
        line = self.line(1)
        with self.assertRaisesRegex(UserError, "bank, customer, vendor"):
            self.sheet.items(line.id, "everything")

    def test_number_of_queries_does_not_grow(self):
        """Header, panel and items cost the same for 3 and for 60 (issue 6, speed)."""

        def count(call):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            call()
            return self.env.cr.sql_log_count - before

        def measure(number):
            for index in range(number):
                self.invoice(1000 + index)
            lines = self.env["account.bank.statement.line"].concat(
                *(self.line(1000, f"Text {index}") for index in range(number))
            )
            self.run_matching(lines)
            line = lines[:1]
            for call in (self.sheet.header, self.sheet.panel):
                call(line.id)  # fills the caches of rights and settings
            return [
                count(lambda: self.sheet.header(self.journal.id)),
                count(lambda: self.sheet.panel(line.id)),
                count(lambda: self.sheet.items(line.id, "customer")),
                count(lambda: self.sheet.history(line.id)),
            ]

        few, many = measure(3), measure(60)
        print(f"queries (header, panel, items, history): {few} and {many}")
        for at_few, at_many in zip(few, many, strict=True):
            self.assertLessEqual(at_many, at_few + 2)

    def test_history_tells_who_and_when(self):
        """Proposed, posted, undone, with who did it (panel, History)."""
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        self.run_matching(line)
        self.sheet.approve(line.id)
        self.sheet.undo(line.ids)
        events = self.sheet.history(line.id)
        self.assertLessEqual(
            {"proposed", "posted", "undone"}, {event["what"] for event in events}
        )
        self.assertEqual(events, sorted(events, key=lambda e: e["when"], reverse=True))

    def test_strangers_see_nothing(self):
        """A user without rights gets a clear refusal."""
        stranger = self.env["res.users"].create(
            {"name": "Stranger", "login": "stranger", "group_ids": [Command.clear()]}
        )
        sheet = self.sheet.with_user(stranger)
        with self.assertRaisesRegex(AccessError, "Bank Matching: User"):
            sheet.header()
        with self.assertRaisesRegex(AccessError, "Bank Matching: User"):
            sheet.panel(self.line(1).id)


class TestManualSettlement(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet = cls.env["bank.worksheet"]

    def settle(self, line, items=(), entries=()):
        chosen = [{"id": item.id, "amount": amount} for item, amount in items]
        return self.sheet.settle(line.id, chosen, list(entries))

    def entry_items(self, line):
        """Return (account, amount) of a line's counterparts, by account."""
        _liquidity, suspense, others = line._seek_for_lines()
        self.assertFalse(suspense)
        return sorted((item.account_id.code, -item.balance) for item in others)

    def test_items_and_fee(self):
        """Two invoices less a fee: one settlement, undone as one."""
        first, second = self.invoice(1000), self.invoice(500)
        line = self.line(1480, "Two less fee")
        answer = self.settle(
            line,
            [(self.item(first), 1000), (self.item(second), 500)],
            [{"account_id": self.expense.id, "amount": -20, "label": "Fee"}],
        )
        self.assertEqual(answer["changed"], line.ids)
        self.assert_state(line, "reconciled")
        self.assertEqual(line.match_method, "manual")
        self.assertEqual((first | second).mapped("amount_residual"), [0, 0])
        self.assertIn((self.expense.code, -20), self.entry_items(line))
        self.sheet.undo(line.ids)
        self.assert_untouched(line)
        self.assertEqual((first | second).mapped("amount_residual"), [1000, 500])

    def test_partial(self):
        """Part of an invoice stays open."""
        invoice = self.invoice(1000)
        line = self.line(400)
        self.settle(line, [(self.item(invoice), 400)])
        self.assert_state(line, "reconciled")
        self.assertEqual(invoice.amount_residual, 600)

    def test_credit_kept_from_a_bank_line_can_be_chosen(self):
        """200 kept on account and 800 pay an invoice of 1,000, by hand."""
        kept = self.line(200, "Forskudd")
        self.sheet.settle(
            kept.id, [], [{"on_account": True, "partner_id": self.nordvik.id,
                           "amount": 200}],
        )  # fmt: skip
        credit = kept.line_ids.filtered(lambda row: row.account_id == self.receivable)
        invoice = self.item(self.invoice(1000))
        line = self.line(800, "Rest", partner_id=self.nordvik.id)
        rows = {row["id"]: row for row in self.sheet.items(line.id, "customer")["rows"]}
        self.assertEqual(set(rows), {credit.id, invoice.id})
        self.assertEqual(rows[credit.id]["amount"], -200)
        chosen = [{"id": row["id"], "amount": row["amount"]} for row in rows.values()]
        self.sheet.settle(line.id, chosen, [])
        self.assert_state(line, "reconciled")
        self.assertTrue(credit.reconciled and invoice.reconciled)

    def test_rest_on_account(self):
        """An over-payment is kept on the partner's account by decision."""
        invoice = self.invoice(1000)
        line = self.line(1200)
        rest = {
            "account_id": self.receivable.id,
            "partner_id": self.nordvik.id,
            "amount": 200,
        }
        self.settle(line, [(self.item(invoice), 1000)], [rest])
        self.assert_state(line, "reconciled")
        self.assertIn((self.receivable.code, 200), self.entry_items(line))
        self.assertEqual(invoice.amount_residual, 0)

    def test_entry_with_tax_and_analytic(self):
        """The chosen amount includes its tax; the entry balances."""
        tax = self.company_data["default_tax_purchase"]
        tax.amount = 25
        plan = self.env["account.analytic.plan"].create({"name": "Projects"})
        project = self.env["account.analytic.account"].create(
            {"name": "Harbour", "plan_id": plan.id}
        )
        line = self.line(-125, "Stationery")
        self.settle(
            line,
            entries=[
                {
                    "account_id": self.expense.id,
                    "amount": -125,
                    "tax_ids": tax.ids,
                    "analytic_distribution": {str(project.id): 100},
                }
            ],
        )
        self.assert_state(line, "reconciled")
        amounts = sorted(item.balance for item in line.move_id.line_ids)
        self.assertEqual(amounts, [-125, 25, 100])
        base = line.move_id.line_ids.filtered("tax_ids")
        self.assertEqual(base.analytic_distribution, {str(project.id): 100})
        tax_item = line.move_id.line_ids.filtered("tax_line_id")
        self.assertEqual(tax_item.tax_base_amount, 100)
        self.sheet.undo(line.ids)
        self.assert_untouched(line)
        self.assertFalse(line.move_id.line_ids.filtered("tax_line_id"))

    def test_split_over_accounts(self):
        """One bank line over two accounts."""
        line = self.line(-100, "Card")
        revenue = {"account_id": self.revenue.id, "amount": -40}
        expense = {"account_id": self.expense.id, "amount": -60}
        self.settle(line, entries=[revenue, expense])
        self.assertEqual(
            self.entry_items(line),
            sorted([(self.revenue.code, -40), (self.expense.code, -60)]),
        )

    def test_foreign_invoice_is_closed_in_full(self):
        """An invoice in another currency takes the whole bank amount; core posts the
        difference of the rates."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2026-01-01",
                "currency_id": euro.id,
                "company_id": self.company.id,
                "inverse_company_rate": 10,
            }
        )
        invoice = self.invoice(100, currency_id=euro.id)
        line = self.line(1010, "EUR 100")
        [row] = self.sheet.items(line.id, "customer")["rows"]
        self.assertEqual(row["amount"], 1000)
        self.settle(line, [(self.item(invoice), 1010)])
        self.assert_state(line, "reconciled")
        self.assertEqual(invoice.amount_residual, 0)

    def test_what_does_not_add_up_is_refused(self):
        """The message says how much is left and what to do; nothing is posted."""
        invoice = self.invoice(1000)
        line = self.line(1200, "Too much")
        with self.assertRaisesRegex(UserError, r"200.*left"):
            self.settle(line, [(self.item(invoice), 1000)])
        self.assert_untouched(line)
        self.assertFalse(line.match_proposal_ids)

    def test_what_cannot_be_settled_is_refused(self):
        """Paid items, the wrong sign, accounts without partner."""
        invoice = self.invoice(1000)
        refund = self.document("out_refund", 1000)
        line = self.line(1000)
        with self.assertRaisesRegex(UserError, "sign"):
            self.settle(line, [(self.item(refund), 1000)])
        with self.assertRaisesRegex(UserError, "partner"):
            entry = {"account_id": self.receivable.id, "amount": 1000}
            self.settle(line, entries=[entry])
        with self.assertRaisesRegex(UserError, "first"):
            self.settle(line)
        self.pay(invoice)
        with self.assertRaisesRegex(UserError, "paid"):
            self.settle(line, [(self.item(invoice), 1000)])
        self.assert_untouched(line)

    def test_other_lines_lose_the_item(self):
        """What one line takes is no proposal of another; both are told."""
        invoice = self.invoice(1000)
        first, second = self.line(1000, invoice.name), self.line(1000, "x")
        self.run_matching(first)
        answer = self.settle(second, [(self.item(invoice), 1000)])
        self.assertEqual(set(answer["changed"]), {first.id, second.id})
        self.assertFalse(self.open_proposals(first))

    def test_only_approvers_settle(self):
        """Settling posts: the right to approve is needed."""
        user = self.env["res.users"].create(
            {
                "name": "Worker",
                "login": "worker",
                "company_ids": [Command.set(self.company.ids)],
                "company_id": self.company.id,
                "group_ids": [
                    Command.set(
                        self.env.ref("bank_statement_intelligence.group_bank_user").ids
                    )
                ],
            }
        )
        line = self.line(-10)
        entry = {"account_id": self.expense.id, "amount": -10}
        with self.assertRaisesRegex(AccessError, "Approver"):
            self.sheet.with_user(user).settle(line.id, [], [entry])
