"""E-mails with bank files stay unread in their mailbox until what they brought is kept.

Core marks a message as read (POP: deletes it) also when it could not be stored, for
instance on a full disk.
"""

import threading

from odoo import models

#: numbers of the mail servers of this thread whose last message is not yet committed
_waiting = threading.local()


def expect_commit(env) -> None:
    """Have the e-mail that is being received stay unread unless its commit comes.

    Args:
        env: environment of ``message_new``.
    """
    if server := env.context.get("default_fetchmail_server_id"):
        _get_waiting().add(server)
        env.cr.postcommit.add(lambda: _get_waiting().discard(server))


def _get_waiting() -> set[int]:
    if not hasattr(_waiting, "servers"):
        _waiting.servers = set()
    return _waiting.servers


class FetchmailServer(models.Model):
    """Marks a message with a bank file as read when the file is kept."""

    _inherit = "fetchmail.server"

    def _connect__(self, allow_archived=False):  # noqa: PLW3201 - core's name
        return _Mailbox(super()._connect__(allow_archived), self.id)


class _Mailbox:
    """A connection to a mail server that knows which messages wait."""

    def __init__(self, connection, server: int):
        self._connection, self._server = connection, server

    def __getattr__(self, name):
        return getattr(self._connection, name)

    def handled_message(self, number):
        """Mark a message as read, but for one that was not kept."""
        if self._server in _get_waiting():
            _get_waiting().discard(self._server)
        else:
            self._connection.handled_message(number)
