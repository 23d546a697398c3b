"""Preview and back-test of rules on what people posted.

Reads only, but for the statistics on the rule itself.
"""

from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.rules.conditions import Evaluator, Line
from ..lines.html import html_table

#: days of history that a back-test looks at
HISTORY_DAYS = 365
#: lines that a preview looks at while the rule is being edited, and rows it shows
PREVIEW_LINES = 3000
PREVIEW_ROWS = 40
MAX_DISAGREEMENTS = 500


@dataclass
class Posted:
    """What became of a line: counterpart accounts and partners of its documents;
    whether it was matched as one with others; whether no person had a hand in it."""

    accounts: frozenset[int] = frozenset()
    partners: frozenset[int] = frozenset()
    by_document: bool = False
    combined: bool = False
    by_machine: bool = False


@dataclass
class RuleHit:
    """A line that a rule hits. ``outcome``: open, agreed, disagreed, document,
    machine."""

    line: Line
    outcome: str
    posted: Posted | None = None

    @property
    def line_id(self) -> int:
        """Return the id of the bank line."""
        return self.line.id


class BankRuleService(models.AbstractModel):
    _name = "bank.rule.service"
    _description = "Test of Rules on History"

    # -- history ---------------------------------------------------------------------

    @api.model
    def _read_history(self, company, journal_ids=(), limit=None) -> list[Line]:
        """Return open lines and those of the last year, newest first.

        Args:
            company: lines of this company and its branches.
            journal_ids: lines of these journals only; none: of all.
            limit: at most so many.
        """
        self.env.flush_all()
        every = company.sudo().with_context(active_test=False)
        branches = every.search([("id", "child_of", company.ids)])
        since = fields.Date.subtract(fields.Date.today(), days=HISTORY_DAYS)
        self.env.cr.execute(
            SQL(
                """
                SELECT line.id FROM account_bank_statement_line line
                  JOIN account_move move ON move.id = line.move_id
                 WHERE move.state = 'posted' AND line.company_id = ANY(%(companies)s)
                   AND line.match_state IS DISTINCT FROM 'ignored'
                   AND (%(any_journal)s OR line.journal_id = ANY(%(journals)s))
                   AND (move.date >= %(since)s
                        OR line.match_state IS DISTINCT FROM 'reconciled')
              ORDER BY move.date DESC, line.id DESC LIMIT %(limit)s
                """,
                companies=branches.ids,
                any_journal=not journal_ids,
                journals=list(journal_ids),
                since=since,
                limit=limit,
            )
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        return self.env["bank.rule.facts"]._read_lines(ids)

    @api.model
    def _read_posted(self, line_ids) -> dict[int, Posted]:
        """Return what was posted for the settled ones among these lines."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT line.id,
                   array_agg(DISTINCT item.account_id)
                       FILTER (WHERE item.tax_line_id IS NULL) AS accounts,
                   array_agg(DISTINCT partner.commercial_partner_id)
                       FILTER (WHERE account.account_type
                               IN ('asset_receivable', 'liability_payable'))
                       AS partners,
                   bool_or(account.account_type
                               IN ('asset_receivable', 'liability_payable')
                           OR item.full_reconcile_id IS NOT NULL) AS by_document,
                   line.line_group_id IS NOT NULL AS combined,
                   EXISTS (SELECT FROM bank_match_proposal p
                            WHERE p.statement_line_id = line.id AND p.state = 'posted'
                              AND p.approved_by_id IS NULL) AS by_machine
              FROM account_bank_statement_line line
              JOIN account_journal journal ON journal.id = line.journal_id
              JOIN account_move_line item ON item.move_id = line.move_id
               AND item.account_id <> journal.default_account_id
              JOIN account_account account ON account.id = item.account_id
         LEFT JOIN res_partner partner ON partner.id = item.partner_id
             WHERE line.id = ANY(%s) AND line.is_reconciled
          GROUP BY line.id
            """,
            [list(line_ids)],
        )
        return {
            row["id"]: Posted(
                accounts=frozenset(row["accounts"] or ()),
                partners=frozenset(row["partners"] or ()) - {None},
                by_document=bool(row["by_document"]),
                combined=row["combined"],
                by_machine=row["by_machine"],
            )
            for row in self.env.cr.dictfetchall()
        }

    # -- evaluation ------------------------------------------------------------------

    @api.model
    def _evaluate(self, rules, limit=None) -> dict[models.Model, list[RuleHit]]:
        """Return the lines each rule hits, with what it proposes and what was posted.

        Args:
            rules: rules of one kind and company; may be unsaved.
            limit: look at the newest lines only.
        """
        asked = {rule: rule._as_engine_rule() for rule in rules}
        journals = [one.journal_ids for one in asked.values()]
        lines = self._read_history(
            rules.company_id,
            frozenset().union(*journals) if all(journals) else (),
            limit,
        )
        evaluator = Evaluator(lines)
        hits = {
            rule: [lines[position] for position in evaluator.hits(one)]
            for rule, one in asked.items()
        }
        posted = self._read_posted(
            {line.id for found in hits.values() for line in found}
        )
        return {
            rule: [self._judge(rule, line, posted.get(line.id)) for line in found]
            for rule, found in hits.items()
        }

    def _judge(self, rule, line, posted) -> RuleHit:
        if posted is None:
            return RuleHit(line, "open")
        outcome = rule._compare(rule._get_proposed_accounts(line), posted)
        if posted.by_machine and outcome != "document":
            outcome = "machine"
        return RuleHit(line, outcome, posted)

    @api.model
    def _backtest(self, rules) -> None:
        """Test rules on a year of history and keep the numbers on them."""
        for mine in rules.grouped("company_id").values():
            for rule, hits in self._evaluate(mine).items():
                self._keep_numbers(rule, hits)

    def _keep_numbers(self, rule, hits: list[RuleHit]) -> None:
        wrong = [hit.line_id for hit in hits if hit.outcome == "disagreed"]
        agreed = sum(hit.outcome == "agreed" for hit in hits)
        values = {
            "backtest_n": agreed + len(wrong),
            "backtest_agreed": agreed,
            "backtest_date": fields.Datetime.now(),
            "backtest_lines": wrong[:MAX_DISAGREEMENTS],
        }
        if rule.state == "draft":
            values["state"] = "tested"
        rule._write_unchecked(values)

    # -- what people see -------------------------------------------------------------

    @api.model
    def _render_preview(self, rule) -> Markup:
        """Return the live list of hits of a rule that is being edited."""
        _ = self.env._
        hits = self._evaluate(rule, PREVIEW_LINES)[rule]
        counts = Counter(hit.outcome for hit in hits)
        names = self._get_outcomes()
        summary = ", ".join(
            f"{counts[outcome]} {name}" for outcome, name in names.items()
        )
        shown = sorted(hits, key=lambda hit: list(names).index(hit.outcome))
        head = (_("Date"), _("Text"), _("Amount"), _("Proposal"), _("Posted"), "")
        rows = [self._get_cells(rule, hit) for hit in shown[:PREVIEW_ROWS]]
        return Markup("<p><b>{}</b>: {}</p>{}").format(
            _("Lines: %s", len(hits)), summary, html_table(rows, head)
        )

    def _get_outcomes(self) -> dict[str, str]:
        _ = self.env._
        return {
            "disagreed": _("posted otherwise"),
            "open": _("open"),
            "agreed": _("posted like this"),
            "document": _("settled by documents"),
            "machine": _("posted without a person"),
        }

    def _get_cells(self, rule, hit: RuleHit) -> tuple:
        line = self.env["account.bank.statement.line"].browse(hit.line_id)
        accounts = self.env["account.account"].browse(
            hit.posted.accounts if hit.posted else ()
        )
        marks = {"agreed": "✓", "disagreed": "✗"}
        return (
            line.date,
            line.payment_ref,
            line.currency_id.format(line.amount),
            rule._describe_proposal(hit.line),
            ", ".join(accounts.sudo().mapped("display_name")),
            marks.get(hit.outcome, ""),
        )

    # -- weekly check ------------------------------------------------------------------

    @api.model
    def _check_live_rules(self, company) -> None:
        """Note on live rules what is odd: dead, overlapping, often corrected."""
        _ = self.env._
        rules = self.env["account.reconcile.model"].search(
            [("state", "=", "live"), ("company_id", "=", company.id)]
        )
        lines = self._read_history(company)
        evaluator = Evaluator(lines)
        hits = {rule: set(evaluator.hits(rule._as_engine_rule())) for rule in rules}
        accounts = {rule: rule._get_accounts() for rule in rules}
        describe = self.env["bank.rule.condition"]._describe_fault
        for rule, mine in hits.items():
            texts = []
            if rule.id in evaluator.broken:
                texts.append(describe(evaluator.broken[rule.id]))
            elif lines and not mine:
                texts.append(_("It has hit no line for a year."))
            bad = rule._find_bad_account(accounts[rule], company)
            if bad:
                texts.append(describe(("account", bad[0].display_name)))
            others = [
                other.name
                for other, theirs in hits.items()
                if mine & theirs and accounts[other] != accounts[rule]
            ]
            if others:
                texts.append(_("It overlaps with %s.", ", ".join(others[:5])))
            if rule.corrected_count:
                texts.append(_("People corrected it %s times.", rule.corrected_count))
            rule._write_unchecked({"rule_warning": " ".join(texts) or False})

    @api.model
    def _cron_check_rules(self):
        """Check the rules of every company once a week."""
        for company in self.env["res.company"].search([]):
            self.with_company(company)._check_live_rules(company)
            self.env["ir.cron"]._commit_progress(1)
