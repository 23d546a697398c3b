"""Step 3, details: files of details become details of the lines they explain.

Lump sums are kept as ``bank.line.advice``; they and the bank lines come together,
whichever was first. ``engine/matching/advice`` decides which belong together,
``advice_merge`` what becomes of the details. Everything is read and written for all of
a journal at once. Other rooms keep details off a line (table ``attach_obstacles``).
"""

import hashlib
from collections import Counter, defaultdict
from decimal import Decimal

from odoo import api, models

from ...engine.matching.advice import DAYS, MIN_REFERENCE, Line, Lump, assign
from ...engine.matching.advice_merge import FACTS, Row, merge
from ...engine.references.identity import Fingerprint, number_keys
from ...parsers.common.records import Message, TransactionDetail
from ..lines.journals import currency_of
from .journal import check_currency, choose_journal, find_journals, unknown_empty
from .line_values import currency_ids, detail_values

#: references that tell the booking, and those of its batch and message
ID_KINDS = ("servicer",)
MARK_KINDS = ("payment_info", "message", "entry")
#: codes of bank lines that are sums of payments: Finnish, ISO 20022
LUMP_CODES = ("705", "PMNT/RCDT/VCOM")
#: ids of bank lines that lump sums can be
CANDIDATES = """
      SELECT DISTINCT line.id
        FROM account_bank_statement_line line
        JOIN account_move move ON move.id = line.move_id
        JOIN bank_line_advice advice
          ON advice.journal_id = line.journal_id
         AND (advice.amount = line.amount
              OR advice.date IN (move.date, line.value_date)
             AND advice.date = ANY(%(together)s)
             AND abs(line.amount) > abs(advice.amount)
             AND line.amount * advice.amount > 0)
       WHERE line.journal_id = %(journal)s AND advice.id = ANY(%(advices)s)
         AND move.state = 'posted' AND line.is_ignored IS NOT TRUE
         AND NOT EXISTS (
             SELECT FROM bank_line_advice other
              WHERE other.statement_line_id = line.id)
         AND (advice.date IS NULL
              OR move.date - advice.date BETWEEN 0 AND %(days)s
              OR line.value_date - advice.date BETWEEN 0 AND %(days)s
              OR EXISTS (
                 SELECT FROM jsonb_array_elements(CASE
                        jsonb_typeof(line.transaction_details -> 'references')
                        WHEN 'array' THEN line.transaction_details -> 'references'
                        ELSE '[]' END) AS named(ref)
                  WHERE jsonb_exists(advice.bank_ids, named.ref ->> 'value'))
              OR length(advice.reference) >= %(length)s AND strpos(
                 concat_ws(' ', line.payment_ref,
                           line.transaction_details ->> 'bank_id',
                           line.transaction_details ->> 'text'),
                 advice.reference) > 0)
    ORDER BY line.id
"""


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
        if not parsed.transactions and not find_journals(
            file.company_id, parsed.account
        ):
            return {}, [*self._failed(parsed), unknown_empty(self.env, parsed)]
        journal = choose_journal(file, parsed)
        check_currency(journal, parsed)
        batches = defaultdict(list)
        for tx in parsed.transactions:
            batches[tx.batch, tx.booking_date].append(tx)
        keys = number_keys(_fingerprint(key, txs) for key, txs in batches.items())
        advices = self.env["bank.line.advice"].sudo()
        known = advices.search_fetch(
            [("journal_id", "=", journal.id), ("fingerprint", "in", keys)],
            ["fingerprint"],
        ).mapped("fingerprint")
        new = {
            key: (batch, transactions)
            for key, (batch, transactions) in zip(keys, batches.items(), strict=True)
            if key not in known
        }
        currencies = currency_ids(self.env, parsed.transactions)
        advices.create(
            [
                _advice_values(file, journal, batch, transactions, currencies)
                | {"fingerprint": key}
                for key, (batch, transactions) in new.items()
            ]
        )
        counts = {"details": len(new), "known": len(batches) - len(new)}
        return counts, [*self._explained(parsed, new), *self._failed(parsed)]

    def _explained(self, parsed, new) -> list[Message]:
        if not parsed.transactions:
            return []
        text = self.env._(
            "%(sums)s lump sums are explained by %(payments)s payments. They are "
            "details of bank lines, never bookings of their own.",
            sums=len(new),
            payments=sum(_count_payments(txs) for _batch, txs in new.values()),
        )
        if not new:
            text = self.env._("All lump sums were known already: nothing was added.")
        return [Message("details", text, parsed.account, "info")]

    def _failed(self, parsed) -> list[Message]:
        if not parsed.not_booked:
            return []
        text = self.env._(
            "%s payments failed or are not booked: they are no money.",
            len(parsed.not_booked),
        )
        return [Message("not_money", text, parsed.account, "info")]

    # -- attach -----------------------------------------------------------------------

    @api.model
    def _attach(self, journals):
        """Bring waiting details and bank lines together.

        Returns:
            the bank lines that got details.
        """
        waiting = self.env["bank.line.advice"].sudo()
        waiting = waiting.search(
            [("journal_id", "in", journals.ids), ("state", "in", ("waiting", "tie"))]
        )
        pairs = []
        for journal, advices in waiting.grouped("journal_id").items():
            pairs += self._decide(journal, advices)
        obstacles = self.env["bank.tables"]._get_entries("attach_obstacles")
        pairs = [
            (advice, line)
            for advice, line in pairs
            if not any(obstacle(line) for obstacle in obstacles)
        ]
        self._attach_pairs(pairs)
        return self.env["account.bank.statement.line"].union(
            *(line for _advice, line in pairs)
        )

    @api.model
    def _attached(self, file, lines) -> list[Message]:
        """Say what became of the details of a file, or of those for its lines.

        Args:
            file: ``bank.import.file``.
            lines: bank lines that got details (:meth:`_attach`).
        """
        messages = []
        got = lines & file.line_ids
        if got:
            text = self.env._(
                "Lines that got details that had come before: %s.", len(got)
            )
            messages.append(Message("details_attached", text, file.name, "info"))
        fits = self.env["bank.line.advice"].sudo()
        fits = fits.search([("candidate_ids", "in", file.line_ids.ids)])
        fits -= file.sudo().advice_ids
        if fits:
            text = self.env._(
                "Details that came before fit several of these lines, or lines of "
                "other files: %s. Choose in Payment Details.",
                ", ".join(fits[:5].mapped(_name)),
            )
            messages.append(Message("details_tie", text, file.name))
        states = file.sudo().advice_ids.mapped("state")
        if states:
            text = self.env._(
                "Of the lump sums, %(attached)s have their bank line, %(waiting)s wait "
                "for it, %(ties)s fit several: choose in Payment Details.",
                attached=states.count("attached"),
                waiting=states.count("waiting"),
                ties=states.count("tie"),
            )
            level = "warn" if "tie" in states else "info"
            messages.append(Message("details_state", text, file.name, level))
        return messages

    def _decide(self, journal, advices) -> list[tuple]:
        """Mark ties; return the pairs of advice and line that belong together."""
        candidates = self._get_candidates(journal, advices)
        decisions = assign(map(_lump, advices), map(_line, candidates))
        by_id = {advice.id: advice for advice in advices}
        pairs, ties = [], {}
        for decision in decisions:
            found = candidates.browse(decision.line_ids)
            if decision.tie:
                ties[by_id[decision.lump_id]] = found
            else:
                pairs.append((by_id[decision.lump_id], found))
        for advice in advices:
            lines = ties.get(advice, candidates.browse())
            state = "tie" if lines else "waiting"
            if advice.state != state or advice.candidate_ids != lines:
                advice.write({"state": state, "candidate_ids": [(6, 0, lines.ids)]})
        return pairs

    def _get_candidates(self, journal, advices):
        """Return the lines of these amounts that no file explains yet, and greater
        ones of a day of which several sums wait.

        A reconciled line counts as well: it may be the one, and then no other is.
        """
        lines = self.env["account.bank.statement.line"].sudo()
        per_day = Counter(advice.date for advice in advices if advice.date)
        self.env.flush_all()
        self.env.cr.execute(
            CANDIDATES,
            {
                "journal": journal.id,
                "advices": advices.ids,
                "days": DAYS,
                "together": [day for day, number in per_day.items() if number > 1],
                "length": MIN_REFERENCE,
            },
        )
        return lines.browse([row[0] for row in self.env.cr.fetchall()])

    @api.model
    def _attach_pairs(self, pairs) -> None:
        """Give the details to their bank lines.

        Args:
            pairs: ``(bank.line.advice, bank line)``; they fit together.
        """
        details = self.env["bank.line.detail"].sudo()
        details = details.with_context(bank_match_later=False)
        by_line = defaultdict(self.env["bank.line.advice"].sudo)
        for advice, line in pairs:
            by_line[line] |= advice.sudo()
        for line, advice in by_line.items():
            plan = merge_plan(advice, line.sudo())
            details.browse(plan.added).write({"statement_line_id": line.id})
            details.browse(plan.summaries).write(
                {"kind": "text", "amount": 0, "summary_of_id": advice[0].id}
            )
            for fill in plan.filled:
                if fill.values:
                    details.browse(fill.into).write(dict(fill.values))
                details.browse(fill.row).write(
                    {"merged_detail_id": fill.into, "merged_values": dict(fill.values)}
                )
            advice.write(
                {
                    "state": "attached",
                    "statement_line_id": line.id,
                    "chosen_line_id": False,
                }
            )
        attached = self.env["bank.line.advice"].sudo().union(*by_line.values())
        # once for all: the lines that were a tie are matched again
        attached.write({"candidate_ids": [(5,)]})
        touched = (advice.sudo().detail_ids for advice, _line in pairs)
        touched = self.env["bank.line.detail"].union(*touched)
        for call in self.env["bank.tables"]._get_entries("after:bank.line.detail"):
            call(touched, "write", {})


# -- lump sums of a file ---------------------------------------------------------------


def is_camt(file) -> bool:
    """Tell whether all of a file is camt: there an entry is one booking with its ids.

    Elsewhere (KTL, OCR giro, BgMax) ids and codes are those of the single payments.
    """
    formats = (file.format or "").split("+")
    return all(name.startswith("camt") for name in formats)


def _advice_values(file, journal, batch, transactions, currencies) -> dict:
    reference, day = batch
    currency = currency_of(journal)
    by_entry = is_camt(file)
    details = detail_values(_payments(transactions), currencies, currency.id)
    reversed_ = [tx.reversal for tx in transactions for _payment in _payments([tx])]
    for values in details:
        if reversed_[values["sequence"] - 1]:
            values["original"]["reversal"] = True
    return {
        "import_file_id": file.id,
        "journal_id": journal.id,
        "date": day,
        "reference": reference,
        "currency_id": currency.id,
        "amount": float(sum(tx.amount for tx in transactions)),
        "code": by_entry and transactions[0].code,
        "bank_ids": _references(transactions, ID_KINDS if by_entry else ()),
        "marks": _references(transactions, MARK_KINDS if by_entry else ()),
        "payment_count": _count_payments(transactions),
        "detail_ids": [(0, 0, values) for values in details],
    }


def _name(advice) -> str:
    return f"{advice.date or ''} {advice.currency_id.format(advice.amount)}".strip()


def _count_payments(transactions) -> int:
    """An entry of a camt.054 holds its payments as details; elsewhere each is one."""
    if len(transactions) > 1:
        return len(transactions)
    return max(len(transactions[0].details), 1)


def _payments(transactions) -> list[TransactionDetail]:
    """Return one detail per payment: the entry's own ones, else the entry itself."""
    payments = []
    for tx in transactions:
        amounts = [detail.amount for detail in tx.details]
        if amounts and None not in amounts and sum(amounts) == tx.amount:
            payments += tx.details
        else:
            payments.append(_as_detail(tx))
    return payments


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


def _references(transactions, kinds) -> list[str]:
    found = (ref for tx in transactions for ref in tx.references if ref.kind in kinds)
    return sorted({ref.value for ref in found})


def _fingerprint(batch, transactions) -> Fingerprint:
    """Return what identifies a lump sum, in whatever file it comes."""
    reference, day = batch
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
    name = reference.partition("#")[0]  # a number of ours follows
    text = "\n".join([name, str(day), *rows])
    return Fingerprint(hashlib.sha256(text.encode()).hexdigest()[:40], True)


# -- records as the engine wants them --------------------------------------------------


def merge_plan(advice, line):
    """Return what becomes of the details of an advice on a line, None if they do not
    fit (see ``engine/matching/advice_merge``).

    Args:
        advice: ``bank.line.advice``, one or those that are the line together.
        line: bank line.
    """
    own = _rows(_own_details(line), line.currency_id)
    new = _rows(advice.detail_ids, advice.currency_id)
    return merge(_minor(line.amount, line.currency_id), [*own], [*new])


def _lump(advice) -> Lump:
    return Lump(
        id=advice.id,
        minor=_minor(advice.amount, advice.currency_id),
        day=advice.date or None,
        reference=advice.reference or "",
        count=advice.payment_count,
        ids=frozenset(advice.bank_ids or ()),
        marks=frozenset(advice.marks or ()),
        code=advice.code or "",
        rows=_rows(advice.detail_ids, advice.currency_id),
        refused=frozenset(advice.refused_line_ids.ids),
    )


def _line(line) -> Line:
    data = line.transaction_details or {}
    references = data.get("references", [])
    texts = [line.payment_ref or "", data.get("text", ""), data.get("bank_id", "")]
    codes = [data.get("code", ""), data.get("proprietary_code", "")]
    ids = ID_KINDS if is_camt(line.import_file_id) else ()
    return Line(
        id=line.id,
        minor=_minor(line.amount, line.currency_id),
        days=tuple(day for day in (line.date, line.value_date) if day),
        texts=" ".join(filter(None, [*texts, *(r["value"] for r in references)])),
        count=data.get("batch_count"),
        is_lump=any(code.startswith(LUMP_CODES) for code in codes if code),
        is_named=bool((data.get("counterparty") or {}).get("account")),
        ids=_values(references, ids),
        marks=_values(references, MARK_KINDS),
        code=codes[0],
        rows=_rows(_own_details(line), line.currency_id),
    )


def _own_details(line):
    """Return the payments of the line that the statement, or a person, brought."""
    return line.detail_ids.filtered(
        lambda row: row.kind == "transaction" and not row.advice_id
    )


def _rows(details, currency) -> tuple[Row, ...]:
    """Return details as rows; those in other currencies have no amount."""
    return tuple(
        Row(
            detail.id,
            _minor(detail.amount, currency)
            if detail.currency_id in (currency, detail.currency_id.browse())
            else None,
            {name: detail[name] for name in FACTS if detail[name]},
        )
        for detail in details
    )


def _minor(amount: float, currency) -> int:
    return int(round(Decimal(str(amount)) * 10**currency.decimal_places))


def _values(references, kinds) -> frozenset[str]:
    return frozenset(ref["value"] for ref in references if ref.get("kind") in kinds)
