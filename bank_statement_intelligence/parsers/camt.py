"""ISO 20022 camt messages in all versions: 052 reports, 053 statements, 054 details.

camt.053 (``Stmt``) is booked. camt.052 (``Rpt``) tells of the account during the day:
it is shown, never booked. camt.054 (``Ntfctn``) holds details of entries that stand on
a statement: each of its entries is one (see ``records.ParsedStatement.kind``).

Steps: one pass over the XML (``xml_safe``) finds statements and ``Ntry`` by their local
names, so that a prefixed, missing or wrapped namespace is no matter. Each entry becomes
a plain Node, then a transaction (``camt_entry``), and is dropped. A statement
(``camt_statement``) opens at its first entry, when its head is complete, and ends with
its messages. ``events`` of each parser tells this as a stream, ``parse`` as a file.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from .base import ParseError, StatementParser
from .camt_fields import new_layout
from .camt_statement import Head, StatementReader, read_head
from .events import Event, StatementEnd, StatementStart, TransactionRead, collect
from .records import ParsedFile
from .values import BadValue
from .xml_safe import HINT_BROKEN, Node, drop, fill, first_name, iterate, local_name

MAX_LINE = 65_535  # libxml2 counts no further

#: Element that holds the message → its code.
MESSAGES = {
    "BkToCstmrStmt": "camt.053",
    "BkToCstmrAcctRpt": "camt.052",
    "BkToCstmrDbtCdtNtfctn": "camt.054",
    "BkToCstmrAcctRptV01": "camt.052",
    "BkToCstmrDbtCdtNtfctnV01": "camt.054",
    "BkToCstmrStmtV01": "camt.053",
}


#: Code of a message → element of one statement in it, and what becomes of it.
_STATEMENTS = {
    "camt.052": ("Rpt", "report"),
    "camt.053": ("Stmt", "statement"),
    "camt.054": ("Ntfctn", "details"),
}


class CamtParser(StatementParser):
    """What the three messages share: they differ in one element and in their use."""

    def identify(self, name: str, head: bytes) -> bool:
        return MESSAGES.get(first_name(head, MESSAGES)) == self.code

    def parse(self, name: str, data: bytes) -> ParsedFile:
        return collect(self.code, self.events(name, data))

    def events(self, name: str, data: bytes) -> Iterator[Event]:
        """Yield the file piece by piece, see ``events``; memory does not grow.

        Raises:
            ParseError: at any point; then nothing of the file may be kept.
        """
        return _Reader(self.code).events(data)


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

    def __init__(self, code: str) -> None:
        self.code = code
        self.element, self.kind = _STATEMENTS[code]
        self.layout = new_layout()
        self.statements = 0
        self.entries = 0
        self.current: StatementReader | None = None

    def events(self, data: bytes) -> Iterator[Event]:
        for element in iterate(data, (*MESSAGES, self.element, "Ntry")):
            name = local_name(element.tag)
            if name in MESSAGES:
                self._check_message(name, element)
            elif name == self.element and _parent_name(element) in MESSAGES:
                yield from self._end(element)
            elif _parent_name(element) == self.element:
                if self.current is None:
                    yield self._start(element.getparent())
                yield self._entry(element)
        if not self.statements:
            raise ParseError(
                "no_statement",
                "There is no statement in the file.",
                f"message {self.code}",
                f"A {self.code} message must hold at least one {self.element}.",
                HINT_BROKEN,
            )

    # ------------------------------------------------------------------ elements

    def _check_message(self, name: str, element: etree._Element) -> None:
        found = MESSAGES[name]
        if found != self.code:
            raise ParseError(
                "mixed_messages",
                "The file holds messages of different kinds.",
                f"line {element.sourceline}, element {name}",
                f"It begins with {self.code} and goes on with {found}.",
                "Nothing was imported. Ask the bank for one file for each message.",
            )

    def _entry(self, element: etree._Element) -> TransactionRead:
        self.entries += 1
        where = self._where(element)
        try:
            node = fill({}, element, self.layout)
            transaction, booked = self.current.entry(node, where)
        except BadValue as error:
            raise _refusal(error, where) from None
        drop(element)
        return TransactionRead(transaction, booked)

    def _start(self, statement: etree._Element) -> StatementStart:
        head = self._head(statement)
        self.statements += 1
        self.entries = 0
        self.current = StatementReader(head)
        return StatementStart(head.statement)

    def _end(self, statement: etree._Element) -> Iterator[Event]:
        if self.current is None:
            yield self._start(statement)
        head = self._head(statement)
        try:
            end = StatementEnd(self.current.end(head))
        except BadValue as error:
            raise _refusal(error, self._statement_place()) from None
        yield end
        self.current = None
        drop(statement)

    def _head(self, statement: etree._Element) -> Head:
        """Read what has come of a statement so far, without its entries."""
        group: Node = {}
        for child in statement.getparent().iterchildren("{*}GrpHdr"):
            fill(group, child, self.layout)
        children = (c for c in statement if local_name(c.tag) != "Ntry")
        node = fill({}, children, self.layout)
        try:
            return read_head(node, group, self.kind)
        except BadValue as error:
            place = f"statement {node.get('Id') or self.statements + 1}"
            raise _refusal(error, place) from None

    # -------------------------------------------------------------------- places

    def _statement_place(self) -> str:
        return f"statement {self.current.statement.statement_id or self.statements}"

    def _where(self, element: etree._Element) -> str:
        line = element.sourceline
        at_line = f" (line {line})" if line and line < MAX_LINE else ""
        return f"{self._statement_place()}, entry {self.entries}{at_line}"


def _parent_name(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else local_name(parent.tag)


def _refusal(error: BadValue, where: str) -> ParseError:
    place = f"{where}, field {error.field}"
    return ParseError(error.code, error.what, place, error.why, HINT_BROKEN)
