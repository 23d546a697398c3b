"""Tables that rooms fill."""

from unittest.mock import patch

from odoo.addons.bank_statement_intelligence.models.lines.tables import entry

from ..common.bank_common import BankMatchCommon

MODEL = "bank.line.detail"


class TestTables(BankMatchCommon):
    def setUp(self):
        super().setUp()
        self.calls = []
        line = self.line(100.0, "4711")
        self.values = {"statement_line_id": line.id, "kind": "text", "text": "A"}

    def fill(self, **tables):
        """Fill tables with functions for this test."""
        tables = {f"{name}:{MODEL}": [call] for name, call in tables.items()}
        return patch.object(
            self.registry["bank.tables"],
            "_get_entries",
            lambda _self, table: tables.get(table, []),
        )

    def note(self, moment):
        """Return an entry that keeps how it was called."""
        return lambda *args: self.calls.append((moment, *args))

    def test_entries_see_each_operation_before_and_after(self):
        with self.fill(before=self.note("before"), after=self.note("after")):
            row = self.env[MODEL].sudo().create(self.values)
            row.write({"text": "B"})
            row.unlink()
        self.assertEqual(
            self.calls,
            [
                ("before", row.browse(), "create", [self.values]),
                ("after", row, "create", [self.values]),
                ("before", row, "write", {"text": "B"}),
                ("after", row, "write", {"text": "B"}),
                ("before", row, "unlink", None),
                ("after", row, "unlink", None),
            ],
        )

    def test_what_an_entry_returns_is_called_after_the_operation(self):
        def before(rows, operation, _values):
            if operation == "unlink":
                text = rows.text
                return lambda: self.calls.append((text, rows.exists()))
            return None

        with self.fill(before=before):
            row = self.env[MODEL].sudo().create(self.values)
            row.unlink()
        self.assertEqual(self.calls, [("A", row.browse())])

    def test_entries_of_a_registry_are_found_in_order(self):
        @entry("colours", 20)
        def _second(self):
            return "second"

        @entry("colours", 10)
        def _first(self):
            return "first"

        cls = next(
            part
            for part in self.registry["bank.tables"].__mro__
            if part.__dict__.get("_name") == "bank.tables"
        )
        self.registry.clear_all_caches()
        self.addCleanup(self.registry.clear_all_caches)
        with (
            patch.object(cls, "_second", _second, create=True),
            patch.object(cls, "_first", _first, create=True),
        ):
            found = [call() for call in self.env["bank.tables"]._get_entries("colours")]
        self.assertEqual(found, ["first", "second"])
