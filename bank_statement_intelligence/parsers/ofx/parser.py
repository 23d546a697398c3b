"""OFX and QFX files: bank and credit card statements, versions 1.x and 2.x.

A file holds any number of ``STMTRS`` (bank account) and ``CCSTMTRS`` (card), each one
account with its entries and one balance, ``LEDGERBAL``: the closing one. There is no
opening balance, so completeness is never proven. Investment statements are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ..common.base import HINT_BROKEN, ParseError, StatementParser
from ..common.checks import Oddities, StatementEntries, statement_name
from ..common.local_amounts import signed
from ..common.local_dates import month_end
from ..common.records import (
    Message,
    ParsedFile,
    ParsedStatement,
    ParsedTransaction,
    Party,
    Reference,
)
from ..common.text_safe import (
    MAX_STATEMENTS,
    check_entries,
    decode,
    decode_head,
    refusal,
)
from ..common.values import YEARS, BadValue, bad_amount, bad_date, meaningful
from .tree import Element, commented_entries, commented_fields, read_elements

_START = re.compile(r"\s*(?:OFXHEADER\s*[:=]|<)")
_ROOT = re.compile(r"<(?:[A-Za-z]+:)?OFX[\s>]|<\?OFX\s|OFXHEADER\s*[:=]", re.I)
_CHARSET = re.compile(rb"(?:CHARSET:|encoding=[\"'])([A-Za-z0-9-]{2,20})", re.I)
#: declared character sets that are neither UTF-8 nor contained in Windows-1252
_OTHER_CHARSETS = re.compile(r"(?:cp)?(125[0134578])|(?:iso-?)?8859-(2|4|5|7|13)")
_AMOUNT = re.compile(r"([-+]?)\s*([0-9.,]{1,60})")
_DATE = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[T\s:.0-9]*)(?:\[.*\])?Z?")
_ODDITIES = (
    ("no_booking_date", "{n} without date: the statement's is taken.", "info"),
    (
        "beyond_month",
        "{n} dated after the month's end: its last day is taken.",
        "info",
    ),
    ("type_sign", "The type of {n} is against the sign of the amount.", "info"),
    ("correction", "{n} that corrects an earlier one: look at both.", "warn"),
)


class OfxParser(StatementParser):
    """Open Financial Exchange."""

    code = "ofx"
    label = "OFX/QFX bank or credit card statement"

    def identify(self, name: str, head: bytes) -> bool:
        """Say whether the file begins with a header or element of OFX."""
        text = decode_head(head)
        return bool(_START.match(text) and _ROOT.search(text))

    def parse(self, name: str, data: bytes) -> ParsedFile:
        """Read the whole file: a statement for each account."""
        text = decode(name, _recoded(data))
        try:
            parsed = self._read(name, text, comments=False)
        except ParseError:
            if not commented_fields(text):
                raise
            parsed = self._read(name, text, comments=True)
        if "<!--" not in text:
            return parsed
        note, level = "The file has comments: they are left out.", "info"
        if hidden := commented_entries(text):
            note, level = f"Entries in comments are left out: {hidden}.", "warn"
        told = Message("comments", note, f"file {name}", level)
        return replace(parsed, messages=(*parsed.messages, told))

    def _read(self, name: str, text: str, comments: bool) -> ParsedFile:
        statements: list[ParsedStatement] = []
        messages: list[Message] = []
        if comments:
            note = "The statement is only complete with what is in comments: read too."
            messages.append(Message("comments", note, f"file {name}", "info"))
        for count, answer in enumerate(read_elements(text, comments), start=1):
            check_entries(count, name, MAX_STATEMENTS, "statements")
            found = [*answer.all("STMTRS"), *answer.all("CCSTMTRS")]
            if answer.name == "INVSTMTTRNRS":
                messages.append(_investments(answer))
            elif not found:
                messages.append(_refused_by_bank(answer))
            for statement in found:
                statements.append(_Statement(statement, len(statements) + 1).read())
            if answer.unclosed:
                note = "A part of the file has no end, but its entries are complete."
                where = "; ".join(answer.unclosed[:5])
                messages.append(Message("unclosed", note, where, "info"))
        if not statements:
            raise _no_statement(name, text, messages)
        return ParsedFile(self.code, tuple(statements), tuple(messages))


class _Statement:
    """Reads one statement."""

    def __init__(self, element: Element, number: int) -> None:
        account = element.child("BANKACCTFROM", "CCACCTFROM")
        balance = element.child("LEDGERBAL")
        lists = list(element.all("BANKTRANLIST"))
        ends = [_soft_date(lst.get("DTEND")) for lst in lists]
        starts = [_soft_date(lst.get("DTSTART")) for lst in lists]
        self.element = element
        self.odd = Oddities()
        self.currency = meaningful(element.get("CURDEF")).upper()
        name = (account and meaningful(account.get("ACCTID"))) or ""
        self.place = f"statement {number}" + (f" ({name})" if name else "")
        self.statement = ParsedStatement(
            account=name,
            currency=self.currency,
            bank=(account and account.get("BANKID")) or "",
            closing=self._closing(balance),
            closing_date=_soft_date(balance.get("DTASOF")) if balance else None,
            period_from=min((d for d in starts if d), default=None),
            period_to=max((d for d in ends if d), default=None),
            text=element.get("MKTGINFO"),
        )
        self.fallback = self.statement.period_to or self.statement.closing_date

    def read(self) -> ParsedStatement:  # pylint: disable=method-required-super
        """Return the statement with its entries and messages."""
        entries = StatementEntries()
        for entry in self._entries("BANKTRANLIST", "STMTTRN"):
            entries.add(entry)
        for entry in self._entries("BANKTRANLISTP", "STMTTRNP"):
            entries.add(entry, booked=False)
        return entries.finished(self.statement, self._messages())

    def _messages(self) -> Iterator[Message]:
        where = statement_name(self.statement)
        if not self.statement.account:
            yield Message("no_account", "The statement names no account.", where)
        if not self.currency:
            text = "The statement does not say its currency."
            yield Message("no_currency", text, where, "info")
        for code, text, level in _ODDITIES:
            yield from self.odd.message(code, text, level)

    def _closing(self, balance: Element | None) -> Decimal | None:
        value = balance.get("BALAMT") if balance else ""
        try:
            return _amount(value, "BALAMT") if value else None
        except BadValue as error:
            raise refusal(error, f"{self.place}, LEDGERBAL") from None

    # ------------------------------------------------------------------- entries

    def _entries(self, lists: str, name: str) -> Iterator[ParsedTransaction]:
        number = 0
        for transactions in self.element.all(lists):
            for element in transactions.all(name):
                number += 1
                check_entries(number, self.place)
                where = f"{self.place}, entry {number} (line {element.line})"
                try:
                    yield self._entry(element, where)
                except BadValue as error:
                    raise refusal(error, where) from None

    def _entry(self, element: Element, where: str) -> ParsedTransaction:
        amount = _amount(element.get("TRNAMT"), "TRNAMT")
        kind = element.get("TRNTYPE").upper()
        if (kind == "DEBIT" and amount > 0) or (kind == "CREDIT" and amount < 0):
            self.odd.add("type_sign", where)
        if element.get("CORRECTFITID", "CORRECTACTION"):
            self.odd.add("correction", where)
        foreign = element.child("CURRENCY")
        original = element.child("ORIGCURRENCY")
        symbol = foreign.get("CURSYM").upper() if foreign else ""
        return ParsedTransaction(
            amount=amount,
            currency=symbol or self.currency,
            booking_date=self._date(element.get("DTPOSTED", "DTTRAN"), where),
            value_date=_soft_date(element.get("DTAVAIL", "VALUEDATE")),
            text="\n".join(_texts(element)),
            references=tuple(_references(element)),
            counterparty=_counterparty(element),
            proprietary_code=kind,
            bank_id=meaningful(element.get("FITID")),
            original_currency=original.get("CURSYM").upper() if original else "",
            rate=_rate(original),
            where=where,
        )

    def _date(self, value: str, where: str) -> date | None:
        if not value.strip("0 "):
            self.odd.add("no_booking_date", where)
            return self.fallback
        day, beyond = _read_date(value)
        if day is None:
            raise bad_date(value, "DTPOSTED", "written YYYYMMDD")
        if beyond:
            self.odd.add("beyond_month", where)
        return day


def _recoded(data: bytes) -> bytes:
    """Return the bytes in UTF-8 if they declare a character set that must be known."""
    match = _CHARSET.search(data[:2000])
    known = _OTHER_CHARSETS.fullmatch(match[1].decode().lower()) if match else None
    if not known:
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        charset = f"cp{known[1]}" if known[1] else f"iso8859-{known[2]}"
        return data.decode(charset, "replace").encode()
    return data


def _amount(value: str, field: str) -> Decimal:
    """Read an amount: a point or comma is the decimal mark, digits are not grouped.

    Raises:
        BadValue: it is missing or anything else.
    """
    match = _AMOUNT.fullmatch(value.strip())
    digits = match[2] if match else ""
    mark = max(digits.rfind("."), digits.rfind(","))
    whole, fraction = (digits[:mark], digits[mark + 1 :]) if mark >= 0 else (digits, "")
    grouped = re.fullmatch(r"[0-9]{1,3}(?:([.,])[0-9]{3}(?:\1[0-9]{3})*)", whole)
    if grouped and grouped[1] != digits[mark]:
        whole = whole.replace(grouped[1], "")
    if not (whole + fraction).isdigit():
        raise bad_amount(value, field, "is not a number")
    return signed(match[1] == "-", whole, fraction, value, field)


def _read_date(value: str) -> tuple[date | None, bool]:
    """Return the day, and whether it is one that the month does not have.

    Banks that reckon with months of 30 days write 30 February.
    """
    match = _DATE.fullmatch(value.strip()[:60])
    if not match:
        return None, False
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if year not in YEARS or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None, False
    last = month_end(year, month)
    return (last, True) if day > last.day else (date(year, month, day), False)


def _soft_date(value: str) -> date | None:
    """Return a date that is only for information, None if it is none."""
    return _read_date(value)[0] if value else None


def _rate(original: Element | None) -> Decimal | None:
    try:
        return _amount(original.get("CURRATE"), "CURRATE") if original else None
    except BadValue:
        return None


def _texts(element: Element) -> Iterator[str]:
    """Yield name and memo, the name not if the memo begins with it."""
    payee = element.child("PAYEE")
    name = element.get("NAME", "PAYEE") or (payee.get("NAME") if payee else "")
    memo = " ".join(v for v in (element.get("MEMO"), element.get("MEMO2")) if v)
    if name and not memo.startswith(name):
        yield name
    if memo:
        yield memo
    if element.get("EXTDNAME"):
        yield element.get("EXTDNAME")


def _counterparty(element: Element) -> Party:
    payee = element.child("PAYEE")
    target = element.child("BANKACCTTO", "CCACCTTO")
    return Party(
        name=(payee.get("NAME") if payee else "") or element.get("PAYEE", "NAME"),
        account=meaningful(target.get("ACCTID")) if target else "",
        bank=target.get("BANKID") if target else "",
        identifier=meaningful(element.get("PAYEEID")),
    )


def _references(element: Element) -> Iterator[Reference]:
    for kind, name in (
        ("cheque", "CHECKNUM"),
        ("other", "REFNUM"),
        ("servicer", "SRVRTID"),
    ):
        value = meaningful(element.get(name))
        if value:
            yield Reference(kind, value, name)


# ---------------------------------------------------------------------- what is missing


def _investments(answer: Element) -> Message:
    text = "An investment statement is left out: only bank and card accounts are read."
    return Message("investments", text, f"line {answer.line}", "info")


def _refused_by_bank(answer: Element) -> Message:
    """Say what the bank answered instead of a statement."""
    status = answer.child("STATUS")
    code = status.get("CODE") if status else ""
    said = " ".join(v for v in (code, status.get("MESSAGE")) if v) if status else ""
    text = f"An account without statement: the bank answered {said or 'nothing'}."
    return Message("no_statement", text, f"line {answer.line}")


def _no_statement(name: str, text: str, messages: list[Message]) -> ParseError:
    if any(message.code == "investments" for message in messages):
        why = "It holds investment statements only, which are no bank entries."
    elif messages:
        why = messages[0].message
    else:
        codes = re.findall(r"<CODE>\s*([0-9]{1,5})", text, re.I)
        failed = next((code for code in codes if int(code)), "")
        why = "It holds no STMTRS and no CCSTMTRS."
        if failed:
            why = f"It holds an error of the bank with code {failed} instead."
    return ParseError(
        "no_statement",
        "There is no bank or card statement in the OFX file.",
        f"file {name}",
        why,
        HINT_BROKEN.replace("send the file", "send the statement"),
    )
