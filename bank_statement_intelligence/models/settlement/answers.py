"""Runs that a person or a program asks for; runs and proposals as JSON."""

from odoo.exceptions import UserError

from ..lines.constants import BANK_JOURNAL_TYPES
from ..lines.rights import check_right
from ..matching.context import AS_USUAL

MODES = ("dry", "propose", "post")


def waiting_lines(env, journals=None):
    """Return the lines that wait for a match, oldest first.

    Args:
        env: the environment.
        journals: bank journals; by default all of the current company.
    """
    if journals is None:
        journals = env["account.journal"].search(
            [
                ("company_id", "=", env.company.id),
                ("type", "in", BANK_JOURNAL_TYPES),
            ]
        )
    return env["bank.match.engine"]._get_waiting_lines(journals)


def run_on_request(lines, mode: str, limits=AS_USUAL) -> dict:
    """Match bank lines of one company.

    Args:
        lines: ``account.bank.statement.line``.
        mode: ``dry`` writes nothing and adds ``proposals``; ``propose`` or ``post``.
        limits: how far the run looks.
    Returns:
        see :func:`run_values`.
    Raises:
        UserError: unknown mode.
        AccessError: only approvers post.
    """
    env = lines.env
    if mode not in MODES:
        raise UserError(
            env._(
                "Unknown mode %(mode)s. Use one of: %(modes)s.",
                mode=repr(mode),
                modes=", ".join(MODES),
            )
        )
    service = env["bank.match.service"]
    if mode == "dry":
        return preview_values(lines, *service._preview(lines, limits))
    if mode == "post":
        check_right(env, "approver")
    return run_values(service._run(lines, mode, "api", limits=limits))


def run_values(run) -> dict:
    """Return the result of a ``bank.match.run``: ``run_id, mode, lines, seconds,
    passes, reconciled, proposed, choose, unresolved, errors``; of one that waits for
    the scheduled action also its ``state``."""
    waits = {"state": run.state} if run.state == "queued" else {}
    return waits | {
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


def preview_values(lines, result, values: list[dict]) -> dict:
    """Return the result of a dry run: counts as of a real one, and ``proposals``.

    Args:
        lines: the lines that were looked at.
        result: the engine's ``MatchResult``.
        values: what proposals would be created with.
    """
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
        "proposals": [_preview_proposal(lines.env, row) for row in values],
    }


def proposal_values(proposal) -> dict:
    """Return a ``bank.match.proposal`` with items and evidence."""
    items = [
        (item.move_line_id, item.account_id.id or False, item.amount)
        for item in proposal.line_ids
    ]
    found = _proposal(proposal, proposal.id, proposal.statement_line_id.ids, items)
    return found | {"error": proposal.error_message or False}


def _preview_proposal(env, row: dict) -> dict:
    items = [
        (
            env["account.move.line"].browse(item.get("move_line_id") or []),
            item["account_id"],
            item["amount"],
        )
        for _command, _zero, item in row["line_ids"]
    ]
    return _proposal(row, False, [row["statement_line_id"]], items)


def _proposal(row, key: int | bool, line_ids: list[int], items: list[tuple]) -> dict:
    """Return the parts that a proposal and the values of one have in common; evidence
    as the contract has it, without places in the text."""
    names = ("code", "bank_value", "item_value", "agrees")
    return {
        "id": key,
        "line_ids": line_ids,
        "kind": row["kind"],
        "pass": row["pass_code"],
        "tier": f"T{row['tier']}",
        "state": row["state"],
        "confidence": row["confidence"],
        "difference": row["difference"],
        "items": [
            {
                "move_line_id": item.id or False,
                "move_id": item.move_id.id or False,
                "account_id": account_id,
                "amount": amount,
            }
            for item, account_id, amount in items
        ],
        "evidence": [
            {name: fact[name] for name in names} for fact in row["evidence"] or []
        ],
    }
