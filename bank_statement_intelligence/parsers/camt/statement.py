"""One statement of a camt message: its head, its balances, its oddities.

``Stmt``, ``Rpt`` and ``Ntfctn`` have the same inside; the last has no balances.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ..common.checks import StatementCheck, statement_name
from ..common.records import Message, ParsedStatement, ParsedTransaction
from ..common.values import BadValue, amount, clean, meaningful
from ..common.xml_node import Node, part
from . import fields as fields
from .entry import BOOKED, EntryContext, read_entry

#: Balance codes in order of preference. Interim (ITBD) and available ones (CLAV, OPAV,
#: FWAV) are neither: they leave out entries or include a credit line.
OPENING = ("OPBD", "PRCD")
CLOSING = ("CLBD",)
_NOT_BOOKED = ("PDNG", "INFO", "FUTR")
_STATEMENT_TEXTS = ("AddtlStmtInf", "AddtlRptInf", "AddtlNtfctnInf")


@dataclass(frozen=True, slots=True)
class Balance:
    """One ``Bal``, signed. One without sign is money in."""

    code: str
    amount: Decimal
    currency: str
    day: date | None
    has_sign: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a statement: everything but its entries."""

    node: Node
    group: Node  # the GrpHdr of the message
    balances: tuple[Balance, ...]
    currency_known: bool  # stated, or that of a booked balance; else guessed
    statement: ParsedStatement

    def day(self) -> date | None:
        """Return the day that an entry without any date belongs to."""
        return (
            self.statement.closing_date
            or self.statement.period_to
            or max((b.day for b in self.balances if b.day), default=None)
            or fields.day(self.node, "CreDtTm")
            or fields.day(self.group, "CreDtTm")
        )


def read_head(node: Node, group: Node, kind: str = "statement") -> Head:
    """Read the head of a statement.

    Args:
        node: the children of ``Stmt`` that were read so far, without ``Ntry``.
        group: the ``GrpHdr`` of the message.
        kind: what becomes of it, see ``ParsedStatement.kind``.
    """
    balances = tuple(_balances(node))
    currency, known = _currency(node, balances)
    opening = _choose(balances, OPENING, currency)
    closing = _choose(balances, CLOSING, currency)
    account = part(node, "Acct")
    owner = fields.name_of(part(account, "Ownr")) or meaningful(account.get("Nm"))
    statement_id = clean(node.get("Id") or group.get("MsgId"))
    number = clean(node.get("ElctrncSeqNb") or node.get("LglSeqNb"))
    statement = ParsedStatement(
        account=fields.account_id(account),
        currency=currency,
        number=number or statement_id,
        statement_id=statement_id,
        bank=fields.agent(part(account, "Svcr")),
        owner=owner,
        opening=opening.amount if opening else None,
        opening_date=opening.day if opening else None,
        closing=closing.amount if closing else None,
        closing_date=closing.day if closing else None,
        period_from=fields.day(node, "FrToDt/FrDtTm"),
        period_to=fields.day(node, "FrToDt/ToDtTm"),
        text="\n".join(
            text for name in _STATEMENT_TEXTS for text in fields.texts(node, name)
        ),
        kind=kind,
    )
    return Head(node, group, balances, known, statement)


# ------------------------------------------------------------------------- balances


def _balances(node: Node) -> Iterator[Balance]:
    for block in node.get("Bal", ()):
        # Not booked, so any number of decimals is harmless.
        value, currency = fields.money(block, "Amt", decimals=17)
        if value is None:
            continue
        credit = fields.is_credit(block)
        yield Balance(
            code=fields.choice(block, "Tp/CdOrPrtry"),
            amount=-value if credit is False else value,
            currency=currency,
            day=fields.day(block, "Dt"),
            has_sign=credit is not None,
        )


def _choose(
    balances: tuple[Balance, ...], codes: tuple[str, ...], currency: str
) -> Balance | None:
    """Return the balance that counts: by code, by the account's currency, by date."""
    for code in codes:
        of_code = [b for b in balances if b.code == code]
        own = [b for b in of_code if b.currency == currency] or of_code
        if own:
            return _outermost(own, last=codes is CLOSING)
    return None


def _outermost(balances: list[Balance], last: bool) -> Balance:
    """Return the earliest opening or latest closing balance of several days."""
    if all(b.day for b in balances):  # else the order in the file tells
        balances = sorted(balances, key=lambda b: b.day)
    return balances[-1 if last else 0]


def _currency(node: Node, balances: tuple[Balance, ...]) -> tuple[str, bool]:
    """Return the account's currency, and whether the file really tells it."""
    stated = part(node, "Acct").get("Ccy")
    if stated:
        return stated, True
    for codes in (OPENING, CLOSING):
        for balance in balances:
            if balance.code in codes and balance.currency:
                return balance.currency, True
    return next((b.currency for b in balances if b.currency), ""), False


# ---------------------------------------------------------------------------- reading


class StatementReader:
    """Reads the entries of one statement and tells at its end what is odd."""

    def __init__(self, head: Head) -> None:
        self.check = StatementCheck()
        self.statement = head.statement
        self.batches: Counter[str] = Counter()
        self.context = EntryContext(
            account=head.statement.account,
            owner=head.statement.owner,
            currency=head.statement.currency,
            fallback_date=head.day(),
            last_date=head.statement.closing_date,
        )

    def entry(self, entry: Node, where: str) -> tuple[ParsedTransaction, bool]:
        """Read one entry; say also whether the bank has booked it."""
        transaction = read_entry(entry, self.context, where)
        status, odd = transaction.status, self.check.odd
        booked = status in ("", BOOKED)
        self.check.count(transaction, booked)
        if not status:
            odd.add("no_status", where)
        elif not booked and status not in _NOT_BOOKED:
            odd.add("unknown_status", where)
        if booked and not fields.has_day(entry, "BookgDt"):
            odd.add("no_booking_date", where)
        if self.statement.kind == "details":
            transaction = replace(transaction, batch=self._batch(transaction))
        return transaction, booked

    def _batch(self, transaction: ParsedTransaction) -> str:
        """Return what tells this entry from all others of the message.

        It is one booking of the account, also if the bank repeats its id.
        """
        name = transaction.bank_id
        self.batches[name] += 1
        count = self.batches[name]
        return name if name and count == 1 else f"{name}#{count}"

    def end(self, head: Head) -> ParsedStatement:
        """Return the statement with its messages, now that all of it was seen."""
        statement = head.statement
        if statement.kind == "statement" and not statement.currency:
            if len(self.check.currencies) == 1:
                currency = next(iter(self.check.currencies))
                statement = replace(statement, currency=currency)
        messages = (
            *self.check.messages(statement, head.currency_known),
            *self._entry_messages(statement),
            *self._summary(statement, head),
            *_head_messages(statement, head),
        )
        return replace(statement, messages=messages)

    def _entry_messages(self, statement: ParsedStatement) -> Iterator[Message]:
        odd = self.check.odd.message
        level = self.check.level(statement)
        yield from odd("no_status", "{n} without status, taken as booked.")
        yield from odd(
            "unknown_status", "{n} with unknown status, taken as not booked.", level
        )
        yield from odd(
            "no_booking_date", "{n} without booking date, dated by value or statement."
        )

    def _summary(self, statement: ParsedStatement, head: Head) -> Iterator[Message]:
        """Compare the bank's own totals; those of a page may be of all pages."""
        check = self.check
        if _is_page(head):
            return
        expected = [("TtlNtries", "NbOfNtries", check.booked)]
        if not check.not_booked:  # else the bank may or may not have summed them
            expected.append(("TtlCdtNtries", "Sum", check.credits))
            expected.append(("TtlDbtNtries", "Sum", check.debits))
        for block, name, found in expected:
            path = f"TxsSummry/{block}/{name}"
            value = head.node.get(path)
            total = _total(value, path) if value else found
            if total not in (found, check.booked + check.not_booked):
                level = check.level(statement)
                text = f"The bank's total {path} is {value}, found {found}."
                yield Message("summary", text, statement_name(statement), level)


def _total(value: str, path: str) -> Decimal | None:
    """Return a total without its sign: some banks write one. None if it is no number.

    It is for information: entries and balances are read without it.
    """
    try:
        return amount(value.lstrip("+-"), path, decimals=17)
    except BadValue:
        return None


def _is_page(head: Head) -> bool:
    """Say whether a statement or message is one of several pages."""
    pages = ((head.node, "StmtPgntn"), (head.group, "MsgPgntn"))
    return any(
        node.get(f"{path}/LastPgInd") == "false" or node.get(f"{path}/PgNb", "1") != "1"
        for node, path in pages
    )


def _head_messages(statement: ParsedStatement, head: Head) -> Iterator[Message]:
    where = statement_name(statement)
    if not statement.account:
        yield Message("no_account", "The statement names no account.", where)
    for label, codes in (("opening", OPENING), ("closing", CLOSING)):
        used = _choose(head.balances, codes, statement.currency)
        if used:
            yield from _balance_messages(statement, used, label)
    for code in (*OPENING, *CLOSING):
        if len({(b.currency, b.amount) for b in head.balances if b.code == code}) > 1:
            text = f"Several {code} balances; in its currency the outermost counts."
            yield Message("several_balances", text, where, "info")
    copy = clean(head.node.get("CpyDplctInd"))
    if copy:
        yield Message("copy", f"The bank marks this as {copy}.", where, "info")


def _balance_messages(
    statement: ParsedStatement, used: Balance, label: str
) -> Iterator[Message]:
    where = statement_name(statement)
    if used.currency not in ("", statement.currency):
        text = (
            f"The {label} balance is in {used.currency}, the account in "
            f"{statement.currency}."
        )
        yield Message("balance_currency", text, where)
    if not used.has_sign:
        text = f"The {label} balance has no sign, taken as money in."
        yield Message("balance_sign", text, where, "info")
