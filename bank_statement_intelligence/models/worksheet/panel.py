"""The panel of the current bank line."""

from ..lines.constants import OPEN_PROPOSALS, SETTLED_STATES
from .booking import booking_values
from .items import count_items
from .values import (
    bank_texts,
    detail_values,
    line_values,
    proposal_values,
    tie_reason,
)


def panel_values(line) -> dict:
    """Return everything the panel shows at once, see :meth:`BankWorksheet.panel`."""
    is_reconciled = line.match_state == "reconciled"
    states = ("posted",) if is_reconciled else (*OPEN_PROPOSALS, "error")
    shown = line.match_proposal_ids.filtered(lambda p: p.state in states)
    labels = line.env["bank.match.proposal"]._get_evidence_labels()
    texts = bank_texts(line)
    proposals = [
        proposal_values(proposal, labels, texts)
        for proposal in shown.sorted(lambda p: (-p.confidence, p.id))
    ]
    return {
        "line": line_values(line),
        "proposals": proposals,
        "tie_reason": tie_reason(line, proposals),
        "taken_back": {} if proposals else _taken_back(line),
        "advice": detail_values(line),
        "booking": booking_values(line),
        "counts": {} if line.match_state in SETTLED_STATES else count_items(line),
    }


def _taken_back(line) -> dict:
    """Return the match of an open line that somebody undid last."""
    undone = line.match_proposal_ids.filtered(lambda p: p.state == "undone")
    if not undone or line.match_state in SETTLED_STATES:
        return {}
    last = undone.sorted("write_date")[-1]
    who = last.sudo().write_uid.display_name
    return {"id": last.id, "who": who, "summary": last.counterpart_summary}
