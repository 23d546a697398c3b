"""Step 3, what is known already: import keys, and whether statements follow on."""

from odoo import models

from ...engine.references.identity import fingerprint, number_keys
from ...parsers.common.records import Message


class BankStatementIdentity(models.AbstractModel):
    _inherit = "bank.statement.store"

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

    # -- what is odd ------------------------------------------------------------------

    def _check_continuity(self, statement, parsed, counts) -> list[Message]:
        """Say gaps, overlaps and totals that do not agree."""
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
