"""The registry of file formats, per database."""

from odoo import api, models

from ...parsers import identify
from ...parsers.common.base import StatementParser
from ...parsers.common.records import ParsedFile
from ...parsers.registry import default_parsers


class BankImportFormat(models.AbstractModel):
    """Which parsers this database knows: an addon adds its own by one ``super()``."""

    _name = "bank.import.format"
    _description = "Bank File Formats"

    @api.model
    def _parsers(self) -> list[StatementParser]:
        """Return the parsers to ask. Extend: ``[*super()._parsers(), MyParser()]``."""
        return default_parsers()

    @api.model
    def _parse(self, name: str, data: bytes) -> ParsedFile:
        """Read a file with the one parser that knows it.

        Raises:
            ParseError: no parser or several know the file, or it is damaged.
        """
        return identify.parse_file(name, data, self._parsers())
