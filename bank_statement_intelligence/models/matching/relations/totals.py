"""Lines that are the total of lines beside them: a bank may list both."""

from ..context import MatchContext

#: words of a total (PostgreSQL)
_WORDS = (
    r"\m(yht|yhteensä|summa|sum|total|totalt|i alt|ialt|gesamt|gesamtbetrag|insgesamt"
    r"|samlet|subtotal|sum total)\M"
)
#: how many lines a total may have; it stands before or behind them, on one day
_MAX_LINES = 200
_STATEMENT = """
    WITH total AS MATERIALIZED (
        SELECT t.id, line.journal_id, line.company_id, line.internal_index,
               line.amount, t.day
          FROM match_line t
          JOIN account_bank_statement_line line ON line.id = t.id
         WHERE t.is_open AND t.minor <> 0 AND t.text ~* %(words)s
    ), beside AS (
        SELECT total.id, total.amount, part.side,
               row_number() OVER near AS number,
               sum(part.amount) OVER near AS running
          FROM total CROSS JOIN LATERAL (
               SELECT other.amount, other.internal_index < total.internal_index AS side,
                      row_number() OVER (
                          PARTITION BY other.internal_index < total.internal_index
                          ORDER BY CASE WHEN other.internal_index < total.internal_index
                                        THEN other.internal_index END DESC,
                                   other.internal_index) AS place
                 FROM account_bank_statement_line other
                WHERE other.journal_id = total.journal_id
                  AND other.company_id = total.company_id
                  AND other.internal_index >= to_char(total.day, 'YYYYMMDD')
                  AND other.internal_index < to_char(total.day + 1, 'YYYYMMDD')
                  AND other.id <> total.id
                  AND other.match_state <> 'ignored') part
         WHERE part.place <= %(most)s
        WINDOW near AS (PARTITION BY total.id, part.side ORDER BY part.place))
    SELECT id, min(number)::int FROM beside
     WHERE running = amount AND number > 1
     GROUP BY id
    """


def read_totals(context: MatchContext) -> dict[int, int]:
    """Return the lines that call themselves a total and are the sum of those directly
    before or behind them on their day, with how many these are."""
    context.env.cr.execute(_STATEMENT, {"words": _WORDS, "most": _MAX_LINES})
    return dict(context.env.cr.fetchall())
