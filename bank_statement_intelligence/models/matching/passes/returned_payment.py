"""Pass 80: returned payments, reversed entries, direct debits taken back by the bank.

The original is a settled bank line of the opposite amount. What it had settled is open
again afterwards: the original's counterpart – or that of the payment behind it – is
reconciled with the return instead.
"""

from odoo import models
from odoo.tools import SQL

from ....engine.matching import returns
from ....engine.matching.returns import Counterpart, Original
from ..relations.items import PAYABLE

#: how long after the original a payment may come back
MAX_DAYS = 120
#: what a return and the documents behind a settled line have in common: a reference, a
#: document, or only the other account
_FOUND = SQL(
    """
    SELECT settled.txn_id, line_id, min(r.raw) AS raw,
           CASE WHEN doc.kind IN ('upr', 'payment_name') THEN 'upr'
                WHEN doc.kind = 'paid' THEN 'paid_document'
                ELSE 'document' END AS how
      FROM settled
      JOIN match_reference r ON r.txn_id = settled.txn_id
      JOIN match_document doc ON doc.key = r.key
       AND doc.document_id = settled.document_id
     WHERE doc.kind IN ('upr', 'payment_name')
        OR reversal AND doc.kind IN ('paid', 'number', 'payment_id', 'vendor_ref')
     GROUP BY settled.txn_id, line_id, how
     UNION
    SELECT pair.txn_id, line_id, account, 'account' FROM pair
     WHERE reversal AND account <> '' AND account = account_number
    """
)
#: what the original had settled, as counterparts of the return: an item of a payment
#: stands for the payment's own receivable or payable items
_UNDONE = SQL(
    """
    SELECT own.id, behind.id AS reversed_id,
           coalesce(behind.account_id, own.account_id) AS account_id,
           coalesce(behind.partner_id, own.partner_id) AS partner_id,
           coalesce(behind.amount_currency, own.amount_currency) AS amount
      FROM account_move_line own
      JOIN account_account account ON account.id = own.account_id
      JOIN account_journal journal ON journal.id = own.journal_id
      LEFT JOIN LATERAL (
           SELECT own.id, own.account_id, own.partner_id, own.amount_currency
            WHERE account.account_type = ANY(%(payable)s) AND own.reconciled
            UNION
           SELECT item.id, item.account_id, item.partner_id, item.amount_currency
             FROM account_partial_reconcile part
             JOIN account_move_line other ON other.id = CASE
                  WHEN own.id = part.debit_move_id THEN part.credit_move_id
                  ELSE part.debit_move_id END
             JOIN account_move payment ON payment.id = other.move_id
              AND payment.origin_payment_id IS NOT NULL
             JOIN account_move_line item ON item.move_id = payment.id
             JOIN account_account kind ON kind.id = item.account_id
              AND kind.account_type = ANY(%(payable)s)
            WHERE own.id IN (part.debit_move_id, part.credit_move_id)
              AND account.account_type <> ALL(%(payable)s)) behind ON TRUE
     WHERE own.move_id = pair.move_id AND own.account_id <> journal.default_account_id
    """,
    payable=list(PAYABLE),
)
_STATEMENT = SQL(
    """
    WITH pair AS (
        SELECT t.id AS txn_id, t.minor, t.reversal, t.account, old.id AS line_id,
               old.move_id, old.account_number, currency.decimal_places AS decimals,
               coalesce(old.payment_ref, '') || ' ' || old_move.date AS name
          FROM match_line t
          JOIN account_bank_statement_line old ON old.journal_id = t.journal_id
          JOIN res_currency currency ON currency.id = t.currency_id
          JOIN account_move old_move ON old_move.id = old.move_id
         WHERE t.is_open AND t.minor <> 0 AND old.match_state = 'reconciled'
           AND old.amount = -(t.minor / 10.0 ^ currency.decimal_places)
           AND old_move.date BETWEEN t.day - %(days)s AND t.day
           AND (t.reversal OR EXISTS (
                SELECT FROM match_document doc
                  JOIN match_reference r ON r.key = doc.key AND r.txn_id = t.id
                 WHERE doc.kind = 'upr'))
    ), settled AS (
        SELECT pair.txn_id, pair.line_id, pair.reversal,
               other.move_id AS document_id
          FROM pair
          JOIN account_move_line own ON own.move_id = pair.move_id
          JOIN account_partial_reconcile part
            ON own.id IN (part.debit_move_id, part.credit_move_id)
          JOIN account_move_line other ON other.id = CASE
               WHEN own.id = part.debit_move_id THEN part.credit_move_id
               ELSE part.debit_move_id END
    ), found AS (%(found)s)
    SELECT DISTINCT ON (pair.txn_id, pair.line_id, found.how)
           pair.txn_id, pair.line_id, pair.minor, found.how,
           coalesce(found.raw, '') AS bank_value, pair.name,
           pair.reversal AS flagged, (
           SELECT jsonb_agg(jsonb_build_object(
                      'account_id', undone.account_id,
                      'partner_id', undone.partner_id,
                      'reversed_id', undone.reversed_id,
                      'minor', round(undone.amount * 10 ^ pair.decimals)::bigint)
                      ORDER BY undone.id)
             FROM (%(undone)s) undone) AS counterparts
      FROM found JOIN pair USING (txn_id, line_id)
     ORDER BY pair.txn_id, pair.line_id, found.how
    """,
    days=MAX_DAYS,
    found=_FOUND,
    undone=_UNDONE,
)


class BankMatcherReturnedPayment(models.AbstractModel):
    _name = "bank.matcher.returned_payment"
    _inherit = "bank.matcher"
    _description = "Returned payment → original payment"

    _pass_code = "returned"

    def _propose(self, context):
        rows = self.env.execute_query_dict(_STATEMENT)
        for row in rows:
            found = row["counterparts"] or ()
            row["counterparts"] = tuple(Counterpart(**values) for values in found)
        return returns.decide((Original(**row) for row in rows), self._pass_code)
