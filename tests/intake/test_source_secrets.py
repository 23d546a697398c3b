"""Secrets of sources: sealed in the database, told to nobody, or kept elsewhere."""

import json
from unittest.mock import patch

from import_common import SourceCase, set_config

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import config, mute_logger

SOURCE = "odoo.addons.bank_statement_intelligence.models.intake.bank_import_source"
SECRETS = ("geheim-1", "geheim-2", "2222")


class SecretsCase(SourceCase):
    def sftp(self, **values):
        return self.source(url="sftp://bank.example.com/in", **values)

    def filled(self):
        options = {"passphrase": "geheim-2", "port": 2222}
        return self.sftp(password="geheim-1", options=json.dumps(options))

    def row(self, source):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT to_jsonb(s)::text FROM bank_import_source s WHERE id = %s",
            [source.id],
        )
        return self.env.cr.fetchone()[0]


class TestSecrets(SecretsCase):
    def test_no_dump_has_them(self):
        row = self.row(self.filled())
        self.assertFalse([secret for secret in SECRETS if secret in row])
        self.assertIn("sealed:", row)

    def test_nobody_is_told_them(self):
        source = self.filled()
        source.invalidate_recordset()
        names = [
            name for name in source._fields if name not in ("secret", "kept_options")
        ]
        told = [
            source.read(
                [
                    name
                    for name in names
                    if source._has_field_access(source._fields[name], "read")
                ]
            ),
            source.export_data(["name", "options", "password"]),
            source.copy().read(["options", "password", "has_password"]),
            source.message_ids.mapped("body"),
        ]
        self.assertFalse([secret for secret in SECRETS[:2] if secret in str(told)])
        self.assertEqual(
            json.loads(source.options), {"passphrase": "***", "port": "***"}
        )
        for name in ("secret", "kept_options"):
            with self.assertRaises(AccessError):
                source.read([name])
            with self.assertRaises(AccessError):
                source.search([(name, "like", "seal")])

    def test_connection_gets_them(self):
        source = self.filled()
        self.assertEqual(source._get_password(), "geheim-1")
        self.assertEqual(
            source._get_options(), {"passphrase": "geheim-2", "port": 2222}
        )

    def test_what_is_shown_keeps_what_is_stored(self):
        source = self.filled()
        source.options = '{"passphrase": "***", "timeout": 5}'
        self.assertEqual(
            source._get_options(), {"passphrase": "geheim-2", "timeout": 5}
        )
        source.options = False
        self.assertEqual(source._get_options(), {})

    def test_options_must_be_json(self):
        for text in ("port 22", "[1]", "3"):
            with self.subTest(text), self.assertRaises(ValidationError):
                self.sftp(options=text)

    def test_messages_do_not_have_them(self):
        source = self.filled()
        failure = OSError("login bank:geheim-1 refused, key geheim-2")
        cls = type(source)
        with (
            patch.object(cls, "_fetch", side_effect=failure),
            self.assertLogs(SOURCE, "INFO") as logs,
        ):
            source.action_fetch()
        for text in (source.last_error, str(logs.output)):
            self.assertIn("refused", text)
            self.assertNotIn("geheim", text)


class TestKeys(SecretsCase):
    def test_key_of_the_administrator(self):
        set_config(self, bank_import_key="first key")
        source = self.filled()
        set_config(self, bank_import_key="second key")
        with self.assertRaisesRegex(UserError, "Enter it again"):
            source._get_password()
        with mute_logger(SOURCE):
            source.action_fetch()
        self.assertIn("bank_import_key", source.last_error)
        set_config(self, bank_import_key="second key, first key")
        self.assertEqual(source._get_password(), "geheim-1")

    def test_source_can_be_edited_after_the_key_is_lost(self):
        set_config(self, bank_import_key="first key")
        source = self.filled()
        set_config(self, bank_import_key="second key")
        source.invalidate_recordset()
        self.assertFalse(source.options)
        source.write({"password": "new", "options": '{"port": 22}'})
        self.assertEqual(source._get_password(), "new")
        self.assertEqual(source._get_options(), {"port": 22})

    def test_own_key_is_made_once_beside_the_filestore(self):
        set_config(self, data_dir=str(self.folder), bank_import_key="")
        source = self.filled()
        key = self.folder / "bank_import.key"
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        self.assertNotIn(key.read_text(), self.row(source))
        self.assertEqual(source._get_password(), "geheim-1")


class TestNamedSecrets(SecretsCase):
    def test_secret_is_named_and_kept_elsewhere(self):
        set_config(self, bank_secret_a="geheim-1")
        source = self.sftp(
            password="conf:bank_secret_a",
            options='{"passphrase": "env:BANK_SECRET_B"}',
        )
        with patch.dict("os.environ", {"BANK_SECRET_B": "geheim-2"}):
            self.assertEqual(source._get_password(), "geheim-1")
            self.assertEqual(source._get_options(), {"passphrase": "geheim-2"})
        self.assertIn("env:BANK_SECRET_B", source.options)
        with self.assertRaisesRegex(UserError, "BANK_SECRET_B"):
            source._get_options()

    def test_no_other_setting_of_the_server_is_told(self):
        set_config(self, bank_secret_a="x")
        self.assertTrue(config["admin_passwd"])
        for text in ("conf:admin_passwd", "env:HOME", "conf:db_password"):
            with self.subTest(text):
                self.assertEqual(self.sftp(password=text)._get_password(), text)
