"""Norwegian OCR giro: "System Specification OCR giro", Nets.

A transmission (10 … 89) has assignments (20 … 88), each for one account: one statement
of kind ``details``. A transaction is its records 30, 31 and, with free text, 32. The
bank books one sum per settlement date and settlement (data centre, day, part and serial
number, positions 22–31 of record 30): they are its batch. AvtaleGiro (service 21) has
no payments in it. Source: see docs/formats/ocr_giro.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from ..common.base import ParseError
from ..common.checks import Oddities
from ..common.fixed_width import (
    NORWEGIAN_7BIT,
    Record,
    RecordParser,
    check_total,
    lines,
    parts,
)
from ..common.records import (
    Message,
    ParsedFile,
    ParsedStatement,
    ParsedTransaction,
    Party,
    Reference,
)
from ..common.values import meaningful

_WIDTH = 80
_HEAD = re.compile(r"NY000010[0-9]{8}")
_START = re.compile(r"NY[0-9]{6}")
_OCR = "09"
_SERVICES = {"21": "AvtaleGiro", "42": "eFaktura"}
#: Transaction types that undo a payment.
_REVERSALS = ("18", "20")


class OcrGiroParser(RecordParser):
    """What the lump sums of Norwegian payments with KID are made of."""

    code = "ocr_giro"
    label = "Norwegian OCR giro"
    head = _HEAD
    letters = NORWEGIAN_7BIT

    def parse(self, name: str, data: bytes) -> ParsedFile:
        """Read the whole file: a statement for each assignment of payments."""
        statements: list[ParsedStatement] = []
        messages: list[Message] = []
        records = _records(self.read(name, data))
        for transmission in parts(records, _Transmission, lambda r: r.name == "10"):
            messages += transmission.messages(name)
            transmission.check()
            statements += [a.statement() for a in transmission.assignments if a.is_ocr]
        return ParsedFile(self.code, tuple(statements), tuple(messages))


@dataclass(slots=True)
class _Assignment:
    """One assignment: its records by transaction number."""

    head: Record
    transactions: list[list[Record]] = field(default_factory=list)
    records: int = 1
    end: Record | None = None

    @property
    def is_ocr(self) -> bool:
        """Say whether it has payments: other services have none."""
        return self.head.raw(3, 4) == _OCR

    def take(self, record: Record) -> None:
        """Take a record of a transaction: 30 begins it, 31 and 32 belong to it."""
        self.records += 1
        kind, number = record.raw(7, 8), record.raw(9, 15)
        if kind == "88":
            self.end = record
        elif not self.is_ocr:
            pass  # no payments
        elif kind == "30":
            self.transactions.append([record])
        elif kind not in ("31", "32") or not self.transactions:
            raise record.misplaced()
        elif self.transactions[-1][0].raw(9, 15) != number:
            why = f"Its number is {number}, not that of the transaction before it."
            raise record.error("lost_record", "A record is out of place.", why)
        else:
            self.transactions[-1].append(record)

    def check(self) -> None:
        """Compare the totals of the assignment (record 88).

        The sum is net of what is marked negative; of card reversals it need not be.
        """
        end = self.end
        check_total(
            end, "number of records", end.number(17, 24, "records"), self.records
        )
        if not self.is_ocr:
            return
        count = end.number(9, 16, "number of transactions")
        check_total(end, "number of transactions", count, len(self.transactions))
        amounts = [(_amount(rows[0]), rows[0].raw(5, 6)) for rows in self.transactions]
        net = sum(amount for amount, _kind in amounts)
        total = end.cents(25, 41, "sum")
        if total != abs(sum(abs(a) if k in _REVERSALS else a for a, k in amounts)):
            check_total(end, "sum", total, abs(net))

    def statement(self) -> ParsedStatement:
        """Return what the assignment says of its account."""
        odd = Oddities()
        number = self.head.raw(18, 24)
        found = tuple(_transaction(rows, number, odd) for rows in self.transactions)
        days = [t.booking_date for t in found]
        return ParsedStatement(
            account=self.head.get(25, 35),
            currency="NOK",
            number=number,
            statement_id=f"{self.head.code(9, 17)}/{number}",
            period_from=min(days, default=None),
            period_to=max(days, default=None),
            transactions=found,
            messages=(
                *odd.message("reversal", "{n} marked as reversal of an earlier one."),
                *odd.message(
                    "reversal_sign",
                    "{n} of a reversing type without minus: taken as money in.",
                    "warn",
                ),
            ),
            kind="details",
        )


@dataclass(slots=True)
class _Transmission:
    """One file as Nets sent it."""

    head: Record
    assignments: list[_Assignment] = field(default_factory=list)
    records: int = 1
    end: Record | None = None

    def check(self) -> None:
        """Compare the totals of the transmission (record 89) and its assignments.

        Raises:
            ParseError: it is not complete.
        """
        for part in (*self.assignments, self):
            if part.end is None:
                why = "What begins here has no end record (88 or 89)."
                raise part.head.truncated("the file", why)
        for assignment in self.assignments:
            assignment.check()
        ends = [assignment.end for assignment in self.assignments]
        for field_name, first, last in (("transactions", 9, 16), ("sum", 25, 41)):
            stated = self.end.number(first, last, field_name)
            found = sum(end.number(first, last, field_name) for end in ends)
            check_total(self.end, field_name, stated, found)
        stated = self.end.number(17, 24, "number of records")
        check_total(self.end, "number of records", stated, self.records)

    def take(self, record: Record) -> None:
        """Take the next record after the start record.

        Raises:
            ParseError: it cannot stand here.
        """
        self.records += 1
        open_one = next((a for a in self.assignments[-1:] if not a.end), None)
        if record.name == "89" and not open_one:
            self.end = record
        elif record.name == "20" and not open_one:
            self.assignments.append(_Assignment(record))
        elif record.name in ("10", "20", "89") or not open_one:
            raise record.misplaced()
        elif record.raw(3, 4) != open_one.head.raw(3, 4):
            why = f"Its service is {record.raw(3, 4)}, not that of its assignment."
            raise record.misplaced(why)
        else:
            open_one.take(record)

    def messages(self, name: str) -> Iterator[Message]:
        """Tell of assignments of other services.

        Raises:
            ParseError: there are no others.
        """
        others = [a.head for a in self.assignments if not a.is_ocr]
        if not others:
            return
        services = sorted({head.raw(3, 4) for head in others})
        label = ", ".join(_SERVICES.get(s, f"service {s}") for s in services)
        if len(others) == len(self.assignments):
            raise ParseError(
                "not_a_statement",
                f"This is a file of {label}, not of OCR giro payments.",
                f"file {name}, line {others[0].line}",
                f"Its service is {', '.join(services)}, that of OCR giro {_OCR}, so "
                "there are no payments in it.",
                "Nothing was imported. Import the file of OCR giro payments.",
            )
        places = ", ".join(f"line {head.line}" for head in others)
        text = f"Assignments of {label} are no payments and were left out."
        yield Message("other_service", text, places, "info")


def _records(text: str) -> Iterator[Record]:
    for number, line in lines(text, _HEAD, _START, lambda _line: _WIDTH):
        record = Record(number, line, line[6:8])
        if not _START.match(line) or len(line) > _WIDTH:
            why = f"A record has {_WIDTH} characters and begins with NY."
            raise record.error("bad_record", "A line is no record of the format.", why)
        yield record


def _amount(record: Record) -> Decimal:
    """Return the amount of a record 30; only a minus makes it negative."""
    amount = record.cents(33, 49, "amount")
    mark = record.raw(32, 32)
    if mark not in "0- +":
        raise record.bad_sign(f'"{mark}" is neither 0 nor -.', "sign")
    return -amount if mark == "-" else amount


def _transaction(rows: list[Record], number: str, odd: Oddities) -> ParsedTransaction:
    first = rows[0]
    second = next((row for row in rows if row.name == "31"), None)
    texts = [row.get(16, 55) for row in rows if row.name == "32"]
    kind, amount = first.raw(5, 6), _amount(first)
    where = f"line {first.line}, transaction {first.code(9, 15)}"
    reversal = amount < 0 or kind in _REVERSALS
    if reversal:
        odd.add("reversal" if amount < 0 else "reversal_sign", where)
    kid = meaningful(first.get(50, 74))
    payer = second.get(48, 58) if second else ""
    return ParsedTransaction(
        amount=amount,
        currency="NOK",
        booking_date=first.day(16, 21, "settlement date", "DMY", need=True),
        text="\n".join(text for text in texts if text),
        references=(Reference("payment_id", kid, "KID"),) if kid else (),
        counterparty=Party(account=payer if payer.strip("0") else ""),
        proprietary_code=kind,
        reversal=reversal,
        bank_id=meaningful(second.get(26, 34)) if second else "",
        where=where,
        batch=first.get(22, 31) if first.code(22, 31) else number,
    )
