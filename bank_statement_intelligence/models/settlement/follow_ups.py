"""What follows when proposals are posted, undone or rejected.

Each function takes the proposals; the tables ``_get_after_…`` of the proposal list them
in order.
"""


def add_analytic_items(proposals) -> None:
    """Core makes analytic items when an entry is posted; ours is posted already."""
    items = proposals.line_ids.counterpart_line_id.filtered(
        lambda item: item.analytic_distribution and not item.analytic_line_ids
    )
    if items:
        items._create_analytic_lines()


def record_hits(proposals) -> None:
    """Count what rules decided, and ask for what is still missing."""
    for rule, decided in _by_rule(proposals):
        rule._count_hits(decided.statement_line_id)
    for proposal in proposals.filtered("reconcile_model_id"):
        rule = proposal.reconcile_model_id.sudo()
        rule._schedule_activity(proposal.statement_line_id.move_id)


def record_corrections(proposals) -> None:
    """A person decided against these rules; often corrected ones stop."""
    for rule, decided in _by_rule(proposals):
        rule._count_correction(len(decided))


def _by_rule(proposals):
    """Yield each rule behind the proposals with its proposals."""
    for name in ("reconcile_model_id", "application_rule_id"):
        for rule, decided in proposals.filtered(name).grouped(name).items():
            yield rule.sudo(), decided
