"""Files from a folder: what the scheduled action fetches, imports and matches."""

from bank_common import IBAN
from camt_files import camt053, entry, statement
from import_common import FIRST, OTHER_IBAN, SECOND, SourceCase

from odoo.exceptions import ValidationError

UNKNOWN = camt053(statement(OTHER_IBAN, [entry(1, "x")]))


class TestImportSource(SourceCase):
    # -- fetch ------------------------------------------------------------------------

    def test_schedule_imports_in_order_and_says_so(self):
        source = self.source()
        self.put(b=SECOND, a=FIRST)
        self.run_schedule()
        self.assertEqual(
            self.states(source), {"a.xml": "imported", "b.xml": "imported"}
        )
        self.assertEqual(self.amounts(), [7, 100])
        self.assertFalse(any(self.all_lines().statement_id.mapped("import_warning")))
        self.assertTrue(source.last_run)
        self.assertFalse(source.last_error)
        self.assertEqual(source.last_result, "Files: 2, with errors: 0")

    def test_bad_files_do_not_stop_the_others(self):
        source = self.source()
        broken = FIRST[: len(FIRST) // 2]
        nan = FIRST.replace(b'"USD">100<', b'"USD">NaN<')
        self.put(a=b"", b=broken, c=b"%PDF-1.7", d=FIRST, e=UNKNOWN, f=nan, g=SECOND)
        self.run_schedule()
        good = source.file_ids.filtered(lambda file: file.state == "imported")
        self.assertEqual(set(good.mapped("name")), {"d.xml", "g.xml"})
        bad = source.file_ids.filtered(lambda file: file.state == "error")
        self.assertEqual(len(bad), 5)
        for file in bad:
            parts = (file.error_what, file.error_where, file.error_why)
            self.assertTrue(all((*parts, file.error_action)), file.name)
        self.assertEqual(self.amounts(), [7, 100])
        self.assertEqual(source.last_result, "Files: 7, with errors: 5")

    def test_folder_that_cannot_be_read_does_not_stop_the_next_source(self):
        lost = self.source(name="Lost", url=str(self.folder / "nowhere"), sequence=1)
        self.source()
        self.put(a=FIRST)
        self.run_schedule()
        self.assertIn("nowhere", lost.last_error)
        self.assertEqual(self.amounts(), [100])

    def test_error_of_a_source_goes_away(self):
        source = self.source(url=str(self.folder / "later"))
        self.run_schedule()
        self.assertTrue(source.last_error)
        (self.folder / "later").mkdir()
        self.run_schedule()
        self.assertFalse(source.last_error)

    def test_only_wanted_files_of_the_folder_itself(self):
        source = self.source(file_pattern="bank*, *.camt", url=f"file://{self.folder}/")
        (self.folder / "sub").mkdir()
        for name in ("bank1.xml", ".bank2.xml", "sub/bank3.xml", "x.xml"):
            (self.folder / name).write_bytes(FIRST)
        (self.folder / "y.camt").write_bytes(SECOND)
        self.run_schedule()
        self.assertEqual(set(self.states(source)), {"bank1.xml", "y.camt"})

    def test_archived_source_is_not_read(self):
        self.source(active=False)
        self.put(a=FIRST)
        self.run_schedule()
        self.assertFalse(self.all_lines())

    def test_source_of_other_journals_refuses_the_file(self):
        other = self.journal.copy()
        other.bank_acc_number = OTHER_IBAN
        source = self.source(journal_ids=other.ids)
        self.put(a=FIRST)
        self.run_schedule()
        self.assertEqual(source.file_ids.error_code, "journal_not_allowed")
        self.assertFalse(self.all_lines())

    def test_settings_must_be_complete(self):
        with self.assertRaises(ValidationError):
            self.source(url=" ")
        with self.assertRaises(ValidationError):
            self.source(after_import="move", move_to=" ")

    # -- after the import -------------------------------------------------------------

    def test_left_file_is_not_imported_again(self):
        source = self.source(after_import="leave")
        self.put(a=FIRST)
        self.run_schedule()
        self.run_schedule()
        self.assertEqual(len(source.file_ids), 1)
        self.assertEqual(source.last_result, "Files: 0, with errors: 0")
        self.assertEqual(self.names(), ["a.xml"])
        self.assertEqual(self.amounts(), [100])

    def test_moved_files_are_all_kept(self):
        self.source(after_import="move", move_to="done")
        self.put(a=FIRST)
        self.run_schedule()
        self.assertEqual((self.names(), self.names("done")), ([], ["a.xml"]))
        self.put(a=SECOND)
        self.run_schedule()
        self.assertEqual(self.amounts(), [7, 100])
        kept = {path.read_bytes() for path in (self.folder / "done").iterdir()}
        self.assertTrue({FIRST, SECOND} <= kept, "the older file is overwritten")

    def test_file_that_cannot_be_moved_does_not_stop_the_others(self):
        source = self.source(after_import="move", move_to="done", file_pattern="*.xml")
        (self.folder / "done").write_text("a file where the folder should be")
        self.put(a=FIRST, b=SECOND)
        self.run_schedule()
        self.assertEqual(self.amounts(), [7, 100])
        self.assertTrue(source.last_error)

    def test_imported_file_is_deleted_and_a_bad_one_is_not(self):
        self.source(after_import="delete")
        self.put(a=FIRST, b=UNKNOWN)
        self.run_schedule()
        self.assertEqual(self.names(), ["b.xml"])

    def test_known_file_that_comes_again_is_deleted_too(self):
        source = self.source(after_import="delete")
        for _time in range(2):
            self.put(a=FIRST)
            self.run_schedule()
        self.assertEqual((self.names(), len(source.file_ids)), ([], 1))

    def test_error_is_retried_until_the_account_is_entered(self):
        source = self.source(after_import="delete")
        self.put(a=UNKNOWN)
        self.run_schedule()
        self.run_schedule()
        self.assertEqual(self.states(source), {"a.xml": "error"})
        journal = self.journal.copy()
        journal.bank_acc_number = OTHER_IBAN
        self.run_schedule()
        file = source.file_ids
        self.assertEqual(
            file.state, "imported", f"{file.error_why} {source.last_error}"
        )
        self.assertEqual(source.file_ids.line_ids.journal_id, journal)
        self.assertEqual(self.names(), [])

    # -- match ------------------------------------------------------------------------

    def test_schedule_matches_as_the_journal_says(self):
        wanted = {
            "off": ("unresolved", 0),
            "propose": ("payment_pending", 1),
            "post": ("reconciled", 0),
        }
        self.source()
        for number, (automation, (state, count)) in enumerate(wanted.items()):
            with self.subTest(automation):
                self.journal.match_automation = automation
                invoice = self.invoice(50 + number)
                data = statement(
                    IBAN, [entry(50 + number, invoice.name)], number=str(number)
                )
                self.put(**{f"f{number}": camt053(data)})
                self.run_schedule()
                line = self.all_lines().filtered_domain([("amount", "=", 50 + number)])
                self.assert_state(line, state)
                self.assertEqual(line.proposal_count, count)

    def test_run_of_the_schedule_is_kept(self):
        self.journal.match_automation = "post"
        invoice = self.invoice(100)
        self.source()
        self.put(a=camt053(statement(IBAN, [entry(100, invoice.name)])))
        self.run_schedule()
        run = self.all_lines().match_proposal_ids.run_id
        self.assertEqual((run.trigger, run.mode, run.state), ("cron", "post", "done"))
        self.assertEqual((run.company_id, run.reconciled_count), (self.company, 1))
        self.assert_settles(self.all_lines(), invoice)

    def test_fetch_tells_which_source_cannot_be_read(self):
        """A program hears more than an empty list."""
        good, bad = self.source(), self.source(url=f"{self.folder}/nowhere")
        self.put(a=camt053(statement(IBAN, [entry(100, "x")])))
        file, failed = self.api.fetch((good | bad).ids)
        self.assertEqual(file["state"], "imported")
        self.assertEqual(set(failed), set(file))
        self.assertEqual((failed["state"], failed["file_id"]), ("error", False))
        self.assertIn("nowhere", failed["errors"][0]["message"])
        self.assertEqual(failed["errors"][0]["where"], bad.name)
        self.assertEqual(len(self.api.fetch(good.ids)), 0)

    def test_fetch_by_hand_matches_and_answers_per_file(self):
        invoice = self.invoice(100)
        source = self.source()
        self.put(a=camt053(statement(IBAN, [entry(100, invoice.name)])), b=UNKNOWN)
        good, bad = self.api.fetch(source.ids)
        self.assertEqual((good["state"], good["new"]), ("imported", 1))
        self.assertEqual(bad["errors"][0]["code"], "unknown_account")
        self.assert_state(self.lines(good), "payment_pending")
        self.assertEqual(good["run_id"], self.lines(good).match_proposal_ids.run_id.id)
