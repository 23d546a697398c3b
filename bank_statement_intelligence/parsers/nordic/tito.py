"""Finnish TITO (KTO) account statements: "Konekielinen tiliote" v3.3, Finance Finland.

A statement begins with T00 and has its entries, a balance for each booking
day and totals. Records that only inform are T60 and T70; T80 and T81 tell
of transactions that are not booked. Records state their length in positions 4–6; a
newer version may be longer. Source: see docs/formats/tito.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ..common.base import StatementParser
from ..common.checks import StatementCheck, repeated_ids, statement_name
from ..common.fixed_width import FINNISH_7BIT, Record, beginning, lines, read
from ..common.records import Message, ParsedFile, ParsedStatement, ParsedTransaction
from ..common.values import account_number
from .tito_entry import Entry, read_entry, read_level

#: T00, length, version, account, number of the statement, first and last day.
_HEAD = re.compile(r"T00[0-9]{3}[0-9A-Z ]{17}[0-9 ]{3}[0-9]{12}")
_START = re.compile(r"T[0-9]{5}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}")
_NOTICES = ("T60", "T70", "T30")
#: Headings of messages and totals of groups of accounts: no entries in them.
_SKIPPED = ("T03", "T05", "T45", "T51", "T55")
_ENDLESS = 10**9
_DAY = "1"
_PERIOD = "2"


class TitoParser(StatementParser):
    """Bank statements of Finnish banks before (and beside) camt.053."""

    code = "tito"
    label = "Finnish TITO (KTO) account statement"

    def identify(self, name: str, head: bytes) -> bool:
        return bool(_HEAD.match(beginning(head)))

    def parse(self, name: str, data: bytes) -> ParsedFile:
        text = read(name, data, FINNISH_7BIT, everywhere=True)
        return ParsedFile(self.code, tuple(_statements(text)))


def _statements(text: str) -> Iterator[ParsedStatement]:
    reader: _Reader | None = None
    for number, line in lines(text, _HEAD, _START, _length):
        record = Record(number, line, line[:3])
        if record.name == "T00":
            if reader:
                yield reader.end()
            reader = _Reader(record)
        elif reader:
            reader.take(record)
        else:
            why = f'The first record is "{record.name}", not T00.'
            raise record.error("no_statement", "The file does not begin.", why)
    if reader:
        yield reader.end()


def _length(line: str) -> int:
    """Return how long a record says it is; endless if it says nothing."""
    stated = int(line[3:6]) if _START.match(line) else 0
    return stated if stated > 6 else _ENDLESS


class _Reader:
    """Reads the records of one statement."""

    def __init__(self, head: Record) -> None:
        self.head = head
        self.currency = head.currency(97, 99)
        self.entry: Entry | None = None  # the one that is being read
        self.booked: list[ParsedTransaction] = []
        self.others: list[ParsedTransaction] = []
        self.balances: list[tuple[date | None, Decimal]] = []
        self.totals: list[Record] = []
        self.notices: list[str] = []
        self.records = 1
        self.check = StatementCheck()

    def take(self, record: Record) -> None:
        """Take the next record.

        Raises:
            ParseError: it is of no known type or does not belong here.
        """
        self.records += 1
        if len(record.text) > _length(record.text):
            self.check.odd.add("long_record", f"line {record.line}")
        if record.name in _READERS:
            _READERS[record.name](self, record)
        elif record.name in _NOTICES:
            self.notices.append(record.get(10, 506))
        elif record.name not in _SKIPPED:
            raise record.error(
                "unknown_record",
                "A record in the file is not known.",
                f'No TITO record begins with "{record.name}".',
            )

    # Records ---------------------------------------------------------------------

    def _entry(self, record: Record) -> None:
        entry = Entry(record, read_level(record))
        if not entry.level:
            self._close()
            self.entry = entry
        elif not self.entry:
            raise record.error(
                "lost_breakdown",
                "The file breaks down an entry that is not there.",
                f"There is no entry before this record of level {entry.level}.",
            )
        elif not self.entry.place(entry):
            self.check.odd.add("other_number", f"line {record.line}")

    def _close(self) -> None:
        """Read the entry that is complete now."""
        if self.entry:
            transaction, booked = read_entry(self.entry, self.currency)
            self.check.add(transaction, booked)
            (self.booked if booked else self.others).append(transaction)
        self.entry = None

    def _extra(self, record: Record) -> None:
        entry = self.entry
        if not entry or entry.record.name[1] != record.name[1]:
            raise record.error(
                "lost_record",
                "The file adds to an entry that is not there.",
                f"There is no entry before this {record.name}.",
            )
        while entry.parts:
            entry = entry.parts[-1]
        entry.extras.append(record)

    def _balance(self, record: Record) -> None:
        self._close()
        day = record.day(7, 12, "date")
        self.balances.append((day, record.signed(13, 14, 31, "closing balance")))

    def _total(self, record: Record) -> None:
        if record.raw(7, 7) in (_DAY, _PERIOD):
            self.totals.append(record)

    # The statement ---------------------------------------------------------------

    def end(self) -> ParsedStatement:
        """Return the statement, now that all of it was seen.

        Raises:
            ParseError: a field cannot be read, or the balance at the end is missing.
        """
        self._close()
        if self.booked and not self.balances:
            raise self.head.error(
                "truncated",
                "The end of the statement is missing.",
                "There are entries, but no balance record T40 after them.",
            )
        statement = self._statement()
        messages = (
            *self.check.messages(statement, bool(statement.currency)),
            *self._oddities(statement, self.booked),
            *repeated_ids(statement, self.booked),
        )
        return replace(
            statement,
            transactions=tuple(self.booked),
            not_booked=tuple(self.others),
            messages=messages,
        )

    def _statement(self) -> ParsedStatement:
        """Return the statement without its entries."""
        head = self.head
        iban, _blank, bic = head.get(293, 322).partition(" ")
        closing_date, closing = self.balances[-1] if self.balances else (None, None)
        return ParsedStatement(
            account=iban if _IBAN.fullmatch(iban) else account_number(head.get(10, 23)),
            currency=self.currency,
            number=head.get(24, 26),
            bank=bic or head.get(183, 222),
            owner=head.get(148, 182),
            opening=head.signed(72, 73, 90, "opening balance"),
            opening_date=head.day(66, 71, "date of the opening balance"),
            closing=closing,
            closing_date=closing_date,
            period_from=head.day(27, 32, "first day"),
            period_to=head.day(33, 38, "last day"),
            text="\n".join(text for text in self.notices if text),
        )

    # What is odd -----------------------------------------------------------------

    def _oddities(
        self, statement: ParsedStatement, booked: list[ParsedTransaction]
    ) -> Iterator[Message]:
        level = "info" if self.check.proven(statement) else "warn"
        where = statement_name(statement)
        odd = self.check.odd.message
        yield from odd("long_record", "Longer than it says: {n}.", "warn")
        yield from odd("other_number", "Not numbered as what it breaks down: {n}.")
        stated = 0
        if self.head.get(91, 96):
            stated = self.head.number(91, 96, "number of records")
        if stated not in (0, self.records, self.records - 1):
            text = f"The bank counts {stated} records, found {self.records}."
            cut = stated > self.records
            yield Message("summary", text, where, "warn" if cut else level)
        for text in (*self._off_totals(booked), *self._off_days(statement, booked)):
            yield Message("summary", text, where, level)

    def _off_totals(self, booked: list[ParsedTransaction]) -> Iterator[str]:
        """Yield which of the bank's totals of a day or of the period are not true."""
        found: dict[date | None, list] = {}
        for transaction in booked:
            side = 0 if transaction.amount >= 0 else 2
            for key in (transaction.booking_date, _PERIOD):
                total = found.setdefault(key, [0, Decimal(0), 0, Decimal(0)])
                total[side] += 1
                total[side + 1] += transaction.amount
        for record in self.totals:
            of_day = record.raw(7, 7) == _DAY
            day = record.day(8, 13, "date", need=of_day)
            counted = found.get(day if of_day else _PERIOD, [0, 0, 0, 0])
            if counted != (stated := _totals(record)):
                name = f"of {day}" if of_day else "of the period"
                yield (
                    f"The bank's totals {name} are {stated[0]} credits {stated[1]} and "
                    f"{stated[2]} debits {stated[3]}, found {counted[0]} credits "
                    f"{counted[1]} and {counted[2]} debits {counted[3]}."
                )

    def _off_days(
        self, statement: ParsedStatement, booked: list[ParsedTransaction]
    ) -> Iterator[str]:
        """Yield which balances of earlier days do not follow from the entries."""
        if any(t.booking_date is None for t in booked):
            return
        ordered = sorted(booked, key=lambda t: t.booking_date)
        total, position = statement.opening, 0
        for day, balance in sorted(b for b in self.balances[:-1] if b[0]):
            while position < len(ordered) and ordered[position].booking_date <= day:
                total += ordered[position].amount
                position += 1
            if total != balance:
                yield f"The balance of {day} is {balance}, the entries make {total}."


def _totals(record: Record) -> list:
    """Return number and sum of the credits, number and sum of the debits of a T50."""
    return [
        record.number(14, 21, "number of credits"),
        record.signed(22, 23, 40, "sum of credits"),
        record.number(41, 48, "number of debits"),
        record.signed(49, 50, 67, "sum of debits"),
    ]


_READERS = {
    "T10": _Reader._entry,
    "T80": _Reader._entry,
    "T11": _Reader._extra,
    "T81": _Reader._extra,
    "T40": _Reader._balance,
    "T50": _Reader._total,
}
