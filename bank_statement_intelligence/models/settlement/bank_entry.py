"""Write the journal entry of a bank line: counterparts for suspense, and back.

The bank's own item never changes.
"""

from . import counterparts

#: what makes posting fast and is safe for bank entries: the bank side does not change,
#: balances stay checked, and the run is logged as a whole
FAST = {
    "tracking_disable": True,
    "skip_invoice_sync": True,
    "skip_account_move_synchronization": True,
    "skip_is_manually_modified": True,
    "skip_readonly_check": True,
}


# -- counterparts for suspense ---------------------------------------------------------


def write_counterparts(proposals) -> None:
    """Replace the suspense items of the bank lines by their counterparts."""
    whole = proposals.filtered(counterparts.is_whole_item)
    _swap_suspense(whole)
    for proposal in proposals - whole:
        _rewrite(proposal)


def _swap_suspense(proposals) -> None:
    """One item of exactly the line's amount: the suspense item becomes its
    counterpart. Same rows as core would write, with far fewer statements."""
    groups: dict[tuple, list] = {}
    for proposal in proposals:
        counterpart = proposal.line_ids
        _liquidity, suspense, _others = proposal.statement_line_id._seek_for_lines()
        key = counterpart.move_line_id.account_id, counterpart.partner_id
        groups.setdefault(key, []).append((counterpart, suspense))
    by_account: dict = {}
    for (account, partner), rows in groups.items():
        items = proposals.env["account.move.line"].union(*(row[1] for row in rows))
        by_account[account] = by_account.get(account, items) | items
        foreign = items.filtered(lambda i, p=partner: i.partner_id != p)
        if foreign:
            foreign.with_context(**FAST).write({"partner_id": partner.id})
        for counterpart, suspense in rows:
            counterpart.sudo().counterpart_line_id = suspense
    for account, items in by_account.items():
        items.with_context(**FAST).write({"account_id": account.id})


def _rewrite(proposal) -> None:
    """Several counterparts, a difference or another currency: rewrite the entry."""
    line = proposal.statement_line_id
    _liquidity, suspense, _others = line._seek_for_lines()
    before = line.move_id.line_ids
    rows = counterparts.prepare(proposal)
    line.with_context(force_delete=True, skip_readonly_check=True).write(
        {
            "line_ids": [(2, suspense.id)]
            + [(0, 0, values) for _counterpart, values in rows]
        }
    )
    # items of taxes have rows as well: each row has the item made of it
    created = (line.move_id.line_ids - before).sorted("id")
    for (counterpart, _values), item in zip(rows, created, strict=True):
        if counterpart:
            counterpart.sudo().counterpart_line_id = item


# -- back to suspense ------------------------------------------------------------------


def restore_suspense(proposals) -> None:
    """Take the counterparts of posted proposals back: what they settled is open again
    in one step, then one write per account and partner."""
    whole = proposals.filtered(counterparts.is_whole_item)
    items = whole.line_ids.counterpart_line_id
    rest = (proposals - whole).statement_line_id
    others = items.browse().union(*(line._seek_for_lines()[2] for line in rest))
    (items | others).remove_move_reconcile()
    for line in rest:
        reset_to_suspense(line)
    accounts: dict = {}
    partners: dict = {}
    for proposal in whole:
        item, line = proposal.line_ids.counterpart_line_id, proposal.statement_line_id
        account = line.journal_id.suspense_account_id
        accounts[account] = accounts.get(account, item) | item
        if item.partner_id != line.partner_id:
            partner = line.partner_id
            partners[partner] = partners.get(partner, item) | item
    for name, groups in (("partner_id", partners), ("account_id", accounts)):
        for record, group in groups.items():
            group.with_context(**FAST).write({name: record.id})


def reset_to_suspense(line) -> None:
    """Put the whole amount back to suspense, whatever the entry holds.

    Core's ``action_undo_reconciliation`` would also replace the bank item, convert at
    today's rates and need the right to review entries.
    """
    liquidity, suspense, others = line._seek_for_lines()
    others.remove_move_reconcile()
    values = line._prepare_move_line_default_vals()[1]
    values.pop("debit")
    values.pop("credit")
    values["balance"] = -liquidity.balance
    obsolete = suspense | others
    line.with_context(force_delete=True, dynamic_unlink=True, **FAST).move_id.write(
        {"line_ids": [(2, item.id) for item in obsolete] + [(0, 0, values)]}
    )


# -- partner ---------------------------------------------------------------------------


def set_partners(proposals) -> None:
    """A bank line without partner takes the one of what it settles."""
    groups: dict = {}
    for proposal in proposals:
        partner = proposal.line_ids.partner_id
        if len(partner) == 1 and not proposal.statement_line_id.partner_id:
            groups.setdefault(partner, []).append(proposal.id)
    for partner, ids in groups.items():
        group = proposals.browse(ids)
        _write_partner(group.statement_line_id, partner)
        group.sudo().sets_partner = True


def clear_partners(proposals) -> None:
    """Take back the partners that posting gave the bank lines."""
    proposals = proposals.filtered("sets_partner")
    if not proposals:
        return
    lines = proposals.statement_line_id
    _write_partner(lines, lines.partner_id.browse())
    suspense = lines.move_id.line_ids.browse().union(
        *(line._seek_for_lines()[1] for line in lines)
    )
    suspense.with_context(**FAST).write({"partner_id": False})
    proposals.sudo().write({"sets_partner": False})


def _write_partner(lines, partner) -> None:
    """Set the partner of line, entry and bank item: no amounts change."""
    liquidity = lines.env["account.move.line"]
    for line in lines:
        liquidity |= line._seek_for_lines()[0]
    for records in (lines.sudo(), lines.move_id, liquidity):
        # a dict of its own for each: core adds keys to the one it gets
        records.with_context(**FAST).write({"partner_id": partner.id})
    # what follows from it is not tracked either, whoever flushes
    lines.move_id.with_context(**FAST)._recompute_recordset()
