"""What the decision log keeps of postings and bank lines, as JSON values."""


def posting_facts(proposals) -> list[dict]:
    """Return what decided each posting: counterparts, evidence, versions of rules.

    Args:
        proposals: ``bank.match.proposal`` records.
    """
    log = proposals.env["bank.decision.log"]
    records = [*proposals.pass_id, *_get_rules(proposals)]
    versions = {(one._name, one.id): log._get_version(one) for one in records}
    return [_posting_facts(proposal, versions) for proposal in proposals]


def line_facts(line) -> dict:
    """Return what a bank line says.

    Args:
        line: ``account.bank.statement.line``.
    """
    return {
        "summary": line.payment_ref or "",
        "line": line.id,
        "entry": line.move_id.name,
        "date": str(line.date),
        "amount": line.amount,
        "currency": line.currency_id.name,
        "text": line.payment_ref or "",
    }


def _get_rules(proposals) -> list:
    """Return the rules that made the proposals: matching, application, combine."""
    groups = proposals.statement_line_id.line_group_id.sudo()
    return [
        *proposals.reconcile_model_id,
        *proposals.application_rule_id,
        *groups.rule_id,
    ]


def _posting_facts(proposal, versions: dict) -> dict:
    line = proposal.statement_line_id
    rows = [
        {
            "item": row.move_line_id.id or None,
            "document": row._get_label(),
            "account": row.account_id.id or None,
            "amount": row.amount,
            "currency": row.currency_id.name,
        }
        for row in proposal.line_ids
    ]
    return {
        **line_facts(line),
        "summary": f"{line.payment_ref or ''} → {proposal.counterpart_summary}",
        "kind": proposal.kind,
        "pass": proposal.pass_code or None,
        "pass_version": versions.get(("bank.match.pass", proposal.pass_id.id)),
        "rules": [
            {"model": one._name, "id": one.id, "name": one.display_name}
            | {"version": versions.get((one._name, one.id))}
            for one in _get_rules(proposal)
        ],
        "tier": proposal.tier or None,
        "confidence": proposal.confidence,
        "difference": proposal.difference,
        "evidence": proposal.evidence or [],
        "counterparts": rows,
        "run": proposal.run_id.id or None,
        "approved_by": proposal.sudo().approved_by_id.login or None,
        "second_approved_by": proposal.sudo().second_approved_by_id.login or None,
    }
