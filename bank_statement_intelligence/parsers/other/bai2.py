"""BAI2: balance and transaction reports of US, Canadian and UK banks.

A file (01–99) has groups (02–98), a group has accounts (03–49), an account has entries
(16). Amounts are in the smallest unit of the currency, without point; the type code
says which way the money went. Source: BAI, Cash Management Balance Reporting
Specifications Version 2; its successor BTRS (version 3) is written the same way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from ..common.base import ParseError, StatementParser
from ..common.checks import StatementCheck, repeated_ids, statement_name
from ..common.records import Message, ParsedFile, ParsedStatement, ParsedTransaction
from ..common.text_safe import HINT_BROKEN, check_entries, decode, decode_head, refusal
from ..common.values import BadValue, clean, quoted
from .bai2_entry import Unit, read_day, read_entry, read_summaries
from .bai2_records import Counts, Record, bad_record, records, stated

_HEADER = re.compile(
    r"\s*01[ ]{0,9},[^,\r\n]{0,80},[^,\r\n]{0,80},"
    r"[ ]{0,9}[0-9]{6,8}[ ]{0,9},[ ]{0,9}[0-9:]{0,8}[ ]{0,9},"
)
_GROUP = re.compile(r"[\r\n/ ]02[ ]{0,9},")
_AMOUNT = re.compile(r"([+-]?)([0-9]{1,30})")
#: Which record may come after which.
_NEXT = {
    "": ("01",),
    "01": ("02",),
    "02": ("03",),
    "03": ("16", "49"),
    "16": ("16", "49"),
    "49": ("03", "98"),
    "98": ("02", "99"),
    "99": ("01",),
}
_DEFAULT_CURRENCY = "USD"
_INTERIM_SAME_DAY = "3"
_REFUSED_STATUS = {"2": "deletes data that were sent before", "4": "is a test"}


class Bai2Parser(StatementParser):
    """BAI2 and BTRS reports."""

    code = "bai2"
    label = "BAI2 balance and transaction report"

    def identify(self, name: str, head: bytes) -> bool:
        text = decode_head(head)
        header = _HEADER.match(text)
        return bool(header and _GROUP.search(text, header.end()))

    def parse(self, name: str, data: bytes) -> ParsedFile:
        return _Reader(name).file(records(decode(name, data)))


@dataclass(slots=True)
class _Group:
    """What a group says about its accounts."""

    day: date | None
    currency: str
    interim: bool
    bank: str
    corrected: bool
    total: Decimal = Decimal(0)
    accounts: int = 0


@dataclass(slots=True)
class _Account:
    """An account while its records are read."""

    record: Record
    statement: ParsedStatement
    unit: Unit
    total: Decimal = Decimal(0)
    entries: list[ParsedTransaction] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Reader:
    """Reads one file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.last = ""
        self.day: date | None = None  # of creation
        self.group: _Group | None = None
        self.account: _Account | None = None
        self.total, self.groups, self.entries = Decimal(0), 0, 0
        self.days: Counter[tuple[str, str]] = Counter()
        self.statements: list[ParsedStatement] = []
        self.messages: list[Message] = []

    def file(self, found: Iterable[Record]) -> ParsedFile:
        """Return all statements of the file; its records must be complete."""
        counts = Counts()
        for record in found:
            counts.add(record)
            if record.code not in _NEXT[self.last]:
                why = f"It cannot follow {self.last or 'the beginning of the file'}."
                raise bad_record("bad_order", record.line, record.code, why)
            self.last = record.code
            try:
                self._take(record)
            except BadValue as error:
                place = f"line {record.line}, record {record.code}"
                raise refusal(error, place) from None
        if self.last != "99":
            raise ParseError(
                "incomplete",
                "The file is cut off.",
                f"file {self.name}, after record {self.last}",
                "A BAI2 file ends with a record 99.",
                HINT_BROKEN,
            )
        if not counts.agree:
            text = "The file does not have as many records as its trailers say."
            self.messages.append(Message("record_count", text, self.name, "info"))
        return ParsedFile("bai2", tuple(self.statements), tuple(self.messages))

    def _take(self, record: Record) -> None:
        if record.code == "16":
            self._entry(record)
            return
        fields = list(record.fields())
        fields += [""] * (9 - len(fields))
        reader = {
            "01": self._file_header,
            "02": self._group_header,
            "03": self._account_header,
            "49": self._account_trailer,
            "98": self._group_trailer,
            "99": self._file_trailer,
        }[record.code]
        reader(record, fields)

    # --------------------------------------------------------------------- headers

    def _file_header(self, record: Record, fields: list[str]) -> None:
        self.day = read_day(fields[2], "file creation date")
        self.total, self.groups = Decimal(0), 0

    def _group_header(self, record: Record, fields: list[str]) -> None:
        status, currency, modifier = fields[2], fields[5], fields[6]
        if status in _REFUSED_STATUS:
            raise ParseError(
                "not_a_statement",
                "A group of the file holds no data to import.",
                f"line {record.line}, record 02",
                f"Its status {status} says that it {_REFUSED_STATUS[status]}.",
                "Nothing was imported. Ask the bank for a report with status 1.",
            )
        self.group = _Group(
            day=read_day(fields[3], "as-of date") or self.day,
            currency=(currency or _DEFAULT_CURRENCY).upper(),
            interim=modifier == _INTERIM_SAME_DAY,
            bank=clean(fields[1]),
            corrected=status == "3",
        )

    def _account_header(self, record: Record, fields: list[str]) -> None:
        group = self.group
        currency = (fields[1] or group.currency).upper()
        unit = Unit(currency)
        summaries = list(read_summaries(list(record.fields())[2:]))
        amounts = [(code, unit.signed(text, code)) for code, text in summaries if text]
        balances = dict(reversed(amounts))  # the first of each counts
        day = self._number_of(clean(fields[0]))
        statement = ParsedStatement(
            account=clean(fields[0]),
            currency=currency,
            number=day,
            statement_id=day,
            bank=group.bank,
            opening=balances.get("010"),
            opening_date=group.day,
            closing=balances.get("015"),
            closing_date=group.day,
            kind="report" if group.interim else "statement",
        )
        total = sum((amount for _code, amount in amounts), Decimal(0))
        self.account = _Account(record, statement, unit, total)

    def _number_of(self, account: str) -> str:
        """Return the day as number of the statement; BAI2 has none of its own."""
        day = self.group.day.isoformat() if self.group.day else ""
        self.days[account, day] += 1
        count = self.days[account, day]
        return f"{day}/{count}" if count > 1 else day

    def _entry(self, record: Record) -> None:
        account = self.account
        self.entries += 1
        check_entries(self.entries, self.name)
        number = len(account.entries) + 1
        where = (
            f"account {account.statement.account}, entry {number} (line {record.line})"
        )
        transaction, raw, note = read_entry(record, account.unit, self.group.day, where)
        account.total += raw
        if transaction:
            account.entries.append(transaction)
        elif note:
            account.notes.append(note)

    # -------------------------------------------------------------------- trailers

    def _account_trailer(self, record: Record, fields: list[str]) -> None:
        account, group = self.account, self.group
        check = StatementCheck()
        for transaction in account.entries:
            check.add(transaction)
        statement = account.statement
        messages = [
            *check.messages(statement),
            *self._compared(account.unit, fields[0], account.total, statement),
            *repeated_ids(statement, account.entries),
        ]
        where = f"{statement_name(statement)}, account {statement.account}"
        if not statement.account:
            text = "The statement names no account."
            messages.append(Message("no_account", text, where))
        if group.corrected:
            text = "The bank marks it as a correction of data sent before."
            messages.append(Message("correction", text, where, "info"))
        self.statements.append(
            replace(
                statement,
                transactions=tuple(account.entries),
                messages=tuple(messages),
                text="\n".join(account.notes),
            )
        )
        group.total += _number(fields[0])
        group.accounts += 1

    def _compared(
        self, unit: Unit, text: str, total: Decimal, statement: ParsedStatement
    ) -> Iterator[Message]:
        if text and unit.signed(text, "control total") != total:
            message = (
                f"The amounts of the account make {total}, its control total is "
                f"{unit.signed(text, 'control total')}."
            )
            where = f"account {statement.account}"
            yield Message("control_total", message, where)

    def _group_trailer(self, record: Record, fields: list[str]) -> None:
        group = self.group
        self._trailer(record, fields[0], group.total, "accounts")
        self._count(record, group.accounts, "accounts")
        self.total += _number(fields[0])
        self.groups += 1

    def _file_trailer(self, record: Record, fields: list[str]) -> None:
        self._trailer(record, fields[0], self.total, "groups")
        self._count(record, self.groups, "groups")

    def _trailer(self, record: Record, text: str, total: Decimal, what: str) -> None:
        if text and _number(text) != total:
            message = f"Its control total is {text}, that of its {what} {total}."
            place = f"line {record.line}, record {record.code}"
            self.messages.append(Message("control_total", message, place))

    def _count(self, record: Record, found: int, what: str) -> None:
        given = stated(record, 1)
        if given not in (None, found):
            message = f"It should have {given} {what}, it has {found}."
            place = f"line {record.line}, record {record.code}"
            self.messages.append(Message("control_count", message, place))


def _number(text: str) -> Decimal:
    """Return a control total as it stands, without its currency."""
    match = _AMOUNT.fullmatch(text)
    if match:
        return Decimal(text)
    if not text:
        return Decimal(0)
    what = "A control total of the file cannot be read."
    why = f"{quoted(text)} is not a whole number."
    raise BadValue("bad_amount", what, "control total", why)
