"""Bank lines written by set are in every column what the ORM would have written."""

import json
from datetime import timedelta
from unittest.mock import patch

from bank_common import DAY, IBAN
from camt_files import detail, entry, statement
from import_common import StoreCase

from odoo.tools import SQL

from odoo.addons.bank_statement_intelligence.models.intake import line_set
from odoo.addons.bank_statement_intelligence.models.lines.by_set import ONE_BY_ONE

#: columns with keys of new rows, by the table that they belong to
KEYS = {
    "account_move": {"id": 0, "statement_line_id": 1},
    "account_bank_statement_line": {"id": 1, "move_id": 0, "statement_id": 3},
    "account_move_line": {
        "id": 2,
        "move_id": 0,
        "statement_line_id": 1,
        "statement_id": 3,
    },
    "account_bank_statement": {"id": 3, "import_file_id": 6},
    "bank_line_detail": {"id": 4, "statement_line_id": 1},
    "bank_import_key": {"id": 5, "statement_line_id": 1, "imported_statement_id": 7},
    "bank_import_file": {"id": 6},
    "bank_imported_statement": {"id": 7, "statement_id": 3},
}
FILE = {"account_bank_statement_line", "bank_import_key", "bank_imported_statement"}


class LineSetCase(StoreCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True
        cls.new_partner("Vest Bygg AS", "NO8330001234567")
        cls.new_partner("Kari's \\ Café", "DE89370400440532013000", lang="en_US")

    def import_lines(self, entries, by_set=True, **values):
        """Import a statement; say whether its lines were written by set."""
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(ONE_BY_ONE, not by_set)
        with patch.object(line_set, "_logger") as log:
            result = self.send(statement(IBAN, entries), **values)
        self.assert_counts(result, "imported", new=len(entries))
        calls = [call.args for call in log.info.call_args_list]
        return result, [str(args[1]) for args in calls if "one by one" in args[0]]

    def few(self, number=40):
        return [entry(10 + n, f"Invoice {n}") for n in range(number)]

    def assert_one_by_one(self, reason, entries=None):
        _result, refused = self.import_lines(entries or self.few())
        self.assertEqual(len(refused), 1, refused)
        self.assertIn(reason, refused[0])


class TestLineSet(LineSetCase):
    def mixed(self, number):
        entries = []
        for n in range(number):
            facts = {"bank_id": f"B{n}"}
            if n % 3 == 0:
                facts |= {"name": "Vest Bygg AS", "account": "NO8330001234567"}
            elif n % 3 == 1:
                facts |= {"name": "Kari's \\ Café", "account": "DE89370400440532013000"}
            if n % 10 == 7:
                facts |= {"original": (f"{n % 90 + 1}.50", "EUR", "1.1")}
            if n % 20 == 3:
                facts |= {"payment_id": f"{n:08d}", "end_to_end": f"E{n}"}
            sign = -1 if n % 4 == 1 else 1
            entries.append(
                entry(
                    f"{sign * (n % 700 + 1)}.{n % 100:02d}",
                    f'Takk {n} "æøå" \\n {{0}} %s',
                    DAY + timedelta(days=n * 40 // number),
                    value_day=DAY + timedelta(days=n % 50),
                    **facts,
                )
            )
        batch = [detail(5, f"Part {n}", name="Fjord Fisk AS") for n in range(3)]
        return [*entries, entry(15, "Batch", DAY + timedelta(days=40), details=batch)]

    def picture(self):
        """Return every column of every row that an import makes or changes, with the
        keys of new rows as their place, and how many rows other tables have."""
        first, found = self.first_ids, {}
        for table, keys in KEYS.items():
            key = KEYS[table]["id"]
            self.env.cr.execute(
                f"SELECT to_jsonb(t) FROM {table} t WHERE id > %s ORDER BY id",
                [first[key]],
            )
            rows = [row for (row,) in self.env.cr.fetchall()]
            found[table] = [(row, keys) for row in rows]
        lowest = {
            KEYS[table]["id"]: min((row["id"] for row, _k in rows), default=0)
            for table, rows in found.items()
        }
        picture = {}
        for table, rows in found.items():
            for row, keys in rows:
                if table in FILE:
                    row["import_file_id"] -= lowest[6]
                if "internal_index" in row:
                    own = int(row["internal_index"][18:]) - lowest[1]
                    row["internal_index"] = row["internal_index"][:18] + str(own)
                if "first_line_index" in row:
                    own = int(row["first_line_index"][18:]) - lowest[1]
                    row["first_line_index"] = row["first_line_index"][:18] + str(own)
                # who touched a row last: core recomputes some later, as nobody
                del row["write_uid"]
                row.pop("imported_on", None)  # the clock of the import
                for name, key in keys.items():
                    row[name] = row[name] and row[name] - lowest[key]
            picture[table] = [row for row, _keys in rows]
        for table in ("mail_message", "mail_followers", "account_analytic_line"):
            self.env.cr.execute(f"SELECT count(*) FROM {table}")
            picture[table] = self.env.cr.fetchall()
        return picture

    def test_every_column_of_every_table(self):
        self.env.flush_all()
        self.first_ids = {}
        for table, keys in KEYS.items():
            self.env.cr.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
            (self.first_ids[keys["id"]],) = self.env.cr.fetchone()
        entries, pictures = self.mixed(1999), []
        for by_set in (True, False):
            with self.env.cr.savepoint() as savepoint:
                _result, refused = self.import_lines(entries, by_set)
                self.assertEqual(bool(refused), not by_set, refused)
                self.env.flush_all()
                pictures.append(self.picture())
                savepoint.rollback()
            self.env.invalidate_all()
        by_set, one_by_one = pictures
        self.assertEqual(len(by_set["account_bank_statement_line"]), 2000)
        for table, rows in one_by_one.items():
            self.assertEqual(len(by_set[table]), len(rows), table)
            for mine, core in zip(by_set[table], rows, strict=True):
                if mine != core:
                    different = {
                        name: (mine[name], core[name])
                        for name in core
                        if mine[name] != core[name]
                    }
                    self.fail(f"{table}: {json.dumps(different, default=str)}")

    def test_numbers_go_on_after_it(self):
        result, refused = self.import_lines(self.few())
        self.assertFalse(refused)
        names = self.lines(result).mapped("name")
        self.assertEqual(len(set(names)), len(names))
        last = self.line(7, "by hand")
        numbers = [int(name.rsplit("/", 1)[1]) for name in (*names, last.name)]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 41)))
        self.assertFalse(any(self.lines(result).move_id.mapped("made_sequence_gap")))

    def test_numbers_taken_meanwhile(self):
        """Somebody else takes the next number between the examples and the copies."""
        other = self.line(7, "other", date=DAY)
        make, model = (
            line_set.BankLineSet._make_examples,
            type(self.env["bank.line.set"]),
        )
        tries = []

        def taken(service, facts):
            found = make(service, facts)
            if not tries:
                facts.lines[0].number = other.move_id.sequence_number
            tries.append(1)
            return found

        self.patch(model, "_make_examples", taken)
        result, refused = self.import_lines(self.few())
        self.assertFalse(refused)
        self.assertEqual(len(tries), 2)
        names = self.lines(result).mapped("name")
        self.assertEqual(len({*names, other.name}), 41)

    def test_statement_adds_up(self):
        result, _refused = self.import_lines(self.few())
        one = self.statement(result)
        self.assertTrue(one.is_complete)
        self.assertEqual(one.balance_end, sum(range(10, 50)))
        self.assertEqual(one.date, DAY)
        self.assertEqual(
            one.first_line_index, min(one.line_ids.mapped("internal_index"))
        )


class TestListeners(LineSetCase):
    """Who listens is heard: then the ORM writes."""

    def test_setting(self):
        _result, refused = self.import_lines(self.few(), by_set=False)
        self.assertIn("parameter", refused[0])

    def test_method_of_another_addon(self):
        """As an addon does that extends entries."""

        def _compute_narration(moves):
            return super(Foreign, moves)._compute_narration()

        cls = self.env.registry["account.move"]
        Foreign = type(
            "AccountMove",
            (),
            {
                "__module__": "odoo.addons.some_addon.models.account_move",
                "_compute_narration": _compute_narration,
            },
        )
        bases = cls.__bases__
        self.addCleanup(setattr, cls, "__bases__", bases)
        cls.__bases__ = (Foreign, *bases)
        self.assert_one_by_one("some_addon defines account.move._compute_narration()")

    def test_constraint_of_another_addon(self):
        def check(_lines):
            return None

        check._constrains = ("name",)
        check.__module__ = "odoo.addons.some_addon.models.account_move_line"
        cls = self.env.registry["account.move.line"]
        methods = [*self.env["account.move.line"]._constraint_methods, check]
        self.patch(cls, "_constraint_methods", methods)
        self.assert_one_by_one("some_addon checks account.move.line in check()")

    def test_field_of_this_database(self):
        values = {
            "name": "x_size",
            "model": "account.bank.statement.line",
            "model_id": self.env["ir.model"]._get_id("account.bank.statement.line"),
            "state": "manual",
            "ttype": "float",
            "store": True,
            "compute": "pass",
        }
        # without its column: a test takes nothing down
        self.env.cr.execute(
            SQL(
                """INSERT INTO ir_model_fields (%s, field_description)
                   VALUES %s""",
                SQL(", ").join(map(SQL.identifier, values)),
                (*values.values(), '{"en_US": "Size"}'),
            )
        )
        self.assert_one_by_one("x_size")

    def test_secured_journal(self):
        self.journal.restrict_mode_hash_table = True
        reason = self.env["bank.line.set"]._find_obstacle(self.journal, self.few())
        self.assertIn("hash", reason)

    def test_analytic_models(self):
        self.env["account.analytic.distribution.model"].create(
            {"account_prefix": "1", "company_id": self.company.id}
        )
        self.assert_one_by_one("analytic")

    def test_column_that_nobody_knows(self):
        """A column that core fills from the line, and the copy would not."""
        Lines = type(self.env["account.bank.statement.line"])
        plain = Lines._compute_internal_index

        def other(lines):
            plain(lines)
            for line in lines:
                line.internal_index = f"{line.internal_index}{int(line.amount)}"

        self.patch(Lines, "_compute_internal_index", other)
        self.assert_one_by_one("differs in internal_index")

    def test_other_tables(self):
        """Core writes elsewhere when it makes a line: nobody else may copy it."""
        Moves = type(self.env["account.move"])
        plain, partner = Moves._post, self.nordvik

        def post(moves, soft=True):
            partner.sudo().comment = f"{len(moves)}"
            return plain(moves, soft)

        self.patch(Moves, "_post", post)
        self.assert_one_by_one("res_partner")

    def test_few_lines(self):
        self.assert_one_by_one("few", self.few(3))
