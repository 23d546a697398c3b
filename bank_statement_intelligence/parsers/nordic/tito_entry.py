"""One entry of a Finnish TITO statement: record T10 with its T11 and its breakdown.

A T10 of level blank or 0 is an entry. One of level 1–9 breaks down the nearest earlier
record of a lower level and is never an entry itself. T11 belong to the T10 before
them, T81 to the T80.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from ..common.fixed_width import Record
from ..common.records import ParsedTransaction, Party, Reference, TransactionDetail
from ..common.values import account_number, clean, fitting_rate, meaningful

#: Entry types: 1 credit, 2 debit, 3 correction of a credit, 4 of a debit, 9 rejected.
_CORRECTIONS = ("3", "4")
_REJECTED = "9"
_LINE = 35  # messages are made of lines of this length
_RATE_DIGITS = 7  # of 11 are decimals


@dataclass(slots=True)
class Entry:
    """A T10 or T80 while its file is read: its T11/T81 and its breakdown."""

    record: Record
    level: int
    extras: list[Record] = field(default_factory=list)
    parts: list[Entry] = field(default_factory=list)

    def place(self, part: Entry) -> bool:
        """Put a breakdown record below its own; say whether it has the same number."""
        if self.parts and self.parts[-1].level < part.level:
            return self.parts[-1].place(part)
        self.parts.append(part)
        return self.record.raw(7, 12) == part.record.raw(7, 12)

    def leaves(self) -> Iterator[Entry]:
        """Yield the records at the end of the breakdown: those that make the sum."""
        for part in self.parts:
            if part.parts:
                yield from part.leaves()
            else:
                yield part


@dataclass(slots=True)
class _Extras:
    """What the T11 of one T10 say, by kind."""

    texts: list[str] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    count: int | None = None
    name: str = ""
    iban: str = ""
    bic: str = ""
    payee: str = ""
    payer: str = ""
    identifier: str = ""
    original: Decimal | None = None
    currency: str = ""
    rate: Decimal | None = None


def read_level(record: Record) -> int:
    """Return the level of a T10: 0 is an entry, 1–9 a breakdown."""
    value = record.raw(188, 188).strip() or "0"
    if value not in "0123456789":
        raise record.error(
            "bad_level",
            "The level of a record cannot be read.",
            f'"{value}" is neither blank nor a digit.',
            field="188",
        )
    return int(value)


def read_entry(entry: Entry, currency: str) -> tuple[ParsedTransaction, bool]:
    """Read an entry.

    Args:
        entry: a record of level 0 with all that belongs to it.
        currency: of the statement.
    Returns:
        the transaction, and whether it is booked: a T80 or a rejected one is not.
    Raises:
        ParseError: a field cannot be read.
    """
    record, extras = entry.record, _read_extras(entry)
    amount = _amount(record)
    booked = record.name == "T10" and record.raw(49, 49) != _REJECTED
    foreign = extras.currency not in ("", currency)
    party, ultimate = _parties(record, extras, amount)
    transaction = ParsedTransaction(
        amount=amount,
        currency=currency,
        booking_date=record.day(31, 36, "booking date"),
        value_date=record.day(37, 42, "value date"),
        text=_text(record, extras),
        references=_references(record, extras),
        counterparty=party,
        ultimate=ultimate,
        proprietary_code=record.get(50, 52),
        reversal=record.raw(49, 49) in _CORRECTIONS,
        bank_id=record.get(13, 30),
        details=tuple(_detail(leaf, currency) for leaf in entry.leaves()),
        original_amount=extras.original if foreign else None,
        original_currency=extras.currency if foreign else "",
        rate=_rate(extras, amount) if foreign else None,
        batch_count=extras.count,
        where=f"line {record.line}, entry {record.get(7, 12)}",
        status="" if booked else "rejected" if record.name == "T10" else "T80",
    )
    return transaction, booked


def _detail(entry: Entry, currency: str) -> TransactionDetail:
    record, extras = entry.record, _read_extras(entry)
    amount = _amount(record)
    party, ultimate = _parties(record, extras, amount)
    return TransactionDetail(
        amount=amount,
        currency=currency,
        counterparty=party,
        ultimate=ultimate,
        references=_references(record, extras),
        text=_text(record, extras),
        code=record.get(50, 52),
    )


def _amount(record: Record) -> Decimal:
    return record.signed(88, 89, 106, "amount")


# ---------------------------------------------------------------- fields of the T10


def _text(record: Record, extras: _Extras) -> str:
    lines = [record.get(53, 87), *extras.texts]
    return "\n".join(dict.fromkeys(line for line in lines if line))


def _parties(record: Record, extras: _Extras, amount: Decimal) -> tuple[Party, Party]:
    """Return the other side and the one behind it.

    The account numbers are those of the payee: of the other side if money went out,
    of the account holder if it came in.
    """
    paid = amount < 0
    account = account_number(extras.iban) or record.code(145, 158)
    party = Party(
        name=meaningful(record.get(109, 143)),
        account=account if paid else "",
        bank=extras.bic if paid else "",
        identifier="" if paid else extras.identifier,
    )
    behind = (extras.payee if paid else extras.payer) or extras.name
    return party, Party(name=behind)


def _references(record: Record, extras: _Extras) -> tuple[Reference, ...]:
    own = payment_id(record.get(160, 179))
    return tuple(dict.fromkeys((own, *extras.references) if own else extras.references))


def payment_id(value: str) -> Reference | None:
    """Return a Finnish reference, without the zeros it is filled up with.

    >>> payment_id("00000000000000102623").value
    '102623'
    >>> payment_id("00000000000000000000")
    """
    compact = value.replace(" ", "").upper().lstrip("0")
    if not compact:
        return None
    if compact.startswith("RF"):
        return Reference("payment_id", compact, "RF")
    if compact.isascii() and compact.isdigit():
        return Reference("payment_id", compact, "viite")
    return Reference("other", value)


def _rate(extras: _Extras, amount: Decimal) -> Decimal | None:
    if extras.rate is None:
        return None
    return fitting_rate(extras.rate, extras.original, abs(amount))


# --------------------------------------------------------------------- the T11 records


def _read_extras(entry: Entry) -> _Extras:
    extras = _Extras()
    for record in entry.extras:
        kind = record.raw(7, 8)
        if kind in _READERS:
            _READERS[kind](record, extras)
        else:  # kinds to come: their text is kept
            extras.texts += _message(record)
    return extras


def _message(record: Record) -> list[str]:
    """Return the lines of a message; one that fills its 35 characters goes on."""
    body = record.text[8:]
    lines = [body[i : i + _LINE] for i in range(0, len(body), _LINE)]
    joined: list[str] = []
    for line in lines:
        if joined and len(joined[-1]) % _LINE == 0 and _runs_on(joined[-1], line):
            joined[-1] += line
        else:
            joined.append(line)
    return [text for text in map(clean, joined) if text]


def _runs_on(before: str, line: str) -> bool:
    return not (before[-1:].isspace() or line[:1].isspace())


def _read_message(record: Record, extras: _Extras) -> None:
    extras.texts += _message(record)


def _read_count(record: Record, extras: _Extras) -> None:
    extras.count = record.number(9, 16, "number of items")


def _read_invoice(record: Record, extras: _Extras) -> None:
    _add(extras, "other", record.get(9, 18), "customer")
    _add(extras, "document", record.get(20, 34), "CINV")


def _read_card(record: Record, extras: _Extras) -> None:
    """Card number and the shop's own reference; of the number the end is enough."""
    card = record.get(9, 27).replace(" ", "")
    if card:
        extras.texts.append(f"{'*' * len(card[:-4])}{card[-4:]}")
    _add(extras, "other", record.get(29, 42), "merchant")


def _read_corrected(record: Record, extras: _Extras) -> None:
    _add(extras, "other", record.get(9, 26), "corrected")


def _read_currency(record: Record, extras: _Extras) -> None:
    extras.original = record.cents(10, 27, "original amount")
    extras.currency = record.currency(29, 31)
    digits = record.get(33, 43)
    if digits.isascii() and digits.isdigit():
        extras.rate = Decimal(int(digits)).scaleb(-_RATE_DIGITS)


def _read_own(record: Record, extras: _Extras) -> None:
    """The payer's own note: theirs if money went out, the other side's if it came."""
    for value in _message(record):
        _add(extras, "instruction", value)


def _read_reason(record: Record, extras: _Extras) -> None:
    text = clean(f"{record.raw(9, 11)} {record.raw(13, 43)}").removeprefix("000")
    if text:
        extras.texts.append(text.strip())


def _read_name(record: Record, extras: _Extras) -> None:
    extras.name = meaningful(record.get(9, 43))


def _read_sepa(record: Record, extras: _Extras) -> None:
    _add(extras, "end_to_end", record.get(9, 43))
    extras.iban = record.get(44, 78)
    extras.bic = record.get(79, 113)
    extras.payee = meaningful(record.get(114, 183))
    extras.payer = meaningful(record.get(184, 253))
    extras.identifier = meaningful(record.get(254, 288))
    _add(extras, "servicer", record.get(289, 323))


def _add(extras: _Extras, kind: str, value: str, scheme: str = "") -> None:
    if meaningful(value):
        extras.references.append(Reference(kind, clean(value), scheme))


_READERS = {
    "00": _read_message,
    "01": _read_count,
    "02": _read_invoice,
    "03": _read_card,
    "04": _read_corrected,
    "05": _read_currency,
    "06": _read_own,
    "07": _read_message,
    "08": _read_reason,
    "09": _read_name,
    "11": _read_sepa,
}
