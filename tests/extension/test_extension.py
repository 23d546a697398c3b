"""House rule 9: a format, a source and a pass are added, nothing of ours is edited."""

from bank_common import IBAN, BankMatchCommon

HEAD = f"PIGGYBANK;{IBAN};"
ORDER = "99X4711Z"


class TestExtension(BankMatchCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal.match_automation = "post"
        cls.order = cls.invoice(100, invoice_origin=ORDER)

    def file(self, *rows):
        head = HEAD + self.currency.name
        return "\n".join([head, *rows]).encode()

    def lines(self, answer):
        return self.env["account.bank.statement.line"].browse(answer["line_ids"])

    def test_its_file_is_found_by_content_and_its_pass_posts(self):
        answer = self.import_bytes(self.file(f"2026-03-10;100.00;Order {ORDER}"))
        self.assertEqual((answer["state"], answer["format"]), ("imported", "piggybank"))
        line = self.lines(answer)
        self.assert_settles(line, self.order)
        self.assertEqual(line.match_method, "example_order")
        proposal = line.match_proposal_ids
        self.assertIn("Order number", proposal.evidence_summary)
        counted = proposal.run_id.pass_ids.filtered(
            lambda row: row.pass_code == "example_order"
        )
        self.assertEqual((counted.proposed, counted.posted), (1, 1))

    def test_our_passes_come_first(self):
        """The document pass (60) stands before the order pass (65).

        The line names an invoice and the order of another one: a person decides.
        """
        other = self.invoice(100)
        text = f"2026-03-10;100.00;{other.name} order {ORDER}"
        line = self.lines(self.import_bytes(self.file(text)))
        self.assert_state(line, "choose")
        self.assertEqual(
            line.match_proposal_ids.mapped("pass_code"), ["document", "example_order"]
        )

    def test_its_errors_are_told_in_four_parts(self):
        answer = self.import_bytes(self.file("2026-03-10;NaN,;x", "yesterday;1;x"))
        self.assertEqual((answer["state"], answer["line_ids"]), ("error", []))
        (error,) = answer["errors"]
        self.assertEqual((error["code"], error["where"]), ("piggybank_row", "line 2"))

    def test_its_source_is_fetched(self):
        content = self.file(f"2026-03-10;100.00;Order {ORDER}").decode()
        self.env["ir.config_parameter"].sudo().set_param("piggybank.file", content)
        source = self.env["bank.import.source"].create(
            {"name": "Piggy bank", "source_type": "parameter"}
        )
        (answer,) = self.api.fetch(source_ids=source.ids)
        self.assert_settles(self.lines(answer), self.order)
        self.assertEqual(self.api.fetch(source_ids=source.ids), [])

    def test_camt_is_still_read(self):
        formats = [parser.code for parser in self.env["bank.import.format"]._parsers()]
        self.assertIn("camt.053", formats)
        self.assertEqual(formats.count("piggybank"), 1)
