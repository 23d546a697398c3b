"""What could settle a line (reads only)."""

from . import on_account_bank_statement_line
