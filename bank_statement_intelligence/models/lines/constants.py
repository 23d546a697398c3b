"""What all rooms mean by bank journals, settled lines and the groups of users."""

#: types of journals that have bank lines
BANK_JOURNAL_TYPES = ("bank", "cash", "credit")
#: the same, as a domain of a field
BANK_JOURNAL_DOMAIN = f"[('type', 'in', {BANK_JOURNAL_TYPES})]"

MATCH_STATES = [
    ("unresolved", "Unresolved"),
    ("choose", "Choose"),
    ("payment_pending", "Payment to Approve"),
    ("entry_pending", "Entry to Approve"),
    ("bank_difference", "Bank Entry Difference"),
    ("payment_difference", "Payment Difference"),
    ("entry_difference", "Entry Difference"),
    ("reconciled", "Reconciled"),
    ("ignored", "Ignored"),
]
#: match states of lines that nobody needs to look at any more
SETTLED_STATES = ("reconciled", "ignored")
#: states of proposals that still ask for something
OPEN_PROPOSALS = ("proposed", "tie", "approved")

GROUP_USER = "bank_statement_intelligence.group_bank_user"
GROUP_APPROVER = "bank_statement_intelligence.group_bank_approver"
GROUP_MANAGER = "bank_statement_intelligence.group_bank_manager"
