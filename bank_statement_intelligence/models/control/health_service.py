"""Is each bank account fed and worked on as it should be?

``health_facts`` fetches what is known; here it becomes findings: each names one cause
and what to do about it.
"""

from dataclasses import asdict

from odoo import api, fields, models
from odoo.tools import format_date

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
            *self._find_in_feed(journal, facts),
            *self._find_in_statements(facts),
            *self._find_in_engine(journal, facts),
        ]
        names = ("code", "level", "message", "action")
        return [dict(zip(names, finding, strict=True)) for finding in found]

    # -- do files come? --------------------------------------------------------------

    def _find_in_feed(self, journal, facts):
        _ = self.env._
        if not journal.bank_account_id and journal.type != "cash":
            yield (
                "no_account",
                "attention",
                _("The journal has no account number."),
                _(
                    "Enter it on the journal: files find their journal by the account "
                    "number, and ambiguous ones are refused."
                ),
            )
        yield from self._find_in_sources(facts)
        if facts.is_late:
            learnt = facts.rhythm
            yield (
                "no_file",
                "problem",
                _(
                    "No statement for %(count)s bank days; usually one comes "
                    "%(rhythm)s.",
                    count=facts.days_silent,
                    rhythm=self._get_rhythm_name(learnt.kind, learnt.typical),
                ),
                _(
                    "Ask the bank whether it still sends %(format)s for this account, "
                    "and look whether the file arrived at the source.",
                    format=facts.file_format or _("statements"),
                ),
            )
        elif facts.is_silent:
            yield (
                "no_file",
                "attention",
                _("No statement since %s.", format_date(self.env, facts.last_sign)),
                _(
                    "Import the next one, or archive the journal if the account is "
                    "closed."
                ),
            )

    def _find_in_sources(self, facts):
        _ = self.env._
        for source in facts.sources:
            if source["error"]:
                yield (
                    "source_failing",
                    "problem" if source["failures"] > 1 else "attention",
                    _(
                        "Source “%(name)s” could not be read. Failed in a row: "
                        "%(count)s.",
                        name=source["name"],
                        count=source["failures"] or 1,
                    ),
                    source["error"],
                )
        if facts.sources:
            return
        if facts.sources_off:
            yield (
                "source_off",
                "problem",
                _("Its source “%s” is archived.", facts.sources_off[0]["name"]),
                _("Unarchive it in Bank Matching → Sources, or upload files."),
            )
        else:
            yield (
                "no_source",
                "info" if facts.file_on else "problem",
                _("Files are uploaded by hand: no source is set up.")
                if facts.file_on
                else _("No source is set up and no file has been imported yet."),
                _(
                    "Set up a source in Bank Matching → Sources, or upload the first "
                    "file with Import on the dashboard."
                ),
            )

    def _get_rhythm_name(self, kind: str, typical: int) -> str:
        _ = self.env._
        names = {"daily": _("daily"), "weekly": _("weekly"), "monthly": _("monthly")}
        return names.get(kind) or _("every %s bank days", typical)

    # -- are they whole? -------------------------------------------------------------

    def _find_in_statements(self, facts):
        _ = self.env._
        if facts.bad_files:
            yield (
                "bad_files",
                "attention",
                _("Files that could not be imported in full: %s.", facts.bad_files),
                _("Open Bank → Files: each says what happened and what to do."),
            )
        yield from self._find_in_details(facts)
        if missing := facts.missing_numbers:
            names = ", ".join(missing[:5]) + ("…" if len(missing) > 5 else "")
            yield (
                "missing_numbers",
                "attention",
                _("Statements are missing: number %s.", names),
                _("Fetch them from the bank and import them; overlaps are no problem."),
            )
        if facts.gaps:
            yield (
                "gaps",
                "attention",
                _("Statements that do not follow on or do not add up: %s.", facts.gaps),
                _("Explain on the statement says which part is missing."),
            )
        if facts.opening:
            yield (
                "opening_balance",
                "attention",
                facts.opening,
                _(
                    "Confirm it on the statement, and book it: Bank Matching → "
                    "Starting Day of an Account does that and closes what was before."
                ),
            )

    def _find_in_details(self, facts):
        _ = self.env._
        if facts.tied_details:
            yield (
                "details_tie",
                "attention",
                _(
                    "Details that fit several bank lines, lump sums: %s.",
                    facts.tied_details,
                ),
                _("Choose the line of each in Payment Details and attach it."),
            )
        if facts.old_details:
            yield (
                "details_wait",
                "info",
                _("Details without a bank line, lump sums: %s.", facts.old_details),
                _("Import the statement of their days, or attach them by hand."),
            )

    # -- are they worked on? ---------------------------------------------------------

    def _find_in_engine(self, journal, facts):
        _ = self.env._
        is_off = journal.match_automation == "off"
        if is_off:
            yield (
                "automation_off",
                "attention" if facts.open_count else "info",
                _("Matching is off: it runs on request only."),
                _("Switch it on in the journal's tab Bank Matching."),
            )
        if facts.cron and (facts.sources or not is_off):
            texts = {
                "off": _("The scheduled action “fetch and match” is switched off."),
                "late": _(
                    "The scheduled action “fetch and match” has not run for a day."
                ),
            }
            yield (
                "cron",
                "problem",
                texts[facts.cron],
                _("An administrator finds it in Settings → Scheduled Actions."),
            )
        yield from self._find_in_run(facts)
        if facts.old:
            yield (
                "old_lines",
                "attention",
                _(
                    "Lines open for more than 30 days: %(count)s, the oldest of "
                    "%(date)s.",
                    count=facts.old,
                    date=format_date(self.env, facts.oldest),
                ),
                _("Settle or explain them in the worksheet."),
            )

    def _find_in_run(self, facts):
        """The engine failed, found nothing, or waits for a person."""
        _ = self.env._
        run = facts.run if facts.run.get("lines") else {}
        if run.get("errors"):
            yield (
                "run_errors",
                "attention",
                _(
                    "Proposals of the last run that could not be posted: %s.",
                    run["errors"],
                ),
                _("To Approve → Errors says why for each."),
            )
        elif run and not (run["reconciled"] or run["proposed"] or run["choose"]):
            yield (
                "matched_nothing",
                "attention",
                _("The last run found nothing. Lines it looked at: %s.", run["lines"]),
                " ".join(self._get_reasons(facts)),
            )
        elif facts.to_approve:
            yield (
                "to_approve",
                "info",
                _("Lines that wait for approval only: %s.", facts.to_approve),
                _("The worksheet approves them with one key each, or in bulk."),
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
                _("Lines with neither partner nor usable text: %s.", facts.silent)
            )
        if facts.passes_off:
            reasons.append(
                _("Matching steps that are switched off: %s.", facts.passes_off)
            )
        return reasons or [
            _(
                "The texts name no open document and no known account: check the "
                "payment reference formats and the partners' bank accounts, or make a "
                "rule."
            )
        ]


def _text(day) -> str | None:
    return str(day) if day else None
