"""A source of another kind: files that wait in a system parameter."""

from odoo import fields, models


class BankImportSource(models.Model):
    _inherit = "bank.import.source"

    source_type = fields.Selection(
        selection_add=[("parameter", "System Parameter")],
        ondelete={"parameter": "cascade"},
    )

    def _fetch_parameter(self):
        value = self.env["ir.config_parameter"].sudo().get_param("piggybank.file")
        if value:
            yield "piggybank.txt", value.encode()
