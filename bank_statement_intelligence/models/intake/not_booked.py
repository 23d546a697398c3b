"""Entries that a file tells and nobody books: shown with the file."""

from markupsafe import Markup

from ..lines.html import html_table

#: more are counted, not shown
MOST = 500


def get_values(parsed) -> dict:
    """Return what a ``bank.import.file`` keeps of them.

    Args:
        parsed: ``ParsedFile``. Of interim reports all entries are kept, of other
            statements those that the bank has not booked.
    """
    entries = [
        (statement, tx)
        for statement in parsed.statements
        for tx in (
            *(statement.transactions if statement.kind == "report" else ()),
            *statement.not_booked,
        )
    ]
    return {
        "shown_count": len(entries),
        "shown_entries": [_describe(*entry) for entry in entries[:MOST]],
    }


def _describe(statement, tx) -> dict[str, str]:
    """Return an entry as people read it, without anything of the database."""
    references = (ref.value for ref in tx.references if ref.kind == "payment_id")
    status = " ".join(filter(None, (tx.status, tx.return_reason)))
    return {
        "date": str(tx.booking_date or tx.value_date or ""),
        "amount": f"{tx.amount} {tx.currency or statement.currency}".strip(),
        "account": statement.account,
        "name": tx.counterparty.name,
        "text": tx.text[:200],
        "reference": ", ".join(dict.fromkeys(references)),
        "status": status,
    }


def get_table(file) -> Markup:
    """Return the table of what a ``bank.import.file`` kept; empty without any."""
    rows, _ = file.shown_entries or [], file.env._
    if not rows:
        return Markup()
    columns = {
        "date": _("Date"),
        "amount": _("Amount"),
        "account": _("Account"),
        "name": _("Counterparty"),
        "text": _("Text"),
        "reference": _("Reference"),
        "status": _("Status"),
    }
    cells = ([row.get(name) for name in columns] for row in rows)
    table = html_table(cells, columns.values())
    more = file.shown_count - len(rows)
    if more > 0:
        table += Markup("<p>{}</p>").format(_("… and %s more", more))
    return table
