# isort: skip_file
# The order is the order of inheritance.
from . import lines
from . import intake
from .customer_statement import portal
from .rules import bank_rule_mixin
from .rules import bank_rule_fields
from .matching import on_account_journal
from .matching import on_account_move
from .matching import on_account_payment
from .rules import on_account_reconcile_model
from .rules import bank_application_rule
from .rules import bank_combine_rule
from .rules import bank_rule_candidate
from .rules import on_account_bank_statement_line as rules_on_line
from .matching import bank_match_pass
from . import settlement
from .customer_statement import bank_payment_reference
from .customer_statement import on_account_bank_statement_line as statements_on_line
from .customer_statement import on_res_company as statements_on_company
from .customer_statement import on_res_partner as statements_on_partner
from .rules import bank_rule_condition
from .matching import bank_match_tolerance
from .matching import bank_reference_format
from .matching import on_res_company
from .matching import on_res_partner
from .matching import events
from .matching import partner_finder
from .matching import engine
from .matching.relations import relations
from .matching.relations import units
from .matching.relations import items
from .matching import policy
from .matching import naming
from .matching.passes import base
from .matching.passes import documents
from .matching.passes import payment_reference
from .matching.passes import paid_item
from .matching.passes import internal_transfer
from .matching.passes import amount_date
from .matching.passes import document_number
from .matching.passes import payment_id
from .rules.passes import partner_amount
from .rules import rule_facts
from .rules.passes import application_rule
from .rules.passes import group
from .customer_statement import customer_statement
from .matching.passes import open_amount
from .matching.passes import returned_payment
from .rules.passes import match_rule
from .matching.passes import history
from .rules import group_service
from .rules import rule_exchange
from .rules import rule_mining
from .rules import rule_service
from .matching import payment_exporters
from .matching import tolerance_preview
from .rules import bank_rule_wizard
from .matching import bank_tolerance_wizard
from . import control
from . import worksheet
from . import api
