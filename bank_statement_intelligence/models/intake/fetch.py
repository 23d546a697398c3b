"""How a folder or URL is read: connection, files that are complete, what then.

Functions of a ``bank.import.source`` of type ``url``; any place that ``fsspec`` knows.
"""

import fnmatch
import hashlib
import posixpath
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from psycopg2 import OperationalError

from odoo.exceptions import UserError

from . import reach
from .connections import connect

HIDDEN = "***"
#: names that programs use while they write a file
UNFINISHED = ("*.part", "*.partial", "*.filepart", "*.tmp", "*.crdownload", "*~")
TIME_FIELDS = ("mtime", "modify", "LastModified", "last_modified", "modified")


def split_credentials(url: str) -> dict[str, str]:
    """Take user and password out of an address: it is shown and logged.

    Returns:
        ``url`` without them, ``username`` and ``password`` if the address has any.
    """
    parts = urlsplit((url or "").strip())
    if not parts.scheme or "@" not in parts.netloc:
        return {}
    login, _at, host = parts.netloc.rpartition("@")
    user, _colon, password = login.partition(":")
    values = {"username": unquote(user), "password": unquote(password)}
    return {
        "url": urlunsplit(parts._replace(netloc=host)),
        **{name: value for name, value in values.items() if value},
    }


def describe_error(source, error: Exception) -> str:
    """Return what went wrong at a source, without credentials."""
    text = str(error) or type(error).__name__
    for secret in source._get_secrets():
        text = text.replace(secret, HIDDEN)
    return text


def read_files(source) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the files of a folder, without those in sub-folders.

    Keeps on the source how many were too old.

    Raises:
        UserError: which files could not be read; the others were.
    """
    filesystem, root = connect(source)
    unreadable = []
    for path in _list_complete(source, filesystem, root):
        name = posixpath.basename(path)
        try:
            if _is_local(source):  # a link can lead anywhere
                reach.check_path(source.env, Path(path))
            data = filesystem.cat_file(path)
        except OperationalError:
            raise  # not the file's fault: Odoo begins again
        except Exception as error:  # noqa: BLE001 - the others are still read
            unreadable.append(f"{name}: {describe_error(source, error)}")
            continue
        yield name, data
    if unreadable:
        raise UserError("; ".join(unreadable))


def list_names(source) -> list[str]:
    """Return the names of the files that wait in a folder."""
    return sorted(map(posixpath.basename, _list(source, *connect(source))))


def dispose(source, name: str, checksum: str) -> None:
    """Do what the source says with a file that has been imported.

    Args:
        source: ``bank.import.source``.
        name: name of the file at the source.
        checksum: SHA-256 of the bytes that were imported. A file that is gone, or has
            other bytes by now, is left alone.
    """
    filesystem, root = connect(source)
    path = posixpath.join(root, name)
    if not filesystem.exists(path):
        return
    if hashlib.sha256(filesystem.cat_file(path)).hexdigest() != checksum:
        return
    if source.after_import == "delete":
        filesystem.rm_file(path)
        return
    target = posixpath.join(root, source.move_to.strip())
    if _is_local(source):
        reach.check_path(source.env, Path(target))
    filesystem.makedirs(target, exist_ok=True)
    place, number = posixpath.join(target, name), 1
    while filesystem.exists(place):
        number += 1
        place = posixpath.join(target, f"{number}-{name}")
    filesystem.mv(path, place)


def _list_complete(source, filesystem, root) -> list[str]:
    """Return the wanted files that nobody is writing at the moment."""
    before = _list(source, filesystem, root)
    wait = source.settle_seconds
    if wait > 0 and any(_is_young(entry, wait) for entry in before.values()):
        time.sleep(wait)
        after = _list(source, filesystem, root)
        return sorted(
            path
            for path, entry in before.items()
            if path in after and _state(after[path]) == _state(entry)
        )
    return sorted(before)


def _list(source, filesystem, root) -> dict[str, dict]:
    """Return the wanted files; of those before ``fetch_from`` only the number is kept
    on the source. One whose age is not known is taken."""
    found = {
        entry["name"]: entry
        for entry in filesystem.ls(root, detail=True)
        if entry["type"] == "file" and _is_wanted(source, entry["name"])
    }
    kept = {
        path: entry
        for path, entry in found.items()
        if not source.fetch_from
        or (changed := _changed_on(entry)) is None
        or changed.date() >= source.fetch_from
    }
    if source.older_count != len(found) - len(kept):
        source.sudo().older_count = len(found) - len(kept)
    return kept


def _is_local(source) -> bool:
    return reach.get_scheme(source.url) in reach.LOCAL


def _is_wanted(source, path: str) -> bool:
    name = posixpath.basename(path)
    if name.startswith(".") or any(fnmatch.fnmatch(name, p) for p in UNFINISHED):
        return False
    patterns = [part.strip() for part in source.file_pattern.split(",")]
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns if pattern)


def _changed_on(entry: dict) -> datetime | None:
    """Return when a file was changed (numbers are UTC), None if unknown."""
    changed = next((entry[name] for name in TIME_FIELDS if entry.get(name)), None)
    if isinstance(changed, int | float):
        return datetime.fromtimestamp(changed, UTC)
    return changed if isinstance(changed, datetime) else None


def _is_young(entry: dict, seconds: int) -> bool:
    """Tell whether a file may still be growing; unknown times count as young."""
    changed = _changed_on(entry)
    return changed is None or time.time() - changed.timestamp() < seconds


def _state(entry: dict) -> tuple:
    """Return what changes while a file is being written."""
    times = tuple(str(entry.get(name)) for name in TIME_FIELDS)
    return (entry.get("size"), *times)
