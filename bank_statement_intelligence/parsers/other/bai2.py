"""BAI2: balance and transaction reports of US, Canadian and UK banks.

A file (01–99) has groups (02–98), a group has accounts (03–49), an account has entries
(16). ``88`` goes on with the record before, and so does a line without any code after a
text that is not closed by ``/``. Blocked files have records of one length and no line
ends at all. Amounts are in the smallest unit of the currency, without point; the type
code says which way the money went. Source: BAI, Cash Management Balance Reporting
Specifications Version 2; its successor BTRS (version 3) is written the same way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import accumulate

from ..common.base import ParseError, StatementParser, damaged
from ..common.checks import StatementEntries, decimals, statement_name
from ..common.records import Message, ParsedFile, ParsedStatement, ParsedTransaction
from ..common.remittance import Remittance
from ..common.text_safe import (
    MAX_TEXT,
    check_entries,
    decode,
    decode_head,
    lines,
    refusal,
)
from ..common.values import (
    MAX_DIGITS,
    BadValue,
    bad_amount,
    bad_date,
    calendar_day,
    clean,
    quoted,
)

_HEADER = re.compile(
    r"\s*01[ ]{0,9},[^,\r\n]{0,80},[^,\r\n]{0,80},"
    r"[ ]{0,9}[0-9]{6,8}[ ]{0,9},[ ]{0,9}[0-9:]{0,8}[ ]{0,9},"
)
_GROUP = re.compile(r"[\r\n/ ]02[ ]{0,9},")
_CODES = "01|02|03|16|49|88|98|99"
_RECORD = re.compile(rf"\s*({_CODES})\s*,(.*)|\s*(88):(.*)", re.DOTALL)
_INLINE = re.compile(rf"/[ \t]+(?=(?:{_CODES})\s*,)")
_LENGTH = re.compile(r"\s*01,(?:[^,/]*,){5}\s*([0-9]{2,4})\s*,")
_AMOUNT = re.compile(r"[+-]?([0-9]{1,40})")
_TYPE_CODE = re.compile("[0-9]{3}")
_COUNT = re.compile("[0-9]{1,9}")
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
_NOTE = "890"  # information without money
_CHEQUES = frozenset(["472", "474", "475"])
#: Ranges of type codes that are money in or out (from, to, money in?).
_DIRECTIONS = (
    (100, 399, True),
    (400, 699, False),
    (700, 759, True),  # loans: payments
    (760, 799, False),  # loans: disbursements
    (827, 827, True),  # SEPA
    (828, 828, False),
    (829, 829, True),  # BACS
    (920, 959, True),  # own codes of the bank
    (960, 999, False),
)
#: Fields that a funds type adds; D says itself how many.
_FUNDS = {"S": 3, "V": 2}
_LABEL = re.compile(r"\s*([A-Z]{4}): ?(.*)")
_LABELLED = {
    "EREF": ("end_to_end", ""),
    "CREF": ("clearing", ""),
    "CHKN": ("cheque", ""),
    "IDNM": ("other", "IDNM"),
}
#: What a label says of the creditor (C…) or debtor (D…).
_PARTY = {
    f"{side}{label}": name
    for side, labels in (("C", ("RNM", "ACT", "BIC", "ABA")),
                         ("D", ("BNM", "ACT", "BIC", "ABA")))
    for label, name in zip(labels, ("name", "account", "bank", "bank"), strict=True)
}  # fmt: skip


class Bai2Parser(StatementParser):
    """BAI2 and BTRS reports."""

    code = "bai2"
    label = "BAI2 balance and transaction report"

    def identify(self, name: str, head: bytes) -> bool:
        """Say whether the file begins with its header and a group."""
        text = decode_head(head)
        header = _HEADER.match(text)
        return bool(header and _GROUP.search(text, header.end()))

    def parse(self, name: str, data: bytes) -> ParsedFile:
        """Read the whole file: a statement for each account."""
        return _Reader(name).file(_records(decode(name, data, dos=True)))


# ------------------------------------------------------------------------- the records


@dataclass(slots=True)
class _Record:
    """A record with its continuations; ``physical`` counts them all."""

    code: str
    parts: list[str]
    line: int
    closed: bool
    physical: int = 1
    size: int = 0

    @property
    def place(self) -> str:
        """Return how messages name it."""
        return f"line {self.line}, record {self.code}"

    def error(self, code: str, why: str) -> ParseError:
        """Return the refusal of the file because of this record."""
        return damaged(code, "A record of the file cannot be read.", self.place, why)

    def add(self, text: str) -> None:
        """Go on with the record in another line."""
        self.size += len(text) + 1
        if self.size > MAX_TEXT:
            raise self.error(
                "text_too_long", f"It has more than {MAX_TEXT} characters."
            )
        body = text.rstrip()
        self.closed = body.endswith("/")
        self.parts.append(body[:-1] if self.closed else body)

    def fields(self) -> list[str]:
        """Return the fields in order, blanks at their ends removed."""
        return [text.strip() for part in self.parts for text in part.split(",")]

    def text_after(self, count: int) -> str:
        """Return what follows after the first fields: a text with its own commas."""
        rest = []
        for part in self.parts:
            found = part.split(",", count)
            if count and len(found) <= count:
                count -= len(found)
                continue
            rest.append(found[-1] if count else part)
            count = 0
        return "\n".join(rest)

    def stated(self, position: int) -> int | None:
        """Return a count that a trailer gives, None if it gives none."""
        text = _at(self.fields(), position)
        return int(text) if _COUNT.fullmatch(text) else None


def _at(fields: list[str], position: int) -> str:
    """Return a field, nothing if there are fewer."""
    return fields[position] if position < len(fields) else ""


def _records(text: str) -> Iterator[_Record]:
    """Return the records of a file, one after the other.

    Several records in one line are against the standard, and a text may look like it
    (``PAID 5/ 16,200``): they are believed only if the counts that the file gives of
    its records prove it.
    """
    if _INLINE.search(text) and not _proven(_physical(text)):
        if _proven(_split(_physical(text))):
            return _collected(_split(_physical(text)))
    return _collected(_physical(text))


def _proven(found: Iterator[tuple[int, str]]) -> bool:
    counts = _Counts()
    try:
        for record in _collected(found):
            counts.add(record)
    except ParseError:
        return False
    return counts.agree


def _physical(text: str) -> Iterator[tuple[int, str]]:
    body = text.strip()
    length = _LENGTH.match(body[:200])
    if length and "\n" not in body and "\r" not in body:
        size = int(length[1])
        for number, start in enumerate(range(0, len(text), size), start=1):
            yield number, text[start : start + size]
    else:
        yield from lines(text)


def _split(found: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for number, line in found:
        pieces = _INLINE.split(line)
        for piece in pieces[:-1]:
            yield number, f"{piece}/"
        yield number, pieces[-1]


def _collected(found: Iterable[tuple[int, str]]) -> Iterator[_Record]:
    current: _Record | None = None
    for number, line in found:
        match = _RECORD.match(line)
        code = (match[1] or match[3]) if match else ""
        if code == "88" and current:
            current.physical += 1
            current.add(match[2] or match[4] or "")
        elif code:
            if current:
                yield current
            current = _Record(code, [], number, False)
            current.add(match[2] or "")
        elif not line.strip():
            continue
        elif current and current.code == "16" and not current.closed:
            current.add(line)
        else:
            why = "It begins with none of the codes 01, 02, 03, 16, 49, 88, 98, 99."
            raise _Record(line[:20].strip(), [], number, True).error("bad_record", why)
    if current:
        yield current


class _Counts:
    """Counts records, and compares with what the trailers of the file say."""

    _STARTS = {"03": "49", "02": "98", "01": "99"}
    _PLACES = {"49": 1, "98": 2, "99": 2}

    def __init__(self) -> None:
        self.agree = True
        self._since = dict.fromkeys(self._PLACES, 0)

    def add(self, record: _Record) -> None:
        """Take the next record into account."""
        if record.code in self._STARTS:
            self._since[self._STARTS[record.code]] = 0
        for trailer in self._since:
            self._since[trailer] += record.physical
        if record.code in self._PLACES:
            given = record.stated(self._PLACES[record.code])
            self.agree &= given in (None, self._since[record.code])


# ---------------------------------------------------------------------------- the file


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

    statement: ParsedStatement
    unit: _Unit
    total: Decimal = Decimal(0)
    entries: StatementEntries = field(default_factory=StatementEntries)
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

    def file(self, found: Iterable[_Record]) -> ParsedFile:
        """Return all statements of the file; its records must be complete."""
        counts = _Counts()
        for record in found:
            counts.add(record)
            if record.code not in _NEXT[self.last]:
                why = f"It cannot follow {self.last or 'the beginning of the file'}."
                raise record.error("bad_order", why)
            self.last = record.code
            try:
                self._take(record)
            except BadValue as error:
                raise refusal(error, record.place) from None
        if self.last != "99":
            raise damaged(
                "incomplete",
                "The file is cut off.",
                f"file {self.name}, after record {self.last}",
                "A BAI2 file ends with a record 99.",
            )
        if not counts.agree:
            text = "The file does not have as many records as its trailers say."
            self.messages.append(Message("record_count", text, self.name, "info"))
        return ParsedFile("bai2", tuple(self.statements), tuple(self.messages))

    def _take(self, record: _Record) -> None:
        if record.code == "16":
            self._entry(record)
            return
        fields = record.fields()
        reader = {
            "01": self._file_header,
            "02": self._group_header,
            "03": self._account_header,
            "49": self._account_trailer,
            "98": self._group_trailer,
            "99": self._file_trailer,
        }[record.code]
        reader(record, fields + [""] * (9 - len(fields)))

    # --------------------------------------------------------------------- headers

    def _file_header(self, record: _Record, fields: list[str]) -> None:
        self.day = _day(fields[2], "file creation date")
        self.total, self.groups = Decimal(0), 0

    def _group_header(self, record: _Record, fields: list[str]) -> None:
        status, currency, modifier = fields[2], fields[5], fields[6]
        if status in _REFUSED_STATUS:
            raise ParseError(
                "not_a_statement",
                "A group of the file holds no data to import.",
                record.place,
                f"Its status {status} says that it {_REFUSED_STATUS[status]}.",
                "Nothing was imported. Ask the bank for a report with status 1.",
            )
        self.group = _Group(
            day=_day(fields[3], "as-of date") or self.day,
            currency=(currency or _DEFAULT_CURRENCY).upper(),
            interim=modifier == _INTERIM_SAME_DAY,
            bank=clean(fields[1]),
            corrected=status == "3",
        )

    def _account_header(self, record: _Record, fields: list[str]) -> None:
        group = self.group
        unit = _Unit((fields[1] or group.currency).upper())
        summaries = list(_summaries(record))
        amounts = [(code, unit.signed(text, code)) for code, text in summaries if text]
        balances = dict(reversed(amounts))  # the first of each counts
        number = self._number_of(clean(fields[0]))
        statement = ParsedStatement(
            account=clean(fields[0]),
            currency=unit.currency,
            number=number,
            statement_id=number,
            bank=group.bank,
            opening=balances.get("010"),
            opening_date=group.day,
            closing=balances.get("015"),
            closing_date=group.day,
            kind="report" if group.interim else "statement",
        )
        total = sum((amount for _code, amount in amounts), Decimal(0))
        self.account = _Account(statement, unit, total)

    def _number_of(self, account: str) -> str:
        """Return the day as number of the statement; BAI2 has none of its own."""
        day = self.group.day.isoformat() if self.group.day else ""
        self.days[account, day] += 1
        count = self.days[account, day]
        return f"{day}/{count}" if count > 1 else day

    def _entry(self, record: _Record) -> None:
        account = self.account
        self.entries += 1
        check_entries(self.entries, self.name)
        number = len(account.entries.transactions) + 1
        where = (
            f"account {account.statement.account}, entry {number} (line {record.line})"
        )
        transaction, raw, note = _transaction(
            record, account.unit, self.group.day, where
        )
        account.total += raw
        if transaction:
            account.entries.add(transaction)
        elif note:
            account.notes.append(note)

    # -------------------------------------------------------------------- trailers

    def _account_trailer(self, record: _Record, fields: list[str]) -> None:
        account, group = self.account, self.group
        statement = replace(account.statement, text="\n".join(account.notes))
        messages = self._account_messages(statement, fields[0])
        self.statements.append(account.entries.finished(statement, messages))
        group.total += _number(fields[0])
        group.accounts += 1

    def _account_messages(
        self, statement: ParsedStatement, control: str
    ) -> Iterator[Message]:
        unit, total = self.account.unit, self.account.total
        if control and unit.signed(control, "control total") != total:
            text = (
                f"The amounts of the account make {total}, its control total is "
                f"{unit.signed(control, 'control total')}."
            )
            yield Message("control_total", text, f"account {statement.account}")
        where = f"{statement_name(statement)}, account {statement.account}"
        if not statement.account:
            yield Message("no_account", "The statement names no account.", where)
        if self.group.corrected:
            text = "The bank marks it as a correction of data sent before."
            yield Message("correction", text, where, "info")

    def _group_trailer(self, record: _Record, fields: list[str]) -> None:
        group = self.group
        self._trailer(record, fields[0], group.total, group.accounts, "accounts")
        self.total += _number(fields[0])
        self.groups += 1

    def _file_trailer(self, record: _Record, fields: list[str]) -> None:
        self._trailer(record, fields[0], self.total, self.groups, "groups")

    def _trailer(
        self, record: _Record, text: str, total: Decimal, found: int, what: str
    ) -> None:
        if text and _number(text) != total:
            message = f"Its control total is {text}, that of its {what} {total}."
            self.messages.append(Message("control_total", message, record.place))
        given = record.stated(1)
        if given not in (None, found):
            message = f"It should have {given} {what}, it has {found}."
            self.messages.append(Message("control_count", message, record.place))


def _number(text: str) -> Decimal:
    """Return a control total as it stands, without its currency."""
    if _AMOUNT.fullmatch(text):
        return Decimal(text)
    if not text:
        return Decimal(0)
    what = "A control total of the file cannot be read."
    why = f"{quoted(text)} is not a whole number."
    raise BadValue("bad_amount", what, "control total", why)


# ------------------------------------------------------------- balances and entries


class _Unit:
    """The currency of an account: how its amounts are written.

    >>> _Unit("USD").signed("-1050", "010"), _Unit("JPY").signed("1050", "010")
    (Decimal('-10.50'), Decimal('1050'))
    """

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.digits = decimals(currency)

    def signed(self, text: str, name: str) -> Decimal:
        """Return an amount in the smallest unit, as an amount of the currency.

        Raises:
            BadValue: it is not a whole number of at most 18 digits.
        """
        match = _AMOUNT.fullmatch(text)
        if match and len(match[1].lstrip("0")) <= MAX_DIGITS:
            return Decimal(text).scaleb(-self.digits)
        rule = f"is not a whole number of at most {MAX_DIGITS} digits"
        raise bad_amount(text, name, rule)


def _summaries(record: _Record) -> Iterator[tuple[str, str]]:
    """Yield type code and amount of each balance or total of an account.

    Raises:
        BadValue: what should be a type code is none.
    """
    fields, place = record.fields(), 2
    starts = set(accumulate(part.count(",") + 1 for part in record.parts))
    while place < len(fields):
        code, amount, _count, funds = (fields[place : place + 4] + [""] * 4)[:4]
        filled = next((n for n in range(place, len(fields)) if fields[n]), len(fields))
        if filled > place and (filled in starts or (filled - place) % 4 == 0):
            place = filled  # nothing is said, or commas to spare end the line
            continue
        if code:
            yield _type_code(code), amount
        place += 4 + _extra(funds, _at(fields, place + 4))


def _transaction(
    record: _Record, unit: _Unit, day: date | None, where: str
) -> tuple[ParsedTransaction | None, Decimal, str]:
    """Read a record 16.

    Args:
        record: with its continuations.
        unit: the account's currency.
        day: when the bank booked it: the day the report is of.
        where: place for messages.
    Returns:
        the transaction (None for mere information), the amount as written (for the
        control total), and the information.
    Raises:
        BadValue: a field is damaged.
    """
    fields = record.fields()
    code, written, funds = _type_code(fields[0]), _at(fields, 1), _at(fields, 2)
    start = 3 + _extra(funds, _at(fields, 3))
    text = record.text_after(start + 2)
    if code == _NOTE:
        return None, unit.signed(written or "0", "amount"), text.strip()
    credit = _is_credit(code)
    value = unit.signed(written, "amount")
    bank, customer = _at(fields, start), _at(fields, start + 1)
    found = Remittance(code=code)
    _read_text(text, found, credit)
    found.refer("servicer", bank)
    found.refer("cheque" if code in _CHEQUES else "other", customer)
    transaction = ParsedTransaction(
        amount=value if credit else -value,
        currency=unit.currency,
        booking_date=day,
        value_date=_day(_at(fields, 3), "value date") if funds in ("V", "v") else None,
        **found.fields(),
        proprietary_code=code,
        bank_id=bank,
        where=where,
    )
    return transaction, value, ""


def _type_code(text: str) -> str:
    if _TYPE_CODE.fullmatch(text):
        return text
    what = "A type code in the file cannot be read."
    why = f"{quoted(text)} is not a number of three digits."
    raise BadValue("bad_type_code", what, "type code", why)


def _is_credit(code: str) -> bool:
    for first, last, credit in _DIRECTIONS:
        if first <= int(code) <= last:
            return credit
    what = "The file does not say whether an amount is money in or out."
    why = f"Type code {code} is neither a credit nor a debit."
    raise BadValue("bad_direction", what, "type code", why)


def _extra(funds: str, count: str) -> int:
    """Return how many fields the funds type adds; ``count`` is the one after it."""
    if funds.upper() != "D":
        return _FUNDS.get(funds.upper(), 0)
    if re.fullmatch("[0-9]{1,3}", count):
        return 1 + 2 * int(count)
    what = "The availability of an amount cannot be read."
    why = f"After funds type D {quoted(count)} is not the number of its parts."
    raise BadValue("bad_funds", what, "funds type", why)


def _day(text: str, name: str) -> date | None:
    """Read YYMMDD or YYYYMMDD, None if there is nothing.

    Raises:
        BadValue: it is no day of the calendar.
    """
    if not text:
        return None
    digits = text if len(text) == 8 else f"20{text}"
    found = None
    if re.fullmatch("[0-9]{8}", digits):
        found = calendar_day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if not found:
        raise bad_date(text, name, "written YYMMDD")
    return found


def _read_text(text: str, found: Remittance, credit: bool) -> None:
    """Read the text; some banks go on with labelled lines like ``EREF: 4711``."""
    other = "D" if credit else "C"
    for line in text.split("\n"):
        match = _LABEL.fullmatch(line)
        label, value = match.groups() if match else ("", "")
        if label in _LABELLED:
            found.refer(_LABELLED[label][0], value, _LABELLED[label][1])
        elif label in _PARTY:
            if label[0] == other:
                found.set_once(_PARTY[label], value)
        else:
            found.texts.append(value if label == "REMI" else line)
