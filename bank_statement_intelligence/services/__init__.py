from . import (
    balance_service,
    bank_statement_api,
    import_service,
    match_service,
    posting_service,
    proposal_builder,
    statement_store,
)
