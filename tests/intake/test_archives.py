"""ZIP files: what is readable comes in, what is not is told and can be mended."""

import io
import zipfile

from bank_common import IBAN
from camt_files import camt053, entry, statement
from import_common import StoreCase

from odoo.tests import Form

GOOD = camt053(statement(IBAN, [entry(100, "Rent")]))
UNCERTAIN = b"A;B;C\n01/02/2026;x;10.00\n03/04/2026;y;-20.00\n"


def archive(**files):
    """Return a ZIP file; `_` before the suffix of a name stands for the dot."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as found:
        for name, content in files.items():
            found.writestr(name.replace("_", "."), content)
    return data.getvalue()


class TestArchives(StoreCase):
    def send_archive(self, **files):
        return self.import_bytes(archive(**files), "bank.zip", match=False)

    def test_one_unreadable_part(self):
        result = self.send_archive(a_xml=GOOD, b_xml=GOOD[:-40])
        self.assertEqual((result["state"], result["new"]), ("partial", 1))
        self.assertIn("b.xml", result["errors"][0]["where"])
        file = self.file(result)
        parts = (file.error_what, file.error_where, file.error_why, file.error_action)
        self.assertTrue(all(parts), parts)
        self.assertEqual(file._count_bad(), 1)

    def test_all_readable(self):
        other = camt053(statement(IBAN, [entry(7, "Fee")], 100, number="2"))
        result = self.send_archive(a_xml=GOOD, b_xml=other)
        self.assert_counts(result, "imported", new=2)

    def map_columns(self, file):
        action = file.action_map_columns()
        with Form(
            self.env[action["res_model"]].with_context(action["context"])
        ) as form:
            form.journal_id = self.journal
            for position, role in enumerate(("date", "text", "amount")):
                with form.column_ids.edit(position) as column:
                    column.role = role
        form.record.action_import()

    def test_table_in_an_archive_asks_for_its_mapping(self):
        for files in ({"b_csv": UNCERTAIN}, {"a_xml": GOOD, "b_csv": UNCERTAIN}):
            with self.subTest(list(files)):
                result = self.send_archive(**files)
                file = self.file(result)
                self.assertEqual(file.error_code, "mapping_needed")
                self.map_columns(file)
                self.assertEqual(file.state, "imported", file.error_why)
                self.assertFalse(file.error_code)
                amounts = self.all_lines().mapped("amount")
                self.assertEqual(sorted(set(amounts) & {10, -20}), [-20, 10])
                file.action_undo_import()
                self.env["bank.import.mapping"].search([]).unlink()
