"""A received file as the bank sent it, to read on the screen."""

from odoo import fields, models

from ...parsers.common.base import ParseError
from ...parsers.common.text_safe import decode

#: characters that are shown; the whole file can be downloaded
MAX_SHOWN = 200_000


class BankImportFile(models.Model):
    _inherit = "bank.import.file"

    raw_text = fields.Text(
        "As Received",
        compute="_compute_raw_text",
        help="The file as the bank sent it. Nobody can change it.",
    )

    def _compute_raw_text(self):
        for file in self:
            file.raw_text = file._get_raw_text()

    def _get_raw_text(self) -> str:
        """Return the beginning of the file as text."""
        data = self._get_bytes()
        if data.startswith(b"PK\x03\x04"):
            return self.env._("An archive or a spreadsheet: download it to see it.")
        try:
            text = decode(self.name, data, dos=True)
        except ParseError as error:
            return " ".join((error.why, self.env._("Download it to see it.")))
        if len(text) > MAX_SHOWN:
            more = self.env._("… and more: download the file to see all of it.")
            return f"{text[:MAX_SHOWN]}\n{more}"
        return text
