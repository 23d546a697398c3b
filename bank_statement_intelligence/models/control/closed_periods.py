"""Closed lines stay as they are, whatever route is taken.

* A closed line and its entry cannot be written, drafted, cancelled or deleted: not by
  the screens, RPC, an import, a run, an undo, an ignore, another addon, a super-user.
* Nothing can be booked on the bank's account before the end of a closed statement: its
  ledger balance is on the certificate.
* Who unreconciles from the invoice's side is not stopped: the invoice is not closed.
  The line is reopened, and everybody concerned is told.

Here are the entries in the tables of rooms below; ``on_account_….py`` have the methods
of core that nobody else watches, and the checks.
"""

from odoo import models

from ...parsers.common.base import ParseError
from ..intake.line_values import booking_day
from ..lines.tables import entry
from .on_account_bank_statement import CERTIFIED

#: what may be written on a closed line: it is no part of what was closed
FREE_LINE_FIELDS = {"is_closed", "match_warning_data", "message_main_attachment_id"}
FREE_PREFIXES = ("message_", "activity_", "website_message_")
ITEM_FIELDS = {
    "account_id",
    "balance",
    "debit",
    "credit",
    "amount_currency",
    "currency_id",
    "date",
    "move_id",
}
NAME_FIELDS = {"name", "partner_id"}
#: fields of an entry that a certificate is about
ENTRY_FIELDS = {
    "line_ids",
    "invoice_line_ids",
    "date",
    "journal_id",
    "company_id",
    "currency_id",
    "partner_id",
    "state",
    "name",
    "ref",
    "move_type",
    "statement_line_id",
}


class BankClosedPeriods(models.AbstractModel):
    _name = "bank.closed.periods"
    _description = "Closed Statements Stay as They Are"

    @entry("before:account.bank.statement.line", 10)
    def _keep_lines(self, lines, operation, values):
        """Refuse changes of closed lines, and lines for closed statements."""
        if operation == "unlink":
            return
        rows = values if operation == "create" else [values]
        if operation == "write":
            free = {name for name in values if name.startswith(FREE_PREFIXES)}
            if values.keys() - FREE_LINE_FIELDS - free:
                lines._check_line_open()
        ids = {row.get("statement_id") for row in rows} - {None, False}
        self.env["account.bank.statement"].browse(ids)._check_open(allow_partial=True)

    @entry("before:account.bank.statement", 10)
    def _keep_statements(self, statements, operation, values):
        """Refuse changes of what a certificate is about."""
        if operation == "write" and CERTIFIED & values.keys():
            statements._check_open(allow_partial=values.keys() <= {"line_ids"})

    # -- entries and journal items ---------------------------------------------------

    @entry("before:account.move", 10)
    def _keep_entries(self, moves, operation, values):
        """Refuse changes of closed bank lines' entries and of closed days, and before
        core takes a reconciliation apart."""
        is_deleted = operation == "unlink"
        if is_deleted or ENTRY_FIELDS & values.keys():
            moves.statement_line_id._check_line_open()
        if not is_deleted and not {"state", "date"} & values.keys():
            return None
        moves._check_bank_day()
        return None if is_deleted else moves._check_bank_day

    @entry("before:account.move.line", 10)
    def _keep_items(self, items, operation, values):
        """Refuse changes of closed bank lines' entries and on closed days."""
        if operation == "create":
            ids = {row["move_id"] for row in values}
            self.env["account.move"].browse(ids).statement_line_id._check_line_open()
            return None
        if operation == "unlink":
            items._check_item_open()
            self._get_posted(items)._check_bank_day()
            return None
        if not (ITEM_FIELDS | NAME_FIELDS) & values.keys():
            return None
        self._get_changed(items, values, ITEM_FIELDS | NAME_FIELDS)._check_item_open()
        moved = self._get_posted(self._get_changed(items, values, ITEM_FIELDS))
        moved._check_bank_day()
        return moved._check_bank_day if moved else None

    @entry("after:account.move.line", 10)
    def _keep_days(self, items, operation, values):
        """Refuse new items on closed days."""
        if operation == "create":
            self._get_posted(items)._check_bank_day()

    def _get_posted(self, items):
        return items.filtered(lambda item: item.parent_state == "posted")

    def _get_changed(self, items, values, names):
        """Return the items on which one of these fields gets another value."""
        names = names & values.keys()
        if not names:
            return items.browse()
        changes = self.env["account.move"]._field_will_change
        return items.filtered(
            lambda item: any(changes(item, values, name) for name in names)
        )

    @entry("before:account.partial.reconcile", 10)
    def _reopen_lines(self, partials, operation, values):
        """Reopen closed bank lines that lose their counterpart, visibly."""
        if operation != "unlink":
            return None
        items = partials.debit_move_id | partials.credit_move_id
        lines = items.move_id.statement_line_id.sudo().filtered("is_closed")
        if not lines:
            return None
        documents = items.move_id - lines.move_id
        service = self.env["bank.closing.service"]
        return lambda: service._reopen_unreconciled(lines, documents)

    # -- what belongs to a line ------------------------------------------------------

    @entry("before:bank.line.detail", 10)
    def _keep_details(self, details, operation, values):
        """Refuse to change the advice of closed lines, or to give them some."""
        details.statement_line_id._check_line_open()
        rows = [values] if operation == "write" else values or []
        ids = {row.get("statement_line_id") for row in rows} - {None, False}
        self.env["account.bank.statement.line"].browse(ids)._check_line_open()

    @entry("before:bank.match.proposal", 10)
    def _keep_decisions(self, proposals, operation, values):
        """What was decided about a closed line stays."""
        deciding = {"state", "difference_account_id", "difference_reason_id"}
        if operation == "unlink" or (operation == "write" and deciding & values.keys()):
            proposals.statement_line_id._check_line_open()

    @entry("before:bank.line.group", 10)
    def _keep_groups(self, groups, operation, values):
        """The database would take the group from its lines unseen."""
        if operation == "unlink":
            groups.sudo().line_ids._check_line_open()

    @entry("before:bank.import.file", 10)
    def _keep_files(self, files, operation, values):
        """The raw file of a closed statement is part of its certificate."""
        content = {"content", "checksum"}
        if operation == "unlink" or (operation == "write" and content & values.keys()):
            files.sudo().statement_ids._check_open()

    # -- settlement ------------------------------------------------------------------

    @entry("obstacles", 10)
    def _closed_obstacle(self, proposal):
        """A closed line is settled for good."""
        line = proposal.statement_line_id
        return line._get_closed_line_text() if line.is_closed else None

    @entry("undo_obstacles", 10)
    def _closed_undo_obstacle(self, proposal):
        """Nor is it undone."""
        return self._closed_obstacle(proposal)

    # -- import ----------------------------------------------------------------------

    @entry("statement_checks", 10)
    def _closed_days(self, journal, parsed, transactions) -> ParseError | None:
        """Refuse entries of days whose statements are closed, like locked periods."""
        limit = journal._get_closed_day()
        days = [booking_day(tx, parsed) for tx in transactions]
        early = [day for day in days if limit and day and day < limit]
        if not early:
            return None
        return ParseError(
            "closed_statement",
            self.env._("The statement has new entries of days that are closed."),
            f"{parsed.account} {parsed.number}, {min(early)}",
            self.env._(
                "The statements of %(journal)s are closed until %(limit)s, with the "
                "ledger balance certified.",
                journal=journal.display_name,
                limit=limit,
            ),
            self.env._(
                "Find out why the bank reports them now. Then have the closed "
                "statement reopened by a manager, and press Retry."
            ),
        )

    @entry("import_undo_obstacles", 10)
    def _closed_import(self, file) -> str | None:
        """What a file brought stays, once something of it is closed."""
        details = file.sudo().advice_ids.statement_line_id
        closed = (file.sudo().line_ids | details).filtered("is_closed")
        return closed[0]._get_closed_line_text() if closed else None

    @entry("attach_obstacles", 10)
    def _closed_line(self, line) -> str | None:
        """Details of a closed line wait, as if it were not there: it stays as it was
        closed. They are attached when it is reopened."""
        return line._get_closed_line_text() if line.is_closed else None
