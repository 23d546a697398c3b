"""One file per pass."""

from . import base
from . import by_reference
from . import amount_date
from . import day_total
from . import document_number
from . import history
from . import internal_transfer
from . import open_amount
from . import order_number
from . import paid_item
from . import payment_id
from . import payment_reference
from . import returned_payment
