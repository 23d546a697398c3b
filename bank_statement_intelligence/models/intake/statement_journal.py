"""Step 3, what a statement must fit: journal, currency, periods that are open."""

from odoo import models

from ...engine.references.accounts import same_account
from ...parsers.common.base import ParseError


class BankStatementJournal(models.AbstractModel):
    _inherit = "bank.statement.store"

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

    def _check_archived(self, file, parsed) -> None:
        """Say that the account is one that the company has removed."""
        archived = self.with_context(active_test=False)._find_journals(file, parsed)
        if not archived:
            return
        raise ParseError(
            "archived_account",
            self.env._("The bank account of this statement is archived."),
            parsed.account,
            self.env._("Its journal %s is archived.", archived[0].display_name),
            self.env._(
                "Unarchive the journal and press Retry, or ask the bank to stop "
                "sending statements of this account. Its old statements stay readable."
            ),
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
            self._check_archived(file, parsed)
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
