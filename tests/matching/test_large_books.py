"""Large books: what a run reads depends on its lines, not on the ledger."""

import re
import sys
from pathlib import Path
from unittest.mock import patch

from bank_common import DAY, BankMatchCommon

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import copies  # noqa: E402

#: copies of an invoice: enough that reading all of them is dearer than an index
INVOICES = 8000
PARTNERS = 2000
#: tables that grow with the ledger
LARGE = (
    "account_move",
    "account_move_line",
    "res_partner",
    "res_partner_bank",
)


class TestLargeBooks(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payer = cls.new_partner("Kunde 0000 Handel AS", "DE00000000000000000000")
        model = cls.invoice(100, cls.payer, invoice_date=DAY, date=DAY)
        copies.add_partners(cls.env, 1, PARTNERS)
        cls.env.cr.execute(
            "CREATE TEMP TABLE payer ON COMMIT DROP AS SELECT row_number() OVER"
            " (ORDER BY id) - 1 AS place, id, name FROM res_partner"
            " WHERE name LIKE 'Kunde %'"
        )
        cls.env.cr.execute("CREATE INDEX ON payer (place); ANALYZE payer")
        cls.env.flush_all()
        copies._add_invoices(cls.env, model, 1, INVOICES, PARTNERS)
        cls.env.cr.execute(f"ANALYZE {', '.join(LARGE)}")
        cls.env.invalidate_all()

    def plans(self, lines):
        """Match lines; return the plan of every statement that was run for it."""
        plans, execute = [], type(self.env.cr).execute

        def explain(cursor, query, params=None, **options):
            text = getattr(query, "code", query)
            if re.match(r"\s*(WITH|SELECT|INSERT|UPDATE)\b", text):
                if params is None and hasattr(query, "params"):
                    params, query = query.params, text
                execute(cursor, f"EXPLAIN {query}", params)
                plan = "\n".join(row[0] for row in cursor.fetchall())
                plans.append(f"{text}\n{plan}")
            return execute(cursor, query, params, **options)

        with patch.object(type(self.env.cr), "execute", explain):
            self.env["bank.match.engine"]._match(lines)
        return plans

    def check(self, lines):
        self.env.flush_all()
        plans = self.plans(lines)
        self.assertGreater(len(plans), 30)
        whole = re.compile(rf"Seq Scan on ({'|'.join(LARGE)})\b")
        found = [plan[:500] for plan in plans if whole.search(plan)]
        self.assertFalse(found, "reads a whole table")

    def test_one_line_reads_no_table_as_a_whole(self):
        self.check(self.line(199, "Takk for handelen", partner_name="Kunde 0007"))

    def test_payer_account_number_and_reference_are_found_by_index(self):
        line = self.line(
            109,
            "Betaling ordre 12345678, kundenr 4711",
            partner_name="Kunde 0007 Handel",
            account_number="00000000000000000007",
        )
        self.check(line)

    def test_payments_look_at_the_oldest_items_of_their_amount(self):
        """An amount of a price list has many items: not all of them are read."""
        self.env["bank.match.engine"]._prepare(self.line(99, "takk"))
        self.env.cr.execute("SELECT count(*) FROM match_item")
        (read,) = self.env.cr.fetchone()
        self.env.cr.execute(
            "SELECT count(*) FROM account_move_line WHERE amount_residual = 99"
            " AND parent_state = 'posted'"
        )
        self.assertLessEqual(read, 30)
        self.assertTrue(self.env.cr.fetchone()[0])
