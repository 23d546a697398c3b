"""Undo of an import: all that a file brought goes in one step, or nothing of it.

Functions of a ``bank.import.file``. Other rooms refuse (table
``import_undo_obstacles``) or keep what was decided (``import_undo``).
"""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...parsers.common.records import Message

#: states of files of which something is stored
STORED = ("imported", "partial", "ignored", "queued")


def undo(file) -> None:
    """Delete statements, lines, details and keys of a file; it may be read again.

    Raises:
        UserError: something of it is settled, approved or closed; it is named.
    """
    file.env["bank.journal.lock"]._take(file.sudo().line_ids.journal_id)
    if reason := get_obstacle(file):
        raise UserError(reason)
    for entry in file.env["bank.tables"]._get_entries("import_undo"):
        entry(file)
    system = file.sudo().with_context(tracking_disable=True)
    lines, statements = system.line_ids, system.statement_ids
    system.advice_ids._detach()
    system.advice_ids.unlink()
    _forget_keys(system, lines)
    lines.line_group_id.action_dissolve()
    statements.unlink()
    lines.unlink()
    _forget_statements(system)
    file._set_undone(_tell_leaning(system))


def _tell_leaning(file) -> list[Message]:
    """Say on other files that they left out entries which nobody has any more."""
    env, files = file.env, file.env["bank.import.file"]
    leaning = files.search([("leans_on_ids", "=", file.id), ("state", "in", STORED)])
    leaning.leans_on_ids = [Command.unlink(file.id)]
    for other in leaning:
        other._set_incomplete(file)
    if not leaning:
        return []
    text = env._(
        "These files left out entries because this one had brought them; press Retry "
        "on each: %s",
        ", ".join(leaning.mapped("name")),
    )
    return [Message("left_out_elsewhere", text, file.name)]


def get_obstacle(file) -> str | None:
    """Return why an import cannot be undone, or None."""
    env, lines = file.env, file.sudo().line_ids
    if file.state not in STORED:
        return env._("Nothing of “%s” is stored.", file.name)
    explained = file.sudo().advice_ids.statement_line_id
    settled = (lines | explained).filtered(_is_settled)
    if settled:
        return env._(
            "Settled lines of “%(file)s”: %(count)s, the first is “%(label)s” of "
            "%(date)s. Undo their matches first, then the import.",
            count=len(settled),
            file=file.name,
            label=settled[0].payment_ref,
            date=format_date(env, settled[0].date),
        )
    approved = lines.match_proposal_ids.filtered(lambda one: one.state == "approved")
    if approved:
        return env._(
            "“%(label)s” of %(date)s is approved. Reject that first, then undo the "
            "import.",
            label=approved[0].statement_line_id.payment_ref,
            date=approved[0].statement_line_id.date,
        )
    for entry in env["bank.tables"]._get_entries("import_undo_obstacles"):
        if reason := entry(file):
            return reason
    return _get_locked(lines)


def _is_settled(line) -> bool:
    if line.is_ignored:
        return False
    return line.match_state == "reconciled" or not line._is_untouched()


def _get_locked(lines) -> str | None:
    """Say which line lies in a locked period, or is secured by a hash."""
    env = lines.env
    posted = lines.filtered(lambda line: line.state == "posted")
    if secured := posted.filtered("inalterable_hash"):
        return env._(
            "“%(label)s” of %(date)s is secured and stays. Ignore what is wrong, with "
            "a reason.",
            label=secured[0].payment_ref,
            date=secured[0].date,
        )
    for (journal, day), group in posted.grouped(
        lambda x: (x.journal_id, x.date)
    ).items():
        if locks := journal.company_id._get_violated_lock_dates(day, False, journal):
            return env._(
                "“%(label)s” of %(date)s lies in a period that is locked until "
                "%(lock)s. Open the period first.",
                label=group[0].payment_ref,
                date=day,
                lock=locks[-1][0],
            )
    return None


def _forget_keys(file, lines) -> None:
    """Delete the keys of a file. One that was allowed again goes back to the ignored
    line that it came from."""
    keys = file.env["bank.import.key"].search([("import_file_id", "=", file.id)])
    older = file.env["account.bank.statement.line"].search(
        [("duplicate_of_id", "in", lines.ids), ("is_ignored", "=", True)]
    )
    ignored = {line.duplicate_of_id: line for line in older - lines}
    for key in keys.filtered(lambda key: key.statement_line_id in ignored):
        line = ignored[key.statement_line_id]
        key.write(
            {
                "state": "released",
                "statement_line_id": line.id,
                "import_file_id": line.import_file_id.id,
                "imported_statement_id": False,
            }
        )
        keys -= key
    keys.unlink()


def _forget_statements(file) -> None:
    """Delete what is remembered of a file's statements, unless another file's entries
    belong to it as well."""
    memory = file.env["bank.imported.statement"]
    rows = memory.search([("import_file_id", "=", file.id)])
    used = file.env["bank.import.key"].search(
        [("imported_statement_id", "in", rows.ids)]
    )
    (rows - used.imported_statement_id).unlink()
