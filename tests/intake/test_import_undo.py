"""An import is taken back in one step; what was allowed again comes back once."""

from ast import literal_eval

from bank_common import IBAN
from camt_files import camt053, entry, statement
from control_common import ControlCase
from import_common import NEXT_DAY, StoreCase

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

MODELS = """
account.bank.statement account.bank.statement.line bank.import.key bank.line.detail
bank.imported.statement bank.line.advice bank.match.proposal account.move
""".split()
ROWS = [entry(100, "Rent", end_to_end="E1"), entry(-7, "Fee")]


class UndoCase(StoreCase):
    def counts(self):
        self.env.flush_all()
        return {name: self.env[name].search_count([]) for name in MODELS}

    def refuse(self, result, words):
        before = self.counts()
        with self.assertRaisesRegex(UserError, words):
            self.file(result).action_undo_import()
        self.assertEqual(self.counts(), before)


class TestUndoImport(UndoCase):
    def test_everything_goes_and_comes_again(self):
        before = self.counts()
        first = self.send(statement(IBAN, ROWS))
        self.lines(first).action_combine()
        imported = self.counts()
        file = self.file(first)
        file.action_undo_import()
        self.assertEqual(self.counts(), before)
        self.assertEqual((file.state, file.new_count), ("undone", 0))
        file.action_retry()
        self.assertEqual((file.state, file.new_count), ("imported", 2))
        self.assertEqual(self.counts(), imported)
        file.action_undo_import()
        self.assert_counts(self.send(statement(IBAN, ROWS)), "imported", new=2)

    def test_the_rest_of_the_account_stays(self):
        first = self.send(statement(IBAN, ROWS))
        rows = [*ROWS, entry(5, "Interest", NEXT_DAY)]
        second = self.send(statement(IBAN, rows, number="2"), name="b.xml")
        self.file(second).action_undo_import()
        self.assertEqual(self.all_lines(), self.lines(first))
        again = self.send(statement(IBAN, rows, number="2"), name="b.xml")
        self.assert_counts(again, "imported", new=1, known=2)

    def test_files_that_left_out_its_entries_are_told(self):
        first = self.send(statement(IBAN, ROWS))
        rows = [*ROWS, entry(5, "Interest", NEXT_DAY)]
        second = self.send(statement(IBAN, rows, number="2"), name="b.xml")
        file, other = self.file(first), self.file(second)
        file.action_undo_import()
        self.assertIn("b.xml", file.message_text)
        self.assertEqual((other.state, other.error_code), ("partial", "entries_undone"))
        self.assertIn(file.name, other.error_why)
        other.action_retry()
        self.assertEqual((other.state, other.error_code), ("imported", False))
        self.assertEqual((other.new_count, other.known_count), (3, 0))
        self.assertCountEqual(self.all_lines().mapped("amount"), [100, -7, 5])
        other.action_undo_import()
        self.assertFalse(self.all_lines())

    def test_retry_of_what_is_imported_keeps_its_counts(self):
        file = self.file(self.send(statement(IBAN, ROWS)))
        file.action_retry()
        self.assertEqual((file.state, file.new_count), ("imported", 2))
        self.assertEqual(file.known_count, 0)

    def test_retry_of_a_partial_file_adds_to_its_counts(self):
        other = "NO8330001234567"
        sent = self.send(statement(IBAN, ROWS), statement(other, [entry(3, "Fee")]))
        file = self.file(sent)
        self.assertEqual((file.state, file.new_count), ("partial", 2))
        self.new_journal(other)
        file.action_retry()
        self.assertEqual((file.state, file.new_count), ("imported", 3))
        self.assertEqual((file.known_count, file.rejected_count), (0, 0))

    def test_over_the_facade(self):
        first = self.send(statement(IBAN, ROWS))
        answer = self.api.undo_import(first["file_id"])
        wanted = {"state": "undone", "lines": 2, "statements": 1}
        self.assertEqual(answer, {"file_id": first["file_id"], **wanted})
        with self.assertRaisesRegex(UserError, "Nothing of"):
            self.api.undo_import(first["file_id"])

    def test_needs_an_approver(self):
        first = self.send(statement(IBAN, ROWS))
        group = "bank_statement_intelligence.group_bank_user"
        user = new_test_user(self.env, "undo.user", group)
        with self.assertRaises(AccessError):
            self.file(first).with_user(user).action_undo_import()

    def test_settled_lines_are_named(self):
        invoice = self.invoice(100)
        rows = [entry(100, invoice.name), entry(-7, "Fee")]
        first = self.send(statement(IBAN, rows))
        line = self.lines(first)[0]
        self.run_matching(line, "post")
        self.refuse(first, f"the first is “{invoice.name}”")
        line.action_undo_match()
        self.file(first).action_undo_import()
        self.assertFalse(self.all_lines())

    def test_approved_lines_are_named(self):
        invoice = self.invoice(100)
        first = self.send(statement(IBAN, [entry(100, invoice.name)]))
        line = self.lines(first)
        self.run_matching(line)
        self.api.approve(self.open_proposals(line).ids)
        self.refuse(first, "is approved")

    def test_locked_lines_are_named(self):
        first = self.send(statement(IBAN, ROWS))
        self.env.cr.execute(  # Odoo itself asks for open lines first
            "UPDATE res_company SET fiscalyear_lock_date = %s WHERE id = %s",
            [NEXT_DAY, self.company.id],
        )
        self.company.invalidate_recordset()
        self.refuse(first, "locked until")

    def test_file_with_lines_is_not_deleted(self):
        first = self.send(statement(IBAN, ROWS))
        with self.assertRaisesRegex(UserError, "Undo the import"):
            self.file(first).unlink()
        self.file(first).action_undo_import()
        self.file(first).unlink()


class TestClosedImport(ControlCase):
    def test_closed_lines_are_named(self):
        data = camt053(statement(IBAN, [entry(100, self.invoice(100).name)]))
        answer = self.import_bytes(data, match=False)
        found = self.env["account.bank.statement"].browse(answer["statement_ids"])
        found.line_ids.sudo().write({"is_closed": True})
        file = self.env["bank.import.file"].browse(answer["file_id"])
        with self.assertRaisesRegex(UserError, "is closed"):
            file.action_undo_import()

    def test_decision_log_keeps_what_was_taken_back(self):
        answer = self.import_bytes(camt053(statement(IBAN, ROWS)), match=False)
        self.api.undo_import(answer["file_id"])
        row = self.env["bank.decision.log"].search([], order="id desc", limit=1)
        self.assertEqual(row.action, "import_undone")
        self.assertIn("Rent", row.payload)


class TestAllowedAgain(UndoCase):
    """Allow Again, Restore and Undo Import together bring an entry once."""

    def setUp(self):
        super().setUp()
        self.old = self.lines(self.send(statement(IBAN, [ROWS[0]])))
        self.old._ignore("wrong")
        self.key = self.env["bank.import.key"].search([("label", "=", "Rent")])

    def again(self):
        """Allow the entry again and import it."""
        self.key.action_release()
        result = self.send(statement(IBAN, [ROWS[0]]), name="again.xml")
        self.assert_counts(result, "imported", new=1)
        return self.lines(result)

    def test_list_shows_what_was_left_out(self):
        action = self.env.ref("bank_statement_intelligence.bank_import_key_action")
        found = self.env["bank.import.key"].search(literal_eval(action.domain))
        self.assertIn(self.key, found)
        self.assertEqual((self.key.amount, self.key.reason), (100, "wrong"))

    def test_restore_is_refused_where_it_stands_by_another_file(self):
        self.again()
        with self.assertRaisesRegex(UserError, "by the file again.xml"):
            self.old.action_restore()

    def test_one_of_both_can_be_restored(self):
        new = self.again()
        new._ignore("no, the first one")
        self.old.action_restore()
        with self.assertRaisesRegex(UserError, "would be there twice"):
            new.action_restore()
        self.assertEqual(self.key.statement_line_id, self.old)
        with self.assertRaisesRegex(UserError, "still in the books"):
            self.key.action_release()
        result = self.send(statement(IBAN, [ROWS[0]]), name="third.xml")
        self.assert_counts(result, "ignored", known=1)

    def test_restored_after_the_other_import_was_undone(self):
        self.again().import_file_id.action_undo_import()
        self.old.action_restore()
        result = self.send(statement(IBAN, [ROWS[0]]), name="third.xml")
        self.assert_counts(result, "ignored", known=1)
