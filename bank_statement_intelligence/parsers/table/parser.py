"""CSV and XLSX statements: tables that every bank makes in its own way.

There is no standard: what the columns mean is proposed from their titles and cells
(``proposal``) or given (``mapping.Mapping``). What cannot be known is asked
for, not guessed: ``ParseError`` with the code ``mapping_needed``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..common.base import ParseError, StatementParser
from ..common.records import Message, ParsedFile, ParsedStatement
from ..common.text_safe import decode_head
from .csv_reader import Table, looks_like_csv, read_csv
from .mapping import HINT, Mapping, find_header
from .proposal import Proposal, propose
from .spreadsheet import looks_like_xls, looks_like_xlsx, read_xls, read_xlsx
from .statement import read_statements
from .web_page import looks_like_web_page, read_web_page

HEAD_BYTES = 64 * 1024
#: beginnings of texts in other formats
_OTHERS = re.compile(
    r"\s*(?:<|[{\[]|!|OFXHEADER|%PDF|T00[0-9]{3}|NY00|01BGMAX|01\s*,[^,\r\n]*,"
    r"|0[0-9]{6}[0-9 ]{4}|00000[0-9]{6})"
)
_SWIFT = re.compile(r"(?:^|[\r\n]):(?:20|25|28C?|60[FM]|61|62[FM]|86):")

#: Gives the mapping for a table with these titles, None to propose one.
Finder = Callable[[Table], Mapping | None]


class _TableParser(StatementParser):
    """What CSV and spreadsheets share."""

    last_resort = True

    def tables(self, name: str, data: bytes) -> list[Table]:
        """Return the tables of the file.

        Raises:
            ParseError: it cannot be read.
        """
        raise NotImplementedError

    def parse(self, name: str, data: bytes) -> ParsedFile:
        """Read the whole file, what its columns mean being proposed."""
        return self.parse_mapped(name, data, lambda table: None)

    def parse_mapped(
        self, name: str, data: bytes, find: Finder, certain_only: bool = False
    ) -> ParsedFile:
        """Read the file with given mappings where there are some.

        Args:
            name: file name, for messages.
            data: all bytes of the file.
            find: gives the mapping of a table, or None to propose one.
            certain_only: refuse a proposal that somebody should look at first.
        Raises:
            ParseError: ``mapping_needed`` or any other.
        """
        found = self.tables(name, data)
        tables = [table for table in found if not table.hidden]
        statements: list[ParsedStatement] = []
        for table, mapping in _wanted(name, tables, find):
            if mapping is not None:
                statements += read_statements(table, mapping)
                continue
            proposal = propose(table)
            check_proposal(table, proposal, certain_only)
            statements += read_statements(table, proposal.mapping, proposal.messages)
        hidden = tuple(
            Message("hidden_sheet", "A hidden sheet is left out.", table.place)
            for table in found
            if table.hidden
        )
        return ParsedFile(self.code, tuple(statements), hidden)


class CsvParser(_TableParser):
    """Comma, semicolon or tab separated values."""

    code = "csv"
    label = "CSV file with one row for each entry"

    def identify(self, name: str, head: bytes) -> bool:
        """Say whether the file is a text with titles or rows of a table."""
        text = _text_head(head)
        if "\0" in text or _OTHERS.match(text) or _SWIFT.search(text):
            return False
        return looks_like_csv(text, whole=len(head) < HEAD_BYTES)

    def tables(self, name: str, data: bytes) -> list[Table]:
        """Return the one table of the file."""
        return [read_csv(name, data)]


class XlsParser(_TableParser):
    """Spreadsheets of Excel up to 2003, and web pages that are called so."""

    code = "xls"
    label = "Excel file of the old kind (.xls) with one row for each entry"

    def identify(self, name: str, head: bytes) -> bool:
        """Say whether it is a workbook in an OLE 2 container, or a web page of rows."""
        return looks_like_xls(head) or looks_like_web_page(head)

    def tables(self, name: str, data: bytes) -> list[Table]:
        """Return a table for each sheet, or for each table of the web page."""
        if looks_like_xls(data[:HEAD_BYTES]):
            return read_xls(name, data)
        return read_web_page(name, data)


class XlsxParser(_TableParser):
    """Spreadsheets."""

    code = "xlsx"
    label = "Excel file (.xlsx) with one row for each entry"

    def identify(self, name: str, head: bytes) -> bool:
        """Say whether the file is a spreadsheet."""
        return looks_like_xlsx(head)

    def tables(self, name: str, data: bytes) -> list[Table]:
        """Return a table for each sheet."""
        return read_xlsx(name, data)


def check_proposal(table: Table, proposal: Proposal, certain_only: bool) -> None:
    """Refuse a proposal that is not enough to read the table.

    Raises:
        ParseError: ``mapping_needed``.
    """
    problems = list(proposal.problems)
    if not problems and certain_only and not proposal.certain:
        problems = [message.message for message in proposal.messages]
        problems = problems or ["The columns have no titles that are known."]
    if problems:
        what = "It is not certain what the columns of the file mean."
        raise ParseError("mapping_needed", what, table.place, " ".join(problems), HINT)


def _wanted(
    name: str, tables: list[Table], find: Finder
) -> list[tuple[Table, Mapping | None]]:
    """Return the tables that hold entries, with their mapping if there is one."""
    found = []
    for table in tables:
        mapping = find(table)
        if mapping and mapping.header and find_header(table, mapping.header) is None:
            mapping = None
        found.append((table, mapping))
    if len(found) > 1:
        with_entries = [
            pair for pair in found if pair[1] is not None or propose(pair[0]).entries
        ]
        found = with_entries or found[:1]
    if not found:
        raise ParseError(
            "no_statement", "The file has no rows.", f"file {name}",
            "All of its cells are empty.",
            "Nothing was imported. Export the statement again.",
        )  # fmt: skip
    return found


def _text_head(head: bytes) -> str:
    """Return the beginning of a file as text, in the encoding that fits."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode_head(head)
    try:
        return head.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(head) - 4:  # cut inside a letter
            return head[: error.start].removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    return head.decode("latin-1")
