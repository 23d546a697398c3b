"""Bank lines."""

from . import tables
from . import database_defaults
from . import bank_journal_lock
from . import bank_line_change
from . import bank_line_detail
from . import bank_line_group
from . import bank_schedule
from . import on_account_account
from . import on_account_bank_statement
from . import on_account_bank_statement_line
from . import on_account_journal
from . import on_account_move
from . import on_account_move_line
from . import on_account_partial_reconcile
