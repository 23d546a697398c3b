"""Steps 5 and 6: match pass by pass, then keep what came of it as proposals.

Reads through ``bank.match.engine``; the only rows written here are runs and proposals.
Nothing is posted here: approved proposals go to ``posting_service``.
"""

import logging
import time

from odoo import api, models
from odoo.exceptions import UserError

from ..lines.tables import entry
from ..matching.engine import MatchResult
from .proposal_values import prepare_values

_logger = logging.getLogger(__name__)


#: rounds of one run: what was posted decides what was open before
MAX_ROUNDS = 5


class BankMatchService(models.AbstractModel):
    _name = "bank.match.service"
    _description = "Bank Matching"

    # -- when -------------------------------------------------------------------------

    @entry("after_import", 10)
    def _match_imported(self, lines, trigger: str):
        """Match lines that are new or got details; return the run, if any."""
        waiting = lines.filtered(
            lambda line: line.match_state not in ("reconciled", "ignored")
        )
        return self._run_automatic(waiting, trigger)

    @entry("after_fetch", 10)
    def _match_fetched(self) -> None:
        """Match what waits when the scheduled action has fetched."""
        self._match_waiting("cron")

    @api.model
    def _cron_match_again(self) -> None:
        """Match what waits, after something happened that can decide it."""
        self._match_waiting("event")

    def _match_waiting(self, trigger: str) -> None:
        """Match what waits, as each journal's automation says.

        A journal that fails is logged and does not stop the others.
        """
        cron, engine = self.env["ir.cron"], self.env["bank.match.engine"]
        journals = self.env["account.journal"].search(
            [
                ("type", "in", ("bank", "cash", "credit")),
                ("match_automation", "!=", "off"),
            ]
        )
        for journal in journals:
            try:
                lines = engine._get_waiting_lines(journal)
                self._run_automatic(lines, trigger, checkpoint=cron._commit_progress)
                cron._commit_progress(1)
            except Exception:  # any journal can have data that nobody thought of
                self.env.cr.rollback()
                _logger.exception("Bank lines of “%s” were not matched", journal.name)

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
        lines = self.env["bank.match.engine"]._get_matchable(lines)
        self._retire_reopened(lines)
        result, automatic = None, self.env["bank.match.proposal"]
        approved = run._get_approved(mode)
        waiting = lines
        for _round in range(MAX_ROUNDS):
            found, posted = self._run_round(
                run, waiting, mode, trigger, approved, checkpoint
            )
            result = result.merge(found) if result else found
            automatic |= posted
            if not posted.filtered(lambda p: p.state == "posted"):
                break
            waiting = self.env["bank.match.engine"]._get_matchable(waiting)
            approved = approved.browse()
        self._finish(run, lines, result, automatic, time.monotonic() - started)
        return run

    def _run_round(self, run, lines, mode, trigger, approved, checkpoint):
        """Match, keep, post. What was posted can decide what was open before, so the
        run goes on until nothing more is posted; a second run then finds the same.

        Returns:
            the ``MatchResult`` and the proposals that were posted without a person.
        """
        result = self.env["bank.match.engine"]._match(lines)
        proposals = self._save(run, lines, result)
        automatic = proposals._approve_without_veto(mode, trigger, run.journal_ids)
        (proposals | approved).sudo().run_id = run
        self.env["bank.posting.service"]._post(automatic | approved, checkpoint)
        return result, automatic

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

    # -- propose (6) ------------------------------------------------------------------

    def _save(self, run, lines, result: MatchResult):
        """Keep the proposals; equal ones of an earlier run stay as they are.

        Proposals that a person rejected do not come back.
        """
        records = self.env["bank.match.proposal"]
        values = prepare_values(self.env, result.proposals, result.passes, run)
        others = lines.browse({row["statement_line_id"] for row in values})
        old = (lines | others).match_proposal_ids
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
                standing[key]._refresh(row)
                kept |= standing[key]
            else:
                create.append(row)
        stale = lines.match_proposal_ids.filtered(
            lambda p: p.state in ("proposed", "tie", "error")
        )
        (stale - kept).sudo().unlink()
        self._write_warnings(lines, result.warnings)
        return kept | records.sudo().create(create).sudo(self.env.su)

    def _write_warnings(self, lines, warnings: dict[int, dict]) -> None:
        for line in lines:
            warning = warnings.get(line.id, False)
            if (line.match_warning_data or False) != warning:
                line.match_warning_data = warning

    def _finish(self, run, lines, result, automatic, seconds: float) -> None:
        automatic = automatic.exists()  # a later round replaces what failed
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
        """Do a dry run: the same loop, nothing is written.

        Returns:
            the result and the values the proposals would have.
        """
        self._check_one_company(lines)
        engine = self.env["bank.match.engine"]
        result = engine._match(engine._get_matchable(lines))
        run = self.env["bank.match.run"]
        values = prepare_values(self.env, result.proposals, result.passes, run)
        return result, values
