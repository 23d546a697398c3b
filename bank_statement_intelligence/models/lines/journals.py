"""Bank journals and their currency."""

from .constants import BANK_JOURNAL_TYPES


def bank_journals(journals):
    """Return those of these ``account.journal`` records that have bank lines."""
    return journals.filtered(lambda journal: journal.type in BANK_JOURNAL_TYPES)


def currency_of(journal):
    """Return the currency of a journal's amounts: its own, else its company's."""
    return journal.currency_id or journal.company_id.sudo().currency_id


def name_account(account, company) -> str:
    """Return code and name of an account: core shows the code to bookkeepers only."""
    account = account.with_company(company).sudo()
    return " ".join(filter(None, (account.code, account.name)))


def with_branches(records):
    """Return these records with the branches of the active companies active as well, as
    far as the user may work in them: a line of the parent settles their items."""
    env, active = records.env, records.env.companies
    branches = env.user.company_ids.sudo().filtered(lambda one: one.parent_ids & active)
    added = (branches - active).ids
    if not added:
        return records
    return records.with_context(allowed_company_ids=[*active.ids, *added])
