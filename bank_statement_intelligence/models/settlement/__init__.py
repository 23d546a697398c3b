"""Proposals, posting and undo: the only room that writes accounting."""

from . import on_account_bank_statement_line
