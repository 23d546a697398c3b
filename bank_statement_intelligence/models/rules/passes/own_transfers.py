"""Both sides of a transfer to an own account that a matching rule finds on one bank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from odoo.tools import SQL

from ....engine.matching import transfers
from ....engine.matching.proposal import Proposal
from ....engine.matching.transfers import Side, TransferPair
from ...matching.passes.internal_transfer import SIDES
from ...matching.relations.rows import columns, make, unnest

#: days that the two sides may lie apart
MAX_DAYS = 5
#: open lines of the other account with the opposite amount
_STATEMENT = """
    SELECT %(a)s, %(b)s, new.line_id, new.account_id, abs(a.day - b.day) AS days
      FROM %(sent)s
      JOIN (%(lines)s) own ON own.id = new.line_id
      JOIN (%(lines)s) other ON other.journal_id = new.journal_id
       AND other.company_id = own.company_id AND other.is_open
       AND other.currency_id = own.currency_id AND other.minor = -own.minor
       AND abs(other.day - own.day) <= %(days)s
      JOIN (%(lines)s) a ON a.id = CASE WHEN own.minor < 0 THEN own.id ELSE other.id END
      JOIN (%(lines)s) b ON b.id = CASE WHEN own.minor < 0 THEN other.id ELSE own.id END
  ORDER BY a.id, b.id, new.line_id
    """


@dataclass(frozen=True, slots=True)
class _Sent:
    """A line that a rule sends to, or takes from, an own account."""

    line_id: int
    journal_id: int
    account_id: int


def pair_own_transfers(env, proposals: list[Proposal]) -> list[Proposal]:
    """Return the proposals of matching rules with both sides of own transfers.

    A line that is sent to another account of ours takes the other bank's line along:
    the nearest of the opposite amount; two that are as near are a tie. Where the other
    side has not come yet, or has a rule that sends it here, each line's own proposal
    stays: they meet on the transfer account.

    Args:
        env: the environment of the run.
        proposals: what the rules propose, one or more per line.
    """
    sent = {p.txn_id: p for p in proposals if _goes_to_own_account(p)}
    if not sent:
        return proposals
    rules = (
        env["account.reconcile.model"].sudo().browse(p.rule_id for p in sent.values())
    )
    journals = {rule.id: rule.counterpart_journal_id.id for rule in rules}
    asked = [
        _Sent(p.txn_id, journals[p.rule_id], p.entries[0].account_id)
        for p in sent.values()
    ]
    found = list(_find_pairs(env, asked))
    by_own_rule = {
        side.id
        for _own_id, pair in found
        if {pair.out.id, pair.into.id} <= sent.keys()
        for side in (pair.out, pair.into)
    }
    pairs = {
        (pair.out.id, pair.into.id): (pair, sent[own_id])
        for own_id, pair in found
        if not {pair.out.id, pair.into.id} & by_own_rule
    }
    decided = transfers.decide([pair for pair, _own in pairs.values()], "rule")
    booked = [_by_rule(proposal, pairs) for proposal in decided]
    taken = {proposal.txn_id for proposal in booked}
    return [p for p in proposals if p.txn_id not in taken] + booked


def _find_pairs(env, asked: list[_Sent]) -> Iterator[tuple[int, TransferPair]]:
    """Yield every pair that may be one transfer, with the line whose rule says so."""
    statement = SQL(
        _STATEMENT,
        a=columns(Side, "a"),
        b=columns(Side, "b"),
        sent=unnest(_Sent, asked),
        lines=SIDES,
        days=MAX_DAYS,
    )
    for row in env.execute_query_dict(statement):
        out, into = (
            replace(side, is_foreign=side.is_foreign and side.id != row["line_id"])
            for side in (make(Side, "a", row), make(Side, "b", row))
        )  # of its own line the rule knows better
        yield (
            row["line_id"],
            TransferPair(
                out=out,
                into=into,
                named=False,
                exact=True,
                days=row["days"],
                currency_id=into.currency_id,
                minor=into.minor,
                account_id=row["account_id"],
            ),
        )


def _goes_to_own_account(proposal: Proposal) -> bool:
    """Tell whether all of a line goes to the liquidity transfer account."""
    return (
        proposal.kind == "transfer"
        and not proposal.tie
        and not proposal.difference
        and len(proposal.entries) == 1
        and not proposal.entries[0].tax_ids
    )


def _by_rule(proposal: Proposal, pairs) -> Proposal:
    """Return one side of a pair as what the rule proposes."""
    other = proposal.entries[0].other_line_id
    key = (proposal.txn_id, other)
    _pair, own = pairs.get(key) or pairs[key[::-1]]
    rule_fact = replace(own.evidence[0], span=None)
    return replace(
        proposal,
        tier=own.tier,
        rule_id=own.rule_id,
        evidence=(rule_fact, *proposal.evidence),
    )
