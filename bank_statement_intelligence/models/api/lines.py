"""Bank lines over the façade."""


def line_values(line) -> dict:
    """Return an ``account.bank.statement.line`` with what it waits for."""
    return {
        "id": line.id,
        "date": str(line.date),
        "amount": line.amount,
        "currency": line.currency_id.name,
        "payment_ref": line.payment_ref or "",
        "match_state": line.match_state,
        "match_method": line.match_method or False,
        "proposal_count": line.proposal_count,
        "applied_amount": line.applied_amount,
        "difference_amount": line.difference_amount,
        "partner_id": line.partner_id.id or False,
        "warning": line.match_warning or False,
    }
