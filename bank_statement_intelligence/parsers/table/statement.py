"""From the entries of a table to statements: balances, accounts, messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from ..common.check_digits import is_payment_id
from ..common.checks import StatementEntries
from ..common.local_amounts import read_amount, unguarded
from ..common.records import (
    Charge,
    Message,
    ParsedStatement,
    ParsedTransaction,
    Party,
    Reference,
    TransactionDetail,
)
from ..common.text_safe import refusal
from ..common.values import BadValue, clean, meaningful
from .balance import Chain, Labels, best_chain, read_labels
from .csv_reader import Table
from .labelled import party_in
from .mapping import Mapping
from .rows import Body, Entry, read_body, text_of

_PREFIX = re.compile(r"^(?:ref|viite|kid|ocr)\s*[=:]\s*", re.I)
_MANY = 10  # one break in so many links is a gap, more is no running balance
_FEW_BREAKS = 3  # as a row that is lost, damaged or out of its place makes
_SHOWN = 5
_CENT = Decimal("0.01")
_NOBODY = Party()
#: first word of a title → scheme of the payment IDs below it
_SCHEMES = {
    "kid": "KID",
    "ocr": "OCR",
    "viite": "viite",
    "viitenumero": "viite",
    "viitenumber": "viite",
    "maksuviite": "viite",
    "gestructureerde": "BBA",
}


def read_statements(
    table: Table, mapping: Mapping, remarks: tuple[Message, ...] = ()
) -> tuple[ParsedStatement, ...]:
    """Return the statements of a table, one for each account.

    Args:
        table: rows of the file.
        mapping: what its columns mean.
        remarks: what is already known to be odd; told with the first statement.
    Raises:
        ParseError: a row cannot be read: nothing of the file may be kept.
    """
    body = read_body(table, mapping)
    labels = read_labels(body.outside, mapping.decimal_mark)
    accounts: dict[str, list[Entry]] = {}
    for entry in body.entries:
        accounts.setdefault(clean(entry.row.cell(mapping.own_account)), []).append(
            entry
        )
    groups = accounts or {"": []}
    if len(groups) > 1:
        labels = Labels(currency=labels.currency)
    found = tuple(
        _Statement(table, mapping, body, labels, account, entries).read()
        for account, entries in groups.items()
    )
    messages = (*remarks, *_say_rows(body))
    return (replace(found[0], messages=messages + found[0].messages), *found[1:])


def _say_rows(body: Body) -> Iterator[Message]:
    """Say which rows are no entries."""
    for code, text, level, places in (
        ("no_amount", "{n} rows with a date, but no amount: left out.", "info",
         body.no_amount),
        ("lost_amount", "{n} rows with a date have no amount in its place: left out. A "
         "cell may be missing.", "warn", body.lost_amount),
        ("not_booked", "{n} rows are not booked by the bank, left out.", "info",
         body.reserved),
        ("notes", "{n} rows between the entries are no entries.", "warn", body.notes),
        ("total_row", "{n} rows are totals of the entries above: left out.", "info",
         body.totals),
        ("above_titles", "{n} rows above the titles look like entries: left out.",
         "warn", body.above),
        ("uneven_rows", "{n} rows have not as many cells as there are titles: a "
         "delimiter may be lost or part of a text.", "warn", body.uneven),
    ):  # fmt: skip
        if places:
            where = "; ".join(places[:_SHOWN])
            yield Message(code, text.format(n=len(places)), where, level)


class _Statement:
    """Makes one statement of entries."""

    def __init__(
        self,
        table: Table,
        mapping: Mapping,
        body: Body,
        labels: Labels,
        account: str,
        entries: list[Entry],
    ) -> None:
        self.table = table
        self.mapping = mapping
        self.body = body
        self.labels = labels
        self.own = account  # as the rows write it
        self.account = account or labels.account
        self.entries = entries
        self.half = False  # one of two balances that rows state is missing
        self.currency = self._currency()
        columns = [("payment_id", column) for column in mapping.payment_ids]
        columns += [("end_to_end", mapping.end_to_end)]
        columns += [("other", column) for column in mapping.references]
        self.references = [pair for pair in columns if pair[1] is not None]

    def read(self) -> ParsedStatement:  # pylint: disable=method-required-super
        """Return the statement."""
        chain, newest_first = self._chain()
        ordered = self.entries[::-1] if newest_first else self.entries
        entries = StatementEntries()
        for entry in ordered:
            entries.add(self._transaction(entry), entry.booked)
        days = [entry.day for entry in self.entries]
        opening, closing = self._balances(chain)
        stated = self.labels.opening is not None or self.body.stated.get(self.own)
        self.half = bool(stated) and None in (opening, closing)
        statement = ParsedStatement(
            account=self.account,
            currency=self.currency,
            opening=opening,
            closing=closing,
            closing_date=max(days, default=None) if closing is not None else None,
            period_from=min(days, default=None),
            period_to=max(days, default=None),
        )
        return entries.finished(statement, self._messages(chain))

    # ---------------------------------------------------------------------- balances

    def _chain(self) -> tuple[Chain, bool | None]:
        """Follow the running balances; return them and whether the newest is first."""
        hint = self.mapping.newest_first
        if hint is None:
            hint = _newest_first([e.day for e in self.entries if e.booked])
        pairs = [
            (entry.amount, entry.balance) for entry in self.entries if entry.booked
        ]
        if self.mapping.newest_first is None:
            return best_chain(pairs, hint)
        chain, _newest = best_chain(pairs, hint)
        return chain, hint

    def _balances(self, chain: Chain) -> tuple[Decimal | None, Decimal | None]:
        labels, stated = self.labels, self.body.stated.get(self.own, {})
        opening = stated.get("opening", labels.opening)
        closing = stated.get("closing", labels.closing)
        if self._trusted(chain):
            opening = chain.opening if opening is None else opening
            closing = chain.closing if closing is None else closing
        return opening, labels.balance if closing is None else closing

    def _trusted(self, chain: Chain) -> bool:
        """Say whether the running balances are those of these entries."""
        doubtful = self.body.guarded or any(entry.conflict for entry in self.entries)
        return (
            chain.holds and not doubtful and (chain.links > 0 or len(self.entries) == 1)
        )

    # ---------------------------------------------------------------------- currency

    def _currency(self) -> str:
        """Return the currency, several joined by ``;`` if the entries differ."""
        found = dict.fromkeys(entry.currency for entry in self.entries)
        found.pop("", None)
        return ";".join(found) or self.mapping.default_currency or self.labels.currency

    # ---------------------------------------------------------------------- messages

    def _messages(self, chain: Chain) -> Iterator[Message]:
        place = self.table.place
        if not self.entries:
            yield Message("empty", "The table has no entries.", place, "info")
        if self.half:
            text = (
                "Only one of the balances at the beginning and end stands in the file: "
            )
            text += "it may be cut off."
            yield Message("half_balances", text, place)
        if not self.account:
            text = "The file names no account: the journal must be chosen."
            yield Message("no_account", text, place, "info")
        if ";" in self.currency:
            text = f"The entries are in several currencies: {self.currency}."
            yield Message("several_currencies", text, place)
        conflicts = [entry.where for entry in self.entries if entry.conflict]
        if conflicts:
            text = (
                f"The sign of {len(conflicts)} amounts is against their word for money "
                "in or out: the word counts."
            )
            yield Message("sign_conflict", text, "; ".join(conflicts[:_SHOWN]))
        yield from self._say_chain(chain, place)

    def _say_chain(self, chain: Chain, place: str) -> Iterator[Message]:
        if self.body.guarded:
            text = "The balances are typed by hand: they are not taken."
            yield Message("balance_typed", text, place, "info")
        elif chain.breaks and chain.links > _MANY * chain.breaks:
            text = (
                f"{chain.breaks} of {chain.links} running balances do not follow from "
                "the entries: some may be missing."
            )
            yield Message("balance_gap", text, place)
        elif chain.breaks:
            text = "The column of balances does not follow from the entries: not used."
            # debit and credit are plain words; balances that never follow are others
            other = self.mapping.amount is None and chain.breaks > _FEW_BREAKS
            other &= 5 * chain.breaks > chain.links
            level = "info" if chain.steady or other else "warn"
            yield Message("balance_column", text, place, level)
        elif chain.holds and chain.closing is None:
            text = "Entries stand behind the last balance: are they booked already?"
            yield Message("balance_open", text, place)

    # ------------------------------------------------------------------ transactions

    def _transaction(self, entry: Entry) -> ParsedTransaction:
        try:
            return self._read(entry)
        except BadValue as error:
            raise refusal(error, entry.where) from None

    def _read(self, entry: Entry) -> ParsedTransaction:
        cell, mapping = entry.row.cell, self.mapping
        currency = entry.currency or self.currency.partition(";")[0]
        original, original_currency, rate = None, "", None
        if mapping.original_amount is not None:
            original, original_currency, rate = self._original(entry, currency)
        bank_id = cell(mapping.bank_id)
        return ParsedTransaction(
            amount=entry.amount,
            currency=currency,
            booking_date=entry.day,
            value_date=entry.value_day,
            text=text_of(entry, mapping),
            references=tuple(self._references(entry)) if self.references else (),
            counterparty=self._counterparty(entry),
            bank_id=meaningful(unguarded(bank_id)) if bank_id else "",
            details=tuple(self._details(entry, currency)) if entry.details else (),
            charges=_charges(entry, currency),
            original_amount=original,
            original_currency=original_currency,
            rate=rate,
            where=entry.where,
            status=clean(cell(mapping.status)),
        )

    def _counterparty(self, entry: Entry) -> Party:
        cell, mapping = entry.row.cell, self.mapping
        money_in = entry.amount > 0
        side = mapping.payer if money_in else mapping.payee
        account = mapping.account_from if money_in else mapping.account_to
        name = cell(mapping.name) or cell(side)
        number = cell(mapping.account) or cell(account)
        if not (name or number):
            return self._told_in_text(entry)
        return Party(clean(name).strip('"'), meaningful(unguarded(number).strip("'")))

    def _told_in_text(self, entry: Entry) -> Party:
        """Return whom labels within the texts name where no column does."""
        cells = entry.row.cells
        if not any(":" in cells[c] for c in self.mapping.text if c < len(cells)):
            return _NOBODY  # nearly all
        texts = [text for c in self.mapping.text if ":" in (text := entry.row.cell(c))]
        name, number = party_in("  ".join(texts), entry.amount > 0)
        return Party(clean(name), meaningful(number)) if name or number else _NOBODY

    def _references(self, entry: Entry) -> Iterator[Reference]:
        for kind, column in self.references:
            cell = unguarded(entry.row.cell(column))
            if not cell or not (value := meaningful(_PREFIX.sub("", cell))):
                continue
            if kind == "payment_id":
                yield Reference(kind, value, self._scheme(column))
            elif kind == "other" and is_payment_id(value):
                yield Reference("payment_id", value)
            else:
                yield Reference(kind, value)

    def _scheme(self, column: int) -> str:
        """Return which payment IDs a column holds, by its title."""
        header = self.mapping.header
        title = header[column] if column < len(header) else ""
        return _SCHEMES.get(re.split(r"\W", title)[0], "")

    def _details(self, entry: Entry, currency: str) -> Iterator[TransactionDetail]:
        for row in entry.details:
            text = row.cell(self.mapping.detail_amount)
            amount = abs(read_amount(text, self.mapping.decimal_mark, "detail"))
            texts = (clean(row.cell(column)) for column in self.mapping.text)
            yield TransactionDetail(
                amount=amount if entry.amount > 0 else -amount,
                currency=currency,
                text="\n".join(text for text in texts if text),
            )

    def _original(
        self, entry: Entry, currency: str
    ) -> tuple[Decimal | None, str, Decimal | None]:
        """Return amount, currency and rate of what was paid in another currency."""
        cell, mapping = entry.row.cell, self.mapping
        code = cell(mapping.original_currency).upper()
        text = cell(mapping.original_amount)
        if not text or not re.fullmatch("[A-Z]{3}", code) or code == currency:
            return None, "", None
        original = abs(read_amount(text, mapping.decimal_mark, "original amount"))
        text = cell(mapping.rate)
        try:
            rate = read_amount(text, mapping.decimal_mark, "rate") if text else None
        except BadValue:
            rate = None
        return original, code, _rate(original, abs(entry.amount), rate)


def _charges(entry: Entry, currency: str) -> tuple[Charge, ...]:
    if not (entry.fee or entry.charge):  # nearly all
        return ()
    found = (entry.fee, abs(entry.charge or 0))
    return tuple(Charge(fee, currency, True) for fee in found if fee)


def _newest_first(days: list[date]) -> bool | None:
    """Return what the dates say: whether more of them go back than forth."""
    steps = [one > other for one, other in pairwise(days) if one != other]
    back = sum(steps)
    return None if 2 * back == len(steps) else 2 * back > len(steps)


def _rate(original: Decimal, amount: Decimal, rate: Decimal | None) -> Decimal | None:
    """Return the rate for one unit of the original, however the bank writes it."""
    if not rate or rate < 0:
        return None
    if abs(original * rate - amount) <= max(_CENT, amount * _CENT):
        return rate
    if abs(original / rate - amount) <= max(_CENT, amount * _CENT):
        return (1 / rate).quantize(Decimal("0.00000001"), ROUND_HALF_UP)
    return None
