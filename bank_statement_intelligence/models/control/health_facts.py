"""What is known about bank accounts: fetched with a fixed number of statements."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ...engine.control.health import Facts
from ..lines.constants import BANK_JOURNAL_TYPES, SETTLED_STATES

#: days of statements from which rhythm and numbers are learnt
LOOK_BACK = 400
#: days after which the bank line of a lump sum should be here
DETAILS_DAYS = 7
#: days after which an open line is old
OLD = 30


class BankHealthFacts(models.AbstractModel):
    _name = "bank.health.facts"
    _description = "Facts about Bank Feed and Engine"

    def _get_facts(self, journals, today) -> dict[int, Facts]:
        """Fetch the facts of all journals, each kind with one query."""
        self.env.flush_all()
        facts = {journal.id: Facts(today) for journal in journals}
        self._add_sources(journals, facts)
        self._add_statements(journals, facts, today)
        self._add_last_files(journals, facts)
        self._add_bad_files(journals, facts)
        self._add_details(journals, facts, today)
        self._add_gaps(journals, facts)
        self._add_openings(journals, facts)
        self._add_open_lines(journals, facts, today)
        self._add_runs(journals, facts)
        self._add_engine(journals, facts)
        return facts

    def _add_sources(self, journals, facts) -> None:
        sources = (
            self.env["bank.import.source"]
            .sudo()
            .with_context(active_test=False)
            .search([("company_id", "in", journals.company_id.ids)])
        )
        for source in sources:
            mine = source.journal_ids or journals.filtered(
                lambda one, source=source: one.company_id == source.company_id
            )
            row = {
                "name": source.name,
                "error": source.last_error or "",
                "failures": source.failure_count,
                "last_file_on": source.last_file_on,
                "own": bool(source.journal_ids),
            }
            for journal in mine & journals:
                found = facts[journal.id]
                (found.sources if source.active else found.sources_off).append(row)

    def _add_statements(self, journals, facts, today) -> None:
        rows = self.env.execute_query(
            SQL(
                "SELECT journal_id, date, bank_statement_number "
                "FROM account_bank_statement "
                "WHERE journal_id = ANY(%s) AND import_file_id IS NOT NULL "
                "AND date >= %s",
                journals.ids,
                today - timedelta(days=LOOK_BACK),
            )
        )
        for journal_id, day, number in rows:
            facts[journal_id].statements.append((day, number or ""))

    def _add_last_files(self, journals, facts) -> None:
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (s.journal_id) s.journal_id, f.name, f.format,
                       COALESCE(f.imported_on, f.create_date),
                       MAX(s.date) OVER (PARTITION BY s.journal_id)
                  FROM account_bank_statement s
                  JOIN bank_import_file f ON f.id = s.import_file_id
                 WHERE s.journal_id = ANY(%s)
              ORDER BY s.journal_id, COALESCE(f.imported_on, f.create_date) DESC
                """,
                journals.ids,
            )
        )
        for journal_id, name, code, moment, day in rows:
            found = facts[journal_id]
            found.last_statement = day
            found.file_name, found.file_format = name, code or ""
            heard = [s["last_file_on"] for s in found.sources if s["own"]]
            found.source_file_on = max(filter(None, heard), default=None)
            found.file_on = max(filter(None, (moment, found.source_file_on)))

    def _add_bad_files(self, journals, facts) -> None:
        """Count files that were not read; of which no account is known, the first one
        of the company tells, not all of them."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT j.id, COUNT(*)
                  FROM bank_import_file f
                  JOIN (
                    SELECT id, company_id,
                           FIRST_VALUE(id) OVER (PARTITION BY company_id
                               ORDER BY active DESC, sequence, code, id) AS first_id
                      FROM account_journal
                     WHERE type IN %s
                       ) j ON j.company_id = f.company_id AND j.id = ANY(%s)
                  LEFT JOIN (
                    SELECT bank_import_source_id AS id,
                           ARRAY_AGG(account_journal_id) AS journals
                      FROM account_journal_bank_import_source_rel
                  GROUP BY bank_import_source_id
                       ) source ON source.id = f.source_id
                 WHERE f.state IN ('error', 'partial', 'new')
                   AND (f.journal_id = j.id OR f.journal_id IS NULL
                        AND j.id = ANY(COALESCE(source.journals, ARRAY[j.first_id])))
              GROUP BY j.id
                """,
                BANK_JOURNAL_TYPES,
                journals.ids,
            )
        )
        for journal_id, count in rows:
            facts[journal_id].bad_files = count

    def _add_details(self, journals, facts, today) -> None:
        """Count lump sums whose details are on no line."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT journal_id, COUNT(*) FILTER (WHERE state = 'tie'),
                       COUNT(*) FILTER (WHERE state = 'waiting' AND date < %s)
                  FROM bank_line_advice
                 WHERE journal_id = ANY(%s) AND state IN ('tie', 'waiting')
              GROUP BY journal_id
                """,
                today - timedelta(days=DETAILS_DAYS),
                journals.ids,
            )
        )
        for journal_id, tied, old in rows:
            facts[journal_id].tied_details = tied
            facts[journal_id].old_details = old

    def _add_gaps(self, journals, facts) -> None:
        groups = (
            self.env["bank.balance.movement"]
            .sudo()
            ._read_group(
                [
                    ("journal_id", "in", journals.ids),
                    ("cause", "in", ("gap", "incomplete")),
                ],
                [
                    "journal_id",
                    "currency_id",
                    "statement_id",
                    "imported_statement_id",
                    "cause",
                ],
                ["amount:sum"],
            )
        )
        for journal, currency, *_what, amount in groups:
            facts[journal.id].gaps += not currency.is_zero(amount)

    def _add_openings(self, journals, facts) -> None:
        service = self.env["bank.opening.service"]
        for journal_id, question in service._get_questions(journals).items():
            journal = journals.browse(journal_id)
            facts[journal_id].opening = service._get_question_text(journal, question)

    def _add_open_lines(self, journals, facts, today) -> None:
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.journal_id, l.match_state, COUNT(*), MIN(m.date),
                       COUNT(*) FILTER (WHERE m.date < %s),
                       COUNT(*) FILTER (WHERE l.partner_id IS NULL
                           AND length(trim(COALESCE(l.payment_ref, ''))) < 4)
                  FROM account_bank_statement_line l
                  JOIN account_move m ON m.id = l.move_id
                 WHERE l.journal_id = ANY(%s) AND l.match_state <> ALL(%s)
              GROUP BY l.journal_id, l.match_state
              ORDER BY l.journal_id, l.match_state
                """,
                today - timedelta(days=OLD),
                journals.ids,
                list(SETTLED_STATES),
            )
        )
        for journal_id, state, count, oldest, old, silent in rows:
            found = facts[journal_id]
            found.open[state] = count
            found.oldest = min(filter(None, (found.oldest, oldest)))
            found.old += old
            found.silent += silent if state == "unresolved" else 0

    def _add_runs(self, journals, facts) -> None:
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT DISTINCT ON (rel.account_journal_id)
                       rel.account_journal_id AS journal_id, r.id, r.mode, r.started,
                       r.line_count AS lines, r.reconciled_count AS reconciled,
                       r.proposed_count AS proposed, r.choose_count AS choose,
                       r.unresolved_count AS unresolved, r.error_count AS errors
                  FROM account_journal_bank_match_run_rel rel
                  JOIN bank_match_run r ON r.id = rel.bank_match_run_id
                 WHERE rel.account_journal_id = ANY(%s) AND r.state <> 'queued'
                   AND r.mode <> 'undo'
              ORDER BY rel.account_journal_id, r.id DESC
                """,
                journals.ids,
            )
        )
        for row in rows:
            row["started"] = fields.Datetime.to_string(row["started"])
            facts[row.pop("journal_id")].run = row

    def _add_engine(self, journals, facts) -> None:
        """Add what all journals of a company share."""
        items = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT i.company_id, COUNT(*)
                      FROM account_move_line i
                      JOIN account_account a ON a.id = i.account_id
                     WHERE i.company_id = ANY(%s) AND NOT i.reconciled
                       AND i.parent_state = 'posted' AND i.statement_line_id IS NULL
                       AND a.account_type IN ('asset_receivable', 'liability_payable')
                  GROUP BY i.company_id
                    """,
                    journals.company_id.ids,
                )
            )
        )
        passes = self.env["bank.match.pass"].with_context(active_test=False)
        off = passes.search_count([("active", "=", False)])
        cron = self._get_cron_state()
        for journal in journals:
            found = facts[journal.id]
            found.open_items = items.get(journal.company_id.id, 0)
            found.passes_off, found.cron = off, cron

    def _get_cron_state(self) -> str:
        """Return ``off``, ``late`` or an empty text for the scheduled action."""
        cron = self.env.ref(
            "bank_statement_intelligence.ir_cron_fetch_and_match",
            raise_if_not_found=False,
        )
        cron = cron and cron.sudo()
        if not cron or not cron.active:
            return "off"
        overdue = fields.Datetime.now() - timedelta(days=1)
        return "late" if cron.nextcall < overdue else ""
