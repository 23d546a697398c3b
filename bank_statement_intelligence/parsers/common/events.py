"""A bank file as a stream: statement starts, transactions, statement ends.

A format that can be read piece by piece yields these events, so that a caller may
handle a file of any length in constant memory. :func:`collect` turns them into the
:class:`ParsedFile` that everybody else wants. Until the last event has come without
an error nothing of the file may be kept: a later error refuses all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .checks import repeated_ids
from .quick_init import quick_init
from .records import ParsedFile, ParsedStatement, ParsedTransaction


@dataclass(frozen=True, slots=True)
class StatementStart:
    """What is known of a statement before its first entry."""

    statement: ParsedStatement


@quick_init
@dataclass(frozen=True, slots=True)
class TransactionRead:
    """One entry of the statement; ``booked`` is False if it is for information."""

    transaction: ParsedTransaction
    booked: bool = True


@dataclass(frozen=True, slots=True)
class StatementEnd:
    """The whole statement with its messages, but without its transactions."""

    statement: ParsedStatement


Event = StatementStart | TransactionRead | StatementEnd


def collect(format_code: str, events: Iterable[Event]) -> ParsedFile:
    """Return the file that these events tell."""
    return ParsedFile(format_code, tuple(_statements(events)))


def _statements(events: Iterable[Event]) -> Iterator[ParsedStatement]:
    booked: list[ParsedTransaction] = []
    others: list[ParsedTransaction] = []
    for event in events:
        if isinstance(event, TransactionRead):
            (booked if event.booked else others).append(event.transaction)
        elif isinstance(event, StatementEnd):
            statement = event.statement
            yield replace(
                statement,
                transactions=tuple(booked),
                not_booked=tuple(others),
                messages=(*statement.messages, *repeated_ids(statement, booked)),
            )
            booked, others = [], []
