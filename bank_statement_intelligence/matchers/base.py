"""The interface of a matching pass: a pool, a join and evidence (house rule 3)."""

from odoo import api, models
from odoo.tools import SQL

from ..engine.proposal import Proposal


class BankMatcher(models.AbstractModel):
    """One pass. Reads the temporary relations only, never writes (house rule 4).

    A pass of another addon inherits ``bank.matcher``, sets ``_pass_code`` and ``_kind``
    and implements ``_propose``; a row of ``bank.match.pass`` gives it its place.

    Relations (``matchers/relations.py``), fixed columns:

    * ``bsi_txn``: bank transactions. ``minor`` is the signed amount in the smallest
      unit of ``currency_id``; ``is_open`` while no strong proposal has it.
    * ``bsi_ref``: every possible reference of a transaction.
    * ``bsi_item``: journal items it could settle; ``pool`` is ``open`` or
      ``outstanding``; ``claimed`` once a strong proposal has it.
    * ``bsi_item_key``: the references of items, those already paid included.
    """

    _name = "bank.matcher"
    _description = "Matching Pass"

    #: stored on proposals and runs, and as the line's "found by"
    _pass_code = ""
    #: kind of its proposals
    _kind = "payment"

    @api.model
    def _propose(self) -> list[Proposal]:
        """Return the proposals of this pass for all open transactions.

        Must not write, must use the same number of SQL statements for any number of
        transactions, and must give the same answer for the same books.
        """
        raise NotImplementedError(f"{self._name} does not implement _propose()")

    def _amount_for_item(self) -> SQL:
        """SQL: the transaction's amount in the currency of the item, or NULL."""
        return SQL(
            """CASE WHEN i.currency_id = t.currency_id THEN t.minor
                    WHEN i.currency_id = t.foreign_currency_id THEN t.foreign_minor
               END"""
        )
