"""OCA's importers and ours feed each other."""

import base64

from bank_common import DAY, IBAN, BankMatchCommon
from camt_files import camt053, entry, statement
from psycopg2 import OperationalError

from odoo.exceptions import UserError

MARK = b"FOREIGN FORMAT"


class TestOcaImport(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal.match_automation = "post"
        cls.document_100 = cls.invoice(100)
        wizard = cls.env.registry["account.statement.import"]
        read = wizard._parse_file

        def parse(self, data):
            """Read the format of an importer that OCA has and we have not."""
            if not data.startswith(MARK):
                return read(self, data)
            row = {"date": DAY, "amount": 100.0, "payment_ref": cls.document_100.name}
            values = {"name": "1", "date": DAY, "transactions": [dict(row)]}
            values |= {"balance_start": 0.0, "balance_end_real": 100.0}
            return cls.currency.name, IBAN, [values]

        cls.classPatch(wizard, "_parse_file", parse)

    def wizard(self, data, name="file.txt"):
        content = base64.b64encode(data)
        return self.env["account.statement.import"].create(
            {"statement_file": content, "statement_filename": name}
        )

    def lines(self):
        return self.env["account.bank.statement.line"].search(
            [("journal_id", "=", self.journal.id)]
        )

    def test_their_format_is_stored_by_us(self):
        answer = self.import_bytes(MARK)
        self.assertEqual((answer["state"], answer["format"]), ("imported", "oca"))
        self.assert_settles(self.lines(), self.document_100)
        self.assertEqual(self.import_bytes(MARK)["new"], 0)

    def test_their_wizard_gives_lines_keys_and_matching(self):
        result = self.wizard(MARK)._import_file()
        line = self.lines()
        self.assertEqual(line.statement_id.ids, result["statement_ids"])
        self.assert_settles(line, self.document_100)
        key = self.env["bank.import.key"].search([("statement_line_id", "=", line.id)])
        self.assertEqual(key.state, "imported")
        self.assertEqual(line.import_file_id.format, "oca")

    def test_their_wizard_takes_our_formats(self):
        data = camt053(
            statement(
                IBAN,
                [entry(100, self.document_100.name)],
                currency=self.currency.name,
            )
        )
        result = self.wizard(data, "camt.xml")._import_file()
        self.assertEqual(self.lines().statement_id.ids, result["statement_ids"])
        self.assertEqual(self.lines().import_file_id.format, "camt.053")
        self.assert_settles(self.lines(), self.document_100)

    def test_conflict_while_they_read_is_left_to_odoo(self):
        wizard = self.env.registry["account.statement.import"]

        def fail(_self, _data):
            raise OperationalError("could not serialize access")

        self.patch(wizard, "_parse_file", fail)
        with self.assertRaises(OperationalError):
            self.import_bytes(b"whatever")

    def test_what_nobody_knows_keeps_its_error(self):
        with self.assertRaisesRegex(UserError, "not supported"):
            self.wizard(b"whatever")._import_file()
        answer = self.import_bytes(b"whatever")
        self.assertEqual(answer["errors"][0]["code"], "unknown_format")
