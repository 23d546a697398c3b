"""The books must add up, whatever happened: what tests and the soak check after all.

Every check is one SQL statement that returns the rows that are wrong; `faults` runs all
of them in a database, `assert_books` is for test cases.
"""

# Bank entries are those of account_bank_statement_line; tolerances are half a cent.
CHECKS = {
    "an entry is not balanced": """
        SELECT m.name, sum(l.balance)
          FROM account_move m JOIN account_move_line l ON l.move_id = m.id
         WHERE m.state = 'posted'
      GROUP BY m.id HAVING abs(sum(l.balance)) > 0.004
    """,
    "the bank item of a line is not the line's amount": """
        SELECT s.id, s.amount, sum(l.amount_currency)
          FROM account_bank_statement_line s
          JOIN account_move m ON m.id = s.move_id
          JOIN account_journal j ON j.id = m.journal_id
          JOIN account_move_line l
            ON l.move_id = m.id AND l.account_id = j.default_account_id
      GROUP BY s.id HAVING abs(sum(l.amount_currency) - s.amount) > 0.004
    """,
    "a residual is not the amount less what was reconciled": """
        SELECT l.id, l.balance, l.amount_residual, coalesce(p.paid, 0)
          FROM account_move_line l
          JOIN account_move m ON m.id = l.move_id AND m.state = 'posted'
          JOIN account_account a ON a.id = l.account_id AND (
               a.reconcile OR a.account_type IN ('asset_cash', 'liability_credit_card'))
     LEFT JOIN LATERAL (
               SELECT sum(CASE WHEN r.debit_move_id = l.id THEN r.amount
                          ELSE -r.amount END) AS paid
                 FROM account_partial_reconcile r
                WHERE l.id IN (r.debit_move_id, r.credit_move_id)) p ON true
         WHERE abs(l.balance - coalesce(p.paid, 0) - l.amount_residual) > 0.004
    """,
    "a foreign residual is not the amount less what was reconciled": """
        SELECT l.id, l.amount_currency, l.amount_residual_currency, p.paid
          FROM account_move_line l
          JOIN account_move m ON m.id = l.move_id AND m.state = 'posted'
          JOIN account_account a ON a.id = l.account_id AND a.reconcile
          JOIN LATERAL (
               SELECT sum(CASE WHEN r.debit_move_id = l.id
                          THEN r.debit_amount_currency
                          ELSE -r.credit_amount_currency END) AS paid
                 FROM account_partial_reconcile r
                WHERE l.id IN (r.debit_move_id, r.credit_move_id)) p ON true
         WHERE p.paid IS NOT NULL
           AND abs(l.amount_currency - p.paid - l.amount_residual_currency) > 0.004
    """,
    "a line says reconciled and has money in suspense": """
        SELECT s.id, s.match_state, sum(l.balance)
          FROM account_bank_statement_line s
          JOIN account_move m ON m.id = s.move_id AND m.state = 'posted'
          JOIN account_journal j ON j.id = m.journal_id
          JOIN account_move_line l
            ON l.move_id = m.id AND l.account_id = j.suspense_account_id
         WHERE s.match_state = 'reconciled'
      GROUP BY s.id HAVING abs(sum(l.balance)) > 0.004
    """,
    "an open line has less in suspense than its amount": """
        SELECT s.id, s.match_state, s.amount, sum(l.amount_currency)
          FROM account_bank_statement_line s
          JOIN account_move m ON m.id = s.move_id AND m.state = 'posted'
          JOIN account_journal j ON j.id = m.journal_id
          JOIN account_move_line l ON l.move_id = m.id
     LEFT JOIN account_move_line o ON o.id = l.id AND o.account_id NOT IN (
               j.default_account_id, j.suspense_account_id)
         WHERE s.match_state NOT IN ('reconciled', 'ignored')
           AND NOT s.is_reconciled
      GROUP BY s.id
        HAVING count(o.id) = 0 AND abs(sum(l.balance)) > 0.004
    """,
    "a posted proposal's line is not reconciled": """
        SELECT p.id, s.id, s.match_state
          FROM bank_match_proposal p
          JOIN account_bank_statement_line s ON s.id = p.statement_line_id
         WHERE p.state = 'posted' AND NOT s.is_reconciled
           AND s.match_state = 'reconciled'
    """,
    "two proposals are posted for one line": """
        SELECT statement_line_id, count(*) FROM bank_match_proposal
         WHERE state = 'posted' GROUP BY 1 HAVING count(*) > 1
    """,
    "a transaction is stored twice": """
        SELECT statement_line_id, count(*) FROM bank_import_key
         WHERE state = 'imported' AND statement_line_id IS NOT NULL
      GROUP BY 1 HAVING count(*) > 1
    """,
    "an identity stands for two transactions": """
        SELECT journal_id, key, count(*) FROM bank_import_key
      GROUP BY 1, 2 HAVING count(*) > 1
    """,
    "a proposal waits for a line that is settled": """
        SELECT p.id, p.state, s.id
          FROM bank_match_proposal p
          JOIN account_bank_statement_line s ON s.id = p.statement_line_id
         WHERE p.state = 'approved' AND s.match_state = 'reconciled'
           AND EXISTS (SELECT 1 FROM bank_match_proposal o
                        WHERE o.statement_line_id = s.id AND o.state = 'posted')
    """,
    "a statement of a file has an end that is not its begin and lines": """
        SELECT t.id, t.name, t.balance_start, t.balance_end_real, sum(s.amount)
          FROM account_bank_statement t
          JOIN account_bank_statement_line s ON s.statement_id = t.id
          JOIN account_move m ON m.id = s.move_id AND m.state = 'posted'
         WHERE t.is_complete
      GROUP BY t.id
        HAVING abs(t.balance_start + sum(s.amount) - t.balance_end_real) > 0.004
    """,
    "an item of a proposal is of another company": """
        SELECT l.id FROM bank_match_proposal_line l
          JOIN bank_match_proposal p ON p.id = l.proposal_id
          JOIN account_move_line i ON i.id = l.move_line_id
          JOIN res_company c ON c.id = i.company_id
          JOIN res_company o ON o.id = p.company_id
         WHERE split_part(c.parent_path, '/', 1) <> split_part(o.parent_path, '/', 1)
    """,
}


def faults(cr) -> list[str]:
    """Return what is wrong with the books of a database, one text per fault.

    Args:
        cr: a cursor of it (psycopg2's or Odoo's); nothing is changed.
    """
    found = []
    for text, query in CHECKS.items():
        cr.execute(query)
        rows = cr.fetchall()
        if rows:
            found.append(f"{text}: {len(rows)}, e.g. {rows[:3]}")
    return found


def assert_books(case) -> None:
    """Fail a test case of Odoo whose books do not add up."""
    case.env.flush_all()
    found = faults(case.env.cr)
    if found:
        raise AssertionError("The books do not add up:\n" + "\n".join(found))
