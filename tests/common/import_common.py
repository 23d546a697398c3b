"""Words for tests of the import: send camt files, look at what became of them."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from bank_common import DAY, IBAN, BankMatchCommon
from camt_files import camt053, entry, statement

from odoo.tests.test_cursor import TestCursor
from odoo.tools import config

OTHER_IBAN = "NO8330001234567"
NEXT_DAY = DAY + timedelta(days=1)
FIRST = camt053(statement(IBAN, [entry(100, "Rent")]))
SECOND = camt053(
    statement(IBAN, [entry(7, "Interest", NEXT_DAY)], 100, number="2", day=NEXT_DAY)
)


class StoreCase(BankMatchCommon):
    """Imports camt files without matching them."""

    def send(self, *statements, name="file.xml", **values):
        return self.import_bytes(
            camt053(*statements), name, **{"match": False, **values}
        )

    def new_journal(self, account, **values):
        code = f"B{self.env['account.journal'].search_count([])}"
        journal = self.env["account.journal"].create(
            {"name": account, "type": "bank", "code": code, **values}
        )
        journal.bank_acc_number = account
        return journal

    def file(self, result):
        return self.env["bank.import.file"].browse(result["file_id"])

    def lines(self, result):
        """Return the new lines in the order of the answer."""
        return self.env["account.bank.statement.line"].browse(result["line_ids"])

    def delete(self, lines):
        """Delete lines as core allows it: without a statement around them."""
        lines.statement_id.unlink()
        lines.unlink()

    def all_lines(self):
        return self.env["account.bank.statement.line"].search(
            [("journal_id", "=", self.journal.id)]
        )

    def statement(self, result):
        return self.env["account.bank.statement"].browse(result["statement_ids"])

    def codes(self, result):
        return [message["code"] for message in self.file(result).messages]

    def assert_counts(self, result, state, new=0, known=0, ignored=0):
        found = {name: result[name] for name in ("state", "new", "known", "ignored")}
        wanted = {"state": state, "new": new, "known": known, "ignored": ignored}
        self.assertEqual(found, wanted, result)

    def assert_refused(self, result, code):
        """The file is an error that says all four parts, and nothing is stored."""
        self.assertEqual(result["state"], "error", result)
        self.assertEqual([error["code"] for error in result["errors"]], [code])
        file = self.file(result)
        parts = (file.error_what, file.error_where, file.error_why, file.error_action)
        self.assertTrue(all(parts), parts)
        self.assertFalse(result["line_ids"] or result["statement_ids"])
        self.assertFalse(self.all_lines())
        self.assertFalse(
            self.env["bank.import.key"].search([("journal_id", "=", self.journal.id)])
        )


def set_config(case, **options):
    """Have options in odoo.conf for the time of a test, or of a class of tests."""
    start = case.startClassPatcher if isinstance(case, type) else case.startPatcher
    start(patch.dict(config.options.maps[0], options))


def _our_hooks(cursor):
    """Return what the addon does after a commit; Odoo's test cursors drop it."""
    return [
        hook
        for hook in cursor.postcommit._funcs
        if hook.__module__.startswith("odoo.addons.bank_statement_intelligence")
    ]


def _commit(cursor, plain=TestCursor.commit):
    hooks = _our_hooks(cursor)
    plain(cursor)
    for hook in hooks:
        hook()


def let_commits_be_followed(case):
    """Have the commits of a test do what the addon does after them."""
    case.startPatcher(patch.object(TestCursor, "commit", _commit))


class SourceCase(StoreCase):
    """Has a folder with bank files, and a source that reads it."""

    def setUp(self):
        super().setUp()
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.allow()
        let_commits_be_followed(self)

    def allow(self, **options):
        """Have the administrator of the server allow the folder, and more."""
        options = {"bank_import_folders": str(self.folder), **options}
        set_config(self, **options)

    def commit(self):
        """End the request: do what waits for its commit."""
        hooks = _our_hooks(self.env.cr)
        with self.enter_registry_test_mode():
            for hook in hooks:
                hook()
        self.env.cr.postcommit.clear()

    def roll_back(self):
        """Let the request fail: nothing that waits for its commit is done."""
        self.env.cr.postcommit.clear()

    def source(self, **values):
        """Return a source as an administrator enters it."""
        source = self.env["bank.import.source"].sudo()
        source = source.create(
            {
                "name": "Inbox",
                "url": str(self.folder),
                "settle_seconds": 0,
                **values,
            }
        )
        return source.sudo(self.env.su)

    def put(self, **files):
        for name, data in files.items():
            (self.folder / f"{name}.xml").write_bytes(data)

    def names(self, folder=""):
        return sorted(p.name for p in (self.folder / folder).iterdir() if p.is_file())

    def run_schedule(self):
        job = self.env.ref("bank_statement_intelligence.ir_cron_fetch_and_match")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()

    def states(self, source):
        return {file.name: file.state for file in source.file_ids}

    def amounts(self):
        return sorted(self.all_lines().mapped("amount"))
