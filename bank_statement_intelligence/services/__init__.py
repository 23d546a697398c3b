from . import (
    balance_service,
    bank_statement_api,
    difference_service,
    import_service,
    manual_settlement,
    match_service,
    posting_service,
    proposal_builder,
    statement_store,
    worksheet_service,
    worksheet_service_items,
    worksheet_service_verbs,
)
