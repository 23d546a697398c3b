"""The bank's side: lines, and the transactions inside batch lines."""

from ....engine.matching.batches import Part
from ....engine.matching.claims import Day
from ..context import MatchContext

_LINES = """
INSERT INTO match_txn (id, line_id, company_id, company_ids, journal_id, currency_id,
       minor, foreign_currency_id, foreign_minor, charges, balance, day, day_window,
       text, account, name, reversal)
SELECT line.id, line.id, line.company_id, %(companies)s, line.journal_id,
       line.currency_id,
       round(line.amount * 10 ^ currency.decimal_places)::bigint,
       line.foreign_currency_id,
       round(line.amount_currency * 10 ^ abroad.decimal_places)::bigint,
       coalesce((
           SELECT sum(round((fee ->> 'amount')::numeric
                            * 10 ^ currency.decimal_places))
             FROM jsonb_array_elements(
                  CASE jsonb_typeof(line.transaction_details -> 'charges')
                  WHEN 'array' THEN line.transaction_details -> 'charges'
                  ELSE '[]' END) fee
            WHERE fee ->> 'currency' IN ('', currency.name)
              AND coalesce(fee ->> 'included', '') <> 'false'), 0)::bigint,
       (SELECT sum(own.balance) FROM account_move_line own
         WHERE own.move_id = move.id
           AND own.account_id = journal.default_account_id),
       move.date, coalesce(%(days)s, journal.match_date_window),
       concat_ws(' ', line.payment_ref, move.narration,
                 (SELECT string_agg(detail.text, ' ')
                    FROM bank_line_detail detail
                   WHERE detail.statement_line_id = line.id)),
       coalesce(line.account_number, ''), coalesce(line.partner_name, ''),
       coalesce(line.transaction_details ->> 'reversal', '') = 'true'
           OR coalesce(line.transaction_details ->> 'return_reason', '') <> ''
           OR EXISTS (SELECT FROM bank_line_detail detail
               LEFT JOIN bank_line_detail filled ON filled.merged_detail_id = detail.id
                       WHERE detail.statement_line_id = line.id
                         AND 'true' IN (detail.original ->> 'reversal',
                                        filled.original ->> 'reversal'))
  FROM account_bank_statement_line line
  JOIN account_move move ON move.id = line.move_id
  JOIN account_journal journal ON journal.id = line.journal_id
  JOIN res_currency currency ON currency.id = line.currency_id
  LEFT JOIN res_currency abroad ON abroad.id = line.foreign_currency_id
 WHERE line.id = ANY(%(lines)s)
"""
#: a batch is taken apart if the amounts of its details add up to it; advice without an
#: amount, as people type it, says something of the whole line
_PARTS = """
INSERT INTO match_txn (id, line_id, detail_id, company_id, company_ids, journal_id,
       currency_id, minor, day, day_window, text, account, name, reversal)
SELECT -part.id, part.line_id, part.id, line.company_id, line.company_ids,
       line.journal_id, line.currency_id, part.minor, line.day, line.day_window,
       coalesce(part.text, ''), coalesce(part.account_number, ''),
       coalesce(part.partner_name, ''), part.is_back
  FROM (SELECT detail.id, detail.statement_line_id AS line_id, detail.text,
               detail.account_number, detail.partner_name,
               t.reversal AND detail.amount * t.minor > 0
                   OR coalesce(detail.original ->> 'reversal', '') = 'true'
                   OR EXISTS (SELECT FROM bank_line_detail filled
                               WHERE filled.merged_detail_id = detail.id
                                 AND filled.original ->> 'reversal' = 'true')
                   AS is_back,
               round(detail.amount * 10 ^ currency.decimal_places)::bigint AS minor,
               count(*) OVER every AS number,
               bool_and(coalesce(detail.currency_id, t.currency_id)
                        = t.currency_id) OVER every AS comparable,
               sum(round(detail.amount * 10 ^ currency.decimal_places))
                   OVER every AS total
          FROM bank_line_detail detail
          JOIN match_txn t ON t.id = detail.statement_line_id
          JOIN res_currency currency ON currency.id = t.currency_id
         WHERE detail.kind = 'transaction' AND detail.amount <> 0
        WINDOW every AS (PARTITION BY detail.statement_line_id)) part
  JOIN match_txn line ON line.id = part.line_id
 WHERE part.number > 1 AND part.comparable AND part.total = line.minor
"""
_MARK_BATCHES = """
UPDATE match_txn SET has_parts = TRUE
 WHERE detail_id IS NULL
   AND id IN (SELECT line_id FROM match_txn WHERE detail_id IS NOT NULL)
"""


def fill_transactions(context: MatchContext) -> None:
    """Fill ``match_txn``: one row per line, and one per transaction of a batch."""
    cr = context.env.cr
    values = {"companies": context.company_ids, "lines": context.lines.ids}
    cr.execute(_LINES, values | {"days": context.limits.days})
    cr.execute(_PARTS)
    context.has_parts = cr.rowcount > 0
    if context.has_parts:
        cr.execute(_MARK_BATCHES)


def read_parts(context: MatchContext) -> dict[int, list[Part]]:
    """Return the payments of each batch line by its id, with who certainly paid."""
    if not context.has_parts:
        return {}
    context.env.cr.execute(
        """
        SELECT t.line_id, t.id, t.minor, t.partner_id, coalesce(nullif(name, ''), text),
               (SELECT min(partner.commercial_partner_id)
                  FROM match_reference r
                  JOIN match_document doc ON doc.key = r.key AND doc.kind = 'payment_id'
                  JOIN account_move move ON move.id = doc.document_id
                   AND move.move_type = 'out_invoice'
                  JOIN res_partner partner ON partner.id = move.partner_id
                 WHERE r.txn_id = t.id AND r.source = 'payment_id' AND r.checked
                   AND t.name = '' AND t.account = '' AND t.minor > 0
                HAVING count(DISTINCT partner.commercial_partner_id) = 1)
          FROM match_txn t
         WHERE t.detail_id IS NOT NULL
         ORDER BY t.line_id, t.detail_id
        """
    )
    parts: dict[int, list[Part]] = {}
    for line_id, *values in context.env.cr.fetchall():
        parts.setdefault(line_id, []).append(Part(*values))
    return parts


def read_detail_ties(context: MatchContext) -> dict[int, dict]:
    """Return the lines that the details of a lump sum fit as well as others, with what
    they are told."""
    context.env.cr.execute(
        """
        SELECT fits.account_bank_statement_line_id,
               min(coalesce(nullif(advice.reference, ''), advice.date::text))
          FROM bank_line_advice_candidate_rel fits
          JOIN bank_line_advice advice ON advice.id = fits.bank_line_advice_id
         WHERE advice.state = 'tie'
           AND fits.account_bank_statement_line_id = ANY(%s)
         GROUP BY fits.account_bank_statement_line_id
        """,
        [context.lines.ids],
    )
    return {
        line_id: {"code": "details_tie", "document": reference or ""}
        for line_id, reference in context.env.cr.fetchall()
    }


def read_days(context: MatchContext) -> dict[int, Day]:
    """Return of each transaction its booking day and, as one value, all else that the
    bank says of it."""
    context.env.cr.execute(
        "SELECT id, day, md5(concat_ws('|', journal_id, minor, foreign_minor, account, "
        "name, text)) FROM match_txn"
    )
    return {txn_id: (day, words) for txn_id, day, words in context.env.cr.fetchall()}


def claim(context: MatchContext, txn_ids, item_ids) -> None:
    """Take transactions and items out of the pool of the passes that follow.

    A line that is taken takes its parts along.
    """
    if not txn_ids:
        return
    context.env.cr.execute(
        "UPDATE match_txn SET is_open = FALSE "
        "WHERE id = ANY(%(ids)s) OR line_id = ANY(%(ids)s)",
        {"ids": list(txn_ids)},
    )
    context.env.cr.execute(
        "UPDATE match_item SET claimed = TRUE WHERE id = ANY(%s)", [list(item_ids)]
    )
