"""Why a proposal cannot be posted, or its posting not undone.

Each function takes a proposal and returns the reason, or None. ``_get_obstacles`` and
``_get_undo_obstacles`` of the proposal list them in order.
"""

from . import four_eyes


def is_not_approved(proposal) -> str | None:
    """Only what is approved is posted."""
    if proposal.state == "approved":
        return None
    return proposal.env._(
        "Proposal %(id)s is %(state)s. Approve it first.",
        id=proposal.id,
        state=proposal._get_state_label(),
    )


def is_line_unfit(proposal) -> str | None:
    """The bank line is not waiting any more."""
    line, _ = proposal.statement_line_id, proposal.env._
    if line.is_ignored or line.state != "posted":
        return proposal._describe_line(_("It is ignored or not posted."))
    if line.match_state == "reconciled":
        return proposal._describe_line(_("It is reconciled already."))
    if not line.is_reconciled and not line._is_untouched():
        return proposal._describe_line(
            _("It is partly booked by hand. Reset it to suspense first.")
        )
    if line.move_id.inalterable_hash:
        return proposal._describe_line(
            _("Its entry is secured by a hash and cannot be changed.")
        )
    return None


def is_locked(proposal) -> str | None:
    """The day of the bank line is locked."""
    line = proposal.statement_line_id
    locks = line.company_id._get_violated_lock_dates(line.date, False, line.journal_id)
    if not locks:
        return None
    return proposal._describe_line(
        proposal.env._("The period is locked until %s.", locks[-1][0])
    )


def is_counterpart_unfit(proposal) -> str | None:
    """An account is archived, or an item is not open any more."""
    _ = proposal.env._
    for counterpart in proposal.line_ids:
        item = counterpart.move_line_id
        if counterpart.account_id and not counterpart.account_id.active:
            return proposal._describe_line(
                _("Account %s is archived.", counterpart.account_id.display_name)
            )
        if not item:
            continue
        name = item.move_id.name
        if item.parent_state != "posted":
            return proposal._describe_line(_("%s is not posted any more.", name))
        compare = counterpart.currency_id.compare_amounts
        left = abs(item.amount_residual_currency)
        if item.reconciled:
            return proposal._describe_line(
                _("%s has been paid meanwhile. Run the matching again.", name)
            )
        if compare(left, abs(_taken(proposal, counterpart))) < 0:
            return proposal._describe_line(
                _(
                    "Of %(document)s only %(left)s is open, but %(taken)s is to be "
                    "settled. Take less of it, or run the matching again.",
                    document=name,
                    left=counterpart.currency_id.format(left),
                    taken=counterpart.currency_id.format(
                        abs(_taken(proposal, counterpart))
                    ),
                )
            )
    return None


def _taken(proposal, counterpart) -> float:
    """Return what a proposal, with the lines matched as one with it, takes of an item.

    A line of the other sign, a fee beside its payout, takes less than nothing.
    """
    rows = proposal._with_group("approved").line_ids
    same = rows.filtered(lambda row: row.move_line_id == counterpart.move_line_id)
    return sum((same | counterpart).mapped("amount"))


def has_come_back(proposal) -> str | None:
    """What it takes back has been taken back by another bank line already."""
    rows = proposal.line_ids.filtered(lambda row: row.role == "reversal")
    if not rows.settled_line_id:
        return None
    known = rows.sudo().search(
        [
            ("role", "=", "reversal"),
            ("settled_line_id", "in", rows.settled_line_id.ids),
            ("proposal_id.state", "=", "posted"),
        ],
        limit=1,
    )
    if not known:
        return None
    return proposal._describe_line(
        proposal.env._(
            "This payment came back already, on the bank line %s.",
            known.proposal_id.statement_line_id.display_name,
        )
    )


def is_account_foreign(proposal) -> str | None:
    """An entry never goes to an account of another company."""
    rows = proposal.line_ids.filtered(lambda row: not row.move_line_id)
    accounts = rows.account_id
    domain = accounts._check_company_domain(proposal.company_id)
    foreign = accounts - accounts.filtered_domain(domain)
    if not foreign:
        return None
    return proposal._describe_line(
        proposal.env._(
            "Account %(account)s does not belong to %(company)s.",
            account=foreign[0].display_name,
            company=proposal.company_id.display_name,
        )
    )


def has_no_account(proposal) -> str | None:
    """The counterparts do not use up the amount, and no account takes the rest."""
    line, rows = proposal.statement_line_id, proposal.line_ids
    if proposal.difference_account_id or not rows:
        return None
    currency = rows.currency_id
    if len(currency) > 1 or any(row.line_amount for row in rows):
        return None
    amount = line.amount if currency == line.currency_id else line.amount_currency
    total = sum(rows.mapped("amount"))
    if not currency.compare_amounts(amount, total):
        return None
    return proposal._describe_line(
        proposal.env._(
            "The difference of %s has no account. Choose “Difference to Account” "
            "on the proposal, or correct the payment.",
            currency.format(amount - total),
        )
    )


def lacks_reason(proposal) -> str | None:
    """Nobody has said why the amounts differ, and the tolerance wants to know."""
    if not proposal.needs_reason or proposal.difference_reason_id:
        return None
    return proposal._describe_line(
        proposal.env._(
            "Its tolerance asks why the amounts differ. Choose the “Reason of the "
            "Difference” on the proposal."
        )
    )


def has_unknown_payer(proposal) -> str | None:
    """Part of the line is money of somebody whom nobody knows."""
    unknown = proposal.line_ids.filtered(lambda row: row.role == "unknown")
    if proposal.difference_account_id or not unknown:
        return None
    total = sum(unknown.mapped("amount"))
    return proposal._describe_line(
        proposal.env._(
            "%(amount)s of %(names)s are nobody's yet. Choose “Adjust” and say for "
            "whom they are, or an account in “Difference to Account”.",
            amount=unknown.currency_id.format(total),
            names=", ".join(dict.fromkeys(unknown.mapped("label"))),
        )
    )


def has_lost_its_other_side(proposal) -> str | None:
    """The other line of a transfer is gone from the proposal's group."""
    if not proposal.group_key or proposal.line_ids.move_line_id:
        return None
    if "transfer" not in proposal.line_ids.mapped("role"):
        return None
    if len(proposal._with_group("approved", "posted")) > 1:
        return None
    return proposal._describe_line(
        proposal.env._("The other bank line of it has changed. Run the matching again.")
    )


def lacks_second_approval(proposal) -> str | None:
    """A large amount needs two people."""
    if not four_eyes.is_waiting(proposal):
        return None
    return proposal._describe_line(
        proposal.env._(
            "The amount needs the approval of a second person (%(journal)s, “Two "
            "Approvals from”). Approved by %(user)s so far.",
            journal=proposal.journal_id.display_name,
            user=proposal.approved_by_id.display_name or "–",
        )
    )


def is_changed(proposal) -> str | None:
    """The entry is not as posting left it."""
    line, _ = proposal.statement_line_id, proposal.env._
    _liquidity, suspense, others = line._seek_for_lines()
    posted = proposal.line_ids.filtered(
        lambda row: not (row.is_on_account and proposal._closes_items())
    )
    ours = posted.mapped("counterpart_line_id")
    if suspense or len(ours) != len(posted) or not (ours <= others):
        return proposal._describe_line(_("Its entry has been changed since."))
    if line.move_id.inalterable_hash:
        return proposal._describe_line(_("Its entry is secured by a hash."))
    return None


def is_used_since(proposal) -> str | None:
    """What it posted has settled something else since: undo would open that as well."""
    group = proposal._with_group("posted")
    is_alone = proposal.kind == "transfer" and not proposal.group_key
    if is_alone or group.reconcile_model_id.sudo().counterpart_journal_id:
        return None  # the other bank's side of a transfer: it finds this one again
    ours = group.line_ids.counterpart_line_id
    meant = ours | group.line_ids.move_line_id | group.line_ids.settled_line_id
    parts = ours.matched_debit_ids | ours.matched_credit_ids
    found = (parts.debit_move_id | parts.credit_move_id) - meant
    made = (parts | meant.matched_debit_ids | meant.matched_credit_ids).exchange_move_id
    others = found.move_id - made - group.statement_line_id.move_id
    if not others:
        return None
    return proposal._describe_line(
        proposal.env._(
            "What it posted has been reconciled with %s since. Undo that first.",
            ", ".join(others[:3].mapped("name")),
        )
    )
