"""Postings written by set are in every column what the ORM would have written."""

from datetime import timedelta
from unittest.mock import patch

from bank_common import DAY, IBAN
from camt_files import entry, statement
from import_common import StoreCase

from odoo.addons.bank_statement_intelligence.models.lines.by_set import ONE_BY_ONE
from odoo.addons.bank_statement_intelligence.models.settlement import posting_set

#: tables that posting writes, and where what it makes is told
TABLES = (
    "account_move",
    "account_bank_statement_line",
    "account_move_line",
    "account_partial_reconcile",
    "account_full_reconcile",
    "bank_match_proposal",
    "bank_match_proposal_line",
    "bank_decision_log",
    "mail_message",
    "mail_followers",
    "mail_tracking_value",
    "account_analytic_line",
    "bank_match_run",
    "bank_match_run_pass",
    "account_payment",
    "account_bank_statement",
    "bank_import_file",
    "bank_import_key",
    "bank_imported_statement",
    "res_partner",
)
#: who wrote last, which core can do as nobody; clocks; and texts with ids in them
LEFT_OUT = {
    "write_uid",
    "seconds",
    "started",
    "session",
    "internal_index",
    "matching_number",
    "payload",
    "digest",
    "access_token",
    "message_id",
    "first_line_index",
    "imported_on",
    "approved_on",
    "logged_on",
}


class PostingSetCase(StoreCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal.match_automation = "post"
        cls.payers = [
            cls.new_partner(f"Kunde {number} AS", f"DE{number:020}")
            for number in range(12)
        ]

    def new_documents(self, move_type, numbers):
        """Create and post documents of these totals at once."""
        account = self.revenue if move_type.startswith("out") else self.expense
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": move_type,
                    "partner_id": self.payers[number % 11].id,
                    "invoice_date": DAY - timedelta(days=number % 20),
                    "date": DAY - timedelta(days=number % 20),
                    "ref": f"{move_type[:2].upper()}-77{number:05}",
                    "invoice_line_ids": [
                        (
                            0,
                            0,
                            {
                                "name": "Service",
                                "price_unit": 100 + number * 1.37,
                                "account_id": account.id,
                                "tax_ids": [],
                            },
                        )
                    ],
                }
                for number in numbers
            ]
        )
        moves.action_post()
        return moves

    def pay_entry(self, move, sign=1, amount=None, payer=True):
        text = move.name if move.move_type.startswith("out") else move.ref
        facts = {}
        if payer:
            bank = move.partner_id.bank_ids
            facts = {"name": move.partner_id.name, "account": bank.acc_number}
        total = sign * (move.amount_total if amount is None else amount)
        return entry(f"{total:.2f}", f"Betaling {text}", DAY, **facts)

    def post(self, entries, by_set=True):
        """Import, match and post; return the lines, and why not by set."""
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(ONE_BY_ONE, not by_set)
        copied = self.copied_now = []
        copy = posting_set.BankPostingSet._copy

        def count(service, deed, pairs, copies):
            copied.append(len(pairs))
            return copy(service, deed, pairs, copies)

        self.patch(type(self.env["bank.posting.set"]), "_copy", count)
        with patch.object(posting_set, "_logger") as log:
            result = self.send(statement(IBAN, entries), match=True)
        self.copied = sum(copied)
        self.assert_counts(result, "imported", new=len(entries))
        reasons = [str(call.args[1]) for call in log.info.call_args_list]
        return self.lines(result), reasons


class TestPostingSet(PostingSetCase):
    def mixed(self):
        """Return more than 500 movements of all kinds."""
        invoices = self.new_documents("out_invoice", range(330))
        bills = self.new_documents("in_invoice", range(60))
        refunds = self.new_documents("out_refund", range(30))
        entries = [
            self.pay_entry(one, payer=place % 7 != 3)
            for place, one in enumerate(invoices[:270])
        ]
        entries += [self.pay_entry(one, -1) for one in (*bills, *refunds)]
        entries += [  # half paid, paid too much, two at once
            self.pay_entry(one, amount=one.amount_total / 2)
            for one in invoices[270:280]
        ]
        entries += [
            self.pay_entry(one, amount=one.amount_total + 7)
            for one in invoices[280:290]
        ]
        for one, two in zip(invoices[290:310], invoices[310:330], strict=True):
            total = one.amount_total + two.amount_total
            entries.append(entry(f"{total:.2f}", f"{one.name} {two.name}", DAY))
        entries += [
            entry(f"{n + 1}.11", f"Takk {n}", DAY, original=(f"{n + 1}.00", "EUR", "1"))
            for n in range(20)
        ]
        entries += [entry(f"-{n + 1}.77", f"Gebyr {n}", DAY) for n in range(90)]
        return entries

    def picture(self):
        """Return all rows of the tables, with what is new by its place or what it
        reconciles."""
        self.env.flush_all()
        names = self.get_names()
        picture = {}
        for table in TABLES:
            rows = []
            for row in self.read(table):
                for column, target in self.keys[table].items():
                    own = names.get(target, {})
                    row[column] = own.get(row[column], row[column])
                model = (row.get("model") or row.get("res_model") or "").replace(
                    ".", "_"
                )
                own = names.get(model, {})
                if "res_id" in row:
                    row["res_id"] = own.get(row["res_id"], row["res_id"])
                rows.append({k: v for k, v in row.items() if k not in LEFT_OUT})
            picture[table] = sorted(rows, key=lambda row: str(row["id"]))
        return picture

    def read(self, table):
        self.env.cr.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY id")
        return [row for (row,) in self.env.cr.fetchall()]

    def get_names(self):
        """Return what stands for the ids of new rows, by table."""
        names = {}
        for table in TABLES:
            new = [row["id"] for row in self.read(table)]
            new = [number for number in new if number > self.first[table]]
            names[table] = {number: f"new {n:05}" for n, number in enumerate(new)}
        items = names["account_move_line"]
        for row in self.read("account_partial_reconcile"):
            sides = [row["debit_move_id"], row["credit_move_id"]]
            name = "/".join(str(items.get(side, side)) for side in sides)
            names["account_partial_reconcile"][row["id"]] = name
            full = names["account_full_reconcile"]
            full[row["full_reconcile_id"]] = name
        return names

    def remember(self):
        """Keep the last id of each table, and which columns are keys of which."""
        self.env.flush_all()
        self.first, self.keys = {}, {}
        for table in TABLES:
            self.first[table] = max([row["id"] for row in self.read(table)], default=0)
            self.env.cr.execute(
                """SELECT att.attname, other.relname FROM pg_constraint con
                     JOIN pg_attribute att ON att.attrelid = con.conrelid
                          AND att.attnum = con.conkey[1]
                     JOIN pg_class other ON other.oid = con.confrelid
                    WHERE con.contype = 'f' AND con.conrelid = %s::regclass""",
                [table],
            )
            self.keys[table] = dict(self.env.cr.fetchall()) | {"id": table}

    def count_rows(self):
        """Return the number of rows of every table that this transaction wrote."""
        self.env.cr.execute("SELECT relname FROM pg_stat_xact_user_tables")
        counts = {}
        for (table,) in self.env.cr.fetchall():
            self.env.cr.execute(f'SELECT count(*) FROM "{table}"')
            (counts[table],) = self.env.cr.fetchone()
        return counts

    def test_every_column_of_every_table(self):
        entries = self.mixed()
        self.assertGreaterEqual(len(entries), 500)
        self.remember()
        pictures, counts = [], []
        for by_set in (True, False):
            with self.env.cr.savepoint() as savepoint:
                lines, reasons = self.post(entries, by_set)
                self.assertEqual(bool(reasons), not by_set, reasons)
                self.assertEqual(self.copied > 250, by_set, self.copied)
                pictures.append(self.picture())
                counts.append(self.count_rows())
                self.assert_posted_numbers(lines)
                savepoint.rollback()
            self.env.invalidate_all()
        self.assert_same(*pictures)
        more = {name for name in counts[1] if counts[0].get(name) != counts[1][name]}
        self.assertFalse(more - {"ir_config_parameter"})  # the setting itself

    def assert_same(self, by_set, one_by_one):
        """Every column of every row is the same."""
        different = {}
        for table, rows in one_by_one.items():
            if len(by_set[table]) != len(rows):
                more = [row for row in rows if row not in by_set[table]][-3:]
                different[table] = len(by_set[table]), len(rows), more
                continue
            for mine, core in zip(by_set[table], rows, strict=True):
                for name in core:
                    if mine[name] != core[name]:
                        different[table, name] = core["id"], mine[name], core[name]
        self.assertFalse(different)

    def assert_posted_numbers(self, lines):
        """Most lines are settled; items carry the number of their reconciliation."""
        done = lines.filtered(lambda line: line.match_state == "reconciled")
        self.assertGreaterEqual(len(done), 300)
        for item in done.move_id.line_ids.filtered("full_reconcile_id"):
            self.assertEqual(item.matching_number, str(item.full_reconcile_id.id))

    def test_undo_both_ways(self):
        """What was posted by set is undone by set; every column is as core's undo."""
        invoices = self.new_documents("out_invoice", range(40))
        bills = self.new_documents("in_invoice", range(20))
        entries = [
            self.pay_entry(one, payer=place % 4 > 0)
            for place, one in enumerate(invoices)
        ]
        entries += [self.pay_entry(one, -1) for one in bills]
        lines, reasons = self.post(entries)
        self.assertFalse(reasons)
        self.assertGreater(self.copied, 40)
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})
        self.assertEqual(set(invoices.mapped("payment_state")), {"paid"})
        self.remember()
        pictures = []
        for by_set in (True, False):
            parameters = self.env["ir.config_parameter"].sudo()
            with self.env.cr.savepoint() as savepoint:
                parameters.set_param(ONE_BY_ONE, not by_set)
                self.copied_now.clear()
                with patch.object(posting_set, "_logger") as log:
                    lines.match_proposal_ids.run_id.action_undo()
                reasons = [call.args for call in log.info.call_args_list]
                self.assertEqual(sum(self.copied_now) > 40, by_set, reasons)
                self.assertEqual(set(invoices.mapped("payment_state")), {"not_paid"})
                for line in lines:
                    self.assert_untouched(line)
                pictures.append(self.picture())
                savepoint.rollback()
            self.env.invalidate_all()
        for picture in pictures:  # examples are logged first
            rows = [row | {"id": None} for row in picture["bank_decision_log"]]
            rows.sort(key=lambda row: (str(row["res_id"]), row["action"]))
            picture["bank_decision_log"] = rows
        self.assert_same(*pictures)

    def test_hook_of_paid_invoices(self):
        """What core calls when invoices are paid is called for all of them."""
        invoices = self.new_documents("out_invoice", range(30))
        paid, Moves = [], type(self.env["account.move"])
        hook = Moves._invoice_paid_hook

        def told(moves):
            paid.extend(moves.ids)
            return hook(moves)

        self.patch(Moves, "_invoice_paid_hook", told)
        _lines, reasons = self.post([self.pay_entry(one) for one in invoices])
        self.assertFalse(reasons)
        self.assertEqual(sorted(paid), sorted(invoices.ids))


class TestPostingListeners(PostingSetCase):
    """Who listens is heard: then the ORM posts."""

    def assert_one_by_one(self, reason):
        invoices = self.new_documents("out_invoice", range(25))
        lines, reasons = self.post([self.pay_entry(one) for one in invoices])
        self.assertEqual(len(reasons), 1, reasons)
        self.assertIn(reason, reasons[0])
        self.assertEqual(set(lines.mapped("match_state")), {"reconciled"})
        self.assertEqual(set(invoices.mapped("payment_state")), {"paid"})

    def foreign(self, model, name):
        """Have another addon define a method of a model."""

        def method(records, *args, **kwargs):
            return getattr(super(Foreign, records), name)(*args, **kwargs)

        cls = self.env.registry[model]
        module = {"__module__": "odoo.addons.some_addon.models.some_model"}
        Foreign = type("Foreign", (), module | {name: method})
        bases = cls.__bases__
        self.addCleanup(setattr, cls, "__bases__", bases)
        cls.__bases__ = (Foreign, *bases)

    def test_write_of_another_addon(self):
        self.foreign("account.move.line", "write")
        self.assert_one_by_one("some_addon defines account.move.line.write()")

    def test_reconciliation_of_another_addon(self):
        self.foreign("account.move.line", "_reconcile_plan")
        self.assert_one_by_one("some_addon defines account.move.line._reconcile_plan()")

    def test_partial_of_another_addon(self):
        self.foreign("account.partial.reconcile", "create")
        self.assert_one_by_one("some_addon defines account.partial.reconcile.create()")

    def test_cash_basis(self):
        self.company.tax_exigibility = True
        self.assert_one_by_one("taxes")

    def test_column_that_nobody_knows(self):
        """A column that differs from document to document."""
        Moves = type(self.env["account.move"])
        plain = Moves._compute_payment_state

        def compute(moves):
            plain(moves)
            for move in moves.filtered(lambda one: one.payment_state == "paid"):
                move.narration = f"paid {move.name}"

        self.patch(Moves, "_compute_payment_state", compute)
        self.assert_one_by_one("account_move differs in narration")

    def test_other_tables(self):
        Moves, partner = type(self.env["account.move"]), self.nordvik
        plain = Moves._compute_payment_state

        def compute(moves):
            plain(moves)
            partner.sudo().comment = f"{len(moves)}"

        self.patch(Moves, "_compute_payment_state", compute)
        self.assert_one_by_one("res_partner")
