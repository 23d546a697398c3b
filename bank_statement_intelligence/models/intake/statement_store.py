"""Step 3: a parsed statement becomes a bank statement, lines and their details.

Odoo posts each line bank ↔ suspense. Known transactions are skipped by
``bank.import.key``; what does not fit (gap, overlap, totals) is said on the statement.
Which journal it belongs to is in ``statement_journal``, what of it is known already in
``statement_identity``.
"""

from odoo import api, models

from ...parsers.common.records import ParsedStatement
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
