"""Uninstallation and reinstallation: what was imported is not forgotten between.

The keys of imported transactions go with our tables, the bank lines stay. So each line
takes its key along in the bank's data that core keeps with it, and gives it back when
the addon is installed again. What has no line any more (deleted by hand) is forgotten.
"""

KEPT = "bank_import_keys"

TAKE_ALONG = """
UPDATE account_bank_statement_line line
   SET transaction_details = COALESCE(line.transaction_details, '{}')
                             || jsonb_build_object(%s, kept.keys)
  FROM (SELECT statement_line_id, jsonb_agg(jsonb_build_object(
                   'key', key, 'state', state, 'reason', reason) ORDER BY id) AS keys
          FROM bank_import_key
         WHERE statement_line_id IS NOT NULL
      GROUP BY statement_line_id) kept
 WHERE kept.statement_line_id = line.id
   AND COALESCE(jsonb_typeof(line.transaction_details), 'object') = 'object'
"""
GIVE_BACK = """
INSERT INTO bank_import_key (key, journal_id, company_id, state, reason,
       statement_line_id, create_uid, create_date, write_uid, write_date)
SELECT kept->>'key', line.journal_id, line.company_id, kept->>'state',
       kept->>'reason', line.id, 1, now() AT TIME ZONE 'utc',
       1, now() AT TIME ZONE 'utc'
  FROM account_bank_statement_line line,
       jsonb_array_elements(line.transaction_details->%(kept)s) AS kept
 WHERE jsonb_typeof(line.transaction_details) = 'object'
   AND jsonb_typeof(line.transaction_details->%(kept)s) = 'array'
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
    env.cr.execute(GIVE_BACK, {"kept": KEPT})
    env.cr.execute(CLEAN, {"kept": KEPT})
    env.invalidate_all()
