"""The entry that brings the books to the bank's balance when bank matching starts."""

from odoo.exceptions import UserError


def post_opening_entry(journal, day, difference: float, account, items):
    """Bring the books to the bank's balance, and close payments it booked before.

    Args:
        journal: the bank ``account.journal``.
        day: date of the entry.
        difference: what the bank account lacks, in the journal's currency.
        account: takes the rest.
        items: open ``account.move.line`` records to close in full.
    Returns:
        the posted ``account.move``; empty when all is there.
    Raises:
        UserError: the company has no journal for the entry, or core refuses it.
    """
    env, company = journal.env, journal.company_id
    rows = _prepare_rows(journal, day, difference, items)
    if not rows:
        return env["account.move"]
    rest = sum(row["balance"] for row in rows)
    label = env._("Start of bank matching of %s", journal.display_name)
    if not company.currency_id.is_zero(rest):
        rows.append({"account_id": account.id, "balance": -rest, "name": label})
    values = {
        "move_type": "entry",
        "journal_id": _get_general_journal(company).id,
        "date": day,
        "ref": label,
        "line_ids": [(0, 0, row) for row in rows],
    }
    move = env["account.move"].with_company(company).create(values)
    move.action_post()
    _close_items(move, items)
    return move


def _prepare_rows(journal, day, difference: float, items) -> list[dict]:
    own = journal.currency_id or journal.company_id.currency_id
    company = journal.company_id
    rows = [
        {
            "account_id": item.account_id.id,
            "partner_id": item.partner_id.id,
            "currency_id": item.currency_id.id,
            "amount_currency": -item.amount_residual_currency,
            "balance": -item.amount_residual,
            "name": item.move_id.name,
        }
        for item in items
    ]
    if not own.is_zero(difference):
        balance = own._convert(difference, company.currency_id, company, day)
        rows.append(
            {
                "account_id": journal.default_account_id.id,
                "currency_id": own.id,
                "amount_currency": difference,
                "balance": balance,
                "name": journal.env._("Opening balance of the bank"),
            }
        )
    return rows


def _get_general_journal(company):
    found = company.env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", "general")], limit=1
    )
    if not found:
        raise UserError(
            company.env._("%s has no journal for miscellaneous entries.", company.name)
        )
    return found


def _close_items(move, items) -> None:
    """Reconcile each item with the row that mirrors it, all in one plan."""
    mirrors = move.line_ids.sorted("id")[: len(items)]
    plan = []
    for item, mirror in zip(items, mirrors, strict=True):
        if item.account_id != mirror.account_id:
            raise UserError(move.env._("%s could not be closed.", item.move_id.name))
        plan.append(item | mirror)
    if plan:
        move.line_ids._reconcile_plan(plan)
