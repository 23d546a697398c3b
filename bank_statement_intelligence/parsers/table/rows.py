"""Which rows of a table are entries, and what they say.

A row with a date and an amount is an entry. No row is lost in silence: one that is
neither an entry nor plainly something else (a total, a balance, a detail or the going
on of the entry before it, a note below the table) refuses the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..common.base import ParseError
from ..common.local_amounts import currency_of, is_amount, read_amount, unguarded
from ..common.local_dates import is_date, read_date
from ..common.text_safe import refusal
from ..common.values import BadValue, clean, quoted
from .csv_reader import Row, Table
from .directions import direction_word, is_out
from .folding import CURRENCIES, fold
from .mapping import Mapping, body_of, find_header, folded_titles
from .states import (
    BALANCE_WORDS,
    CLOSING_WORDS,
    OPENING_WORDS,
    RESERVED_WORDS,
    SUM_WORDS,
    TURNOVER_WORDS,
    is_label,
    is_not_booked,
    is_reserved,
    is_total,
    without_day,
)
from .words import is_type

_FEW = 3  # cells: what has fewer may be a note
_LABEL = 60  # characters of a text that may be a label
#: words of rows with a date and an amount that state a balance or a turnover → which
_STATED = {
    **dict.fromkeys(TURNOVER_WORDS, ""),
    **dict.fromkeys(CLOSING_WORDS, "closing"),
    **dict.fromkeys(OPENING_WORDS, "opening"),
}
_LABEL_STARTS = frozenset(label.partition(" ")[0] for label in _STATED)
_BALANCE_STARTS = frozenset(label.partition(" ")[0] for label in BALANCE_WORDS)
_CODE = re.compile(r"[A-Za-z]{3}")
_OF_DAY = re.compile(r"([^\W\d][^0-9]{2,30}?)[ :]+([0-9][0-9A-Za-z./ -]{5,20})")
#: types of rows of Baltic banks: opening balance, entry, turnover, closing balance
_ROW_OTHERS = {"10": "opening", "82": "", "86": "closing"}


@dataclass(slots=True)
class Entry:
    """One entry as it stands in the table."""

    row: Row
    where: str
    day: date
    value_day: date | None
    amount: Decimal
    currency: str
    balance: Decimal | None = None
    fee: Decimal | None = None
    charge: Decimal | None = None
    booked: bool = True
    conflict: bool = False  # the sign is against the word for money in or out
    more: list[Row] = field(default_factory=list)  # rows that go on with its text
    details: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """The rows of a table, sorted."""

    entries: list[Entry] = field(default_factory=list)
    outside: list[Row] = field(default_factory=list)  # above and below, totals
    no_amount: list[str] = field(default_factory=list)  # places
    lost_amount: list[str] = field(default_factory=list)  # places, cells are missing
    reserved: list[str] = field(default_factory=list)  # places, instead of a date
    notes: list[str] = field(default_factory=list)  # places, between entries
    totals: list[str] = field(default_factory=list)  # places, dated like entries
    above: list[str] = field(default_factory=list)  # places, like entries above titles
    uneven: list[str] = field(default_factory=list)  # places, of another width
    #: own account → opening and closing balance that rows of their own state
    stated: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    guarded: bool = False  # balances typed by hand


def read_body(table: Table, mapping: Mapping) -> Body:
    """Return the entries of a table.

    Raises:
        ParseError: a row cannot be read, or its titles are not those of the mapping.
    """
    before, rows = body_of(table, mapping)
    reader = _Rows(table, mapping)
    reader.take_before(before)
    for row in rows:
        try:
            reader.take(row)
        except BadValue as error:
            raise refusal(error, table.where(row)) from None
    reader.check()
    return reader.body


class _Rows:
    """Sorts row after row."""

    def __init__(self, table: Table, mapping: Mapping) -> None:
        self.table = table
        self.mapping = mapping
        self.body = Body()
        self.loose: list[Row] = []  # notes since the last entry
        self.cash = mapping.cash_columns
        balances = (mapping.balance, mapping.balance_before)
        self.has_balance = balances != (None, None)
        #: columns in which a row may say that it states a balance
        told = (*mapping.text, *mapping.references, mapping.name, mapping.bank_id)
        self.told = [column for column in told if column is not None]
        self.kinds = [
            column
            for column in mapping.text
            if column < len(mapping.header) and is_type(mapping.header[column])
        ]
        position = find_header(table, mapping.header) if mapping.header else None
        self.width = 0  # of the titles, without empty ones at the end
        if position is not None and table.rows[position].width:
            self.width = len(table.rows[position].cells)

    def check(self) -> None:
        """Refuse a table of which no row is an entry, though there are rows.

        Raises:
            ParseError: so it is.
        """
        self._check_widths()
        full = [row for row in self.loose if len(row.filled) >= _FEW]
        if full and not self.body.entries:
            what = "No row of the table is an entry."
            why = f"None has a date and an amount, not even {_shown(full[0])}."
            error = BadValue("no_entries", what, "", why)
            raise refusal(error, self.table.where(full[0]))

    def take_before(self, rows: tuple[Row, ...]) -> None:
        """Take the rows above the entries; one like an entry is told."""
        self.body.outside += rows
        titled = bool(self.mapping.header) and len(self.mapping.text) > 0
        for row in rows:
            if (
                titled
                and is_date(self._day_text(row))
                and any(is_amount(row.cell(column)) for column in self.cash)
                and any(row.cell(column) for column in self.mapping.text)
                and not any(map(_is_sum, row.filled))
            ):
                self.body.above.append(self.table.where(row))

    def take(self, row: Row) -> None:
        """Sort one row.

        Raises:
            BadValue: it is neither an entry nor plainly something else.
        """
        day = self._day_text(row)
        has_day, has_cash = is_date(day), any(map(row.cell, self.cash))
        if not has_day and self._is_title(row):
            return
        stated = self._stated(row) if has_day and has_cash else None
        if stated is None and has_day and has_cash and self._is_day_balance(row):
            self._note_balance(row)
        elif stated is not None:
            self._state(row, stated)
        elif has_day and has_cash and self._is_total(row):
            self.body.totals.append(self.table.where(row))
            self.body.outside.append(row)
        elif has_day and has_cash:
            self._add(row, day)
        elif not has_day and has_cash:
            self._without_day(row, day)
        elif has_day:
            self._without_cash(row)
        else:
            self._beside(row, day)

    def _is_title(self, row: Row) -> bool:
        """Say whether the titles come again, as at the top of a page."""
        header = self.mapping.header
        return bool(header) and folded_titles(row) == header

    def _stated(self, row: Row) -> str | None:
        """Return which balance a row states, nothing for a turnover, None if none."""
        kind = row.cell(self.mapping.row_type)
        if kind in _ROW_OTHERS:
            return _ROW_OTHERS[kind]
        for column in self.told:
            if label := _label(row.cell(column)):
                return _STATED[label]
        return "closing" if self._is_last_balance(row) else None

    def _is_total(self, row: Row) -> bool:
        """Say whether a row is called a total and is that of the entries above."""
        if not any(is_total(text) for text in map(row.cell, self.mapping.text) if text):
            return False
        amounts = [entry.amount for entry in self.body.entries]
        if row.cell(self.mapping.debit) and row.cell(self.mapping.credit):
            return True
        return bool(amounts) and self._amount(row)[0] == sum(amounts)

    def _is_last_balance(self, row: Row) -> bool:
        """Say whether a row states a balance where the others have their date."""
        first = row.cells[0]
        return first[:1].isalpha() and is_label(first, BALANCE_WORDS)

    def _is_day_balance(self, row: Row) -> bool:
        """Say whether a row states the balance of a day: ``Saldo 31.01.2026``."""
        for text in map(row.cell, self.mapping.text):
            if text.partition(" ")[0].lower().rstrip(":") not in _BALANCE_STARTS:
                continue  # nearly all
            match = _OF_DAY.fullmatch(text)
            if match and without_day(match[1]) in BALANCE_WORDS and is_date(match[2]):
                return True
        return False

    def _note_balance(self, row: Row) -> None:
        """Take the balance after the entries above, where no column has it."""
        self.body.outside.append(row)
        if self.body.entries and not self.has_balance:
            self.body.entries[-1].balance = self._amount(row)[0]

    def _state(self, row: Row, name: str) -> None:
        """Take a row that states a balance or a turnover; it is no entry."""
        self.body.outside.append(row)
        if not name:
            return
        account = clean(row.cell(self.mapping.own_account))
        amount, _conflict = self._amount(row)
        stated = self.body.stated.setdefault(account, {})
        stated[name] = amount if name == "closing" else stated.get(name, amount)

    def _day_text(self, row: Row) -> str:
        for column in self.mapping.date:
            if text := unguarded(row.cell(column)):
                return text
        return ""

    # ------------------------------------------------------------------- no entries

    def _without_day(self, row: Row, day: str) -> None:
        """Take a row with an amount, but no date."""
        if any(map(_is_sum, row.filled[:3])):
            self.body.outside.append(row)
        elif self._is_waiting(row, day):
            self.body.reserved.append(self.table.where(row))
        elif any(is_amount(row.cell(c)) for c in self.cash):
            if day:
                why = f"{quoted(day)} is not a date, but the row has an amount."
            else:
                why = "The row has an amount, but no date."
            raise BadValue("bad_date", "A row of the table has no date.", "date", why)
        else:
            self._note(row)

    def _is_waiting(self, row: Row, day: str) -> bool:
        """Say whether a row tells why it has no booking date: it is only reserved."""
        if day:
            return is_not_booked(fold(day))
        mapping = self.mapping
        states = (row.cell(mapping.status), row.cell(mapping.balance))
        return any(text and is_not_booked(fold(text)) for text in states) or any(
            is_reserved(text, True) for text in map(row.cell, mapping.text) if text
        )

    def _without_cash(self, row: Row) -> None:
        """Take a row with a date, but no amount."""
        if any(is_label(cell, SUM_WORDS) for cell in row.filled):
            self.body.outside.append(row)
        elif row is self.table.rows[-1] and self._is_cut_off(row):
            raise self._cut_off(row)
        elif self.width > row.width > 0 or any(map(_is_money, row.filled)):
            self.body.lost_amount.append(self.table.where(row))
        else:
            self.body.no_amount.append(self.table.where(row))

    def _is_cut_off(self, row: Row) -> bool:
        """Say whether a row ends before its amount, as no other one does."""
        widths = [entry.row.width for entry in self.body.entries] or [self.width]
        return row.width < min(widths)

    def _cut_off(self, row: Row) -> ParseError:
        what = "The last row of the table is cut off."
        why = f"It ends before its amount: {_shown(row)}."
        return refusal(BadValue("bad_row", what, "", why), self.table.where(row))

    def _check_widths(self) -> None:
        """Note entries with fewer or more cells than the titles, if most are as wide.

        A delimiter was lost or written too often: the cells are those of others.
        """
        last = self.loose[-1:]
        if last and last[0] is self.table.rows[-1] and _is_stump(last[0]):
            self.body.uneven.append(self.table.where(last[0]))
        rows = [entry.row for entry in self.body.entries]
        even = sum(len(row.cells) <= self.width <= row.width for row in rows)
        if not self.width or even == len(rows) or (2 * even < len(rows) > 1):
            return
        for row in rows:
            if row.width < self.width or len(row.cells) > self.width:
                self.body.uneven.append(self.table.where(row))

    def _beside(self, row: Row, day: str) -> None:
        """Take a row with neither date nor amount."""
        if self._is_one_short(row):
            self.body.lost_amount.append(self.table.where(row))
            return
        last = self.body.entries[-1] if self.body.entries and not self.loose else None
        if last and not day and is_amount(row.cell(self.mapping.detail_amount)):
            last.details.append(row)
        elif last and not day and any(row.cell(c) for c in self.mapping.text):
            last.more.append(row)
        else:
            self._note(row)

    def _is_one_short(self, row: Row) -> bool:
        """Say whether a row lacks just one cell: its amount stands elsewhere."""
        return (
            0 < row.width == self.width - 1
            and len(row.filled) == row.width
            and _is_money(row.cells[-1])
            and not any(map(_is_sum, row.filled))
        )

    def _note(self, row: Row) -> None:
        """Take a row that is no entry: a note has few cells."""
        if row.filled and _is_sum(row.filled[0]):
            self.body.outside.append(row)
            return
        few = min(_FEW, self._usual()) if self.body.entries else _FEW
        if len(row.filled) >= few and (self.body.entries or _has_value(row)):
            what = "A row of the table is neither an entry nor a total."
            why = f"It says {_shown(row)}."
            raise BadValue("bad_row", what, "", why)
        self.loose.append(row)
        self.body.outside.append(row)

    def _usual(self) -> int:
        """Return how many cells the entries have at least."""
        return min(len(entry.row.filled) for entry in self.body.entries[-20:])

    # ---------------------------------------------------------------------- entries

    def _add(self, row: Row, day: str) -> None:
        if self.body.entries and self.loose:
            self.body.notes += [self.table.where(note) for note in self.loose]
        self.loose = []
        mapping = self.mapping
        amount, conflict = self._amount(row)
        fee = None if mapping.fee is None else self._number(row, mapping.fee, "fee")
        balance = self._balance(row, amount) if self.has_balance else None
        self.body.entries.append(
            Entry(
                row=row,
                where=self.table.where(row),
                day=read_date(day, mapping.date_order, "date"),
                value_day=self._value_day(row),
                amount=amount - fee if fee else amount,
                currency=self._currency(row),
                balance=balance,
                fee=fee or None,
                charge=self._number(row, mapping.charge, "fee"),
                booked=self._is_booked(row, balance),
                conflict=conflict,
            )
        )

    def _is_booked(self, row: Row, balance: Decimal | None) -> bool:
        """Say whether neither a status nor the text says that it is not booked yet.

        A text that only may say so does not count beside a running balance.
        """
        if self.mapping.status is not None:
            status, words = (
                fold(row.cell(self.mapping.status)),
                self.mapping.waiting_words,
            )
            if status in words if words else is_not_booked(status):
                return False
        for column in self.kinds:
            if fold(row.cell(column)) in RESERVED_WORDS:
                return False
        return balance is not None or not any(
            is_reserved(text, self.has_balance)
            for text in map(row.cell, self.mapping.text)
            if text
        )

    def _value_day(self, row: Row) -> date | None:
        if self.mapping.value_date is None:
            return None
        text = unguarded(row.cell(self.mapping.value_date))
        return read_date(text, self.mapping.date_order, "value date") if text else None

    def _number(self, row: Row, column: int | None, name: str) -> Decimal | None:
        """Return the number in a column, None if the cell is empty."""
        text = row.cell(column)
        if not text:
            return None
        if text[0] == "=" and unguarded(text) == text:
            what = "There is a formula where a number must be."
            why = f"{quoted(text)} is a formula; formulas are never calculated."
            raise BadValue("formula", what, name, why)
        return read_amount(text, self.mapping.decimal_mark, name)

    def _amount(self, row: Row) -> tuple[Decimal, bool]:
        """Return the signed amount, and whether its sign contradicts its word."""
        mapping = self.mapping
        if mapping.amount is not None and row.cell(mapping.amount):
            amount = self._number(row, mapping.amount, "amount")
            if mapping.indicator is not None:
                return self._by_word(row, amount)
            return (-amount if mapping.amount_sign == "inverted" else amount), False
        debit = self._number(row, mapping.debit, "debit")
        credit = self._number(row, mapping.credit, "credit")
        if debit and credit:
            what = "A row of the table has a debit and a credit."
            raise BadValue("bad_amount", what, "debit", f"{debit} and {credit}.")
        if credit or debit is None:
            return credit, False
        return (-debit if mapping.debit_sign == "positive" else debit), False

    def _by_word(self, row: Row, amount: Decimal) -> tuple[Decimal, bool]:
        word = direction_word(row.cell(self.mapping.indicator))
        if not word:
            what = "A row of the table does not say whether money came in or went out."
            raise BadValue("bad_direction", what, "debit/credit", "The cell is empty.")
        out = word in self.mapping.debit_words or self._means_out(word)
        return (-abs(amount) if out else abs(amount)), amount < 0 and not out

    def _means_out(self, word: str) -> bool:
        """Say whether a word that the mapping does not list is known as money out.

        The file that the mapping was made for may have had money in only. Words of a
        mapping that turns their meaning round are left to it.
        """
        turned = any(is_out(w) is False for w in self.mapping.debit_words)
        return bool(is_out(word, titled=True)) and not turned

    def _currency(self, row: Row) -> str:
        for column in self.mapping.currency:
            if _CODE.fullmatch(row.cell(column)):
                return row.cell(column).upper()
        for column in self.cash:
            code = currency_of(row.cell(column))
            if code in CURRENCIES:
                return code
        return self.mapping.default_currency

    def _balance(self, row: Row, amount: Decimal) -> Decimal | None:
        """Return the balance after a row, also where that before it stands there."""
        if self.mapping.balance is None:
            before = self._number(row, self.mapping.balance_before, "balance")
            return None if before is None else before + amount
        text = row.cell(self.mapping.balance)
        self.body.guarded |= text.startswith("'")
        return self._number(row, self.mapping.balance, "balance")


def _is_money(cell: str) -> bool:
    """Say whether a cell is an amount with decimals, no number of something else."""
    return ("," in cell or "." in cell) and is_amount(cell) and not is_date(cell)


def _is_stump(row: Row) -> bool:
    """Say whether a row is the beginning of one: one cell without a word."""
    cell = row.cells[0]
    return row.width == 1 and " " not in cell and any(map(str.isdigit, cell))


def _is_sum(cell: str) -> bool:
    """Say whether a cell is the label of a balance or a total."""
    return is_label(cell.partition(":")[0], SUM_WORDS)


def _has_value(row: Row) -> bool:
    return any(is_amount(cell) or is_date(cell) for cell in row.filled)


def _label(text: str) -> str:
    """Return a text folded if it states a balance or a turnover, else nothing."""
    if not text or len(text) > _LABEL:
        return ""
    first = text.partition(" ")[0].lower()
    if first.isascii() and first.isalpha() and first not in _LABEL_STARTS:
        return ""  # nearly all, without folding them
    return next((t for t in (fold(text), without_day(text)) if t in _STATED), "")


def _shown(row: Row) -> str:
    return quoted(" | ".join(row.filled))


def text_of(entry: Entry, mapping: Mapping) -> str:
    """Return all text of an entry, one line a column, without repetitions."""
    rows = (entry.row, *entry.more)
    cells = (row.cell(column) for row in rows for column in mapping.text)
    texts = [clean(cell).strip('"') for cell in cells if cell]
    return (
        texts[0] if len(texts) == 1 else "\n".join(dict.fromkeys(filter(None, texts)))
    )
