"""Reports of payment providers: which payments a payout is made of, less which fees.

They are no statements: the payout itself stands on the account of the bank. Each
payment counts with its gross amount, as it was invoiced; what the provider kept of all
of a payout is one more detail of it, so that they sum up to what was paid out.
A provider is a row of ``_PROVIDERS``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ..common.base import ParseError, StatementParser
from ..common.local_amounts import decimal_mark, read_amount
from ..common.local_dates import is_date, read_date
from ..common.records import (
    Charge,
    Message,
    ParsedFile,
    ParsedStatement,
    ParsedTransaction,
    Party,
    Reference,
)
from ..common.text_safe import decode_head, refusal
from ..common.values import BadValue, clean, meaningful
from .csv_reader import Row, Table, read_csv, sniff
from .folding import fold

HEAD_LINES = 40
#: provider | order of dates | title=role; what begins with ? may be absent
_PROVIDERS = """
Stripe | ymd | automatic_payout_id=batch; automatic_payout_effective_at=day;
    gross=gross; fee=fee; net=net; currency=currency; reporting_category=kind;
    ?description=text; ?customer_name=name; ?invoice_number=reference; ?charge_id=id;
    ?payment_intent_id=id; ?balance_transaction_id=id; ?customer_email=text
Shopify | ymd | Transaction Date=made; Type=kind; Order=reference; Payout Date=day;
    Amount=gross; Fee=fee; Net=net; ?Payout ID=batch; ?Currency=currency; ?Checkout=id;
    Payout Status=status
Vipps | dmy | TransactionInfo=record; TransactionId=id; SettlementId=batch;
    OrderID=reference; SettlementDate=day; Gross=gross; Refund=refund; Fee=fee; Net=net;
    Currency=currency; SaleUnitName=text
Adyen | ymd | Psp Reference=id; Merchant Reference=reference; Creation Date=day;
    Type=kind; Gross Currency=gross_currency; Gross Debit (GC)=gross_out;
    Gross Credit (GC)=gross; Net Currency=currency; Net Debit (NC)=net_out;
    Net Credit (NC)=net; Batch Number=batch; ?Payment Method=text
"""
#: Vipps' own titles of the sums of settlements
_SUMS = ("settlementinfo", "settlementid", "settlementaccount", "net")
_PAYOUT = re.compile(r"merchant ?payout|payout")
_WAITING = frozenset("pending scheduled in_transit in transit".split())


@dataclass(frozen=True, slots=True)
class Provider:
    """The report of one provider: folded title → role."""

    name: str
    date_order: str
    roles: Mapping[str, str]
    needed: frozenset[str]


def _read(row: str) -> Provider:
    name, order, titles = (part.strip() for part in row.split("|"))
    pairs = [title.strip().partition("=") for title in titles.split(";")]
    return Provider(
        name=name,
        date_order=order,
        roles={fold(title.lstrip("?")): role.strip() for title, _is, role in pairs},
        needed=frozenset(fold(t) for t, _is, _role in pairs if not t.startswith("?")),
    )


PROVIDERS = tuple(map(_read, _PROVIDERS.strip().replace("\n    ", " ").splitlines()))


def provider_of(cells: tuple[str, ...]) -> Provider | None:
    """Return the provider whose titles these are."""
    folded = {fold(cell) for cell in cells}
    return next((p for p in PROVIDERS if p.needed <= folded), None)


class PayoutParser(StatementParser):
    """Which payments the payouts of a payment provider are made of."""

    code = "payout"
    label = "Payout report of a payment provider"

    def identify(self, name: str, head: bytes) -> bool:
        """Say whether one of the first lines has the titles of a provider."""
        text = decode_head(head)
        mark = sniff(text)
        return any(
            provider_of(tuple(cell.strip(' "\ufeff') for cell in line.split(mark)))
            for line in text.splitlines()[:HEAD_LINES]
        )

    def parse(self, name: str, data: bytes) -> ParsedFile:
        """Read the whole file: a statement of details for each currency."""
        table = read_csv(name, data)
        for position, row in enumerate(table.rows[:HEAD_LINES]):
            if provider := provider_of(row.cells):
                return _Report(table, provider, position).parsed(self.code)
        raise ParseError(
            "no_statement", "The file has no payouts.", f"file {name}",
            "No row has the titles of a report of payouts.",
            "Nothing was imported. Export the report of payouts again.",
        )  # fmt: skip


class _Report:
    """Reads one report."""

    def __init__(self, table: Table, provider: Provider, position: int) -> None:
        self.table = table
        self.provider = provider
        titles = [fold(cell) for cell in table.rows[position].cells]
        self.columns: dict[str, list[int]] = {}
        for column, title in enumerate(titles):
            if role := provider.roles.get(title):
                self.columns.setdefault(role, []).append(column)
        self.header = table.rows[position].cells
        self.rows = [row for row in table.rows[position + 1 :] if self._is_payment(row)]
        money = ("gross", "net", "fee", "refund", "gross_out", "net_out")
        cells = (self.cell(row, role) for row in self.rows for role in money)
        self.mark = decimal_mark(filter(None, cells)) or "."
        self.stated: dict[str, Decimal] = {}  # batch → what was paid out
        self.paid: dict[
            str, date
        ] = {}  # batch → its day, where a row of its own says it

    def _is_payment(self, row: Row) -> bool:
        """Say whether a row is a payment: neither titles again nor of another kind."""
        record = self.columns.get("record", [None])[0]
        money = self.cell(row, "gross", "gross_out", "net", "net_out")
        if row.cells == self.header or not money:
            return False
        return record is None or row.cell(record) == self.header[record]

    def cell(self, row: Row, *roles: str) -> str:
        """Return the first filled cell of these roles."""
        found = (row.cell(c) for role in roles for c in self.columns.get(role, ()))
        return next(filter(None, found), "")

    def parsed(self, code: str) -> ParsedFile:
        """Return the payouts.

        Raises:
            ParseError: a row cannot be read, or sums are not those that are stated.
        """
        batches: dict[tuple[str, str], list[ParsedTransaction]] = {}
        waiting: dict[str, list[ParsedTransaction]] = {}
        seen: set[tuple[str, ...]] = set()
        for row in self.rows:
            if self.provider.name == "Vipps" and row.cells in seen:
                continue  # its report may have all of them twice
            seen.add(row.cells)
            try:
                transaction = self._payment(row)
            except BadValue as error:
                raise refusal(error, self.table.where(row)) from None
            if transaction is None:
                continue
            if transaction.batch:
                key = (transaction.batch, transaction.currency)
                batches.setdefault(key, []).append(transaction)
            else:
                waiting.setdefault(transaction.currency, []).append(transaction)
        return ParsedFile(code, tuple(self._statements(batches, waiting)))

    def _statements(
        self,
        batches: dict[tuple[str, str], list[ParsedTransaction]],
        waiting: dict[str, list[ParsedTransaction]],
    ) -> Iterator[ParsedStatement]:
        accounts = self._accounts()
        groups: dict[tuple[str, str], list[ParsedTransaction]] = {}
        for (batch, currency), payments in batches.items():
            found = groups.setdefault((accounts.get(batch, ""), currency), [])
            found += self._whole(batch, payments)
        for currency in waiting:
            if not any(key[1] == currency for key in groups):
                groups["", currency] = []
        for (account, currency), payments in groups.items():
            yield ParsedStatement(
                account=account,
                currency=currency,
                bank=self.provider.name,
                transactions=tuple(payments),
                not_booked=tuple(waiting.pop(currency, ())),
                messages=tuple(self._messages()),
                kind="details",
            )

    def _messages(self) -> Iterator[Message]:
        if not self.rows:
            text = "The report has no payments."
            yield Message("empty", text, self.table.place, "info")

    def _whole(
        self, batch: str, payments: list[ParsedTransaction]
    ) -> list[ParsedTransaction]:
        """Return the payments of a payout with what was kept of them.

        Raises:
            ParseError: they are not the sum that is stated.
        """
        day = self.paid.get(batch) or max(p.booking_date for p in payments)
        dated = [
            replace(payment, booking_date=day, charges=())
            for payment in payments
            if payment.amount  # else it is a fee alone
        ]
        kept = sum(charge.amount for p in payments for charge in p.charges)
        if kept:
            dated.append(
                ParsedTransaction(
                    amount=-kept,
                    currency=payments[0].currency,
                    booking_date=day,
                    text=f"Fees {self.provider.name} {batch}",
                    proprietary_code="FEES",
                    batch=batch,
                    where=payments[0].where,
                )
            )
        total = sum(payment.amount for payment in dated)
        if batch in self.stated and self.stated[batch] != total:
            raise ParseError(
                "control_total", "The payments are not the sum of their payout.",
                payments[0].where,
                f"Payout {batch} is {self.stated[batch]}, its payments are {total}.",
                "Nothing was imported. Export the report again, whole.",
            )  # fmt: skip
        return dated

    def _accounts(self) -> dict[str, str]:
        """Return batch → account, where rows of sums tell it; note what they state."""
        accounts: dict[str, str] = {}
        titles: list[str] = []
        for row in self.table.rows:
            folded = [fold(cell) for cell in row.cells]
            if all(title in folded for title in _SUMS):
                titles = folded
            elif titles and fold(row.cells[0]) == titles[0]:
                cells = dict(zip(titles, row.cells, strict=False))
                batch = cells["settlementid"]
                accounts[batch] = cells["settlementaccount"]
                self.stated[batch] = read_amount(cells["net"], self.mark, "net")
        return accounts

    # --------------------------------------------------------------------------- rows

    def _number(self, row: Row, *roles: str) -> Decimal:
        text = self.cell(row, *roles)
        return read_amount(text, self.mark, roles[0]) if text else Decimal(0)

    def _payment(self, row: Row) -> ParsedTransaction | None:
        """Return one payment with what was kept of it, None if it is the payout.

        Raises:
            BadValue: a cell cannot be read.
        """
        day_text, kind = self.cell(row, "day"), self.cell(row, "kind")
        day = None
        if is_date(day_text):
            day = read_date(day_text, self.provider.date_order, "day")
        gross = self._number(row, "gross") - self._number(row, "gross_out")
        gross -= abs(self._number(row, "refund"))
        net = self._number(row, "net") - self._number(row, "net_out")
        batch = self.cell(row, "batch") or (day_text[:10] if day else "")
        if _PAYOUT.fullmatch(fold(kind)):
            self.stated[batch], self.paid[batch] = -net, day
            return None
        if self.cell(row, "gross_currency") not in ("", self.cell(row, "currency")):
            gross = net  # in another currency than what is paid out
        kept = gross - net
        if self.cell(row, "fee") and abs(self._number(row, "fee")) != abs(kept):
            why = (
                f"Gross {gross} less net {net} is not the fee {self.cell(row, 'fee')}."
            )
            raise BadValue("bad_amount", "The fee of a payment is wrong.", "fee", why)
        waits = day is None or fold(self.cell(row, "status")) in _WAITING
        return ParsedTransaction(
            amount=gross,
            currency=self.cell(row, "currency").upper(),
            booking_date=day,
            text="\n".join(self._texts(row, kind)),
            references=tuple(self._references(row)),
            counterparty=Party(clean(self.cell(row, "name"))),
            bank_id=self.cell(row, "id"),
            charges=(Charge(kept, self.cell(row, "currency").upper()),) if kept else (),
            proprietary_code=kind,
            where=self.table.where(row),
            batch="" if waits else batch,
        )

    def _texts(self, row: Row, kind: str) -> Iterator[str]:
        for column in self.columns.get("text", ()):
            if text := clean(row.cell(column)):
                yield text
        if kind:
            yield kind

    def _references(self, row: Row) -> Iterator[Reference]:
        for role, name in (("reference", "other"), ("id", "transaction")):
            for column in self.columns.get(role, ()):
                if value := meaningful(row.cell(column)):
                    yield Reference(name, value)
