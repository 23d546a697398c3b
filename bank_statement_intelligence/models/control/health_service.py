"""Is each bank account fed and worked on as it should be?

``health_facts`` fetches what is known; here it becomes findings: each names one cause
and what to do about it.
"""

from dataclasses import asdict

from odoo import api, fields, models

from ...engine.control.health import LEVELS, Facts, overall


class BankHealthService(models.AbstractModel):
    _name = "bank.health.service"
    _description = "Bank Feed and Engine Health"

    @api.model
    def _get_health(self, journals, today=None) -> dict[int, dict]:
        """Return the health of bank accounts.

        Args:
            journals: bank, cash or credit card ``account.journal`` records that the
                user may read.
            today: the day to judge on, by default today.
        Returns:
            by journal id, JSON values: ``journal``, ``state`` (``ok``, ``attention``,
            ``problem``), ``summary``, ``sources``, ``last_file``, ``last_statement``,
            ``rhythm``, ``expected_by``, ``missing_numbers``, ``automation``, ``open``
            (lines per match state), ``last_run`` and ``findings`` (``code``, ``level``,
            ``message``, ``action``), the worst first.
        """
        today = today or fields.Date.context_today(self)
        facts = self.env["bank.health.facts"]._get_facts(journals.sudo(), today)
        return {
            journal.id: self._describe(journal, facts[journal.id])
            for journal in journals
        }

    def _describe(self, journal, facts: Facts) -> dict:
        findings = self._get_findings(journal, facts)
        findings.sort(key=lambda one: LEVELS.index(one["level"]))
        texts = [one["message"] for one in findings if one["level"] != "info"]
        file = {"name": facts.file_name, "format": facts.file_format}
        on = fields.Datetime.to_string(facts.file_on)
        return {
            "journal": journal.display_name,
            "state": overall([one["level"] for one in findings]),
            "summary": "\n".join(texts),
            "sources": [source["name"] for source in facts.sources],
            "last_file": file | {"on": on} if facts.file_on else None,
            "last_statement": _text(facts.last_statement),
            "rhythm": facts.rhythm and asdict(facts.rhythm),
            "expected_by": _text(facts.expected_by),
            "missing_numbers": facts.missing_numbers,
            "automation": journal.match_automation,
            "open": facts.open,
            "oldest_open": _text(facts.oldest),
            "last_run": facts.run or None,
            "findings": findings,
        }

    def _get_findings(self, journal, facts) -> list[dict]:
        """Return the findings about one bank account."""
        found = [
            self._find_account(journal),
            *self._find_source(facts),
            self._find_late(facts),
            self._find_bad_files(facts),
            self._find_missing(facts),
            self._find_gaps(facts),
            self._find_opening(facts),
            self._find_automation(journal, facts),
            self._find_cron(journal, facts),
            self._find_run(facts),
            self._find_old(facts),
        ]
        return [finding for finding in found if finding]

    def _finding(self, code, level, message, action="") -> dict:
        return {"code": code, "level": level, "message": message, "action": action}

    # -- feed ------------------------------------------------------------------------

    def _find_account(self, journal):
        if journal.bank_account_id or journal.type == "cash":
            return None
        _ = self.env._
        return self._finding(
            "no_account",
            "attention",
            _("The journal has no account number."),
            _(
                "Enter it on the journal: files find their journal by the account "
                "number, and ambiguous ones are refused."
            ),
        )

    def _find_source(self, facts) -> list:
        _ = self.env._
        found = [
            self._finding(
                "source_failing",
                "problem" if source["failures"] > 1 else "attention",
                _(
                    "Source “%(name)s” could not be read (%(count)s times in a row).",
                    name=source["name"],
                    count=source["failures"] or 1,
                ),
                source["error"],
            )
            for source in facts.sources
            if source["error"]
        ]
        if facts.sources:
            return found
        if facts.sources_off:
            return [
                self._finding(
                    "source_off",
                    "problem",
                    _("Its source “%s” is archived.", facts.sources_off[0]["name"]),
                    _("Unarchive it in Bank Matching → Sources, or upload files."),
                )
            ]
        by_hand = bool(facts.file_on)
        return [
            self._finding(
                "no_source",
                "info" if by_hand else "problem",
                _("Files are uploaded by hand: no source is set up.")
                if by_hand
                else _("No source is set up and no file has been imported yet."),
                _(
                    "Set up a source in Bank Matching → Sources, or upload the first "
                    "file with Import on the dashboard."
                ),
            )
        ]

    def _find_late(self, facts):
        """No statement for longer than this bank account ever takes; without a known
        rhythm, a month without a word is worth a look anyway."""
        _ = self.env._
        if facts.is_silent:
            return self._finding(
                "no_file",
                "attention",
                _("No statement since %s.", facts.last_sign),
                _(
                    "Import the next one, or archive the journal if the account is "
                    "closed."
                ),
            )
        if not facts.is_late:
            return None
        learnt = facts.rhythm
        return self._finding(
            "no_file",
            "problem",
            _(
                "No statement for %(count)s bank days; usually one comes %(rhythm)s.",
                count=facts.days_silent,
                rhythm=self._get_rhythm_name(learnt.kind, learnt.typical),
            ),
            _(
                "Ask the bank whether it still sends %(format)s for this account, and "
                "look whether the file arrived at the source.",
                format=facts.file_format or _("statements"),
            ),
        )

    def _get_rhythm_name(self, kind: str, typical: int) -> str:
        _ = self.env._
        names = {"daily": _("daily"), "weekly": _("weekly"), "monthly": _("monthly")}
        return names.get(kind) or _("every %s bank days", typical)

    def _find_bad_files(self, facts):
        if not facts.bad_files:
            return None
        _ = self.env._
        return self._finding(
            "bad_files",
            "attention",
            _("%s files could not be imported in full.", facts.bad_files),
            _("Open Imported Files: each says what happened and what to do."),
        )

    def _find_missing(self, facts):
        missing = facts.missing_numbers
        if not missing:
            return None
        _ = self.env._
        names = ", ".join(missing[:5]) + ("…" if len(missing) > 5 else "")
        return self._finding(
            "missing_numbers",
            "attention",
            _("Statements are missing: number %s.", names),
            _("Fetch them from the bank and import them; overlaps are no problem."),
        )

    def _find_gaps(self, facts):
        if not facts.gaps:
            return None
        _ = self.env._
        return self._finding(
            "gaps",
            "attention",
            _("%s statements do not follow on or do not add up.", facts.gaps),
            _("Explain on the statement says which part is missing."),
        )

    def _find_opening(self, facts):
        """The first statement opens with what the books do not have."""
        if not facts.opening:
            return None
        return self._finding(
            "opening_balance",
            "attention",
            facts.opening,
            self.env._(
                "Confirm it on the statement, and book it: Bank Matching → Start Bank "
                "Matching does that and closes what was before."
            ),
        )

    # -- engine ----------------------------------------------------------------------

    def _find_automation(self, journal, facts):
        """Files arrive but nothing reconciles: is the automation on?"""
        if journal.match_automation != "off":
            return None
        _ = self.env._
        return self._finding(
            "automation_off",
            "attention" if facts.open_count else "info",
            _("Matching is off: it runs on request only."),
            _("Switch it on in the journal's tab Bank Matching."),
        )

    def _find_cron(self, journal, facts):
        _ = self.env._
        if not facts.cron or (journal.match_automation == "off" and not facts.sources):
            return None
        texts = {
            "off": _("The scheduled action “fetch and match” is switched off."),
            "late": _("The scheduled action “fetch and match” has not run for a day."),
        }
        return self._finding(
            "cron",
            "problem",
            texts[facts.cron],
            _("An administrator finds it in Settings → Scheduled Actions."),
        )

    def _find_run(self, facts):
        """The engine ran and found nothing, because …."""
        run = facts.run
        if not run or not run["lines"]:
            return self._find_waiting(facts)
        _ = self.env._
        if run["errors"]:
            return self._finding(
                "run_errors",
                "attention",
                _("%s proposals of the last run could not be posted.", run["errors"]),
                _("Proposals → Errors says why for each."),
            )
        if run["reconciled"] or run["proposed"] or run["choose"]:
            return self._find_waiting(facts)
        return self._finding(
            "matched_nothing",
            "attention",
            _("The last run looked at %s lines and found nothing.", run["lines"]),
            " ".join(self._get_reasons(facts)),
        )

    def _find_waiting(self, facts):
        """Proposals wait for a person: not the engine's fault."""
        pending = ("payment_pending", "entry_pending")
        waiting = sum(facts.open.get(state, 0) for state in pending)
        if not waiting:
            return None
        return self._finding(
            "to_approve",
            "info",
            self.env._("%s lines wait for approval only.", waiting),
            self.env._("The worksheet approves them with one key each, or in bulk."),
        )

    def _get_reasons(self, facts) -> list[str]:
        """Say why nothing may have been found, the surest reason first."""
        _ = self.env._
        reasons = []
        if not facts.open_items:
            reasons.append(
                _("The books have no open invoice or bill to match: are they posted?")
            )
        if facts.silent:
            reasons.append(
                _("%s lines have neither partner nor usable text.", facts.silent)
            )
        if facts.passes_off:
            reasons.append(_("%s matching passes are switched off.", facts.passes_off))
        if not reasons:
            reasons.append(
                _(
                    "The texts name no open document and no known account: check the "
                    "payment reference formats and the partners' bank accounts, or "
                    "make a rule."
                )
            )
        return reasons

    def _find_old(self, facts):
        if not facts.old:
            return None
        _ = self.env._
        return self._finding(
            "old_lines",
            "attention",
            _(
                "%(count)s lines are open for more than 30 days, the oldest of "
                "%(date)s.",
                count=facts.old,
                date=facts.oldest,
            ),
            _("Settle or explain them in the worksheet."),
        )


def _text(day) -> str | None:
    return str(day) if day else None
