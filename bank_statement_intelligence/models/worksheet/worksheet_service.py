"""What the worksheet reads: few calls, each with a constant number of queries.

The list itself is an ordinary list view on ``account.bank.statement.line``; these calls
serve what stands around it: the header, the panel of the current line, and its tabs.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .worksheet_values import (
    DONE_STATES,
    bank_texts,
    detail_values,
    line_values,
    name_of,
    proposal_values,
    tie_reason,
)

GROUP_USER = "bank_statement_intelligence.group_bank_user"
GROUP_APPROVER = "bank_statement_intelligence.group_bank_approver"
GROUP_MANAGER = "bank_statement_intelligence.group_bank_manager"
READERS = (GROUP_USER, "account.group_account_readonly")
BANK_TYPES = ("bank", "cash", "credit")
#: proposals that the panel shows as candidates
SHOWN_STATES = ("proposed", "tie", "approved", "error")
#: statements offered in the header's switch
STATEMENTS = 40


class BankWorksheet(models.AbstractModel):
    _name = "bank.worksheet"
    _description = "Bank Reconciliation Worksheet"

    # -- header --------------------------------------------------------------------

    @api.readonly
    @api.model
    def header(self, journal_id=False, statement_id=False):
        """Return journals, balances, counters and automation of the worksheet.

        Args:
            journal_id (int): the bank journal shown; False shows all together.
            statement_id (int): counters and balances of this statement only.
        Returns:
            dict: ``journals, journal, statements, statement, balances, counters,
            automation, last_file, next_fetch, last_run, rights``.
        """
        self._check_reader()
        journals = self.env["account.journal"].search(
            [
                ("type", "in", BANK_TYPES),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        journal = journals.filtered(lambda j: j.id == journal_id)
        statement = self.env["account.bank.statement"].browse(statement_id or [])
        counts = self._count_states(journals, statement)
        shown = journal or journals
        counters: dict[str, int] = {}
        for row in shown:
            for state, count in counts.get(row.id, {}).items():
                counters[state] = counters.get(state, 0) + count
        return {
            "journals": [self._prepare_journal(row, counts) for row in journals],
            "journal": name_of(journal),
            "currency_id": self._get_currency(shown).id,
            "counters": counters,
            "automation": journal.match_automation or False,
            "balances": self._get_balances(journal, statement),
            "rights": self._get_rights(),
        } | self._prepare_feed(journal, statement)

    def _count_states(self, journals, statement) -> dict[int, dict[str, int]]:
        """Return ``{journal id: {match state: lines}}``."""
        domain = [("journal_id", "in", journals.ids)]
        if statement:
            domain.append(("statement_id", "=", statement.id))
        counts: dict[int, dict[str, int]] = {}
        for journal, state, count in self.env[
            "account.bank.statement.line"
        ]._read_group(domain, ["journal_id", "match_state"], ["__count"]):
            counts.setdefault(journal.id, {})[state] = count
        return counts

    def _prepare_journal(self, journal, counts) -> dict:
        states = counts.get(journal.id, {})
        to_do = sum(n for state, n in states.items() if state not in DONE_STATES)
        return {"id": journal.id, "name": journal.display_name, "to_do": to_do}

    def _get_currency(self, journals):
        """Return the currency of all these journals, or none when they differ."""
        currencies = self.env["res.currency"]
        for journal in journals:
            currencies |= journal.currency_id or journal.company_id.currency_id
        return currencies if len(currencies) == 1 else currencies[:0]

    def _get_balances(self, journal, statement) -> dict | bool:
        if not journal:
            return False
        day = statement.date if statement else None
        balances = self.env["bank.balance.service"]._get_balances(journal, day)
        last = statement or statement._get_last(journal)
        return balances | {
            "opening": last.balance_start,
            "closing": statement.balance_end_real
            if statement
            else balances["statement"],
        }

    def _prepare_feed(self, journal, statement) -> dict:
        """Return what came from the bank last, and when it is fetched next."""
        domain = [("journal_id", "=", journal.id)] if journal else []
        statements = self.env["account.bank.statement"].search(
            domain + [("company_id", "in", self.env.companies.ids)],
            order="first_line_index desc, id desc",
            limit=STATEMENTS,
        )
        file = (statement or statements[:1]).import_file_id
        cron = self.env.ref(
            "bank_statement_intelligence.ir_cron_fetch_and_match",
            raise_if_not_found=False,
        )
        sources = self.env["bank.import.source"].search_count([])
        run = self.env["bank.match.run"].search(
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
            "last_file": file
            and {
                "id": file.id,
                "name": file.name,
                "date": fields.Datetime.to_string(file.imported_on),
                "state": file.state,
            },
            "source_count": sources,
            "next_fetch": fields.Datetime.to_string(upcoming) if sources else False,
            "last_run": run and {"id": run.id, "name": run.name, "state": run.state},
        }

    def _get_rights(self) -> dict[str, bool]:
        user = self.env.user
        return {
            "work": user.has_group(GROUP_USER),
            "approve": user.has_group(GROUP_APPROVER),
            "manage": user.has_group(GROUP_MANAGER),
            "rules": self.env["account.reconcile.model"].has_access("create"),
        }

    # -- panel ---------------------------------------------------------------------

    @api.readonly
    @api.model
    def panel(self, line_id):
        """Return everything the panel shows at once for a bank line.

        Returns:
            dict: ``line, proposals, advice, counts``; False when the line is gone.
        """
        self._check_reader()
        line = self.env["account.bank.statement.line"].browse(line_id).exists()
        if not line:
            return False
        line.check_access("read")
        accounts = line.journal_id._get_outstanding_accounts_by_journal()
        labels = self.env["bank.match.proposal"]._get_evidence_labels()
        texts = bank_texts(line)
        shown = line.match_proposal_ids.filtered(lambda p: p.state in SHOWN_STATES)
        if line.match_state == "reconciled":
            shown = line.match_proposal_ids.filtered(lambda p: p.state == "posted")
        proposals = [
            proposal_values(proposal, labels, texts)
            for proposal in shown.sorted(lambda p: (-p.confidence, p.id))
        ]
        return {
            "line": line_values(line, accounts[line.journal_id.id]),
            "proposals": proposals,
            "tie_reason": tie_reason(self.env, line, proposals),
            "advice": detail_values(line),
            "counts": self._count_tabs(line, accounts[line.journal_id.id]),
        }

    def _count_tabs(self, line, accounts) -> dict[str, int]:
        """Count the open items that the tabs would show, up to 100 each."""
        if line.match_state in DONE_STATES:
            return {}
        return {
            kind: self.env["account.move.line"].search_count(
                self._get_items_domain(line, kind, accounts), limit=100
            )
            for kind in ("bank", "customer", "vendor")
        }

    # -- further tabs --------------------------------------------------------------

    @api.readonly
    @api.model
    def bank_data(self, line_id):
        """Return what the bank sent for a line: raw values, texts and codes.

        Returns:
            dict: ``rows`` (name, value), ``texts`` and ``codes`` (the familiar grid),
            ``file``.
        """
        line = self._browse_line(line_id)
        rows = line._get_bank_data_rows()
        details = line.detail_ids
        file = line.import_file_id
        return {
            "rows": [{"name": name, "value": str(value)} for name, value in rows],
            "texts": [text for text in details.mapped("text") if text],
            "codes": [code for code in details.mapped("code") if code],
            "file": file
            and {"id": file.id, "name": file.name, "format": file.format or ""},
        }

    @api.readonly
    @api.model
    def history(self, line_id):
        """Return who did what to a line and when, newest first.

        Returns:
            list: ``{"when", "who", "what", "text", "run"}``.
        """
        line = self._browse_line(line_id)
        events = line._get_history()
        events.sort(key=lambda event: event["when"], reverse=True)
        return events

    @api.readonly
    @api.model
    def rules(self, line_id):
        """Return the rules that may fill the entry of a line: ``[{"id", "name"}]``."""
        line = self._browse_line(line_id)
        found = self.env["account.reconcile.model"].search(
            [
                ("company_id", "in", line.company_id.parent_ids.ids),
                "|",
                ("match_journal_ids", "=", False),
                ("match_journal_ids", "in", line.journal_id.ids),
            ]
        )
        is_in = line.amount > 0
        return [name_of(rule) for rule in found if rule._get_entry_rules(is_in)]

    # -- checks --------------------------------------------------------------------

    def _check_reader(self) -> None:
        if not any(self.env.user.has_group(group) for group in READERS):
            raise AccessError(
                self.env._(
                    "You need the right “Bank Matching: User” for the worksheet. Ask "
                    "your accounting manager."
                )
            )

    def _browse_line(self, line_id):
        """Return the line, or raise when it is gone or not the reader's."""
        self._check_reader()
        line = self.env["account.bank.statement.line"].browse(line_id).exists()
        if not line:
            raise UserError(
                self.env._("This bank line does not exist any more. Reload the page.")
            )
        line.check_access("read")
        return line
