"""What was undone is proposed once more."""

from odoo.exceptions import UserError

from . import obstacles


def propose_again(undone):
    """Propose again what was undone, with its evidence as it was then.

    Args:
        undone: ``bank.match.proposal`` records.
    Returns:
        the new proposals; those of combined lines come together.
    Raises:
        UserError: the bank line is settled, or an item is not open any more.
    """
    every = undone._with_group("undone").sorted("id")
    newest = {one.statement_line_id: one for one in every}
    newest |= {one.statement_line_id: one for one in undone}
    for line, proposal in newest.items():
        line._check_open()
        if reason := obstacles.is_counterpart_unfit(proposal):
            raise UserError(reason)
    values = [_get_values(one) for one in newest.values()]
    return undone.sudo().create(values).sudo(undone.env.su)


def _get_values(proposal) -> dict:
    undecided = ("approved_by_id", "second_approved_by_id", "approved_on", "run_id")
    values = proposal.copy_data(dict.fromkeys(undecided, False))[0]
    rows = [
        row.copy_data({"counterpart_line_id": False})[0] for row in proposal.line_ids
    ]
    for row in rows:
        row.pop("proposal_id")
    return values | {
        "state": "proposed",
        "sets_partner": False,
        "line_ids": [(0, 0, row) for row in rows],
    }
