"""What happened to a bank line, told in order (tab History)."""

from odoo import fields
from odoo.tools import html2plaintext

#: core notes every journal item that comes or goes; our own events say it in words
CORE_LOG = 'data-oe-model="account.move.line"'


def line_events(line) -> list[dict]:
    """Return what happened to a line, newest first.

    Args:
        line: ``account.bank.statement.line``.
    Returns:
        ``{"when", "who", "what", "text", "run"}``; ``what`` is a code (``imported``,
        ``created``, ``proposed``, ``posted``, ``undone``, ``rejected``, ``changed``,
        ``note``), ``run`` the matching run behind it.
    """
    events = [
        _arrival(line),
        *[event for p in line.match_proposal_ids for event in p._get_events()],
        *[_change(change) for change in line.change_ids],
        *_notes(line),
    ]
    return sorted(events, key=lambda event: event["when"], reverse=True)


def _event(when, who: str, what: str, text: str) -> dict:
    when = fields.Datetime.to_string(when)
    return {"when": when, "who": who, "what": what, "text": text, "run": False}


def _arrival(line) -> dict:
    file = line.import_file_id
    what = "imported" if file else "created"
    who = line.create_uid.display_name
    return _event(line.create_date, who, what, file.name or "")


def _change(change) -> dict:
    text = change.env._(
        "%(field)s: %(old)s → %(new)s",
        field=change._get_field_label(),
        old=change.old_value or "–",
        new=change.new_value or "–",
    )
    who = change.user_id.display_name
    return _event(change.create_date, who, "changed", text)


def _notes(line) -> list[dict]:
    notes = []
    for message in line.move_id.message_ids:
        text = html2plaintext(message.body or "").strip()
        if text and CORE_LOG not in message.body:
            who = message.author_id.display_name or ""
            notes.append(_event(message.date, who, "note", text))
    return notes
