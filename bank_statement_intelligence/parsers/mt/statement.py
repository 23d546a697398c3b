"""One statement of an MT940 or MT942 message: from its fields to records, checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..common.base import damaged
from ..common.checks import Oddities, StatementEntries, statement_name
from ..common.records import (
    Message,
    ParsedStatement,
    ParsedTransaction,
    Party,
    TransactionDetail,
    in_order,
)
from ..common.remittance import one_a_line
from ..common.values import meaningful
from . import remittance as mt_remittance
from .fields import Balance, StatementLine

_NOBODY = Party()


@dataclass(slots=True)
class Draft:
    """A statement while its fields are read."""

    number: int  # of the message in the file
    line: int
    reference: str = ""
    account: str = ""
    sequence: str = ""
    bank: str = ""
    owner: str = ""
    interim: bool = False
    currency: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    entries: list[StatementLine] = field(default_factory=list)
    before: list[list[str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    texts_about_account: list[list[str]] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    odd: Oddities = field(default_factory=Oddities)

    @property
    def place(self) -> str:
        """Return how errors name it."""
        name = f" {self.reference}" if self.reference else ""
        return f"message {self.number}{name} (line {self.line})"


def lost_page(before: Draft, after: Draft) -> bool:
    """Say whether a page of the same statement is missing between two."""
    return bool(
        before.account == after.account
        and before.sequence.partition("/")[0] == after.sequence.partition("/")[0]
        and before.closing
        and after.opening
        and not (before.closing.final or after.opening.final)
        and before.closing.amount != after.opening.amount
    )


def page_gap(draft: Draft) -> Message:
    """Return what is told of a page that does not follow the one before it."""
    text = (
        f"The page begins with {draft.opening.amount}, but the page before did not end "
        "with it: a page is missing."
    )
    return Message("page_gap", text, draft.place)


def finished(draft: Draft) -> ParsedStatement:
    """Return the statement that was read, checked."""
    report = draft.interim and not (draft.opening or draft.closing)
    if not report:
        _check_complete(draft)
    _give_texts(draft)
    opening, closing = draft.opening, draft.closing
    statement = ParsedStatement(
        account=draft.account,
        currency=opening.currency if opening else "",
        number=draft.sequence or draft.reference,
        statement_id=draft.reference,
        bank=draft.bank,
        owner=draft.owner,
        opening=opening.amount if opening else None,
        opening_date=opening.day.day if opening and opening.day else None,
        closing=closing.amount if closing else None,
        closing_date=closing.day.day if closing and closing.day else None,
        text=one_a_line(draft.texts),
        kind="report" if report else "statement",
    )
    return _with_entries(draft, statement)


def _check_complete(draft: Draft) -> None:
    names = (
        (":60F: or :60M: (opening balance)", draft.opening),
        (":62F: or :62M: (closing balance)", draft.closing),
    )
    missing = [name for name, found in names if found is None]
    if missing:
        raise damaged(
            "incomplete",
            "A statement in the file is not complete.",
            draft.place,
            f"It has no field {' and no field '.join(missing)}.",
        )


def _give_texts(draft: Draft) -> None:
    """Texts that come before their entries go to them, else to the statement.

    They do if one comes before the first entry and none after the last.
    """
    entries = draft.entries
    moved = (
        len(draft.before) == 1
        and entries
        and not entries[-1].texts
        and all(len(entry.texts) == 1 for entry in entries[:-1])
    )
    if moved:
        texts = [draft.before, *(entry.texts for entry in entries[:-1])]
        for entry, text in zip(entries, texts, strict=True):
            entry.texts = text
    else:
        before = [mt_remittance.unwrapped(text) for text in draft.before]
        draft.texts = [*before, *draft.texts]
    about = [mt_remittance.unwrapped(text) for text in draft.texts_about_account]
    draft.texts = [*about, *draft.texts]


def _with_entries(draft: Draft, statement: ParsedStatement) -> ParsedStatement:
    entries = StatementEntries()
    currency = statement.currency or draft.currency
    for number, line in enumerate(draft.entries, start=1):
        where = f"{draft.place}, entry {number} (line {line.line})"
        transaction = _transaction(line, currency, statement, where)
        entries.add(transaction, line.booked)
        if line.value_date.moved or (line.entry_date and line.entry_date.moved):
            draft.odd.add("impossible_date", where)
    return entries.finished(statement, _messages(draft, statement))


def _transaction(
    line: StatementLine, currency: str, statement: ParsedStatement, where: str
) -> ParsedTransaction:
    found = mt_remittance.read(line, statement.account)
    found.code = (
        f"{line.code}+{found.code}"
        if found.code and line.code
        else (line.code or found.code)
    )
    found.rate = _rate(line, found)
    if found.original_amount and not found.original_currency:
        found.original_currency = currency
    text = found.text()
    references, other_side = in_order(found.references), found.counterparty()
    ultimate = Party(found.ultimate) if found.ultimate else _NOBODY
    detail = TransactionDetail(
        amount=line.amount,
        currency=currency,
        counterparty=other_side,
        ultimate=ultimate,
        references=references,
        text=one_a_line(found.texts) if found.remarks else text,
        purpose=found.purpose,
        code=found.code,
        return_reason=found.return_reason,
    )
    return ParsedTransaction(
        amount=line.amount,
        currency=currency,
        booking_date=_booking_date(line, statement.closing_date),
        value_date=line.value_date.day,
        text=text,
        references=references,
        counterparty=other_side,
        ultimate=ultimate,
        code=found.code,
        proprietary_code=found.code,
        reversal=line.reversal,
        bank_id=meaningful(line.bank),
        details=(detail,) if line.texts else (),
        charges=tuple(found.charges),
        original_amount=found.original_amount,
        original_currency=found.original_currency,
        rate=found.rate,
        return_reason=found.return_reason,
        where=where,
    )


def _booking_date(line: StatementLine, closing_date: date | None) -> date:
    """Return the entry date, else the value date, but not after the closing."""
    if line.entry_date:
        return line.entry_date.day
    value_date = line.value_date.day
    return min(value_date, closing_date) if closing_date else value_date


def _rate(line: StatementLine, found: mt_remittance.Remittance) -> Decimal | None:
    """Return the rate if multiplying proves which way round the bank quotes it."""
    original, booked = found.original_amount, abs(line.amount)
    if not (found.rate and original and booked):
        return None
    for rate in (found.rate, 1 / found.rate):
        if abs(rate * original - booked) <= booked / 20:
            return round(rate, 10)
    return None


def _messages(draft: Draft, statement: ParsedStatement) -> Iterator[Message]:
    where = statement_name(statement)
    yield from draft.odd.message(
        "impossible_date",
        "The date of {n} is not in the calendar: the last day of that month is meant.",
        "warn",
    )
    if draft.repeated:
        text = "A field comes again in the same statement: the first one counts."
        yield Message("repeated_field", text, "; ".join(draft.repeated[:5]), "info")
    if not statement.account:
        text = "The statement names no account."
        yield Message("no_account", text, where)
    opening, closing = draft.opening, draft.closing
    if opening and closing and opening.currency != closing.currency:
        text = (
            f"The opening balance is in {opening.currency}, the closing balance in "
            f"{closing.currency}."
        )
        yield Message("balance_currency", text, where)
    if any(b and b.day and b.day.moved for b in (opening, closing)):
        text = "The day of a balance is not in the calendar."
        yield Message("balance_date", text, where, "info")
    if closing and not closing.final:
        text = "It ends with an interim balance: the next page goes on with it."
        yield Message("open_page", text, where, "info")
