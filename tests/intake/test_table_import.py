"""CSV and spreadsheets in Odoo: certain ones come in, others are mapped once."""

from bank_common import BankMatchCommon

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

CERTAIN = (
    "Date;Text;Amount;Balance;Currency\n"
    "2026-03-28;Rent;-700,00;300,00;USD\n"
    "2026-03-30;{text};100,00;400,00;USD\n"
)
UNCERTAIN = "A;B;C\n01/02/2026;x;10.00\n03/04/2026;y;-20.00\n"


class TestTableImport(BankMatchCommon):
    def send(self, text, name="file.csv", **values):
        values.setdefault("journal_id", self.journal.id)
        return self.import_bytes(text.encode(), name, **values)

    def lines(self, answer):
        return self.env["account.bank.statement.line"].browse(answer["line_ids"])

    def wizard(self, answer):
        file = self.env["bank.import.file"].browse(answer["file_id"])
        action = file.action_map_columns()
        model = self.env[action["res_model"]].with_context(**action["context"])
        return Form(model)

    def set_role(self, form, position, role):
        with form.column_ids.edit(position) as column:
            column.role = role

    def test_certain_table_is_imported_and_matched(self):
        self.journal.match_automation = "post"
        invoice = self.invoice(100)
        answer = self.send(CERTAIN.format(text=invoice.name))
        self.assertEqual(answer["state"], "imported", answer["errors"])
        rent, paid = self.lines(answer).sorted("date")
        self.assertEqual((rent.amount, paid.amount), (-700, 100))
        self.assert_settles(paid, invoice)
        self.assertEqual(paid.statement_id.balance_end_real, 400)
        again = self.send(CERTAIN.format(text=invoice.name))
        self.assertEqual(again["new"], 0)

    def test_what_is_not_certain_waits_for_a_mapping(self):
        answer = self.send(UNCERTAIN)
        self.assertEqual(answer["state"], "error")
        self.assertEqual(answer["errors"][0]["code"], "mapping_needed")
        self.assertFalse(answer["line_ids"])
        form = self.wizard(answer)
        form.date_order = "mdy"
        for position, role in enumerate(("date", "text", "amount")):
            self.set_role(form, position, role)
        self.assertIn("-20.00", form.preview)
        form.save().action_import()
        file = self.env["bank.import.file"].browse(answer["file_id"])
        self.assertEqual(file.state, "imported", file.error_why)
        found = file.line_ids.sorted("date")
        self.assertEqual(
            [str(line.date) for line in found], ["2026-01-02", "2026-03-04"]
        )
        self.assertEqual(found.mapped("amount"), [10, -20])

    def test_mapping_is_remembered_for_the_journal(self):
        self.test_what_is_not_certain_waits_for_a_mapping()
        later = UNCERTAIN.replace("2026", "2027")
        answer = self.send(later)
        self.assertEqual((answer["state"], answer["new"]), ("imported", 2))
        other = self.journal.copy({"bank_acc_number": False})
        answer = self.send(later.replace("x", "z"), journal_id=other.id)
        self.assertEqual(answer["state"], "error")

    def test_wrong_mapping_is_told_and_imports_nothing(self):
        answer = self.send(UNCERTAIN)
        form = self.wizard(answer)
        self.set_role(form, 0, "text")
        self.set_role(form, 2, False)
        self.assertIn("alert", form.preview)
        with self.assertRaises(UserError):
            form.save().action_import()
        self.assertFalse(self.env["bank.import.mapping"].search([]))
        with self.assertRaises(ValidationError):
            self.env["bank.import.mapping"].create(
                {"name": "bad", "mapping": {"date": [0]}}
            )

    def test_file_that_is_no_table_needs_no_mapping(self):
        answer = self.send("no table at all")
        file = self.env["bank.import.file"].browse(answer["file_id"])
        with self.assertRaises(UserError):
            Form(self.env["bank.mapping.wizard"].with_context(default_file_id=file.id))
