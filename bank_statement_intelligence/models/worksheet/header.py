"""The header of the worksheet: journals, balances, counters, what came last."""

from odoo import fields

from ..lines.constants import (
    BANK_JOURNAL_TYPES,
    GROUP_APPROVER,
    GROUP_MANAGER,
    GROUP_USER,
    SETTLED_STATES,
)
from ..lines.journals import currency_of
from .values import name_of

#: statements offered in the header's switch
STATEMENTS = 40


def header_values(env, journal_id: int | bool, statement_id: int | bool) -> dict:
    """Return the header, see :meth:`BankWorksheet.header`.

    Args:
        env: the reader's environment.
        journal_id: the bank journal shown; False shows all together, or the only one.
        statement_id: counters and balances of this statement only.
    """
    journals = env["account.journal"].search(
        [
            ("type", "in", BANK_JOURNAL_TYPES),
            ("company_id", "in", env.companies.ids),
        ]
    )
    only = journals if len(journals) == 1 and not journal_id else journals[:0]
    journal = journals.filtered(lambda j: j.id == journal_id) or only
    statement = env["account.bank.statement"].browse(statement_id or [])
    counts = _count_states(journals, statement)
    shown = journal or journals
    counters: dict[str, int] = {}
    for row in shown:
        for state, count in counts.get(row.id, {}).items():
            counters[state] = counters.get(state, 0) + count
    return {
        "journals": [_journal_values(row, counts) for row in journals],
        "journal": name_of(journal),
        "currency_id": _common_currency(shown).id,
        "counters": counters,
        "automation": journal.match_automation or False,
        "balances": _balances(journal, statement),
        "to_close": _to_close(env, journal, statement, counters),
        "rights": _rights(env),
        **_feed(journal, statement),
    }


def _count_states(journals, statement) -> dict[int, dict[str, int]]:
    """Return ``{journal id: {match state: lines}}``."""
    domain = [("journal_id", "in", journals.ids)]
    if statement:
        domain.append(("statement_id", "=", statement.id))
    counts: dict[int, dict[str, int]] = {}
    for journal, state, count in journals.env[
        "account.bank.statement.line"
    ]._read_group(domain, ["journal_id", "match_state"], ["__count"]):
        counts.setdefault(journal.id, {})[state] = count
    return counts


def _journal_values(journal, counts) -> dict:
    states = counts.get(journal.id, {})
    to_do = sum(n for state, n in states.items() if state not in SETTLED_STATES)
    return {"id": journal.id, "name": journal.display_name, "to_do": to_do}


def _to_close(env, journal, statement, counters) -> dict | bool:
    """Return the statement that is closed next when nothing waits any more."""
    waits = any(n for state, n in counters.items() if state not in SETTLED_STATES)
    if not journal or waits or not env.user.has_group(GROUP_APPROVER):
        return False
    domain = [("journal_id", "=", journal.id), ("close_state", "!=", "closed")]
    if statement:
        domain.append(("id", "=", statement.id))
    found = env["account.bank.statement"].search(domain, order="date, id", limit=1)
    return name_of(found)


def _common_currency(journals):
    """Return the currency of all these journals, or none when they differ."""
    currencies = journals.env["res.currency"].union(*map(currency_of, journals))
    return currencies if len(currencies) == 1 else currencies[:0]


def _balances(journal, statement) -> dict | bool:
    if not journal:
        return False
    env = journal.env
    balances = env["bank.balance.service"]._get_balances(
        journal, statement.date if statement else None
    )
    last = statement or env["account.bank.statement"].search(
        [("journal_id", "=", journal.id), ("first_line_index", "!=", False)],
        order="first_line_index desc",
        limit=1,
    )
    closing = statement.balance_end_real if statement else balances["statement"]
    opening = last.balance_start if last else balances["is_known"] and 0.0
    return balances | {"opening": opening, "closing": closing}


def _feed(journal, statement) -> dict:
    """Return what came from the bank last, and when it is fetched next."""
    env = journal.env
    domain = [("journal_id", "=", journal.id)] if journal else []
    statements = env["account.bank.statement"].search(
        domain + [("company_id", "in", env.companies.ids)],
        order="first_line_index desc, id desc",
        limit=STATEMENTS,
    )
    file = (statement or statements[:1]).import_file_id
    cron = env.ref(
        "bank_statement_intelligence.ir_cron_fetch_and_match", raise_if_not_found=False
    )
    sources = env["bank.import.source"].search_count([])
    run = env["bank.match.run"].search(
        [("journal_ids", "in", journal.ids)] if journal else [], limit=1
    )
    upcoming = cron.sudo().nextcall if cron and cron.sudo().active else False
    return {
        "statements": [
            {"id": row.id, "name": row.display_name, "date": str(row.date or "")}
            for row in statements
        ]
        if journal
        else [],
        "statement": name_of(statement),
        "last_file": {
            "id": file.id,
            "name": file.name,
            "date": fields.Datetime.to_string(file.imported_on),
            "state": file.state,
        }
        if file
        else False,
        "source_count": sources,
        "next_fetch": fields.Datetime.to_string(upcoming) if sources else False,
        "last_run": name_of(run) and name_of(run) | {"state": run.state},
    }


def _rights(env) -> dict[str, bool]:
    return {
        "work": env.user.has_group(GROUP_USER),
        "approve": env.user.has_group(GROUP_APPROVER),
        "manage": env.user.has_group(GROUP_MANAGER),
        "rules": env.user.has_group(GROUP_USER),
    }
