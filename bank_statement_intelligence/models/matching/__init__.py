"""What could settle a line (reads only)."""

from . import bank_match_pass
from . import bank_match_tolerance
from . import bank_reference_format
from . import bank_tolerance_wizard
from . import engine
from . import events
from . import naming
from . import on_account_bank_statement_line
from . import on_account_journal
from . import on_account_move
from . import on_account_payment
from . import on_account_payment_register
from . import on_res_company
from . import on_res_config_settings
from . import on_res_partner
from . import on_res_partner_bank
from . import partner_finder
from . import passes
from . import policy
from . import relations
from . import tolerance_preview
