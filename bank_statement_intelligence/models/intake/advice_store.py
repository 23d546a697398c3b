"""Files of details become details of the lines they explain (step 3; V9, V38)."""

import hashlib
from collections import defaultdict

from odoo import api, models

from ...parsers.common.records import Message, TransactionDetail
from .line_values import detail_values

#: references that tell the booking, and those of its batch and message
ID_KINDS = ("servicer",)
MARK_KINDS = ("payment_info", "message", "entry")


class BankAdviceStore(models.AbstractModel):
    _name = "bank.advice.store"
    _description = "Details of Lump Sums"

    # -- store ------------------------------------------------------------------------

    @api.model
    def _store(self, file, parsed) -> tuple[dict[str, int], list[Message]]:
        """Store the lump sums of a statement of kind ``details``.

        Returns:
            counts (``details``: lump sums that are new, ``known`` ones) and what is
            odd. Nothing is booked.
        Raises:
            ParseError: no journal, or not one, has the account, or it is in another
                currency.
        """
        store = self.env["bank.statement.store"]
        if not parsed.transactions and not store._find_journals(file, parsed):
            return {}, [*self._say_failed(parsed), store._say_unknown_empty(parsed)]
        journal = store._get_journal(file, parsed)
        store._check_currency(journal, parsed)
        batches = defaultdict(list)
        for tx in parsed.transactions:
            batches[tx.batch, tx.booking_date].append(tx)
        prints = _number([_fingerprint(key, txs) for key, txs in batches.items()])
        known = self._get_known(journal, prints)
        new = [
            (batch, day, transactions, mark)
            for ((batch, day), transactions), mark in zip(
                batches.items(), prints, strict=True
            )
            if mark not in known
        ]
        self._create(file, journal, parsed, new)
        counts = {"details": len(new), "known": len(batches) - len(new)}
        return counts, [*self._say_new(new, parsed), *self._say_failed(parsed)]

    def _get_known(self, journal, prints: list[str]) -> set[str]:
        advices = self.env["bank.line.advice"].sudo()
        known = advices.search_fetch(
            [("journal_id", "=", journal.id), ("fingerprint", "in", prints)],
            ["fingerprint"],
        )
        return set(known.mapped("fingerprint"))

    def _create(self, file, journal, parsed, new) -> None:
        store = self.env["bank.statement.store"]
        currencies = store._get_currencies([(None, tx) for tx in parsed.transactions])
        currency = journal.currency_id or journal.company_id.currency_id
        ids, marks = (ID_KINDS, MARK_KINDS) if is_camt(file) else ((), ())
        self.env["bank.line.advice"].sudo().create(
            [
                {
                    "import_file_id": file.id,
                    "journal_id": journal.id,
                    "date": day,
                    "reference": batch,
                    "currency_id": currency.id,
                    "amount": float(sum(tx.amount for tx in transactions)),
                    "code": is_camt(file) and transactions[0].code,
                    "bank_ids": _references(transactions, ids),
                    "marks": _references(transactions, marks),
                    "fingerprint": mark,
                    "payment_count": _count_payments(transactions),
                    "detail_ids": [
                        (0, 0, values)
                        for values in self._prepare(
                            transactions, currencies, currency.id
                        )
                    ],
                }
                for batch, day, transactions, mark in new
            ]
        )

    def _prepare(self, transactions, currencies, default) -> list[dict]:
        """Return one row per payment: the entry's details, else the payment itself."""
        rows = []
        for tx in transactions:
            amounts = [detail.amount for detail in tx.details]
            whole = all(amount is not None for amount in amounts)
            if amounts and whole and sum(amounts) == tx.amount:
                rows += detail_values(tx, currencies, default)
                continue
            details = (_as_detail(tx),)
            rows += detail_values(_Payment(details), currencies, default)
        for position, row in enumerate(rows, start=1):
            row["sequence"] = position
        return rows

    def _say_new(self, new, parsed) -> list[Message]:
        if not parsed.transactions:
            return []
        text = self.env._(
            "%(sums)s lump sums are explained by %(payments)s payments. They are "
            "details of bank lines, never bookings of their own.",
            sums=len(new),
            payments=sum(_count_payments(txs) for _batch, _day, txs, _mark in new),
        )
        if not new:
            text = self.env._("All lump sums were known already: nothing was added.")
        return [Message("details", text, parsed.account, "info")]

    def _say_failed(self, parsed) -> list[Message]:
        if not parsed.not_booked:
            return []
        text = self.env._(
            "%s payments failed or are not booked: they are no money.",
            len(parsed.not_booked),
        )
        return [Message("not_money", text, parsed.account, "info")]


class _Payment:
    """Holds details where a transaction is expected."""

    def __init__(self, details):
        self.details = details


def _count_payments(transactions) -> int:
    """An entry of a camt.054 holds its payments as details; elsewhere each is one."""
    if len(transactions) > 1:
        return len(transactions)
    return max(len(transactions[0].details), 1)


def _as_detail(tx) -> TransactionDetail:
    """Return a payment of a file of details as one detail."""
    parts = [*tx.references, *(ref for d in tx.details for ref in d.references)]
    references = tuple({(r.kind, r.value): r for r in parts}.values())
    return TransactionDetail(
        amount=tx.amount,
        currency=tx.currency,
        counterparty=tx.counterparty,
        ultimate=tx.ultimate,
        references=references,
        text=tx.text,
        code=tx.code or tx.proprietary_code,
        return_reason=tx.return_reason,
    )


def is_camt(file) -> bool:
    """Tell whether all of a file is camt: there an entry is one booking with its ids.

    Elsewhere (KTL, OCR giro, BgMax) ids and codes are those of the single payments.
    """
    formats = (file.format or "").split("+")
    return all(name.startswith("camt") for name in formats)


def _references(transactions, kinds) -> list[str]:
    found = (ref for tx in transactions for ref in tx.references if ref.kind in kinds)
    return sorted({ref.value for ref in found})


def _fingerprint(key, transactions) -> str:
    """Return what identifies a lump sum, in whatever file it comes."""
    batch, day = key
    rows = sorted(
        "|".join(
            [
                str(tx.amount.normalize()),
                tx.bank_id,
                tx.text,
                tx.counterparty.name,
                *(ref.value for ref in tx.references),
                *(f"{d.amount} {d.text}" for d in tx.details),
                *(ref.value for d in tx.details for ref in d.references),
            ]
        )
        for tx in transactions
    )
    name = batch.partition("#")[0]  # a number of ours follows
    text = "\n".join([name, str(day), *rows])
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def _number(prints: list[str]) -> list[str]:
    """Tell equal lump sums of one file apart by number, like equal transactions."""
    counts: dict[str, int] = defaultdict(int)
    keys = []
    for value in prints:
        counts[value] += 1
        keys.append(f"{value}:{counts[value]}")
    return keys
