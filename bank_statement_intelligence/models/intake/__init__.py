"""Files and what is stored of them."""

from . import (
    advice_store,
    bank_import_file,
    bank_import_format,
    bank_import_key,
    bank_import_mapping,
    bank_import_source,
    bank_import_wizard,
    bank_imported_statement,
    bank_line_advice,
    bank_mapping_wizard,
    import_service,
    line_set,
    on_account_bank_statement,
    on_account_bank_statement_line,
    on_account_journal,
    on_fetchmail_server,
    other_importers,
    statement_store,
)
