"""Proposals that want the same journal items, or settle the same bank line.

Plain functions of ``bank.match.proposal`` records.
"""

from ..lines.constants import SETTLED_STATES
from .bank_match_proposal import OPEN_STATES


def get_rival_lines(proposals):
    """Return other bank lines with open proposals for the same journal items."""
    items = proposals.line_ids.move_line_id
    if not items:
        return proposals.env["account.bank.statement.line"]
    rivals = proposals.search(
        [
            ("state", "in", (*OPEN_STATES, "approved")),
            ("statement_line_id", "not in", proposals.statement_line_id.ids),
            ("line_ids.move_line_id", "in", items.ids),
        ]
    )
    return rivals.statement_line_id


def drop_rivals(posted) -> None:
    """Forget open proposals that postings have decided; other lines that had them are
    matched again.

    Args:
        posted: the ``bank.match.proposal`` records.
    """
    items = posted.line_ids.move_line_id.filtered("reconciled")
    rivals = posted.search(
        [
            ("state", "in", OPEN_STATES),
            ("id", "not in", posted.ids),
            "|",
            ("statement_line_id", "in", posted.statement_line_id.ids),
            ("line_ids.move_line_id", "in", items.ids),
        ]
    )
    rivals = rivals._with_group(*OPEN_STATES)
    others = rivals.statement_line_id - posted.statement_line_id
    rivals.sudo().unlink()
    told = _get_told_taken(posted.env, items.company_id)
    alone = posted.filtered(lambda p: p.kind == "transfer" and not p.group_key)
    waiting = others | told | alone.statement_line_id  # its other side waits, maybe
    waiting.company_id._match_bank_lines_later()


def _get_told_taken(env, companies):
    """Return the waiting lines that are told that another line pays what they name:
    that may be settled now."""
    lines = env["account.bank.statement.line"]
    lines.flush_model(["match_state", "match_warning_data", "company_id"])
    env.cr.execute(
        """
        SELECT id FROM account_bank_statement_line
         WHERE match_state <> ALL(%s) AND company_id = ANY(%s)
           AND match_warning_data ->> 'code' = 'taken'
        """,
        [list(SETTLED_STATES), companies.ids],
    )
    return lines.browse(row[0] for row in env.cr.fetchall())
