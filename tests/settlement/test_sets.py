"""Sets, not loops: passes run the same number of statements for 10 lines and more."""

from unittest.mock import patch

from bank_common import DAY, BankMatchCommon


class TestSets(BankMatchCommon):
    def many_lines(self, count):
        invoices = [self.invoice(100 + number) for number in range(5)]
        texts = [invoice.name for invoice in invoices] + ["takk", "Gebyr 4711", "/"]
        return self.env["account.bank.statement.line"].create(
            [
                {
                    "journal_id": self.journal.id,
                    "date": DAY,
                    "amount": 100 + number % 8,
                    "payment_ref": texts[number % 8],
                    "partner_name": ("Nordvik Handel", "Ukjent")[number % 2],
                }
                for number in range(count)
            ]
        )

    def count_statements(self, lines):
        """Return the statements of building the relations and of each pass."""
        counts = {}
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        context = self.env["bank.match.engine"]._prepare(lines)
        counts["relations"] = self.env.cr.sql_log_count - before
        for row in self.env["bank.match.pass"].search([]):
            matcher = row._get_matcher()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            matcher._propose(context)
            counts[row.matcher] = self.env.cr.sql_log_count - before
        return counts

    def test_same_number_of_statements(self):
        few, many = self.many_lines(10), self.many_lines(200)
        self.count_statements(few)  # warm caches
        small, large = self.count_statements(few), self.count_statements(many)
        self.assertEqual(small, large)
        # pass 90 reads its rules as well, pass 50 the customer statements and what they
        # hold, passes 60 and 65 the rates of the day, pass 70 items once for all
        # payments and who else the bank tells, pass 30 transfers whose other side is
        # not there
        limits = {
            "bank.matcher.match_rule": 8,
            "bank.matcher.day_total": 3,
            "bank.matcher.internal_transfer": 3,
            "bank.matcher.payment_id": 3,
            "bank.matcher.document_number": 2,
            "bank.matcher.order_number": 2,
            "bank.matcher.partner_amount": 8,
        }
        for matcher, count in large.items():
            if matcher != "relations":
                self.assertLessEqual(count, limits.get(matcher, 1), matcher)

    def test_matchers_only_read(self):
        lines = self.many_lines(16)
        self.env.flush_all()

        def refuse(*_args, **_kwargs):
            raise AssertionError("a matcher wrote")

        model = type(self.env["base"])
        with (
            patch.object(model, "create", refuse),
            patch.object(model, "write", refuse),
            patch.object(model, "unlink", refuse),
        ):
            result, values = self.service._preview(lines)
        self.assertTrue(result.proposals)
        self.assertTrue(values)

    def test_sql_and_python_keys_agree(self):
        """The database normalises references as the engine does."""
        from odoo.addons.bank_statement_intelligence.engine.references import (
            scan as references,
        )

        values = [
            "INV/2026/00042", "0000123", "RF18 5390 0754", "fak-12 a", "Ø-Æ 123Å4",
            "+++010/8068/17183+++", "", "  ", "ß12345", "12.345,67", "a_b_12345",
        ]  # fmt: skip
        for value in values:
            self.env.cr.execute(
                f"SELECT {references.KEY_SQL.format('raw')},"
                f" {references.SHAPE_SQL.format('raw')}"
                " FROM (SELECT %s AS raw) v",
                [value],
            )
            key, shape = self.env.cr.fetchone()
            if len(key) >= references.MIN_KEY:
                self.assertEqual(key, references.make_key(value), value)
            if value.isascii() and "_" not in value:
                self.assertEqual(shape, references.shape(value), value)
