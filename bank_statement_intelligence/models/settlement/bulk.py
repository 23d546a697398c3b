"""Approving many at once: what a person must look at alone is left out, and named.

Plain functions of proposals; they read only.
"""

from odoo.tools import format_list

from ..lines.constants import OPEN_PROPOSALS, SETTLED_STATES

#: vetoes that hold for who ticks a whole list as well: that is not looking
LOOKED_AT_ALONE = (
    "tie",
    "contra",
    "charges",
    "duplicate",
    "booked",
    "corrected",
    "large",
    "limit",
)
#: tiers that are hints, not proof
FIRST_HINT = 7


def sort_out(proposals) -> tuple:
    """Tell what may be approved together.

    Args:
        proposals: what is not decided yet.
    Returns:
        the proposals that may, and a dict of the others by reason. Groups stay whole.
    """
    table = [row for row in proposals._get_vetoes() if row[0] in LOOKED_AT_ALONE]
    every = proposals | proposals._with_group(*OPEN_PROPOSALS, "error")
    reasons = {proposal: _get_reason(proposal, table) for proposal in every}
    left_out: dict = {}
    for group in every._split_by_group():
        found = next(filter(None, map(reasons.get, group)), None)
        if found:
            left_out[found] = left_out.get(found, every.browse()) | group & proposals
    chosen = proposals - every.browse().union(*left_out.values())
    return chosen, left_out


def sort_out_lines(lines) -> tuple:
    """Tell which bank lines may be approved together.

    Returns:
        the proposals that may, and a dict of the other lines by reason.
    """
    _ = lines.env._
    chosen, left_out = sort_out(
        lines.match_proposal_ids.filtered(lambda p: p.state in OPEN_PROPOSALS)
    )
    others = {why: found.statement_line_id for why, found in left_out.items()}
    rest = lines - chosen.statement_line_id - lines.browse().union(*others.values())
    settled = rest.filtered(lambda line: line.match_state in SETTLED_STATES)
    for reason, found in (
        (_("nothing in the books fits yet"), rest - settled),
        (_("it is settled already"), settled),
    ):
        if found:
            others[reason] = found
    return chosen, others


def _get_reason(proposal, table) -> str | None:
    """Return why one must be looked at alone, or None."""
    _ = proposal.env._
    line = proposal.statement_line_id
    if proposal.state not in (*OPEN_PROPOSALS, "error"):
        return _("it is decided already")
    waiting = line.match_proposal_ids.filtered(lambda p: p.state in OPEN_PROPOSALS)
    if len(waiting) > 1 and proposal.state not in ("tie", "approved"):
        return _("the bank line has several matches")
    for _code, test, reason in table:
        if test(proposal, "post", "button"):
            return reason
    if int(proposal.tier or 0) >= FIRST_HINT:
        return _("it is a hint, no proof")
    is_open = proposal.difference and not proposal.difference_account_id
    if is_open and not proposal.auto_allowed:
        return _("the amounts differ")
    return None


def describe_amounts(lines) -> str:
    """Return what comes in and goes out with bank lines, per currency."""
    texts = []
    for currency, group in lines.grouped("currency_id").items():
        amounts = group.mapped("amount")
        came = sum(amount for amount in amounts if amount > 0)
        went = -sum(amount for amount in amounts if amount < 0)
        if came:
            texts.append(lines.env._("%s in", currency.format(came)))
        if went:
            texts.append(lines.env._("%s out", currency.format(went)))
    return format_list(lines.env, texts) if texts else ""


def describe_left_out(env, left_out: dict) -> list[str]:
    """Return how many were left out for which reason.

    Args:
        env: for the language.
        left_out: records by reason.
    """
    return [
        env._("%(count)s: %(reason)s", count=len(records), reason=reason)
        for reason, records in left_out.items()
    ]


def describe_result(chosen, posted, waiting, left_out: dict) -> list[str]:
    """Return what became of several proposals, in sentences.

    Args:
        chosen: those that were to be posted.
        posted: of these.
        waiting: of these, for a second person.
        left_out: what was selected too and is not decided, by reason.
    """
    _, failed = chosen.env._, chosen - posted - waiting
    texts = [_("%s approved.", len(posted | waiting))]
    if left_out:
        count = sum(map(len, left_out.values()))
        names = "; ".join(describe_left_out(chosen.env, left_out))
        texts.append(_("%(count)s left out – %(names)s.", count=count, names=names))
    if failed:
        texts.append(
            _(
                "%(count)s not posted, for example: %(reason)s",
                count=len(failed),
                reason=failed[:1].error_message,
            )
        )
    if amounts := describe_amounts(posted.statement_line_id):
        texts.append(_("Posted: %s.", amounts))
    if waiting:
        texts.append(
            _("%s: the amount needs the approval of a second person.", len(waiting))
        )
    return texts
