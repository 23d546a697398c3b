"""Rows of a printed table, parted into pages by their estimated height.

Debian's wkhtmltopdf has no patched Qt: it neither repeats the heads of tables nor keeps
rows whole. So each page is a table of its own, with its own head.

>>> row = {"text": "Rent", "partner": "", "books": "", "evidence": "", "reason": ""}
>>> [(page["first"], page["last"], page["breaks"]) for page in paginate([row] * 50)]
[(1, 33, True), (34, 50, True)]
"""

from __future__ import annotations

import math
from typing import Any

#: heights of a text line, a small one and a row's padding; of a page of rows
LINE, SMALL, PADDING, PAGE = 12, 10, 6, 940
#: rows up to this height stay on the page that they begin on
INLINE = 240
#: small letters that surely fit in a line of these columns
WIDTHS = {"text": 44, "partner": 48, "books": 24, "evidence": 36, "reason": 40}
#: capitals and digits are that much wider
WIDE = 1.25


def paginate(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Part rows into pages.

    Args:
        rows: dicts with the texts of the columns in ``WIDTHS``, and more.
    Returns:
        per page ``first`` and ``last`` (numbers of rows from 1), ``rows`` and
        ``breaks`` (whether it begins on a new sheet).
    """
    pages: list[list[dict[str, Any]]] = []
    height = PAGE
    for row in rows:
        need = _height(row)
        if height + need > PAGE:
            pages.append([])
            height = 0
        pages[-1].append(row)
        height += need
    inline = len(pages) == 1 and height <= INLINE
    result, first = [], 1
    for page in pages:
        last = first + len(page) - 1
        result.append(
            {"first": first, "last": last, "rows": page, "breaks": not inline}
        )
        first = last + 1
    return result


def _height(row: dict[str, Any]) -> int:
    return PADDING + max(
        LINE + SMALL,
        LINE * max(1, _count(row, "text")) + SMALL * _count(row, "partner"),
        LINE * _count(row, "books"),
        LINE * _count(row, "reason"),
        SMALL * (_count(row, "evidence") + 1),
    )


def _count(row: dict[str, Any], name: str) -> int:
    """Return the number of text lines that a column needs."""
    text = row[name]
    wide = sum(sign.isupper() or sign.isdigit() for sign in text)
    return math.ceil((len(text) + wide * (WIDE - 1)) / WIDTHS[name])
