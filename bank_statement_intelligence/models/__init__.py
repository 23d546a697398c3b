# isort: skip_file
# The order is the order of inheritance.
from . import lines
from . import matching
from . import intake
from .customer_statement import portal
from .rules import bank_rule_mixin
from .rules import bank_rule_fields
from .rules import on_account_reconcile_model
from .rules import bank_application_rule
from .rules import bank_combine_rule
from .rules import bank_combine_slice
from .rules import bank_rule_candidate
from .rules import on_account_bank_statement_line as rules_on_line
from . import settlement
from .customer_statement import bank_payment_reference
from .customer_statement import bank_customer_statement_wizard
from .customer_statement import on_account_bank_statement_line as statements_on_line
from .customer_statement import on_res_company as statements_on_company
from .customer_statement import on_res_partner as statements_on_partner
from .rules import bank_rule_condition
from .rules.passes import partner_amount
from .rules import rule_facts
from .rules.passes import rule_payers
from .rules.passes import group
from .customer_statement import customer_statement
from .rules.passes import match_rule
from .rules import group_service
from .rules import rule_exchange
from .rules import rule_mining
from .rules import rule_service
from .rules import bank_rule_wizard
from . import control
from . import worksheet
from . import api
