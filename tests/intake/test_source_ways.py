"""Other ways in: FTP, passwords, growing files, failures, e-mail."""

import logging
import os
import threading
import time
from datetime import timedelta
from email.message import EmailMessage

from bank_common import IBAN
from camt_files import camt053, entry, statement
from freezegun import freeze_time
from import_common import FIRST, SECOND, SourceCase
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import ThreadedFTPServer

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

PASSWORD = "geheim@123:x"
SERVICE = "odoo.addons.bank_statement_intelligence.models.intake.bank_import_source"


class WaysCase(SourceCase):
    def fetch(self, source):
        files = source._import_files(checkpoint=self.env.flush_all)
        self.commit()
        return files


class TestFtp(WaysCase):
    def setUp(self):
        super().setUp()
        logging.getLogger("pyftpdlib").setLevel(logging.ERROR)
        users = DummyAuthorizer()
        users.add_user("bank", PASSWORD, str(self.folder), perm="elradfmw")
        handler = type("Handler", (FTPHandler,), {"authorizer": users})
        self.server = ThreadedFTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.close_all)
        self.allow(bank_import_schemes="ftp", bank_import_hosts="127.0.0.1")

    def ftp(self, **values):
        values = {"username": "bank", "password": PASSWORD, **values}
        port = self.server.address[1]
        return self.source(
            url="ftp://127.0.0.1/",
            options=f'{{"port": {port}}}',
            settle_seconds=0,
            **values,
        )

    def test_files_are_fetched_and_moved(self):
        self.put(a=FIRST, b=SECOND)
        source = self.ftp(after_import="move")
        self.fetch(source)
        self.assertFalse(source.last_error)
        self.assertEqual(self.amounts(), [7, 100])
        self.assertEqual(self.names(), [])
        self.assertEqual(self.names("done"), ["a.xml", "b.xml"])

    def test_wrong_password_is_told_without_it(self):
        source = self.ftp(password="falsch-4711")
        with mute_logger(SERVICE):
            self.fetch(source)
        self.assertIn("Could not read", source.last_error)
        self.assertNotIn("falsch-4711", source.last_error)
        with self.assertRaises(UserError) as caught:
            source.action_test()
        self.assertNotIn("falsch-4711", str(caught.exception))

    def test_connection_test_names_what_waits(self):
        self.put(a=FIRST)
        action = self.ftp().action_test()
        self.assertIn("a.xml", action["params"]["message"])
        self.assertFalse(self.all_lines())


class TestCredentials(WaysCase):
    def test_password_of_the_address_is_taken_out(self):
        source = self.source(url="sftp://bank:geheim%40123%3Ax@example.com:22/in")
        self.assertEqual(source.url, "sftp://example.com:22/in")
        self.assertEqual(source.username, "bank")
        self.assertEqual(source._get_password(), PASSWORD)
        source.url = "sftp://other:neu@example.com/in"
        self.assertEqual(source.url, "sftp://example.com/in")
        self.assertEqual((source.username, source._get_password()), ("other", "neu"))

    def test_password_is_never_shown(self):
        source = self.source(password=PASSWORD)
        self.assertTrue(source.has_password)
        source.invalidate_recordset()
        self.assertFalse(source.password)
        self.assertNotIn(PASSWORD, str(source.read()))
        self.assertNotIn(PASSWORD, str(source.export_data(["name", "url"])))
        with self.assertRaises(AccessError):
            source.read(["secret"])
        user = new_test_user(self.env, "clerk", "account.group_account_basic")
        with self.assertRaises(AccessError):
            source.with_user(user).read(["username", "password"])
        self.assertFalse(source.copy().has_password)
        source.password = False
        self.assertTrue(source.has_password)

    def test_options_must_be_json(self):
        with self.assertRaises(ValidationError):
            self.source(options="port 22")


class TestComplete(WaysCase):
    def test_file_that_is_being_written_waits(self):
        source = self.source(settle_seconds=1)
        self.put(a=FIRST, b=SECOND[:100])
        old = time.time() - 60
        os.utime(self.folder / "a.xml", (old, old))

        def write():
            time.sleep(0.4)
            (self.folder / "b.xml").write_bytes(SECOND)

        writer = threading.Thread(target=write)
        writer.start()
        self.fetch(source)
        writer.join()
        self.assertEqual(self.states(source), {"a.xml": "imported"})
        self.fetch(source)
        self.assertEqual(
            self.states(source), {"a.xml": "imported", "b.xml": "imported"}
        )

    def test_names_of_unfinished_files(self):
        source = self.source()
        for name in ("a.xml.part", "b.tmp", "c.xml.filepart", ".d.xml", "e.xml~"):
            (self.folder / name).write_bytes(FIRST)
        self.assertFalse(self.fetch(source))


class TestPauses(WaysCase):
    def test_failures_are_retried_with_growing_pauses(self):
        good = self.source()
        bad = self.source(url=str(self.folder / "nowhere"))
        self.put(a=FIRST)
        pauses = []
        with mute_logger(SERVICE):
            for _ in range(12):
                self.fetch(bad)
                pauses.append((bad.next_fetch or bad.last_run) - bad.last_run)
        self.assertEqual(pauses[:3], [timedelta(minutes=m) for m in (0, 15, 30)])
        self.assertEqual(pauses, sorted(pauses))
        self.assertEqual(pauses[-1], timedelta(days=1))
        self.assertEqual(bad.failure_count, 12)
        self.fetch(good)
        self.assertEqual(len(self.all_lines()), 1)
        (self.folder / "nowhere").mkdir()
        self.fetch(bad)
        self.assertEqual((bad.failure_count, bad.last_error), (0, False))

    def test_schedule_takes_only_what_is_due(self):
        now, later = self.source(), self.source(settle_seconds=0)
        later.sudo().next_fetch = fields.Datetime.now() + timedelta(minutes=10)
        self.assertEqual((now | later)._filter_due(), now)
        with freeze_time(fields.Datetime.now() + timedelta(minutes=11)):
            self.assertEqual((now | later)._filter_due(), now | later)

    def test_source_that_fails_does_not_stop_the_others(self):
        self.source(url=str(self.folder / "nowhere"), sequence=1)
        good = self.source(sequence=2)
        self.put(a=FIRST)
        with mute_logger(SERVICE):
            self.run_schedule()
        self.assertEqual(self.states(good), {"a.xml": "imported"})
        self.assertTrue(good.last_file_on)


class TestMail(WaysCase):
    def setUp(self):
        super().setUp()
        self.domain = self.env["mail.alias.domain"].create({"name": "example.com"})
        self.company.alias_domain_id = self.domain
        self.inbox = self.source(
            source_type="email", alias_name="bank", alias_contact="everyone"
        )

    def send_mail(self, *attachments, sender="bank@bank.example"):
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, "bank@example.com"
        mail["Subject"], mail["Message-Id"] = "Statement", f"<{time.time()}@bank>"
        mail.set_content("See the file.")
        for name, data in attachments:
            mail.add_attachment(
                data, maintype="application", subtype="octet-stream", filename=name
            )
        thread = self.env["mail.thread"].with_user(self.env.ref("base.user_root"))
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            thread.message_process("bank.import.file", mail.as_bytes())
        return self.inbox.file_ids

    def test_attachments_become_files(self):
        self.journal.match_automation = "post"
        invoice = self.invoice(100)
        data = camt053(statement(IBAN, [entry(100, invoice.name)]))
        files = self.send_mail(("a.xml", data), ("logo.png", b"x"), ("b.txt", b"?"))
        self.assertEqual(
            {file.name: file.state for file in files},
            {"a.xml": "imported", "b.txt": "error"},
        )
        good = files.filtered(lambda file: file.state == "imported")
        self.assertEqual(good.company_id, self.company)
        self.assert_settles(good.line_ids, invoice)
        self.assertEqual(self.inbox.last_result, "Files: 2, with errors: 1")

    def test_same_mail_twice_adds_nothing(self):
        for _ in range(2):
            self.send_mail(("a.xml", FIRST))
        self.assertEqual(len(self.all_lines()), 1)

    def test_mail_without_file_is_told(self):
        (file,) = self.send_mail()
        self.assertEqual((file.state, file.error_code), ("error", "no_attachment"))

    def test_strangers_are_refused_unless_allowed(self):
        self.inbox.alias_contact = "partners"
        self.assertFalse(self.send_mail(("a.xml", FIRST)))
