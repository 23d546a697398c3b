"""A file that names no bank account: one journal is taken, of several one is chosen."""

from import_common import StoreCase

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user

TABLE = (
    b"Date;Text;Amount;Balance;Currency\n"
    b"2026-03-28;Rent;-700,00;300,00;USD\n"
    b"2026-03-30;Sale;100,00;400,00;USD\n"
)
USER = "bank_statement_intelligence.group_bank_user"


class TestFileWithoutAccount(StoreCase):
    def setUp(self):
        super().setUp()
        domain = [("company_id", "=", self.company.id), ("type", "=", "bank")]
        others = self.env["account.journal"].search(domain) - self.journal
        others.action_archive()

    def send_table(self, **values):
        return self.import_bytes(TABLE, "bank.csv", match=False, **values)

    def test_the_only_bank_journal_is_taken(self):
        result = self.send_table()
        self.assert_counts(result, "imported", new=2)
        self.assertEqual(self.lines(result).journal_id, self.journal)
        self.assertEqual(self.file(result).journal_id, self.journal)

    def test_of_several_none_is_guessed(self):
        other = self.new_journal("NO8330001234567")
        result = self.send_table()
        self.assert_refused(result, "journal_needed")
        why = self.file(result).error_why
        self.assertIn(self.journal.display_name, why)
        self.assertIn(other.display_name, why)
        answer = self.send_table(journal_id=other.id)  # as the dialog does
        self.assertEqual(answer["file_id"], result["file_id"])
        self.assertEqual(self.lines(answer).journal_id, other)

    def test_chosen_on_the_form_and_retried(self):
        other = self.new_journal("NO8330001234567")
        user = new_test_user(self.env, "clerk", f"base.group_user,{USER}")
        user.company_ids = user.company_id = self.company
        file = self.file(self.send_table()).with_user(user)
        with Form(file) as form:
            form.journal_id = other
        file.action_retry()
        self.assertEqual((file.state, file.line_ids.journal_id), ("imported", other))
        with self.assertRaisesRegex(UserError, "Undo the import"):
            file.journal_id = self.journal
        with self.assertRaises(AccessError):
            file.new_count = 7
        for name in ("create", "unlink"):
            with self.assertRaises(AccessError):
                file.check_access(name)

    def test_the_source_says_which(self):
        other = self.new_journal("NO8330001234567")
        self.new_journal("NO9386011117947")
        values = {"name": "In", "url": "sftp://bank.example/in"}
        source = self.env["bank.import.source"].sudo().create(values)
        source.journal_ids = other
        file = self.env["bank.import.file"]._receive(
            "bank.csv", TABLE, self.company, source=source
        )
        self.env["bank.import.service"]._process(file)
        self.assertEqual(file.line_ids.journal_id, other)
