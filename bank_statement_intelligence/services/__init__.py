from . import (
    balance_service,
    bank_statement_api,
    difference_service,
    import_service,
    match_service,
    posting_service,
    proposal_builder,
    statement_store,
)
