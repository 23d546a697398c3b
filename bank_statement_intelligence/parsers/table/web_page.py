"""Tables in web pages, as many banks write them and call them ``.xls``."""

from __future__ import annotations

import re
from html import unescape

from ..common.base import too_big
from ..common.text_safe import MAX_TEXT, decode, decode_head
from .columns import has_titles
from .csv_reader import MAX_CELLS, Row, Table

MAX_BYTES = 4 * 1024 * 1024  # more takes too long
#: a tag, or what stands between tags; linear, whatever is left open
_TOKEN = re.compile(r"<(/?)([a-zA-Z]+)([^<>]*)>|<[^<>]*>?|[^<]+")
_SPAN = re.compile(r"colspan\s*=\s*[\"']?([0-9]{1,2})\b", re.I)
_START = re.compile(r"\s*<(?:!doctype html|html|head|meta|table|body)\b", re.I)


def looks_like_web_page(head: bytes) -> bool:
    """Say whether a web page has a table with the titles of dates and amounts.

    Args:
        head: the beginning of the file.
    """
    text = decode_head(head).removeprefix("\ufeff")
    if not _START.match(text):
        return False
    return any(map(has_titles, _tables("", text)))


def read_web_page(name: str, data: bytes) -> list[Table]:
    """Return each table of a web page that has the titles of dates and amounts.

    Args:
        name: file name, for messages.
        data: all bytes of the file.
    Raises:
        ParseError: too big, or no text.
    """
    if len(data) > MAX_BYTES:
        why = f"It has {len(data)} bytes, more than {MAX_BYTES} for a web page."
        raise too_big(f"file {name}", why)
    found = _tables(name, decode(name, data))
    return [table for table in found if has_titles(table)] or found


def _tables(name: str, text: str) -> list[Table]:
    reader = _Reader(name)
    for match in _TOKEN.finditer(_without_comments(text)):
        closing, tag, rest = match.groups()
        if tag is None:
            if match[0][0] != "<":
                reader.handle_data(match[0])
        elif closing:
            reader.handle_endtag(tag.lower())
        else:
            reader.handle_starttag(tag.lower(), rest)
    reader.end_row()
    return [
        Table(tuple(rows), f"file {name}", f"table {number}, row")
        for number, rows in enumerate(reader.tables, start=1)
        if rows
    ]


def _without_comments(text: str) -> str:
    """Return a page without what is commented out; a comment without end is all."""
    kept, place = [], 0
    while (start := text.find("<!--", place)) >= 0:
        kept.append(text[place:start])
        end = text.find("-->", start + 4)
        place = len(text) if end < 0 else end + 3
    return "".join(kept) + text[place:]


class _Reader:
    """Collects the rows of all tables, of nested ones as if they stood alone."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tables: list[list[Row]] = []
        self.cells: list[str] = []
        self.parts: list[str] | None = None  # of the cell that is open
        self.number = self.count = 0
        self.span = 1

    def handle_starttag(self, tag: str, attributes: str) -> None:
        """Open a table, a row or a cell; what was open before is closed."""
        if tag in ("table", "tr"):
            self.end_row()
        if tag == "table":
            self.tables.append([])
            self.number = 0
        elif tag in ("td", "th"):
            self.end_cell()
            self.parts = []
            span = _SPAN.search(attributes)
            self.span = int(span[1]) if span else 1
        elif tag in ("br", "p", "div") and self.parts is not None:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Close a cell or a row."""
        if tag in ("td", "th"):
            self.end_cell()
        elif tag in ("tr", "table"):
            self.end_row()

    def handle_data(self, data: str) -> None:
        """Take text of the cell that is open."""
        if self.parts is not None:
            self.parts.append(data)

    def end_cell(self) -> None:
        """Close the cell that is open."""
        if self.parts is None:
            return
        text = " ".join(unescape("".join(self.parts)).split())[:MAX_TEXT]
        self.cells += [text, *[""] * (self.span - 1)]
        self.parts = None
        self.count += self.span
        if self.count > MAX_CELLS:
            raise too_big(f"file {self.name}", f"It has more than {MAX_CELLS} cells.")

    def end_row(self) -> None:
        """Close the row that is open; without a cell it is none."""
        self.end_cell()
        width, cells = len(self.cells), self.cells
        self.cells = []
        if width:
            self.number += 1
        while cells and not cells[-1]:
            cells.pop()
        if cells and self.tables:
            self.tables[-1].append(Row(self.number, tuple(cells), width))
