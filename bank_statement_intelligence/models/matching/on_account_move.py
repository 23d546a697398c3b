"""Documents are found by their normalised numbers, through indexes.

The expressions are the ones the matching joins by (``engine/references.py``), so the
keys of open and paid documents are always right, whoever writes them.
"""

from odoo import models

from ...engine.references.scan import INNER_SQL, KEY_SQL


def key_index(column: str, condition: str = "") -> models.Index:
    """Return an index on the normalised key of a column."""
    where = f"{column} IS NOT NULL" + (f" AND {condition}" if condition else "")
    return models.Index(f"(({KEY_SQL.format(column)})) WHERE {where}")


def inner_index(place: int) -> models.Index:
    """Return an index on the payment ID inside stored references of a kind."""
    expression, condition = (
        part.format("payment_reference") for part in INNER_SQL[place]
    )
    return models.Index(f"(({expression})) WHERE {condition} AND state = 'posted'")


class AccountMove(models.Model):
    """Indexes by which documents are found, and what is posted."""

    _inherit = "account.move"

    _bank_name_key_idx = key_index("name", "state = 'posted'")
    _bank_payment_reference_key_idx = key_index("payment_reference", "state = 'posted'")
    _bank_ref_key_idx = key_index("ref", "state = 'posted'")
    _bank_origin_key_idx = key_index("invoice_origin", "state = 'posted'")
    _bank_rf_key_idx = inner_index(0)
    _bank_slip_key_idx = inner_index(1)

    def _post(self, soft=True):
        """What is new in the books may settle a waiting bank line: queued."""
        posted = super()._post(soft)
        documents = posted.filtered(lambda move: not move.statement_line_id)
        documents.company_id._match_bank_lines_later()
        for settle in self.env["bank.tables"]._get_entries("posted"):
            settle(documents)
        return posted
