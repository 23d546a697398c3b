"""QIF files (Quicken Interchange Format): entries line by line, nothing else.

There is no account number, no currency, no balance and no id, and the order of a date's
parts depends on the program that wrote it: it is decided over all dates of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..common.base import ParseError, StatementParser, damaged
from ..common.checks import StatementEntries
from ..common.local_amounts import decimal_mark, read_amount
from ..common.local_dates import DateOrders, date_orders, is_date, read_date
from ..common.records import (
    Message,
    ParsedFile,
    ParsedStatement,
    ParsedTransaction,
    Party,
    Reference,
    TransactionDetail,
)
from ..common.text_safe import (
    MAX_TEXT,
    check_entries,
    decode,
    decode_head,
    filled_lines,
    refusal,
)
from ..common.values import BadValue, clean, meaningful, quoted

MAX_SECTIONS = 10_000

_HEADER = re.compile(r"\s*!\s*(?:type\s*:|account|option|clear)", re.I)
_TYPE = re.compile(r"!\s*type\s*:\s*(.+)", re.I)
#: sections of entries; German and French programs have words of their own
_BOOKS = frozenset({"BANK", "CASH", "CCARD", "OTH A", "OTH L", "OTH S", "BANQUE"})
#: codes of the fields of an entry, in any program known
_CODES = frozenset("DTUCNPMALSE$%FYIQOXKRGZ/")
_LISTS = frozenset(
    "ACCOUNT CAT CLASS MEMORIZED INVST SECURITY PRICES OPTION CLEAR BUDGET TAX BILL"
    " INVOICE TAG TEMPLATE".split()
)
_ORDERS = {"dmy": "day/month", "mdy": "month/day", "ymd": "year/month/day"}
_OPENING = re.compile(r"(?:opening balance|saldo iniziale|solde initial|"
                      r"anfangssaldo|eröffnungssaldo)", re.I)  # fmt: skip
_ODDITIES = (
    ("split_amount", "A split of {n} has no readable amount.", "info"),
    ("unclosed", "{n} not closed: the file may be cut off.", "warn"),
    ("opening_entry", "{n} that looks like an opening balance, no payment.", "warn"),
)


@dataclass(slots=True)
class _Record:
    """The lines of one entry: code → its values, splits in order."""

    line: int
    number: int = 0
    values: dict[str, list[str]] = field(default_factory=dict)
    splits: list[dict[str, str]] = field(default_factory=list)
    closed: bool = False

    def get(self, *codes: str) -> str:
        """Return the first value of the first code that is there."""
        return next((self.values[c][0] for c in codes if c in self.values), "")

    last: str = ""  # code of the line before

    def add(self, code: str, value: str) -> None:
        """Take one line; S begins a split, E, $ and % belong to it.

        Raises:
            BadValue: no field, right after a date or amount that it may be part of.
        """
        if code not in _CODES and self.last in "DTU$":
            what = "A date or amount in the file is broken over two lines."
            why = f"{quoted(code + value)} is no field."
            raise BadValue("qif_damaged", what, self.last, why)
        self.last = code
        if code == "S" or (code in "E$%" and not self.splits):
            self.splits.append({})
        if code in "SE$%":
            self.splits[-1][code] = value
        else:
            self.values.setdefault(code, []).append(value)


@dataclass(slots=True)
class _Section:
    """The entries of one account."""

    kind: str
    account: str = ""
    records: list[_Record] = field(default_factory=list)


class QifParser(StatementParser):
    """Quicken Interchange Format."""

    code = "qif"
    label = "QIF file (Quicken)"

    def identify(self, name: str, head: bytes) -> bool:
        """Say whether the file begins with a section."""
        return bool(_HEADER.match(decode_head(head)))

    def parse(self, name: str, data: bytes) -> ParsedFile:
        """Read the whole file: a statement for each section of entries."""
        sections = _Sections(name, decode(name, data, dos=True)).found
        books = [section for section in sections if section.kind in _BOOKS]
        if not books:
            found = ", ".join(sorted({section.kind for section in sections})) or "none"
            raise ParseError(
                "no_statement",
                "There are no bank entries in the QIF file.",
                f"file {name}",
                f"Its sections are: {found[:200]}. None of them is Bank, Cash, CCard, "
                "Oth A or Oth L.",
                "Nothing was imported. Export the bank account, not lists or "
                "investments.",
            )
        notation = _Notation(books)
        several = len({section.account for section in books if section.account}) > 1
        statements = tuple(
            _Reader(section, notation, several, len(books)).read() for section in books
        )
        left_out = [section for section in sections if section.kind not in _BOOKS]
        return ParsedFile(self.code, statements, tuple(_say_left_out(left_out)))


class _Sections:
    """Sorts the lines of a file into sections and records."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.entries = self.splits = 0
        self.found: list[_Section] = []
        self.record: _Record | None = None
        self.account = ""  # name of the last account of an !Account section
        for number, line in filled_lines(text):
            self._take(number, line.strip())
        if self.record and self.found[-1].kind in _BOOKS:
            _check_last(self.record, text)

    def _take(self, number: int, line: str) -> None:
        if len(line) > MAX_TEXT:
            raise _damaged(number, f"The line has more than {MAX_TEXT} characters.")
        if line.startswith("!"):
            self._open(number, line)
        elif line.startswith("^"):
            self._close()
        elif line:
            self._add(number, line)

    def _open(self, number: int, line: str) -> None:
        if self.record:
            raise _damaged(number, "A section begins inside an entry.")
        if len(self.found) >= MAX_SECTIONS:
            raise _damaged(number, f"It has more than {MAX_SECTIONS} sections.")
        match = _TYPE.match(line)
        if match:
            section = _Section(clean(match[1]).upper(), self.account)
        else:
            section = _Section(clean(line[1:]).split(":")[0].upper())
        self.found.append(section)

    def _close(self) -> None:
        if self.record:
            self.record.closed = True
            if self.found[-1].kind == "ACCOUNT":
                self.account = self.record.get("N")
        self.record = None

    def _add(self, number: int, line: str) -> None:
        if self.record is None:
            if not self.found:
                raise _damaged(number, "An entry stands before the first section.")
            records = self.found[-1].records
            self.record = _Record(number, len(records) + 1)
            records.append(self.record)
            self.entries += 1
            check_entries(self.entries, self.name)
        code = line[0].upper()
        self.splits += code == "S"
        check_entries(self.splits, self.name, what="splits")
        try:
            self.record.add(code, line[1:].strip())
        except BadValue as error:
            raise refusal(error, f"line {number}") from None


def _check_last(record: _Record, text: str) -> None:
    """Refuse a file that ends in the middle of an entry."""
    complete = record.get("D") and record.get("T", "U") and text.endswith(("\n", "\r"))
    if not complete:
        why = "The last entry has no end: a line with ^ is missing."
        raise _damaged(record.line, why)


def _damaged(line: int, why: str) -> ParseError:
    what = "The QIF file is damaged."
    return damaged("qif_damaged", what, f"line {line}", why)


class _Notation:
    """How the program that wrote the file writes dates and amounts."""

    def __init__(self, books: list[_Section]) -> None:
        records = [record for section in books for record in section.records]
        texts = [v for r in records for code in "TU" for v in r.values.get(code, ())]
        self.mark = decimal_mark(texts)
        self.orders = date_orders(record.get("D") for record in records)
        self.order = self._choose_order(self.orders)
        if self.mark == "?":
            what = "The amounts in the file contradict each other."
            why = "Some have a point, others a comma as decimal mark."
            raise damaged("bad_amount", what, "field T", why)
        self.mark_known = bool(self.mark)
        self.mark = self.mark or "."

    def _choose_order(self, orders: DateOrders) -> str:
        """Return the order of the dates; month first is what Quicken itself writes."""
        if orders.proved or not orders.spans:
            return orders.proved or "mdy"
        return min(orders.spans, key=lambda o: (orders.days(o), o != "mdy"))

    def messages(self) -> Iterator[Message]:
        """Yield what is not certain about it."""
        if self.orders.spans and not self.orders.proved:
            yield self._say_order()
        if not self.mark_known:
            text = "Amounts like 1,234 may be thousands; they are read as decimals."
            yield Message("decimal_mark", text, "field T")

    def _say_order(self) -> Message:
        """Return which order was chosen and why.

        It is only worth knowing if the dates lie closer together in the order that
        Quicken writes; else a person should look.
        """
        days = {order: self.orders.days(order) for order in self.orders.spans}
        others = [days[order] for order in days if order != self.order]
        closer = days[self.order] < min(others)
        text = f"The order of the dates is not certain; {_ORDERS[self.order]} is read"
        text += ", because the entries lie closer together" if closer else ""
        text += " and Quicken writes it so." if self.order == "mdy" else "."
        level = "info" if closer and self.order == "mdy" else "warn"
        return Message("date_order", text, "field D", level)


class _Reader:
    """Turns one section into a statement."""

    def __init__(
        self, section: _Section, notation: _Notation, named: bool, sections: int
    ) -> None:
        self.section = section
        self.notation = notation
        self.named = named
        self.entries = StatementEntries(details_count=False)
        title = section.account or section.kind.capitalize()
        self.place = f"section {title}, " if sections > 1 else ""

    def read(self) -> ParsedStatement:  # pylint: disable=method-required-super
        """Return the statement with its messages."""
        for entry in self._entries():
            self.entries.add(entry)
        days = [entry.booking_date for entry in self.entries.transactions]
        statement = ParsedStatement(
            account=self.section.account if self.named else "",
            statement_id=self.section.account,
            period_from=min(days, default=None),
            period_to=max(days, default=None),
        )
        return self.entries.finished(statement, self._messages())

    def _messages(self) -> Iterator[Message]:
        if self.entries.booked:
            yield from self.notation.messages()
        for code, text, level in _ODDITIES:
            yield from self.entries.odd.message(code, text, level)

    def _entries(self) -> Iterator[ParsedTransaction]:
        for record in self.section.records:
            where = f"{self.place}entry {record.number} (line {record.line})"
            try:
                yield self._entry(record, where)
            except BadValue as error:
                raise refusal(error, where) from None

    def _entry(self, record: _Record, where: str) -> ParsedTransaction:
        for code in "DTU":
            if len(record.values.get(code, ())) > 1:
                what = "Two entries in the file run into each other."
                raise BadValue("repeated_field", what, code, f"It has {code} twice.")
        if not record.closed:
            self.entries.odd.add("unclosed", where)
        if _OPENING.match(record.get("P")):
            self.entries.odd.add("opening_entry", where)
        number = meaningful(record.get("N"))
        texts = (record.get("P"), record.get("M"))
        address = record.values.get("A", ())
        return ParsedTransaction(
            amount=self._amount(record),
            currency="",
            booking_date=self._date(record),
            text="\n".join(dict.fromkeys(clean(text) for text in texts if text)),
            references=(Reference("cheque", number, "N"),) if number else (),
            counterparty=Party(
                name=clean(record.get("P")),
                address=", ".join(clean(line) for line in address if line),
            ),
            proprietary_code=clean(record.get("L")),
            details=tuple(self._split(split, where) for split in record.splits),
            where=where,
        )

    def _date(self, record: _Record) -> date:
        text = record.get("D")
        if not is_date(text):
            what = "A date in the file is missing or impossible."
            raise BadValue("bad_date", what, "D", f"{quoted(text)} is not a date.")
        return read_date(text, self.notation.order, "D")

    def _amount(self, record: _Record) -> Decimal:
        amount = read_amount(record.get("T", "U"), self.notation.mark, "T")
        other = record.get("U")
        if other and read_amount(other, self.notation.mark, "U") != amount:
            what = "An entry in the file has two amounts."
            why = f"T is {quoted(record.get('T'))}, but U is {quoted(other)}."
            raise BadValue("bad_amount", what, "U", why)
        return amount

    def _split(self, split: dict[str, str], where: str) -> TransactionDetail:
        try:
            amount = read_amount(split.get("$", ""), self.notation.mark, "$")
        except BadValue:
            amount = None
            self.entries.odd.add("split_amount", where)
        texts = (clean(split.get("S", "")), clean(split.get("E", "")))
        return TransactionDetail(amount=amount, text="\n".join(t for t in texts if t))


def _say_left_out(sections: list[_Section]) -> Iterator[Message]:
    """Say which sections hold no bank entries."""
    for kind in sorted({section.kind for section in sections} - {"ACCOUNT"}):
        count = sum(len(s.records) for s in sections if s.kind == kind)
        if count:
            text = f"Section {quoted(kind)} with {count} records is left out."
            level = "info" if kind in _LISTS else "warn"
            yield Message("left_out", text, f"section {kind[:40]}", level)
