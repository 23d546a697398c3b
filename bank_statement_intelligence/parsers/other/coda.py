"""CODA: account statements of Belgian banks.

A statement is a header (0), the old balance (1), movements (2.1–2.3) with information
(3.1–3.3), the new balance (8), free communications (4) and totals (9): lines of 128
characters. A movement whose detail number is not 0000 is part of the one before, not an
amount of its own. Source: Febelfin, Coded statement of account (CODA), version 2.6.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from ..common.base import ParseError, StatementParser, damaged
from ..common.checks import StatementEntries, statement_name
from ..common.fixed_width import Record
from ..common.records import (
    Message,
    ParsedFile,
    ParsedStatement,
    ParsedTransaction,
    TransactionDetail,
)
from ..common.remittance import Remittance, belgian_reference, find_belgian
from ..common.text_safe import check_entries, decode, decode_head, lines
from ..common.values import account_number, bad_amount, clean

WIDTH = 128
MAX_INFORMATION = 100  # records 3.1 of one movement

_HEADER = re.compile(r"\s*00000[0-9]{6}[0-9 ]{3}[0-9]{2}[ D].{110}[0-9]")
_VERSION = "2"
#: Where the account number ends, by its structure; its currency follows.
_ACCOUNT_END = {"0": 17, "1": 39, "2": 36, "3": 39}
_AMOUNT = re.compile("[0-9]{15}")
_RATE = re.compile("[0-9]{12}")
_REASON = re.compile("[A-Z]{2}[A-Z0-9]{2}")
_CANCELLED = ("49", "99")  # operations of every family
_RETURNS = ("1", "2", "3", "4", "5")


class CodaParser(StatementParser):
    """Belgian statements."""

    code = "coda"
    label = "CODA bank statement (Belgium)"

    def identify(self, name: str, head: bytes) -> bool:
        """Say whether the file begins with a header record."""
        return bool(_HEADER.match(decode_head(head)))

    def parse(self, name: str, data: bytes) -> ParsedFile:
        """Read the whole file."""
        return ParsedFile(
            self.code, tuple(_Reader(name).statements(decode(name, data, dos=True)))
        )


# ------------------------------------------------------------------------- the records


def _records(text: str) -> Iterator[Record]:
    """Yield the records of a file; cut-off blanks at their ends are restored.

    Raises:
        ParseError: a line is no record, or longer than one.
    """
    for number, line in _lines(text):
        line = line.rstrip()
        if not line:
            continue
        kind = line[:2] if line[0] in "23" else line[0]
        record = Record(number, line.ljust(WIDTH), kind.strip())
        if line[0] not in "0123489" or (line[0] in "23" and line[1:2] not in "123"):
            raise _bad_record(record, "It begins with no code of a record.")
        if len(line) > WIDTH:
            why = f"It has {len(line)} characters instead of {WIDTH}."
            raise _bad_record(record, why)
        yield record


def _lines(text: str) -> Iterator[tuple[int, str]]:
    body = text.strip("\r\n")
    if len(body) > WIDTH and "\n" not in body and "\r" not in body:
        for number, start in enumerate(range(0, len(body), WIDTH), start=1):
            yield number, body[start : start + WIDTH]
    else:
        yield from lines(text)


def _bad_record(record: Record, why: str) -> ParseError:
    return record.error("bad_record", "A record of the file cannot be read.", why)


def _amount(record: Record, sign: int, first: int, name: str) -> Decimal:
    """Return a signed amount: 12 digits and 3 decimals, sign 0 money in, 1 out."""
    mark = record.raw(sign, sign)
    if mark not in ("0", "1"):
        raise record.refused(bad_amount(mark, name, "as its sign is neither 0 nor 1"))
    value = _unsigned(record, first, name)
    return -value if mark == "1" else value


def _unsigned(record: Record, first: int, name: str) -> Decimal:
    digits = record.raw(first, first + 14)
    if not _AMOUNT.fullmatch(digits):
        raise record.refused(bad_amount(digits, name, "is not 15 digits"))
    value = Decimal(digits).scaleb(-3)
    return round(value, 2) if value == round(value, 2) else value


# ----------------------------------------------------------------------- the statement


@dataclass(slots=True)
class _Draft:
    """A statement while its records are read."""

    header: Record
    count: int = 0  # of records that record 9 counts
    opening: Record | None = None
    closing: Record | None = None
    movements: list[_Movement] = field(default_factory=list)  # an entry, its details
    entries: StatementEntries = field(default_factory=StatementEntries)
    texts: list[str] = field(default_factory=list)

    def close_entry(self) -> None:
        """Make a transaction of the entry whose records are complete."""
        if not self.movements:
            return
        entry, *details = self.movements
        number = len(self.entries.transactions) + 1
        where = (
            f"statement {self.opening.get(3, 5)}, entry {number} "
            f"(line {entry.first.line})"
        )
        currency = _currency(self.opening)
        self.entries.add(_transaction(entry, details, currency, where))
        self.movements = []


class _Reader:
    """Reads one file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.movements = 0
        self.draft: _Draft | None = None

    def statements(self, text: str) -> Iterator[ParsedStatement]:
        """Yield the statements of the file.

        Raises:
            ParseError: it is damaged, cut off, or contradicts itself.
        """
        found = 0
        for record in _records(text):
            if statement := self._take(record):
                found += 1
                yield statement
        if self.draft:
            raise self._incomplete("It does not end with a record 9.")
        if not found:
            raise damaged(
                "no_statement",
                "There is no statement in the file.",
                f"file {self.name}",
                "It has no record 1 (old balance).",
            )

    def _take(self, record: Record) -> ParsedStatement | None:
        """Take a record; return the statement that it ends."""
        draft, kind = self.draft, record.name
        if (kind == "0") != (draft is None):
            raise _bad_record(record, "It stands in the wrong place.")
        if kind == "0":
            _check_version(record)
            self.draft = _Draft(record)
            return None
        if kind == "9":
            self.draft = None
            return self._finished(draft, record)
        draft.count += kind != "4"
        if kind == "1":
            draft.opening = _only(draft.opening, record)
        elif kind == "8":
            draft.closing = _only(draft.closing, record)
        elif kind == "4":
            draft.texts.append(record.get(33, 112))
        elif kind == "21":
            self._movement(draft, _Movement(record))
        elif not (draft.movements and draft.movements[-1].add(record)):
            why = "It goes on with no movement of the same number, or too long."
            raise _bad_record(record, why)
        return None

    def _movement(self, draft: _Draft, movement: _Movement) -> None:
        self.movements += 1
        check_entries(self.movements, self.name)
        if not draft.opening:
            raise self._incomplete("A movement comes before record 1 (old balance).")
        if not movement.is_detail:
            draft.close_entry()
        elif not draft.movements or draft.movements[0].sequence != movement.sequence:
            why = "It is the detail of a movement that is not there."
            raise _bad_record(movement.first, why)
        draft.movements.append(movement)

    def _incomplete(self, why: str) -> ParseError:
        what = "A statement in the file is not complete."
        return damaged("incomplete", what, f"file {self.name}", why)

    def _finished(self, draft: _Draft, totals: Record) -> ParsedStatement | None:
        if not draft.opening:
            if draft.closing:
                raise self._incomplete("It has no record 1 (old balance).")
            return None  # free communications only
        if not draft.closing and draft.movements:
            raise self._incomplete("It has no record 8 (new balance).")
        draft.close_entry()
        statement = _head(draft)
        return draft.entries.finished(statement, _messages(draft, statement, totals))


def _check_version(header: Record) -> None:
    version = header.raw(128, 128)
    if version != _VERSION:
        raise ParseError(
            "bad_version",
            "The file is of another version of CODA.",
            f"line {header.line}, record 0, position 128",
            f'It is of version "{version}", only version {_VERSION} can be read.',
            "Nothing was imported. Ask the bank for CODA version 2.",
        )


def _only(known: Record | None, record: Record) -> Record:
    """Return the record, refusing a second one of its kind."""
    if known:
        why = f"The statement has such a record already (line {known.line})."
        raise _bad_record(record, why)
    return record


def _currency(opening: Record) -> str:
    return opening.get(19, 21) if opening.raw(2, 2) == "0" else opening.get(40, 42)


def _head(draft: _Draft) -> ParsedStatement:
    """Return the statement without its movements."""
    opening, closing = draft.opening, draft.closing
    structure = opening.raw(2, 2)
    end = _ACCOUNT_END.get(structure)
    if not end:
        why = f'The structure of its account number "{structure}" is not 0, 1, 2 or 3.'
        raise _bad_record(opening, why)
    balance = _amount(opening, 43, 44, "old balance")
    day = opening.day(59, 64, "date of the old balance", "DMY")
    number = opening.get(3, 5)
    return ParsedStatement(
        account=account_number(opening.raw(6, end)),
        currency=_currency(opening),
        number=number,
        statement_id=number,
        bank=draft.header.get(61, 71),
        owner=opening.get(65, 90),
        opening=balance,
        opening_date=day,
        closing=_amount(closing, 42, 43, "new balance") if closing else balance,
        closing_date=(
            closing.day(58, 63, "date of the new balance", "DMY") if closing else day
        ),
        text="\n".join(filter(None, draft.texts)),
    )


def _messages(
    draft: _Draft, statement: ParsedStatement, totals: Record
) -> Iterator[Message]:
    yield from _totals_messages(draft.entries, statement, totals)
    where = statement_name(statement)
    if not statement.account:
        yield Message("no_account", "The statement names no account.", where)
    if draft.header.raw(17, 17) == "D":
        text = "The bank marks it as a copy of one that was sent before."
        yield Message("copy", text, where, "info")
    stated = totals.get(17, 22)
    if stated.isdigit() and int(stated) != draft.count:
        text = f"Its totals count {int(stated)} records, it has {draft.count}."
        yield Message("record_count", text, where, "info")


def _totals_messages(
    entries: StatementEntries, statement: ParsedStatement, totals: Record
) -> Iterator[Message]:
    """Compare the movements with record 9.

    Movements that neither the balances nor the totals confirm are told, like those of
    every statement that does not tally. Totals against balances that do confirm them
    are refused: the file contradicts itself.
    """
    for name, first, total in (
        ("debits", 23, entries.debits),
        ("credits", 38, entries.credits),
    ):
        stated = _unsigned(totals, first, f"total of {name}")
        if stated == total:
            continue
        why = f"The movements make {name} of {total}, the total is {stated}."
        if entries.proven(statement):
            raise damaged(
                "wrong_total",
                "The totals of the file contradict its balances.",
                f"line {totals.line}, record 9, {name}",
                why,
            )
        text = f"{why} Movements are missing or changed."
        yield Message("control_total", text, statement_name(statement))


# ------------------------------------------------------------------------- the entries


@dataclass(slots=True)
class _Movement:
    """Records 2.1 to 2.3 with the information records 3 that follow them."""

    first: Record
    second: Record | None = None
    third: Record | None = None
    information: list[str] = field(default_factory=list)

    @property
    def sequence(self) -> str:
        """Return the number that an entry and its details share."""
        return self.first.raw(3, 6)

    @property
    def is_detail(self) -> bool:
        """Say whether it is part of another amount, not an amount of its own."""
        return self.first.raw(7, 10) != "0000"

    @property
    def level(self) -> str:
        """Return the type: 0–3 an amount, 5–8 its details, 9 details of a 7."""
        return self.first.raw(54, 54)

    @property
    def communication(self) -> str:
        """Return the communication of all its records, blanks kept."""
        text = self.first.raw(63, 115)
        if self.second:
            text += self.second.raw(11, 63)
        if self.third:
            text += self.third.raw(83, 125)
        return text

    def amount(self) -> Decimal:
        """Return the signed amount."""
        return _amount(self.first, 32, 33, "amount")

    def second_part(self, first: int, last: int) -> str:
        """Return positions of record 2.2, nothing if there is none."""
        return self.second.get(first, last) if self.second else ""

    def third_part(self, first: int, last: int) -> str:
        """Return positions of record 2.3, nothing if there is none."""
        return self.third.get(first, last) if self.third else ""

    def add(self, record: Record) -> bool:
        """Take a record 2.2, 2.3 or 3; return False if it does not belong here."""
        too_many = len(self.information) > MAX_INFORMATION
        if record.raw(3, 6) != self.sequence or too_many:
            return False
        if record.name == "22" and not self.second:
            self.second = record
        elif record.name == "23" and not self.third:
            self.third = record
        elif record.name == "31":
            self.information.append(record.raw(40, 113))
        elif record.name in ("32", "33") and self._may_go_on():
            last = 115 if record.name == "32" else 100
            self.information[-1] += record.raw(11, last)
        else:
            return False
        return True

    def _may_go_on(self) -> bool:
        """Say whether the last information may have another record 3.2 or 3.3."""
        return bool(self.information) and len(self.information[-1]) <= 400


def _transaction(
    movement: _Movement, details: list[_Movement], currency: str, where: str
) -> ParsedTransaction:
    """Return the transaction of a movement and its details.

    Args:
        movement: with detail number 0000.
        details: those with the same sequence number and another detail number.
        currency: of the account.
        where: place for messages.
    """
    found, first = _read(movement, currency), movement.first
    return ParsedTransaction(
        amount=movement.amount(),
        currency=currency,
        booking_date=first.day(116, 121, "entry date", "DMY"),
        value_date=first.day(48, 53, "value date", "DMY"),
        **found.fields(),
        proprietary_code=found.code,
        reversal=first.raw(57, 58) in _CANCELLED,
        bank_id=first.get(11, 31),
        details=tuple(_detail(detail, currency) for detail in _leaves(details)),
        where=where,
    )


def _leaves(details: list[_Movement]) -> list[_Movement]:
    """Return the details that are no totals of others (a 7 before its 9s)."""
    following = [*details[1:], None]
    return [
        detail
        for detail, after in zip(details, following, strict=False)
        if not (detail.level == "7" and after and after.level == "9")
    ]


def _detail(movement: _Movement, currency: str) -> TransactionDetail:
    found = _read(movement, currency)
    return TransactionDetail(
        amount=movement.amount(),
        currency=currency,
        purpose=found.purpose,
        **found.fields(),
    )


def _read(movement: _Movement, currency: str) -> Remittance:
    """Return what a movement says beside its amount."""
    first, text = movement.first, movement.communication
    found = Remittance(code=first.get(54, 61))
    if first.raw(62, 62) != "1":
        found.texts.append(text)
    elif (kind := first.raw(63, 65)) in _STRUCTURED:
        _STRUCTURED[kind](text, found)
        if movement.amount() > 0:  # then the creditor of a direct debit is ourselves
            found.identifier = ""
    found.refer("end_to_end", movement.second_part(64, 98))
    found.set_once("bank", movement.second_part(99, 109))
    found.purpose = movement.second_part(122, 125)
    reason = movement.second_part(114, 117)  # to version 2.2 something else
    if movement.second_part(113, 113) in _RETURNS and _REASON.fullmatch(reason):
        found.return_reason = reason
    account = movement.third_part(11, 44)
    found.set_once("account", account.partition(" ")[0])
    found.set_once("name", movement.third_part(48, 82))
    for information in movement.information:
        _information(information, found)
    for line in found.texts:
        find_belgian(found, line)
    found.refer("servicer", first.raw(11, 31))
    if found.original_currency == currency:
        found.original_amount, found.original_currency, found.rate = None, "", None
    return found


def _information(text: str, found: Remittance) -> None:
    """Read a record 3: the other side, the parties behind it, or free text."""
    kind = text[1:4] if text[0] == "1" else ""
    if not kind:
        found.texts.append(text[1:])
    elif kind == "001":
        found.set_once("name", text[4:74])
        address = (clean(text[74:109]), clean(text[109:144]))
        found.set_once("address", ", ".join(filter(None, address)))
        found.set_once("identifier", text[144:179])
    elif kind in ("008", "009"):
        found.set_once("ultimate", text[4:74])
    elif kind == "002":
        found.remarks.append(text[4:])


# --------------------------------------------------------- structured communications


def _creditor_reference(text: str, found: Remittance) -> None:
    """100: a reference by ISO 11649."""
    found.refer("payment_id", clean(text[3:28]), "SCOR")


def _belgian(text: str, found: Remittance) -> None:
    """101, 102: twelve digits, the last two are the check."""
    digits = text[3:15].strip()
    value = belgian_reference(digits)
    found.refer("payment_id", value or digits, "BBA" if value else "")


def _number(text: str, found: Remittance) -> None:
    """103: a number, e.g. of a cheque."""
    found.refer("other", text[3:15], "103")


def _original(text: str, found: Remittance) -> None:
    """105: the amount before fees, or in its original currency, and a reference."""
    amount, rate, currency = text[18:33], text[33:45], text[45:48]
    if _AMOUNT.fullmatch(amount) and currency.isalpha():
        found.original_amount = Decimal(amount).scaleb(-3)
        found.original_currency = currency
    if _RATE.fullmatch(rate) and int(rate):
        found.rate = Decimal(rate).scaleb(-8)
    if text[48:60].strip("0 "):
        _belgian(text[45:60], found)


def _domiciliation(text: str, found: Remittance) -> None:
    """107: a direct debit of the old Belgian kind: its number and two texts."""
    found.refer("mandate", text[3:15])
    found.texts.append(f"{text[21:36]} {text[36:51]}")


def _terminal(name: int) -> Callable[[str, Remittance], None]:
    """111, 113, 114: card payments; the text is name and town of the terminal."""

    def read(text: str, found: Remittance) -> None:
        found.texts.append(f"{text[name : name + 16]} {text[name + 16 : name + 26]}")

    return read


def _card_payment(text: str, found: Remittance) -> None:
    """114: one card payment, with the reference of the transaction."""
    _terminal(30)(text, found)
    found.refer("transaction", text[56:72])


def _direct_debit(text: str, found: Remittance) -> None:
    """127: a SEPA direct debit: creditor, mandate, text, and why it came back."""
    found.set_once("identifier", text[12:47])
    found.refer("mandate", text[47:82])
    found.texts.append(text[82:144])
    if text[144:145] in _RETURNS:
        found.return_reason = clean(text[145:149])


_STRUCTURED: dict[str, Callable[[str, Remittance], None]] = {
    "100": _creditor_reference,
    "101": _belgian,
    "102": _belgian,
    "103": _number,
    "105": _original,
    "107": _domiciliation,
    "111": _terminal(38),
    "113": _terminal(43),
    "114": _card_payment,
    "127": _direct_debit,
}
