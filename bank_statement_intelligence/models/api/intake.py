"""Files over the façade."""

import base64
import binascii

from odoo.exceptions import UserError


def decode(env, content) -> bytes:
    """Return the bytes of base64 text, or raise a UserError."""
    if not isinstance(content, str | bytes):
        raise UserError(
            env._(
                "The content is missing or no text. Send the bytes of the file base64 "
                "encoded."
            )
        )
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise UserError(
            env._(
                "The content is not base64 (%s). Send the bytes of the file base64 "
                "encoded.",
                exc,
            )
        ) from exc


def file_values(file, run) -> dict:
    """Return what became of a ``bank.import.file``, with the run that followed."""
    errors = []
    if file.error_code:
        parts = (file.error_what, file.error_why, file.error_action)
        errors.append(
            {
                "code": file.error_code,
                "message": " ".join(part for part in parts if part),
                "where": file.error_where or "",
            }
        )
    errors += [
        {name: fact[name] for name in ("code", "message", "where")}
        for fact in file.messages or []
        if fact["level"] == "error"
    ]
    return {
        "file_id": file.id,
        "state": file.state,
        "format": file.format or False,
        "statement_ids": file.statement_ids.ids,
        "line_ids": file.line_ids.sorted("internal_index").ids,
        "new": file.new_count,
        "known": file.known_count,
        "ignored": file.ignored_count,
        "rejected": file.rejected_count,
        "errors": errors,
        "messages": file.messages or [],
        "run_id": run.id if run else False,
    }


def source_values(source) -> dict:
    """Return what kept a ``bank.import.source`` from being read, as of a file."""
    error = {"code": "source", "message": source.last_error, "where": source.name}
    nothing = dict.fromkeys(("file_id", "format", "run_id"), False)
    counts = dict.fromkeys(("new", "known", "ignored", "rejected"), 0)
    lists = {"statement_ids": [], "line_ids": [], "messages": []}
    return {**nothing, **counts, **lists, "state": "error", "errors": [error]}
