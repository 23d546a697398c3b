"""Closed lines stay as they are, whatever route is taken.

* A closed line and its entry cannot be written, drafted, cancelled or deleted: not by
  the screens, RPC, an import, a run, an undo, an ignore, another addon, a super-user.
* Nothing can be booked on the bank's account before the end of a closed statement: its
  ledger balance is on the certificate.
* Who unreconciles from the invoice's side is not stopped: the invoice is not closed.
  The line is reopened, and everybody concerned is told.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

#: what may be written on a closed line: it is no part of what was closed
FREE_LINE_FIELDS = {"is_closed", "match_warning_data", "message_main_attachment_id"}
FREE_PREFIXES = ("message_", "activity_", "website_message_")
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
BANK_TYPES = ("asset_cash", "liability_credit_card")


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse lines for closed statements."""
        ids = {vals.get("statement_id") for vals in vals_list} - {None, False}
        self.env["account.bank.statement"].browse(ids)._check_open(allow_partial=True)
        return super().create(vals_list)

    def write(self, vals):
        """Refuse changes of closed lines, and lines for closed statements."""
        if "is_closed" in vals and not self.env.su:
            raise UserError(self.env._("Lines are closed with their statement only."))
        free = {name for name in vals if name.startswith(FREE_PREFIXES)}
        if vals.keys() - FREE_LINE_FIELDS - free:
            self._check_line_open()
        if vals.get("statement_id"):
            target = self.env["account.bank.statement"].browse(vals["statement_id"])
            target._check_open(allow_partial=True)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_line_open()
        self.move_id._check_bank_day()

    def action_undo_reconciliation(self):
        """Refuse to undo closed lines."""
        self._check_line_open()
        return super().action_undo_reconciliation()

    def _check_line_open(self) -> None:
        """Refuse if one of these lines is closed.

        Raises:
            UserError: which line, which statement, and what to do.
        """
        closed = self.sudo().filtered("is_closed")
        if closed:
            raise UserError(closed[0]._get_closed_line_text())

    def _get_closed_line_text(self) -> str:
        self.ensure_one()
        return self.env._(
            "Bank line “%(label)s” of %(date)s is closed: %(why)s",
            label=self.payment_ref,
            date=self.date,
            why=self.statement_id._get_closed_text() if self.statement_id else "",
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        """Refuse changes of closed bank lines' entries and of closed days."""
        if ENTRY_FIELDS & vals.keys():
            self.statement_line_id._check_line_open()
        dated = bool({"state", "date"} & vals.keys())
        if dated:
            self.filtered(lambda move: move.state == "posted")._check_bank_day()
        result = super().write(vals)
        if dated:
            self.filtered(lambda move: move.state == "posted")._check_bank_day()
        return result

    def unlink(self):
        """Refuse before core takes the reconciliation apart."""
        self.statement_line_id._check_line_open()
        self.filtered(lambda move: move.state == "posted")._check_bank_day()
        return super().unlink()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """Refuse for closed bank lines: it would take their reconciliation apart."""
        self.statement_line_id._check_line_open()
        return super()._reverse_moves(default_values_list, cancel)

    def _check_fiscal_lock_dates(self):
        """A closed bank line is locked like a closed period.

        Core calls this wherever an entry would change, also for the bank line when
        somebody changes the invoice: it then leaves the line alone.
        """
        self.statement_line_id._check_line_open()
        return super()._check_fiscal_lock_dates()

    def _check_bank_day(self) -> None:
        """Refuse entries on a bank account before the end of a closed statement."""
        self.line_ids._check_bank_day()


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse new items of closed bank lines and on closed days."""
        moves = self.env["account.move"].browse({vals["move_id"] for vals in vals_list})
        moves.statement_line_id._check_line_open()
        items = super().create(vals_list)
        items.filtered(lambda item: item.parent_state == "posted")._check_bank_day()
        return items

    def write(self, vals):
        """Refuse changes of closed bank lines and on closed days."""
        touched = self._get_changed(vals, ITEM_FIELDS)
        self._get_changed(vals, ITEM_FIELDS | NAME_FIELDS)._check_item_open()
        posted = touched.filtered(lambda item: item.parent_state == "posted")
        posted._check_bank_day()
        result = super().write(vals)
        posted._check_bank_day()
        return result

    def _get_changed(self, vals, names):
        """Return the items on which one of these fields gets another value."""
        names = names & vals.keys()
        if not names:
            return self.browse()
        changes = self.env["account.move"]._field_will_change
        return self.filtered(lambda item: any(changes(item, vals, n) for n in names))

    def unlink(self):
        """Refuse before core takes the reconciliation apart."""
        self._check_item_open()
        self.filtered(lambda item: item.parent_state == "posted")._check_bank_day()
        return super().unlink()

    def remove_move_reconcile(self):
        """Refuse from the bank's side; see :class:`AccountPartialReconcile` for the
        invoice's."""
        self._check_item_open()
        return super().remove_move_reconcile()

    def action_unreconcile_match_entries(self):
        """Core takes the bank's items along; what counts is which ones were chosen."""
        chosen = self.browse(self.env.context.get("active_ids") or [])
        chosen._check_item_open()
        every = chosen._all_reconciled_lines()
        if not every.move_id.statement_line_id.sudo().filtered("is_closed"):
            return super().action_unreconcile_match_entries()
        return (every.matched_debit_ids | every.matched_credit_ids).unlink()

    def _check_item_open(self) -> None:
        self.move_id.statement_line_id._check_line_open()

    def _check_bank_day(self) -> None:
        """Refuse items that change the ledger balance of a closed statement.

        Bank lines after the closed ones are fine on the same day; entries are not.
        """
        items = self.filtered(lambda one: one.account_id.account_type in BANK_TYPES)
        if not items:
            return
        limits = self.env["account.journal"]._get_closed_limits(items.account_id)
        for item in items:
            journal, index = limits.get(item.account_id.id, (None, None))
            if index and item._lies_before(journal, index):
                raise UserError(item._get_closed_day_text(journal, index))

    def _lies_before(self, journal, index: str) -> bool:
        line = self.move_id.statement_line_id
        if line.journal_id == journal:
            return (line.internal_index or "") <= index
        own = journal.currency_id or journal.company_id.currency_id
        amount = self.balance
        if own != journal.company_id.currency_id:
            amount = self.amount_currency if self.currency_id == own else 0.0
        day = f"{self.date:%Y%m%d}"
        return bool(amount) and day <= index[:8]

    def _get_closed_day_text(self, journal, index: str) -> str:
        return self.env._(
            "%(move)s books on the bank account %(account)s on %(date)s, but its "
            "statements are closed until %(limit)s and certify the ledger balance. Use "
            "a later date, or have the statement reopened by a manager.",
            move=self.move_id.name or self.env._("The entry"),
            account=journal.display_name,
            date=self.date,
            limit=f"{index[:4]}-{index[4:6]}-{index[6:8]}",
        )


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def unlink(self):
        """Reopen closed bank lines that lose their counterpart, visibly."""
        items = self.debit_move_id | self.credit_move_id
        lines = items.move_id.statement_line_id.sudo().filtered("is_closed")
        documents = items.move_id - lines.move_id
        result = super().unlink()
        if lines:
            self.env["bank.closing.service"]._reopen_unreconciled(lines, documents)
        return result


class BankLineDetail(models.Model):
    _inherit = "bank.line.detail"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse advice for closed lines."""
        details = super().create(vals_list)
        details.statement_line_id._check_line_open()
        return details

    def write(self, vals):
        """Refuse to change the advice of closed lines, or to give them some."""
        self.statement_line_id._check_line_open()
        result = super().write(vals)
        if vals.get("statement_line_id"):
            self.statement_line_id._check_line_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self.statement_line_id._check_line_open()


class BankMatchProposal(models.Model):
    _inherit = "bank.match.proposal"

    def write(self, vals):
        """What was decided about a closed line stays."""
        if "state" in vals or "difference_account_id" in vals:
            self.statement_line_id._check_line_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self.statement_line_id._check_line_open()

    def _get_line_obstacle(self):
        """A closed line is settled for good."""
        if self.statement_line_id.is_closed:
            return self.statement_line_id._get_closed_line_text()
        return super()._get_line_obstacle()

    def _get_undo_obstacle(self):
        """A closed line is not undone."""
        if self.statement_line_id.is_closed:
            return self.statement_line_id._get_closed_line_text()
        return super()._get_undo_obstacle()


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def write(self, vals):
        """The account and currency of closed statements stay."""
        names = {"default_account_id", "currency_id", "type"} & vals.keys()
        changed = self.filtered(
            lambda journal: any(
                (journal[n].id if hasattr(journal[n], "id") else journal[n])
                != (vals[n] or False)
                for n in names
            )
        )
        if changed:
            closed = (
                self.env["account.bank.statement"]
                .sudo()
                .search(
                    [("journal_id", "in", changed.ids), ("close_state", "!=", "open")],
                    limit=1,
                )
            )
            closed._check_open()
        return super().write(vals)

    def _get_closed_day(self):
        """Return the last day that a closed statement certifies, or None."""
        self.ensure_one()
        limits = self._get_closed_limits(self.default_account_id)
        journal, index = limits.get(self.default_account_id.id, (None, None))
        return (
            fields.Date.to_date(f"{index[:4]}-{index[4:6]}-{index[6:8]}")
            if (journal == self)
            else None
        )

    @api.model
    def _get_closed_limits(self, accounts) -> dict:
        """Return until where bank accounts are closed: one query.

        Args:
            accounts: ``account.account`` records.
        Returns:
            ``{account id: (journal, internal index of the last closed line)}``.
        """
        self.env["account.bank.statement"].flush_model(["closed_index", "journal_id"])
        self.env.cr.execute(
            """
            SELECT DISTINCT ON (j.default_account_id)
                   j.default_account_id, j.id, s.closed_index
              FROM account_bank_statement s
              JOIN account_journal j ON j.id = s.journal_id
             WHERE s.closed_index IS NOT NULL AND j.default_account_id = ANY(%s)
          ORDER BY j.default_account_id, s.closed_index DESC
            """,
            [accounts.ids],
        )
        return {
            account: (self.browse(journal).sudo(), index)
            for account, journal, index in self.env.cr.fetchall()
        }


class BankImportFile(models.Model):
    _inherit = "bank.import.file"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        """The raw file of a closed statement is part of its certificate."""
        self.sudo().statement_ids._check_open()

    def write(self, vals):
        """Refuse another content under a closed statement."""
        if {"content", "checksum"} & vals.keys():
            self.sudo().statement_ids._check_open()
        return super().write(vals)


class BankLineGroup(models.Model):
    _inherit = "bank.line.group"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        """The database would take the group from its lines unseen."""
        self.sudo().line_ids._check_line_open()
