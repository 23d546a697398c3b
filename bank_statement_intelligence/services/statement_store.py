"""Step 3: a parsed statement becomes a bank statement, lines and their details.

Odoo posts each line bank ↔ suspense. Known transactions are skipped by
``bank.import.key``; what does not fit (gap, overlap, totals) is said on the statement.
"""

from odoo import api, models

from ..engine.accounts import same_account
from ..engine.identity import fingerprint, number_keys
from ..parsers.base import ParseError
from ..parsers.records import Message, ParsedStatement
from .line_values import detail_values, line_values

#: lines per create(): numbering is quadratic per date in one batch
CHUNK = 500


class BankStatementStore(models.AbstractModel):
    _name = "bank.statement.store"
    _description = "Bank Statement Storage"

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
        if not parsed.transactions and not self._find_journals(file, parsed):
            return counts, [self._say_unknown_empty(parsed)]
        journal = self._get_journal(file, parsed)
        self._check_currency(journal, parsed)
        self._check_unsecured(journal)
        keys = self._get_keys(file, journal, parsed)
        states = self._get_known_states(journal, keys)
        new = [
            (key, tx)
            for key, tx in zip(keys, parsed.transactions, strict=True)
            if states.get(key, "released") == "released"
        ]
        counts["new"] = len(new)
        counts["ignored"] = sum(state == "ignored" for state in states.values())
        counts["known"] = len(keys) - len(new) - counts["ignored"]
        if not new:
            return counts, self._say_nothing_new(parsed, counts)
        self._check_dates(journal, parsed, [tx for _key, tx in new])
        statement = self._create_statement(file, journal, parsed, new)
        messages = self._check_continuity(statement, parsed, counts)
        remarks = [m for m in parsed.messages if m.code == "tally"] + messages
        statement.import_warning = "\n".join(message.message for message in remarks)
        return counts, messages

    # -- journal ----------------------------------------------------------------------

    def _find_journals(self, file, parsed):
        """Return the bank journals of the file's company with this account number."""
        journals = self.env["account.journal"].search(
            [
                ("company_id", "=", file.company_id.id),
                ("type", "in", ("bank", "credit", "cash")),
                ("bank_account_id", "!=", False),
            ]
        )
        return journals.filtered(
            lambda journal: same_account(
                journal.bank_account_id.sanitized_acc_number or "", parsed.account
            )
        )

    def _get_journal(self, file, parsed):
        """Return the journal of the account; never a guess."""
        _ = self.env._
        if not parsed.account and file.journal_id:
            return file.journal_id
        found = self._find_journals(file, parsed)
        wanted = file.journal_id
        if wanted and wanted not in found and (found or wanted.bank_account_id):
            raise ParseError(
                "wrong_account",
                _("The file belongs to another bank account."),
                parsed.account,
                _(
                    "The journal %(journal)s has the account %(account)s.",
                    journal=wanted.display_name,
                    account=wanted.bank_account_id.acc_number or "–",
                ),
                _("Choose the right journal, or leave it empty to use the account."),
            )
        if wanted:
            return wanted
        if not found:
            raise ParseError(
                "unknown_account",
                _("No bank journal has the account of this statement."),
                parsed.account or _("no account number in the file"),
                _("The company is %s.", file.company_id.display_name),
                _(
                    "Enter the account number on its bank journal (Accounting → "
                    "Configuration → Journals), then press Retry."
                ),
            )
        allowed = found & file.source_id.journal_ids or found
        if len(allowed) > 1:
            raise ParseError(
                "ambiguous_account",
                _("Several bank journals have the account of this statement."),
                parsed.account,
                ", ".join(found.mapped("display_name")),
                _("Leave the account number on one journal only, then press Retry."),
            )
        if file.source_id.journal_ids and allowed not in file.source_id.journal_ids:
            raise ParseError(
                "journal_not_allowed",
                _("The source does not accept statements of this journal."),
                allowed.display_name,
                _("The source %s is limited to other journals.", file.source_id.name),
                _("Add the journal to the source, then press Retry."),
            )
        return allowed

    def _check_unsecured(self, journal) -> None:
        """Core cannot secure an entry whose suspense item is still open."""
        if not journal.restrict_mode_hash_table:
            return
        raise ParseError(
            "secured_journal",
            self.env._("The journal secures every entry as soon as it is posted."),
            journal.display_name,
            self.env._("A bank line is posted first and matched afterwards."),
            self.env._(
                "Turn off “Secure Posted Entries with Hash” on the bank journal and "
                "secure its entries once they are matched (Accounting → Secure "
                "Entries), then press Retry."
            ),
        )

    def _check_currency(self, journal, parsed) -> None:
        currency = journal.currency_id or journal.company_id.currency_id
        same = ("", currency.name)  # some formats do not know the currency
        foreign = [tx for tx in parsed.transactions if tx.currency not in same]
        if parsed.currency in same and not foreign:
            return
        found = parsed.currency
        if foreign and found in same:
            found = foreign[0].currency
        raise ParseError(
            "wrong_currency",
            self.env._("The statement is in another currency than its journal."),
            f"{parsed.account} {parsed.number}",
            self.env._(
                "The statement is in %(found)s, the journal %(journal)s in %(wanted)s.",
                found=found,
                journal=journal.display_name,
                wanted=currency.name,
            ),
            self.env._("Set the currency on the journal, then press Retry."),
        )

    # -- identity ---------------------------------------------------------------------

    def _get_keys(self, file, journal, parsed) -> list[str]:
        """Return one import key per transaction, twins numbered.

        A statement that follows exactly on the last one cannot contain its entries
        again: an equal transaction without a bank id is then a genuine twin.
        """
        prints = [fingerprint(tx) for tx in parsed.transactions]
        taken = {}
        weak = {item.value for item in prints if not item.strong}
        if weak and self._follows_last(file, journal, parsed):
            taken = self._count_known(journal, weak)
        return number_keys(prints, taken)

    def _follows_last(self, file, journal, parsed) -> bool:
        """Tell whether the statement begins where the last one ended.

        A file that was here before never does, even if the balance is by chance (or by
        a deleted line) back where it began.
        """
        if file.search_count(
            [
                ("checksum", "=", file.checksum),
                ("company_id", "=", file.company_id.id),
                ("id", "!=", file.id),
                ("state", "in", ("imported", "partial", "ignored")),
            ],
            limit=1,
        ):
            return False
        last = self._get_last_statement(journal)
        if not last or parsed.opening is None or parsed.opening == parsed.closing:
            return False
        if parsed.number and last.bank_statement_number == parsed.number:
            return False
        currency = last.currency_id
        return not currency.compare_amounts(
            last.balance_end_real, float(parsed.opening)
        )

    def _get_last_statement(self, journal):
        return self.env["account.bank.statement"].search(
            [("journal_id", "=", journal.id), ("first_line_index", "!=", False)],
            order="first_line_index desc",
            limit=1,
        )

    def _count_known(self, journal, prints: set[str]) -> dict[str, int]:
        self.env["bank.import.key"].flush_model(["key", "journal_id"])
        self.env.cr.execute(
            """
            SELECT split_part(key, ':', 1), max(split_part(key, ':', 2)::int)
              FROM bank_import_key
             WHERE journal_id = %s AND split_part(key, ':', 1) = ANY(%s)
          GROUP BY 1
            """,
            [journal.id, list(prints)],
        )
        return dict(self.env.cr.fetchall())

    def _get_known_states(self, journal, keys) -> dict[str, str]:
        known = self.env["bank.import.key"].search_fetch(
            [("journal_id", "=", journal.id), ("key", "in", keys)], ["key", "state"]
        )
        return {row.key: row.state for row in known}

    # -- locks ------------------------------------------------------------------------

    def _check_dates(self, journal, parsed, transactions) -> None:
        """Refuse a statement with dates in a locked period.

        Core would silently move such lines to another date (performance.md 2.1).
        """
        company = journal.company_id
        for tx in transactions:
            day = self._get_date(tx, parsed)
            locks = day and company._get_violated_lock_dates(day, False, journal)
            if locks:
                raise ParseError(
                    "locked_period",
                    self.env._("The statement has entries in a locked period."),
                    f"{parsed.account} {parsed.number}, {tx.where or day}",
                    self.env._(
                        "The entry is dated %(day)s; the period is locked until "
                        "%(lock)s.",
                        day=day,
                        lock=locks[-1][0],
                    ),
                    self.env._(
                        "Open the period or ask for the statement from the next day "
                        "on, then press Retry."
                    ),
                )

    def _get_date(self, tx, parsed):
        return tx.booking_date or tx.value_date or parsed.closing_date

    # -- rows -------------------------------------------------------------------------

    def _create_statement(self, file, journal, parsed, new):
        """Create the statement with its lines, details and import keys."""
        total = sum(tx.amount for _key, tx in new)
        opening, closing = self._get_balances(journal, parsed, total)
        silent = self.with_context(tracking_disable=True)
        statement = silent.env["account.bank.statement"].create(
            {
                "journal_id": journal.id,
                "name": parsed.number or parsed.statement_id or False,
                "reference": file.name,
                "bank_statement_number": parsed.number,
                "import_file_id": file.id,
                "balance_start": float(opening),
                "balance_end_real": float(closing),
            }
        )
        currencies = self._get_currencies(new)
        partners = self.env["bank.partner.finder"]._find_for_transactions(
            [tx for _key, tx in new], journal.company_id
        )
        for start in range(0, len(new), CHUNK):
            chunk = new[start : start + CHUNK]
            values = [
                line_values(tx, self._get_date(tx, parsed), journal, currencies)
                | {
                    "statement_id": statement.id,
                    "import_file_id": file.id,
                    "partner_id": partners[start + position],
                }
                for position, (_key, tx) in enumerate(chunk)
            ]
            lines = silent.env["account.bank.statement.line"].create(values)
            self._create_details(lines, chunk, currencies, journal)
            self._create_keys(lines, chunk, file, journal)
        return statement.with_context(tracking_disable=False)

    def _get_balances(self, journal, parsed, total):
        """Return opening and closing balance of the lines that are new.

        Known lines are left out, so the opening moves to where the new ones begin.
        """
        if parsed.closing is not None:
            return parsed.closing - total, parsed.closing
        last = self._get_last_statement(journal)
        opening = parsed.opening
        if opening is None:
            opening = type(total)(str(last.balance_end_real or 0))
        return opening, opening + total

    def _get_currencies(self, new) -> dict[str, int]:
        codes = {tx.original_currency for _key, tx in new}
        codes |= {detail.currency for _key, tx in new for detail in tx.details}
        codes |= {tx.currency for _key, tx in new}
        found = self.env["res.currency"].search([("name", "in", list(codes - {""}))])
        return {currency.name: currency.id for currency in found}

    def _create_details(self, lines, chunk, currencies, journal) -> None:
        values = []
        for line, (_key, tx) in zip(lines, chunk, strict=True):
            values += [
                detail | {"statement_line_id": line.id}
                for detail in detail_values(tx, currencies, line.currency_id.id)
            ]
        self.env["bank.line.detail"].create(values)

    def _create_keys(self, lines, chunk, file, journal) -> None:
        keys = [key for key, _tx in chunk]
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

    def _check_continuity(self, statement, parsed, counts) -> list[Message]:
        """Say gaps, overlaps and totals that do not agree (C79, V28)."""
        where = statement.display_name
        messages = []
        if counts["known"] or counts["ignored"]:
            messages.append(
                Message(
                    "overlap",
                    self.env._(
                        "Overlap: %(known)s of %(all)s entries were known and skipped; "
                        "the opening balance is that of the first new entry.",
                        known=counts["known"] + counts["ignored"],
                        all=len(parsed.transactions),
                    ),
                    where,
                )
            )
        if not statement.is_valid:
            messages.append(self._say_gap(statement, where))
        return messages

    def _say_gap(self, statement, where) -> Message:
        previous = self.env["account.bank.statement"].search(
            [
                ("journal_id", "=", statement.journal_id.id),
                ("first_line_index", "<", statement.first_line_index),
            ],
            order="first_line_index desc",
            limit=1,
        )
        currency = statement.currency_id
        return Message(
            "opening_balance",
            self.env._(
                "Opening balance %(opening)s is not the closing balance %(closing)s of "
                "%(previous)s (difference %(off)s): a statement in between is missing, "
                "or this is the wrong file.",
                opening=currency.format(statement.balance_start),
                closing=currency.format(previous.balance_end_real),
                previous=previous.display_name,
                off=currency.format(
                    statement.balance_start - previous.balance_end_real
                ),
            ),
            where,
        )

    def _say_unknown_empty(self, parsed) -> Message:
        return Message(
            "unknown_account",
            self.env._(
                "The account is on no bank journal; its statement has no entries."
            ),
            parsed.account,
            "info",
        )

    def _say_nothing_new(self, parsed, counts) -> list[Message]:
        if not parsed.transactions:
            text = self.env._("The statement has no entries.")
            return [Message("empty_statement", text, parsed.number, "info")]
        text = self.env._(
            "All %s entries were known already: nothing was added.",
            counts["known"] + counts["ignored"],
        )
        return [Message("known", text, parsed.number, "info")]
