"""Each way in against a real server: complete files come in, then they leave."""

import imaplib
import json
import os
import tempfile
import threading
import unittest
from email.message import EmailMessage
from pathlib import Path
from unittest.mock import patch

import boto3
import servers
from import_common import FIRST, SECOND, SourceCase
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_FTPHandler
from pyftpdlib.servers import ThreadedFTPServer

from odoo.exceptions import UserError
from odoo.tools import mute_logger

ROOM = "odoo.addons.bank_statement_intelligence.models.intake"
SOURCE = f"{ROOM}.bank_import_source"
USER, PASSWORD = "bank", "geheim@123:x"


class ServerCase(SourceCase):
    """What every kind of server must do."""

    def setUp(self):
        super().setUp()
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = Path(place.name)
        self.allow(bank_import_hosts="127.0.0.1")

    def serve(self, server):
        return self.enterContext(server)

    def fetch(self, source):
        source.action_fetch()
        self.commit()

    def trust(self, certificate):
        """Have this machine trust a certificate."""
        self.startPatcher(patch.dict(os.environ, SSL_CERT_FILE=str(certificate)))

    def assert_served(self, source):
        """Complete files come in; they leave after the commit only."""
        self.put(a=FIRST, b=SECOND)
        (self.folder / "c.xml.part").write_bytes(FIRST[:300])
        source.action_fetch()
        self.assertFalse(source.last_error)
        self.assertEqual(self.amounts(), [7, 100])
        self.assertEqual(self.names(), ["a.xml", "b.xml", "c.xml.part"])
        self.commit()
        self.assertEqual(self.names(), ["c.xml.part"])
        self.assertEqual(self.names("done"), ["a.xml", "b.xml"])
        self.assertEqual(set(source.file_ids.mapped("disposal")), {"done"})
        self.fetch(source)
        self.assertEqual(len(source.file_ids), 2)

    def assert_failure_is_told(self, source, *words):
        """The source says what is wrong, and no secret."""
        with mute_logger(SOURCE):
            self.fetch(source)
        self.assertTrue(source.last_error)
        for word in words:
            self.assertIn(word, source.last_error)
        self.assertNotIn(PASSWORD, source.last_error)
        self.assertFalse(source.file_ids)


@unittest.skipUnless(servers.find_sshd(), "no OpenSSH server on this machine")
class TestSftp(ServerCase):
    def setUp(self):
        super().setUp()
        found = self.serve(servers.sftp_server(self.place))
        self.port, self.user, self.host_key, self.client_key = found

    def sftp(self, **values):
        key = {"key_filename": str(self.client_key), "allow_agent": False}
        values = {
            "host_key": self.host_key,
            "after_import": "move",
            "options": json.dumps(key),
            **values,
        }
        url = f"sftp://127.0.0.1:{self.port}{self.folder}"
        return self.source(url=url, username=self.user, **values)

    def test_files_come_in(self):
        self.assert_served(self.sftp())

    def test_unknown_host_is_named_and_not_read(self):
        self.put(a=FIRST)
        self.assert_failure_is_told(self.sftp(host_key=False), self.host_key)
        other = servers.make_key(self.place / "other")
        source = self.sftp(host_key=other)
        with self.assertRaisesRegex(UserError, "SHA256"):
            source.action_test()
        self.assertEqual(self.names(), ["a.xml"])
        source.host_key = f"{other} {self.host_key}"
        self.fetch(source)
        self.assertEqual(self.amounts(), [100])

    def test_wrong_key_of_ours_is_told(self):
        servers.make_key(self.place / "other")
        options = {"key_filename": str(self.place / "other"), "allow_agent": False}
        self.assert_failure_is_told(self.sftp(options=json.dumps(options)))


class TestFtps(ServerCase):
    def setUp(self):
        super().setUp()
        self.certificate, key = servers.make_certificate(self.place)
        users = DummyAuthorizer()
        users.add_user(USER, PASSWORD, str(self.folder), perm="elradfmw")
        values = {
            "authorizer": users,
            "certfile": str(self.certificate),
            "keyfile": str(key),
            "tls_control_required": True,
            "tls_data_required": True,
        }
        handler = type("Handler", (TLS_FTPHandler,), values)
        server = ThreadedFTPServer((servers.HOST, 0), handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.close_all)
        self.port = server.address[1]

    def ftps(self, **values):
        values = {"password": PASSWORD, "after_import": "move", **values}
        url = f"ftps://127.0.0.1:{self.port}/"
        return self.source(url=url, username=USER, **values)

    def test_files_come_in(self):
        self.trust(self.certificate)
        self.assert_served(self.ftps())

    def test_certificate_that_nobody_vouches_for_is_refused(self):
        self.put(a=FIRST)
        self.assert_failure_is_told(self.ftps(), "certificate")


class TestWebdav(ServerCase):
    def setUp(self):
        super().setUp()
        self.port, self.certificate = self.serve(
            servers.webdav_server(self.place, self.folder, USER, PASSWORD)
        )
        self.allow(bank_import_schemes="webdavs", bank_import_hosts="127.0.0.1")

    def webdav(self, **values):
        values = {"password": PASSWORD, "after_import": "move", **values}
        url = f"webdavs://127.0.0.1:{self.port}/"
        return self.source(url=url, username=USER, **values)

    def test_files_come_in(self):
        self.trust(self.certificate)
        self.assert_served(self.webdav())

    def test_failures_are_told(self):
        self.put(a=FIRST)
        self.assert_failure_is_told(self.webdav(), "CERTIFICATE_VERIFY_FAILED")
        self.trust(self.certificate)
        self.assert_failure_is_told(self.webdav(password="falsch"), "401")


class TestS3(ServerCase):
    def setUp(self):
        super().setUp()
        port = self.serve(servers.s3_server())
        self.endpoint = f"http://127.0.0.1:{port}"
        self.client = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=USER,
            aws_secret_access_key=PASSWORD,
            region_name="us-east-1",
        )
        self.client.create_bucket(Bucket="bank")

    def put(self, **files):
        for name, data in files.items():
            self.client.put_object(Bucket="bank", Key=f"in/{name}.xml", Body=data)

    def names(self, folder=""):
        prefix = f"in/{folder}/" if folder else "in/"
        found = self.client.list_objects_v2(Bucket="bank", Prefix=prefix, Delimiter="/")
        keys = [row["Key"] for row in found.get("Contents", ())]
        return sorted(key.rpartition("/")[2] for key in keys)

    def s3(self, url="s3://bank/in", **values):
        options = json.dumps({"endpoint_url": self.endpoint})
        values = {"after_import": "move", "options": options, **values}
        return self.source(url=url, username=USER, password=PASSWORD, **values)

    def test_files_come_in(self):
        source = self.s3()
        self.put(a=FIRST, b=SECOND)
        source.action_fetch()
        self.assertFalse(source.last_error)
        self.assertEqual((self.amounts(), len(self.names())), ([7, 100], 2))
        self.commit()
        self.assertEqual(self.names(), [])
        self.assertEqual(self.names("done"), ["a.xml", "b.xml"])
        self.assertEqual(set(source.file_ids.mapped("disposal")), {"done"})

    def test_failures_are_told(self):
        self.assert_failure_is_told(self.s3("s3://nowhere/in"))

    def test_address_of_the_own_network_is_refused_unless_listed(self):
        self.put(a=FIRST)
        self.allow(bank_import_hosts="")
        self.assert_failure_is_told(self.s3(), "bank_import_hosts")


class TestImap(ServerCase):
    def setUp(self):
        super().setUp()
        self.port = self.serve(servers.imap_server(USER, PASSWORD))
        domain = self.env["mail.alias.domain"].create({"name": "example.com"})
        self.company.alias_domain_id = domain
        self.inbox = self.source(
            source_type="email", alias_name="bank", alias_contact="everyone"
        )
        self.mailbox = self.env["fetchmail.server"].create(
            {
                "name": "Bank",
                "server_type": "imap",
                "server": "127.0.0.1",
                "port": self.port,
                "user": USER,
                "password": PASSWORD,
                "state": "done",
            }
        )
        self.client = imaplib.IMAP4("127.0.0.1", self.port)
        self.client.login(USER, PASSWORD)
        self.addCleanup(self.client.logout)
        self.client.select()
        self.client.store("1:*", "+FLAGS", "\\Seen")

    def send(self, data):
        mail = EmailMessage()
        mail["From"], mail["To"] = "bank@bank.example", "bank@example.com"
        mail["Subject"], mail["Message-Id"] = "Statement", f"<{id(data)}@bank>"
        mail.set_content("See the file.")
        kind = {"maintype": "application", "subtype": "octet-stream"}
        mail.add_attachment(data, filename="a.xml", **kind)
        self.client.append("INBOX", None, None, mail.as_bytes())

    def unread(self):
        self.client.select()
        return len(self.client.search(None, "(UNSEEN)")[1][0].split())

    def fetch_mail(self):
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.mailbox.with_env(self.env(cr=cr))._fetch_mail()
        self.env.invalidate_all()

    def test_mail_comes_in_and_is_marked_as_read(self):
        self.send(FIRST)
        self.assertEqual(self.unread(), 1)
        self.fetch_mail()
        self.assertEqual(self.amounts(), [100])
        self.assertEqual((self.unread(), self.inbox.file_ids.state), (0, "imported"))

    def test_mail_that_was_not_kept_stays_unread(self):
        """The disk is full; the next fetch takes it."""
        self.send(SECOND)
        full = OSError(28, "No space left on device")
        files = type(self.env["bank.import.file"])
        with (
            patch.object(files, "_keep", side_effect=full),
            mute_logger("odoo.addons.mail.models.fetchmail"),
        ):
            self.fetch_mail()
        self.assertEqual((self.unread(), self.amounts()), (1, []))
        self.fetch_mail()
        self.assertEqual((self.unread(), self.amounts()), (0, [7]))
