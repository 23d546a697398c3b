"""The books' side: documents and payments whose reference the bank names.

They are found by their normalised numbers through indexes on expressions
(``matching/on_account_move.py``): always right, without a table to keep up to date.
"""

from odoo.tools import SQL

from ....engine.references.scan import INNER_SQL
from ..context import MatchContext
from .rows import key_of

#: kinds of references that invoices, bills and refunds carry
DOCUMENT_KINDS = ("number", "payment_id", "vendor_ref", "customer_ref", "origin")
#: columns of a document and the kind of reference in them
_MOVE_KINDS = {
    "move.name": "CASE WHEN move.origin_payment_id IS NULL THEN 'number' "
    "ELSE 'payment_name' END",
    "move.payment_reference": "'payment_id'",
    "move.ref": "CASE WHEN move.origin_payment_id IS NOT NULL THEN 'payment_memo' "
    "WHEN move.move_type IN ('in_invoice', 'in_refund', 'in_receipt') "
    "THEN 'vendor_ref' ELSE 'customer_ref' END",
    "move.invoice_origin": "'origin'",
}
#: the payments in the books that settled the documents named
_PAID = """
INSERT INTO match_document (document_id, kind, key, raw)
SELECT DISTINCT payment.id, 'paid', doc.key, doc.raw
  FROM match_document doc
  JOIN account_move_line own ON own.move_id = doc.document_id
  JOIN account_partial_reconcile part
    ON own.id IN (part.debit_move_id, part.credit_move_id)
  JOIN account_move_line other
    ON other.id = CASE WHEN own.id = part.debit_move_id
                  THEN part.credit_move_id ELSE part.debit_move_id END
  JOIN account_move payment ON payment.id = other.move_id
 WHERE doc.kind = ANY(%s) AND payment.statement_line_id IS NULL
   AND payment.state = 'posted'
"""
#: a number inside a longer one that is in the books means nothing of its own
_LONGEST = """
DELETE FROM match_reference r
 USING match_reference longer
 WHERE longer.txn_id = r.txn_id AND longer.field = r.field
   AND longer.detail_id IS NOT DISTINCT FROM r.detail_id
   AND longer.first <= r.first AND r.last <= longer.last
   AND length(longer.key) > length(r.key) AND NOT longer.loose
   AND EXISTS (SELECT FROM match_document doc WHERE doc.key = longer.key
                  AND doc.kind IN ('number', 'payment_id', 'vendor_ref', 'upr',
                                   'payment_name'))
"""
#: how our own numbers begin, or began in the last two years; one step through the index
#: per prefix
_PREFIXES = """
WITH RECURSIVE prefix AS (
    SELECT journal.id AS journal_id, (
           SELECT max(move.sequence_prefix) FROM account_move move
            WHERE move.journal_id = journal.id) AS value
      FROM account_journal journal
     WHERE journal.type = 'sale' AND journal.company_id = ANY(%s)
     UNION ALL
    SELECT prefix.journal_id, (
           SELECT max(move.sequence_prefix) FROM account_move move
            WHERE move.journal_id = prefix.journal_id
              AND move.sequence_prefix < prefix.value)
      FROM prefix WHERE prefix.value IS NOT NULL)
INSERT INTO match_prefix
SELECT DISTINCT coalesce(replace(key, year, (year::int - back)::text), key)
  FROM (SELECT DISTINCT regexp_replace(upper(value), '[^A-Z0-9]', '', 'g') AS key,
               coalesce(substring(value FROM '20[0-9][0-9]'),
                        substring(value FROM '(?<![0-9])[2-9][0-9](?![0-9])')) AS year
          FROM prefix) keys
 CROSS JOIN generate_series(0, 2) AS back
 WHERE length(key) >= 3
"""


def fill_documents(context: MatchContext) -> None:
    """Fill ``match_document``: what is posted and named, and what paid it already;
    and ``match_prefix``: a number that begins like that is a document of ours, in the
    books or not."""
    cr = context.env.cr
    cr.execute("INSERT INTO match_key SELECT DISTINCT key FROM match_reference")
    cr.execute("ANALYZE match_key")
    named = [*_named_moves(context.company_ids), *_named_payments(context)]
    cr.execute(
        SQL(
            "INSERT INTO match_document (document_id, kind, key, raw) %s",
            SQL(" UNION ").join(named),
        )
    )
    cr.execute("ANALYZE match_document")
    cr.execute(_LONGEST)
    cr.execute(_PAID, [list(DOCUMENT_KINDS)])
    cr.execute(_PREFIXES, [context.company_ids])


def _named_moves(company_ids: list[int]) -> list[SQL]:
    """SQL: documents by number, payment ID, reference and origin; also by the payment
    ID inside a longer reference. One step through an index per key: PostgreSQL knows
    nothing of how the keys are spread and would read every document there is."""
    searches = [
        (kind, column, key_of(column), SQL("TRUE"))
        for column, kind in _MOVE_KINDS.items()
    ]
    for parts in INNER_SQL:
        column = "move.payment_reference"
        inner, condition = (
            SQL(part.format(column).replace("%", "%%")) for part in parts
        )
        searches.append(("'payment_id'", column, inner, condition))
    return [
        SQL(
            """SELECT found.id, found.kind, ref.key, found.raw
                 FROM match_key ref CROSS JOIN LATERAL (
                      SELECT move.id, %(kind)s AS kind, %(column)s AS raw
                        FROM account_move move
                       WHERE %(key)s = ref.key AND move.state = 'posted'
                         AND move.statement_line_id IS NULL
                         AND move.company_id = ANY(%(companies)s)
                         AND %(condition)s OFFSET 0) found""",
            kind=SQL(kind),
            column=SQL(column),
            key=key,
            condition=condition,
            companies=company_ids,
        )
        for kind, column, key, condition in searches
    ]


def _named_payments(context: MatchContext) -> list[SQL]:
    """SQL: payments by unique reference, number and batch; without an entry of their
    own they stand for the documents they pay."""
    searches = [
        ("upr", "payment.unique_payment_reference", ""),
        ("payment_memo", "payment.payment_reference", ""),
    ]
    if "payment_lot_id" in context.env["account.payment"]._fields:
        lot = "JOIN account_payment_lot lot ON lot.id = payment.payment_lot_id"
        searches.append(("batch", "lot.name", lot))
    return [
        SQL(
            """SELECT coalesce(payment.move_id, paid.invoice_id), %(kind)s, ref.key,
                      payment.value
                 FROM match_key ref CROSS JOIN LATERAL (
                      SELECT payment.*, %(column)s AS value
                        FROM account_payment payment %(join)s
                       WHERE %(key)s = ref.key OFFSET 0) payment
            LEFT JOIN account_move__account_payment paid
                   ON paid.payment_id = payment.id AND payment.move_id IS NULL
                WHERE payment.company_id = ANY(%(companies)s)
                  AND payment.state IN ('in_process', 'paid')
                  AND coalesce(payment.move_id, paid.invoice_id) IS NOT NULL""",
            kind=kind,
            key=key_of(column),
            column=SQL(column),
            join=SQL(join),
            companies=context.company_ids,
        )
        for kind, column, join in searches
    ]
