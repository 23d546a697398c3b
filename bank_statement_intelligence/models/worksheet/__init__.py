"""What the screen reads and does."""

from . import bank_worksheet, on_account_journal
