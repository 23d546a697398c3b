"""Entries that a file tells and nobody books: shown on the file.

Interim reports (camt.052), pending entries, failed direct debits.
"""

from markupsafe import Markup

from odoo import fields, models

#: more are counted, not shown
MAX_SHOWN = 500


class BankImportFile(models.Model):
    _inherit = "bank.import.file"

    shown_entries = fields.Json("Not Booked (data)", readonly=True)
    shown_count = fields.Integer("Not Booked", readonly=True)
    shown_html = fields.Html("Not Booked Entries", compute="_compute_shown_html")

    def _keep_shown(self, parsed) -> None:
        """Keep the entries of a parsed file that are for information only.

        Args:
            parsed: ``ParsedFile``. Of interim reports all entries are kept, of other
                statements those that the bank has not booked.
        """
        self.ensure_one()
        entries = [
            (statement, tx)
            for statement in parsed.statements
            for tx in (
                *(statement.transactions if statement.kind == "report" else ()),
                *statement.not_booked,
            )
        ]
        self.sudo().write(
            {
                "shown_count": len(entries),
                "shown_entries": [
                    _shown(statement, tx) for statement, tx in entries[:MAX_SHOWN]
                ],
            }
        )

    def _compute_shown_html(self):
        for file in self:
            file.shown_html = file._render_shown()

    def _render_shown(self) -> Markup:
        rows = self.shown_entries or []
        if not rows:
            return Markup()
        titles = (
            self.env._("Date"),
            self.env._("Amount"),
            self.env._("Account"),
            self.env._("Counterparty"),
            self.env._("Text"),
            self.env._("Reference"),
            self.env._("Status"),
        )
        head = Markup().join(Markup("<th>{}</th>").format(title) for title in titles)
        body = Markup().join(
            Markup("<tr>{}</tr>").format(
                Markup().join(
                    Markup("<td>{}</td>").format(row.get(name) or "") for name in _SHOWN
                )
            )
            for row in rows
        )
        table = Markup(
            '<table class="table table-sm"><thead><tr>{}</tr></thead>'
            "<tbody>{}</tbody></table>"
        ).format(head, body)
        more = self.shown_count - len(rows)
        if more > 0:
            table += Markup("<p>{}</p>").format(self.env._("… and %s more", more))
        return table


_SHOWN = ("date", "amount", "account", "name", "text", "reference", "status")


def _shown(statement, tx) -> dict[str, str]:
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
