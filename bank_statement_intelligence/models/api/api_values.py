"""JSON forms of the façade's answers."""


def line_json(line) -> dict:
    """Return a bank line."""
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


def proposal_json(proposal) -> dict:
    """Return a proposal with items and evidence."""
    return {
        "id": proposal.id,
        "line_ids": proposal.statement_line_id.ids,
        "kind": proposal.kind,
        "pass": proposal.pass_code,
        "tier": f"T{proposal.tier}",
        "state": proposal.state,
        "confidence": proposal.confidence,
        "difference": proposal.difference,
        "items": [
            {
                "move_line_id": item.move_line_id.id or False,
                "move_id": item.move_id.id or False,
                "account_id": item.account_id.id or False,
                "amount": item.amount,
            }
            for item in proposal.line_ids
        ],
        "evidence": _evidence(proposal.evidence),
        "error": proposal.error_message or False,
    }


def _evidence(facts) -> list[dict]:
    """Return the facts as the contract has them, without places in the text."""
    names = ("code", "bank_value", "item_value", "agrees")
    return [{name: fact[name] for name in names} for fact in facts or []]


def run_json(run) -> dict:
    """Return the result of a matching run."""
    return {
        "run_id": run.id,
        "mode": run.mode,
        "lines": run.line_count,
        "seconds": run.seconds,
        "passes": [
            {
                "pass": row.pass_code,
                "proposed": row.proposed,
                "tied": row.tied,
                "posted": row.posted,
            }
            for row in run.pass_ids
        ],
        "reconciled": run.reconciled_count,
        "proposed": run.proposed_count,
        "choose": run.choose_count,
        "unresolved": run.unresolved_count,
        "errors": run.error_count,
    }


def preview_json(env, lines, result, values) -> dict:
    """Return the result of a dry run: counts as of a real one, and proposals."""
    states: dict[int, list[str]] = {}
    for row in values:
        states.setdefault(row["statement_line_id"], []).append(row["state"])
    choose = sum(len(found) > 1 or "tie" in found for found in states.values())
    settled = lines.filtered(lambda line: line.match_state == "reconciled")
    return {
        "run_id": False,
        "mode": "dry",
        "lines": len(lines),
        "seconds": round(sum(row.seconds for row in result.passes), 3),
        "passes": [
            {"pass": row.code, "proposed": row.proposed, "tied": row.tied, "posted": 0}
            for row in result.passes
        ],
        "reconciled": len(settled),
        "proposed": len(states) - choose,
        "choose": choose,
        "unresolved": len(lines - settled) - len(states),
        "errors": 0,
        "proposals": [_preview_proposal(env, row) for row in values],
    }


def _preview_proposal(env, row: dict) -> dict:
    items = []
    for _command, _zero, item in row["line_ids"]:
        move_line = env["account.move.line"].browse(item.get("move_line_id") or [])
        items.append(
            {
                "move_line_id": move_line.id or False,
                "move_id": move_line.move_id.id or False,
                "account_id": item["account_id"],
                "amount": item["amount"],
            }
        )
    return {
        "id": False,
        "line_ids": [row["statement_line_id"]],
        "kind": row["kind"],
        "pass": row["pass_code"],
        "tier": f"T{row['tier']}",
        "state": row["state"],
        "confidence": row["confidence"],
        "difference": row["difference"],
        "items": items,
        "evidence": _evidence(row["evidence"]),
    }
