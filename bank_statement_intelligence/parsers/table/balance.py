"""What the balances beside and around a table prove.

A column of running balances shows in which order the entries stand, that their signs
are right and that none is missing. Labels above and below the table (``Opening
balance``, ``Saldo``, ``IBAN``) give balances, account and currency.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from ..common.local_amounts import read_amount, take_apart, unguarded
from ..common.local_dates import is_date
from ..common.values import BadValue
from .csv_reader import Row
from .folding import CURRENCIES, code_in, fold
from .states import (
    ACCOUNT_TOKENS,
    ACCOUNT_WORDS,
    BALANCE_WORDS,
    CLOSING_WORDS,
    CURRENCY_WORDS,
    OPENING_WORDS,
    is_label,
    is_one_of,
)

Pair = tuple[Decimal, Decimal | None]  # amount and the balance after it

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}")
#: label and value in one cell without a colon: ``Solde au 31/03/2026 1 304,10 €``
_IN_ONE = re.compile(
    r"([^\W\d][^:;]{3,40}? [0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4})\s+"
    r"([-+]?[0-9][0-9., \u00a0\u202f]*[.,][0-9]{2}(?:\s?(?:[A-Z]{3}|€|£|kr))?)"
)
#: ``Compte de Dépôt n° 12345678901``
_NUMBERED = re.compile(
    r"([^\W\d][^:;]{2,40}?)\s+(?:n[°º]|nr\.?|no\.)\s*([0-9][0-9 ]{5,30})", re.I
)
_LONE_CODE = re.compile(r"[\W_]*([A-Z]{3})[\W_]*")


@dataclass(frozen=True, slots=True)
class Chain:
    """Running balances followed in one direction."""

    links: int  # pairs of balances that were compared
    breaks: int  # those that do not follow
    opening: Decimal | None = None
    closing: Decimal | None = None  # None too if entries stand behind the last balance
    steady: bool = False  # the same balance everywhere: that of one day

    @property
    def holds(self) -> bool:
        """Every balance follows from the one before."""
        return self.opening is not None and not self.breaks


def follow(pairs: Iterable[Pair], patience: int | None = None) -> Chain:
    """Follow balances through entries, oldest first.

    Args:
        pairs: amounts and balances.
        patience: give up after more breaks than these.

    >>> follow([(Decimal(-33), Decimal(-23)), (Decimal(40), Decimal(17))]).opening
    Decimal('10')
    """
    links = breaks = 0
    opening = balance = None
    since, steady = Decimal(0), True
    for amount, after in pairs:
        since += amount
        if after is None:
            continue
        if balance is None:
            opening = after - since
        else:
            links += 1
            steady = steady and balance == after
            if balance + since != after:
                breaks += 1
                if patience is not None and breaks > patience:
                    break
        balance, since = after, Decimal(0)
    closing = None if since else balance
    return Chain(links, breaks, opening, closing, steady and links > 0)


def best_chain(
    pairs: list[Pair], newest_first: bool | None
) -> tuple[Chain, bool | None]:
    """Return the better of both directions, and whether the newest entry is first.

    Args:
        newest_first: what the dates or the mapping say, None if they do not; decides
            where both directions hold.
    """
    forward = follow(pairs)
    backward = follow(reversed(pairs), patience=forward.breaks)
    if newest_first is not None and forward.breaks == backward.breaks:
        return (backward, True) if newest_first else (forward, False)
    if forward.breaks == backward.breaks and forward.links:
        same = (forward.opening, forward.closing) == (
            backward.opening,
            backward.closing,
        )
        return (forward, None) if same else (Chain(forward.links, forward.links), None)
    if backward.breaks < forward.breaks:
        return backward, True
    return forward, False if forward.links else newest_first


def plain_account(number: str) -> str:
    """Return an account number without what stands between its characters."""
    return re.sub("[^0-9A-Z]", "", number.upper())


def same_account(one: str, other: str) -> bool:
    """Say whether two numbers may be the same account: one may lack country or bank.

    >>> same_account("DE02 1203 0000 0000 2020 51", "0000202051")
    True
    """
    short, long = sorted(map(plain_account, (one, other)), key=len)
    return long.endswith(short.lstrip("0") or short)


@dataclass(slots=True)
class Labels:
    """What stands above and below a table."""

    opening: Decimal | None = None
    closing: Decimal | None = None
    balance: Decimal | None = None  # not said of which day: the last one
    currency: str = ""
    accounts: tuple[str, ...] = ()  # those that are equally likely to be the own one

    @property
    def account(self) -> str:
        """The own account, the first one if several are equally likely."""
        return self.accounts[0] if self.accounts else ""

    @property
    def several(self) -> bool:
        """Say whether several accounts are equally likely to be the own one."""
        return not all(same_account(self.account, other) for other in self.accounts)


def read_labels(rows: Iterable[Row], mark: str) -> Labels:
    """Return what labels and their values say.

    Args:
        rows: those above and below the entries.
        mark: decimal mark of the table.
    """
    labels = Labels()
    accounts: dict[int, dict[str, str]] = {}  # strength → numbers
    rows = list(rows)
    for row, below in zip_longest(rows, rows[1:], fillvalue=Row(0, ())):
        for label, value in (*_pairs(row), *_columns(row, below)):
            _read_balance(labels, label, value, mark)
            found = _account_strength(label, value)
            if found:
                number = value.lstrip("= ")
                accounts.setdefault(found, {}).setdefault(plain_account(number), number)
            if not labels.currency and is_one_of(label, CURRENCY_WORDS):
                labels.currency = code_in(value)
        labels.currency = labels.currency or _lone_currency(row)
    if accounts:
        labels.accounts = tuple(accounts[max(accounts)].values())
    return labels


def _pairs(row: Row) -> Iterator[tuple[str, str]]:
    """Yield label and value: ``Saldo: 5.00`` in one cell, or in cells side by side."""
    cells = row.filled
    for position, cell in enumerate(cells):
        label, colon, value = cell.partition(":")
        if match := _IN_ONE.fullmatch(cell) or _NUMBERED.fullmatch(cell):
            yield match[1].strip(), match[2]
        elif colon and value.strip():
            yield label.strip(), unguarded(value)
        elif position + 1 < len(cells):
            value = unguarded(cells[position + 1])
            if is_date(value) and position + 2 < len(cells):  # balance, of a day
                value = unguarded(cells[position + 2])
            yield label.strip(), value
        else:
            yield "", unguarded(cell)


def _columns(row: Row, below: Row) -> Iterator[tuple[str, str]]:
    """Yield label and value where labels stand above their values.

    A row of labels has no digits, the row below has some.
    """
    labels = "".join(row.cells)
    if not any(map(str.isdigit, labels)) and ":" not in labels:
        for label, value in zip(row.cells, below.cells, strict=False):
            if label and any(map(str.isdigit, value)):
                yield label, unguarded(value)


def _read_balance(labels: Labels, label: str, value: str, mark: str) -> None:
    for name, words in (
        ("opening", OPENING_WORDS),
        ("closing", CLOSING_WORDS),
        ("balance", BALANCE_WORDS),
    ):
        if is_label(label, words):
            amount = _amount(value, mark)
            if amount is not None and getattr(labels, name) is None:
                setattr(labels, name, amount)
                parts = take_apart(value)
                if parts.currency in CURRENCIES:
                    labels.currency = labels.currency or parts.currency
                labels.currency = labels.currency or code_in(label)
            return


def _amount(value: str, mark: str) -> Decimal | None:
    for attempt in (mark, "," if mark == "." else "."):
        try:
            return read_amount(value, attempt, "balance")
        except BadValue:
            continue
    return None


def _account_strength(label: str, value: str) -> int:
    """Return how sure it is that this is the account number, 0 if it is none."""
    value = value.lstrip("= ")
    if sum(char.isdigit() for char in value) < 4 or len(value) > 40 or is_date(value):
        return 0
    folded = fold(label)
    if folded == "iban":
        return 5
    if is_one_of(label, ACCOUNT_WORDS):
        return 4
    if _IBAN.fullmatch(value):
        return 3
    if "*" in value or not re.fullmatch(r"[A-Z0-9 ./-]+", value):
        return 0
    return 2 if ACCOUNT_TOKENS & set(folded.split()) else 0


def _lone_currency(row: Row) -> str:
    """Return the code of a cell that holds nothing else: ``: EUR``."""
    matches = (_LONE_CODE.fullmatch(cell) for cell in row.filled)
    codes = {match[1] for match in matches if match} & CURRENCIES
    return codes.pop() if len(codes) == 1 else ""
