"""What can be checked of any statement, whatever its format.

A message is a ``warn`` only if what will be booked is in doubt. Where the balances
prove the entries (opening plus entries is closing), oddities beside them are ``info``,
and so they are where nothing is booked (``ParsedStatement.kind``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from .check_digits import is_wrong_account, is_wrong_reference
from .records import Message, ParsedStatement, ParsedTransaction, Party

#: Currencies whose smallest unit is not a hundredth (ISO 4217).
_ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_DECIMALS = {
    **dict.fromkeys(_ZERO.split(), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
_HUNDREDTH = Decimal("0.01")
_MONTH = 31  # days that a booking may lie outside of its statement
_FAR = 25 * 365  # days that nobody means
_SHOWN = 5  # places named in a message about many entries


def decimals(currency: str) -> int:
    """Return how many decimals a currency has (ISO 4217), 2 if it is not known."""
    return _DECIMALS.get(currency, 2)


def statement_name(statement: ParsedStatement) -> str:
    """Return how messages name the statement."""
    name = statement.statement_id or statement.number or statement.account
    return f"statement {name}" if name else "statement"


class Oddities:
    """Oddities found in entries: each kind is told once, with its places."""

    def __init__(self) -> None:
        self._places: dict[str, list[str]] = {}
        self._counts: Counter[str] = Counter()

    def add(self, code: str, place: str, count: int = 1) -> None:
        """Note one oddity, or several at once, and where it is."""
        self._counts[code] += count
        places = self._places.setdefault(code, [])
        if len(places) < _SHOWN:
            places.append(place)

    def message(self, code: str, text: str, level: str = "info") -> Iterator[Message]:
        """Yield the message of one kind, if any was found; ``{n}`` is the count."""
        count = self._counts[code]
        if count:
            more = f" and {count - _SHOWN} more" if count > _SHOWN else ""
            where = "; ".join(self._places[code]) + more
            n = f"{count} entry" if count == 1 else f"{count} entries"
            yield Message(code, text.format(n=n), where, level)


class StatementCheck:
    """Follows the entries of one statement and tells at its end what is odd.

    Args:
        details_count: False if the details are the writer's own bookkeeping: what they
            sum up to is then only worth knowing.
    """

    def __init__(self, details_count: bool = True) -> None:
        self.details_count = details_count
        self.credits = Decimal(0)
        self.debits = Decimal(0)
        self.booked = 0
        self.not_booked = 0
        self.currencies: Counter[str] = Counter()
        self.days: dict[date, int] = {}  # of booking → entries
        self._places: dict[date, list[str]] = {}  # the first ones of each day
        self.odd = Oddities()

    def count(self, transaction: ParsedTransaction, booked: bool = True) -> None:
        """Take one entry into account."""
        if not booked:
            self.not_booked += 1
            self.odd.add("not_booked", transaction.where)
            return
        self.booked += 1
        amount = transaction.amount
        if amount.is_signed():
            self.debits -= amount
        else:
            self.credits += amount
        self.currencies[transaction.currency] += 1
        if transaction.reversal:
            self.odd.add("reversal", transaction.where)
        day, details = transaction.booking_date, transaction.details
        if day is None:
            self.odd.add("no_date", transaction.where)
        elif day in self.days and self.days[day] > _SHOWN:
            self.days[day] += 1
        else:
            self.days[day] = self.days.get(day, 0) + 1
            self._places.setdefault(day, []).append(transaction.where)
        value = transaction.value_date
        if value and day and value != day and abs((value - day).days) > _FAR:
            self.odd.add("date_far", transaction.where)
        self._add_check_digits(transaction)
        if details and not _details_agree(transaction):
            self.odd.add("details_sum", transaction.where)
        if _too_precise(transaction):
            self.odd.add("precision", transaction.where)

    def _add_check_digits(self, transaction: ParsedTransaction) -> None:
        details, references = transaction.details, transaction.references
        if _is_wrong(transaction.counterparty) or (
            len(details) > 1 and any(_is_wrong(d.counterparty) for d in details)
        ):
            self.odd.add("bad_account", transaction.where)
        if references and references[0].kind == "payment_id":
            paid = (r for r in references if r.kind == "payment_id")
            if any(map(is_wrong_reference, paid)):
                self.odd.add("bad_reference", transaction.where)

    def proven(self, statement: ParsedStatement) -> bool:
        """Say whether the balances prove the booked entries."""
        return self.difference(statement) == 0

    def level(self, statement: ParsedStatement) -> str:
        """Return how oddities beside the balances are told."""
        if statement.kind != "statement" or self.proven(statement):
            return "info"
        return "warn"

    def difference(self, statement: ParsedStatement) -> Decimal | None:
        """Return closing balance − opening balance − entries, None if unknown."""
        if statement.opening is None or statement.closing is None:
            return None
        return statement.closing - statement.opening - self.credits + self.debits

    def messages(
        self, statement: ParsedStatement, currency_known: bool = True
    ) -> Iterator[Message]:
        """Yield what a person should know about the statement.

        Args:
            statement: as read, without its transactions.
            currency_known: the file states the currency of the account, or its booked
                balances do; False if it was guessed from something weaker.
        """
        level = self.level(statement)
        odd = self.odd.message
        self._check_days(statement)
        yield from self._tally(statement)
        yield from self._foreign_entries(statement, level if currency_known else "info")
        yield from odd(
            "details_sum",
            "The details of {n} do not add up to the amount.",
            level if self.details_count else "info",
        )
        yield from odd(
            "precision", "The amount of {n} is finer than its currency.", "warn"
        )
        yield from odd("no_date", "{n} without any date.", "warn")
        booked = statement.kind == "statement"
        yield from odd(
            "date_far",
            "{n} dated 25 years or more from the others: in a wrong century?",
            "warn" if booked else "info",
        )
        yield from odd(
            "date_outside", "{n} dated more than a month outside of the statement."
        )
        yield from odd(
            "bad_account", "The other side's account of {n} has a wrong check digit."
        )
        yield from odd(
            "bad_reference", "A payment reference of {n} has a wrong check digit."
        )
        yield from odd("reversal", "{n} marked as reversal of an earlier one.")
        yield from odd("not_booked", "{n} not booked by the bank, left out.")

    def _check_days(self, statement: ParsedStatement) -> None:
        """Note bookings that lie far from the statement, or from the middle one."""
        starts = filter(None, (statement.opening_date, statement.period_from))
        ends = filter(None, (statement.closing_date, statement.period_to))
        start, end = min(starts, default=date.min), max(ends, default=date.max)
        middle = self._middle_day()
        for day in sorted(self.days):
            off = max((start - day).days, (day - end).days)
            far = max(off, abs((day - middle).days)) > _FAR
            if far or off > _MONTH:
                places = "; ".join(self._places[day])
                code = "date_far" if far else "date_outside"
                self.odd.add(code, places, self.days[day])

    def _middle_day(self) -> date | None:
        """Return the day of the middle one of all bookings, None if there is none."""
        left = self.booked / 2
        for day in sorted(self.days):
            left -= self.days[day]
            if left <= 0:
                return day
        return None

    def _tally(self, statement: ParsedStatement) -> Iterator[Message]:
        where = statement_name(statement)
        difference = self.difference(statement)
        if difference is None and statement.kind != "statement":
            return
        if difference is None:
            missing = [
                name
                for name, value in (
                    ("opening", statement.opening),
                    ("closing", statement.closing),
                )
                if value is None
            ]
            text = f"No {' and no '.join(missing)} balance: completeness is not proven."
            yield Message("no_balance", text, where, "info")
        elif difference:
            text = (
                f"Opening balance {statement.opening} and booked entries "
                f"{self.credits - self.debits} do not make the closing balance "
                f"{statement.closing}: off by {difference}."
            )
            yield Message("tally", text, where)

    def _foreign_entries(
        self, statement: ParsedStatement, level: str
    ) -> Iterator[Message]:
        known = statement.currency.split(";")
        for currency, count in self.currencies.items():
            if currency and statement.currency and currency not in known:
                text = (
                    f"Entries in {currency}: {count}, but the account is in "
                    f"{statement.currency}."
                )
                yield Message("entry_currency", text, statement_name(statement), level)


class StatementEntries(StatementCheck):
    """Keeps the entries of one statement, and makes it of them at its end."""

    def __init__(self, details_count: bool = True) -> None:
        super().__init__(details_count)
        self.transactions: list[ParsedTransaction] = []
        self.left_out: list[ParsedTransaction] = []

    def add(self, transaction: ParsedTransaction, booked: bool = True) -> None:
        """Take one entry."""
        self.count(transaction, booked)
        (self.transactions if booked else self.left_out).append(transaction)

    def finished(
        self, head: ParsedStatement, more: Iterable[Message] = ()
    ) -> ParsedStatement:
        """Return the statement with its entries and all that is odd about them.

        Args:
            head: the statement without entries.
            more: what the format itself finds odd.
        """
        return replace(
            head,
            transactions=tuple(self.transactions),
            not_booked=tuple(self.left_out),
            messages=(
                *self.messages(head),
                *more,
                *repeated_ids(head, self.transactions),
            ),
        )


def _is_wrong(party: Party) -> bool:
    """Say whether the account of a party has wrong check digits."""
    account = party.account
    return account[:1].isalpha() and is_wrong_account(account)


def _details_agree(transaction: ParsedTransaction) -> bool:
    """Say whether the details add up, or cannot be expected to.

    They cannot if an amount is missing or in another currency, or if the bank says
    that there are more of them elsewhere. The bank's charges may explain the rest.
    """
    details = transaction.details
    total = Decimal(0)
    for detail in details:
        if detail.amount is None or detail.currency != transaction.currency:
            return True
        total += detail.amount
    if not details or total == transaction.amount:
        return True
    if transaction.batch_count and transaction.batch_count > len(details):
        return True
    rest = abs(total - transaction.amount)
    of_entry = sum(charge.amount for charge in transaction.charges)
    of_details = sum(charge.amount for d in details for charge in d.charges)
    return rest in (abs(of_entry), abs(of_details))


def _too_precise(transaction: ParsedTransaction) -> bool:
    """Say whether an amount has a part below the smallest unit of its currency."""
    digits = decimals(transaction.currency)
    if digits == 2 and transaction.amount.same_quantum(_HUNDREDTH):  # nearly all
        return False
    return transaction.amount != round(transaction.amount, digits)


def repeated_ids(
    statement: ParsedStatement, transactions: Iterable[ParsedTransaction]
) -> Iterator[Message]:
    """Tell which of the bank's ids occur more than once, so they identify nothing."""
    ids = Counter(t.bank_id for t in transactions if t.bank_id)
    repeated = [bank_id for bank_id, count in ids.items() if count > 1]
    if repeated:
        shown = ", ".join(repeated[:_SHOWN])
        text = f"The bank's id is not unique for {len(repeated)} value(s): {shown}."
        yield Message("repeated_id", text, statement_name(statement), "info")
