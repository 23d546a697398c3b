"""What was edited on bank lines and their advice."""

from odoo import api, fields, models


class BankLineChange(models.Model):
    """One corrected value. Written by the system only, never changed."""

    _name = "bank.line.change"
    _description = "Bank Line Change"
    _order = "id desc"
    _rec_name = "field_name"

    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="statement_line_id.company_id", store=True, index=True
    )
    detail_id = fields.Many2one(
        "bank.line.detail", "Advice", readonly=True, ondelete="set null"
    )
    field_name = fields.Char("Field", required=True, readonly=True)
    old_value = fields.Char("Before", readonly=True)
    new_value = fields.Char("After", readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True)

    @api.model
    def _get_texts(self, records, names) -> dict:
        """Return ``{record: {field name: value as people read it}}``.

        Args:
            records: bank lines, or details.
            names: fields.
        """
        return {
            record: {
                name: record._fields[name].convert_to_display_name(record[name], record)
                or ""
                for name in names
            }
            for record in records
        }

    @api.model
    def _log(self, before: dict) -> None:
        """Keep what changed on bank lines or details.

        Args:
            before: what :meth:`_get_texts` returned before the change.
        """
        rows = []
        for record, texts in before.items():
            is_detail = record._name == "bank.line.detail"
            line = record.statement_line_id if is_detail else record
            rows += [
                {
                    "statement_line_id": line.id,
                    "detail_id": record.id if is_detail else False,
                    "field_name": name,
                    "old_value": texts[name],
                    "new_value": new,
                    "user_id": self.env.uid,
                }
                for name, new in self._get_texts(record, texts)[record].items()
                if new != texts[name]
            ]
        self.sudo().create(rows)

    def _get_field_label(self) -> str:
        """Return the name of the field in the user's language."""
        self.ensure_one()
        model = "bank.line.detail" if self.detail_id else self.statement_line_id._name
        field = self.env[model]._fields.get(self.field_name)
        return field._description_string(self.env) if field else self.field_name
