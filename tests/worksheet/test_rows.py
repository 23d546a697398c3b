"""What the rows of the worksheet show besides the line: balances and parts."""

import json

from bank_common import DAY, BankMatchCommon

from odoo.fields import Command


class TestBalances(BankMatchCommon):
    def statement(self, opening, *amounts):
        lines = [self.line(amount, f"Line {amount}") for amount in amounts]
        return self.env["account.bank.statement"].create(
            {
                "name": f"From {opening}",
                "journal_id": self.journal.id,
                "balance_start": opening,
                "balance_end_real": opening + sum(amounts),
                "line_ids": [Command.set([line.id for line in lines])],
            }
        )

    def test_after_each_line(self):
        """Counted from the opening balance of the statement, as core counts."""
        before = self.line(7, "Before any statement")
        first = self.statement(100, 10, -3)
        second = self.statement(500, 20, 30)
        between = self.line(5, "On no statement yet")
        lines = first.line_ids | second.line_ids | between
        found = {line.amount: line.balance_after for line in lines}
        self.assertEqual(found, {10: 110, -3: 107, 20: 520, 30: 550, 5: 555})
        self.assertEqual(lines.mapped("balance_after"), lines.mapped("running_balance"))
        self.assertTrue(all(lines.mapped("is_balance_known")))
        self.assertFalse(before.is_balance_known)

    def test_one_statement_of_sql(self):
        """A long list reads as often as a short one."""
        ids = self.statement(0, *range(1, 30)).line_ids.ids
        lines = self.env["account.bank.statement.line"].browse(ids)
        self.env.flush_all()
        counts = []
        for some in (lines[:1], lines):
            self.env.invalidate_all()
            some.mapped("amount")
            some.statement_id.mapped("balance_start")
            some.journal_id.mapped("company_id.name")
            before = self.cr.sql_log_count
            some.mapped("balance_after")
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_name_and_balances_of_the_statement(self):
        """The list reads them with its rows."""
        statement = self.statement(100, 10)
        (row,) = statement.line_ids.read(
            ["statement_balance_start", "statement_balance_end_real"]
        )
        self.assertEqual(row["statement_balance_start"], 100)
        self.assertEqual(row["statement_balance_end_real"], 110)


class TestParts(BankMatchCommon):
    def test_of_a_group(self):
        lines = self.line(400, "Part 1") | self.line(600, "Part 2")
        lines.action_combine()
        parts = self.env["bank.worksheet"].parts(lines[0].id)
        self.assertEqual(
            [(part["text"], part["amount"]) for part in parts["lines"]],
            [("Part 1", 400), ("Part 2", 600)],
        )
        self.assertEqual(parts["payments"], [])

    def test_of_a_batch(self):
        """Payments are parts; texts and codes of the bank are not."""
        line = self.line(1000, "OCR GIRO")
        self.env["bank.line.detail"].sudo().create(
            [
                {
                    "statement_line_id": line.id,
                    "kind": kind,
                    "amount": amount,
                    "partner_name": "Per Lunde",
                    "payment_reference": "1234",
                    "text": "OCR",
                }
                for kind, amount in (("transaction", 1000), ("text", 0))
            ]
        )
        (part,) = self.env["bank.worksheet"].parts(line.id)["payments"]
        self.assertEqual((part["reference"], part["amount"]), ("1234", 1000))
        self.assertEqual(part["text"], "Per Lunde · OCR")
        self.assertEqual(part["currency_id"], self.currency.id)


class TestPlainValues(BankMatchCommon):
    def test_answers_are_plain_json(self):
        """What is not there is false, and no record: the client would show a name."""
        sheet = self.env["bank.worksheet"]
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        self.run_matching(line)
        for answer in (
            sheet.header(),
            sheet.header(self.journal.id),
            sheet.panel(line.id),
            sheet.bank_data(line.id),
            sheet.items(line.id, "customer"),
            sheet.history(line.id),
        ):
            json.dumps(answer)
        self.assertIs(sheet.bank_data(line.id)["file"], False)
        self.assertIs(sheet.header(self.journal.id)["last_file"], False)


class TestWhy(BankMatchCommon):
    def test_stays_readable_after_posting(self):
        """What spoke for a match is told of a settled line too, with who approved."""
        invoice = self.invoice(1000)
        line = self.line(1000, invoice.name)
        self.run_matching(line)
        before = self.env["bank.worksheet"].panel(line.id)["proposals"]
        line.action_approve_best()
        (after,) = self.env["bank.worksheet"].panel(line.id)["proposals"]
        self.assertEqual(after["state"], "posted")
        self.assertEqual(after["evidence"], before[0]["evidence"])
        self.assertEqual(after["approved_by"]["id"], self.env.user.id)

    def test_what_waits_says_why(self):
        """Of the run's proposals and of what a person prepared."""
        self.invoice(1000)
        line = self.line(1000, "No number", partner_id=self.nordvik.id)
        self.run_matching(line)
        sheet = self.env["bank.worksheet"]
        for proposal in sheet.panel(line.id)["proposals"]:
            self.assertTrue(proposal["veto"], proposal)
        other = self.line(-90, "Card purchase", day=DAY)
        sheet.propose(other.id, [], [{"account_id": self.expense.id, "amount": -90}])
        (prepared,) = sheet.panel(other.id)["proposals"]
        self.assertIn("prepared", prepared["veto"])
