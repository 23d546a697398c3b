"""ISO 20022 camt messages in all versions: 052 reports, 053 statements, 054 details.

camt.053 (``Stmt``) is booked. camt.052 (``Rpt``) tells of the account during the day:
it is shown, never booked. camt.054 (``Ntfctn``) holds details of entries that stand on
a statement: each of its entries is one (see ``records.ParsedStatement.kind``).

Steps: one pass over the XML (``xml_read``) finds statements and ``Ntry`` by their local
names, so that a prefixed, missing or wrapped namespace is no matter. Each entry becomes
a plain Node, then a transaction (``entry``), and is forgotten. A statement
(``statement``) opens at its first entry, when its head is complete, and ends with
its messages. ``events`` of each parser tells this as a stream, ``parse`` as a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..common.base import ParseError, StatementParser, damaged
from ..common.events import (
    Event,
    StatementEnd,
    StatementStart,
    TransactionRead,
    collect,
)
from ..common.records import ParsedFile
from ..common.text_safe import MAX_STATEMENTS, check_entries, refusal
from ..common.values import BadValue
from ..common.xml_node import Node, Record, part
from ..common.xml_read import find_line, read
from ..common.xml_safe import first_name
from .fields import MESSAGES, new_layout
from .statement import Head, StatementReader, read_head

#: Code of a message → element of one statement in it, and what becomes of it.
_STATEMENTS = {
    "camt.052": ("Rpt", "report"),
    "camt.053": ("Stmt", "statement"),
    "camt.054": ("Ntfctn", "details"),
}


class CamtParser(StatementParser):
    """What the three messages share: they differ in one element and in their use."""

    def identify(self, name: str, head: bytes) -> bool:
        """Say whether the first message in the file is of this kind."""
        return MESSAGES.get(first_name(head, MESSAGES)) == self.code

    def parse(self, name: str, data: bytes) -> ParsedFile:
        """Read the whole file."""
        return collect(self.code, self.events(name, data))

    def events(self, name: str, data: bytes) -> Iterator[Event]:
        """Yield the file piece by piece, see ``events``; memory does not grow.

        Raises:
            ParseError: at any point; then nothing of the file may be kept.
        """
        return _Reader(self.code, name).events(data)


class Camt053Parser(CamtParser):
    """Bank statements: the only one of the three messages that is booked as it is."""

    code = "camt.053"
    label = "ISO 20022 camt.053 bank statement"


class Camt052Parser(CamtParser):
    """Reports during the day, before the bank has closed it: shown, never booked."""

    code = "camt.052"
    label = "ISO 20022 camt.052 account report"


class Camt054Parser(CamtParser):
    """Debit and credit notifications: details of entries that stand on a statement."""

    code = "camt.054"
    label = "ISO 20022 camt.054 debit and credit notification"


class _Reader:
    """Reads one file."""

    def __init__(self, code: str, name: str) -> None:
        self.code = code
        self.name = name
        self.element, self.kind = _STATEMENTS[code]
        self.statements = 0
        self.entries = 0  # of the current statement
        self.done = 0  # of the statements before it
        self.data = b""
        self.place = ""  # of the current statement, for messages
        self.current: StatementReader | None = None

    def events(self, data: bytes) -> Iterator[Event]:
        """Yield what the file tells, see ``CamtParser.events``."""
        self.data = data
        yield from read(data, new_layout(self.element), self._handle)
        if not self.statements:
            raise damaged(
                "no_statement",
                "There is no statement in the file.",
                f"message {self.code}",
                f"A {self.code} message must hold at least one {self.element}.",
            )

    # -------------------------------------------------------------------- records

    def _handle(self, record: Record) -> Iterable[Event]:
        if record.name == "Ntry":
            return self._entry(record)
        if record.name == self.element:
            return self._end(record)
        self._check_message(record)
        return ()

    def _check_message(self, record: Record) -> None:
        found = MESSAGES[record.name]
        if found != self.code:
            raise ParseError(
                "mixed_messages",
                "The file holds messages of different kinds.",
                f"line {find_line(self.data, record.name, 1)}, element {record.name}",
                f"It begins with {self.code} and goes on with {found}.",
                "Nothing was imported. Ask the bank for one file for each message.",
            )

    def _entry(self, record: Record) -> Iterable[Event]:
        begins = self.current is None
        if begins:
            self._start(record.outer[-1], record.outer[-2])
        self.entries += 1
        where = f"{self.place}, entry {self.entries}"
        try:
            read_entry = TransactionRead(*self.current.entry(record.node, where))
        except BadValue as error:
            line = find_line(self.data, "Ntry", self.done + self.entries)
            raise refusal(error, f"{where} (line {line})") from None
        if begins:
            return StatementStart(self.current.statement), read_entry
        return (read_entry,)

    def _start(self, statement: Node, message: Node) -> None:
        head = self._head(statement, message)
        self.statements += 1
        check_entries(self.statements, self.name, MAX_STATEMENTS, "statements")
        self.done += self.entries
        self.entries = 0
        name = head.statement.statement_id or self.statements
        self.place = f"statement {name}"
        try:
            self.current = StatementReader(head)
        except BadValue as error:  # the day it was made is impossible
            raise refusal(error, self.place) from None

    def _end(self, record: Record) -> Iterable[Event]:
        events: list[Event] = []
        if self.current is None:
            self._start(record.node, record.outer[-1])
            events.append(StatementStart(self.current.statement))
        head = self._head(record.node, record.outer[-1])
        try:
            events.append(StatementEnd(self.current.end(head)))
        except BadValue as error:
            raise refusal(error, self.place) from None
        self.current = None
        return events

    def _head(self, statement: Node, message: Node) -> Head:
        """Read what has come of a statement so far, without its entries."""
        try:
            return read_head(statement, part(message, "GrpHdr"), self.kind)
        except BadValue as error:
            place = f"statement {statement.get('Id') or self.statements + 1}"
            raise refusal(error, place) from None
