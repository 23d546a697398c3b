"""Step 3, what a statement must fit: journal, currency, periods that are open."""

from ...engine.references.accounts import same_account
from ...parsers.common.base import ParseError
from ...parsers.common.records import Message
from ..lines.constants import BANK_JOURNAL_TYPES
from ..lines.journals import currency_of
from .line_values import booking_day


def find_journals(company, account: str, archived: bool = False):
    """Return the bank journals of a company with this account number.

    Args:
        company: ``res.company``.
        account: account number as it stands in the file.
        archived: look among archived journals as well.
    """
    journals = company.env["account.journal"].with_context(active_test=not archived)
    journals = journals.search(
        [
            ("company_id", "=", company.id),
            ("type", "in", BANK_JOURNAL_TYPES),
            ("bank_account_id", "!=", False),
        ]
    )
    return journals.with_env(company.env).filtered(
        lambda journal: same_account(
            journal.bank_account_id.sanitized_acc_number or "", account
        )
    )


def choose_journal(file, parsed):
    """Return the journal of the account of a statement; never a guess.

    Args:
        file: ``bank.import.file``.
        parsed: ``ParsedStatement``.
    Raises:
        ParseError: there is none, or several, or the file is meant for another.
    """
    wanted = file.journal_id
    if not parsed.account and wanted:
        return wanted
    if not parsed.account:
        raise _journal_needed(file, parsed)
    found = find_journals(file.company_id, parsed.account)
    if wanted:
        if wanted not in found and (found or wanted.bank_account_id):
            raise _wrong_account(wanted, parsed)
        return wanted
    if not found:
        raise _archived_account(file, parsed) or _unknown_account(file, parsed)
    allowed = found & file.source_id.journal_ids or found
    if len(allowed) > 1:
        allowed = _with_currency(allowed, parsed)
    if len(allowed) != 1:
        raise _ambiguous_account(found, parsed)
    if file.source_id.journal_ids and allowed not in file.source_id.journal_ids:
        raise _journal_not_allowed(file.source_id, allowed)
    return allowed


def _with_currency(journals, parsed):
    """Return those journals of one account that have the currency of a statement."""
    told = {parsed.currency, *(tx.currency for tx in parsed.transactions)} - {""}
    return journals.filtered(lambda journal: {currency_of(journal).name} == told)


def possible_journals(file):
    """Return the bank journals that a file without account number can be meant for;
    credit cards as far as they are in use."""
    allowed = file.source_id.journal_ids
    if allowed:
        return allowed
    lines = file.env["account.bank.statement.line"]
    journals = file.env["account.journal"].search(
        [("company_id", "=", file.company_id.id), ("type", "in", ("bank", "credit"))]
    )
    return journals.filtered(
        lambda journal: (
            journal.type == "bank"
            or journal.bank_account_id
            or lines.search_count([("journal_id", "=", journal.id)], limit=1)
        )
    )


def _journal_needed(file, parsed) -> ParseError:
    _ = file.env._
    journals = possible_journals(file).mapped("display_name")
    return ParseError(
        "journal_needed",
        _("The file does not say which bank account it is of."),
        parsed.number or file.name,
        _("It can be one of: %s.", ", ".join(journals[:10]) or "–"),
        _("Choose the journal of the file, then press Retry."),
    )


def _wrong_account(journal, parsed) -> ParseError:
    _ = journal.env._
    return ParseError(
        "wrong_account",
        _("The file belongs to another bank account."),
        parsed.account,
        _(
            "The journal %(journal)s has the account %(account)s.",
            journal=journal.display_name,
            account=journal.bank_account_id.acc_number or "–",
        ),
        _("Choose the right journal, or leave it empty to use the account."),
    )


def _archived_account(file, parsed) -> ParseError | None:
    """Say that the account is one that the company has removed."""
    archived = find_journals(file.company_id, parsed.account, archived=True)
    if not archived:
        return None
    _ = file.env._
    return ParseError(
        "archived_account",
        _("The bank account of this statement is archived."),
        parsed.account,
        _("Its journal %s is archived.", archived[0].display_name),
        _(
            "Unarchive the journal and press Retry, or ask the bank to stop "
            "sending statements of this account. Its old statements stay readable."
        ),
    )


def _unknown_account(file, parsed) -> ParseError:
    _ = file.env._
    return ParseError(
        "unknown_account",
        _("No bank journal has the account of this statement."),
        parsed.account or _("no account number in the file"),
        _("The company is %s.", file.company_id.display_name),
        _(
            "Enter the account number on its bank journal (Accounting → "
            "Configuration → Journals), then press Retry."
        ),
    )


def _ambiguous_account(journals, parsed) -> ParseError:
    _ = journals.env._
    return ParseError(
        "ambiguous_account",
        _("Several bank journals have the account of this statement."),
        parsed.account,
        ", ".join(journals.mapped("display_name")),
        _(
            "Leave the account number on one journal only, or give each journal its "
            "currency, then press Retry."
        ),
    )


def _journal_not_allowed(source, journal) -> ParseError:
    _ = journal.env._
    return ParseError(
        "journal_not_allowed",
        _("The source does not accept statements of this journal."),
        journal.display_name,
        _("The source %s is limited to other journals.", source.name),
        _("Add the journal to the source, then press Retry."),
    )


def unknown_empty(env, parsed) -> Message:
    """Say that a statement without entries is of no account of ours."""
    text = env._("The account is on no bank journal; its statement has no entries.")
    return Message("unknown_account", text, parsed.account, "info")


def check_currency(journal, parsed) -> None:
    """Refuse a statement in another currency than its journal.

    Raises:
        ParseError: which currencies they are.
    """
    _ = journal.env._
    currency = currency_of(journal)
    same = ("", currency.name)  # some formats do not know the currency
    foreign = [tx for tx in parsed.transactions if tx.currency not in same]
    if parsed.currency in same and not foreign:
        return
    found = parsed.currency
    if foreign and found in same:
        found = foreign[0].currency
    raise ParseError(
        "wrong_currency",
        _("The statement is in another currency than its journal."),
        f"{parsed.account} {parsed.number}",
        _(
            "The statement is in %(found)s, the journal %(journal)s in %(wanted)s.",
            found=found,
            journal=journal.display_name,
            wanted=currency.name,
        ),
        _("Set the currency on the journal, then press Retry."),
    )


def check_not_secured(journal) -> None:
    """Refuse a journal that secures entries at once: core cannot secure an entry
    whose suspense item is still open.

    Raises:
        ParseError: what to turn off.
    """
    if not journal.restrict_mode_hash_table:
        return
    _ = journal.env._
    raise ParseError(
        "secured_journal",
        _("The journal secures every entry as soon as it is posted."),
        journal.display_name,
        _("A bank line is posted first and matched afterwards."),
        _(
            "Turn off “Secure Posted Entries with Hash” on the bank journal and "
            "secure its entries once they are matched (Accounting → Secure "
            "Entries), then press Retry."
        ),
    )


def locked_period(journal, parsed, transactions) -> ParseError | None:
    """Say which entry lies in a locked period: core would silently move its line to
    another date.

    Args:
        journal: ``account.journal``.
        parsed: ``ParsedStatement``.
        transactions: those of its transactions that are new.
    """
    _ = journal.env._
    for tx in transactions:
        day = booking_day(tx, parsed)
        locks = day and journal.company_id._get_violated_lock_dates(day, False, journal)
        if locks:
            return ParseError(
                "locked_period",
                _("The statement has entries in a locked period."),
                f"{parsed.account} {parsed.number}, {tx.where or day}",
                _(
                    "The entry is dated %(day)s; the period is locked until %(lock)s.",
                    day=day,
                    lock=locks[-1][0],
                ),
                _(
                    "Open the period or ask for the statement from the next day "
                    "on, then press Retry."
                ),
            )
    return None
