"""Step 3: a parsed statement becomes a bank statement, lines and their details.

Odoo posts each line bank ↔ suspense. Known transactions are skipped by
``bank.import.key`` (``identity``); what does not fit (gap, overlap, totals) is said on
the statement. Other rooms refuse a statement (table ``statement_checks``), leave
transactions out (``left_out``), name the payers (``line_partners``) and go on with
what was stored (``after_storing``).
"""

from odoo import api, models

from ...parsers.common.records import Message, ParsedStatement
from .identity import known_states, transaction_keys
from .journal import (
    check_currency,
    check_not_secured,
    choose_journal,
    find_journals,
    locked_period,
    unknown_empty,
)
from .line_values import booking_day, currency_ids, detail_values, line_values

#: lines per create(): numbering is quadratic per date in one batch
CHUNK = 500


class BankStatementStore(models.AbstractModel):
    _name = "bank.statement.store"
    _description = "Bank Statement Storage"

    @api.model
    def _get_statement_checks(self) -> list:
        """Return what can refuse a statement with new entries, in order.

        Each is called with the journal, the ``ParsedStatement`` and its new
        transactions, and returns a ``ParseError`` or None.
        """
        return [
            locked_period,
            *self.env["bank.tables"]._get_entries("statement_checks"),
        ]

    @api.model
    def _store(self, file, parsed: ParsedStatement):
        """Store one statement of a file.

        Returns:
            ``(counts, messages)``: how many transactions were new, known, ignored or
            rejected, and what is odd.
        Raises:
            ParseError: the statement cannot be stored; nothing of it is.
        """
        counts = {"new": 0, "known": 0, "ignored": 0, "rejected": 0}
        if not parsed.transactions and not find_journals(
            file.company_id, parsed.account
        ):
            return counts, [unknown_empty(self.env, parsed)]
        journal = choose_journal(file, parsed)
        check_currency(journal, parsed)
        check_not_secured(journal)
        keys = transaction_keys(file, journal, parsed)
        states = known_states(journal, keys)
        self._leave_out(file, journal, parsed, keys, states)
        new = [
            (key, tx)
            for key, tx in zip(keys, parsed.transactions, strict=True)
            if states.get(key, "released") == "released"
        ]
        counts["new"] = len(new)
        counts["ignored"] = sum(state == "ignored" for state in states.values())
        counts["known"] = len(keys) - len(new) - counts["ignored"]
        if not new:
            return counts, [self._nothing_new(parsed)]
        for check in self._get_statement_checks():
            if error := check(journal, parsed, [tx for _key, tx in new]):
                raise error
        statement = self._create_statement(file, journal, parsed, new)
        messages = self._check_continuity(statement, parsed, len(keys) - len(new))
        remarks = [m for m in parsed.messages if m.code == "tally"] + messages
        statement.import_warning = "\n".join(message.message for message in remarks)
        for step in self.env["bank.tables"]._get_entries("after_storing"):
            step(statement)
        return counts, messages

    def _leave_out(self, file, journal, parsed, keys, states) -> None:
        """Ignore new transactions for which another room has a reason, like those
        that a person ignored; ``states`` is completed. Released ones come in."""
        entries = self.env["bank.tables"]._get_entries("left_out")
        rows = []
        for key, tx in zip(keys, parsed.transactions, strict=True):
            if key in states:
                continue
            day = booking_day(tx, parsed)
            reason = next(
                filter(None, (entry(journal, tx, day) for entry in entries)), ""
            )
            if reason:
                states[key] = "ignored"
                rows.append(
                    {
                        "key": key,
                        "journal_id": journal.id,
                        "state": "ignored",
                        "import_file_id": file.id,
                        "reason": reason,
                    }
                )
        self.env["bank.import.key"].sudo().create(rows)

    # -- rows -------------------------------------------------------------------------

    def _create_statement(self, file, journal, parsed, new):
        """Create the statement with its lines, details and import keys."""
        transactions = [tx for _key, tx in new]
        opening, closing = self._get_balances(journal, parsed, transactions)
        silent = self.with_context(tracking_disable=True).env
        statement = silent["account.bank.statement"].create(
            {
                "journal_id": journal.id,
                "name": self._get_name(journal, parsed, transactions),
                "reference": file.name,
                "bank_statement_number": parsed.number,
                "import_file_id": file.id,
                "balance_start": float(opening),
                "balance_end_real": float(closing),
            }
        )
        currencies = currency_ids(self.env, transactions)
        partners = self._get_partners(transactions, journal.company_id)
        for start in range(0, len(new), CHUNK):
            chunk = new[start : start + CHUNK]
            lines = silent["account.bank.statement.line"].create(
                [
                    line_values(tx, booking_day(tx, parsed), journal, currencies)
                    | {
                        "statement_id": statement.id,
                        "import_file_id": file.id,
                        "partner_id": partner,
                    }
                    for (_key, tx), partner in zip(
                        chunk, partners[start : start + CHUNK], strict=True
                    )
                ]
            )
            self.env["bank.line.detail"].create(
                [
                    detail | {"statement_line_id": line.id}
                    for line, (_key, tx) in zip(lines, chunk, strict=True)
                    for detail in detail_values(
                        tx.details, currencies, line.currency_id.id
                    )
                ]
            )
            self._create_keys(lines, [key for key, _tx in chunk], file, journal)
        return statement.with_context(tracking_disable=False)

    def _get_name(self, journal, parsed, transactions) -> str:
        """Return the bank's number or id; without, account and last day name it."""
        if given := parsed.number or parsed.statement_id:
            return given
        last = max(booking_day(tx, parsed) for tx in transactions)
        return f"{journal.code} {last}"

    def _get_balances(self, journal, parsed, transactions):
        """Return opening and closing balance of the lines that are new.

        Known lines are left out, so the opening moves to where the new ones begin.
        """
        total = sum(tx.amount for tx in transactions)
        if parsed.closing is not None:
            return parsed.closing - total, parsed.closing
        opening = parsed.opening
        if opening is None:
            last = self.env["account.bank.statement"]._get_last(journal)
            opening = type(total)(str(last.balance_end_real or 0))
        return opening, opening + total

    def _get_partners(self, transactions, company) -> list:
        """Return who paid each transaction: partner id or False.

        They are stored with the line, because core writes them into its entry, and a
        journal without automation has no run that would find them.
        """
        partners = [False] * len(transactions)
        for entry in self.env["bank.tables"]._get_entries("line_partners"):
            found = entry(transactions, company)
            partners = [one or two for one, two in zip(partners, found, strict=True)]
        return partners

    def _create_keys(self, lines, keys, file, journal) -> None:
        released = self.env["bank.import.key"].search(
            [("journal_id", "=", journal.id), ("key", "in", keys)]
        )
        by_key = {row.key: row for row in released}
        create = []
        for line, key in zip(lines, keys, strict=True):
            values = {
                "state": "imported",
                "statement_line_id": line.id,
                "import_file_id": file.id,
            }
            if key in by_key:
                by_key[key].sudo().write(values)
            else:
                create.append({"key": key, "journal_id": journal.id, **values})
        self.env["bank.import.key"].sudo().create(create)

    # -- what is odd ------------------------------------------------------------------

    def _check_continuity(self, statement, parsed, skipped: int) -> list[Message]:
        """Say gaps, overlaps and totals that do not agree."""
        messages = []
        if skipped:
            text = self.env._(
                "Overlap: %(known)s of %(all)s entries were known and skipped; "
                "the opening balance is that of the first new entry.",
                known=skipped,
                all=len(parsed.transactions),
            )
            messages.append(Message("overlap", text, statement.display_name))
        if not statement.is_valid:
            messages.append(self._gap(statement))
        return messages

    def _gap(self, statement) -> Message:
        currency = statement.currency_id
        previous = statement._get_last(
            statement.journal_id, ("first_line_index", "<", statement.first_line_index)
        )
        text = self.env._(
            "Opening balance %(opening)s is not the closing balance %(closing)s of "
            "%(previous)s (difference %(off)s): a statement in between is missing, "
            "or this is the wrong file.",
            opening=currency.format(statement.balance_start),
            closing=currency.format(previous.balance_end_real),
            previous=previous.display_name,
            off=currency.format(statement.balance_start - previous.balance_end_real),
        )
        return Message("opening_balance", text, statement.display_name)

    def _nothing_new(self, parsed) -> Message:
        if not parsed.transactions:
            text = self.env._("The statement has no entries.")
            return Message("empty_statement", text, parsed.number, "info")
        text = self.env._(
            "All %s entries were known already: nothing was added.",
            len(parsed.transactions),
        )
        return Message("known", text, parsed.number, "info")
