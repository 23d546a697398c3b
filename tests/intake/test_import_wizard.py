"""The upload: what it shows of good files, of one bad file and of several."""

import base64

from bank_common import IBAN
from camt_files import camt053, entry, statement
from import_common import SourceCase


class TestImportWizard(SourceCase):
    def upload(self, **values):
        """Upload files, given by name, and return the action that follows."""
        attachments = self.env["ir.attachment"].create(
            [
                {"name": name, "datas": base64.b64encode(data)}
                for name, data in values.items()
            ]
        )
        wizard = self.env["bank.import.wizard"].create(
            {"attachment_ids": [(6, 0, attachments.ids)], "match": False}
        )
        return wizard.action_import()

    def good(self, amount):
        return camt053(statement(IBAN, [entry(amount)]))

    def test_good_files_lead_to_their_lines(self):
        action = self.upload(a=self.good(10), b=self.good(20))
        lines = self.env["account.bank.statement.line"].search(action["domain"])
        self.assertEqual(sorted(lines.mapped("amount")), [10, 20])

    def test_one_bad_file_is_shown(self):
        action = self.upload(a=b"no bank file")
        file = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((file.state, action["view_mode"]), ("error", "form"))

    def test_of_several_files_with_a_bad_one_all_are_listed(self):
        action = self.upload(a=self.good(10), b=b"no bank file")
        files = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(set(files.mapped("state")), {"imported", "error"})

    def test_files_of_a_source_are_listed_and_the_last_one_is_on_the_card(self):
        source = self.source()
        self.put(first=self.good(10))
        source._import_files()
        self.assertEqual(source.file_count, 1)
        action = source.action_open_files()
        files = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(files, source.file_ids)
        card = self.journal._get_journal_dashboard_data_batched()[self.journal.id]
        self.assertEqual(card["bank_last_file"]["name"], "first.xml")
        upload = self.journal.action_import_bank_files()
        self.assertEqual(upload["context"], {"default_journal_id": self.journal.id})
