"""CSV files as rows of cells: encoding, delimiter, quotes, by content.

``spreadsheet`` does the same for spreadsheets. Nothing is known here of what the cells
mean; ``mapping`` and ``proposal`` decide that.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..common.base import ParseError, damaged
from ..common.local_amounts import is_amount
from ..common.local_dates import is_date
from ..common.quick_init import quick_init
from ..common.text_safe import decode
from ..common.values import quoted
from .words import roles_of

DELIMITERS = ";\t,|"
MAX_BYTES = 16 * 1024 * 1024  # about 100,000 entries
MAX_CELLS = 1_000_000
MAX_LINE = 500_000  # characters
SAMPLE_ROWS = 200
#: Encodings of files that are not UTF-8; the first wins unless another one knows more
#: of the titles (Baltic, Central European, Cyrillic-free DOS and Mac exports).
_ENCODINGS = ("cp1252", "cp1257", "cp1250", "cp850", "mac_roman")
#: words without accents of languages → their encoding, if titles do not tell it
_SPEAKERS = (
    (
        re.compile(rb"(?i)\b(?:kwota|waluta|operacji|rachunku|typ transakcji)\b"),
        "cp1250",
    ),
    (
        re.compile(rb"(?i)\b(?:suma|valiuta|data|paskirtis|debets|datums|summa)\b"),
        "cp1257",
    ),
)
_QUOTED = re.compile(r'".*"')
_SEPARATOR_LINE = re.compile(r'\s*"?sep=(.)"?\s*[\r\n]+')
_END = "\ue000end of file\ue000"


@quick_init
@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file (line, or row of the sheet) and its cells."""

    number: int
    cells: tuple[str, ...]  # without empty ones at the end
    width: int = 0  # how many there were in the line of a CSV file, else 0

    def cell(self, index: int | None) -> str:
        """Return a cell, nothing if the row is shorter."""
        if index is None or index >= len(self.cells):
            return ""
        return self.cells[index]

    @property
    def filled(self) -> list[str]:
        """The cells that are not empty."""
        return [cell for cell in self.cells if cell]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that are not empty, and where they come from, for messages."""

    rows: tuple[Row, ...]
    place: str = "file"
    unit: str = "line"  # or ``row``, ``sheet …, row``
    hidden: bool = False  # a sheet that nobody sees

    def where(self, row: Row) -> str:
        """Return how messages name a row."""
        return f"{self.unit} {row.number}"


def column_of(rows: Iterable[Row], column: int | None) -> list[str]:
    """Return the cells of a column, nothing where a row is shorter."""
    if column is None:
        return ["" for _row in rows]
    return [row.cells[column] if len(row.cells) > column else "" for row in rows]


def read_csv(name: str, data: bytes) -> Table:
    """Read a CSV file.

    Args:
        name: file name, for the error.
        data: all bytes of the file.
    Raises:
        ParseError: it is not text, has a quote without end, or is too big.
    """
    if len(data) > MAX_BYTES:
        why = f"It has {len(data)} bytes, more than {MAX_BYTES}."
        raise _error("file_too_big", f"file {name}", why)
    text = _decoded(name, data)
    _check_lines(text)
    match = _SEPARATOR_LINE.match(text[:100])
    text = text[match.end() :] if match else text
    delimiter = match[1] if match else sniff(text)
    first = 2 if match else 1
    try:
        rows = tuple(_rows(text, delimiter, first))
        _check_quotes(rows, delimiter)
    except ParseError as error:
        rows = _unquoted(text, delimiter, first) if error.code == "csv_quotes" else ()
        if not rows:
            raise
    return Table(rows, f"file {name}")


def _check_lines(text: str) -> None:
    """Refuse a line that is longer than any row."""
    start = 0
    while len(text) - start > MAX_LINE:
        end = max(text.rfind(mark, start, start + MAX_LINE + 1) for mark in "\n\r")
        if end < 0:
            where = f"line {text.count(chr(10), 0, start) + 1}"
            why = f"The line has more than {MAX_LINE} characters."
            raise _error("csv_damaged", where, why)
        start = end + 1


def _unquoted(text: str, delimiter: str, first: int) -> tuple[Row, ...]:
    """Return the rows if quotes mean nothing, nothing if that makes no even table."""
    rows = []
    for number, line in enumerate(text.splitlines(), start=first):
        row = _row(number, line.split(delimiter))
        if row and any(_QUOTED.fullmatch(cell) for cell in row.cells):
            return ()  # here quotes do mean something
        if row:
            rows.append((line.count(delimiter), row))
    widths = {width for width, _row in rows}
    return tuple(row for _width, row in rows) if len(widths) == 1 else ()


def looks_like_csv(head: str, whole: bool) -> bool:
    """Say whether a text may be a table of a bank: a claim, not a proof.

    Args:
        head: the beginning of the file.
        whole: it is the whole file, so that its last line is complete.
    """
    lines = head.splitlines()
    text = "\n".join(lines if whole else lines[:-1]) + "\n"
    match = _SEPARATOR_LINE.match(text[:100])
    text = text[match.end() :] if match else text
    delimiter = match[1] if match else sniff(text)
    try:
        rows = [row.cells for row in _rows(text, delimiter, 1, SAMPLE_ROWS)]
    except ParseError:
        rows = []
    if len(rows) < min(len(lines), 5):  # broken quotes: a table to be refused as such
        rows += [tuple(line.split(delimiter)) for line in lines[:SAMPLE_ROWS]]
    if any(_is_title_row(cells) for cells in rows):
        return True
    widths = Counter(len(cells) for cells in rows if len(cells) > 2)
    if not widths or max(widths.values()) < len(rows) / 2:
        return False
    return any(looks_like_entry(cells) for cells in rows)


def looks_like_entry(cells: tuple[str, ...]) -> bool:
    """Say whether a row has a date and, in another cell, an amount."""
    dates = [cell for cell in cells if is_date(cell)]
    return bool(dates) and any(
        is_amount(cell) for cell in cells if cell not in dates[:1]
    )


def sniff(text: str) -> str:
    """Return the delimiter that makes the widest table of the most rows."""
    head = "".join(text[: 256 * 1024].splitlines(keepends=True)[:SAMPLE_ROWS])
    return max(DELIMITERS, key=lambda delimiter: _score(head, delimiter))


def _score(head: str, delimiter: str) -> tuple[int, int]:
    """Return how good a table this delimiter makes, whatever the quotes do."""
    widths = Counter(line.count(delimiter) + 1 for line in head.splitlines() if line)
    best = _evenness(widths)
    try:
        rows = Counter(len(row.cells) for row in _rows(head, delimiter, 1))
        best = max(best, _evenness(rows))
    except ParseError:  # broken quotes, or cut off inside of some  # pylint: disable=except-pass
        pass
    return (best, -DELIMITERS.index(delimiter))


def _evenness(widths: Counter[int]) -> int:
    return max(((min(w, 12) - 1) * count for w, count in widths.items()), default=0)


def _is_title_row(cells: tuple[str, ...]) -> bool:
    """Say whether these are the titles of dates and amounts."""
    roles = {role for cell in cells if len(cell) < 60 for role, _ in roles_of(cell)[:1]}
    return "date" in roles and bool(roles & {"amount", "debit", "credit"})


def _decoded(name: str, data: bytes) -> str:
    """Return the text; of several 8-bit encodings the one that knows most titles."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
            head = data[:8192]
            likely = [code for words, code in _SPEAKERS if len(words.findall(head)) > 1]
            codes = (*likely, *_ENCODINGS)
            encoding = max(codes, key=lambda code: _known_titles(head, code))
            if encoding != "cp1252":
                data = data.decode(encoding, "replace").encode()
    return decode(name, data, dos=True)


def _known_titles(head: bytes, encoding: str) -> int:
    words = re.split(r"[;,\t|\"\r\n]+", head.decode(encoding, "replace"))
    return sum(bool(roles_of(word)) for word in set(words) if 2 < len(word) < 60)


def _rows(
    text: str, delimiter: str, first: int, limit: int | None = None
) -> Iterator[Row]:
    """Yield the rows that are not empty.

    Args:
        first: number of the first line.
        limit: how many rows at most; the text is a beginning and may end in quotes.
    """
    ended = io.StringIO(text.rstrip("\r\n") + "\n" + _END, newline="")
    reader = csv.reader(ended, delimiter=delimiter, skipinitialspace=True)
    number, count, cells_read = first, 0, 0
    try:
        for cells in reader:
            start, number = number, first + reader.line_num
            if cells and _END in cells[-1]:
                _check_end(cells, start, limit is not None)
                return
            cells_read += len(cells)
            if cells_read > MAX_CELLS:
                why = f"It has more than {MAX_CELLS} cells."
                raise _error("table_too_big", f"line {start}", why)
            row = _row(start, cells)
            if row is None:
                continue
            yield row
            count += 1
            if count == limit:
                return
    except csv.Error as error:
        why = f"The row cannot be read: {error}."
        raise _error("csv_damaged", f"line {number}", why) from None


def _row(number: int, cells: list[str]) -> Row | None:
    width = len(cells)
    cells = [*map(str.strip, cells)]
    while cells and not cells[-1]:
        cells.pop()
    return Row(number, tuple(cells), width) if cells else None


def _check_end(cells: list[str], line: int, lax: bool) -> None:
    if cells != [_END] and not lax:
        raise _error(
            "csv_quotes", f"line {line}", "A quote that opens there has no end."
        )


def _check_quotes(rows: tuple[Row, ...], delimiter: str) -> None:
    """Refuse a row that swallowed others because one of its quotes has no end."""
    long = [row for row, after in pairwise(rows) if after.number > row.number + 1]
    broken = [
        row
        for row in (*long, *rows[-1:])
        if any("\n" in cell or "\r" in cell for cell in row.cells)
    ]
    if not broken:
        return
    dates = Counter(i for row in rows for i, cell in enumerate(row.cells[:50])
                    if is_date(cell))  # fmt: skip
    usual = [column for column, count in dates.items() if 2 * count > len(rows) / 2]
    for row in broken:
        for cell in row.cells:
            for line in cell.splitlines()[1:]:
                if _is_row(line.split(delimiter), usual):
                    why = f"One of its cells holds another row: {quoted(line)}."
                    raise _error("csv_quotes", f"line {row.number}", why)


def _is_row(parts: list[str], usual: list[int]) -> bool:
    """Say whether a line within a cell begins like a row: with its dates."""
    cells = [part.strip(' "') for part in parts]
    if len(cells) > 2 and looks_like_entry(tuple(cells)) and is_date(cells[0]):
        return True
    return len(cells) > 1 and any(is_date(cells[i]) for i in usual if i < len(cells))


def _error(code: str, where: str, why: str) -> ParseError:
    what = "The CSV file cannot be read."
    return damaged(code, what, where, why)
