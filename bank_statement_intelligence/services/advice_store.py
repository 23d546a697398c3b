"""Files of details become details of the lines they explain (step 3; V9, V38)."""

import hashlib
from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from ..engine.advice import Line, Lump, assign
from ..parsers.records import Message, TransactionDetail
from .line_values import detail_values

#: national codes of bank lines that are sums of payments
LUMP_CODES = ("705",)


class BankAdviceStore(models.AbstractModel):
    _name = "bank.advice.store"
    _description = "Details of Lump Sums"

    def _check_user(self) -> None:
        self.env["bank.line.advice"].check_access("write")

    # -- store ------------------------------------------------------------------------

    @api.model
    def _store(self, file, parsed) -> tuple[dict[str, int], list[Message]]:
        """Store the lump sums of a statement of kind ``details``.

        Returns:
            counts of lump sums (``new``, ``known``) and what is odd. Nothing is booked.
        Raises:
            ParseError: no journal, or not one, has the account.
        """
        store = self.env["bank.statement.store"]
        journal = store._get_journal(file, parsed)
        batches = defaultdict(list)
        for tx in parsed.transactions:
            batches[tx.batch, tx.booking_date].append(tx)
        prints = {key: _fingerprint(key, txs) for key, txs in batches.items()}
        advices = self.env["bank.line.advice"].sudo()
        known = advices.search(
            [
                ("journal_id", "=", journal.id),
                ("fingerprint", "in", list(prints.values())),
            ]
        ).mapped("fingerprint")
        new = [key for key in batches if prints[key] not in known]
        currencies = store._get_currencies([(None, tx) for tx in parsed.transactions])
        default = (journal.currency_id or journal.company_id.currency_id).id
        advices.create(
            [
                {
                    "import_file_id": file.id,
                    "journal_id": journal.id,
                    "date": day,
                    "reference": batch,
                    "currency_id": currencies.get(batches[key][0].currency, default),
                    "amount": float(sum(tx.amount for tx in batches[key])),
                    "fingerprint": prints[key],
                    "payment_count": _count_payments(batches[key]),
                    "detail_ids": [
                        (0, 0, values)
                        for values in self._prepare(batches[key], currencies, default)
                    ],
                }
                for key in new
                for batch, day in [key]
            ]
        )
        return {"new": 0, "known": len(batches) - len(new)}, self._say(new, parsed)

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

    def _say(self, new, parsed) -> list[Message]:
        text = self.env._(
            "%s lump sums are explained. They are details of bank lines, never "
            "bookings of their own.",
            len(new),
        )
        messages = [Message("details", text, parsed.account, "info")]
        if parsed.not_booked:
            text = self.env._(
                "%s payments failed or are not booked: they are no money.",
                len(parsed.not_booked),
            )
            messages.append(Message("not_booked", text, parsed.account, "info"))
        return messages

    # -- attach -----------------------------------------------------------------------

    @api.model
    def _attach(self, journals):
        """Bring waiting details and bank lines together, whichever came first.

        Returns:
            the bank lines that got details.
        """
        lines = self.env["account.bank.statement.line"]
        waiting = (
            self.env["bank.line.advice"]
            .sudo()
            .search(
                [
                    ("journal_id", "in", journals.ids),
                    ("state", "in", ("waiting", "tie")),
                ]
            )
        )
        for journal, advices in waiting.grouped("journal_id").items():
            lines |= self._attach_in_journal(journal, advices)
        return lines

    def _attach_in_journal(self, journal, advices):
        candidates = self._get_candidates(journal, advices)
        digits = (journal.currency_id or journal.company_id.currency_id).decimal_places
        lumps = [
            Lump(
                advice.id,
                _minor(advice.amount, digits),
                advice.date,
                advice.reference or "",
                advice.payment_count,
            )
            for advice in advices
        ]
        by_id = {advice.id: advice for advice in advices}
        attached = self.env["account.bank.statement.line"]
        decisions = assign(lumps, [_line(line, digits) for line in candidates])
        for decision in decisions:
            advice = by_id[decision.lump_id]
            found = candidates.browse(decision.line_ids)
            if decision.tie:
                advice.write({"state": "tie", "candidate_ids": [(6, 0, found.ids)]})
            else:
                advice._attach(found)
                attached |= found
        return attached

    def _get_candidates(self, journal, advices):
        """Return the lines of these amounts that nothing explains yet."""
        taken = (
            self.env["bank.line.advice"]
            .sudo()
            ._search(
                [("journal_id", "=", journal.id), ("statement_line_id", "!=", False)]
            )
        )
        return self.env["account.bank.statement.line"].search(
            [
                ("journal_id", "=", journal.id),
                ("amount", "in", list(set(advices.mapped("amount")))),
                ("state", "=", "posted"),
                ("match_state", "!=", "reconciled"),
                ("id", "not in", taken.select("statement_line_id")),
            ]
        )


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


def _fingerprint(key, transactions) -> str:
    rows = sorted(
        f"{tx.amount}|{tx.bank_id}|{'|'.join(ref.value for ref in tx.references)}"
        for tx in transactions
    )
    text = "\n".join([str(key), *rows])
    return hashlib.sha256(text.encode()).hexdigest()


def _minor(amount: float, digits: int) -> int:
    return int(round(Decimal(str(amount)) * 10**digits))


def _line(line, digits) -> Line:
    data = line.transaction_details or {}
    references = [ref["value"] for ref in data.get("references", [])]
    texts = [line.payment_ref or "", data.get("text", ""), data.get("bank_id", "")]
    code = f"{data.get('code', '')} {data.get('proprietary_code', '')}"
    return Line(
        id=line.id,
        minor=_minor(line.amount, digits),
        days=tuple(day for day in (line.date, line.value_date) if day),
        texts=" ".join(filter(None, [*texts, *references])),
        count=data.get("batch_count"),
        is_lump=any(word.startswith(LUMP_CODES) for word in code.split()),
        is_named=bool((data.get("counterparty") or {}).get("account")),
    )
