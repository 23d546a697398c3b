"""No file is lost: not by a failed request, a killed process or a full disk."""

import errno
from pathlib import Path
from unittest.mock import patch

from import_common import FIRST, SECOND, SourceCase
from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

ROOM = "odoo.addons.bank_statement_intelligence.models.intake"
SOURCE = f"{ROOM}.bank_import_source"
ATTACHMENT = "odoo.addons.base.models.ir_attachment"


class TestAfterTheCommit(SourceCase):
    """A file leaves its place only when it is kept."""

    def test_failed_request_leaves_the_file_where_it_is(self):
        source = self.source(after_import="delete")
        self.put(a=FIRST)
        source.action_fetch()
        self.assertEqual(self.names(), ["a.xml"], "deleted before the commit")
        self.assertEqual(source.file_ids.disposal, "due")
        self.roll_back()
        self.assertEqual(self.names(), ["a.xml"])

    def test_file_goes_after_the_commit_and_says_so(self):
        for policy in ("delete", "move"):
            with self.subTest(policy):
                source = self.source(after_import=policy)
                self.put(a=FIRST if policy == "delete" else SECOND)
                self.api.fetch(source.ids)
                self.commit()
                self.assertEqual(self.names(), [])
                self.assertEqual(source.file_ids.disposal, "done")
                self.assertTrue(source.file_ids.disposed_on)

    def test_next_fetch_does_what_a_killed_process_left(self):
        source = self.source(after_import="delete")
        self.put(a=FIRST)
        source.action_fetch()
        self.roll_back()  # as if killed between the commit and the deletion
        source.action_fetch()
        self.commit()
        self.assertEqual(self.names(), [])
        self.assertEqual(source.file_ids.disposal, "done")
        self.assertEqual(self.amounts(), [100])

    def test_file_that_is_gone_already_is_done(self):
        source = self.source(after_import="delete")
        self.put(a=FIRST)
        source.action_fetch()
        self.roll_back()
        (self.folder / "a.xml").unlink()
        source.action_fetch()
        self.commit()
        self.assertEqual(source.file_ids.disposal, "done")

    def test_other_bytes_under_the_same_name_stay(self):
        source = self.source(after_import="delete")
        self.put(a=FIRST)
        source.action_fetch()
        self.put(a=SECOND)  # the bank writes it between reading and deleting
        self.commit()
        self.assertEqual(self.names(), ["a.xml"])
        source.action_fetch()
        self.commit()
        self.assertEqual((self.names(), self.amounts()), ([], [7, 100]))

    def test_file_that_cannot_go_says_why(self):
        source = self.source(after_import="move", file_pattern="*.xml")
        (self.folder / "done").write_text("a file where the folder should be")
        self.put(a=FIRST)
        source.action_fetch()
        with mute_logger(f"{ROOM}.disposal"):
            self.commit()
        self.assertEqual(source.file_ids.disposal, "due")
        self.assertIn("a.xml", source.file_ids.disposal_error)
        self.assertEqual(source.last_error, source.file_ids.disposal_error)
        (self.folder / "done").unlink()
        source.action_fetch()
        self.commit()
        self.assertFalse(source.file_ids.disposal_error)
        self.assertEqual(self.names("done"), ["a.xml"])


class TestFullDisk(SourceCase):
    """Half a file is a failure of the server, not of the bank."""

    def full_disk(self, left=0):
        """Let storing a file fail, with this many bytes of it on the disk."""

        def write(attachments, value, checksum):
            path = Path(attachments._get_path(value, checksum)[1])
            if b"Document" in value and not path.exists():
                path.write_bytes(value[:left])
                self.addCleanup(path.unlink, missing_ok=True)
                raise OSError(errno.ENOSPC, "No space left on device")
            return plain(attachments, value, checksum)

        cls = type(self.env["ir.attachment"])
        plain = cls._file_write
        return patch.object(cls, "_file_write", write)

    def setUp(self):
        super().setUp()
        # bytes that no other test has stored
        self.data = FIRST.replace(b"Rent", self._testMethodName.encode())
        self.put(a=self.data)

    def test_nothing_half_is_kept_and_the_next_fetch_takes_it(self):
        source = self.source(after_import="delete")
        for number, left in enumerate((0, 300), 1):
            data = self.data.replace(b"<Id>S1<", f"<Id>T{number}<".encode())
            data = data.replace(b">100<", f">10{number}<".encode())
            self.put(a=data)
            with self.full_disk(left), mute_logger(SOURCE, ATTACHMENT):
                self.run_schedule()
            self.assertEqual(len(source.file_ids), number - 1)
            self.assertIn("No space left", source.last_error)
            self.assertEqual((source.failure_count, self.names()), (1, ["a.xml"]))
            self.run_schedule()
            self.assertEqual(source.file_ids[:1].state, "imported")
            self.assertEqual((self.names(), source.last_error), ([], False))
        self.assertEqual(self.amounts(), [101, 102])

    def test_upload_says_that_the_disk_is_full(self):
        with (
            self.full_disk(),
            mute_logger(ATTACHMENT),
            self.assertRaisesRegex(UserError, "No space left"),
        ):
            self.import_bytes(self.data)
        result = self.import_bytes(self.data)
        self.assertEqual(result["new"], 1)

    def test_damaged_copy_is_told_and_replaced(self):
        files = self.env["bank.import.file"]
        file = files._receive("a.xml", self.data, self.company)
        attachment = file._get_attachment()
        path = Path(attachment._full_path(attachment.store_fname))
        path.write_bytes(self.data[:200])
        file.action_retry()
        self.assertEqual((file.state, file.error_code), ("error", "damaged_copy"))
        self.assertIn("200", file.error_why)
        result = self.import_bytes(self.data)
        self.assertEqual((result["file_id"], result["new"]), (file.id, 1))


class TestFailures(SourceCase):
    """What fails costs only itself."""

    def test_one_file_that_fails_does_not_stop_the_others(self):
        source = self.source()
        self.put(a=FIRST, b=SECOND)
        cls = type(source)
        plain = cls._import_file

        def fail(source, name, data):
            if name == "a.xml":
                raise ValueError("nobody thought of this")
            return plain(source, name, data)

        with patch.object(cls, "_import_file", fail), mute_logger(SOURCE):
            self.run_schedule()
        self.assertEqual(self.states(source), {"b.xml": "imported"})
        self.assertIn("nobody thought", source.last_error)
        self.assertEqual(source.failure_count, 1)

    def test_source_that_breaks_does_not_stop_the_schedule(self):
        lost, good = self.source(sequence=1), self.source(sequence=2)
        self.put(a=FIRST)
        cls = type(lost)
        plain = cls._import_from

        def fail(source, checkpoint):
            if source == lost:
                raise ValueError("nobody thought of this")
            return plain(source, checkpoint)

        self.journal.match_automation = "propose"
        with patch.object(cls, "_import_from", fail), mute_logger(SOURCE):
            self.run_schedule()
        self.assertEqual(self.states(good), {"a.xml": "imported"})
        runs = self.env["bank.match.run"].search([("trigger", "=", "cron")], limit=1)
        self.assertEqual(runs.line_count, 1)

    def test_scheduled_run_takes_a_file_again_that_met_another_change(self):
        source = self.source()
        self.put(a=FIRST)
        cls, tries = type(self.env["bank.import.file"]), []
        plain = cls._receive

        def collide(files, *args, **values):
            tries.append(1)
            if len(tries) < 3:
                raise SerializationFailure("could not serialize access")
            return plain(files, *args, **values)

        with patch.object(cls, "_receive", collide):
            self.run_schedule()
        self.assertEqual(len(tries), 3)
        self.assertEqual(self.states(source), {"a.xml": "imported"})
        self.assertFalse(source.last_error)

    def test_request_that_met_another_change_is_left_to_odoo(self):
        source = self.source()
        self.put(a=FIRST)
        cls = type(self.env["bank.import.file"])
        failure = SerializationFailure("could not serialize access")
        with (
            patch.object(cls, "_receive", side_effect=failure),
            self.assertRaises(SerializationFailure),
        ):
            source.action_fetch()

    def test_fetch_without_the_right_changes_nothing(self):
        source = self.source(url=str(self.folder / "nowhere"))
        portal = new_test_user(self.env, "customer", "base.group_portal")
        before = source.read(["last_run", "last_error", "failure_count", "next_fetch"])
        with self.assertRaises(AccessError):
            source.with_user(portal).action_fetch()
        with self.assertRaises(AccessError):
            source.with_user(portal)._import_files()
        source.invalidate_recordset()
        after = source.read(["last_run", "last_error", "failure_count", "next_fetch"])
        self.assertEqual(before, after)

    def test_fetch_by_hand_does_not_move_the_schedule(self):
        source = self.source(url=str(self.folder / "nowhere"))
        with mute_logger(SOURCE):
            for _time in range(5):
                source.action_fetch()
        self.assertIn("nowhere", source.last_error)
        self.assertEqual((source.failure_count, source.next_fetch), (0, False))


class TestTwoImporters(SourceCase):
    """Who loses a race is told so in a sentence, or Odoo repeats his request."""

    def import_while(self, failure):
        with patch.object(
            type(self.env["bank.import.service"]), "_import", side_effect=failure
        ):
            return self.import_bytes(FIRST, "a.xml")

    def test_conflict_is_left_to_odoo(self):
        with self.assertRaises(SerializationFailure):
            self.import_while(SerializationFailure("could not serialize access"))

    def test_loser_gets_a_sentence_and_may_retry(self):
        text = 'duplicate key value violates unique constraint "bank_import_key"'
        result = self.import_while(UniqueViolation(text))
        self.assertEqual(result["errors"][0]["code"], "imported_meanwhile")
        self.assertNotIn("constraint", str(result))
        file = self.file(result)
        file.action_retry()
        self.assertEqual(file.state, "imported")
