"""Finnish TITO (KTO) account statements: "Konekielinen tiliote" v3.3, Finance Finland.

A statement begins with T00 and has its entries (T10 with T11), a balance for each
booking day (T40) and totals (T50). T60 and T70 only inform; T80 and T81 tell of
transactions that are not booked. A T10 of level blank or 0 is an entry; one of level
1–9 breaks down the nearest earlier record of a lower level and is never an entry
itself. Records state their length in positions 4–6; a newer version may be longer.
Source: see docs/formats/tito.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..common.checks import StatementEntries, statement_name
from ..common.fixed_width import FINNISH_7BIT, Record, RecordParser, lines
from ..common.records import (
    Message,
    ParsedFile,
    ParsedStatement,
    ParsedTransaction,
    Party,
    Reference,
    TransactionDetail,
)
from ..common.remittance import Remittance
from ..common.values import account_number, clean, fitting_rate, meaningful

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
#: Entry types: 1 credit, 2 debit, 3 correction of a credit, 4 of a debit, 9 rejected.
_CORRECTIONS = ("3", "4")
_REJECTED = "9"
_LINE = 35  # messages are made of lines of this length
_RATE_DIGITS = 7  # of 11 are decimals


class TitoParser(RecordParser):
    """Bank statements of Finnish banks before (and beside) camt.053."""

    code = "tito"
    label = "Finnish TITO (KTO) account statement"
    head = _HEAD
    letters = FINNISH_7BIT
    letters_everywhere = True

    def parse(self, name: str, data: bytes) -> ParsedFile:
        """Read the whole file."""
        return ParsedFile(self.code, tuple(_statements(self.read(name, data))))


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


# ------------------------------------------------------------------------ a statement


class _Reader:
    """Reads the records of one statement."""

    def __init__(self, head: Record) -> None:
        self.head = head
        self.currency = head.currency(97, 99)
        self.entry: _Entry | None = None  # the one that is being read
        self.balances: list[tuple[date | None, Decimal]] = []
        self.totals: list[Record] = []
        self.notices: list[str] = []
        self.records = 1
        self.entries = StatementEntries()

    def take(self, record: Record) -> None:
        """Take the next record.

        Raises:
            ParseError: it is of no known type or does not belong here.
        """
        self.records += 1
        if len(record.text) > _length(record.text):
            self.entries.odd.add("long_record", f"line {record.line}")
        if record.name in ("T10", "T80"):
            self._take_entry(record)
        elif record.name in ("T11", "T81"):
            self._take_extra(record)
        elif record.name == "T40":
            self._close()
            day = record.day(7, 12, "date")
            self.balances.append((day, record.signed(13, 14, 31, "closing balance")))
        elif record.name == "T50":
            if record.raw(7, 7) in (_DAY, _PERIOD):
                self.totals.append(record)
        elif record.name in _NOTICES:
            self.notices.append(record.get(10, 506))
        elif record.name not in _SKIPPED:
            why = f'No TITO record begins with "{record.name}".'
            what = "A record in the file is not known."
            raise record.error("unknown_record", what, why)

    def _take_entry(self, record: Record) -> None:
        entry = _Entry(record, _level(record))
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
            self.entries.odd.add("other_number", f"line {record.line}")

    def _take_extra(self, record: Record) -> None:
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

    def _close(self) -> None:
        """Read the entry that is complete now."""
        if self.entry:
            self.entries.add(*_transaction(self.entry, self.currency))
        self.entry = None

    def end(self) -> ParsedStatement:
        """Return the statement, now that all of it was seen.

        Raises:
            ParseError: a field cannot be read, or the balance at the end is missing.
        """
        self._close()
        if self.entries.transactions and not self.balances:
            why = "There are entries, but no balance record T40 after them."
            raise self.head.truncated("the statement", why)
        statement = self._statement()
        return self.entries.finished(statement, self._oddities(statement))

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

    def _oddities(self, statement: ParsedStatement) -> Iterator[Message]:
        level = "info" if self.entries.proven(statement) else "warn"
        where = statement_name(statement)
        odd = self.entries.odd.message
        yield from odd("long_record", "Longer than it says: {n}.", "warn")
        yield from odd("other_number", "Not numbered as what it breaks down: {n}.")
        if not self.balances:
            text = "There is no balance record T40: the file may be cut off."
            yield Message("summary", text, where)
        stated = 0
        if self.head.get(91, 96):
            stated = self.head.number(91, 96, "number of records")
        if stated not in (0, self.records, self.records - 1):
            text = f"The bank counts {stated} records, found {self.records}."
            cut = stated > self.records
            yield Message("summary", text, where, "warn" if cut else level)
        for text in (*self._off_totals(), *self._off_days(statement)):
            yield Message("summary", text, where, level)

    def _off_totals(self) -> Iterator[str]:
        """Yield which of the bank's totals of a day or of the period are not true."""
        found: dict[date | str | None, list[Decimal | int]] = {}
        for transaction in self.entries.transactions:
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

    def _off_days(self, statement: ParsedStatement) -> Iterator[str]:
        """Yield which balances of earlier days do not follow from the entries."""
        booked = self.entries.transactions
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


def _totals(record: Record) -> list[Decimal | int]:
    """Return number and sum of the credits, number and sum of the debits of a T50."""
    return [
        record.number(14, 21, "number of credits"),
        record.signed(22, 23, 40, "sum of credits"),
        record.number(41, 48, "number of debits"),
        record.signed(49, 50, 67, "sum of debits"),
    ]


# --------------------------------------------------------------------------- an entry


@dataclass(slots=True)
class _Entry:
    """A T10 or T80 while its file is read: its T11/T81 and its breakdown."""

    record: Record
    level: int
    extras: list[Record] = field(default_factory=list)
    parts: list[_Entry] = field(default_factory=list)

    def place(self, part: _Entry) -> bool:
        """Put a breakdown record below its own; say whether it has the same number."""
        if self.parts and self.parts[-1].level < part.level:
            return self.parts[-1].place(part)
        self.parts.append(part)
        return self.record.raw(7, 12) == part.record.raw(7, 12)

    def leaves(self) -> Iterator[_Entry]:
        """Yield the records at the end of the breakdown: those that make the sum."""
        for part in self.parts:
            if part.parts:
                yield from part.leaves()
            else:
                yield part


def _level(record: Record) -> int:
    """Return the level of a T10: 0 is an entry, 1–9 a breakdown."""
    value = record.raw(188, 188).strip() or "0"
    if value not in "0123456789":
        what = "The level of a record cannot be read."
        why = f'"{value}" is neither blank nor a digit.'
        raise record.error("bad_level", what, why, field="188")
    return int(value)


def _transaction(entry: _Entry, currency: str) -> tuple[ParsedTransaction, bool]:
    """Return the transaction and whether it is booked: a T80 or a rejected one is not.

    Raises:
        ParseError: a field cannot be read.
    """
    record = entry.record
    booked = record.name == "T10" and record.raw(49, 49) != _REJECTED
    amount = _amount(record)
    found = _read(entry, amount)
    fields = found.fields()
    if found.original_currency in ("", currency):
        fields |= {"original_amount": None, "original_currency": "", "rate": None}
    elif found.rate is not None:
        rate = fitting_rate(found.rate, found.original_amount, abs(amount))
        fields["rate"] = rate
    transaction = ParsedTransaction(
        amount=amount,
        currency=currency,
        booking_date=record.day(31, 36, "booking date"),
        value_date=record.day(37, 42, "value date"),
        **fields | {"references": _references(found), "code": ""},
        proprietary_code=found.code,
        reversal=record.raw(49, 49) in _CORRECTIONS,
        bank_id=record.get(13, 30),
        details=tuple(_detail(leaf, currency) for leaf in entry.leaves()),
        batch_count=found.count,
        where=f"line {record.line}, entry {record.get(7, 12)}",
        status="" if booked else "rejected" if record.name == "T10" else "T80",
    )
    return transaction, booked


def _detail(entry: _Entry, currency: str) -> TransactionDetail:
    amount = _amount(entry.record)
    found = _read(entry, amount)
    return TransactionDetail(
        amount=amount,
        currency=currency,
        counterparty=found.counterparty(),
        ultimate=Party(found.ultimate),
        references=_references(found),
        text=found.text(),
        code=found.code,
    )


def _amount(record: Record) -> Decimal:
    return record.signed(88, 89, 106, "amount")


def _references(found: Remittance) -> tuple[Reference, ...]:
    return tuple(dict.fromkeys(found.references))


def payment_id(value: str) -> Reference | None:
    """Return a Finnish reference, without the zeros it is filled up with.

    >>> payment_id("00000000000000102623").value
    '102623'
    >>> payment_id("00000000000000000000")
    """
    compact = value.replace(" ", "").upper().lstrip("0")
    if not compact:
        return None
    if compact.startswith("RF"):
        return Reference("payment_id", compact, "RF")
    if compact.isascii() and compact.isdigit():
        return Reference("payment_id", compact, "viite")
    return Reference("other", value)


@dataclass(slots=True)
class _Remittance(Remittance):
    """What a T10 and its T11 say."""

    count: int | None = None  # how many payments it stands for
    payee: str = ""  # who is behind the payee
    payer: str = ""  # and behind the payer


def _read(entry: _Entry, amount: Decimal) -> _Remittance:
    """Read what a T10 or T80 says beside its amount.

    The account numbers are those of the payee: of the other side if money went out,
    of the account holder if it came in.
    """
    record, paid = entry.record, amount < 0
    found = _Remittance(code=record.get(50, 52), texts=[record.get(53, 87)])
    if own := payment_id(record.get(160, 179)):
        found.references.append(own)
    for extra in entry.extras:  # kinds to come: their text is kept
        _READERS.get(extra.raw(7, 8), _read_message)(extra, found)
    found.name = meaningful(record.get(109, 143))
    found.ultimate = (found.payee if paid else found.payer) or found.ultimate
    if paid:
        found.account = account_number(found.account) or record.code(145, 158)
        found.identifier = ""
    else:
        found.account = found.bank = ""
    return found


def _message(record: Record) -> list[str]:
    """Return the lines of a message; one that fills its 35 characters goes on."""
    body, before = record.text[8:], ""
    joined: list[str] = []
    for line in (body[i : i + _LINE] for i in range(0, len(body), _LINE)):
        if len(before) < _LINE or before[-1].isspace() or line[0].isspace():
            joined.append(line)
        else:  # a letter behind a digit: a blank was lost
            seam = " " if before[-1].isdigit() and line[0].isalpha() else ""
            joined[-1] += seam + line
        before = line
    return [text for text in map(clean, joined) if text]


def _read_message(record: Record, found: _Remittance) -> None:
    found.texts += _message(record)


def _read_count(record: Record, found: _Remittance) -> None:
    found.count = record.number(9, 16, "number of items")


def _read_invoice(record: Record, found: _Remittance) -> None:
    found.refer("other", record.get(9, 18), "customer")
    found.refer("document", record.get(20, 34), "CINV")


def _read_card(record: Record, found: _Remittance) -> None:
    """Card number and the shop's own reference; of the number the end is enough."""
    card = record.get(9, 27).replace(" ", "")
    if card:
        found.texts.append(f"{'*' * len(card[:-4])}{card[-4:]}")
    found.refer("other", record.get(29, 42), "merchant")


def _read_corrected(record: Record, found: _Remittance) -> None:
    found.refer("other", record.get(9, 26), "corrected")


def _read_currency(record: Record, found: _Remittance) -> None:
    found.original_amount = record.cents(10, 27, "original amount")
    found.original_currency = record.currency(29, 31)
    digits = record.get(33, 43)
    if digits.isascii() and digits.isdigit():
        found.rate = Decimal(int(digits)).scaleb(-_RATE_DIGITS)


def _read_own(record: Record, found: _Remittance) -> None:
    """The payer's own note: theirs if money went out, the other side's if it came."""
    for value in _message(record):
        found.refer("instruction", value)


def _read_reason(record: Record, found: _Remittance) -> None:
    text = clean(f"{record.raw(9, 11)} {record.raw(13, 43)}").removeprefix("000")
    found.texts.append(text.strip())


def _read_name(record: Record, found: _Remittance) -> None:
    found.ultimate = meaningful(record.get(9, 43))


def _read_sepa(record: Record, found: _Remittance) -> None:
    found.refer("end_to_end", record.get(9, 43))
    found.account = record.get(44, 78)
    found.bank = record.get(79, 113)
    found.payee = meaningful(record.get(114, 183))
    found.payer = meaningful(record.get(184, 253))
    found.identifier = meaningful(record.get(254, 288))
    found.refer("servicer", record.get(289, 323))


_READERS = {
    "00": _read_message,
    "01": _read_count,
    "02": _read_invoice,
    "03": _read_card,
    "04": _read_corrected,
    "05": _read_currency,
    "06": _read_own,
    "07": _read_message,
    "08": _read_reason,
    "09": _read_name,
    "11": _read_sepa,
}
