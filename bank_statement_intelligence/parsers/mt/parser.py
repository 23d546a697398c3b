"""SWIFT MT940 customer statements, and MT942 interim reports.

Steps: ``fields`` finds the fields, this module gives each to its statement,
``statement`` finishes the statement and ``remittance`` reads its texts. A
statement begins with ``:20:``; banks that write it once begin the next one with
``:25:``, ``:28:`` or ``:60:`` after a ``:62:``. Pages of one statement
(``:60M:``/``:62M:``) stay statements of their own: each one tallies. MT942 has no
balances and is not final: a report, never booked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..common.base import StatementParser, damaged
from ..common.records import ParsedFile, ParsedStatement
from ..common.text_safe import (
    MAX_STATEMENTS,
    check_entries,
    decode,
    decode_head,
    refusal,
)
from ..common.values import BadValue, clean
from . import remittance as mt_remittance
from .fields import END, ENVELOPE, TEXT_TAGS, Field, balance, split, statement_line
from .statement import Draft, finished, lost_page, page_gap

_TAGS = re.compile(
    r"(?:^|[\r\n]|\{4:)[\s\x00-\x1f]{0,40}"
    r":(20|25P?|28C?|60[FM]|61|62[FM]|86|34F|13D|90[CD]):"
)
_INTERIM_ENVELOPE = re.compile(r"\{2:[IO]942")
_INTERIM = frozenset(["13", "13D", "34F", "90C", "90D"])
_HEADER = frozenset(["20", "25", "25P", "28", "28C", "60", "60F", "60M"])
_SENT = re.compile(r"\{1:F01([A-Z]{6}[A-Z0-9]{2})[^}]*\}\s*\{2:I")
_RECEIVED = re.compile(r"\{2:O[0-9]{13}([A-Z]{6}[A-Z0-9]{2})")
#: Danske Bank tells the account once, wherever the first text of the statement is.
_ABOUT_ACCOUNT = "For your inform. IBAN"
_FLOOR = re.compile(r"([A-Z]{3})[CD]?[0-9,.]")


class _MtParser(StatementParser):
    """What both messages share: how they are told apart, and the reader."""

    interim = False

    def identify(self, name: str, head: bytes) -> bool:
        """Say whether the file has the tags of this message."""
        text = decode_head(head)
        tags = {match[1] for match in _TAGS.finditer(text)}
        if len(tags) < 2 or not tags & {"20", "25", "28", "28C"}:
            return False
        interim = bool(_INTERIM_ENVELOPE.search(text)) or (
            bool(tags & _INTERIM) and not any(tag[:2] in ("60", "62") for tag in tags)
        )
        return interim == self.interim

    def parse(self, name: str, data: bytes) -> ParsedFile:
        """Read the whole file."""
        return ParsedFile(self.code, tuple(_Reader(name).statements(data)))


class Mt940Parser(_MtParser):
    """Customer statements."""

    code = "mt940"
    label = "SWIFT MT940 bank statement"


class Mt942Parser(_MtParser):
    """Interim reports during the day."""

    code = "mt942"
    label = "SWIFT MT942 interim report"
    interim = True


class _Reader:
    """Reads one file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = self.entries = 0
        self.bank = ""
        self.interim = False
        self.draft: Draft | None = None
        self.target: list | None = None  # where the next text belongs

    def statements(self, data: bytes) -> Iterator[ParsedStatement]:
        """Yield the statements of the file; its pages must follow each other."""
        previous: Draft | None = None
        for draft in self._drafts(decode(self.name, data, dos=True)):
            statement = finished(draft)
            if previous and lost_page(previous, draft):
                statement = replace(
                    statement, messages=(*statement.messages, page_gap(draft))
                )
            yield statement
            previous = draft
        if not previous:
            raise damaged(
                "no_statement",
                "There is no statement in the file.",
                f"file {self.name}",
                "It has no field of a SWIFT MT940 message.",
            )

    def _drafts(self, text: str) -> Iterator[Draft]:
        for found in split(text):
            done = self._take(found)
            if done:
                yield done
        if self.draft:
            yield self.draft

    def _take(self, found: Field) -> Draft | None:
        """Take a field; return the statement that it ends, if it does."""
        if found.tag in (END, ENVELOPE):
            self.target = None
            if found.tag == ENVELOPE:
                self.bank = _sender(found.first)
                self.interim = bool(_INTERIM_ENVELOPE.search(found.first))
            return None
        done = None
        if self.draft is None or _begins(self.draft, found):
            done, self.draft = self.draft, self._new(found)
        try:
            self._fill(self.draft, found)
        except BadValue as error:
            place = f"{self.draft.place}, line {found.line}"
            raise refusal(error, place) from None
        return done

    def _new(self, found: Field) -> Draft:
        self.count += 1
        check_entries(self.count, self.name, MAX_STATEMENTS, "statements")
        last = self.draft
        draft = Draft(self.count, found.line, bank=self.bank, interim=self.interim)
        if last and found.tag != "20":
            draft.reference = last.reference
            if found.tag not in ("25", "25P"):
                draft.account = last.account
        self.target = None
        return draft

    # ---------------------------------------------------------------------- fields

    def _fill(self, draft: Draft, found: Field) -> None:
        tag = found.tag
        if tag == "61":
            self.entries += 1
            check_entries(self.entries, self.name)
            draft.entries.append(statement_line(found))
            self.target = draft.entries[-1].texts
        elif tag == "86":
            self._text(draft, found)
        elif tag == "NS":
            self._notes(draft, found)
        elif tag[:2] in ("60", "62"):
            self._balance(draft, found)
        elif tag in _HEADER:
            _head(draft, found)
        elif tag in _INTERIM:
            draft.interim = True
            floor = _FLOOR.match(found.first)
            if tag == "34F" and floor:
                draft.currency = floor[1]
        if tag != "61" and tag not in TEXT_TAGS:
            self.target = None

    def _text(self, draft: Draft, found: Field) -> None:
        if found.first.startswith(_ABOUT_ACCOUNT):
            self.target = draft.texts_about_account
        if self.target is not None:
            self.target.append(found.lines)
        elif draft.entries or draft.closing:
            draft.texts.append(mt_remittance.unwrapped(found.lines))
        else:
            draft.before.append(found.lines)

    def _notes(self, draft: Draft, found: Field) -> None:
        if self.target is not None and draft.entries:
            draft.entries[-1].notes += found.lines
        elif not draft.owner:
            names = [line[2:] for line in found.lines if line[:2] in ("22", "23")]
            draft.owner = clean(names[0]) if names else ""

    def _balance(self, draft: Draft, found: Field) -> None:
        value = balance(found)
        if found.tag[:2] == "60":
            if draft.opening:
                raise BadValue(
                    "incomplete",
                    "A statement in the file is cut off.",
                    f":{found.tag}:",
                    "A second opening balance comes before the closing balance.",
                )
            draft.opening = value
            return
        if draft.closing and draft.closing.final and value != draft.closing:
            raise BadValue(
                "two_balances",
                "A statement in the file has two closing balances.",
                f":{found.tag}:",
                f"{draft.closing.amount} came first, now {value.amount}.",
            )
        draft.closing = value


def _begins(draft: Draft, found: Field) -> bool:
    """Say whether a field begins another statement than the one being read."""
    if found.tag == "20":
        return True
    return found.tag in _HEADER and draft.closing is not None


def _head(draft: Draft, found: Field) -> None:
    """Take reference, account or number; what comes again is told, not believed."""
    name = {"20": "reference", "25": "account"}.get(found.tag[:2], "sequence")
    if getattr(draft, name):
        draft.repeated.append(f"line {found.line}, field :{found.tag}:")
    else:
        # SWIFT allows a slash before an account number
        setattr(draft, name, clean(found.first).removeprefix("/"))


def _sender(envelope: str) -> str:
    """Return the BIC of the bank from the envelope of SWIFT, if it tells."""
    match = _SENT.search(envelope) or _RECEIVED.search(envelope)
    return match[1] if match else ""
