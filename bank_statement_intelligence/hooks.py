"""Uninstallation and reinstallation: what was imported is not forgotten between.

The keys of imported transactions go with our tables, the bank lines stay. So each line
takes its key along in the bank's data that core keeps with it, with what the bank told
of its statement, and gives both back when the addon is installed again. What has no
line any more (deleted by hand) is forgotten.
"""

KEPT = "bank_import_keys"

TAKE_ALONG = """
UPDATE account_bank_statement_line line
   SET transaction_details = COALESCE(line.transaction_details, '{}')
                             || jsonb_build_object(%s, kept.keys)
  FROM (SELECT statement_line_id, jsonb_agg(jsonb_build_object(
                   'key', key, 'state', state, 'reason', reason,
                   'date', date, 'amount', amount, 'label', label,
                   'is_placed', is_placed, 'balance_before', balance_before,
                   'statement', (SELECT to_jsonb(told) FROM (
                       SELECT id, number, has_balances, opening, closing, first_day,
                              last_day, entry_count
                         FROM bank_imported_statement
                        WHERE id = imported_statement_id) told)
                   ) ORDER BY id) AS keys
          FROM bank_import_key
         WHERE statement_line_id IS NOT NULL
      GROUP BY statement_line_id) kept
 WHERE kept.statement_line_id = line.id
   AND COALESCE(jsonb_typeof(line.transaction_details), 'object') = 'object'
"""
#: what lines have kept, with the statement in core's books and the bank's of each
WHAT_IS_KEPT = """
CREATE TEMPORARY TABLE bank_kept ON COMMIT DROP AS
SELECT line.id AS line_id, line.journal_id, line.company_id, line.statement_id, kept,
       dense_rank() OVER (ORDER BY line.journal_id, kept->'statement'->>'id')
           + COALESCE((SELECT max(id) FROM bank_imported_statement), 0) AS told_id
  FROM account_bank_statement_line line,
       jsonb_array_elements(line.transaction_details->%(kept)s) AS kept
 WHERE jsonb_typeof(line.transaction_details) = 'object'
   AND jsonb_typeof(line.transaction_details->%(kept)s) = 'array'
"""
GIVE_BACK_STATEMENTS = """
INSERT INTO bank_imported_statement (id, journal_id, company_id, statement_id, number,
       has_balances, opening, closing, first_day, last_day, entry_count,
       create_uid, create_date, write_uid, write_date)
SELECT DISTINCT ON (told_id) told_id, journal_id, company_id, statement_id,
       told.number, told.has_balances, told.opening, told.closing, told.first_day,
       told.last_day, told.entry_count,
       1, now() AT TIME ZONE 'utc', 1, now() AT TIME ZONE 'utc'
  FROM bank_kept, jsonb_to_record(kept->'statement') AS told(
       number varchar, has_balances boolean, opening numeric, closing numeric,
       first_day date, last_day date, entry_count integer)
 WHERE jsonb_typeof(kept->'statement') = 'object'
 ORDER BY told_id, line_id
"""
NEXT_STATEMENT = """
SELECT setval(pg_get_serial_sequence('bank_imported_statement', 'id'), max(id))
  FROM bank_imported_statement HAVING max(id) IS NOT NULL
"""
GIVE_BACK = """
INSERT INTO bank_import_key (key, journal_id, company_id, state, reason, date, amount,
       label, is_placed, balance_before, imported_statement_id,
       statement_line_id, create_uid, create_date, write_uid, write_date)
SELECT kept->>'key', journal_id, company_id, kept->>'state', kept->>'reason',
       (kept->>'date')::date, (kept->>'amount')::numeric, kept->>'label',
       (kept->>'is_placed')::boolean, (kept->>'balance_before')::numeric,
       (SELECT id FROM bank_imported_statement WHERE id = told_id), line_id,
       1, now() AT TIME ZONE 'utc', 1, now() AT TIME ZONE 'utc'
  FROM bank_kept
ON CONFLICT DO NOTHING
"""
CLEAN = """
UPDATE account_bank_statement_line
   SET transaction_details = transaction_details - %(kept)s
 WHERE jsonb_typeof(transaction_details) = 'object' AND transaction_details ? %(kept)s
"""


def uninstall_hook(env) -> None:
    """Let each bank line take its import keys along."""
    env.flush_all()
    env.cr.execute(TAKE_ALONG, [KEPT])


def post_init_hook(env) -> None:
    """Take back the import keys that bank lines have kept since an uninstallation."""
    env.cr.execute(WHAT_IS_KEPT, {"kept": KEPT})
    for query in (GIVE_BACK_STATEMENTS, NEXT_STATEMENT, GIVE_BACK):
        env.cr.execute(query)
    env.cr.execute(CLEAN, {"kept": KEPT})
    env.invalidate_all()
