"""CODA: account statements of Belgian banks.

A statement is a header (0), the old balance (1), movements (2.1–2.3) with information
(3.1–3.3), the new balance (8), free communications (4) and totals (9). A movement whose
detail number is not 0000 is part of the one before, not an amount of its own. Source:
Febelfin, Coded statement of account (CODA), version 2.6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ..common.base import ParseError, StatementParser
from ..common.checks import StatementCheck, repeated_ids, statement_name
from ..common.records import Message, ParsedFile, ParsedStatement, ParsedTransaction
from ..common.text_safe import HINT_BROKEN, check_entries, decode, decode_head, refusal
from ..common.values import BadValue, account_number, clean
from .coda_entry import read_entry
from .coda_records import Line, Movement, bad_record, records

_HEADER = re.compile(r"\s*00000[0-9]{6}[0-9 ]{3}[0-9]{2}[ D].{110}[0-9]")
_VERSION = "2"
#: Where the account number ends, by its structure; its currency follows.
_ACCOUNT_END = {"0": 17, "1": 39, "2": 36, "3": 39}


class CodaParser(StatementParser):
    """Belgian statements."""

    code = "coda"
    label = "CODA bank statement (Belgium)"

    def identify(self, name: str, head: bytes) -> bool:
        return bool(_HEADER.match(decode_head(head)))

    def parse(self, name: str, data: bytes) -> ParsedFile:
        statements = _Reader(name).statements(decode(name, data))
        return ParsedFile(self.code, tuple(statements))


@dataclass(slots=True)
class _Draft:
    """A statement while its records are read."""

    header: Line
    count: int = 0  # of records that record 9 counts
    opening: Line | None = None
    closing: Line | None = None
    movements: list[Movement] = field(default_factory=list)  # an entry, its details
    transactions: list[ParsedTransaction] = field(default_factory=list)
    check: StatementCheck = field(default_factory=StatementCheck)
    texts: list[str] = field(default_factory=list)


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
        for line in records(text):
            try:
                statement = self._take(line)
            except BadValue as error:
                place = f"line {line.number}, record {line.kind}"
                raise refusal(error, place) from None
            if statement:
                found += 1
                yield statement
        if self.draft:
            raise self._incomplete("It does not end with a record 9.")
        if not found:
            raise ParseError(
                "no_statement",
                "There is no statement in the file.",
                f"file {self.name}",
                "It has no record 1 (old balance).",
                HINT_BROKEN,
            )

    def _take(self, line: Line) -> ParsedStatement | None:
        """Take a record; return the statement that it ends."""
        draft, kind = self.draft, line.kind
        if (kind == "0") != (draft is None):
            raise bad_record(line.number, line.text, "It stands in the wrong place.")
        if kind == "0":
            self.draft = _Draft(_checked_header(line))
            return None
        if kind == "9":
            self.draft = None
            return self._finished(draft, line)
        draft.count += kind != "4"
        if kind == "1":
            _once(draft.opening, line)
            draft.opening = line
        elif kind == "8":
            _once(draft.closing, line)
            draft.closing = line
        elif kind == "4":
            draft.texts.append(line.part(33, 112))
        elif kind == "21":
            self._movement(draft, Movement(line))
        elif not (draft.movements and draft.movements[-1].add(line)):
            why = "It goes on with no movement of the same number, or too long."
            raise bad_record(line.number, line.text, why)
        return None

    def _movement(self, draft: _Draft, movement: Movement) -> None:
        self.movements += 1
        check_entries(self.movements, self.name)
        line = movement.first
        if not draft.opening:
            raise self._incomplete("A movement comes before record 1 (old balance).")
        if not movement.is_detail:
            _close_entry(draft)
        elif not draft.movements or draft.movements[0].sequence != movement.sequence:
            why = "It is the detail of a movement that is not there."
            raise bad_record(line.number, line.text, why)
        draft.movements.append(movement)

    def _incomplete(self, why: str) -> ParseError:
        what = "A statement in the file is not complete."
        return ParseError("incomplete", what, f"file {self.name}", why, HINT_BROKEN)

    # --------------------------------------------------------------------- finishing

    def _finished(self, draft: _Draft, totals: Line) -> ParsedStatement | None:
        if not draft.opening:
            if draft.closing:
                raise self._incomplete("It has no record 1 (old balance).")
            return None  # free communications only
        if not draft.closing and draft.movements:
            raise self._incomplete("It has no record 8 (new balance).")
        _close_entry(draft)
        statement = _head(draft)
        return replace(
            statement,
            transactions=tuple(draft.transactions),
            messages=(
                *draft.check.messages(statement),
                *_totals_message(draft.check, statement, totals),
                *_messages(draft, statement, totals),
                *repeated_ids(statement, draft.transactions),
            ),
        )


def _close_entry(draft: _Draft) -> None:
    """Make a transaction of the entry whose records are complete."""
    if not draft.movements:
        return
    entry, *details = draft.movements
    number = len(draft.transactions) + 1
    where = (
        f"statement {clean(draft.opening.part(3, 5))}, entry {number} "
        f"(line {entry.first.number})"
    )
    try:
        transaction = read_entry(entry, details, _currency(draft.opening), where)
    except BadValue as error:
        raise refusal(error, where) from None
    draft.check.add(transaction)
    draft.transactions.append(transaction)
    draft.movements = []


def _checked_header(line: Line) -> Line:
    version = line.part(128, 128)
    if version != _VERSION:
        raise ParseError(
            "bad_version",
            "The file is of another version of CODA.",
            f"line {line.number}, record 0, position 128",
            f'It is of version "{version}", only version {_VERSION} can be read.',
            "Nothing was imported. Ask the bank for CODA version 2.",
        )
    return line


def _once(known: Line | None, line: Line) -> None:
    if known:
        why = f"The statement has such a record already (line {known.number})."
        raise bad_record(line.number, line.text, why)


def _currency(opening: Line) -> str:
    return clean(
        opening.part(19, 21) if opening.part(2, 2) == "0" else opening.part(40, 42)
    )


def _head(draft: _Draft) -> ParsedStatement:
    """Return the statement without its movements."""
    opening, header = draft.opening, draft.header
    structure = opening.part(2, 2)
    end = _ACCOUNT_END.get(structure)
    if not end:
        why = f'The structure of its account number "{structure}" is not 0, 1, 2 or 3.'
        raise bad_record(opening.number, opening.text, why)
    balance = opening.amount(43, 44, "old balance")
    day = opening.day(59, "date of the old balance")
    closing = draft.closing
    number = clean(opening.part(3, 5))
    return ParsedStatement(
        account=account_number(opening.part(6, end)),
        currency=_currency(opening),
        number=number,
        statement_id=number,
        bank=clean(header.part(61, 71)),
        owner=clean(opening.part(65, 90)),
        opening=balance,
        opening_date=day,
        closing=closing.amount(42, 43, "new balance") if closing else balance,
        closing_date=closing.day(58, "date of the new balance") if closing else day,
        text="\n".join(filter(None, map(clean, draft.texts))),
    )


def _totals_message(
    check: StatementCheck, statement: ParsedStatement, totals: Line
) -> Iterator[Message]:
    """Compare the movements with record 9.

    Movements that neither the balances nor the totals confirm are told, like those of
    every statement that does not tally. Totals against balances that do confirm them
    are refused: the file contradicts itself.
    """
    for name, first, total in (
        ("debits", 23, check.debits),
        ("credits", 38, check.credits),
    ):
        stated = _total(totals, first, name)
        if stated == total:
            continue
        why = f"The movements make {name} of {total}, the total is {stated}."
        if check.proven(statement):
            raise ParseError(
                "wrong_total",
                "The totals of the file contradict its balances.",
                f"line {totals.number}, record 9, {name}",
                why,
                HINT_BROKEN,
            )
        text = f"{why} Movements are missing or changed."
        yield Message("control_total", text, statement_name(statement))


def _total(totals: Line, first: int, name: str) -> Decimal:
    unsigned = replace(totals, text=f"0{totals.part(first, first + 14)}")
    return unsigned.amount(1, 2, f"total of {name}")


def _messages(
    draft: _Draft, statement: ParsedStatement, totals: Line
) -> Iterator[Message]:
    where = statement_name(statement)
    if not statement.account:
        yield Message("no_account", "The statement names no account.", where)
    if draft.header.part(17, 17) == "D":
        text = "The bank marks it as a copy of one that was sent before."
        yield Message("copy", text, where, "info")
    stated = clean(totals.part(17, 22))
    if stated.isdigit() and int(stated) != draft.count:
        text = f"Its totals count {int(stated)} records, it has {draft.count}."
        yield Message("record_count", text, where, "info")
