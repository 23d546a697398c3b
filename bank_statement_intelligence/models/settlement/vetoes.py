"""Why a proposal is not posted by itself.

The table at the end reads top to bottom; every reason that holds is kept on the
proposal and shown to the user. Other rooms and addons add rows to ``_get_vetoes`` of
the proposal.
"""

from collections.abc import Callable

from odoo.tools.translate import LazyGettext, LazyTranslate

from ...engine.matching.fit import CHARGES_LARGE
from . import four_eyes, obstacles

_lt = LazyTranslate(__name__)

#: tiers of direct matches to posted bank entries that "propose" posts too
DIRECT_TIER = 3
#: triggers without a person: what a person undid stays undone
UNATTENDED = ("cron", "import", "event")
#: the veto of a proposal whose group has another one that may not be posted
GROUP = "group"


def get_rule(proposal):
    """Return the rule whose mode decides instead of the tier: the combine rule of the
    proposal's group, or the matching rule; empty if none does."""
    combine = proposal.statement_line_id.line_group_id.rule_id.sudo()
    if combine and proposal.group_key:
        return combine
    return proposal.reconcile_model_id.sudo()


def was_undone(proposal, _mode: str, trigger: str) -> bool:
    """Tell whether a person undid it and none asks for it now; rules never insist."""
    if trigger not in UNATTENDED and not get_rule(proposal):
        return False
    return any(
        other.state == "undone" and other.signature == proposal.signature
        for other in proposal.statement_line_id.match_proposal_ids
    )


def has_prepared(proposal, *_run) -> bool:
    """Tell whether a person has prepared another match of the line."""
    others = proposal.statement_line_id.match_proposal_ids - proposal
    return any(other._is_prepared() for other in others)


def is_rule_idle(proposal, *_run) -> bool:
    """Tell whether a rule behind it is not live, or only suggests."""
    rules = (get_rule(proposal), proposal.application_rule_id.sudo())
    return any(rule and (rule.mode, rule.state) != ("auto", "live") for rule in rules)


def needs_receipt(proposal, *_run) -> bool:
    """Tell whether the matching rule wants an attachment, which a person adds."""
    rule = get_rule(proposal)
    return rule == proposal.reconcile_model_id and rule.attachment_required


def is_over_limit(proposal, *_run) -> bool:
    """Tell whether the line is larger than the matching rule may post by itself."""
    rule = get_rule(proposal)
    if not rule or rule != proposal.reconcile_model_id:
        return False
    liquidity, _suspense, _others = proposal.statement_line_id._seek_for_lines()
    return rule._is_over_limit(sum(liquidity.mapped("balance")))


def is_only_asked(proposal, mode: str, _trigger) -> bool:
    """Tell whether “propose” forbids it: anything but a direct match to a posted bank
    entry."""
    if mode == "post":
        return False
    is_direct = proposal.kind == "bank" and int(proposal.tier) <= DIRECT_TIER
    return bool(get_rule(proposal)) or not is_direct


def is_weak(proposal, mode: str, _trigger) -> bool:
    """Tell whether its tier is beyond what the journal lets post; a tolerance can allow
    one with a difference."""
    if get_rule(proposal):
        return False
    allowed = int(proposal.journal_id.match_post_tier)
    if proposal.auto_allowed and mode == "post":
        allowed = max(allowed, 4)
    return int(proposal.tier) > allowed


#: code, test ``(proposal, mode, trigger)``, reason
TABLE: list[tuple[str, Callable, LazyGettext]] = [
    (
        "tie",
        lambda p, *run: p.state != "proposed",
        _lt("several matches are equally well proved"),
    ),
    (
        "contra",
        lambda p, *run: p.has_contra,
        _lt("some evidence speaks against it"),
    ),
    ("difference", lambda p, *run: p.difference, _lt("the amounts differ")),
    (
        "reason",
        lambda p, *run: p.needs_reason and not p.difference_reason_id,
        _lt("its tolerance asks why the amounts differ"),
    ),
    (
        "charges",
        lambda p, *run: CHARGES_LARGE in {fact["code"] for fact in p.evidence or []},
        _lt("the charge that the file tells is larger than usual"),
    ),
    (
        "duplicate",
        lambda p, *run: p.statement_line_id.duplicate_of_id,
        _lt("the movement may be in the books twice"),
    ),
    (
        "booked",
        lambda p, *run: p.statement_line_id.is_reconciled,
        _lt("the bank line has counterparts already"),
    ),
    ("prepared", has_prepared, _lt("a person has prepared another match")),
    ("undone", was_undone, _lt("a person undid this match before")),
    (
        "corrected",
        lambda p, *run: four_eyes.get_corrections(p),
        _lt("the bank line was corrected, so another person must approve it"),
    ),
    (
        "large",
        lambda p, *run: four_eyes.is_large(p),
        _lt("the amount needs the approval of two people"),
    ),
    ("rule", is_rule_idle, _lt("its rule only suggests or is not live")),
    ("receipt", needs_receipt, _lt("its rule asks for a receipt")),
    ("limit", is_over_limit, _lt("the amount is over the limit of its rule")),
    (
        "pass",
        lambda p, *run: not p.pass_id.auto_post,
        _lt("its pass asks before posting"),
    ),
    # all else but rules tells it as an error of posting
    (
        "locked",
        lambda p, *run: get_rule(p) and obstacles.is_locked(p),
        _lt("the period is locked"),
    ),
    ("mode", is_only_asked, _lt("matching was asked to propose only")),
    (
        "tier",
        is_weak,
        _lt("its proof is weaker than the journal lets post (“Posts by Itself up to”)"),
    ),
    # found when the vetoes of all proposals are known
    (
        GROUP,
        lambda p, *run: False,
        _lt("another line that is matched with it needs a person"),
    ),
]
