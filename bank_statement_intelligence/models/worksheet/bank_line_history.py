"""What happened to a bank line, told in order (worksheet, tab History)."""

from odoo import fields, models
from odoo.tools import html2plaintext

from ...engine.text.nested import flatten

#: core notes every journal item that comes or goes; our own events say it in words
CORE_LOG = 'data-oe-model="account.move.line"'


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _get_history(self) -> list[dict]:
        """Return events ``{"when", "who", "what", "text", "run"}`` in no order.

        ``what`` is a code (``imported``, ``proposed``, ``posted``, ``undone``,
        ``rejected``, ``changed``, ``note``); ``run`` the matching run behind it.
        """
        self.ensure_one()
        return [
            self._prepare_import_event(),
            *[event for p in self.match_proposal_ids for event in p._get_events()],
            *self._get_change_events(),
            *self._get_note_events(),
        ]

    def _prepare_import_event(self) -> dict:
        file = self.import_file_id
        return {
            "when": fields.Datetime.to_string(self.create_date),
            "who": self.create_uid.display_name,
            "what": "imported" if file else "created",
            "text": file.name or "",
            "run": False,
        }

    def _get_change_events(self) -> list[dict]:
        return [
            {
                "when": fields.Datetime.to_string(change.create_date),
                "who": change.user_id.display_name,
                "what": "changed",
                "text": self.env._(
                    "%(field)s: %(old)s → %(new)s",
                    field=change._get_field_label(),
                    old=change.old_value or "–",
                    new=change.new_value or "–",
                ),
                "run": False,
            }
            for change in self.change_ids
        ]

    def _get_note_events(self) -> list[dict]:
        messages = self.move_id.message_ids.filtered(
            lambda message: (
                html2plaintext(message.body or "").strip()
                and CORE_LOG not in message.body
            )
        )
        return [
            {
                "when": fields.Datetime.to_string(message.date),
                "who": message.author_id.display_name or "",
                "what": "note",
                "text": html2plaintext(message.body).strip(),
                "run": False,
            }
            for message in messages
        ]

    def _get_bank_data_rows(self) -> list[tuple[str, object]]:
        """Return name and value of everything the bank sent for this line."""
        self.ensure_one()
        return list(flatten(self.transaction_details or {}))
