"""E-mails with bank files stay unread in their mailbox until what they brought is kept.

Core marks a message as read (POP: deletes it) also when it could not be stored, for
instance on a full disk.
"""

import threading

from odoo import models

#: the mailbox whose message this thread is receiving, as ``mailbox``
_reading = threading.local()


def expect_commit(env) -> None:
    """Have the e-mail that is being received stay unread unless its commit comes.

    Args:
        env: environment of ``message_new``.
    """
    if mailbox := getattr(_reading, "mailbox", None):
        mailbox.is_kept = False
        env.cr.postcommit.add(mailbox.keep)


class FetchmailServer(models.Model):
    """Marks a message with a bank file as read when the file is kept."""

    _inherit = "fetchmail.server"

    def _connect__(self, allow_archived=False):  # noqa: PLW3201 - core's name
        return _Mailbox(super()._connect__(allow_archived))


class _Mailbox:
    """A connection to a mail server that knows whether its last message is kept."""

    def __init__(self, connection):
        self._connection, self.is_kept = connection, True

    def __getattr__(self, name):
        return getattr(self._connection, name)

    def retrieve_unread_messages(self):
        """Yield number and text of each message."""
        for number, message in self._connection.retrieve_unread_messages():
            self.is_kept, _reading.mailbox = True, self
            yield number, message

    def keep(self):
        """What the message brought is committed."""
        self.is_kept = True

    def handled_message(self, number):
        """Mark a message as read, but for one that was not kept."""
        _reading.mailbox = None
        if self.is_kept:
            self._connection.handled_message(number)
