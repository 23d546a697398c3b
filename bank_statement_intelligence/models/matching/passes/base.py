"""The interface of a matching pass: a pool, a join and evidence."""

from odoo import api, models
from odoo.tools import SQL

from ....engine.matching.proposal import Proposal, Span
from ....engine.matching.sides import Hit, Item, Txn

#: columns of a transaction ``t`` and of an item ``i`` in the order of their dataclasses
TXN = (
    "t.id, t.line_id, t.minor, t.currency_id, t.date, t.journal_id, t.foreign_minor, "
    "t.foreign_currency_id, t.partner_id, coalesce(t.partner_how, '') AS partner_how, "
    "coalesce(t.partner_name, t.name, '') AS payer, t.near_partner_id, t.pays_for, "
    "coalesce(t.apply_method, '') AS apply_method, t.charges, t.text, "
    "coalesce(t.account_differs, FALSE) AS account_differs"
)
ITEM = (
    "i.id, i.document_id, i.minor, i.currency_id, i.name, i.date, i.due, "
    "i.company_minor, i.partner_id, coalesce(i.partner_name, ''), i.side, "
    "i.discount_minor, i.discount_day"
)
#: the same with names of their own, for a sub-select
ITEM_NAMED = (
    "i.id AS item_id, i.document_id, i.minor AS item_minor, "
    "i.currency_id AS item_currency, i.name, i.date AS item_date, i.due, "
    "i.company_minor, i.partner_id AS item_partner, "
    "coalesce(i.partner_name, '') AS item_partner_name, i.side, "
    "i.discount_minor, i.discount_day"
)
TXN_SIZE, ITEM_SIZE = 17, 13


class BankMatcher(models.AbstractModel):
    """One pass. Reads the temporary relations only, never writes.

    A pass of another addon inherits ``bank.matcher``, sets ``_pass_code`` and ``_kind``
    and implements ``_propose``; a row of ``bank.match.pass`` gives it its place.

    Relations (``matchers/relations.py``), fixed columns:

    * ``bsi_txn``: bank transactions. ``minor`` is the signed amount in the smallest
      unit of ``currency_id``; ``is_open`` while no strong proposal has it.
    * ``bsi_unit``: the same and the details of batch entries (``detail_id``), each
      matched like a line; ``has_parts`` on the lines they belong to.
    * ``bsi_ref``: every possible reference of a transaction or detail.
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
    def _propose(self, context) -> list[Proposal]:
        """Return the proposals of this pass for all open transactions.

        Must not write, must use the same number of SQL statements for any number of
        transactions, and must give the same answer for the same books.
        """
        raise NotImplementedError(f"{self._name} does not implement _propose()")

    # -- words of the statements -------------------------------------------------------

    def _amount_for_item(self) -> SQL:
        """SQL: the transaction's amount in the currency of the item, or NULL."""
        return SQL(
            """CASE WHEN i.currency_id = t.currency_id THEN t.minor
                    WHEN i.currency_id = t.foreign_currency_id THEN t.foreign_minor
               END"""
        )

    def _allowed(self) -> SQL:
        """SQL: the item is free and of the transaction's company and journal."""
        return SQL(
            """t.is_open AND t.minor <> 0 AND NOT i.claimed
               AND i.company_id = ANY(t.company_ids)
               AND (i.journal_id IS NULL OR i.journal_id = t.journal_id)"""
        )

    @api.model
    def _clear_reference(self) -> SQL:
        """SQL: reference ``r`` is item key ``k`` for certain, not digits glued over a
        blank by accident."""
        return SQL(
            """(NOT r.loose OR r.shape = k.shape
                OR (k.kind = 'payment_id' AND r.checked AND length(r.key) >= 8))"""
        )

    # -- rows --------------------------------------------------------------------------

    def _sides(self, rows):
        """Yield ``(Txn, Item, rest of the row)``; the same record is one object."""
        transactions: dict[int, Txn] = {}
        items: dict[int, Item] = {}
        for row in rows:
            txn_id, item_id = row[0], row[TXN_SIZE]
            if txn_id not in transactions:
                values = list(row[:TXN_SIZE])
                values[12] = tuple(values[12] or ())
                transactions[txn_id] = Txn(*values)
            if item_id not in items:
                items[item_id] = Item(*row[TXN_SIZE : TXN_SIZE + ITEM_SIZE])
            yield transactions[txn_id], items[item_id], row[TXN_SIZE + ITEM_SIZE :]

    def _hit(self, txn, item, code, key, bank_value, item_value, place) -> Hit:
        """Return a hit; ``place`` is field, detail, first and last character."""
        field, detail_id, first, last = place
        span = Span(field, first, last, detail_id) if field else None
        return Hit(txn, item, code, key, bank_value, item_value, span)
