"""What sources may reach: folders, kinds of addresses and networks that are listed."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import patch

import fsspec
from fsspec.implementations.memory import MemoryFileSystem
from import_common import FIRST, SECOND, SourceCase

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

ROOM = "odoo.addons.bank_statement_intelligence.models.intake"
SOURCE = f"{ROOM}.bank_import_source"
MANAGER = "base.group_user,bank_statement_intelligence.group_bank_manager"


class TestWhatIsListed(SourceCase):
    def test_folder_that_is_not_listed_is_refused(self):
        self.allow(bank_import_folders="/srv/bank")
        for url in (
            str(self.folder),
            f"file://{self.folder}",
            "/srv/bank/../../etc",
            "/srv/banking",
        ):
            with self.subTest(url), self.assertRaisesRegex(UserError, "import_folders"):
                self.source(url=url)
        self.source(url="/srv/bank/in")

    def test_folder_is_closed_when_it_is_no_longer_listed(self):
        source = self.source()
        self.put(a=FIRST)
        self.allow(bank_import_folders="")
        with mute_logger(SOURCE):
            self.run_schedule()
        self.assertFalse(source.file_ids)
        self.assertIn("bank_import_folders", source.last_error)

    def test_link_out_of_the_folder_is_not_followed(self):
        inbox = self.folder / "in"
        inbox.mkdir()
        (self.folder / "outside.xml").write_bytes(FIRST)
        (inbox / "b.xml").write_bytes(SECOND)
        (inbox / "a.xml").symlink_to(self.folder / "outside.xml")
        self.allow(bank_import_folders=str(inbox))
        source = self.source(url=str(inbox))
        self.run_schedule()
        self.assertEqual(self.states(source), {"b.xml": "imported"})
        self.assertEqual(self.amounts(), [7])

    def test_files_are_not_moved_out_of_what_is_listed(self):
        inbox = self.folder / "in"
        inbox.mkdir()
        (inbox / "a.xml").write_bytes(FIRST)
        self.allow(bank_import_folders=str(inbox))
        source = self.source(url=str(inbox), after_import="move", move_to="../../x")
        with mute_logger(f"{ROOM}.disposal"):
            self.run_schedule()
        self.assertEqual(source.file_ids.disposal, "due")
        self.assertIn("bank_import_folders", source.file_ids.disposal_error)
        self.assertEqual(self.names("in"), ["a.xml"])

    def test_schemes(self):
        for url in ("sftp://a.example/in", "FTPS://a.example/in", "s3://bucket/in"):
            with self.subTest(url):
                self.source(url=url)
        for url in ("ftp://a.example/in", "memory://in", "github://a:b@/", "data:,x"):
            with self.subTest(url), self.assertRaisesRegex(UserError, "odoo.conf"):
                self.source(url=url)
        self.allow(bank_import_schemes="ftp, https")
        self.source(url="ftp://a.example/in")
        with self.assertRaisesRegex(UserError, "only ftp, https"):
            self.source(url="sftp://a.example/in")

    def test_chained_addresses_are_refused(self):
        self.allow(bank_import_schemes="zip,simplecache,sftp")
        for url in ("zip://a.xml::/etc/x.zip", "simplecache::file:///etc/passwd"):
            with self.subTest(url), self.assertRaisesRegex(UserError, "“::”"):
                self.source(url=url)

    def test_server_files_and_plain_http_are_for_administrators(self):
        manager = new_test_user(self.env, "reach.manager", MANAGER)
        sources = self.env["bank.import.source"].with_user(manager)
        self.allow(bank_import_schemes="http,sftp")
        for url in (str(self.folder), f"file://{self.folder}", "http://a.example/"):
            with self.subTest(url), self.assertRaisesRegex(AccessError, "administrat"):
                sources.create({"name": "x", "url": url})
        source = sources.create({"name": "x", "url": "sftp://a.example/in"})
        with self.assertRaises(AccessError):
            source.url = str(self.folder)
        manager.group_ids |= self.env.ref("base.group_system")
        source.url = str(self.folder)
        manager.group_ids -= self.env.ref("base.group_system")
        source.write({"url": str(self.folder), "name": "Still theirs to rename"})


class TestNetwork(SourceCase):
    """The server's own network is closed, whatever leads to it."""

    def setUp(self):
        super().setUp()
        self.asked = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802 - the name that http.server calls
                asked.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"<a href='a.xml'>a.xml</a>")

            def log_message(self, *_args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.port = self.server.server_address[1]

    def test_address_of_the_own_network_is_refused_at_once(self):
        for host in ("127.0.0.1", "10.1.2.3", "169.254.169.254", "0.0.0.0"):
            url = f"sftp://{host}/in"
            with self.subTest(url), self.assertRaisesRegex(UserError, "import_hosts"):
                self.source(url=url)
        self.allow(bank_import_hosts="10.1.0.0/16")
        self.source(url="sftp://10.1.2.3/in")

    def test_name_of_the_own_machine_is_refused_when_it_is_connected(self):
        self.allow(bank_import_schemes="ftp")
        source = self.source(url=f"ftp://localhost:{self.port}/")
        for _time in range(2):
            with self.assertRaisesRegex(UserError, "bank_import_hosts"):
                source.action_test()
        self.assertFalse(self.asked)

    def test_library_that_is_led_into_the_own_network_is_stopped(self):
        """As by a redirection: the address is not the one that was entered."""
        place, port = MemoryFileSystem(), self.port

        def led_astray(path, detail=True):
            import urllib.request

            return urllib.request.urlopen(f"http://localhost:{port}/{path}").read()

        source = self.source(url="sftp://bank.example.com/in")
        self.allow()
        with contextlib.ExitStack() as stack:
            openers = f"{ROOM}.connections.OPENERS"
            stack.enter_context(
                patch.dict(openers, {"sftp": lambda *_args: (place, "/")})
            )
            stack.enter_context(patch.object(place, "ls", led_astray, create=True))
            with self.assertRaisesRegex(UserError, "bank_import_hosts"):
                source.action_test()
            self.assertFalse(self.asked)
            self.allow(bank_import_hosts="localhost")
            with self.assertRaises(UserError):  # what it answers is no list of files
                source.action_test()
        self.assertEqual(self.asked, ["/"])

    def test_threads_of_libraries_are_watched_too(self):
        from fsspec.asyn import get_loop, sync

        from odoo.addons.bank_statement_intelligence.models.intake import reach

        async def connect():
            import asyncio

            await asyncio.open_connection("127.0.0.1", self.port)

        with reach.guarded(self.env), self.assertRaisesRegex(UserError, "127.0.0.1"):
            sync(get_loop(), connect)
        sync(get_loop(), connect)

    def test_others_connect_as_before(self):
        with fsspec.open(f"file://{self.folder}/x", "w") as file:
            file.write("x")
        import urllib.request

        urllib.request.urlopen(f"http://127.0.0.1:{self.port}/free").read()
        self.assertEqual(self.asked, ["/free"])
