"""The registry of file formats, per database."""

from odoo import api, models

from ...parsers import identify
from ...parsers.common.base import ParseError, StatementParser
from ...parsers.common.records import ParsedFile
from ...parsers.registry import default_parsers

#: codes of errors of tables whose columns people must name
UNMAPPED = ("mapping_needed", "bad_mapping")


class BankImportFormat(models.AbstractModel):
    """Which parsers this database knows: an addon adds its own by one ``super()``."""

    _name = "bank.import.format"
    _description = "Bank File Formats"

    @api.model
    def _parsers(self) -> list[StatementParser]:
        """Return the parsers to ask. Extend: ``[*super()._parsers(), MyParser()]``."""
        find = self.env["bank.import.mapping"].sudo()._find
        return [
            MappedParser(parser, find) if hasattr(parser, "parse_mapped") else parser
            for parser in default_parsers()
        ]

    @api.model
    def _parse(self, name: str, data: bytes) -> ParsedFile:
        """Read a file with the one parser that knows it, else with an importer of
        another addon.

        Raises:
            ParseError: no parser or several know the file, or it is damaged.
        """
        try:
            return identify.parse_file(name, data, self._parsers())
        except ParseError as error:
            if error.code != "unknown_format":
                raise
            parsed = self.env["bank.other.importers"]._parse(name, data)
            if not parsed:
                raise
            return parsed

    @api.model
    def _find_unmapped(self, name: str, data: bytes) -> tuple[str, bytes]:
        """Return the table that asks for a mapping: of an archive its first part that
        does, else the file itself.

        Args:
            name: file name.
            data: all its bytes.
        """
        parsers = self._parsers()
        for part, content in identify.unpack(name, data, parsers):
            try:
                identify.identify(part, content, parsers).parse(part, content)
            except ParseError as error:
                if error.code in UNMAPPED:
                    return part, content
        return name, data


class MappedParser(StatementParser):
    """A table format that asks for the mappings of the database first."""

    last_resort = True

    def __init__(self, parser, find):
        self.parser, self.find = parser, find
        self.code, self.label = parser.code, parser.label

    def identify(self, name: str, head: bytes) -> bool:
        """Say whether the file is a table of this format."""
        return self.parser.identify(name, head)

    def parse(self, name: str, data: bytes) -> ParsedFile:
        """Read the file by a mapping, else by its titles where they are certain."""
        return self.parser.parse_mapped(name, data, self.find, certain_only=True)
