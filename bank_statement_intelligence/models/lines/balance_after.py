"""The bank's balance after a line, read for the lines of a page alone."""

from odoo.tools import SQL

#: opening balances that count, and all amounts between them and the lines asked for
BALANCES = """
    WITH wanted AS (
        SELECT line.journal_id, line.internal_index,
               opening.first_line_index, opening.balance_start
          FROM account_bank_statement_line line
    CROSS JOIN LATERAL (
                SELECT first_line_index, balance_start
                  FROM account_bank_statement
                 WHERE journal_id = line.journal_id
                   AND first_line_index <= line.internal_index
              ORDER BY first_line_index DESC
                 LIMIT 1
               ) opening
         WHERE line.id = ANY(%(ids)s)
    ), span AS (
        SELECT journal_id, first_line_index, min(balance_start) AS opening,
               max(internal_index) AS last_line_index
          FROM wanted
      GROUP BY journal_id, first_line_index
    ), balance AS (
        SELECT line.id,
               COALESCE(span.opening, 0) + sum(
                   CASE WHEN move.state = 'posted' THEN line.amount ELSE 0 END
               ) OVER (
                   PARTITION BY span.journal_id, span.first_line_index
                   ORDER BY line.internal_index
               ) AS amount
          FROM span
          JOIN account_bank_statement_line line
            ON line.journal_id = span.journal_id
           AND line.company_id = ANY(%(companies)s)
           AND line.internal_index
               BETWEEN span.first_line_index AND span.last_line_index
          JOIN account_move move ON move.id = line.move_id
    )
    SELECT id, amount FROM balance WHERE id = ANY(%(ids)s)
"""


def read(lines) -> dict[int, float]:
    """Return the balance after each line that stands on or after a statement.

    One statement of SQL; it reads the lines between the opening balances that count
    and the lines asked for, not those of the whole ledger.

    Args:
        lines: ``account.bank.statement.line``.
    Returns:
        ``{line id: amount in the currency of the journal}``; lines before the first
        statement of their journal are not in it.
    """
    env = lines.env
    if not lines._origin:
        return {}
    for model in (lines, lines.statement_id, lines.move_id):
        model.flush_model()
    companies = env["res.company"].sudo()
    companies = companies.search([("id", "child_of", lines.journal_id.company_id.ids)])
    query = SQL(
        BALANCES,
        ids=lines._origin.ids,
        companies=companies.ids,
    )
    return {row[0]: float(row[1]) for row in env.execute_query(query)}
