"""Spreadsheets as rows of cells: XLSX by openpyxl, XLS by xlrd, under limits.

Formulas are never calculated. In XLSX their cells hold the formula itself, so that one
in an amount is refused; XLS has kept what the bank's program calculated. Numbers and
dates are exact, whatever their format on the screen.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from ..common.base import ParseError
from ..common.local_amounts import Exact
from ..common.text_safe import MAX_TEXT
from .csv_reader import Row, Table

MAX_BYTES = 64 * 1024 * 1024  # unpacked
MAX_XLS = 16 * 1024 * 1024  # 65,536 rows at most
MAX_TAGS = 1_000_000  # of all parts together, about 250,000 cells
MAX_ROWS = 1_048_576
MAX_PADDED = 5_000_000  # cells with the empty ones that fill up rows
_CHUNK = 1 << 20
#: parts that a spreadsheet begins with
_FIRST = (b"[Content_Types].xml", b"_rels/", b"xl/", b"docProps/", b"customXml/")
_HINT = "Nothing was imported. Export the statement again, or save it as CSV."
_ENTITIES = ("<!DOCTYPE", "<!ENTITY")
_FORBIDDEN = tuple(
    text.encode(encoding)
    for text in _ENTITIES
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


#: OLE 2 container: its signature, where the first sector of its directory is told, and
#: how a workbook is called in it
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DIRECTORY = slice(48, 52)
_WORKBOOKS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_SECTOR = 512


def looks_like_xls(head: bytes) -> bool:
    """Say whether an OLE 2 file is a workbook, by the first names in its directory.

    A directory beyond the head of the file is not looked at: then it may be one.
    """
    if not head.startswith(_OLE):
        return False
    start = _SECTOR * (1 + int.from_bytes(head[_DIRECTORY], "little"))
    directory = head[start : start + _SECTOR]
    return not directory or any(name in directory for name in _WORKBOOKS)


def looks_like_xlsx(head: bytes) -> bool:
    """Say whether a ZIP file is a spreadsheet, by the names of its first parts."""
    if not head.startswith(b"PK\x03\x04"):
        return False
    names = list(_names(head))
    if not names[0].startswith(_FIRST):  # an archive, perhaps of spreadsheets
        return False
    others = (b"word/", b"ppt/", b"visio/")
    return not any(name.startswith(others) for name in names)


def _names(head: bytes) -> Iterator[bytes]:
    """Yield the names in the local headers of a ZIP file."""
    position = 0
    while (position := head.find(b"PK\x03\x04", position)) >= 0:
        length = int.from_bytes(head[position + 26 : position + 28], "little")
        yield head[position + 30 : position + 30 + length]
        position += 4


def read_xlsx(name: str, data: bytes) -> list[Table]:
    """Return a table for each sheet that is not empty.

    Args:
        name: file name, for messages.
        data: all bytes of the file.
    Raises:
        ParseError: damaged, too big, or with a DOCTYPE.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(name, archive)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError,
            RuntimeError, ValueError) as error:  # fmt: skip
        raise _error("xlsx_damaged", name, f"{error}".rstrip(".")) from None
    return _guarded(_read_xlsx, name, data)


def read_xls(name: str, data: bytes) -> list[Table]:
    """Return a table for each sheet that is not empty.

    Args:
        name: file name, for messages.
        data: all bytes of the file.
    Raises:
        ParseError: damaged, too big, or with a password.
    """
    if len(data) > MAX_XLS:
        raise _error("xlsx_too_big", name, f"it has more than {MAX_XLS} bytes")
    return _guarded(_read_xls, name, data)


def _guarded(
    read: Callable[[str, bytes], list[Table]], name: str, data: bytes
) -> list[Table]:
    """Return what a library reads, its errors as those of the file."""
    try:
        return read(name, data)
    except (ParseError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl and xlrd raise anything
        why = f"{type(error).__name__}: {error}"[:300].rstrip(".")
        raise _error("xlsx_damaged", name, why) from None


def _check_parts(name: str, archive: zipfile.ZipFile) -> None:
    """Check all parts before any is interpreted: size, elements, declarations."""
    infos = archive.infolist()
    if len({info.filename for info in infos}) < len(infos):
        raise _error("xlsx_damaged", name, "it has two parts of one name")
    if sum(info.file_size for info in infos) > MAX_BYTES:
        why = f"it unpacks to more than {MAX_BYTES} bytes"
        raise _error("xlsx_too_big", name, why)
    tags = 0
    for info in infos:
        if not info.filename.endswith((".xml", ".rels", ".vml")):
            continue
        with archive.open(info) as part:
            rest = b""
            while chunk := part.read(_CHUNK):
                tags += chunk.count(b"<")
                if any(word in rest + chunk for word in _FORBIDDEN):
                    why = f"{info.filename} has a DOCTYPE or ENTITY"
                    raise _error("xlsx_doctype", name, why)
                rest = chunk[-32:]
                if tags > MAX_TAGS:
                    why = f"it has more than {MAX_TAGS} elements"
                    raise _error("xlsx_too_big", name, why)


def _read_xlsx(name: str, data: bytes) -> list[Table]:
    import openpyxl  # slow to load, and rarely needed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=False, keep_links=False
        )
        try:
            sheets = []
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                rows = tuple(
                    _rows(name, sheet.title, sheet.iter_rows(values_only=True))
                )
                sheets.append((sheet.title, rows, sheet.sheet_state != "visible"))
            return _tables(name, sheets)
        finally:
            book.close()


def _read_xls(name: str, data: bytes) -> list[Table]:
    import xlrd

    book = xlrd.open_workbook(
        file_contents=data, logfile=io.StringIO(), ragged_rows=True
    )
    sheets = []
    for sheet in book.sheets():
        cells = (
            [_xls_value(book, cell) for cell in sheet.row(number)]
            for number in range(sheet.nrows)
        )
        rows = tuple(_rows(name, sheet.name, cells))
        sheets.append((sheet.name, rows, bool(sheet.visibility)))
    return _tables(name, sheets)


def _xls_value(book: Any, cell: Any) -> Any:
    """Return a cell as openpyxl would."""
    from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, error_text_from_code
    from xlrd.xldate import xldate_as_datetime

    if cell.ctype == XL_CELL_DATE:
        found = xldate_as_datetime(cell.value, book.datemode)
        return found if cell.value >= 1 else found.time()
    if cell.ctype == XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == XL_CELL_ERROR:
        return error_text_from_code.get(cell.value, "#ERR")
    return cell.value if cell.value != "" else None


def _tables(name: str, sheets: list[tuple[str, tuple[Row, ...], bool]]) -> list[Table]:
    """Return the sheets that have rows; with the sheet's name if there are several."""
    tables = []
    for title, rows, hidden in sheets:
        prefix = f"sheet {title}, " if len(sheets) > 1 else ""
        place = f"file {name}" + (f", {prefix[:-2]}" if prefix else "")
        if rows:
            tables.append(Table(rows, place, f"{prefix}row", hidden))
    return tables


def _rows(name: str, title: str, sheet: Iterable[Sequence[Any]]) -> Iterator[Row]:
    padded = 0
    for number, cells in enumerate(sheet, start=1):
        padded += len(cells)
        if number > MAX_ROWS or padded > MAX_PADDED:
            raise _error("xlsx_too_big", name, f"sheet {title} is too big")
        last = len(cells)
        while last and cells[last - 1] is None:
            last -= 1
        texts = [_text(cell) for cell in cells[:last]]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            yield Row(number, tuple(texts))


def _text(value: Any) -> str:
    """Return a cell as text; numbers and dates in plain notation."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, datetime):
        return Exact(value.date().isoformat())
    if isinstance(value, date):
        return Exact(value.isoformat())
    if isinstance(value, time):
        return value.isoformat()
    return str(value)[:MAX_TEXT].strip()


def _number(value: float) -> str:
    """Return a number with the 15 digits that a spreadsheet keeps."""
    if isinstance(value, int):
        return Exact(value)
    text = format(Decimal(format(value, ".15g")), "f")
    return Exact(text.rstrip("0").rstrip(".") if "." in text else text)


def _error(code: str, name: str, why: str) -> ParseError:
    what = "The spreadsheet cannot be read."
    return ParseError(code, what, f"file {name}", f"{why[:1].upper()}{why[1:]}.", _HINT)
