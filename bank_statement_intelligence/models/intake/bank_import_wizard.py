"""Upload bank files."""

import base64

from odoo import fields, models

from ..lines.constants import BANK_JOURNAL_DOMAIN
from ..lines.rights import needs


class BankImportWizard(models.TransientModel):
    _name = "bank.import.wizard"
    _description = "Import Bank Files"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    journal_id = fields.Many2one(
        "account.journal",
        domain=BANK_JOURNAL_DOMAIN,
        check_company=True,
        help="Leave empty: the journal follows from the account number in the file.",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Files", required=True)
    match = fields.Boolean(
        "Match after import",
        default=True,
        help="As the journal's automation level says.",
    )

    @needs("user")
    def action_import(self):
        """Import the files and show what became of them."""
        files = self.env["bank.import.file"]
        for attachment in self.attachment_ids:
            data = base64.b64decode(attachment.with_context(bin_size=False).datas)
            files |= files._receive(
                attachment.name, data, self.company_id, journal=self.journal_id
            )
        service = self.env["bank.import.service"]
        service._process(files, match=self.match, trigger="button")
        return files._show_result()
