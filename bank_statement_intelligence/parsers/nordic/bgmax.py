"""Swedish BgMax: "Bankgiro Inbetalningar – Technical manual", Bankgirot.

A file (01 … 70) has deposits (05 … 15): each is one sum on the account and one
statement of kind ``details``. In it 20 is a payment and 21 a deduction; 22 and 23 after
them name further references and, if the payer said so, how much is for each (23: less).
25 is free text, 26–29 name, address and organisation number of the payer. Records of
other kinds are to be ignored, the manual says. Source: see docs/formats/bgmax.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..common.checks import Oddities
from ..common.fixed_width import (
    SWEDISH_7BIT,
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
    TransactionDetail,
)
from ..common.values import YEARS, clean, meaningful

_WIDTH = 80
_HEAD = re.compile(r"01BGMAX {15}[0-9]{2}")
_START = re.compile(r"01BGMAX {15}|(?:05|15|2[0-9]|70)[0-9]{8}|2[5-8]")
_PAYMENT, _DEDUCTION = "20", "21"
_EXTRA = {"22": 1, "23": -1}
_ABOUT = ("25", "26", "27", "28", "29")
_KNOWN = {"01", "05", _PAYMENT, _DEDUCTION, *_EXTRA, *_ABOUT, "15", "70"}
#: Reference codes: 0 blank, 1 not available, 2 OCR correct, 3 several, 4 not checked,
#: 5 OCR wrong.
_OCR_CORRECT = "2"
_IMAGE = "1"


class BgmaxParser(RecordParser):
    """What the sums that Bankgirot pays in are made of."""

    code = "bgmax"
    label = "Swedish BgMax (Bankgiro Inbetalningar)"
    head = _HEAD
    letters = SWEDISH_7BIT

    def parse(self, name: str, data: bytes) -> ParsedFile:
        """Read the whole file: a statement for each deposit."""
        statements: list[ParsedStatement] = []
        messages: list[Message] = []
        records = _records(self.read(name, data))
        for file in parts(records, _File, lambda r: bool(_HEAD.match(r.text))):
            file.check()
            messages += file.messages()
            statements += [deposit.statement(file.day) for deposit in file.deposits]
        return ParsedFile(self.code, tuple(statements), tuple(messages))


@dataclass(slots=True)
class _Payment:
    """A payment or deduction: the record 20 or 21 and what follows it."""

    record: Record
    extras: list[Record] = field(default_factory=list)
    about: dict[str, list[Record]] = field(default_factory=dict)

    @property
    def amount(self) -> Decimal:
        """Return the amount, negative in a deduction."""
        amount = self.record.cents(38, 55, "amount")
        return -amount if self.record.name == _DEDUCTION else amount


@dataclass(slots=True)
class _Deposit:
    """A deposit: opened by 05, summed up by 15."""

    head: Record
    payments: list[_Payment] = field(default_factory=list)
    end: Record | None = None

    def check(self) -> None:
        """Compare number and sum of the payments with the record 15."""
        end = self.end
        if end is None:
            why = "There is no record 15 after the payments that begin here."
            raise self.head.truncated("a deposit", why)
        count = end.number(72, 79, "number of payments")
        check_total(end, "number of payments", count, len(self.payments))
        total = abs(sum(payment.amount for payment in self.payments))
        check_total(end, "sum", end.cents(51, 68, "sum"), total)
        if self.currency != self.head.currency(23, 25, self.currency):
            raise end.error(
                "bad_currency",
                "The currency of a deposit is not certain.",
                f"It begins in {self.head.get(23, 25)} and ends in {self.currency}.",
            )

    @property
    def currency(self) -> str:
        """Return the currency of the deposit, SEK if none is said."""
        return self.end.currency(69, 71) or self.head.currency(23, 25, "SEK")

    def day(self, of_file: date | None) -> tuple[date | None, str]:
        """Return the day of the deposit, and what is odd about it.

        A year that cannot be meant (as 1010 in a published file) is not believed.
        """
        year = self.end.raw(38, 41)
        if of_file and year.isascii() and year.isdigit() and int(year) not in YEARS:
            text = f"The day {self.end.get(38, 45)} cannot be; that of the file counts."
            return of_file, text
        return self.end.day(38, 45, "day of the deposit", need=True), ""

    def statement(self, of_file: date | None) -> ParsedStatement:
        """Return what the deposit is made of."""
        end, odd = self.end, Oddities()
        day, doubt = self.day(of_file)
        giro = self.head.code(3, 12) or self.head.code(13, 22)
        serial = end.get(46, 50)
        found = tuple(self._transaction(p, day, serial, odd) for p in self.payments)
        where = f"deposit {serial}"
        kind = "Bankgiro" if self.head.code(3, 12) else "Plusgiro"
        return ParsedStatement(
            account=end.code(3, 37) or giro,
            currency=self.currency,
            number=serial,
            statement_id=f"{giro}/{serial}",
            period_from=day,
            period_to=day,
            transactions=found,
            messages=(
                *([Message("bad_date", doubt, where, "info")] if doubt else ()),
                *odd.message("deduction", "{n} taken off the deposit."),
                *odd.message("details_sum", "The parts of {n} do not make its amount."),
            ),
            text=f"{kind} {giro}",
            kind="details",
        )

    def _transaction(
        self, payment: _Payment, day: date | None, serial: str, odd: Oddities
    ) -> ParsedTransaction:
        record, amount = payment.record, payment.amount
        details = tuple(_details(payment, self.currency))
        where = f"line {record.line}"
        if record.name == _DEDUCTION:
            odd.add("deduction", where)
        parts = [detail.amount for detail in details if detail.amount is not None]
        if parts and sum(parts) != amount:
            odd.add("details_sum", where)
        return ParsedTransaction(
            amount=amount,
            currency=self.currency,
            booking_date=day,
            text=_text(payment),
            references=_references(payment),
            counterparty=_payer(payment),
            proprietary_code=record.name,
            bank_id=meaningful(record.get(58, 69)),
            details=details,
            where=where,
            batch=serial,
        )


@dataclass(slots=True)
class _File:
    """One file as Bankgirot wrote it."""

    head: Record
    deposits: list[_Deposit] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)
    end: Record | None = None

    @property
    def day(self) -> date | None:
        """Return the day on which the file was written."""
        return self.head.day(25, 32, "day of the file")

    def check(self) -> None:
        """Compare the numbers of records with the record 70.

        Raises:
            ParseError: the file is not complete.
        """
        if self.end is None:
            raise self.head.truncated("the file", "There is no record 70 at its end.")
        for deposit in self.deposits:
            deposit.check()
        groups = (("20",), ("21",), ("22", "23"), ("15",))
        for position, names in zip(range(3, 28, 8), groups, strict=True):
            label = f"number of records {'/'.join(names)}"
            stated = self.end.number(position, position + 7, label)
            found = sum(self.counts.get(name, 0) for name in names)
            check_total(self.end, label, stated, found)

    def messages(self) -> Iterator[Message]:
        """Tell what is odd about the file."""
        if self.head.raw(45, 45) == "T":
            where = f"line {self.head.line}"
            yield Message("test_file", "Bankgirot marks this as a test file.", where)
        if self.unknown:
            places = ", ".join(f"line {line}" for line in self.unknown[:5])
            text = f"Records of unknown kinds were left out: {len(self.unknown)}."
            yield Message("unknown_record", text, places, "info")
        if not self.deposits:
            text = "The file has no deposits."
            where = f"line {self.head.line}"
            yield Message("empty_statement", text, where, "info")

    def take(self, record: Record) -> None:
        """Take the next record after the start record.

        Raises:
            ParseError: it cannot stand here.
        """
        name = record.name
        self.counts[name] = self.counts.get(name, 0) + 1
        open_one = next((d for d in self.deposits[-1:] if not d.end), None)
        payment = open_one.payments[-1] if open_one and open_one.payments else None
        if name not in _KNOWN:
            self.unknown.append(record.line)
        elif name == "70" and not open_one:
            self.end = record
        elif name == "05" and not open_one:
            self.deposits.append(_Deposit(record))
        elif name == "15" and open_one:
            open_one.end = record
        elif name in (_PAYMENT, _DEDUCTION) and open_one:
            open_one.payments.append(_Payment(record))
        elif name in _EXTRA and payment:
            payment.extras.append(record)
        elif name in _ABOUT and payment:
            payment.about.setdefault(name, []).append(record)
        else:
            raise record.misplaced()


def _records(text: str) -> Iterator[Record]:
    for number, line in lines(text, _HEAD, _START, lambda _line: _WIDTH):
        record = Record(number, line, line[:2])
        record.check_width(_WIDTH)
        yield record


# ------------------------------------------------------------------------- one payment


def _reference(record: Record, amount: Decimal | None = None) -> Reference | None:
    """Return the reference of a record 20–23; one of digits is a payment ID."""
    value = record.get(13, 37)
    if not meaningful(value):
        return None
    if not (value.isascii() and value.isdigit()):
        return Reference("other", value, amount=amount)
    scheme = "OCR" if record.raw(56, 56) == _OCR_CORRECT else ""
    return Reference("payment_id", value, scheme, amount)


def _part(record: Record) -> Decimal | None:
    """Return how much of the payment is for this reference, if the payer said so."""
    amount = record.cents(38, 55, "amount")
    return amount * _EXTRA[record.name] if amount else None


def _references(payment: _Payment) -> tuple[Reference, ...]:
    found = [_reference(payment.record)]
    found += [_reference(record, _part(record)) for record in payment.extras]
    serial = meaningful(payment.record.get(58, 69))
    if serial and payment.record.raw(70, 70) == _IMAGE:
        found.append(Reference("servicer", serial, "image"))
    return tuple(dict.fromkeys(reference for reference in found if reference))


def _details(payment: _Payment, currency: str) -> Iterator[TransactionDetail]:
    sign = -1 if payment.record.name == _DEDUCTION else 1
    for record in payment.extras:
        part = _part(record)
        reference = _reference(record, part)
        yield TransactionDetail(
            amount=None if part is None else sign * part,
            currency=currency,
            references=(reference,) if reference else (),
        )


def _text(payment: _Payment) -> str:
    """Return the free texts, and a reference that is a text rather than a number."""
    texts = [record.get(3, 52) for record in payment.about.get("25", ())]
    written = _reference(payment.record)
    if written and written.kind == "other":
        texts.insert(0, written.value)
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _payer(payment: _Payment) -> Party:
    def all_of(name: str, *spans: tuple[int, int]) -> list[str]:
        rows = payment.about.get(name, ())
        return [row.get(*span) for row in rows for span in spans]

    names = all_of("26", (3, 37))
    address = [
        *all_of("26", (38, 72)),
        *all_of("27", (3, 37)),
        clean(" ".join(all_of("27", (38, 46)) + all_of("28", (3, 37)))),
        *all_of("28", (38, 72)),
    ]
    numbers = [row.code(3, 14) for row in payment.about.get("29", ())]
    return Party(
        name=meaningful(" ".join(names)),
        account=payment.record.code(3, 12),
        identifier=next(filter(None, numbers), ""),
        address=", ".join(part for part in address if part),
    )
