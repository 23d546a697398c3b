"""A mapping proposed from titles and cells, and what remains uncertain about it.

The order of dates, the decimal mark and the signs are decided over all entries. What
cannot be decided is a problem: the file then waits for a person (``mapping_needed``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..common.local_amounts import (
    are_thousands,
    currency_of,
    decimal_mark,
    is_amount,
    unguarded,
)
from ..common.local_dates import DateOrders, date_orders, is_date, readings_of
from ..common.records import Message
from ..common.values import quoted
from .amounts import AmountChoice
from .balance import read_labels
from .columns import Columns, find_titles
from .csv_reader import Row, Table
from .folding import DAY_FIRST_CURRENCIES, code_in, fold
from .mapping import Mapping
from .profiles import untitled_profile
from .words import roles_of

#: words of titles that are the same in English and elsewhere tell no language
_ENGLISH = frozenset(
    "date amount balance currency description text transaction details reference debit"
    " credit account name type value memo status state fee label id payee partner bank"
    " number card category notes booking posting completed started product time"
    " running original exchange rate code detail message data iban bic".split()
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping as far as it is known.

    ``problems``: what a person must decide, one sentence each; without any the mapping
    can be used. ``certain``: it can be used without anybody looking at it.
    """

    mapping: Mapping
    titles: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()
    certain: bool = False
    entries: int = 0  # rows with a date and an amount


def propose(table: Table) -> Proposal:
    """Propose what the columns of a table mean.

    >>> from .csv_reader import read_csv
    >>> found = propose(read_csv("x", b"Dato;Tekst;Belob\\n31.01.2026;Husleje;-5,50"))
    >>> found.mapping.date, found.mapping.amount, found.mapping.decimal_mark
    ((0,), 2, ',')
    """
    return _Proposer(table).proposal()


class _Proposer:
    """Proposes for one table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.titles = find_titles(table)
        around = table.rows[: max(self.titles.position, 0)]
        labels = read_labels(around, ".")
        untitled = None
        if self.titles.position < 0:
            untitled = untitled_profile([row.cells for row in table.rows])
        known, kinds = untitled or (None, ())
        self.titled = self.titles.position >= 0 or bool(kinds)
        if kinds:
            self.titles = replace(self.titles, cells=kinds)
        self.columns = Columns(self.titles, labels.account, known)
        self.known = self.columns.known
        self.problems: list[str] = self.columns.problems
        if labels.several and self.columns.names_accounts():
            self.problems.append("The entries are those of several accounts.")
        self.messages: list[Message] = []
        self.certain = True
        self.mapping = self.columns.base()
        self.rows: list[Row] = []
        self.amounts: list[int] = []  # columns that may hold the amount

    def proposal(self) -> Proposal:
        """Return the proposal."""
        titled = self.titled
        amounts = self._by_titles() if titled else self._by_cells()
        self.amounts = amounts
        self.rows = [row for row in self.titles.rows if self._is_entry(row, amounts)]
        if self.mapping.date and not self.columns.candidates.get("date") and titled:
            text = "No column holds the booking date: the value date is taken."
            level = "warn" if self.columns.holds_others("date") else "info"
            self.messages.append(Message("value_date", text, self.table.place, level))
        if titled and self.columns.holds_others("balance"):
            text = "The column of balances holds no amounts: not used."
            self.messages.append(Message("balance_column", text, self.table.place))
        if not self.mapping.date:
            self.problems.append("No column holds the date.")
        if not amounts:
            self.problems.append("No column holds the amount.")
        if titled:
            self._check_unknown(amounts)
        self._decide_mark(amounts)
        self._decide_order()
        if amounts and self.mapping.date:
            self._decide_amounts(amounts, titled)
        if not self.mapping.default_currency:
            self._change(default_currency=self._currency())
        if self.titles.position < 0:
            self._change(header=())
        return Proposal(
            mapping=self.mapping,
            titles=self.titles.cells if self.titles.position >= 0 else (),
            problems=tuple(self.problems),
            messages=tuple(self.messages),
            certain=self.certain and not self.problems,
            entries=len(self.rows),
        )

    # ----------------------------------------------------------------------- columns

    def _by_titles(self) -> list[int]:
        """Return the columns that may hold the amount, by their titles."""
        get = self.columns.candidates.get
        single, debits, credits = get("amount", []), get("debit"), get("credit")
        if debits and credits and not self._always_filled(single[:1]):
            self._change(debit=debits[0], credit=credits[0])
            return [debits[0], credits[0]]
        if single:
            return list(single)
        self._change(debit=debits[0] if debits else None)
        self._change(credit=credits[0] if credits else None)
        return [*(debits or [])[:1], *(credits or [])[:1]]

    def _check_unknown(self, amounts: list[int]) -> None:
        """Ask where rows without amount have a number in a column that is not known."""
        unknown = self.columns.unknown()
        entries = {row.number for row in self.rows}
        for row in self.columns.sample:
            if row.number in entries or not self._has_day(row):
                continue
            numbers = [c for c in unknown if is_amount(row.cell(c))]
            if numbers and amounts:
                title = Row(0, self.titles.cells).cell(numbers[0])
                self.problems.append(
                    f"Rows without amount have a number in column {numbers[0] + 1} "
                    f"{quoted(title)}: it may be the amount."
                )
                return

    def _always_filled(self, columns: list[int]) -> bool:
        rows = self.columns.sample
        return bool(columns) and all(row.cell(columns[0]) for row in rows)

    def _by_cells(self) -> list[int]:
        """Return the columns that may hold the amount, without titles to go by."""
        dates, amounts, texts = self.columns.by_content()
        first = next(
            (
                i
                for i, row in enumerate(self.table.rows)
                if any(map(is_date, row.filled))
            ),
            0,
        )
        self.mapping = Mapping(
            skip_rows=first,
            date=tuple(dates[:1]),
            value_date=dates[1] if len(dates) > 1 else None,
            text=tuple(texts),
        )
        return amounts

    def _is_entry(self, row: Row, amounts: list[int]) -> bool:
        others = {"10", "82", "86"}
        return (
            self._has_day(row)
            and any(row.cell(column) for column in amounts)
            and row.cell(self.mapping.row_type) not in others
        )

    def _has_day(self, row: Row) -> bool:
        days = (unguarded(row.cell(column)) for column in self.mapping.date)
        return is_date(next((text for text in days if text), ""))

    # ---------------------------------------------------------------------- notation

    def _decide_mark(self, amounts: list[int]) -> None:
        cells = self._cells(amounts)
        balances = self._cells([self.mapping.balance])
        mark = decimal_mark([*cells, *balances])
        if mark == "?" and (mark := decimal_mark(cells)) in (".", ","):
            self._drop_balance("The balances are written in another way")
        if mark == "?":
            self.problems.append("Some amounts have a point, others a comma.")
        elif not mark and any(is_amount(cell) for cell in cells):
            mark = self._open_mark([*cells, *balances])
            if not mark:
                self.problems.append("1,234 may be thousands or three decimals.")
        self._change(decimal_mark="," if mark == "," else ".")

    def _cells(self, columns: Iterable[int | None]) -> list[str]:
        """Return the filled cells of these columns in the entries."""
        columns = [column for column in columns if column is not None]
        return [cell for row in self.rows for c in columns if (cell := row.cell(c))]

    def _drop_balance(self, why: str) -> None:
        self.columns.candidates.pop("balance", None)
        self._change(balance=None)
        message = Message("balance_column", f"{why}: not used.", self.table.place)
        self.messages.append(message)

    def _open_mark(self, cells: list[str]) -> str:
        """Return the decimal mark if all amounts are like 1,234: what the bank is known
        for, or that these are thousands; nothing if they may be either."""
        if self.known.decimal_mark:
            return self.known.decimal_mark
        point = any("." in cell for cell in cells)
        if point and not self._speaks_other_than_english():
            return ""
        return ("," if point else ".") if are_thousands(cells) else ""

    def _decide_order(self) -> None:
        columns = [*self.mapping.date, self.mapping.value_date]
        texts = [unguarded(row.cell(c)) for row in self.rows for c in columns]
        orders = date_orders(text for text in texts if text)
        around = self.table.rows[: max(self.titles.position, 0)]
        more = [unguarded(cell.rpartition(":")[2]) for r in around for cell in r.filled]
        order = orders.proved or self._order_by(orders, more)
        if self.known.date_order in orders.spans and not orders.proved:
            order = self.known.date_order
        if not order and orders.spans:
            self.problems.append(
                "The dates may be day/month or month/day; nothing decides it."
            )
        elif not order and self.rows:
            self.problems.append("The dates do not all have their parts in one order.")
        self._change(date_order=order or "dmy")

    def _order_by(self, orders: DateOrders, others: list[str]) -> str:
        """Return the order that other evidence proves: dates around the table, the
        language of the titles, a decimal comma, the currency."""
        if "dmy" not in orders.spans:
            return ""
        fitting = set(orders.spans)
        for text in others:
            fitting &= set(readings_of(text)) or fitting
        if len(fitting) == 1:
            return fitting.pop()
        comma = self.mapping.decimal_mark == "," and self._has_mark(",")
        if comma or self._speaks_other_than_english():
            return "dmy"
        return "dmy" if self._currency() in DAY_FIRST_CURRENCIES else ""

    def _has_mark(self, mark: str) -> bool:
        return any(mark in cell for row in self.rows for cell in row.filled)

    def _speaks_other_than_english(self) -> bool:
        """Say whether most words of the titles are no English ones."""
        titles = [fold(title) for title in self.titles.cells if roles_of(title)]
        words = {word for title in titles for word in title.replace("/", " ").split()}
        return bool(words) and len(words & _ENGLISH) < len(words) / 2

    def _decide_amounts(self, amounts: list[int], titled: bool) -> None:
        choice = AmountChoice(self.columns, self.rows, self.mapping, self.table.place)
        choice.decide(amounts, titled)
        self.mapping = choice.mapping
        self.problems += choice.problems
        self.messages += choice.messages
        self.certain = self.certain and choice.certain

    # ---------------------------------------------------------------------- currency

    def _currency(self) -> str:
        """Return the currency that titles or amounts name, if it is one."""
        money = self.columns.candidates
        columns = [c for role in ("amount", "debit", "credit", "balance")
                   for c in money.get(role, ())]  # fmt: skip
        found = {code_in(self.titles.cells[c]) for c in columns}
        found |= set(self._codes(self.mapping.currency)) if self.rows else set()
        found |= {currency_of(cell) for cell in self._cells(self.amounts)}
        found.discard("")
        return found.pop() if len(found) == 1 else ""

    def _codes(self, columns: Iterable[int]) -> Iterator[str]:
        for row in self.rows:
            for column in columns:
                yield row.cell(column).upper()

    def _change(self, **values: Any) -> None:
        self.mapping = replace(self.mapping, **values)
