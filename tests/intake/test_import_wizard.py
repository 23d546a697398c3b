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
        self.assertEqual(action["res_model"], "account.bank.statement.line")
        account = action["context"]["search_default_journal_id"]
        self.assertEqual(account, self.journal.id)
        lines = self.env["account.bank.statement.line"].search(
            [("journal_id", "=", account)]
        )
        self.assertEqual(sorted(lines.mapped("amount")), [10, 20])

    def drop(self, name, data):
        """Drop a file on the card of the bank account, as the dashboard does."""
        attachment = self.env["ir.attachment"].create({"name": name, "raw": data})
        journals = self.env["account.journal"].with_context(
            default_journal_id=self.journal.id, default_move_type="entry"
        )
        return attachment, journals.create_document_from_attachment(attachment.ids)

    def test_a_file_dropped_on_the_card_is_imported(self):
        """No draft entry is made of it, and the worksheet opens on its statement."""
        before = self.env["account.move"].search_count([])
        attachment, action = self.drop("bank.xml", self.good(10))
        line = self.env["account.bank.statement.line"].search(
            [("journal_id", "=", self.journal.id)]
        )
        self.assertEqual(line.amount, 10)
        self.assertEqual(self.env["account.move"].search_count([]), before + 1)
        self.assertEqual(line.import_file_id.name, "bank.xml")
        context = action["context"]
        self.assertEqual(context["search_default_statement_id"], line.statement_id.id)
        self.assertFalse(attachment.exists())

    def test_a_bad_file_dropped_on_the_card_says_why(self):
        _attachment, action = self.drop("bank.xml", b"no bank file")
        file = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(file.state, "error")
        self.assertTrue(file.error_what)

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
