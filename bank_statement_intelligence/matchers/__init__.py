# isort: skip_file
from . import partner_finder
from . import relations
from . import base
from . import documents
from . import payment_reference
from . import paid_item
from . import amount_date
from . import payment_id
from . import document_number
from . import partner_amount
from . import rule_facts
from . import application_rule
from . import group
from . import customer_statement
from . import match_rule
