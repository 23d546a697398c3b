"""Step 5: run the passes over the relations and keep what stands. Reads only."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field

from odoo import api, models

from ...engine.matching import batches, claims, names
from ...engine.matching.names import Named
from ...engine.matching.proposal import Evidence, Proposal
from ..lines.constants import SETTLED_STATES
from .context import AS_USUAL, MatchContext
from .relations.items import read_open_items
from .relations.totals import read_totals
from .relations.transactions import (
    claim,
    read_days,
    read_detail_ties,
    read_parts,
)

_logger = logging.getLogger(__name__)


@dataclass
class PassResult:
    """What one pass found, for the run's statistics."""

    record: object
    code: str
    proposed: int = 0
    tied: int = 0
    seconds: float = 0.0


@dataclass
class MatchResult:
    """What a run found before anything is written."""

    proposals: list[Proposal] = field(default_factory=list)
    passes: list[PassResult] = field(default_factory=list)
    warnings: dict[int, dict] = field(default_factory=dict)

    def merge(self, later: MatchResult) -> MatchResult:
        """Return this result with the time that a later round took."""
        seconds = {row.code: row.seconds for row in later.passes}
        for row in self.passes:
            row.seconds += seconds.get(row.code, 0.0)
        return self


class BankMatchEngine(models.AbstractModel):
    _name = "bank.match.engine"
    _description = "Matching of Bank Lines"

    # -- which lines ------------------------------------------------------------------

    @api.model
    def _get_waiting_lines(self, journals):
        """Return the lines of the journals that are not settled, oldest first."""
        return self.env["account.bank.statement.line"].search(
            [
                ("journal_id", "in", journals.ids),
                ("match_state", "not in", SETTLED_STATES),
                ("is_manual", "=", False),
                ("state", "=", "posted"),
                ("import_file_id", "not any", [("state", "=", "queued")]),
            ],
            order="internal_index, id",
        )

    @api.model
    def _get_matchable(self, lines):
        """Leave out what the engine must not touch: settled, manual and partly booked
        lines, lines whose proposal a person has approved already, and those of a file
        of which more is still to be stored."""
        return lines.filtered(
            lambda line: (
                line.match_state not in SETTLED_STATES
                and not line.is_manual
                and line.state == "posted"
                and line.sudo().import_file_id.state != "queued"
                and not line.currency_id.is_zero(line.amount)
                and (line.is_reconciled or line._is_untouched())
                and "approved" not in line.match_proposal_ids.mapped("state")
            )
        )

    def _get_rivals(self, lines):
        """Return other waiting lines of these amounts: they may want the same items.

        Without them a line that is matched alone would win what is a tie in truth.
        """
        self.env["account.bank.statement.line"].flush_model()
        self.env["account.move"].flush_model(["state"])
        self.env.cr.execute(
            """
            SELECT other.id
              FROM (SELECT DISTINCT currency_id, sign * amount AS amount
                      FROM account_bank_statement_line
                     CROSS JOIN (VALUES (1), (-1)) signs (sign)
                     WHERE id = ANY(%(lines)s)) wanted
             CROSS JOIN LATERAL (
                   SELECT line.* FROM account_bank_statement_line line
                    WHERE line.currency_id = wanted.currency_id
                      AND line.amount = wanted.amount
                      AND line.match_state NOT IN ('reconciled', 'ignored')
                   OFFSET 0) other
              JOIN account_move move ON move.id = other.move_id
             WHERE other.company_id = ANY(%(companies)s) AND move.state = 'posted'
               AND other.is_manual IS NOT TRUE AND NOT EXISTS (
                   SELECT FROM unnest(%(lines)s) own WHERE own = other.id)
            """,
            {"companies": lines.company_id.ids, "lines": lines.ids},
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        return self._get_matchable(lines.browse(ids))

    # -- matching ---------------------------------------------------------------------

    @api.model
    def _match(self, lines, limits=AS_USUAL) -> MatchResult:
        """Run the passes in their order; what a pass claims leaves the pool.

        Proposals and ties of tier 1–6 without difference close the line for later
        passes; the others stand only if no later pass finds better. Lines that wait as
        well and may want the same items are matched too, but not answered.

        Args:
            lines: ``account.bank.statement.line`` records of one company.
            limits: how far to look.
        """
        result = MatchResult()
        if not lines:
            return result
        context = self._prepare(lines, self._get_rivals(lines), limits)
        parts, totals = read_parts(context), read_totals(context)
        found = self._run_passes(result, context, parts)
        asked = set(lines.ids)
        best = claims.best(batches.compose(found, parts, read_open_items(context)))
        best = [_doubt_total(proposal, totals) for proposal in best]
        groups = {p.group_key for p in best if p.group_key and p.txn_id in asked}
        result.proposals = [
            p for p in best if p.txn_id in asked or p.group_key in groups
        ]
        by_code = {row.code: row for row in result.passes}
        for proposal in result.proposals:
            row = by_code[proposal.pass_code]
            row.proposed += not proposal.tie
            row.tied += proposal.tie
        result.warnings = self._find_warnings(lines, best, context.named)
        result.warnings |= read_detail_ties(context)
        result.warnings |= {
            line_id: {"code": "total", "document": str(count)}
            for line_id, count in totals.items()
            if line_id in asked
        }
        return result

    @api.model
    def _prepare(self, lines, rivals=None, limits=AS_USUAL) -> MatchContext:
        """Build the relations of a run and read what its passes share.

        Rooms above and other addons fill the table ``matched_together``, each entry
        ``(context) -> {line id: pass code}``: lines that only this pass may answer.

        Args:
            lines: ``account.bank.statement.line`` records of one company.
            rivals: lines that wait as well and may want the same items.
            limits: how far the run looks.
        """
        companies = [("id", "child_of", lines.company_id.ids)]
        context = MatchContext(
            env=self.env,
            lines=lines | (rivals or lines.browse()),
            company=lines.company_id[:1],
            company_ids=self.env["res.company"].search(companies).ids,
            limits=limits,
        )
        self.env["bank.match.relations"]._fill(context)
        context.policy = self.env["bank.match.policy"]._read(context)
        context.named = self.env["bank.match.naming"]._read()
        for entry in self.env["bank.tables"]._get_entries("matched_together"):
            context.together |= entry(context)
        return context

    def _run_passes(self, result, context, parts) -> list[Proposal]:
        line_of = {part.id: line for line, found in parts.items() for part in found}
        days = read_days(context)
        waiting = set(context.lines.ids).union(line_of)
        found: list[Proposal] = []
        for row in self.env["bank.match.pass"].search([]):
            matcher = row._get_matcher()
            started = time.monotonic()
            # a pass reads only what waits
            proposals = matcher._propose(context) if waiting else []
            proposals = names.weigh(proposals, context.named)
            proposals = claims.settle(proposals, line_of, days)
            closing = [p for p in proposals if p.closes]
            items = {item_id for p in closing for item_id in p.item_ids}
            claim(context, closed := {p.txn_id for p in closing}, items)
            waiting -= closed
            waiting = {txn for txn in waiting if line_of.get(txn) not in closed}
            found += proposals
            seconds = time.monotonic() - started
            result.passes.append(PassResult(row, matcher._pass_code, seconds=seconds))
            _logger.info(
                "Pass %s: %s proposals, %.2f s", row.name, len(proposals), seconds
            )
        return found

    def _find_warnings(self, lines, best, named) -> dict[int, dict]:
        """Say of lines without proposal what became of the first thing they name.

        Args:
            lines: the lines of the run.
            best: the proposals of all lines, of those that wait as well too.
            named: what each line names.
        """
        matched = {proposal.txn_id for proposal in best}
        taken = {item_id for proposal in best for item_id in proposal.item_ids}
        names = {
            line: sorted((n for n in named.get(line.id, ()) if n.is_known), key=_place)
            for line in lines
            if line.id not in matched
        }
        ids = {i for known in names.values() for name in known for i in name.item_ids}
        items = self._read_named_items(list(ids))
        warnings = {}
        for line, known in names.items():
            found = (_explain(line, name, items, taken) for name in known)
            if first := next(filter(None, found), None):
                warnings[line.id] = first
        return warnings

    def _read_named_items(self, item_ids: list[int]) -> dict[int, tuple]:
        """Return per journal item its sign, currency and if another line has it."""
        self.env.cr.execute(
            """
            SELECT item.id, sign(item.balance), item.currency_id, currency.name,
                   coalesce(i.claimed, FALSE), i.id IS NOT NULL
              FROM account_move_line item
              JOIN res_currency currency ON currency.id = item.currency_id
         LEFT JOIN match_item i ON i.id = item.id
             WHERE item.id = ANY(%s)
            """,
            [item_ids],
        )
        return {row[0]: row[1:] for row in self.env.cr.fetchall()}


def _doubt_total(proposal: Proposal, totals: dict[int, int]) -> Proposal:
    """A total beside its own lines is not booked as well, unless a person says so."""
    if proposal.txn_id not in totals:
        return proposal
    fact = Evidence("total_of_lines", "", str(totals[proposal.txn_id]), False)
    return proposal.against(fact, tier=5)


def _place(name: Named) -> tuple:
    return not name.is_open, name.item_value


def _explain(line, name: Named, items: dict[int, tuple], taken: set) -> dict | None:
    """Return what a line that names something is told, None if nothing is certain."""
    told = {"document": name.item_value}
    found = {item_id: items[item_id] for item_id in name.item_ids if item_id in items}
    if not found:
        return None if name.is_open else {"code": "used", **told}
    is_in = line.amount > 0
    found = {key: row for key, row in found.items() if (row[0] > 0) == is_in}
    if not name.is_open:
        return {"code": "already_paid", **told} if found else None
    open_ = {key: row for key, row in found.items() if row[4]}
    if any(row[3] or item_id in taken for item_id, row in open_.items()):
        return {"code": "taken", **told}
    currencies = {line.currency_id.id, line.foreign_currency_id.id}
    if open_ and all(row[1] not in currencies for row in open_.values()):
        currency = next(iter(open_.values()))[2]
        return {"code": "currency", "currency": currency, **told}
    return None
