"""Four eyes: corrected lines and large amounts need a second person."""

from odoo.exceptions import UserError


def is_large(proposal) -> bool:
    """Tell whether the bank line's amount needs two approvals."""
    limit = proposal.journal_id.second_approval_amount
    return bool(limit) and abs(proposal.statement_line_id.amount) >= limit


def is_waiting(proposal) -> bool:
    """Tell whether the second of two approvals is missing."""
    return is_large(proposal) and not proposal.second_approved_by_id


def get_waiting(proposals):
    """Return those that the second of two approvals is missing for, and those of their
    groups: combined lines wait together."""
    waiting = [
        group for group in proposals._split_by_group() if any(map(is_waiting, group))
    ]
    return proposals.browse().union(*waiting)


def is_second(proposal) -> bool:
    """Tell whether the user's approval is the second one of a large amount."""
    first = proposal.approved_by_id
    return bool(first) and first != proposal.env.user and is_large(proposal)


def get_corrections(proposal):
    """Return the corrections of the bank line if its journal wants a second person for
    them, else none."""
    if not proposal.journal_id.second_approval_edited:
        return proposal.env["bank.line.change"]
    return proposal.statement_line_id._get_corrections()


def check_own_corrections(proposals) -> None:
    """Refuse that somebody approves what he or she has corrected.

    Raises:
        UserError: which line, and what to do.
    """
    env = proposals.env
    for proposal in proposals:
        if env.user in get_corrections(proposal).user_id:
            raise UserError(
                proposal._describe_line(
                    env._(
                        "You have corrected it, so somebody else must approve its "
                        "match (%s, “Second Person for Corrected Lines”).",
                        proposal.journal_id.display_name,
                    )
                )
            )
