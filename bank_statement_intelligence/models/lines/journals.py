"""What a bank journal is."""

#: types of the journals that have bank lines
BANK_TYPES = ("bank", "cash", "credit")
BANK_DOMAIN = [("type", "in", BANK_TYPES)]


def bank_journals(journals):
    """Return those of these ``account.journal`` records that have bank lines."""
    return journals.filtered(lambda journal: journal.type in BANK_TYPES)


def currency_of(journal):
    """Return the currency of a journal's amounts: its own, else its company's."""
    return journal.currency_id or journal.company_id.sudo().currency_id
