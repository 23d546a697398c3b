"""Reconcile what is posted with what it settles; open it again, and close it again.

Plain functions; with ``undo`` and ``opening_entry`` the only code of this addon that
reconciles or takes reconciliations apart.
"""

from datetime import timedelta

#: days that the two sides of an own transfer may lie apart
TRANSFER_DAYS = 5


def reconcile(proposals) -> None:
    """Reconcile every posted counterpart with what it settles: one plan for all."""
    _reopen(proposals)
    groups = [*_get_item_groups(proposals), *_get_other_groups(proposals)]
    items = proposals.env["account.move.line"].union(*groups)
    plan = [group.with_prefetch(items.ids) for group in groups]
    if plan:
        # core's own entries, of exchange and cash basis, are made with all it does
        fast = {"tracking_disable": True, "skip_invoice_sync": _makes_no_entries(items)}
        items = items.with_context(**fast)
        items._reconcile_plan([group.with_env(items.env) for group in plan])


def _makes_no_entries(items) -> bool:
    """Tell whether reconciling changes amounts only: one currency, no cash basis."""
    currency = items.currency_id
    return (
        len(currency) == 1
        and currency == items.company_currency_id
        and not any(items.company_id.sudo().mapped("tax_exigibility"))
    )


def _get_item_groups(proposals) -> list:
    """Return each item with its counterparts; several lines may share one item."""
    groups: dict = {}
    for counterpart in proposals.line_ids:
        item = counterpart.move_line_id
        if item:
            group = groups.get(item, item)
            groups[item] = group | counterpart.counterpart_line_id
    return list(groups.values())


def _get_other_groups(proposals) -> list:
    """Return the pairs of transfers and returns."""
    groups: dict = {}
    for counterpart in proposals.line_ids:
        own = counterpart.counterpart_line_id
        if counterpart.role == "transfer":
            key = counterpart.proposal_id.group_key
            groups[key] = groups.get(key, own) | own
        elif counterpart.role == "reversal" and counterpart.settled_line_id:
            groups[counterpart] = own | counterpart.settled_line_id
    return list(groups.values())


def pair_transfers(proposals) -> None:
    """Reconcile what was sent to an own account alone with the other bank's side,
    where there is only one."""
    for proposal in proposals:
        journal = proposal.reconcile_model_id.sudo().counterpart_journal_id
        item = proposal.line_ids.counterpart_line_id
        is_alone = proposal.kind == "transfer" and not proposal.group_key
        if not (journal or is_alone) or len(item) != 1 or item.reconciled:
            continue
        if not item.account_id.reconcile:
            continue
        others = item.search(
            [
                ("account_id", "=", item.account_id.id),
                ("company_id", "=", item.company_id.id),
                *_other_side(item, journal),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("currency_id", "=", item.currency_id.id),
                ("amount_residual_currency", "=", -item.amount_residual_currency),
                ("date", ">=", item.date - timedelta(days=TRANSFER_DAYS)),
                ("date", "<=", item.date + timedelta(days=TRANSFER_DAYS)),
            ],
            limit=2,
        )
        if len(others) == 1:
            (item | others).reconcile()


def _other_side(item, journal) -> list[tuple]:
    if journal:
        return [("journal_id", "=", journal.id)]
    return [
        ("journal_id", "!=", item.journal_id.id),
        ("statement_line_id", "!=", False),
    ]


# -- returned payments -----------------------------------------------------------------


def _reopen(proposals) -> None:
    """Take what came back away from what it had settled, and remember that."""
    for counterpart in _get_reversals(proposals):
        item = counterpart.settled_line_id
        settled = item.matched_debit_ids.debit_move_id
        settled |= item.matched_credit_ids.credit_move_id
        counterpart.sudo().reopened_ids = settled.ids
        item.remove_move_reconcile()


def close_again(proposals) -> None:
    """Settle again what the posting of a returned payment had opened."""
    for counterpart in _get_reversals(proposals):
        item = counterpart.settled_line_id
        items = item.browse(counterpart.reopened_ids or [])
        items = items.exists().filtered(lambda one: not one.reconciled)
        if items and not item.reconciled:
            (item | items).with_context(tracking_disable=True).reconcile()
        counterpart.sudo().reopened_ids = False


def _get_reversals(proposals):
    return proposals.line_ids.filtered(
        lambda row: row.role == "reversal" and row.settled_line_id
    )
