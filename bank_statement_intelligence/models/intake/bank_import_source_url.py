"""How a source reads a folder or URL: address, credentials, files that are complete."""

import fnmatch
import json
import posixpath
import time
from urllib.parse import unquote, urlsplit, urlunsplit

import fsspec

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: how fsspec calls user and password, where it is not username and password
CREDENTIAL_NAMES = {
    "s3": ("key", "secret"),
    "s3a": ("key", "secret"),
    "abfs": ("account_name", "account_key"),
    "az": ("account_name", "account_key"),
}
HIDDEN = "***"
#: only the connection itself reads it
NO_ACCESS = "."
#: names that programs use while they write a file
UNFINISHED = ("*.part", "*.partial", "*.filepart", "*.tmp", "*.crdownload", "*~")
TIME_FIELDS = ("mtime", "modify", "LastModified", "last_modified", "modified")


class BankImportSource(models.Model):
    _inherit = "bank.import.source"

    url = fields.Char(
        "Folder or URL",
        help="A folder on the server (/srv/bank/in) or any URL that fsspec reads: "
        "sftp://host/folder, ftp://host/folder, s3://bucket/folder …",
    )
    username = fields.Char(
        "User", groups="bank_statement_intelligence.group_bank_manager"
    )
    secret = fields.Char(groups=NO_ACCESS, copy=False, prefetch=False)
    password = fields.Char(
        compute="_compute_password",
        inverse="_inverse_password",
        groups="bank_statement_intelligence.group_bank_manager",
        help="Is stored and never shown again. Leave empty to keep it.",
    )
    has_password = fields.Boolean(compute="_compute_has_password")
    options = fields.Char(
        "Connection Options",
        groups="bank_statement_intelligence.group_bank_manager",
        help='More options of the connection as JSON, e.g. {"port": 2222}.',
    )
    settle_seconds = fields.Integer(
        "Wait for Writers (s)",
        default=2,
        help="A file that changed within these seconds is looked at again, and left "
        "for the next time if it still grows.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._hide_credentials(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._hide_credentials(vals))

    @api.model
    def _hide_credentials(self, vals: dict) -> dict:
        """Take user and password out of the address: it is shown and logged."""
        parts = urlsplit((vals.get("url") or "").strip())
        if not parts.scheme or "@" not in parts.netloc:
            return vals
        login, _at, host = parts.netloc.rpartition("@")
        user, _colon, password = login.partition(":")
        clean = {"url": urlunsplit(parts._replace(netloc=host))}
        if user:
            clean["username"] = unquote(user)
        if password:
            clean["password"] = unquote(password)
        return {**vals, **clean}

    def _compute_password(self):
        self.password = False

    def _inverse_password(self):
        for source in self.filtered("password"):
            source.sudo().secret = source.password

    def _compute_has_password(self):
        for source in self:
            source.has_password = bool(source.sudo().secret)

    @api.constrains("options")
    def _check_options(self):
        for source in self.sudo():
            try:
                options = json.loads(source.options or "{}")
            except ValueError:
                options = None
            if not isinstance(options, dict):
                raise ValidationError(
                    self.env._(
                        "The connection options of source “%s” are not JSON. Write "
                        'them as {"port": 2222}.',
                        source.name,
                    )
                )

    # -- connection -------------------------------------------------------------------

    def _open_url(self):
        """Return the file system of the URL and the folder in it."""
        self.ensure_one()
        url = self.url.strip()
        protocol = urlsplit(url).scheme
        options = self._get_connection_options(protocol) if protocol else {}
        options["use_listings_cache"] = False
        options["skip_instance_cache"] = True
        return fsspec.core.url_to_fs(url, **options)

    def _get_connection_options(self, protocol: str) -> dict:
        source = self.sudo()
        user, password = CREDENTIAL_NAMES.get(protocol, ("username", "password"))
        options = json.loads(source.options or "{}")
        if source.username:
            options[user] = source.username
        if source.secret:
            options[password] = source.secret
        return options

    def _describe_error(self, error: Exception) -> str:
        """Return what went wrong, without credentials."""
        text = str(error) or type(error).__name__
        for secret in (self.sudo().secret, *self._get_option_secrets()):
            if secret:
                text = text.replace(secret, HIDDEN)
        return text

    def _get_option_secrets(self) -> list[str]:
        options = json.loads(self.sudo().options or "{}")
        return [value for value in options.values() if isinstance(value, str)]

    # -- files ------------------------------------------------------------------------

    def _fetch_url(self):
        """Yield the files of a folder or URL, by name, without those in sub-folders."""
        filesystem, root = self._open_url()
        unreadable = []
        for path in self._get_complete(filesystem, root):
            name = posixpath.basename(path)
            try:
                data = filesystem.cat_file(path)
            except Exception as error:  # noqa: BLE001 - the others are still read
                unreadable.append(f"{name}: {self._describe_error(error)}")
                continue
            yield name, data
        if unreadable:
            raise UserError("; ".join(unreadable))

    def _get_complete(self, filesystem, root) -> list[str]:
        """Return the wanted files that nobody is writing at the moment."""
        before = self._list(filesystem, root)
        wait = self.settle_seconds
        if wait > 0 and any(self._is_young(entry, wait) for entry in before.values()):
            time.sleep(wait)
            after = self._list(filesystem, root)
            return sorted(
                path
                for path, entry in before.items()
                if path in after and _state(after[path]) == _state(entry)
            )
        return sorted(before)

    def _list(self, filesystem, root) -> dict[str, dict]:
        return {
            entry["name"]: entry
            for entry in filesystem.ls(root, detail=True)
            if entry["type"] == "file" and self._is_wanted(entry["name"])
        }

    def _is_young(self, entry: dict, seconds: int) -> bool:
        """Tell whether a file may still be growing; unknown times count as young."""
        changed = next((entry[name] for name in TIME_FIELDS if entry.get(name)), None)
        if hasattr(changed, "timestamp"):
            changed = changed.timestamp()
        return not isinstance(changed, int | float) or time.time() - changed < seconds

    def _is_wanted(self, path: str) -> bool:
        name = posixpath.basename(path)
        if name.startswith(".") or any(fnmatch.fnmatch(name, p) for p in UNFINISHED):
            return False
        patterns = [part.strip() for part in self.file_pattern.split(",")]
        return any(fnmatch.fnmatch(name, pattern) for pattern in patterns if pattern)

    def _dispose(self, name: str) -> None:
        """Do what the source says with a file that has been imported."""
        self.ensure_one()
        if self.source_type != "url" or self.after_import == "leave":
            return
        filesystem, root = self._open_url()
        path = posixpath.join(root, name)
        if self.after_import == "delete":
            filesystem.rm_file(path)
            return
        target = posixpath.join(root, self.move_to.strip())
        filesystem.makedirs(target, exist_ok=True)
        place, number = posixpath.join(target, name), 1
        while filesystem.exists(place):
            number += 1
            place = posixpath.join(target, f"{number}-{name}")
        filesystem.mv(path, place)

    def action_test(self):
        """Try the connection and say what is there.

        Raises:
            UserError: the place cannot be read, and why.
        """
        self.ensure_one()
        self.check_access("write")
        try:
            names = sorted(self._list(*self._open_url()))
        except Exception as error:  # noqa: BLE001 - any place can fail in any way
            raise UserError(
                self.env._(
                    "Could not read %(url)s: %(error)s. Check the address, the user "
                    "and its rights.",
                    url=self.url,
                    error=self._describe_error(error),
                )
            ) from None
        shown = ", ".join(posixpath.basename(name) for name in names[:10])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("The source can be read"),
                "message": self.env._(
                    "%(count)s files wait: %(names)s", count=len(names), names=shown
                )
                if names
                else self.env._("No file waits there."),
            },
        }


def _state(entry: dict) -> tuple:
    """Return what changes while a file is being written."""
    times = tuple(str(entry.get(name)) for name in TIME_FIELDS)
    return (entry.get("size"), *times)
