"""Steps 5 and 6: match pass by pass, then keep what came of it as proposals.

Reads through ``matchers/``; the only rows written here are runs and proposals. Nothing
is posted here: approved proposals go to ``posting_service``.
"""

import logging
import time
from dataclasses import dataclass, field

from odoo import api, models
from odoo.exceptions import UserError

from ..engine import claims
from ..engine.proposal import LAST_STRONG_TIER, Proposal

_logger = logging.getLogger(__name__)


@dataclass
class PassResult:
    """What one pass found, for the run's statistics."""

    record: object
    code: str
    proposed: int = 0
    tied: int = 0
    posted: int = 0
    seconds: float = 0.0


@dataclass
class MatchResult:
    """What a run found before anything is written."""

    proposals: list[Proposal] = field(default_factory=list)
    passes: list[PassResult] = field(default_factory=list)
    warnings: dict[int, dict] = field(default_factory=dict)


class BankMatchService(models.AbstractModel):
    _name = "bank.match.service"
    _description = "Bank Matching"

    # -- which lines ------------------------------------------------------------------

    @api.model
    def _get_waiting_lines(self, journals):
        """Return the lines of the journals that are not settled, oldest first."""
        return self.env["account.bank.statement.line"].search(
            [
                ("journal_id", "in", journals.ids),
                ("match_state", "not in", ("reconciled", "ignored")),
                ("is_manual", "=", False),
                ("state", "=", "posted"),
            ],
            order="internal_index, id",
        )

    def _get_matchable(self, lines):
        """Leave out what the engine must not touch: settled, manual and partly booked
        lines, and lines whose proposal a person has approved already."""
        return lines.filtered(
            lambda line: (
                line.match_state not in ("reconciled", "ignored")
                and not line.is_manual
                and line.state == "posted"
                and not line.currency_id.is_zero(line.amount)
                and (line.is_reconciled or line._is_untouched())
                and "approved" not in line.match_proposal_ids.mapped("state")
            )
        )

    # -- the run ----------------------------------------------------------------------

    @api.model
    def _run_automatic(self, lines, trigger: str, checkpoint=None):
        """Run as each journal's automation level says (steps 5–8).

        Args:
            lines: ``account.bank.statement.line`` of journals that are not ``off``.
            trigger: ``cron``, ``import`` or ``button``.
            checkpoint: called after each posted chunk, to commit in a scheduled run.
        Returns:
            the last ``bank.match.run``, or None without lines.
        """
        run = None
        for (_company, automation), group in lines.grouped(
            lambda line: (line.company_id, line.journal_id.match_automation)
        ).items():
            if automation == "off":
                continue
            service = self.with_company(group.company_id)
            run = service._run(group, automation, trigger, checkpoint)
        return run

    @api.model
    def _run(self, lines, mode: str, trigger: str, checkpoint=None):
        """Match lines of one company, keep proposals, post what the mode allows.

        Args:
            lines: ``account.bank.statement.line`` records.
            mode: ``propose`` or ``post``.
            trigger: see ``bank.match.run``.
            checkpoint: see :meth:`_run_automatic`.
        Returns:
            the ``bank.match.run``.
        """
        self._check_one_company(lines)
        started = time.monotonic()
        run = self._create_run(lines, mode, trigger)
        lines = self._get_matchable(lines)
        self._retire_reopened(lines)
        result = self._match(lines)
        proposals = self._save(run, lines, result)
        automatic = proposals.filtered(lambda p: p._may_post_itself(mode, trigger))
        approved = run._get_approved(mode)
        automatic._approve_automatically()
        (proposals | approved).sudo().run_id = run
        self.env["bank.posting.service"]._post(automatic | approved, checkpoint)
        self._finish(run, lines, result, automatic, time.monotonic() - started)
        return run

    def _check_one_company(self, lines) -> None:
        if len(lines.company_id) > 1:
            raise UserError(
                self.env._(
                    "The lines belong to several companies: %s. Match one company at "
                    "a time.",
                    ", ".join(lines.company_id.mapped("name")),
                )
            )

    def _create_run(self, lines, mode, trigger):
        run = (
            self.env["bank.match.run"]
            .sudo()
            .create(
                {
                    "company_id": (lines.company_id or self.env.company).id,
                    "journal_ids": [(6, 0, lines.journal_id.ids)],
                    "mode": mode,
                    "trigger": trigger,
                    "line_count": len(lines),
                }
            )
        )
        return run.sudo(self.env.su)

    def _retire_reopened(self, lines) -> None:
        """A line that somebody unreconciled is back: its posting counts as undone."""
        reopened = lines.match_proposal_ids.filtered(lambda p: p.state == "posted")
        reopened.sudo().write({"state": "undone"})

    # -- match (5): reads only --------------------------------------------------------

    @api.model
    def _match(self, lines) -> MatchResult:
        """Run the passes in their order; what a pass claims leaves the pool.

        Strong proposals and ties (tier 1–6) close the line for later passes; weak ones
        stand only if no later pass finds better.
        """
        result = MatchResult()
        if not lines:
            return result
        relations = self.env["bank.match.relations"]
        relations._build(lines)
        found: list[Proposal] = []
        for row in self.env["bank.match.pass"].search([]):
            matcher = row._get_matcher()
            started = time.monotonic()
            proposals = claims.settle(matcher._propose())
            strong = [p for p in proposals if p.tier <= LAST_STRONG_TIER]
            relations._take(
                {p.txn_id for p in strong}, {i for p in strong for i in p.item_ids}
            )
            found += proposals
            seconds = time.monotonic() - started
            result.passes.append(PassResult(row, matcher._pass_code, seconds=seconds))
            _logger.info(
                "Pass %s: %s proposals, %.2f s", row.name, len(proposals), seconds
            )
        result.proposals = claims.best(found)
        self._count(result)
        result.warnings = self._find_warnings(lines, result)
        return result

    def _count(self, result: MatchResult) -> None:
        by_code = {row.code: row for row in result.passes}
        for proposal in result.proposals:
            row = by_code[proposal.pass_code]
            row.proposed += not proposal.tie
            row.tied += proposal.tie

    def _find_warnings(self, lines, result: MatchResult) -> dict[int, dict]:
        """Find lines without proposal that name a document already paid (M-P)."""
        matched = {proposal.txn_id for proposal in result.proposals}
        left = [line.id for line in lines if line.id not in matched]
        self.env.cr.execute(
            """
            SELECT DISTINCT ON (r.txn_id) r.txn_id, k.raw, bool_or(k.is_open)
              FROM bsi_ref r JOIN bsi_item_key k ON k.key = r.key
             WHERE r.txn_id = ANY(%s) AND NOT r.loose
               AND k.kind IN ('number', 'payment_id', 'vendor_ref')
          GROUP BY r.txn_id, k.raw
          ORDER BY r.txn_id, k.raw
            """,
            [left],
        )
        return {
            line_id: {
                "code": "taken" if is_open else "already_paid",
                "document": document,
            }
            for line_id, document, is_open in self.env.cr.fetchall()
        }

    # -- propose (6) ------------------------------------------------------------------

    def _save(self, run, lines, result: MatchResult):
        """Keep the proposals; equal ones of an earlier run stay as they are.

        Proposals that a person rejected do not come back.
        """
        records = self.env["bank.match.proposal"]
        builder = self.env["bank.proposal.builder"]
        values = builder._prepare_values(result.proposals, result.passes, run)
        old = lines.match_proposal_ids
        rejected = {
            (p.statement_line_id.id, p.signature)
            for p in old.filtered(lambda p: p.state == "rejected")
        }
        standing = {
            (p.statement_line_id.id, p.signature, p.state): p
            for p in old.filtered(lambda p: p.state in ("proposed", "tie"))
        }
        kept, create = records, []
        for row in values:
            if (row["statement_line_id"], row["signature"]) in rejected:
                continue
            key = row["statement_line_id"], row["signature"], row["state"]
            if key in standing:
                kept |= standing[key]
            else:
                create.append(row)
        stale = old.filtered(lambda p: p.state in ("proposed", "tie", "error")) - kept
        stale.sudo().unlink()
        self._write_warnings(lines, result.warnings)
        return kept | records.sudo().create(create).sudo(self.env.su)

    def _write_warnings(self, lines, warnings: dict[int, dict]) -> None:
        for line in lines:
            warning = warnings.get(line.id, False)
            if (line.match_warning_data or False) != warning:
                line.match_warning_data = warning

    def _finish(self, run, lines, result, automatic, seconds: float) -> None:
        posted = automatic.filtered(lambda p: p.state == "posted")
        for row in result.passes:
            row.posted = len(
                posted.filtered(lambda p, row=row: p.pass_id == row.record)
            )
        counts = lines._count_match_states()
        run.sudo().write(
            {
                "state": "done",
                "seconds": seconds,
                **counts,
                "error_count": len(automatic.filtered(lambda p: p.state == "error")),
                "pass_ids": [
                    (
                        0,
                        0,
                        {
                            "pass_id": row.record.id,
                            "sequence": row.record.sequence,
                            "pass_code": row.code,
                            "proposed": row.proposed,
                            "tied": row.tied,
                            "posted": row.posted,
                            "seconds": row.seconds,
                        },
                    )
                    for row in result.passes
                ],
            }
        )
        _logger.info(
            "%s: %s lines, %s posted, %s proposed, %s to choose, %s unresolved, %.2f s",
            run.name,
            len(lines),
            run.reconciled_count,
            run.proposed_count,
            run.choose_count,
            run.unresolved_count,
            seconds,
        )

    @api.model
    def _preview(self, lines) -> tuple[MatchResult, list[dict]]:
        """Do a dry run: the same loop, nothing is written (B2).

        Returns:
            the result and the values the proposals would have.
        """
        self._check_one_company(lines)
        result = self._match(self._get_matchable(lines))
        values = self.env["bank.proposal.builder"]._prepare_values(
            result.proposals, result.passes, self.env["bank.match.run"]
        )
        return result, values
