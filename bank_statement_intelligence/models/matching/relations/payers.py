"""The bank's side: who paid each transaction, and from which account of ours."""

from __future__ import annotations

from dataclasses import dataclass

from odoo.tools import SQL

from ....engine.references.accounts import account_forms
from ..context import MatchContext
from ..partner_finder import Payer, Source
from .rows import unnest


@dataclass(frozen=True, slots=True)
class _Own:
    """A transaction whose other side is a journal of ours."""

    id: int
    journal_id: int


def fill_payers(context: MatchContext) -> None:
    """Note who paid: the partner set on the line, else the one the bank proves."""
    env = context.env
    rows = env.execute_query_dict(SQL("SELECT id, account, name FROM match_txn"))
    sources = [Source(**row) for row in rows]
    _fill_own_accounts(context, sources)
    payers = env["bank.partner.finder"]._find_payers(sources, context.company)
    for line in context.lines:
        own = line.partner_id.commercial_partner_id.id
        if own and own != payers[line.id].partner_id:
            name = line.partner_name or line.partner_id.display_name or ""
            payers[line.id] = Payer(line.id, own, "partner_set", name)
    for source in sources:
        payer = payers[source.id]
        shown = source.account if payer.partner_how == "iban" else source.name
        payer.partner_name = payer.partner_name or shown
    env.cr.execute(
        SQL(
            """
            UPDATE match_txn t
               SET partner_id = new.partner_id, partner_how = new.partner_how,
                   partner_name = new.partner_name,
                   near_partner_id = new.near_partner_id,
                   account_differs = new.account_differs
              FROM %s WHERE t.id = new.id
            """,
            unnest(Payer, payers.values()),
        )
    )


def _fill_own_accounts(context: MatchContext, sources: list[Source]) -> None:
    """Note the journal whose account the bank names as the other side."""
    journals = context.env["account.journal"].search(
        [
            ("company_id", "child_of", context.company.id),
            ("bank_account_id", "!=", False),
        ]
    )
    own: dict[str, int] = {}
    for journal in journals:
        number = journal.bank_account_id.sanitized_acc_number or ""
        own |= dict.fromkeys(account_forms(number), journal.id)
    found = [
        _Own(source.id, own[form])
        for source in sources
        for form in account_forms(source.account)
        if form in own
    ]
    context.env.cr.execute(
        SQL(
            "UPDATE match_txn t SET other_journal_id = new.journal_id FROM %s "
            "WHERE t.id = new.id AND t.journal_id <> new.journal_id",
            unnest(_Own, found),
        )
    )
