"""Finnish incoming reference payments: "Saapuvat viitemaksut" (KTL) v2.1.

A batch is a head (0), payments (3, direct debits 5) and a sum (9); a file has many. It
explains the 705 entry of the account on its day: each batch is one statement of kind
``details``. Corrections are booked as an entry of their own, so they have a batch of
their own. A direct debit with a return code has failed: it is no money at all. Source:
see docs/formats/ktl.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from ..common.checks import Oddities
from ..common.fixed_width import (
    FINNISH_7BIT,
    Record,
    RecordParser,
    check_total,
    lines,
    parts,
)
from ..common.records import (
    Message,
    ParsedFile,
    ParsedStatement,
    ParsedTransaction,
    Party,
)
from ..common.values import meaningful
from .tito import payment_id

_WIDTH = 90
_SUMS = 52  # record 9 has nothing behind this
#: Head: day, time, bank, payee, currency; then a payment or the sum of an empty batch.
_HEAD = re.compile(
    r"0[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9 ]{4}"
    r"[0-9A-Z ]{11}[0-9 ](?:[^\r\n]{0,67}[\r\n]+)?\s*"
    r"(?:[357][0-9]{26}|9[0-9]{17})"
)
_START = re.compile(r"0[0-9]{6}[0-9 ]{4}|[357][0-9]{26}|9[0-9]{17}")
_NEVER = re.compile(r"(?!)")
_PAYMENTS = ("3", "5", "7")
_DIRECT_DEBIT = "5"
_NAMES = {"0": "0 (head)", "9": "9 (sum)"}


class KtlParser(RecordParser):
    """What the lump sums of Finnish reference payments are made of."""

    code = "ktl"
    label = "Finnish incoming reference payments (KTL)"
    head = _HEAD
    letters = FINNISH_7BIT
    letters_everywhere = True

    def parse(self, name: str, data: bytes) -> ParsedFile:
        """Read the whole file: a statement for each batch."""
        statements: list[ParsedStatement] = []
        messages: list[Message] = []
        seen: dict[tuple[str, str], int] = {}
        records = _records(self.read(name, data))
        for batch in parts(records, _Batch, lambda record: record.text[0] == "0"):
            batch.check()
            if not batch.payments:
                where = f"line {batch.head.line}"
                text = "A batch without payments."
                messages.append(Message("empty_statement", text, where, "info"))
            statements += batch.statements(seen)
        return ParsedFile(self.code, tuple(statements), tuple(messages))


def _records(text: str) -> Iterator[Record]:
    for number, line in lines(text, _NEVER, _START, _width):
        record = Record(number, line, _NAMES.get(line[0], line[0]))
        record.check_width(_WIDTH)
        yield record


def _width(line: str) -> int:
    """Return the length of a record; that of a sum that lost its trailing blanks.

    Some banks fill a sum with zeros instead.
    """
    rest = line[_SUMS:_WIDTH]
    is_cut = line[:1] == "9" and rest[:1].strip() and rest.strip("0 ")
    return _SUMS if is_cut else _WIDTH


@dataclass(slots=True)
class _Payment:
    record: Record
    amount: Decimal  # negative in a correction
    group: str  # which sum it is in: payments, corrections or failed


@dataclass(slots=True)
class _Batch:
    head: Record
    payments: list[_Payment] = field(default_factory=list)
    end: Record | None = None

    def take(self, record: Record) -> None:
        """Take the next record after the head."""
        if record.text[0] == "9":
            self.end = record
        elif record.text[0] in _PAYMENTS:
            self.payments.append(_payment(record))
        else:
            raise record.misplaced(f'"{record.text[0]}" cannot stand here.')

    def check(self) -> None:
        """Compare the sums of the batch.

        Raises:
            ParseError: the sums are missing or do not agree.
        """
        sums = self.end
        if sums is None:
            why = "There is no sum (record 9) after the payments that begin here."
            raise self.head.truncated("a batch", why)
        for name, first in (("payments", 2), ("corrections", 19), ("failed", 36)):
            last = first + 16
            amounts = [p.amount for p in self.payments if p.group == name]
            if first > 2 and not sums.raw(first, last).strip():
                continue  # older versions do not state it
            count = sums.number(first, first + 5, f"number of {name}")
            total = sums.cents(first + 6, last, f"sum of {name}")
            check_total(sums, f"number of {name}", count, len(amounts))
            check_total(sums, f"sum of {name}", total, abs(sum(amounts)))

    def statements(self, seen: dict[tuple[str, str], int]) -> Iterator[ParsedStatement]:
        """Yield a statement for each account of the batch: nearly always one.

        Args:
            seen: how many batches with this name an account had before in the file.
        """
        accounts: dict[str, list[_Payment]] = {}
        for payment in self.payments:
            accounts.setdefault(payment.record.get(2, 15), []).append(payment)
        for account, payments in accounts.items():
            name = self.head.get(2, 11).replace(" ", "")
            seen[account, name] = number = seen.get((account, name), 0) + 1
            batch = name if number == 1 else f"{name}-{number}"
            yield self._statement(account, batch, payments)

    def _statement(
        self, account: str, batch: str, payments: list[_Payment]
    ) -> ParsedStatement:
        odd = Oddities()
        booked: list[ParsedTransaction] = []
        failed: list[ParsedTransaction] = []
        for payment in payments:
            transaction = _transaction(payment, batch)
            is_failed = payment.group == "failed"
            (failed if is_failed else booked).append(transaction)
            if is_failed:
                odd.add("not_booked", transaction.where)
            elif transaction.reversal:
                odd.add("reversal", transaction.where)
        days = [t.booking_date for t in (*booked, *failed)]
        return ParsedStatement(
            account=account,
            currency=_currency(payments[0].record),
            number=batch,
            statement_id=batch,
            bank=self.head.get(12, 13),
            period_from=min(days),
            period_to=max(days),
            transactions=tuple(booked),
            not_booked=tuple(failed),
            messages=(
                *odd.message("reversal", "{n} marked as correction of an earlier one."),
                *odd.message("not_booked", "{n} failed at the payer's bank, left out."),
            ),
            kind="details",
        )


def _payment(record: Record) -> _Payment:
    amount = record.cents(78, 87, "amount")
    mark = record.get(88)
    if mark not in ("", "0", "1"):
        why = f'"{mark}" is neither 0 (payment) nor 1 (correction).'
        what = "The kind of a payment cannot be read."
        raise record.error("bad_code", what, why, field="correction")
    code = record.get(90)
    group = "corrections" if mark == "1" else "payments"
    if record.text[0] == _DIRECT_DEBIT and code not in ("", "0"):
        group = "failed"
    return _Payment(record, -amount if mark == "1" else amount, group)


def _currency(record: Record) -> str:
    """Return the currency: 1 is the euro, and there is no other any more."""
    if record.get(76) not in ("", "1"):
        why = f'"{record.get(76)}" is not 1 (euro).'
        what = "The currency of a payment is not known."
        raise record.error("bad_currency", what, why, field="currency")
    return "EUR"


def _transaction(payment: _Payment, batch: str) -> ParsedTransaction:
    record = payment.record
    reference = payment_id(record.get(44, 63))
    correction, failed = record.get(88) == "1", payment.group == "failed"
    return ParsedTransaction(
        amount=payment.amount,
        currency=_currency(record),
        booking_date=record.day(16, 21, "booking date", need=True),
        value_date=record.day(22, 27, "payment date"),
        references=(reference,) if reference else (),
        counterparty=Party(name=meaningful(record.get(64, 75))),
        proprietary_code=record.text[0],
        reversal=correction,
        bank_id=record.get(28, 43),
        return_reason=record.get(90) if failed else "",
        where=f"line {record.line}",
        status="failed" if failed else "",
        batch=f"{batch}-corrections" if correction else batch,
    )
