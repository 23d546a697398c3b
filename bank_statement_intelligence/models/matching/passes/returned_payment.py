"""Pass 80: returned payments, reversed entries, direct debits taken back by the bank.

The original is a settled bank line of the opposite amount, or one payment of a lump
sum. What it had settled is open again afterwards: the original's counterpart – or that
of the payment behind it – is reconciled with the return instead.
"""

from odoo import models
from odoo.tools import SQL

from ....engine.matching import returns
from ....engine.matching.returns import Counterpart, Original
from ..relations.items import PAYABLE
from ..relations.rows import key_of

#: how long after the original a payment may come back
MAX_DAYS = 120
#: kinds of references that name what was settled
_NAMED = ("upr", "payment_name", "paid", "number", "payment_id", "vendor_ref")
#: words of banks for money that comes back, where they set no flag (PostgreSQL)
_WORDS = (
    r"\m(retur\w*|retour\w*|rejected|reversal|chargeback|rtrn|storn\w*"
    r"|r(ü|ue)ck(l|gabe|(ü|ue)berw)\w*|tilbakef\w*|tilbakebet\w*|tilbagef\w*"
    r"|tilbagebet\w*|terugboek\w*|terugbet\w*|gestorneerd"
    r"|återf\w*|återbet\w*|palaut\w*|avvist|afvist|avvisad|hylätty)\M"
)
#: lines, and payments of lump sums, that the bank calls a return, or that tell a
#: reference which may be known
_BACK = SQL(
    r"""
    SELECT t.id AS txn_id, t.line_id AS own_id, t.journal_id, t.currency_id, t.minor,
           t.day, t.reversal, t.account, t.partner_id,
           t.minor / 10.0 ^ currency.decimal_places AS amount,
           currency.decimal_places AS decimals,
           t.reversal OR t.text ~* %(words)s AS said
      FROM match_txn t JOIN res_currency currency ON currency.id = t.currency_id
     WHERE t.is_open AND t.minor <> 0
       AND (t.reversal OR t.text ~* %(words)s OR EXISTS (
            SELECT FROM match_reference r
         LEFT JOIN match_document doc ON doc.key = r.key AND doc.kind = ANY(%(named)s)
             WHERE r.txn_id = t.id AND NOT r.loose
               AND (doc.key IS NOT NULL
                    OR r.source IN ('end_to_end', 'sender_reference'))))
    """,
    words=_WORDS,
    named=list(_NAMED),
)
#: settled lines of the opposite amount
_WHOLE = SQL(
    """
    SELECT back.*, old.id AS line_id, old.move_id, NULL::int AS item_id,
           old.account_number, old.sender_reference AS end_to_end,
           coalesce(old.payment_ref, '') || ' ' || move.date AS name
      FROM back
      JOIN account_bank_statement_line old ON old.journal_id = back.journal_id
       AND old.amount = -back.amount AND old.id <> back.own_id
      JOIN account_move move ON move.id = old.move_id
     WHERE old.match_state = 'reconciled'
       AND move.date BETWEEN back.day - %s AND back.day
    """,
    MAX_DAYS,
)
#: single payments of settled lump sums, and the counterparts of their amount: where
#: there are several, those of the detail's document, then those of its payer
_PARTS = SQL(
    """
    SELECT txn_id, own_id, journal_id, currency_id, minor, day, reversal, account,
           partner_id, amount, decimals, said, line_id, move_id, item_id,
           account_number, end_to_end, name
      FROM (
        SELECT back.*, old.id AS line_id, old.move_id, own.id AS item_id,
               detail.account_number, detail.end_to_end,
               concat_ws(' ', detail.partner_name, detail.text, move.date) AS name,
               rank() OVER (
                   PARTITION BY back.txn_id, detail.id
                   ORDER BY EXISTS (
                       SELECT FROM account_partial_reconcile part
                         JOIN account_move_line other
                           ON other.id IN (part.debit_move_id, part.credit_move_id)
                         JOIN account_move document ON document.id = other.move_id
                        WHERE own.id IN (part.debit_move_id, part.credit_move_id)
                          AND (document.payment_reference = detail.payment_reference
                               OR document.name = detail.document_number)) DESC,
                   coalesce(own.partner_id = back.partner_id, FALSE) DESC) AS place
          FROM back
          JOIN bank_line_detail detail ON detail.amount = -back.amount
           AND detail.kind = 'transaction'
          JOIN account_bank_statement_line old ON old.id = detail.statement_line_id
           AND old.journal_id = back.journal_id AND old.amount <> -back.amount
           AND old.match_state = 'reconciled' AND old.id <> back.own_id
          JOIN account_move move ON move.id = old.move_id
           AND move.date BETWEEN back.day - %s AND back.day
          JOIN account_move_line own ON own.move_id = old.move_id
           AND own.amount_currency = back.amount
           AND own.currency_id = back.currency_id) payment
     WHERE place = 1
    """,
    MAX_DAYS,
)
#: what a return and its original have in common: a document, the id of the payment, or
#: only the other account
_FOUND = SQL(
    """
    SELECT settled.txn_id, line_id, item_id, min(r.raw) AS raw,
           CASE WHEN doc.kind IN ('upr', 'payment_name') THEN 'upr'
                WHEN doc.kind = 'paid' THEN 'paid_document'
                ELSE 'document' END AS how
      FROM settled
      JOIN match_reference r ON r.txn_id = settled.txn_id
      JOIN match_document doc ON doc.key = r.key AND doc.kind = ANY(%(named)s)
       AND doc.document_id = settled.document_id
     GROUP BY settled.txn_id, line_id, item_id, how
     UNION
    SELECT pair.txn_id, line_id, item_id, r.raw, 'reference'
      FROM pair
      JOIN match_reference r ON r.txn_id = pair.txn_id AND r.key = %(key)s
     WHERE NOT r.loose AND length(r.key) >= 6 AND r.key ~ '[0-9]'
     UNION
    SELECT pair.txn_id, line_id, item_id, account, 'account' FROM pair
     WHERE said AND account <> '' AND account = account_number
    """,
    named=list(_NAMED),
    key=key_of("pair.end_to_end"),
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
       AND (pair.item_id IS NULL OR own.id = pair.item_id)
    """,
    payable=list(PAYABLE),
)
#: ``settled``: what an original settled; another bank line after it is its return
_STATEMENT = SQL(
    """
    WITH back AS MATERIALIZED (%(back)s),
    every AS MATERIALIZED (%(whole)s UNION ALL %(parts)s),
    touched AS MATERIALIZED (
        SELECT every.txn_id, every.line_id, every.item_id, every.move_id,
               other.move_id AS document_id,
               other.statement_line_id > every.line_id AS is_back
          FROM every
          JOIN account_move_line own ON own.move_id = every.move_id
           AND (every.item_id IS NULL OR own.id = every.item_id)
          JOIN account_partial_reconcile part
            ON own.id IN (part.debit_move_id, part.credit_move_id)
          JOIN account_move_line other ON other.id = CASE
               WHEN own.id = part.debit_move_id THEN part.credit_move_id
               ELSE part.debit_move_id END
    ), pair AS (
        SELECT * FROM every WHERE NOT EXISTS (
            SELECT FROM touched
             WHERE touched.is_back AND touched.txn_id = every.txn_id
               AND touched.line_id = every.line_id
               AND touched.item_id IS NOT DISTINCT FROM every.item_id)
    ), settled AS (
        SELECT touched.* FROM touched JOIN pair USING (txn_id, line_id)
         WHERE touched.item_id IS NOT DISTINCT FROM pair.item_id
    ), found AS (%(found)s)
    SELECT DISTINCT ON (pair.txn_id, pair.line_id, pair.item_id, found.how)
           pair.txn_id, pair.line_id, pair.minor, found.how,
           coalesce(found.raw, '') AS bank_value, pair.name,
           pair.reversal AS flagged, pair.day, (
           SELECT jsonb_agg(jsonb_build_object(
                      'account_id', undone.account_id,
                      'partner_id', undone.partner_id,
                      'reversed_id', undone.reversed_id,
                      'minor', round(undone.amount * 10 ^ pair.decimals)::bigint)
                      ORDER BY undone.id)
             FROM (%(undone)s) undone) AS counterparts
      FROM found JOIN pair USING (txn_id, line_id)
     WHERE found.item_id IS NOT DISTINCT FROM pair.item_id
     ORDER BY pair.txn_id, pair.line_id, pair.item_id, found.how
    """,
    back=_BACK,
    whole=_WHOLE,
    parts=_PARTS,
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
