"""What every parser returns: frozen records of one received bank file.

Amounts are :class:`decimal.Decimal` in the currency named beside them. Signs are the
account holder's: positive = money in, negative = money out. Dates are
:class:`datetime.date`. Texts are the bank's own, never translated, so the same bytes
always give the same records.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .quick_init import quick_init


@dataclass(frozen=True, slots=True)
class Message:
    """Something odd in a file that a person should read.

    ``code`` is stable (``tally``, ``reversal``, ``not_booked`` …), ``message`` is an
    English sentence, ``where`` the place in the file (statement id, entry number,
    field). ``level`` is ``info`` (worth knowing) or ``warn`` (look at it).
    """

    code: str
    message: str
    where: str = ""
    level: str = "warn"


@quick_init
@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in a transaction. ``account`` is an IBAN or national number as sent."""

    name: str = ""
    account: str = ""
    bank: str = ""  # BIC or national bank code
    identifier: str = ""  # organisation or private id
    address: str = ""


@quick_init
@dataclass(frozen=True, slots=True)
class Reference:
    """One reference with the place it stands in.

    ``kind``: ``payment_id`` (creditor reference: KID, OCR, RF, viite, QRR …),
    ``document`` (invoice or credit note number from structured advice), ``end_to_end``,
    ``instruction``, ``payment_info`` (PmtInfId), ``message`` (MsgId), ``transaction``,
    ``mandate``, ``servicer`` (the bank's own: AcctSvcrRef), ``entry`` (NtryRef),
    ``cheque``, ``clearing``, ``uetr``, ``other``.
    ``scheme`` is the bank's word for it (``SCOR``, ``KID``, ``QRR``, ``CINV`` …).
    ``amount`` (signed as the remittance, in the detail's currency) is the part of
    the payment that the advice gives to this document, if it says so.
    """

    kind: str
    value: str
    scheme: str = ""
    amount: Decimal | None = None


#: Kinds of references, the most telling first. References are kept in this order.
KINDS = (
    "payment_id", "document", "end_to_end", "instruction", "uetr", "transaction",
    "mandate", "payment_info", "message", "cheque", "clearing", "servicer", "entry",
    "other",
)  # fmt: skip
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


def in_order(found: list[Reference]) -> tuple[Reference, ...]:
    """Return the references without repetitions, the most telling first."""
    if len(found) < 2:
        return tuple(found)
    return tuple(sorted(dict.fromkeys(found), key=_rank))


def _rank(reference: Reference) -> int:
    return _RANK[reference.kind]


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee the bank took. ``amount`` is positive when the account holder paid it."""

    amount: Decimal
    currency: str
    included: bool | None = None  # already inside the entry amount?
    code: str = ""


@quick_init
@dataclass(frozen=True, slots=True)
class TransactionDetail:
    """One underlying transaction of an entry (camt ``TxDtls``).

    ``amount`` is signed and in ``currency``; None when the bank gave none. Never sum
    details blindly: they may carry another currency or the opposite sign.
    """

    amount: Decimal | None = None
    currency: str = ""
    counterparty: Party = Party()
    ultimate: Party = Party()
    references: tuple[Reference, ...] = ()
    text: str = ""
    purpose: str = ""
    code: str = ""
    return_reason: str = ""
    original_amount: Decimal | None = None  # instructed, unsigned, original_currency
    original_currency: str = ""
    rate: Decimal | None = None
    charges: tuple[Charge, ...] = ()


@quick_init
@dataclass(frozen=True, slots=True)
class ParsedTransaction:
    """One booked movement = one bank statement line.

    ``amount`` is signed and in the statement's currency. ``text`` is all free text
    the bank sent, in reading order. ``bank_id`` is the bank's own id of the booking
    (not always unique). ``details`` holds every underlying transaction, also when
    there is just one; ``counterparty`` and the other party fields of the transaction
    are filled only when they are unambiguous (one detail, or entry level).
    """

    amount: Decimal
    currency: str
    booking_date: date | None
    value_date: date | None = None
    text: str = ""
    references: tuple[Reference, ...] = ()
    counterparty: Party = Party()
    ultimate: Party = Party()
    code: str = ""  # "PMNT/RCDT/ESCT" or the proprietary code when there is no other
    proprietary_code: str = ""
    reversal: bool = False
    bank_id: str = ""
    details: tuple[TransactionDetail, ...] = ()
    charges: tuple[Charge, ...] = ()
    original_amount: Decimal | None = None  # unsigned, in original_currency
    original_currency: str = ""
    rate: Decimal | None = None  # 1 unit of original_currency in currency, if known
    return_reason: str = ""
    batch_count: int | None = None  # Btch/NbOfTxs: details may come in another file
    where: str = ""  # position in the file, for messages
    status: str = ""  # the bank's word for it: BOOK, PDNG, INFO, FUTR …, if it gave one
    batch: str = ""  # kind ``details``: id of the lump sum it is part of, see there


@dataclass(frozen=True, slots=True)
class ParsedStatement:
    """One statement of one account. Balances are signed, in ``currency``, or None.

    ``kind`` says what becomes of it: ``statement`` is booked. ``details`` (KTL, OCR
    giro, BgMax, camt.054) explains lump sums that stand on a statement: its
    transactions with the same ``batch`` and ``booking_date`` sum up to one bank line,
    and none of them is ever a line itself. ``report`` (camt.052) is shown only.
    """

    account: str
    currency: str = ""
    number: str = ""  # the bank's sequence number, else its statement id
    statement_id: str = ""
    bank: str = ""
    owner: str = ""
    opening: Decimal | None = None
    opening_date: date | None = None
    closing: Decimal | None = None
    closing_date: date | None = None
    period_from: date | None = None
    period_to: date | None = None
    transactions: tuple[ParsedTransaction, ...] = ()
    not_booked: tuple[ParsedTransaction, ...] = ()  # pending / information only
    messages: tuple[Message, ...] = ()
    text: str = ""  # what the bank says about the statement as a whole
    kind: str = "statement"  # or ``details``, ``report``


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """All that one file says. ``format`` is the parser's code, e.g. ``camt.053``."""

    format: str
    statements: tuple[ParsedStatement, ...] = ()
    messages: tuple[Message, ...] = ()
    #: why parts of an archive could not be read (``ParseError``); the others were
    left_out: tuple[Exception, ...] = ()
