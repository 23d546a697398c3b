"""What the columns of a table mean: a :class:`Mapping`, made by hand or proposed.

It is stored as JSON and found again by the titles of the columns
(:func:`signature`), wherever they stand in the next file.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from ..common.base import ParseError
from .csv_reader import Row, Table
from .folding import fold

ORDERS = ("dmy", "mdy", "ymd")
MARKS = (".", ",")
SIGNS = ("signed", "inverted")
DEBIT_SIGNS = ("positive", "negative")
HINT = (
    "Nothing was imported. Say what the columns mean (Map Columns), then import the "
    "file again."
)
#: fields of a Mapping that are one column, and those that are several
COLUMNS = (
    "value_date", "amount", "debit", "credit", "indicator", "balance",
    "balance_before", "fee", "charge",
    "detail_amount", "bank_id", "end_to_end", "name", "payee", "payer", "account",
    "account_to", "account_from", "own_account", "original_amount",
    "original_currency", "rate", "status", "row_type",
)  # fmt: skip
COLUMN_LISTS = ("date", "text", "payment_ids", "references", "currency")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column holds what, by position from 0, and how it is written.

    ``header``: folded titles of the columns; none if the table has no titles, then
    ``skip_rows`` rows stand before the entries. ``date``: the first of these columns
    that is filled is the booking date. ``amount`` with ``amount_sign`` (``signed``, or
    ``inverted`` as on card statements: purchases are positive), or ``debit`` and
    ``credit`` with ``debit_sign`` (``positive``, or ``negative`` numbers are money
    out). ``indicator`` holds one of ``debit_words`` for money out; the amounts then
    count without their sign. ``newest_first``: None if the file shall tell.
    """

    header: tuple[str, ...] = ()
    skip_rows: int = 0
    date: tuple[int, ...] = ()
    value_date: int | None = None
    amount: int | None = None
    debit: int | None = None
    credit: int | None = None
    indicator: int | None = None
    debit_words: tuple[str, ...] = ()
    amount_sign: str = "signed"
    debit_sign: str = "positive"
    balance: int | None = None
    balance_before: int | None = None  # each entry, where none follows it
    fee: int | None = None  # on top of the amount
    charge: int | None = None  # kept from the amount already: PayPal
    detail_amount: int | None = None
    text: tuple[int, ...] = ()
    payment_ids: tuple[int, ...] = ()
    references: tuple[int, ...] = ()
    bank_id: int | None = None
    end_to_end: int | None = None
    name: int | None = None
    payee: int | None = None  # of money out
    payer: int | None = None  # of money in
    account: int | None = None
    account_to: int | None = None
    account_from: int | None = None
    own_account: int | None = None
    currency: tuple[int, ...] = ()
    original_amount: int | None = None
    original_currency: int | None = None
    rate: int | None = None
    status: int | None = None
    waiting_words: tuple[str, ...] = ()  # of it, for what is not booked: yes, no
    row_type: int | None = None
    default_currency: str = ""
    date_order: str = "dmy"
    decimal_mark: str = "."
    newest_first: bool | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the mapping as JSON, without what is empty."""
        values = {k: v for k, v in asdict(self).items() if v not in (None, (), "")}
        return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Mapping:
        """Return the mapping that was stored.

        Raises:
            ParseError: it is none: unknown fields, columns that are no numbers, no
                date or no amount.
        """
        known = {field.name for field in fields(cls)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise _bad_mapping(f"It has unknown fields: {', '.join(unknown)[:200]}.")
        plain = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
        try:
            mapping = cls(**plain)
        except TypeError as error:
            raise _bad_mapping(f"{error}.") from None
        problem = mapping.problem()
        if problem:
            raise _bad_mapping(problem)
        return mapping

    def problem(self) -> str:
        """Return what is wrong with the mapping, nothing if it can be used."""
        columns = [getattr(self, name) for name in COLUMNS]
        for name in COLUMN_LISTS:
            value = getattr(self, name)
            if not isinstance(value, tuple):
                return f"{name} must be a list of columns."
            columns += value
        if any(c is not None and not _is_column(c) for c in columns):
            return "A column must be a number from 0."
        if not self.date:
            return "No column holds the date."
        if self.amount is None and self.debit is None and self.credit is None:
            return "No column holds the amount."
        if self.indicator is not None and not self.debit_words:
            return "It is not said which word means money out."
        return self._bad_word()

    def _bad_word(self) -> str:
        for name, allowed in (
            ("date_order", ORDERS),
            ("decimal_mark", MARKS),
            ("amount_sign", SIGNS),
            ("debit_sign", DEBIT_SIGNS),
            ("newest_first", (None, True, False)),
        ):
            if getattr(self, name) not in allowed:
                return f"{name} must be one of {allowed}."
        return ""

    @property
    def cash_columns(self) -> list[int]:
        """The columns that hold the amount of an entry."""
        found = (self.amount, self.debit, self.credit)
        return [column for column in found if column is not None]


def _is_column(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 20000


def _bad_mapping(why: str) -> ParseError:
    what = "The mapping of the columns cannot be used."
    return ParseError("bad_mapping", what, "mapping", why, HINT)


def signature(header: tuple[str, ...]) -> str:
    """Return what tells the tables of one bank from others: their titles, folded.

    >>> signature(("Dato", "Beløb (DKK)"))
    'dato|belob'
    """
    return "|".join(fold(title) for title in header)


def find_header(table: Table, header: tuple[str, ...]) -> int | None:
    """Return the position of the row with these titles, None if there is none.

    Args:
        header: folded titles, as in :attr:`Mapping.header`.
    """
    if not any(header):
        return None
    for position, row in enumerate(table.rows):
        if folded_titles(row) == header:
            return position
        if position + 1 < len(table.rows):
            merged = merged_titles(row, table.rows[position + 1])
            if tuple(fold(title) for title in merged) == header:
                return position + 1
    return None


def folded_titles(row: Row) -> tuple[str, ...]:
    """Return the titles of a row as they are compared."""
    return tuple(fold(cell) for cell in row.cells)


def merged_titles(row: Row, following: Row) -> tuple[str, ...]:
    """Return titles that are split over two rows."""
    width = max(len(row.cells), len(following.cells))
    return tuple(_joined(row.cell(i), following.cell(i)) for i in range(width))


def _joined(above: str, below: str) -> str:
    """Return a title of two parts: ``Buchungs-`` and ``datum`` are one word."""
    if above.endswith("-") and below:
        return above[:-1] + below
    return f"{above} {below}".strip()


def body_of(table: Table, mapping: Mapping) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Return the rows before the entries, and those from the first entry on.

    Raises:
        ParseError: the file has not the titles of the mapping.
    """
    if not mapping.header:
        return table.rows[: mapping.skip_rows], table.rows[mapping.skip_rows :]
    position = find_header(table, mapping.header)
    if position is None:
        why = f"No row has the titles {', '.join(mapping.header)[:200]}."
        raise ParseError(
            "mapping_needed",
            "The columns of the file are not those of the mapping.",
            table.place,
            why,
            HINT,
        )
    return table.rows[:position], table.rows[position + 1 :]
