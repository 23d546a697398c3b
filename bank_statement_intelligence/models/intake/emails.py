"""Bank files that come attached to e-mails."""

from psycopg2 import OperationalError

from ...parsers.common.base import ParseError

#: attachments that come with every e-mail and are no bank files
IGNORED_SUFFIXES = (
    ".png", ".jpg", ".jpeg", ".gif", ".svg", ".bmp", ".ico", ".html", ".htm",
    ".p7s", ".p7m", ".ics", ".vcf", ".asc", ".sig",
)  # fmt: skip


def receive(inbox, msg_dict, source):
    """Keep and read the attachments of an e-mail.

    Args:
        inbox: ``bank.import.file`` of the company.
        msg_dict: the e-mail, see ``mail.thread``.
        source: the ``bank.import.source`` it was sent to, if any.
    Returns:
        the files; without a usable attachment one in state ``error`` that says so, so
        that no e-mail gets lost unseen.
    """
    files, company = inbox.browse(), inbox.env.company
    for name, data in _get_attachments(msg_dict):
        files |= inbox._receive(name, data, company, source=source)
    if files:
        take_in(files)
        return files
    _ = inbox.env._
    subject = msg_dict.get("subject") or ""
    file = inbox._receive(subject or _("E-mail"), b"", company, source=source)
    file._set_error(
        ParseError(
            "no_attachment",
            _("The e-mail has no bank file attached."),
            subject,
            _("Only attachments are read, not the text."),
            _("Ask the sender to attach the file as it is."),
        )
    )
    return file


def _get_attachments(msg_dict) -> list[tuple[str, bytes]]:
    found = []
    for attachment in msg_dict.get("attachments") or []:
        name, content = attachment[0] or "", attachment[1] or b""
        if name.lower().endswith(IGNORED_SUFFIXES) or not content:
            continue
        data = content.encode() if isinstance(content, str) else content
        found.append((name or "attachment", data))
    return found


def take_in(files) -> None:
    """Read the files of an e-mail: nobody sends it again when that fails."""
    env = files.env
    try:
        with env.cr.savepoint():
            env["bank.import.service"]._process(files, match=True)
    except OperationalError:
        for file in files:
            file._set_queued(env._("Somebody else was changing the same data."))
