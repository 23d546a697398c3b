"""What becomes of a file at its source once it is imported: moved, deleted, or left.

It happens after the commit that keeps what was taken: a file is never gone from the
bank's folder and not in the database. What could not be done, because the process was
killed or the folder refused, stays ``due`` on the file; the next fetch does it again.
"""

import logging

from odoo import SUPERUSER_ID, api, fields

from . import fetch

_logger = logging.getLogger(__name__)


def plan(source, name: str, file) -> None:
    """Have a file moved or deleted after the commit, if the source says so.

    Args:
        source: ``bank.import.source`` where the file waits.
        name: how it is called there.
        file: ``bank.import.file`` with its bytes; nothing happens while it is not done.
    """
    if not source._moves_files() or file.state in ("error", "new"):
        return
    file.sudo().disposal = "due"
    after_commit = source.env.cr.postcommit
    waiting = after_commit.data.setdefault("bank_import.disposal", {})
    if not waiting:
        registry = source.env.registry

        @after_commit.add
        def dispose_all():
            _dispose_all(registry, waiting)

    waiting.setdefault(source.id, {})[name] = file.id


def plan_again(source, seen: set[str]) -> None:
    """Have done what an earlier fetch left over.

    Args:
        source: ``bank.import.source``.
        seen: names that this fetch has planned itself.
    """
    files = source.env["bank.import.file"].sudo()
    for file in files.search([("source_id", "=", source.id), ("disposal", "=", "due")]):
        if not source._moves_files():
            file.disposal = False
        elif file.name not in seen:
            plan(source, file.name, file)


def get_error(source) -> str | bool:
    """Return why a file of the source could not be moved or deleted, or False."""
    files = source.env["bank.import.file"].sudo()
    domain = [("source_id", "=", source.id), ("disposal_error", "!=", False)]
    return files.search(domain, limit=1).disposal_error


def _dispose_all(registry, waiting: dict[int, dict[str, int]]) -> None:
    """Move or delete files, in a transaction of its own that sees what is committed.

    Never raises: the transaction it follows is over and good.
    """
    for source_id, names in waiting.items():
        try:
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                source = env["bank.import.source"].browse(source_id).exists()
                for name, file_id in names.items():
                    file = env["bank.import.file"].browse(file_id).exists()
                    if source and file:
                        _dispose(source, name, file)
        except Exception:  # the files stay due
            _logger.exception("Files of source %s were not moved or deleted", source_id)


def _dispose(source, name: str, file) -> None:
    """Move or delete one file, and keep on its record whether that went well."""
    try:
        fetch.dispose(source, name, file.checksum)
    except Exception as exc:  # noqa: BLE001 - any source can fail in any way
        reason = fetch.describe_error(source, exc)
        _logger.warning("File %s stays at source %s: %s", name, source.name, reason)
        error = source.env._(
            "%(file)s was imported but could not be moved or deleted: %(error)s. "
            "Check the rights of the folder.",
            file=name,
            error=reason,
        )
        file.disposal_error = source.last_error = error
        return
    now = fields.Datetime.now()
    file.write({"disposal": "done", "disposed_on": now, "disposal_error": False})
