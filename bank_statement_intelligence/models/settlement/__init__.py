"""Proposals, posting and undo: the only room that writes accounting."""

from . import (
    bank_approve_wizard,
    bank_difference_reason,
    bank_ignore_wizard,
    bank_match_proposal,
    bank_match_proposal_line,
    bank_match_run,
    bank_match_wizard,
    bank_undo_wizard,
    by_hand,
    line_documents,
    match_service,
    on_account_bank_statement_line,
    on_account_journal,
    on_account_move,
    on_account_payment,
    posting,
    posting_set,
    queued_work,
    undo,
)
