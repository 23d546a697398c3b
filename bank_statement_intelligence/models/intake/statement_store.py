"""Step 3: a parsed statement becomes a bank statement, lines and their details.

Odoo posts each line bank ↔ suspense. Known transactions are skipped by
``bank.import.key`` (``identity``); what does not fit (gap, overlap, totals) is said on
the statement. Other rooms refuse a statement (table ``statement_checks``), leave
transactions out (``left_out``), name the payers (``line_partners``) and go on with
what was stored (``after_storing``).
"""

from collections import Counter

from odoo import Command, api, fields, models
from odoo.tools import format_date

from ...parsers.common.records import Message, ParsedStatement
from ..lines import by_set
from .identity import Known, identify, known_keys
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
    def _store(self, file, parsed: ParsedStatement, most: int | None = None):
        """Store one statement of a file, or a part of it.

        Args:
            file: ``bank.import.file``.
            parsed: one of its statements.
            most: number of new lines to store; the next call goes on with the rest.
        Returns:
            ``(counts, messages)``: how many transactions were new, known, ignored or
            rejected, how many are ``left`` for the next call, and what is odd.
        Raises:
            ParseError: the statement cannot be stored; nothing of it is.
        """
        counts = {"new": 0, "known": 0, "ignored": 0, "rejected": 0}
        is_known = parsed.transactions or find_journals(file.company_id, parsed.account)
        if not is_known:
            return counts, [unknown_empty(self.env, parsed)]
        journal = self._take_journal(file, parsed)
        identity = identify(file, journal, parsed)
        keys, known = identity.keys, known_keys(journal, identity.keys)
        self._leave_out(file, journal, parsed, keys, known)
        new, found = self._find_new(file, keys, known)
        counts |= found
        self._lean_on(file, known.values())
        memory = self.env["bank.imported.statement"]
        if keys or _tells_balance(identity.piece):
            memory = memory._remember(file, journal, identity.piece)
        left_out = self._tell_left_out(known.values(), parsed.number)
        if not new:
            messages = self._nothing_new(journal, parsed, identity, counts)
            return counts, left_out + messages
        for check in self._get_statement_checks():
            if error := check(journal, parsed, [parsed.transactions[n] for n in new]):
                raise error
        statement = self._get_begun(file, memory) or self._create_statement(
            file, journal, parsed, new
        )
        memory.sudo().statement_id = memory.statement_id or statement
        part = new[:most]
        counts["left"] = len(new) - len(part)
        counts["new"] -= counts["left"]
        lines = self._create_lines(file, journal, statement, parsed, part)
        self._create_keys(file, lines, memory, identity, part)
        messages = left_out + self._check_continuity(statement, parsed, counts["known"])
        messages += self._tell_future(statement, lines)
        messages += self._ask(lines, memory, identity, part)
        tallies = [message for message in parsed.messages if message.code == "tally"]
        self._tell(statement, tallies + messages)
        self._finish(statement, counts["left"])
        return counts, messages

    def _finish(self, statement, left: int) -> None:
        """Have other rooms do what follows, when nothing of a statement is left."""
        if not left:
            for step in self.env["bank.tables"]._get_entries("after_storing"):
                step(statement)

    def _take_journal(self, file, parsed):
        """Return the journal of a statement, which nobody else stores into meanwhile.

        Raises:
            ParseError: there is none that may take it.
        """
        journal = choose_journal(file, parsed)
        check_currency(journal, parsed)
        check_not_secured(journal)
        self.env["bank.journal.lock"]._take(journal)
        return journal

    def _find_new(self, file, keys, known) -> tuple[list[int], dict[str, int]]:
        """Return the places of new transactions, and how many are new to the file
        (with those of its earlier parts), ignored and known."""
        new = [
            place
            for place, key in enumerate(keys)
            if key not in known or known[key].state == "released"
        ]
        of_file = len(new) + sum(one.is_of(file) for one in known.values())
        ignored = sum(one.state == "ignored" for one in known.values())
        known_count = len(keys) - of_file - ignored
        return new, {"new": of_file, "ignored": ignored, "known": known_count}

    def _tell(self, statement, remarks) -> None:
        """Keep remarks on the statement, each once, after those of earlier parts."""
        told = (statement.import_warning or "").splitlines()
        told += [message.message for message in remarks]
        statement.sudo().import_warning = "\n".join(dict.fromkeys(told))

    def _get_begun(self, file, memory):
        """Return the statement of which parts of this file are stored already."""
        begun = memory.statement_id
        return (
            begun if file.state == "queued" and begun.import_file_id == file else None
        )

    def _leave_out(self, file, journal, parsed, keys, known) -> None:
        """Ignore new transactions for which another room has a reason, like those
        that a person ignored; ``known`` is completed. Released ones come in."""
        entries = self.env["bank.tables"]._get_entries("left_out")
        rows = []
        for key, tx in zip(keys, parsed.transactions, strict=True):
            if key in known:
                continue
            day = booking_day(tx, parsed)
            reason = next(
                filter(None, (entry(journal, tx, day) for entry in entries)), ""
            )
            if reason:
                known[key] = Known("ignored", reason)
                rows.append(
                    {
                        "key": key,
                        "journal_id": journal.id,
                        "state": "ignored",
                        "import_file_id": file.id,
                        "reason": reason,
                        "date": day,
                        "amount": float(tx.amount),
                        "label": tx.text or tx.counterparty.name,
                    }
                )
        self.env["bank.import.key"].sudo().create(rows)

    def _lean_on(self, file, known) -> None:
        """Keep which other files have entries that this one brings again."""
        others = {one.file_id for one in known if one.state == "imported"}
        others -= {0, file.id}
        if others:
            file.sudo().leans_on_ids = [Command.link(one) for one in others]

    def _tell_left_out(self, known, number: str) -> list[Message]:
        """Say how many entries stay out of the books, and why."""
        reasons = Counter(one.reason for one in known if one.state == "ignored")
        return [
            Message(
                "left_out",
                self.env._(
                    "Entries left out: %(count)s. %(reason)s",
                    count=count,
                    reason=reason or self.env._("ignored before"),
                ),
                number,
                "info",
            )
            for reason, count in reasons.items()
        ]

    # -- rows -------------------------------------------------------------------------

    def _create_statement(self, file, journal, parsed, new: list[int]):
        """Create a statement without its lines.

        Args:
            new: places of the transactions that are stored, now or later.
        """
        transactions = [parsed.transactions[place] for place in new]
        opening, closing = self._get_balances(journal, parsed, new)
        statements = self.env["account.bank.statement"].sudo()
        statement = statements.with_context(tracking_disable=True).create(
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
        return statement.sudo(self.env.su).with_context(tracking_disable=False)

    def _create_lines(self, file, journal, statement, parsed, new: list[int]):
        """Create lines of a statement with their details; return them in order.

        Args:
            new: places of their transactions.
        """
        transactions = [parsed.transactions[place] for place in new]
        silent = self.sudo().with_context(tracking_disable=True).env
        currencies = currency_ids(self.env, transactions)
        partners = self._get_partners(transactions, journal.company_id)
        values = [
            line_values(tx, booking_day(tx, parsed), journal, currencies)
            | {
                "statement_id": statement.id,
                "import_file_id": file.id,
                "partner_id": partner,
            }
            for tx, partner in zip(transactions, partners, strict=True)
        ]
        statement, lines = statement.with_env(silent), None
        if not statement.line_ids:
            lines = silent["bank.line.set"]._create(statement, values)
        if lines is None:
            lines = silent["account.bank.statement.line"]
            for start in range(0, len(values), CHUNK):
                lines |= lines.create(values[start : start + CHUNK])
        silent["bank.line.detail"].create(
            [
                detail | {"statement_line_id": line.id}
                for line, tx in zip(lines, transactions, strict=True)
                for detail in detail_values(tx.details, currencies, line.currency_id.id)
            ]
        )
        return lines.sudo(self.env.su).with_context(tracking_disable=False)

    def _get_name(self, journal, parsed, transactions) -> str:
        """Return the bank's number or id; without, account and last day name it."""
        if given := parsed.number or parsed.statement_id:
            return given
        last = max(booking_day(tx, parsed) for tx in transactions)
        return f"{journal.code} {last}"

    def _get_balances(self, journal, parsed, new: list[int]):
        """Return opening and closing balance as the bank told them.

        Only known lines that are left out move them: those before the last new one the
        opening, those after it the closing. So a statement that does not add up stays
        one that does not.

        Args:
            new: places of the transactions that are stored.
        """
        amounts = [tx.amount for tx in parsed.transactions]
        total = sum(amounts)
        opening, closing = parsed.opening, parsed.closing
        if opening is None and closing is None:
            last = self.env["account.bank.statement"]._get_last(journal)
            opening = type(total)(str(last.balance_end_real or 0))
            left_out = total - sum(amounts[place] for place in new)
            return opening, opening + total - left_out
        if opening is None:
            opening = closing - total
        if closing is None:
            closing = opening + total
        after = sum(amounts[new[-1] + 1 :])
        before = total - after - sum(amounts[place] for place in new)
        return opening + before, closing - after

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

    def _create_keys(self, file, lines, memory, identity, new: list[int]) -> None:
        """Remember the transactions that were stored; released ones again."""
        rows, journal = self.env["bank.import.key"].sudo(), lines.journal_id
        keys = [identity.keys[place] for place in new]
        domain = [("journal_id", "=", journal.id), ("key", "in", keys)]
        released = {row.key: row for row in rows.search(domain)}
        create = []
        for place, line in zip(new, lines, strict=True):
            before = identity.balances[place]
            values = {
                "state": "imported",
                "statement_line_id": line.id,
                "date": line.date,
                "amount": line.amount,
                "label": line.payment_ref,
                "import_file_id": file.id,
                "imported_statement_id": memory.id,
                "is_placed": before is not None,
                "balance_before": float(before or 0),
            }
            if row := released.get(identity.keys[place]):
                row.statement_line_id.duplicate_of_id = line  # ignored: stays away
                row.write(values)
            else:
                key = identity.keys[place]
                own = {"key": key, "company_id": journal.company_id.id}
                create.append(own | {"journal_id": journal.id, **values})
        by_set.create(rows, create)

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
        return messages + self._find_gap(statement)

    def _tell_future(self, statement, lines) -> list[Message]:
        """Say which entries are dated after today: banks book nothing in advance."""
        today = fields.Date.context_today(self)
        future = lines.filtered(lambda line: line.date > today)
        if not future:
            return []
        text = self.env._(
            "Entries dated in the future: %(count)s, the first is “%(label)s” of "
            "%(date)s. The file may hold orders, or read day and month the wrong way.",
            count=len(future),
            label=future[0].payment_ref,
            date=format_date(self.env, future[0].date),
        )
        return [Message("future_date", text, statement.display_name)]

    def _find_gap(self, statement) -> list[Message]:
        """Say that a statement does not begin where the last one and the lines without
        statement ended; another room may know why (table ``begins_anew``)."""
        journal, index = statement.journal_id, statement.first_line_index
        currency = statement.currency_id
        previous = statement._get_last(journal, ("first_line_index", "<", index))
        if not previous:
            return []
        loose = self.env["account.bank.statement.line"].search(
            [
                ("journal_id", "=", journal.id),
                ("statement_id", "=", False),
                ("state", "=", "posted"),
                ("internal_index", ">", previous.first_line_index),
                ("internal_index", "<", index),
            ]
        )
        ended = previous.balance_end_real + sum(loose.mapped("amount"))
        entries = self.env["bank.tables"]._get_entries("begins_anew")
        if not currency.compare_amounts(statement.balance_start, ended) or any(
            one(statement, previous) for one in entries
        ):
            return []
        text = self.env._(
            "Opening balance %(opening)s is not the closing balance %(closing)s of "
            "%(previous)s (difference %(off)s): a statement in between is missing, "
            "or this is the wrong file.",
            opening=currency.format(statement.balance_start),
            closing=currency.format(ended),
            previous=previous.display_name,
            off=currency.format(statement.balance_start - ended),
        )
        return [Message("opening_balance", text, statement.display_name)]

    def _ask(self, lines, memory, identity, new: list[int]) -> list[Message]:
        """Mark the lines of which nobody can know whether they are in the books, and
        say which two statements it is about."""
        asked = {}
        for place, line in zip(new, lines, strict=True):
            if key := identity.doubts.get(place):
                line.sudo().duplicate_of_id = key.statement_line_id
                asked.setdefault(key.imported_statement_id, []).append(line)
        return [
            Message(
                "same_or_other",
                self.env._(
                    "Entries of statement %(new)s that equal entries of statement "
                    "%(old)s and have no id of the bank: %(count)s, the first is "
                    "“%(label)s”. Say for each whether it is the same movement.",
                    count=len(same),
                    new=memory._get_label(),
                    old=old._get_label(),
                    label=same[0].payment_ref,
                ),
                lines.statement_id.display_name,
            )
            for old, same in asked.items()
        ]

    def _nothing_new(self, journal, parsed, identity, counts) -> list[Message]:
        if parsed.transactions:
            if not counts["known"]:
                return []
            text = self.env._(
                "%(known)s of %(all)s entries were known already: nothing was added.",
                known=counts["known"],
                all=len(parsed.transactions),
            )
            if identity.same_as:
                same = identity.same_as._get_label()
                text += " " + self.env._("It is the same statement as %s.", same)
            return [Message("known", text, parsed.number, "info")]
        text = self.env._("The statement has no entries.")
        messages = [Message("empty_statement", text, parsed.number, "info")]
        return messages + self._contradiction(journal, parsed, identity.piece)

    def _contradiction(self, journal, parsed, piece) -> list[Message]:
        """Say that a statement without entries has another balance than the books."""
        if not _tells_balance(piece):
            return []
        day = parsed.closing_date or parsed.opening_date
        until = [("date", "<=", day)] if day else []
        last = self.env["account.bank.statement"]._get_last(journal, *until)
        told = float(piece.opening)
        currency = last.currency_id
        if not last or not currency.compare_amounts(told, last.balance_end_real):
            return []
        text = self.env._(
            "The statement has no entries and the balance %(told)s, but %(last)s ended "
            "with %(closing)s (difference %(off)s): a statement in between is missing.",
            told=currency.format(told),
            last=last.display_name,
            closing=currency.format(last.balance_end_real),
            off=currency.format(told - last.balance_end_real),
        )
        return [Message("opening_balance", text, parsed.number)]


def _tells_balance(piece) -> bool:
    """Whether a statement without entries says anything: some banks write zeros."""
    return piece.last is not None and bool(piece.opening or piece.closing)
